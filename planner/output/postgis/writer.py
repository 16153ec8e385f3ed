"""A finished plan into a database: whole, in one transaction, in place of what an earlier export of the same plan left."""

import hashlib
from dataclasses import dataclass

from geodata.address import SCHEMA_NAMED, checked_url, shown_url
from geodata.errors import InputError
from geodata.postgis.session import writing
from planner.dossier.dossier import Dossier
from planner.output.postgis.tables import GEOMETRY, SHAPES, tables_of
from planner.support.frames import plain
from planner.support.speech import _

SCHEMA = "evplan"
MOST_NAME = 63
"""Bytes of a name in PostgreSQL."""


@dataclass(frozen=True)
class Exported:
    """A run in a database: its id, where it is, and rows by table."""

    run_id: str
    where: str
    rows: dict[str, int]


def target_of(address: str) -> tuple[str, str]:
    """Address of the database and name of the schema of ``postgresql://host/database[|schema=name]``.

    Raises
    ------
    InputError
        It holds a password, cannot be taken apart, or names something other than a schema; the line does not show it.
    """
    url, _bar, rest = address.strip().partition("|")
    url = checked_url(url)
    key, _sign, name = rest.partition("=")
    if rest and (key.strip().casefold() != "schema" or not name.strip()):
        raise InputError(
            shown_url(url),
            _("something behind the database that is no schema"),
            _("expected …{schema_named}name", schema_named=SCHEMA_NAMED),
        )
    name = name.strip() or SCHEMA
    if len(name.encode()) > MOST_NAME or set(name) & set("\x00%") or name.casefold().startswith("pg_"):
        raise InputError(
            shown_url(url),
            _("a schema {name!r}", name=name[:40]),
            _("expected a name of at most {most_name} letters, without % in it or pg_ before it", most_name=MOST_NAME),
        )
    return url, name


def where_of(url: str, schema: str) -> str:
    """A schema as messages name it: without the user."""
    return f"{shown_url(url)}{SCHEMA_NAMED}{schema}"


def run_id_of(dossier: Dossier) -> str:
    """Id of a plan: the same plan has the same on every machine."""
    return hashlib.sha256(dossier.to_json().encode("utf-8", "replace")).hexdigest()[:16]


def write_postgis(dossier: Dossier, address: str) -> Exported:
    """Write every layer, its demand and what is proven; all of it is there when this returns, and nothing when it does not.

    Parameters
    ----------
    dossier : Dossier
    address : str
        ``postgresql://host/database[|schema=name]``; the schema ``evplan`` unless told, made where it is missing.

    Raises
    ------
    InputError
        The database cannot be reached or refuses, has no PostGIS, or the schema holds tables that are not ours.
    """
    url, name = target_of(address)
    where = where_of(url, name)
    run_id = run_id_of(dossier)
    tables = list(tables_of(dossier))
    with writing(url, where) as connection:
        from planner.output.postgis.schema import Schema  # noqa: PLC0415  (needs psycopg, which few have need of)
        from planner.output.postgis.styles import put_styles  # noqa: PLC0415

        schema = Schema(connection, name, where)
        schema.prepare()
        for table in tables:
            schema.fit(table)
        schema.delete_run(run_id)
        schema.add_run(_run(dossier, run_id))
        for table in tables:
            shape = [GEOMETRY] if table.name in SHAPES else []
            schema.fill(table.name, ["run_id", *table.columns, *shape], ((run_id, *row) for row in table.rows))
        put_styles(connection, name, tables)
    return Exported(run_id, where, {table.name: len(table.rows) for table in tables})


def _run(dossier: Dossier, run_id: str) -> dict[str, object]:
    card, proof = dossier.scorecard, dossier.proof.as_dict()
    told = {
        "run_id": run_id,
        **{key: getattr(dossier, key) for key in ("name", "city", "country", "year", "mix")},
        **{key: proof[key] for key in ("status", "objective_value", "bound", "gap")},
        "demand_kwh": card.total_demand_kwh,
        "served_kwh": card.total_served_kwh,
        "cost_usd": card.cost_usd,
        "evplan_version": dossier.versions.get("evplan"),
        "attribution": "; ".join(dossier.attribution),
        "inputs": dict(dossier.inputs),
    }
    return {key: plain(value) for key, value in told.items()}
