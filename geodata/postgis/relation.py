"""What an address names in a database: a table, view or query, with its columns, its key and its column of geometry."""

import difflib
import re
from dataclasses import dataclass
from typing import Any

from psycopg import Connection, sql

from geodata.address import DatabaseTable
from geodata.errors import InputError
from geodata.speech import _

SPATIAL = ("geometry", "geography")
READABLE = "rvmfp"
"""Kinds of relation that have rows: table, view, materialised view, foreign and partitioned table."""
MOST_LISTED = 8
ONE_SELECT = _.term("expected one SELECT; inputs are only read")

_READS = re.compile(
    r"\s*(?:--[^\n]*\n\s*|/\*.*?\*/\s*|\(\s*)*(?:select|with|values|table)\b", re.IGNORECASE | re.DOTALL
)

_NAMED = """
SELECT c.oid, n.nspname, c.relname, pg_catalog.pg_table_is_visible(c.oid)
FROM pg_catalog.pg_class c JOIN pg_catalog.pg_namespace n ON n.oid = c.relnamespace
WHERE c.relkind = ANY(%s) AND (c.relname = %s OR lower(c.relname::text COLLATE "default") = lower(%s)) AND (%s::text IS NULL OR n.nspname = %s)
  AND n.nspname NOT IN ('pg_catalog', 'information_schema', 'pg_toast')
ORDER BY n.nspname, c.relname
"""
_ALL = """
SELECT n.nspname || '.' || c.relname
FROM pg_catalog.pg_class c JOIN pg_catalog.pg_namespace n ON n.oid = c.relnamespace
WHERE c.relkind = ANY(%s) AND n.nspname !~ '^pg_' AND n.nspname <> 'information_schema'
ORDER BY 1 LIMIT 2000
"""
_COLUMNS = """
SELECT a.attname, t.typname FROM pg_catalog.pg_attribute a JOIN pg_catalog.pg_type t ON t.oid = a.atttypid
WHERE a.attrelid = %s AND a.attnum > 0 AND NOT a.attisdropped ORDER BY a.attnum
"""
_KEY = """
SELECT a.attname FROM pg_catalog.pg_index i
CROSS JOIN LATERAL unnest(i.indkey::int2[]) WITH ORDINALITY AS k(attnum, place)
JOIN pg_catalog.pg_attribute a ON a.attrelid = i.indrelid AND a.attnum = k.attnum
WHERE i.indrelid = %s AND i.indisprimary ORDER BY k.place
"""


@dataclass(frozen=True)
class Relation:
    """A table, view or query that can be read.

    Parameters
    ----------
    source : Composable
        What stands behind FROM.
    columns : tuple of str
        All but those with geometry.
    key : tuple of str
        Columns of the primary key; empty where there is none.
    geometry : str or None
        The column with geometry that counts.
    geography : bool
        Whether it holds shapes on the globe, in degrees.
    texts : frozenset of str
        Columns of text, whose order depends on the server.
    """

    source: sql.Composable
    columns: tuple[str, ...]
    key: tuple[str, ...]
    geometry: str | None
    geography: bool = False
    texts: frozenset[str] = frozenset()


def relation_of(connection: Connection[Any], address: DatabaseTable) -> Relation:
    """Find what an address names.

    Raises
    ------
    InputError
        There is no such table, several are called so, none or several columns hold geometry and none is named, or the query is not one
        SELECT.
    """
    if address.table is None:
        columns = _described(connection, address)
        text = (address.query or "").strip().rstrip("; \n\t")
        source: sql.Composable = sql.SQL("(\n{}\n) AS asked").format(sql.SQL(text))
        key: tuple[str, ...] = ()
    else:
        oid, schema, name = _found(connection, address)
        columns = [(str(one), str(kind)) for one, kind in connection.execute(_COLUMNS, (oid,))]
        key = tuple(str(one) for (one,) in connection.execute(_KEY, (oid,)))
        source = sql.SQL("{} AS asked").format(sql.Identifier(schema, name))
    names = [one for one, _ in columns]
    twice = next((one for one in names if names.count(one) > 1), None)
    if twice is not None:
        raise InputError(
            address, _("two columns called {twice!r}", twice=twice), _("give one of them another name with AS")
        )
    spatial = [one for one, kind in columns if kind in SPATIAL]
    plain = tuple(one for one, kind in columns if kind not in SPATIAL)
    counts = _geometry(address, spatial)
    texts = frozenset(one for one, kind in columns if kind in ("text", "varchar", "bpchar"))
    return Relation(source, plain, key, counts, (counts, "geography") in columns, texts)


def _geometry(address: DatabaseTable, spatial: list[str]) -> str | None:
    if address.column is not None:
        if address.column not in spatial:
            said = ", ".join(spatial) or "none"
            raise InputError(
                address,
                _("no geometry in a column {column!r}", column=address.column),
                _("columns with geometry: {said}", said=said),
            )
        return address.column
    if len(spatial) > 1:
        advice = (
            _("name one behind the table, as in schema.table(geom)")
            if address.table
            else _("leave one of them in SELECT")
        )
        raise InputError(
            address,
            _(
                "{count} columns with geometry ({spatial})",
                count=len(spatial),
                spatial=", ".join(spatial[:MOST_LISTED]),
            ),
            advice,
        )
    return spatial[0] if spatial else None


def _found(connection: Connection[Any], address: DatabaseTable) -> tuple[int, str, str]:
    """Number, schema and name of a table: as written, else whatever its case; seen by the path of search, else anywhere."""
    rows = connection.execute(
        _NAMED, (list(READABLE), address.table, address.table, address.schema, address.schema)
    ).fetchall()
    exact = [row for row in rows if row[2] == address.table] or rows
    seen = exact if address.schema is not None else [row for row in exact if row[3]] or exact
    if len(seen) == 1:
        oid, schema, name, _other = seen[0]
        return int(oid), str(schema), str(name)
    if seen:
        listed = ", ".join(f"{schema}.{name}" for _, schema, name, _ in seen[:MOST_LISTED])
        raise InputError(
            address,
            _("{count} tables are called so ({listed})", count=len(seen), listed=listed),
            _("name one with its schema"),
        )
    known = [str(one) for (one,) in connection.execute(_ALL, (list(READABLE),))]
    wanted = address.table if address.schema is None else f"{address.schema}.{address.table}"
    near = difflib.get_close_matches(wanted or "", known, n=1, cutoff=0.6)
    listed = ", ".join(known[:MOST_LISTED]) + (", …" if len(known) > MOST_LISTED else "")
    advice = (
        _("did you mean {near!r}?", near=near[0])
        if near
        else _("there are {known}", known=listed or _("none that this user may see"))
    )
    raise InputError(address, _("no table {wanted!r}", wanted=wanted), advice)


def _described(connection: Connection[Any], address: DatabaseTable) -> list[tuple[str, str]]:
    """Names and types of the columns of a query; the server takes it apart without running it, and takes one statement alone."""
    query = address.query or ""
    if not _READS.match(query):
        raise InputError(address, _("a query that begins with {split!r}", split=query.split()[0][:20]), ONE_SELECT)
    prepared = connection.pgconn.prepare(b"", query.encode())
    if prepared.error_message:
        raise InputError(
            address, _("no query that can be read ({said})", said=_said(prepared.error_message)), ONE_SELECT
        )
    told = connection.pgconn.describe_prepared(b"")
    if told.nparams or not told.nfields:
        raise InputError(address, _("a query that gives no rows, or asks for parameters"), ONE_SELECT)
    kinds = [told.ftype(number) for number in range(told.nfields)]
    names = [(told.fname(number) or b"").decode() for number in range(told.nfields)]
    rows = connection.execute("SELECT oid, typname FROM pg_catalog.pg_type WHERE oid = ANY(%s)", (kinds,)).fetchall()
    called = {int(oid): str(name) for oid, name in rows}
    return [(name, called.get(kind, "")) for name, kind in zip(names, kinds, strict=True)]


def _said(message: bytes) -> str:
    return message.decode("utf-8", "replace").splitlines()[0].removeprefix("ERROR:").strip()[:160]
