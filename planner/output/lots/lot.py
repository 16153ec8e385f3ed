"""A lot: a proposed site as a city puts it up for charging, how far it is ready, and why.

Uzbekistan lets charger sites by electronic auction, graded green (ready) or yellow (utilities are missing). What must not be put up
at all, disputed ground or a connection that was refused, is red here, a grade of our own.
"""

import math
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from geodata.sites import GROUND_M2_PER_BAY
from planner.dossier.dossier import Dossier
from planner.output.shared.chargers import chargers_words, guns_of, listed
from planner.output.shared.coded import Words
from planner.output.shared.described import Described
from planner.output.shared.places import kind_words, titles_with_district
from planner.output.shared.sites_table import mapping_in, ranked
from planner.output.shared.words import plugs_text
from planner.support.frames import plain
from planner.support.speech import _

GREEN, YELLOW, RED = "green", "yellow", "red"
GRADES = (GREEN, YELLOW, RED)

_LAND_SETTLED: Words = {
    "municipal": lambda: _("the ground is the city's"),
    "leased": lambda: _("the ground is leased"),
    "agreed": lambda: _("the ground is agreed upon"),
}
_JOINED: Words = {
    "connected": lambda: _("the site is connected to the grid"),
    "agreed": lambda: _("the grid company has agreed to the connection"),
}
_NOT_JOINED: dict[str, Callable[[float], str]] = {
    "applied": lambda kw: _(
        "the connection to the grid is applied for, and not agreed ({kw:number} kW are needed)", kw=kw
    ),
    "refused": lambda kw: _("the grid company has refused the connection ({kw:number} kW are needed)", kw=kw),
    "unknown": lambda kw: _("no connection to the grid is known ({kw:number} kW are needed)", kw=kw),
}
_LAND_OPEN: Words = {
    "unknown": lambda: _("whose ground it is has to be found out"),
    "disputed": lambda: _("the ground is disputed"),
}
_ACCESS_OPEN: Words = {
    "customers": lambda: _("parking there is for customers: the owner has to agree"),
    "permit": lambda: _("parking there needs a permit"),
    "private": lambda: _("parking there is private: the owner has to agree"),
}

COLUMNS: dict[str, Described] = {
    "lot_id": Described("text", lambda: _("Lot"), lambda: _("id of the lot, the site_id of the plan"), always=True),
    "place": Described(
        "text", lambda: _("Place"), lambda: _("kind, name, nearest street and district, in words"), always=True
    ),
    "district": Described("text", lambda: _("District"), lambda: _("as the data has it")),
    "readiness": Described(
        "text",
        lambda: _("Readiness"),
        lambda: _("green: ready; yellow: utilities or agreements are missing; red: not to be put up"),
        words=GRADES,
        always=True,
    ),
    "why": Described("text", lambda: _("Why"), lambda: _("what is settled and what is missing"), always=True),
    "bays": Described(
        "whole",
        lambda: _("Bays"),
        lambda: _("parking bays that the chargers take, one for each car at once"),
        always=True,
    ),
    "area_m2": Described(
        "number",
        lambda: _("Area"),
        lambda: _("assumed: {m2:g} m² a bay, aisles included", m2=GROUND_M2_PER_BAY),
        "m², assumed",
        always=True,
    ),
    "grid_kw": Described(
        "number", lambda: _("Asked of the grid"), lambda: _("rated power of the chargers"), "kW", always=True
    ),
    "plugs": Described("text", lambda: _("Plugs required"), lambda: _("plugs by standard"), always=True),
    "chargers": Described(
        "text", lambda: _("Chargers of the plan"), lambda: _("chargers by which the plan serves them"), always=True
    ),
    "ground": Described("text", lambda: _("Kind of ground"), lambda: _("what stands there now"), always=True),
    "land_status": Described("text", lambda: _("Land"), lambda: _("whose land it is, as far as known"), always=True),
    "access": Described("text", lambda: _("Who may park"), lambda: _("who may park there now"), always=True),
    "rank": Described("whole", lambda: _("Order of building"), lambda: _("rank of the site in the plan, 1 first")),
    "build_year": Described(
        "whole", lambda: _("First built in"), lambda: _("year of the phase in which the plan builds there"), "year"
    ),
    "lon": Described("number", lambda: _("Longitude"), lambda: _("WGS 84"), "°", always=True, signed=True),
    "lat": Described("number", lambda: _("Latitude"), lambda: _("WGS 84"), "°", always=True, signed=True),
}
"""Columns of a lot, the same in the workbook and the map layer."""


@dataclass(frozen=True)
class Grade:
    """How far a lot is ready, and why, in words."""

    readiness: str
    why: str


def grade(site: Mapping[str, Any], grid_kw: float) -> Grade:
    """Green where ground and grid are settled and anybody may be let in, red where either is refused, else yellow."""
    land, connection, access = (str(site[name]) for name in ("land_status", "connection_status", "access"))
    settled, missing = [], []
    if land in _LAND_SETTLED:
        settled.append(_LAND_SETTLED[land]())
    else:
        missing.append(_LAND_OPEN[land]() if land in _LAND_OPEN else _("ground: {land}", land=land))
    if connection in _JOINED:
        settled.append(_JOINED[connection]())
    elif connection in _NOT_JOINED:
        missing.append(_NOT_JOINED[connection](grid_kw))
    else:
        missing.append(_("connection: {said} ({kw:number} kW are needed)", said=connection, kw=grid_kw))
    if access in _ACCESS_OPEN:
        missing.append(_ACCESS_OPEN[access]())
    refused = land == "disputed" or connection == "refused"
    readiness = RED if refused else YELLOW if missing else GREEN
    told = [
        *([_("Missing: {what}.", what="; ".join(missing))] if missing else []),
        *([_("Settled: {what}.", what="; ".join(settled))] if settled else []),
    ]
    return Grade(readiness, " ".join(told))


def lots(dossier: Dossier) -> Iterator[dict[str, Any]]:
    """Lots of the plan by rank: its new sites. What stands has its owner already, and is no lot."""
    where = titles_with_district(dossier)
    table = ranked(dossier)
    for row, point in zip(table.to_dict("records"), table.geometry, strict=True):
        if row["status"] != "proposed" or not listed(row["chargers"]):
            continue
        site = {str(name): plain(cell) for name, cell in row.items() if name != table.geometry.name}
        bays = sum(guns_of(one) * int(one["count"]) for one in listed(row["chargers"]))
        found = grade(site, float(site["power_kw"]))
        told = {
            "lot_id": str(site["site_id"]),
            "rank": _whole(site["rank"]),
            "place": where[str(site["site_id"])],
            "district": site["district"],
            "lon": round(point.x, 6),
            "lat": round(point.y, 6),
            "bays": bays,
            "area_m2": round(bays * GROUND_M2_PER_BAY, 1),
            "grid_kw": float(site["power_kw"]),
            "ground": kind_words(str(site["kind"])),
            "land_status": site["land_status"],
            "access": site["access"],
            "plugs": plugs_text(mapping_in(row["connectors"])),
            "chargers": (chargers_words(row["chargers"]) or "").replace("\n", "; "),
            "readiness": found.readiness,
            "why": found.why,
            "build_year": _whole(site["build_year"]),
        }
        yield {name: told[name] for name in COLUMNS}


def _whole(cell: Any) -> int | None:
    return None if cell is None or not math.isfinite(float(cell)) else int(cell)
