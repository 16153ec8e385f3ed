"""What is no file of a project, in one SQLite file: tables by part, each with its steps from one version to the next, and short transactions."""

import os
import sqlite3
import stat
from collections.abc import Iterator, Mapping, Sequence
from contextlib import closing, contextmanager, suppress
from pathlib import Path
from threading import Lock
from types import MappingProxyType

from geodata.errors import OutputError
from planner.errors import ProjectError
from planner.support.speech import _

OF_DISK = ("disk is full", "disk I/O error")
"""What SQLite says of a disk that is full or broken."""
OF_RIGHTS = ("readonly database",)
"""What it says where this process may read and not write."""
BUSY_S = 10.0
"""How long one writer waits for another."""
MARK = 0x65767072
"""By this (``application_id``) a SQLite file is known as that of a project: "evpr"."""

Schema = Mapping[str, Sequence[str]]
"""Parts by name, each with the SQL that leads from one version of its tables to the next; a step that stands in a release is never changed."""

_PARTS = "CREATE TABLE IF NOT EXISTS parts (name TEXT PRIMARY KEY, version INTEGER NOT NULL) STRICT"


class Database:
    """The database of one project; every call opens a connection of its own, so that any thread and process may ask.

    Parameters
    ----------
    file : Path
        Made where it is not there.
    schema : mapping of str to sequence of str
        See `Schema`. Whoever stands above `planner.project` adds parts of its own by `prepare`.

    Raises
    ------
    ProjectError
        The file is no database of a project, is of a newer version, or cannot be written.
    """

    def __init__(self, file: Path, schema: Schema) -> None:
        self.file = file
        self._lock = Lock()
        self._parts: dict[str, int] = {}
        _make_private(file)
        self.prepare(schema)

    @property
    def parts(self) -> Mapping[str, int]:
        """Version of each part that was prepared."""
        return MappingProxyType(self._parts)

    def prepare(self, schema: Schema) -> None:
        """Bring the tables of some parts to the version of this program, all or none; errors as for the class."""
        with self._lock, self._told():
            self._claim()
            self._prepare(schema)

    def _prepare(self, schema: Schema) -> None:
        with self.writing() as connection:
            connection.execute(_PARTS)
            held = dict(connection.execute("SELECT name, version FROM parts").fetchall())
            for name, steps in schema.items():
                self._refuse_newer(name, held.get(name, 0), len(steps))
                for step in steps[held.get(name, 0) :]:
                    for statement in _statements(step):
                        connection.execute(statement)
                connection.execute("INSERT OR REPLACE INTO parts VALUES (?, ?)", (name, len(steps)))
                self._parts[name] = len(steps)

    @contextmanager
    def reading(self) -> Iterator[sqlite3.Connection]:
        """Give a connection whose answers all are of one moment; ProjectError where the disk fails."""
        with self._told(), closing(self._opened()) as connection:
            connection.execute("BEGIN")
            try:
                yield connection
            finally:
                connection.rollback()

    @contextmanager
    def writing(self) -> Iterator[sqlite3.Connection]:
        """Give a connection that alone may write until the block ends: all of it is kept, or nothing where it raises; ProjectError where the disk fails."""
        with self._told(), closing(self._opened()) as connection:
            connection.execute("BEGIN IMMEDIATE")
            try:
                yield connection
            except BaseException:
                connection.rollback()
                raise
            connection.commit()

    @contextmanager
    def held_open(self) -> Iterator[None]:
        """Keep a connection open for as long as the block lasts: what SQLite writes beside the file for readers stays, so that they need no room on a full disk."""
        with closing(self._opened()) as connection:
            with self._told():
                connection.execute("SELECT count(*) FROM sqlite_master").fetchone()
            yield

    def _opened(self) -> sqlite3.Connection:
        connection = sqlite3.connect(self.file, timeout=BUSY_S, isolation_level=None, check_same_thread=False)
        try:
            connection.row_factory = sqlite3.Row
            connection.execute("PRAGMA foreign_keys = ON")
            connection.execute("PRAGMA synchronous = NORMAL")
            connection.execute("PRAGMA trusted_schema = OFF")
        except BaseException:
            connection.close()
            raise
        return connection

    @contextmanager
    def _told(self) -> Iterator[None]:
        """Tell in one line what SQLite cannot do with the file."""
        try:
            yield
        except sqlite3.DatabaseError as error:
            if isinstance(error, sqlite3.IntegrityError | sqlite3.ProgrammingError):
                raise  # a fault of ours
            if any(words in str(error) for words in OF_DISK):
                raise OutputError(self.file, str(error), _("nothing was changed; make room and try again")) from None
            if any(words in str(error) for words in OF_RIGHTS):
                advice = _("nothing was changed; see who may write to the folder of the project")
                raise OutputError(self.file, str(error), advice) from None
            raise ProjectError(
                self.file,
                _("cannot be read or written ({error})", error=str(error)),
                _("expected the database of a project, on a disk with room that can be written to"),
            ) from None

    def _claim(self) -> None:
        """Mark a new file as ours; one of another program is left as it is."""
        with closing(self._opened()) as connection:
            mark = connection.execute("PRAGMA application_id").fetchone()[0]
            if mark != MARK and (mark or connection.execute("SELECT count(*) FROM sqlite_master").fetchone()[0]):
                raise ProjectError(
                    self.file,
                    _("a database of another program"),
                    _("expected that of a project; name another folder"),
                )
            connection.execute("PRAGMA journal_mode = WAL")  # stays with the file
            if mark != MARK:
                connection.execute(f"PRAGMA application_id = {MARK}")

    def _refuse_newer(self, name: str, held: int, known: int) -> None:
        if held > known:
            raise ProjectError(
                self.file,
                _(
                    "written by a newer version of the program ({name} {held}, known is {known})",
                    name=name,
                    held=held,
                    known=known,
                ),
                _("update the program, or name another project"),
            )


def _make_private(file: Path) -> None:
    """Have the file, with what SQLite writes beside it, be for its user alone: it holds hashes of passwords and a secret. Whoever else owns one is left with it."""
    if os.name != "posix":  # where access lists of the folder guard it
        return
    with suppress(OSError):  # what cannot be made is told by whoever opens it
        os.close(os.open(file, os.O_RDWR | os.O_CREAT | os.O_NOFOLLOW, 0o600))
    for one in (file, *(file.with_name(f"{file.name}{ending}") for ending in ("-wal", "-shm"))):
        with suppress(OSError):
            mode = one.lstat().st_mode
            if stat.S_ISREG(mode) and mode & 0o077:
                one.chmod(0o600)


def _statements(step: str) -> Iterator[str]:
    """Statements of a step one by one: `executescript` would end the transaction."""
    statement = ""
    for line in step.splitlines(keepends=True):
        statement += line
        if sqlite3.complete_statement(statement):
            yield statement
            statement = ""
    if statement.strip():
        yield statement
