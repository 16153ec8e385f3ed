"""The regret matrix as a heat map: what each plan loses in each world, in cells whose colour and words say the same."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from planner.compare.reading import EVEN, average_losses, broken_in, plans_of, share
from planner.output.comparison.naming import named
from planner.output.shared.ramps import LOSS_ENDS, LOSSES
from planner.output.shared.words import energy, percent

BROKEN = "breaks a rule"
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


def heat_map(told: Mapping[str, Any]) -> dict[str, Any]:
    """Give the rows, worlds and legend of the matrix; no rows where nothing was played anywhere but at home."""
    worlds, averages = list(told["mixes"]), average_losses(told)
    lost = [one for row in told.get("regret", {}).values() for one in row.values() if one is not None]
    if len(worlds) < 2 or len(lost) <= len(worlds):
        return {"rows": []}
    worst = {plan: told["max_regret"].get(plan) for plan in plans_of(told)}
    known = [one for plan, one in worst.items() if one is not None and not broken_in(told, plan)]
    rows: list[dict[str, Any]] = [
        {
            "plan": named(told, plan),
            "cells": [_cell(told, plan, world) for world in worlds],
            "worst": _shaded(worst[plan], _at_worst(told, plan, worst[plan], known)),
            "average": _shaded(averages.get(plan), "") if averages else None,
        }
        for plan in plans_of(told)
        if plan in told["regret"]
    ]
    return {
        "rows": rows,
        "worlds": [_world(told, world) for world in worlds],
        "averages": bool(averages),
        "legend": [
            (colour, f"{'≤' if end < 1 else '>'}\u202f{percent(end if end < 1 else LOSS_ENDS[-2])}")
            for colour, end in zip(LOSSES, LOSS_ENDS, strict=True)
        ],
        "any_open": any(cell.state == "open" for row in rows for cell in row["cells"]),
        "broken": [
            (named(told, plan), named(told, world), why)
            for plan, by_world in told.get("breaks", {}).items()
            for world, why in by_world.items()
        ],
        "apart": [(named(told, world), why) for world, why in told.get("apart", {}).items()],
    }


def _at_worst(told: Mapping[str, Any], plan: str, worst: float | None, known: Sequence[float]) -> str:
    """Words under a plan's largest loss: `known` are those of plans that may be built in every world."""
    if broken_in(told, plan):
        return "where it keeps the rules"
    return "least of all" if known and worst == min(known) else ""


def _world(told: Mapping[str, Any], world: str) -> dict[str, Any]:
    chance = told.get("probabilities", {}).get(world)
    return {"name": named(told, world), "chance": f"{percent(chance)} likely, assumed" if chance is not None else ""}


def _cell(told: Mapping[str, Any], plan: str, world: str) -> Cell:
    lost, kwh = told["regret"][plan].get(world), told.get("energy", {}).get(plan, {}).get(world)
    if lost is None:
        return Cell("–", "not played", "empty", "#fff", "#56616d")
    serves = f"{energy(kwh)} kWh" if kwh is not None else ""
    if told.get("breaks", {}).get(plan, {}).get(world):
        return Cell(share(max(0.0, lost)), serves, "lost", *_colours(lost), BROKEN)
    if (told.get("best", {}).get(world) or {}).get("plan") == plan or lost <= EVEN:
        return Cell(share(max(0.0, lost)), serves, "best", *_colours(0.0), "★ best known")
    if told.get("undecidable", {}).get(plan, {}).get(world):
        return Cell(share(lost), serves, "open", *_colours(lost), "not decided")
    return Cell(share(lost), serves, "lost", *_colours(lost))


def _shaded(lost: float | None, words: str) -> Cell:
    if lost is None:
        return Cell("–", "", "empty", "#fff", "#56616d")
    return Cell(share(max(0.0, lost)), words, "lost", *_colours(lost))


def _colours(lost: float) -> tuple[str, str]:
    at = next((at for at, end in enumerate(LOSS_ENDS) if lost <= end + EVEN), len(LOSS_ENDS) - 1)
    return LOSSES[at], "#fff" if at >= _LIGHT_INK_FROM else "#1d2733"
