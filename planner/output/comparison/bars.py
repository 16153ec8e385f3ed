"""Bar charts of energy served and unserved, by plug for every plan in every world and by district, as coordinates for the template."""

from collections.abc import Mapping
from typing import Any

from planner.audit.scorecard import NO_DISTRICT
from planner.compare.reading import plans_of
from planner.output.comparison.naming import named
from planner.output.shared.plugs import OTHER, PLUG_GROUPS
from planner.output.shared.words import energy, family_label, percent, share_of
from planner.support.speech import _

WIDTH, LEAST = 240.0, 0.4
"""Width of a whole bar, and of the least piece that is drawn."""
SMALL = 0.03
"""Families with a smaller share of the demand are drawn without a label."""
_COLOURS = {group.id.removesuffix("_dc"): group.colour for group in PLUG_GROUPS}
Told = Mapping[str, Any]


def families_of(data: Told) -> list[dict[str, str]]:
    """Port families with demand in some world, largest first, with their colours."""
    asked: dict[str, float] = {}
    for by_world in data.get("demand", {}).values():
        for demand in by_world.values():
            for family, kwh in demand.items():
                asked[family] = asked.get(family, 0.0) + kwh
    wanted = sorted((family for family, kwh in asked.items() if kwh > 0), key=lambda family: (-asked[family], family))
    return [
        {"id": family, "label": family_label(family), "colour": _COLOURS.get(family, OTHER.colour)} for family in wanted
    ]


def by_plug(data: Told) -> list[dict[str, Any]]:
    """Give a panel for each world: a bar for each plan that was played in it, all of the same scale."""
    families = families_of(data)
    most = max((_total(demand) for rows in data.get("demand", {}).values() for demand in rows.values()), default=0.0)
    panels = []
    for world in data["mixes"]:
        plans = [plan for plan in plans_of(data) if data.get("served", {}).get(plan, {}).get(world)]
        rows = [_bar(data, plan, world, families, most) for plan in plans]
        panels.append({"world": named(data, world), "asked": _asked(data, plans, world), "rows": rows})
    return [panel for panel in panels if panel["rows"]]


def _asked(data: Told, plans: list[str], world: str) -> str:
    return energy(_total(data["demand"][plans[0]][world])) if plans else ""


def _bar(data: Told, plan: str, world: str, families: list[dict[str, str]], most: float) -> dict[str, Any]:
    demand, served = data["demand"][plan][world], data["served"][plan][world]
    given = [(one, min(served.get(one["id"], 0.0), demand.get(one["id"], 0.0)), "served") for one in families]
    lacking = [(one, max(0.0, demand.get(one["id"], 0.0) - served.get(one["id"], 0.0)), "unserved") for one in families]
    pieces, at = [], 0.0
    for family, kwh, state in (*given, *lacking):
        wide = WIDTH * kwh / most if most > 0 else 0.0
        if wide >= LEAST:
            pieces.append(
                {
                    "x": round(at, 2),
                    "width": round(wide, 2),
                    "family": family["id"],
                    "colour": family["colour"],
                    "state": state,
                }
            )
        at += wide
    return {
        "plan": named(data, plan),
        "own": plan == world,
        "pieces": pieces,
        "share": percent(share_of(_total(served), _total(demand))),
        "spoken": _(
            "{share:percent} served, {unserved:energy} kWh not",
            share=share_of(_total(served), _total(demand)),
            unserved=max(0.0, _total(demand) - _total(served)),
        ),
        "told": [
            _label(one, demand, served) for one in families if demand.get(one["id"], 0.0) >= SMALL * _total(demand)
        ],
    }


def _label(family: Mapping[str, str], demand: Mapping[str, float], served: Mapping[str, float]) -> dict[str, str]:
    asked, got = demand[family["id"]], served.get(family["id"], 0.0)
    return {
        "label": family["label"],
        "colour": family["colour"],
        "told": _("{served:energy} · {unserved:energy} not", served=got, unserved=max(0.0, asked - got)),
    }


def by_district(data: Told) -> dict[str, Any]:
    """Give a row for each district with a cell for each plan: in its own world, the hedged one in the world where it serves least."""
    plans = [plan for plan in plans_of(data) if data.get("districts", {}).get(plan)]
    names = list(dict.fromkeys(name for plan in plans for rows in data["districts"][plan].values() for name in rows))
    rows = [
        {
            "name": _("outside districts") if name == NO_DISTRICT else name,
            "cells": [_district(data, plan, name) for plan in plans],
        }
        for name in names
        if names != [NO_DISTRICT]
    ]
    return {
        "plans": [named(data, plan) for plan in plans],
        "rows": rows,
        "spread": any(len(data["districts"][plan]) > 1 for plan in plans),
    }


def _district(data: Told, plan: str, name: str) -> dict[str, Any] | None:
    """Share served with its bar; of several worlds the least, and the most beside it."""
    by_world = data["districts"][plan]
    found = [
        (share_of(row[name]["served"], row[name]["demand"]), row[name]) for row in by_world.values() if name in row
    ]
    shares = [(share, row) for share, row in found if share is not None]
    if not shares:
        return None
    least, row = min(shares, key=lambda one: one[0])
    most = max(share for share, _ in shares)
    return {
        "width": round(100 * min(1.0, least), 1),
        "most": round(100 * min(1.0, most), 1),
        "text": percent(least) if len(shares) == 1 else _("{least:percent} to {most:percent}", least=least, most=most),
        "unserved": _("{kwh:energy} kWh not served", kwh=max(0.0, row["demand"] - row["served"])),
    }


def _total(by_name: Mapping[str, float]) -> float:
    return float(sum(by_name.values()))
