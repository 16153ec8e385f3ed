"""`datapackage.json`: what the tables of a results folder are, column by column, as the Frictionless Data Package describes tables."""

import re
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

import pandas as pd

from planner.dossier.dossier import Dossier
from planner.output.shared.columns import DEMAND, DEPOT, SIMULATION, flat_column
from planner.output.shared.described import YEAR, Described
from planner.output.shared.result_tables import demand_table, depots_table, simulation_table
from planner.output.shared.sites_table import flat_sites
from planner.support.csv_dialects import CsvDialect
from planner.support.files import write_json
from planner.support.latin import in_latin
from planner.support.speech import _

_TYPES = {"text": "string", "number": "number", "whole": "integer"}


def write_datapackage(dossier: Dossier, path: Path, dialect: CsvDialect = CsvDialect.INTERNATIONAL) -> None:
    """Describe the tables that a run writes beside it in the same dialect."""
    write_json(path, datapackage(dossier, dialect))


def datapackage(dossier: Dossier, dialect: CsvDialect = CsvDialect.INTERNATIONAL) -> dict[str, Any]:
    """Descriptor of the package, version 1 of the standard, which readers of version 2 take too."""
    sites = _resource(
        "sites",
        _("One row a site: proposed and upgraded ones by rank, then those that stand."),
        flat_sites(dossier),
        flat_column,
        dialect,
    )
    sites["schema"]["primaryKey"] = "site_id"
    demand = _resource(
        "demand",
        _("Public demand by hexagon, inlet of the vehicles, need and year, on the design day."),
        demand_table(dossier),
        DEMAND.__getitem__,
        dialect,
    )
    demand["schema"]["primaryKey"] = ["zone_id", "port_family", "need", "year"]
    resources = [sites, demand]
    if "simulation" in dossier.studies:
        played = _resource(
            "simulation",
            _("The plan played out driver by driver, beside what it promises."),
            simulation_table(dossier),
            SIMULATION.__getitem__,
            dialect,
        )
        at_site = {"fields": "site_id", "reference": {"resource": "sites", "fields": "site_id"}}
        played["schema"]["foreignKeys"] = [at_site]
        resources.append(played)
    if "depots" in dossier.studies:
        depots = _resource(
            "bus_depots",
            _("Depots of the timetable's buses with their nights, apart from the public's demand."),
            depots_table(dossier),
            DEPOT.__getitem__,
            dialect,
        )
        depots["schema"]["primaryKey"] = "depot"
        resources.append(depots)
    return {
        "profile": "tabular-data-package",
        "name": re.sub(r"[^a-z0-9]+", "-", in_latin(dossier.name).lower()).strip("-") or "plan",
        "title": dossier.name,
        "description": _(
            "Tables of a charging plan for {city} in {year}, made by evplan. Text that a spreadsheet would take for a formula begins with an apostrophe.",
            city=dossier.city,
            year=str(dossier.year),
        ),
        **({"sources": [{"title": line} for line in dossier.attribution]} if dossier.attribution else {}),
        "resources": resources,
    }


def _resource(
    name: str, told: str, table: pd.DataFrame, described: Callable[[str], Described], dialect: CsvDialect
) -> dict[str, Any]:
    return {
        "name": name,
        "path": f"{name}.csv",
        "profile": "tabular-data-resource",
        "description": told,
        "format": "csv",
        "mediatype": "text/csv",
        "encoding": "utf-8",
        "dialect": {"delimiter": dialect.delimiter, "lineTerminator": "\r\n", "quoteChar": '"', "doubleQuote": True},
        "schema": {
            "fields": [_field(str(column), described(str(column)), dialect) for column in table.columns],
            "missingValues": [""],
        },
    }


def _field(name: str, column: Described, dialect: CsvDialect) -> Mapping[str, Any]:
    limits: dict[str, Any] = {"required": True} if column.always else {}
    if column.words:
        limits["enum"] = list(column.words)
    if column.kind != "text" and not column.signed:
        limits["minimum"] = 0
    unit = {"unit": column.unit} if column.unit and column.unit != YEAR else {}
    decimal = {"decimalChar": dialect.decimal} if column.kind == "number" and dialect.decimal != "." else {}
    described = {"name": name, "type": _TYPES[column.kind], "title": column.heading, "description": column.meaning}
    return {**described, **unit, **decimal, **({"constraints": limits} if limits else {})}
