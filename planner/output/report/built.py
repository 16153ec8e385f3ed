"""What is built: sites by number, chargers by name, guns by standard, districts, money and years, as rows of text and figures."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from pathlib import PurePath
from typing import Any

import pandas as pd

from geodata.sources.districts import DISTRICT_TABLE
from planner.audit.scorecard import RESERVE, Scorecard
from planner.dossier.dossier import Dossier
from planner.output.report.areas import area_labels
from planner.output.shared.chargers import chargers_named, counted_by_name
from planner.output.shared.earlier_plan import grown_marks
from planner.output.shared.naming import inert
from planner.output.shared.words import connector_label
from planner.support.frames import plain
from planner.support.speech import _, listed

WORKS = "words"
MOST_NAMED = 12
"""Districts named to whoever called them something else."""


@dataclass(frozen=True)
class Site:
    """A site as the list has it: its number, what is equal to it in the order, name, district, chargers, kW, dollars, year."""

    rank: int
    equal: str
    name: str
    district: str
    enlarged: bool
    chargers: tuple[str, ...]
    power_kw: float
    cost_usd: float
    year: str
    feeder: str | None
    origin: str = ""


def site_rows(dossier: Dossier, called: Mapping[str, str]) -> list[Site]:
    """Sites where something is built, in the order of building."""
    sites = dossier.sites[dossier.sites["status"] != "existing"].sort_values(["rank", "site_id"])
    said = area_labels(dossier)
    rows, marks = sites.drop(columns="geometry").to_dict("records"), grown_marks(dossier)
    made = (_site(row, called, said, str(dossier.year)) for row in rows)
    return [replace(one, origin=marks.get(str(row["site_id"]), "")) for one, row in zip(made, rows, strict=True)]


def _site(cells: Mapping[Any, Any], called: Mapping[str, str], said: Callable[[object], str], year: str) -> Site:
    row: dict[str, Any] = {str(name): plain(cell) for name, cell in cells.items()}
    name = called.get(str(row["site_id"]), "")
    district = said(row["district"])
    return Site(
        rank=int(row["rank"] or 0),
        equal=_equal(row),
        name=name[:1].upper() + name[1:],
        district="" if district in name else district,
        enlarged=row["status"] == "upgrade",
        chargers=tuple(chargers_named(row["chargers"])),
        power_kw=float(row["power_kw"] or 0.0),
        cost_usd=float(row["cost_usd"] or 0.0),
        year=str(int(row["build_year"])) if row["build_year"] is not None else year,
        feeder=inert(str(row["feeder"])) if row.get("feeder") else None,
    )


def _equal(row: Mapping[str, Any]) -> str:
    first, last = row.get("rank_equal_from"), row.get("rank_equal_to")
    if first is None or last is None or last <= first:
        return ""
    return _("equal: {first} to {last}", first=int(first), last=int(last))


def charger_rows(dossier: Dossier) -> list[tuple[str, int, float]]:
    """Chargers by name, their number, kW together."""
    sites = dossier.sites[dossier.sites["status"] != "existing"]
    out = []
    for name, found in counted_by_name(sites["chargers"]).items():
        count = sum(int(plain(one["count"])) for one in found)
        out.append((name, count, sum(float(one["power_kw"]) * int(plain(one["count"])) for one in found)))
    return out


def plug_rows(card: Scorecard) -> list[tuple[str, int, int]]:
    """Plug standard, guns that stand, guns that are added."""
    names = sorted({*card.plugs_standing, *card.plugs_added}, key=connector_label)
    return [
        (connector_label(name), int(card.plugs_standing.get(name, 0)), int(card.plugs_added.get(name, 0)))
        for name in names
    ]


@dataclass(frozen=True)
class Area:
    """What is built in a district; `name` is None for what lies in none."""

    name: str | None
    sites: int
    chargers: int
    power_kw: float
    cost_usd: float


def district_rows(dossier: Dossier) -> list[Area]:
    """Districts by what they get, the most money first, sites outside all of them last; nothing where the city has no districts."""
    sites = dossier.sites[dossier.sites["status"] != "existing"]
    if sites["district"].isna().all():
        return []
    said = area_labels(dossier)
    groups = [(said(name), mine) for name, mine in sites.groupby("district")]
    out = [_area(name, mine) for name, mine in groups]
    out.sort(key=lambda one: (-one.cost_usd, one.name or ""))
    outside = sites[sites["district"].isna()]
    return [*out, *([_area(None, outside)] if len(outside) else [])]


def unmatched_table(dossier: Dossier) -> str:
    """What became of a district table no row of which met an outline of its name, and what to do; empty where one did or none was given."""
    tables = [one for one in dossier.sources if one.format == DISTRICT_TABLE and one.records and not one.kept]
    if not tables:
        return ""
    file, rows = PurePath(tables[0].path).name, tables[0].records
    if dossier.districts.empty:
        return _(
            "None of the {rows} rows of the district table {file} could be used: no outlines of districts are known. Give a layer of them in city.districts, or draw them on the page.",
            rows=rows,
            file=inert(file),
        )
    layer = (dossier.configuration.get("city") or {}).get("districts")
    return _(
        "None of the {rows} rows of the district table {file} could be used: no district of {layer} is called so. Its districts are called {names}; write them so in the table.",
        rows=rows,
        file=inert(file),
        layer=inert(PurePath(str(layer)).name) if layer else _("the map"),
        names=listed([inert(str(name)) for name in list(dossier.districts["district"])[:MOST_NAMED]]),
    )


def _area(name: str | None, sites: pd.DataFrame) -> Area:
    chargers = sum(int(plain(one["count"])) for cell in sites["chargers"] for one in (cell or ()) if not one.get(WORKS))
    return Area(name, len(sites), chargers, float(sites["power_kw"].sum()), float(sites["cost_usd"].sum()))


def cost_rows(card: Scorecard) -> list[tuple[str, float, float]]:
    """Part of the cost in words, dollars, share of the whole; without parts that cost nothing."""
    return [
        (_part(name), usd, usd / card.cost_usd if card.cost_usd else 0.0)
        for name, usd in card.cost_parts_usd.items()
        if usd
    ]


def _part(name: str) -> str:
    words = {
        "hardware": _("chargers"),
        "installation": _("installation"),
        "grid": _("connection to the grid"),
        "ground": _("ground and its preparation"),
        RESERVE: _("reserve for unsettled land, connection and access"),
    }
    return words.get(name, name)


def phase_rows(dossier: Dossier) -> list[Mapping[str, Any]]:
    """Phases with what each adds; nothing of a plan for a single year."""
    return list(dossier.studies.get("phases", {}).get("phases", ()))
