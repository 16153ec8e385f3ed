"""Where an input lies: in a file, perhaps in a layer of it, or in a table or query of a PostgreSQL database."""

import re
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import parse_qsl, unquote

from geodata.errors import InputError
from geodata.speech import _

LAYER_NAMED = "|layername="
"""How an address names a layer or table, as QGIS writes it: ``plan.gpkg|layername=sites``."""
QUERY_NAMED = "|query="
SCHEMA_NAMED = "|schema="

SCHEMES = ("postgresql://", "postgres://")
PARAMETERS = ("service", "host", "port", "dbname", "user", "sslmode", "sslrootcert", "target_session_attrs")
"""What may stand behind the ``?`` of a database's address; whatever else a connection needs is in the environment or a service file."""

WRITTEN = "postgresql://host:port/database|layername=schema.table"
SHOWN = "postgresql://…"
"""How an address is shown that is refused: it may hold a password."""
WHERE_INSTEAD = _.term(
    "take it out; put it into the variable PGPASSWORD, the file ~/.pgpass or a service file (postgresql://?service=NAME)"
)

_URL = re.compile(r"(?P<scheme>\w+)://(?:(?P<user>[^@/?]*)@)?(?P<rest>[^@]*)", re.ASCII)
_PART = r'(?:"(?:[^"]|"")+"|[^".()]+)'
_TABLE = re.compile(rf"(?:(?P<schema>{_PART})\.)?(?P<table>{_PART}|[^\"()]+)(?:\((?P<column>{_PART})\))?")


@dataclass(frozen=True)
class DatabaseTable:
    """A table, view or query of a PostgreSQL database.

    Parameters
    ----------
    url : str
        Address of the database without a password; without a user it is that of the environment.
    schema : str or None
        None where the table is looked for as the database does it.
    table : str or None
        None for a query.
    query : str or None
        One statement that reads.
    column : str or None
        Which of several columns with geometry counts.
    """

    url: str
    schema: str | None = None
    table: str | None = None
    query: str | None = None
    column: str | None = None

    @property
    def what(self) -> str:
        """Table or query, as the address names it."""
        if self.table is None:
            return self.query or ""
        named = _quoted(self.table) if self.schema is None else f"{_quoted(self.schema)}.{_quoted(self.table)}"
        return f"{named}({_quoted(self.column)})" if self.column is not None else named

    def __str__(self) -> str:
        """Address without the user, as errors, reports and results show it."""
        return f"{shown_url(self.url)}{QUERY_NAMED if self.table is None else LAYER_NAMED}{self.what}"


Address = Path | DatabaseTable
"""A file, after ``|layername=`` with a layer of it, or a table of a database."""


def is_database(text: str) -> bool:
    """Whether an address leads to a database rather than to a file."""
    return text.strip().casefold().startswith(SCHEMES)


def address_in(folder: Path, text: str) -> Address:
    """Address as a configuration in `folder` writes it.

    Raises
    ------
    InputError
        That of a database holds a password, or names neither table nor query; the line does not show it.
    """
    return database_table(text) if is_database(text) else folder / text


def database_table(text: str) -> DatabaseTable:
    """Take ``postgresql://host/database|layername=schema.table`` or ``…|query=SELECT …`` apart; errors as `address_in`."""
    url, _other, rest = text.strip().partition("|")
    url = checked_url(url)
    key, _other, value = rest.partition("=")
    key, value = key.strip().casefold(), value.strip()
    if key == "query" and value:
        return DatabaseTable(url, query=value)
    found = _TABLE.fullmatch(value) if key == "layername" else None
    if found is None:
        said = _("a database, and no table or query of it") if not rest else _("a table that cannot be read off it")
        raise InputError(
            shown_url(url),
            said,
            _("expected {written}, or …{query_named}SELECT …", written=WRITTEN, query_named=QUERY_NAMED),
        )
    schema, table, column = (None if one is None else _plain(one) for one in found.groups())
    return DatabaseTable(url, schema, table, column=column)


def checked_url(url: str) -> str:
    """Address of a database, refused where it holds a password or cannot be understood; the line does not show it."""
    found = _URL.fullmatch(url.strip())
    if found is None or not is_database(url):
        raise InputError(SHOWN, _("an address that cannot be taken apart"), _("expected {written}", written=WRITTEN))
    if ":" in unquote(found["user"] or ""):
        raise InputError(SHOWN, _("a password in the address"), WHERE_INSTEAD)
    place, _other, asked = found["rest"].partition("?")
    port = place.partition("/")[0].rpartition("]")[2].partition(":")[2]
    if not (port.isdigit() and port.isascii()) and port:
        raise InputError(
            SHOWN,
            _("a port that is no number"),
            _("expected {written}; a password may not stand there", written=WRITTEN),
        )
    for name, _other in parse_qsl(asked, keep_blank_values=True):
        if "pass" in name.casefold():
            raise InputError(SHOWN, _("a password in the address"), WHERE_INSTEAD)
        if name not in PARAMETERS:
            raise InputError(
                SHOWN,
                _("parameter {name!r} in the address", name=name[:40]),
                _("known are {parameters}", parameters=", ".join(PARAMETERS)),
            )
    return url.strip()


def shown_url(url: str) -> str:
    """Address of a database without its user."""
    found = _URL.fullmatch(url)
    if found is None:
        return SHOWN
    place, _, asked = found["rest"].partition("?")
    kept = [one for one in asked.split("&") if one and not one.startswith("user=")]
    return f"postgresql://{place}" + (f"?{'&'.join(kept)}" if kept else "")


def split_layer(path: Path) -> tuple[Path, str | None]:
    """Take a path apart into its file and the layer that it names, None where it names none."""
    file, named, layer = str(path).partition(LAYER_NAMED)
    return (Path(file), layer.strip()) if named and layer.strip() else (path, None)


def short_name(address: Address) -> str:
    """Name of a file without its folder; of a database the table or query."""
    return address.what if isinstance(address, DatabaseTable) else address.name


def ending_of(address: Address) -> str:
    """Ending of a file in lower case, as ``.csv``; nothing for a database."""
    return "" if isinstance(address, DatabaseTable) else split_layer(address)[0].suffix.lower()


def _quoted(name: str) -> str:
    """Name as the address must write it: in quotes where it has a sign that would be taken for something else."""
    return '"' + name.replace('"', '""') + '"' if re.search(r'["().]', name) else name


def _plain(written: str) -> str:
    written = written.strip()
    return written[1:-1].replace('""', '"') if written[:1] == '"' == written[-1:] and len(written) > 2 else written
