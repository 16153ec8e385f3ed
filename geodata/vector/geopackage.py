"""GeoPackages looked through by their schema before GDAL opens them: what a query would work out runs with every row that is read."""

import re
import sqlite3
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path

from geodata.errors import InputError
from geodata.speech import _

MOST_OBJECTS = 20_000
"""Tables, indexes and triggers of one file; the largest country in a GeoPackage has some hundred."""
_COMPUTED = 2
"""How ``PRAGMA table_xinfo`` marks a column that is worked out whenever it is read."""
_INDEXES = re.compile(
    r"\s*create\s+virtual\s+table\b.*?\busing\s+[\"'`\[]?(?:rtree|rtree_i32|fts[345])\b", re.IGNORECASE | re.DOTALL
)
_VIRTUAL = re.compile(r"\s*create\s+virtual\s+table\b", re.IGNORECASE)


def check_tables(path: Path) -> None:
    """Refuse what holds more than tables: a view or a column that is computed may ask for any time and memory, a virtual table opens other files.

    Triggers are left alone: they act when something is written, and a layer is only read. Of virtual tables the indexes by place and by
    word are known.

    Raises
    ------
    InputError
        It has one of these, or is damaged.
    """
    advice = _("save the layers into a new GeoPackage, as tables")
    with _schema(path) as asked:
        objects = asked.execute(
            "SELECT type, name, substr(sql, 1, 400) FROM sqlite_master LIMIT ?", (MOST_OBJECTS + 1,)
        ).fetchall()
        if len(objects) > MOST_OBJECTS:
            raise InputError(path, _("more than {most:,} tables and indexes", most=MOST_OBJECTS), advice)
        for kind, name, sql in objects:
            if kind == "view":
                raise InputError(
                    path, _("a view, {name!r}, which is a query and no layer", name=str(name)[:80]), advice
                )
            if _VIRTUAL.match(str(sql)) and not _INDEXES.match(str(sql)):
                raise InputError(path, _("a table, {name!r}, that leads elsewhere", name=str(name)[:80]), advice)
        for kind, name, sql in objects:
            if kind == "table" and not _VIRTUAL.match(str(sql)) and _is_computed(asked, str(name)):
                raise InputError(
                    path, _("a table, {name!r}, with a column that is computed", name=str(name)[:80]), advice
                )


def _is_computed(asked: sqlite3.Connection, name: str) -> bool:
    rows = asked.execute("SELECT 1 FROM pragma_table_xinfo(?) WHERE hidden = ? LIMIT 1", (name, _COMPUTED))
    return rows.fetchone() is not None


@contextmanager
def _schema(path: Path) -> Iterator[sqlite3.Connection]:
    """A connection that writes nothing, not even beside the file, unless a journal there is part of it."""
    has_journal = Path(f"{path}-wal").exists()
    address = f"{path.absolute().as_uri()}?mode=ro{'' if has_journal else '&immutable=1'}"
    try:
        with closing(sqlite3.connect(address, uri=True)) as asked:
            asked.execute("PRAGMA trusted_schema = OFF")
            yield asked
    except (sqlite3.Error, UnicodeDecodeError) as error:  # the latter of a message that quotes damaged bytes
        raise InputError(
            path,
            _("cannot be read ({reason})", reason=str(error)[:160]),
            _("expected a GeoPackage; save it again"),
        ) from None
