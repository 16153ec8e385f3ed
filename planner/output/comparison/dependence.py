"""Table of dependence on plug standards: one row a measure with its meaning, one column a plan."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from planner.compare.dependence import hhi, mismatch, shares_of
from planner.compare.reading import plans_of, shown_in
from planner.output.comparison.bars import families_of
from planner.output.comparison.naming import Named, named
from planner.output.shared.words import family_label, money, number, percent
from planner.support.speech import _, listed

TOLD = 0.01
"""Shares below are drawn without a label."""
Told = Mapping[str, Any]
Tie = Mapping[str, Any]


@dataclass(frozen=True)
class Figure:
    """One figure of a plan: of the world that it is of, or of all alike."""

    text: str
    world: Named | None = None


def dependence_table(data: Told) -> dict[str, Any]:
    """Give the fleet of each world, plans, their plugs and rows of measures; no plans where nothing is known.

    What hangs on the world is told of every plan in every world: figures of two worlds beside each other compare nothing.
    """
    ties = {plan: data["dependence"][plan] for plan in plans_of(data) if (data.get("dependence") or {}).get(plan)}
    fleets = _fleets(data, ties)
    colours = {one["id"]: one["colour"] for one in families_of(data)}
    return {
        "plans": [named(data, plan) for plan in ties],
        "fleets": [{"world": named(data, world), **_stripe(fleet, colours)} for world, fleet in fleets.items()],
        "plugs": [_stripe(tie.get("plugs") or {}, colours) for tie in ties.values()],
        "rows": [
            {"key": key, "name": name, "means": means, "cells": [figures(plan, tie) for plan, tie in ties.items()]}
            for key, name, means, figures in _rows(data, ties, fleets)
        ],
    }


def _fleets(data: Told, ties: Mapping[str, Tie]) -> dict[str, Mapping[str, float]]:
    """Vehicles of each world by family, from whichever plan is shown in it."""
    found = {tie.get("world") or shown_in(data, plan): tie["vehicles"] for plan, tie in ties.items() if tie.get("vehicles")}  # fmt: skip
    return {world: found[world] for world in data["mixes"] if world in found}


def _rows(
    data: Told, ties: Mapping[str, Tie], fleets: Mapping[str, Mapping[str, float]]
) -> list[tuple[str, str, str, Callable[[str, Tie], list[Figure]]]]:
    years = sorted({str(tie["fade_year"]) for tie in ties.values() if tie.get("fade_year")})
    fades = _("Stranded if a standard fades by {years}", years=listed(years)) if years else _("Stranded if a standard fades")  # fmt: skip

    def apart(_plan: str, tie: Tie) -> list[Figure]:
        return _by_world(
            data, {world: percent(mismatch(fleet, tie.get("plugs") or {})) for world, fleet in fleets.items()}
        )

    def energy(plan: str, tie: Tie) -> list[Figure]:
        served = (data.get("served") or {}).get(plan) or {}
        found = {world: number(hhi(shares_of(served[world])), 2) for world in data["mixes"] if served.get(world)}
        return _by_world(data, found) or [Figure(number(tie.get("hhi_energy"), 2))]

    return [
        ("hhi_plugs", _("Concentration of plugs"), _("Herfindahl index: 1 is one standard alone, 0.5 two that are level."), lambda _plan, tie: [Figure(number(tie.get("hhi_plugs"), 2))]),
        ("hhi_energy", _("Concentration of energy"), _("The same of the energy served."), energy),
        ("mismatch", _("Mismatch of fleet and plugs"), _("Share of the plugs that another standard would need for plugs to be split as the vehicles are."), apart),
        ("stranded", fades, _("Book value left of chargers that serve this standard alone; the dearest case. Lifetimes and the year are assumed."), lambda _plan, tie: [Figure(_stranded(tie))]),
        ("refit", _("To refit those guns"), _("A kit for every gun of that standard, at the price of the GB/T kit for all (assumed)."), lambda _plan, tie: [Figure(_refit(tie))]),
    ]  # fmt: skip


def _by_world(data: Told, figures: Mapping[str, str]) -> list[Figure]:
    """Figures with their worlds, which a comparison of one world need not name."""
    alone = len(data["mixes"]) < 2
    return [Figure(text, None if alone else named(data, world)) for world, text in figures.items()]


def _stranded(tie: Tie) -> str:
    if tie.get("stranded_usd") is None:
        return number(None)
    if not tie.get("stranded_standard"):
        return money(tie["stranded_usd"])
    return _("{usd:money} ({standard})", usd=tie["stranded_usd"], standard=short_label(tie["stranded_standard"]))


def _refit(tie: Tie) -> str:
    return money((tie.get("retrofit_usd") or {}).get(tie.get("stranded_standard")))


def _stripe(shares: Mapping[str, float], colours: Mapping[str, str]) -> dict[str, Any]:
    """Pieces of a bar of width 100, and the shares in words."""
    whole, at, pieces = sum(shares.values()), 0.0, []
    in_order = [family for family in colours if shares.get(family)]
    for family in in_order:
        wide = 100.0 * shares[family] / whole
        pieces.append({"x": round(at, 2), "width": round(wide, 2), "colour": colours[family]})
        at += wide
    said = [
        _("{standard} {share:percent}", standard=short_label(family), share=shares[family] / whole)
        for family in in_order
        if shares[family] >= TOLD * whole
    ]
    return {"pieces": pieces, "words": ", ".join(said)}


def short_label(family: str) -> str:
    """Name of a port family by its first plug: ``CCS2`` of ``CCS2 / Type 2``."""
    return family_label(family).partition(" / ")[0]
