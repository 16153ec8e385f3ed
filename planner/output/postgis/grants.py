"""Who may do what with a view, kept while the view is made anew."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from psycopg import Connection, sql

_HELD = """
SELECT r.rolname, x.privilege_type, x.is_grantable, x.attname FROM (
    SELECT a.grantee, a.privilege_type, a.is_grantable, NULL::name AS attname, c.relowner
    FROM pg_catalog.pg_class c, LATERAL pg_catalog.aclexplode(c.relacl) a WHERE c.oid = pg_catalog.to_regclass(%(view)s)
    UNION ALL
    SELECT a.grantee, a.privilege_type, a.is_grantable, t.attname, c.relowner
    FROM pg_catalog.pg_class c JOIN pg_catalog.pg_attribute t ON t.attrelid = c.oid AND NOT t.attisdropped,
        LATERAL pg_catalog.aclexplode(t.attacl) a WHERE c.oid = pg_catalog.to_regclass(%(view)s)
) x LEFT JOIN pg_catalog.pg_roles r ON r.oid = x.grantee
WHERE x.grantee <> x.relowner ORDER BY 1, 2, 4
"""


@dataclass(frozen=True)
class Grant:
    """One right of others: of whom, None for everybody; which; whether it may be passed on; on which column, None for the whole view."""

    role: str | None
    right: str
    passed_on: bool
    column: str | None

    def to(self) -> sql.Composable:
        """Whose it is, as statements take it."""
        return sql.SQL("PUBLIC") if self.role is None else sql.Identifier(self.role)


def grants_on(connection: Connection[Any], view: sql.Identifier) -> tuple[Grant, ...]:
    """Rights of all but the owner; none where there is no such view."""
    rows = connection.execute(_HELD, {"view": view.as_string(connection)}).fetchall()
    return tuple(Grant(role, right, bool(passed), column) for role, right, passed, column in rows)


def grant_again(connection: Connection[Any], view: sql.Identifier, grants: Iterable[Grant]) -> None:
    """Give a view these rights and no others; those that the database gives to whatever is made in a schema were none of the old one's."""
    for one in grants_on(connection, view):
        connection.execute(sql.SQL("REVOKE ALL ON {} FROM {}").format(view, one.to()))
    for one in grants:
        where = sql.SQL("({})").format(sql.Identifier(one.column)) if one.column else sql.SQL("")
        end = sql.SQL(" WITH GRANT OPTION" if one.passed_on else "")
        connection.execute(sql.SQL("GRANT {} {} ON {} TO {}{}").format(sql.SQL(one.right), where, view, one.to(), end))
