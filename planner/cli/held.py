"""Last lines of `evplan check` before the assumptions: roads, zones, people, vehicles and demand in figures."""

from collections.abc import Mapping
from typing import Any

from planner.dossier.inspection import Inspection
from planner.output.shared.demand import plain_label
from planner.output.shared.words import class_label, energy, number
from planner.support.speech import _, told


def held_lines(seen: Inspection) -> list[str]:
    """One line a kind of thing; the same figures as in `Inspection.as_dict`, whose names are for scripts."""
    plain = seen.as_dict()
    lines: list[str] = [
        _roads(plain["roads"]),
        _("zones: {zones:number}", zones=plain["zones"]),
        _("population: {people:number}", people=plain["population"]),
        _(
            "vehicles in {year}: {vehicles}",
            year=str(seen.scenario.fleet.year),
            vehicles=_listed({plain_label(name): n for name, n in plain["fleet"].items()}),
        ),
        _("stations that are supply: {stations:number}", stations=plain["stations"]),
    ]
    asked = {str(class_label(name)): energy(kwh) for name, kwh in plain["demand_kwh_per_day"].items()}
    lines.append(_("demand, kWh a day: {classes}", classes="; ".join(f"{name} {kwh}" for name, kwh in asked.items())))
    return lines


def _roads(roads: Mapping[str, Any]) -> str:
    return _(
        "roads: {km:number} km, {nodes:number} crossings and bends; {share:percent1} of them hang together, and {pieces:number} smaller pieces are apart; turn restrictions obeyed {obeyed:number}, ignored {ignored:number}",
        km=roads["km"],
        nodes=roads["nodes"],
        share=roads["largest_component_share"],
        pieces=roads["pieces"],
        obeyed=roads.get("obeyed_turn_restrictions", 0),
        ignored=roads.get("ignored_turn_restrictions", 0),
    )


def _listed(counts: Mapping[str, float]) -> str:
    return ", ".join(f"{told(name)} {number(count)}" for name, count in counts.items())
