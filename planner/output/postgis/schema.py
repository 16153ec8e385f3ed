"""The schema that holds runs of plans: made where it is missing, grown by new columns, and never touched where it is not ours."""

from collections.abc import Iterable, Sequence
from typing import Any

from psycopg import Connection, sql
from psycopg.types.json import Jsonb

from geodata.errors import InputError
from planner.output.layers.columns import described, said_of
from planner.output.postgis.grants import Grant, grant_again, grants_on
from planner.output.postgis.tables import GEOMETRY, KEYS, NEWEST, RUNS, SHAPES, TABLES, Table, Type
from planner.output.shared.columns import DEMAND
from planner.support.speech import _

FORMAT = 1
"""Of the tables, apart from columns that only come to them."""
_OURS = "evplan "
_RUNS_SAID = (
    f"evplan runs, format {FORMAT}: a row for each exported plan; deleting a row deletes all that belongs to it"
)
_VIEW_SAID = "evplan view of the newest run: "
_WIDTH: dict[str, int] = {"boolean": 0, "bigint": 1, "double precision": 2, "text": 3}

RUN_COLUMNS: dict[str, tuple[str, str]] = {
    "run_id": ("text PRIMARY KEY", "first signs of the SHA-256 of plan.json; the same plan has the same id"),
    "name": ("text NOT NULL", "name of the configuration"),
    "city": ("text NOT NULL", "the city"),
    "country": ("text NOT NULL", "ISO 3166-1 alpha-2"),
    "year": ("integer NOT NULL", "planning year"),
    "mix": ("text NOT NULL", "mix of ports"),
    "status": ("text NOT NULL", "what is proven: optimal, feasible, …"),
    "objective_value": ("double precision", "value of the plan, in the unit of its objective"),
    "bound": ("double precision", "no plan of the model is worth more, or costs less"),
    "gap": ("double precision", "how far the plan may be from the best, 0 to 1"),
    "demand_kwh": ("double precision", "public demand of the design day, kWh"),
    "served_kwh": ("double precision", "energy served on the design day, kWh"),
    "cost_usd": ("double precision", "cost of the plan, USD"),
    "evplan_version": ("text", "version that made the plan"),
    "attribution": ("text NOT NULL", "whose data it is made of; show it where you show the data"),
    "inputs": ("jsonb NOT NULL", "SHA-256 by input"),
    "exported_at": ("timestamptz NOT NULL DEFAULT now()", "when it was put here"),
}
"""Type and meaning of the columns of the table of runs."""


class Schema:
    """A schema of a database within one transaction.

    Parameters
    ----------
    connection : Connection
    name : str
    where : str
        Begins the line of an error.
    """

    def __init__(self, connection: Connection[Any], name: str, where: str) -> None:
        self.connection, self.name, self.where = connection, name, where
        self.extension = "public"
        self._grants: dict[str, tuple[Grant, ...]] = {}

    def prepare(self) -> None:
        """Make what is missing, and hold off other exports until the transaction ends.

        Raises
        ------
        InputError
            The database has no PostGIS, or the schema holds tables of these names that are not ours, or are of another version.
        """
        home = self._rows(
            "SELECT n.nspname FROM pg_catalog.pg_extension e JOIN pg_catalog.pg_namespace n ON n.oid = e.extnamespace WHERE e.extname = 'postgis'"
        )
        if not home:
            raise InputError(
                self.where, _("a database without PostGIS"), _("run CREATE EXTENSION postgis in it, as its owner")
            )
        self._rows("SELECT pg_catalog.pg_advisory_xact_lock(pg_catalog.hashtextextended(%s, 0))", f"evplan {self.name}")
        self.extension = str(home[0][0])
        self._refuse_others()
        if not self._rows("SELECT 1 FROM pg_catalog.pg_namespace WHERE nspname = %s", self.name):
            self._run("CREATE SCHEMA {}", sql.Identifier(self.name))
            self._comment("SCHEMA {}", (sql.Identifier(self.name),), _("evplan plans, a run each"))
        if RUNS not in self._held():
            listed = ", ".join(f"{name} {kind}" for name, (kind, _) in RUN_COLUMNS.items())
            self._run(f"CREATE TABLE {{}} ({listed})", self.table(RUNS))
            self._comment("TABLE {}", (self.table(RUNS),), _RUNS_SAID)
            for name, (_other, meaning) in RUN_COLUMNS.items():
                self._comment("COLUMN {}.{}", (self.table(RUNS), sql.Identifier(name)), meaning)

    def _refuse_others(self) -> None:
        for name, said in self._held().items():
            if not said.startswith(_OURS):
                advice = _("nothing was touched; name another schema: …|schema=name")
                raise InputError(
                    self.where,
                    _("a table {name!r} that evplan did not make, in schema {name_2!r}", name=name, name_2=self.name),
                    advice,
                )
        runs = self._held().get(RUNS, _RUNS_SAID)
        if runs.partition(":")[0] != _RUNS_SAID.partition(":")[0]:
            found = _(
                "tables of another version ({partition}) in schema {name!r}",
                partition=runs.partition(":")[0],
                name=self.name,
            )
            raise InputError(
                self.where, found, _("expected format {format}; name another schema: …|schema=name", format=FORMAT)
            )

    def _held(self) -> dict[str, str]:
        """What stands in the schema under our names, and its comments."""
        ours = [RUNS, *TABLES, *(NEWEST + name for name in TABLES)]
        rows = self._rows(
            "SELECT c.relname, coalesce(obj_description(c.oid, 'pg_class'), '') FROM pg_catalog.pg_class c"
            " JOIN pg_catalog.pg_namespace n ON n.oid = c.relnamespace WHERE n.nspname = %s AND c.relname = ANY(%s) ORDER BY 1",
            self.name,
            ours,
        )
        return {str(name): str(said) for name, said in rows}

    def fit(self, table: Table) -> None:
        """Make a table, or give it the columns that it lacks."""
        target = self.table(table.name)
        if table.name not in self._held():
            self._make(table)
        there = dict(
            self._rows(
                "SELECT attname, format_type(atttypid, NULL) FROM pg_catalog.pg_attribute WHERE attrelid = %s::regclass AND attnum > 0 AND NOT attisdropped",
                self._quoted(table.name),
            )
        )
        for column, kind in table.columns.items():
            if column not in there:
                self._run("ALTER TABLE {} ADD COLUMN {} " + kind, target, sql.Identifier(column))
                self._describe(table.name, column)
            elif _WIDTH.get(str(there[column]), 3) < _WIDTH[kind]:
                self._widen(table.name, column, kind)
        self._view(table.name)

    def _make(self, table: Table) -> None:
        target, shape = self.table(table.name), SHAPES.get(table.name)
        self._run(
            "CREATE TABLE {} (fid bigint GENERATED BY DEFAULT AS IDENTITY PRIMARY KEY, run_id text NOT NULL REFERENCES {} ON DELETE CASCADE)",
            target,
            self.table(RUNS),
        )
        self._comment("TABLE {}", (target,), said_of(table.name))
        self._comment("COLUMN {}.fid", (target,), _("number of the row, for programs"))
        self._comment("COLUMN {}.run_id", (target,), _("the plan that the row belongs to, as in the table runs"))
        for column, kind in table.columns.items():
            self._run("ALTER TABLE {} ADD COLUMN {} " + kind, target, sql.Identifier(column))
            self._describe(table.name, column)
        key = KEYS.get(table.name)
        if key is not None:
            self._run("ALTER TABLE {} ADD UNIQUE (run_id, " + ", ".join(key) + ")", target)
        else:
            self._run("CREATE INDEX ON {} (run_id)", target)
        if table.name == "demand":
            zones = self.table("zones")
            self._run(
                "ALTER TABLE {} ADD FOREIGN KEY (run_id, zone_id) REFERENCES {} (run_id, zone_id) ON DELETE CASCADE",
                target,
                zones,
            )
        if shape is not None:
            column_type = sql.SQL("{}({}, 4326)").format(sql.Identifier(self.extension, "geometry"), sql.SQL(shape))
            self._run("ALTER TABLE {} ADD COLUMN {} {}", target, sql.Identifier(GEOMETRY), column_type)
            self._run("CREATE INDEX ON {} USING gist ({})", target, sql.Identifier(GEOMETRY))
            self._comment("COLUMN {}.{}", (target, sql.Identifier(GEOMETRY)), _("WGS 84, longitude and latitude"))

    def _describe(self, table: str, column: str) -> None:
        known = described(column)
        if known is None and column in DEMAND:
            known = DEMAND[column].titled, DEMAND[column].meaning
        if known is not None:
            self._comment("COLUMN {}.{}", (self.table(table), sql.Identifier(column)), f"{known[0]}: {known[1]}")

    def _widen(self, table: str, column: str, kind: Type) -> None:
        """Let a column of whole numbers take fractions, or one of numbers texts; the view that shows it is made anew, with the rights that others had on it."""
        self._grants.setdefault(table, grants_on(self.connection, self.table(NEWEST + table)))
        self._run("DROP VIEW IF EXISTS {}", self.table(NEWEST + table))
        self._run("ALTER TABLE {} ALTER COLUMN {} TYPE " + kind, self.table(table), sql.Identifier(column))

    def _view(self, table: str) -> None:
        view = self.table(NEWEST + table)
        self._run(
            "CREATE OR REPLACE VIEW {} AS SELECT * FROM {} WHERE run_id = (SELECT run_id FROM {} ORDER BY exported_at DESC, run_id LIMIT 1)",
            view,
            self.table(table),
            self.table(RUNS),
        )
        if table in self._grants:
            grant_again(self.connection, view, self._grants.pop(table))
        self._comment("VIEW {}", (view,), _VIEW_SAID + said_of(table).partition(": ")[2])

    def delete_run(self, run_id: str) -> None:
        """Take away what an earlier export of the same plan left."""
        self._run("DELETE FROM {} WHERE run_id = {}", self.table(RUNS), sql.Literal(run_id))

    def add_run(self, run: dict[str, Any]) -> None:
        """Put down a run."""
        cells = [Jsonb(cell) if isinstance(cell, dict) else _storable(cell) for cell in run.values()]
        names, values = _listed(run), ", ".join(["%s"] * len(run))
        statement = _composed(f"INSERT INTO {{}} ({{}}) VALUES ({values})", self.table(RUNS), names)  # noqa: S608  (marks)
        self.connection.execute(statement, cells)

    def fill(self, table: str, names: Sequence[str], rows: Iterable[Sequence[Any]]) -> None:
        """Append rows."""
        into = _composed("COPY {} ({}) FROM STDIN", self.table(table), _listed(names))
        with self.connection.cursor() as cursor, cursor.copy(into) as copy:
            for row in rows:
                copy.write_row(row)

    def table(self, name: str) -> sql.Identifier:
        """A table of the schema as statements take it."""
        return sql.Identifier(self.name, name)

    def _quoted(self, name: str) -> str:
        return str(self.table(name).as_string(self.connection))

    def _run(self, statement: str, *parts: Any) -> None:
        self.connection.execute(sql.SQL(statement).format(*parts))

    def _comment(self, what: str, parts: tuple[Any, ...], text: str) -> None:
        self._run("COMMENT ON " + what + " IS {}", *parts, sql.Literal(text))

    def _rows(self, query: str, *values: Any) -> list[tuple[Any, ...]]:
        return self.connection.execute(query, values or None).fetchall()


def _composed(statement: str, *parts: Any) -> sql.Composed:
    return sql.SQL(statement).format(*parts)


def _listed(names: Iterable[str]) -> sql.Composed:
    return sql.SQL(", ").join(map(sql.Identifier, names))


def _storable(cell: Any) -> Any:
    """Text as the database takes it: without the sign that ends a text elsewhere, and without half a character."""
    return cell.replace("\x00", "").encode("utf-8", "replace").decode("utf-8") if isinstance(cell, str) else cell
