"""Table of dependence on plug standards: one row a measure with its meaning, one column a plan."""

from collections.abc import Callable, Mapping
from typing import Any

from planner.compare.reading import plans_of, quoted, shown_in
from planner.output.comparison.bars import families_of
from planner.output.comparison.naming import named
from planner.output.shared.words import family_label, money, number, percent
from planner.support.speech import _, listed

TOLD = 0.01
"""Shares below are drawn without a label."""
OF_A_WORLD = ("hhi_energy", "mismatch")
"""Measures that are of one world."""
Told = Mapping[str, Any]
Tie = Mapping[str, Any]


def dependence_table(data: Told) -> dict[str, Any]:
    """Give plans, stripes of shares and rows of measures; no plans where nothing is known."""
    ties = {plan: data["dependence"][plan] for plan in plans_of(data) if (data.get("dependence") or {}).get(plan)}
    of_a_world = {plan: _world(data, plan, tie) for plan, tie in ties.items()}
    stripes = {
        "plugs": _("Charging points that serve each standard"),
        "vehicles": _("Vehicles of the world by standard, assumed"),
        "energy": _("Energy served by standard"),
    }
    colours = {one["id"]: one["colour"] for one in families_of(data)}
    return {
        "plans": [named(data, plan) for plan in ties],
        "stripes": [
            {
                "name": name,
                "cells": [
                    _stripe(tie.get(key) or {}, colours, "" if key == "plugs" else of_a_world[plan])
                    for plan, tie in ties.items()
                ],
            }
            for key, name in stripes.items()
        ],
        "rows": [
            {
                "key": key,
                "name": name,
                "means": means,
                "cells": [
                    _within_world(words(tie), of_a_world[plan] if key in OF_A_WORLD else "")
                    for plan, tie in ties.items()
                ],
            }
            for key, name, means, words in _rows(ties)
        ],
    }


def _world(data: Told, plan: str, tie: Tie) -> str:
    """World that a figure is of, said of plans that belong to none; empty for the plan of a world, whose own it is."""
    return "" if plan in data["mixes"] else quoted(data, tie.get("world") or shown_in(data, plan))


def _within_world(figure: str, world: str) -> str:
    return _("{figure} (if {world} comes)", figure=figure, world=world) if world and figure else figure


def _rows(ties: Mapping[str, Tie]) -> list[tuple[str, str, str, Callable[[Tie], str]]]:
    years = sorted({str(tie["fade_year"]) for tie in ties.values() if tie.get("fade_year")})
    fades = _("Stranded if a standard fades by {years}", years=listed(years)) if years else _("Stranded if a standard fades")  # fmt: skip
    return [
        ("hhi_plugs", _("Concentration of plugs"), _("Herfindahl index: 1 is one standard alone, 0.5 two that are level."), lambda tie: _index(tie, "hhi_plugs")),
        ("hhi_energy", _("Concentration of energy"), _("The same of the energy served."), lambda tie: _index(tie, "hhi_energy")),
        ("mismatch", _("Mismatch of fleet and plugs"), _("Share of the plugs that another standard would need for plugs to be split as the vehicles are."), lambda tie: percent(tie.get("mismatch"))),
        ("stranded", fades, _("Book value left of chargers that serve this standard alone; the dearest case. Lifetimes and the year are assumed."), _stranded),
        ("refit", _("To refit those guns"), _("A kit for every gun of that standard, at the price of the GB/T kit for all (assumed)."), _refit),
    ]  # fmt: skip


def _index(tie: Tie, key: str) -> str:
    return number(tie.get(key), 2)


def _stranded(tie: Tie) -> str:
    if tie.get("stranded_usd") is None:
        return number(None)
    if not tie.get("stranded_standard"):
        return money(tie["stranded_usd"])
    return _("{usd:money} ({standard})", usd=tie["stranded_usd"], standard=short_label(tie["stranded_standard"]))


def _refit(tie: Tie) -> str:
    return money((tie.get("retrofit_usd") or {}).get(tie.get("stranded_standard")))


def _stripe(shares: Mapping[str, float], colours: Mapping[str, str], of_a_world: str) -> dict[str, Any]:
    """Pieces of a bar of width 100, and the shares in words."""
    whole, at, pieces = sum(shares.values()), 0.0, []
    in_order = [family for family in colours if shares.get(family)]
    for family in in_order:
        wide = 100.0 * shares[family] / whole
        pieces.append({"x": round(at, 2), "width": round(wide, 2), "colour": colours[family]})
        at += wide
    data = [
        _("{standard} {share:percent}", standard=short_label(family), share=shares[family] / whole)
        for family in in_order
        if shares[family] >= TOLD * whole
    ]
    return {"pieces": pieces, "words": _within_world(", ".join(data), of_a_world)}


def short_label(family: str) -> str:
    """Name of a port family by its first plug: ``CCS2`` of ``CCS2 / Type 2``."""
    return family_label(family).partition(" / ")[0]
