"""The regret matrix as a heat map: loss of each plan in each world, as colour and as text."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from planner.compare.reading import EVEN, average_losses, broken_in, plans_of, share
from planner.output.comparison.naming import named
from planner.output.shared.ramps import LOSS_ENDS, LOSSES
from planner.output.shared.words import percent
from planner.support.speech import _, told

_LIGHT_INK_FROM = 4
"""Class from which the ground is so dark that letters on it are white."""


@dataclass(frozen=True)
class Cell:
    """One cell: `share`, `words` and `note` to read, `state` for its ground (``best``, ``open``, ``lost`` or ``empty``), its colours."""

    share: str
    words: str
    state: str
    colour: str
    ink: str
    note: str = ""


def heat_map(data: Mapping[str, Any]) -> dict[str, Any]:
    """Give the rows, worlds and legend of the matrix; no rows where nothing was played anywhere but at home."""
    worlds, averages = list(data["mixes"]), average_losses(data)
    lost = [one for row in data.get("regret", {}).values() for one in row.values() if one is not None]
    if len(worlds) < 2 or len(lost) <= len(worlds):
        return {"rows": []}
    worst = {plan: data["max_regret"].get(plan) for plan in plans_of(data)}
    known = [one for plan, one in worst.items() if one is not None and not broken_in(data, plan)]
    rows: list[dict[str, Any]] = [
        {
            "plan": named(data, plan),
            "cells": [_cell(data, plan, world) for world in worlds],
            "worst": _shaded(worst[plan], _at_worst(data, plan, worst[plan], known)),
            "average": _shaded(averages.get(plan), "") if averages else None,
        }
        for plan in plans_of(data)
        if plan in data["regret"]
    ]
    return {
        "rows": rows,
        "worlds": [_world(data, world) for world in worlds],
        "averages": bool(averages),
        "legend": [
            (colour, f"{'≤' if end < 1 else '>'}\u202f{percent(end if end < 1 else LOSS_ENDS[-2])}")
            for colour, end in zip(LOSSES, LOSS_ENDS, strict=True)
        ],
        "any_open": any(cell.state == "open" for row in rows for cell in row["cells"]),
        "broken": [
            (named(data, plan), named(data, world), told(why).rstrip("."))
            for plan, by_world in data.get("breaks", {}).items()
            for world, why in by_world.items()
        ],
        "uneven": [
            (named(data, plan), named(data, world), told(why).rstrip("."))
            for plan, by_world in data.get("imbalance", {}).items()
            for world, why in by_world.items()
        ],
        "shared": [plan for plan in plans_of(data) if plan not in data["mixes"]],
        "apart": [(named(data, world), told(why).rstrip(".")) for world, why in data.get("apart", {}).items()],
    }


def _at_worst(data: Mapping[str, Any], plan: str, worst: float | None, known: Sequence[float]) -> str:
    """Words under a plan's largest loss: `known` are those of plans that may be built in every world."""
    if broken_in(data, plan):
        return _("where it keeps the rules")
    return _("least of all") if known and worst == min(known) else ""


def _world(data: Mapping[str, Any], world: str) -> dict[str, Any]:
    chance = data.get("probabilities", {}).get(world)
    return {
        "name": named(data, world),
        "chance": _("{chance:percent} likely, assumed", chance=chance) if chance is not None else "",
    }


def _cell(data: Mapping[str, Any], plan: str, world: str) -> Cell:
    lost, kwh = data["regret"][plan].get(world), data.get("energy", {}).get(plan, {}).get(world)
    if lost is None:
        return Cell("–", _("not played"), "empty", "#fff", "#56616d")
    serves = _("{kwh:energy} kWh", kwh=kwh) if kwh is not None else ""
    if data.get("breaks", {}).get(plan, {}).get(world):
        return Cell(share(max(0.0, lost)), serves, "lost", *_colours(lost), _("breaks a rule"))
    if (data.get("best", {}).get(world) or {}).get("plan") == plan:
        return Cell(share(max(0.0, lost)), serves, "best", *_colours(0.0), _("★ best known"))
    if lost <= EVEN:
        uneven = data.get("imbalance", {}).get(plan, {}).get(world)
        kind, words = ("lost", _("out of balance")) if uneven else ("best", _("★ equal to the best"))
        return Cell(share(0.0), serves, kind, *_colours(0.0), words)
    if data.get("undecidable", {}).get(plan, {}).get(world):
        return Cell(share(lost), serves, "open", *_colours(lost), _("not decided"))
    return Cell(share(lost), serves, "lost", *_colours(lost))


def _shaded(lost: float | None, words: str) -> Cell:
    if lost is None:
        return Cell("–", "", "empty", "#fff", "#56616d")
    return Cell(share(max(0.0, lost)), words, "lost", *_colours(lost))


def _colours(lost: float) -> tuple[str, str]:
    at = next((at for at, end in enumerate(LOSS_ENDS) if lost <= end + EVEN), len(LOSS_ENDS) - 1)
    return LOSSES[at], "#fff" if at >= _LIGHT_INK_FROM else "#1d2733"
