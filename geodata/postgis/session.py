"""Sessions with a PostgreSQL server: one that cannot write, one whole transaction that does, and every failure as one line."""

import os
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any, NamedTuple

from geodata.address import shown_url
from geodata.errors import InputError
from geodata.secrets import Secrets
from geodata.speech import _

if TYPE_CHECKING:
    import psycopg

CONNECT_S = 10
STATEMENT_S = 300
LOCK_S = 10
"""Waits are bounded: for the server, for one statement, for a table that another session has locked."""

_SECRETS = ("PGPASSWORD", "PGSSLPASSWORD")
_INSTALL = "pip install 'evplan[postgis]'"
_AGAIN = _.term("try again when it is done")


class _Told(NamedTuple):
    """What a failure is called, and what to do."""

    found: str
    advice: str


_BY_CODE = {
    "3D000": _Told("no such database", "check the address; 'psql -l' lists the databases of a server"),
    "28P01": _Told("the password was refused", "check PGPASSWORD, ~/.pgpass or the service file"),
    "28000": _Told(
        "this user may not connect", "check PGUSER, or the user of the address, and the rights on the server"
    ),
    "42501": _Told("a right is missing ({reason})", "ask whoever runs the database for it"),
    "55P03": _Told(f"locked by another session for more than {LOCK_S} s", _AGAIN),
    "57014": _Told(f"an answer that took more than {STATEMENT_S} s", "ask for fewer rows, or give the table an index"),
    "25006": _Told("a query that writes ({reason})", "expected one SELECT; inputs are only read"),
    "53300": _Told("the server has no connection left", _AGAIN),
    "57P01": _Told("the server ended the session", _AGAIN),
    "57P02": _Told("the server ended the session", _AGAIN),
    "57P03": _Told("the server is starting or stopping", _AGAIN),
}
"""Failures by their SQLSTATE."""


@contextmanager
def reading(url: str, where: object) -> "Iterator[psycopg.Connection[Any]]":
    """Session in one transaction that reads one state of the database and cannot write.

    Parameters
    ----------
    url : str
        Without a password; what else a connection needs comes from the environment, ~/.pgpass or a service file.
    where : object
        Begins the line of an error.

    Raises
    ------
    InputError
        The server cannot be reached, refuses, or what is done inside the block fails there.
    """
    with _session(url, where) as connection:
        connection.read_only = True
        connection.isolation_level = _library().IsolationLevel.REPEATABLE_READ
        _limit(connection)
        yield connection
        connection.rollback()


@contextmanager
def writing(url: str, where: object) -> "Iterator[psycopg.Connection[Any]]":
    """Session in one transaction, kept when the block ends and gone without a trace when it does not; errors as `reading`."""
    with _session(url, where) as connection:
        _limit(connection)
        yield connection
        connection.commit()


def _limit(connection: "psycopg.Connection[Any]") -> None:
    for name, value in (("statement_timeout", f"{STATEMENT_S}s"), ("lock_timeout", f"{LOCK_S}s"), ("TimeZone", "UTC")):
        connection.execute("SELECT set_config(%s, %s, true)", (name, value))


@contextmanager
def _session(url: str, where: object) -> "Iterator[psycopg.Connection[Any]]":
    psycopg = _library()
    connection = None
    try:
        connection = psycopg.connect(
            url, connect_timeout=CONNECT_S, client_encoding="UTF8", application_name="evplan", autocommit=False
        )
        yield connection
    except psycopg.Error as error:
        told = _told(error, reached=connection is not None)
        raise InputError(where, told.found, told.advice) from None
    except UnicodeDecodeError:
        raise InputError(
            where, _("text that is not UTF-8"), _("convert the database, or leave that column out")
        ) from None
    finally:
        if connection is not None:
            connection.close()


def _told(error: "psycopg.Error", *, reached: bool) -> _Told:
    reason = reason_of(error)
    known = _BY_CODE.get(error.sqlstate or "") or next(
        (_BY_CODE[code] for code, is_so in _IN_WORDS if is_so(reason)), None
    )
    if known is not None:
        return known._replace(found=known.found.format(reason=reason))
    if not reached:
        return _Told(
            _("cannot be reached ({reason})", reason=reason),
            _("expected a server at {shown_url}", shown_url=shown_url("postgresql://host:port/database")),
        )
    if error.sqlstate is None:
        return _Told(_("the connection was lost ({reason})", reason=reason), _AGAIN)
    return _Told(_("the database refuses ({reason})", reason=reason), _("check the table or the query in psql"))


def reason_of(error: "psycopg.Error") -> str:
    """What the server says, on one line and without any secret of the environment."""
    said = error.diag.message_primary or next((line for line in reversed(str(error).splitlines()) if line.strip()), "")
    said = said.rpartition("FATAL:")[2].strip() or type(error).__name__
    return Secrets(os.environ.get(name, "") for name in _SECRETS).hidden(said)[:200]


_IN_WORDS: tuple[tuple[str, Callable[[str], bool]], ...] = (
    ("3D000", lambda said: said.startswith("database ") and said.endswith("does not exist")),
    ("28P01", lambda said: "password authentication failed" in said or "no password supplied" in said),
    ("25006", lambda said: "data-modifying" in said),
    ("53300", lambda said: "too many clients" in said or "connection slots" in said),
    ("57P03", lambda said: "is starting up" in said or "is shutting down" in said),
)
"""Failures that have no code of their own, by their words."""


def _library() -> Any:
    try:
        import psycopg  # noqa: PLC0415  (few inputs lie in a database)
    except ImportError:
        raise InputError("postgresql", _("psycopg is not installed, by which databases are read"), _INSTALL) from None
    return psycopg
