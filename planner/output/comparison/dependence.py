"""Table of dependence on plug standards: one row a measure with its meaning, one column a plan."""

from collections.abc import Callable, Mapping
from typing import Any

from planner.compare.reading import plans_of, quoted, shown_in
from planner.output.comparison.bars import families_of
from planner.output.comparison.naming import named
from planner.output.shared.words import family_label, money, number, percent

TOLD = 0.01
"""Shares below are drawn without a label."""
OF_A_WORLD = ("Concentration of energy", "Mismatch of fleet and plugs")
"""Measures that are of one world, by name."""
Told = Mapping[str, Any]
Tie = Mapping[str, Any]


def dependence_table(data: Told) -> dict[str, Any]:
    """Give plans, stripes of shares and rows of measures; no plans where nothing is known."""
    ties = {plan: data["dependence"][plan] for plan in plans_of(data) if (data.get("dependence") or {}).get(plan)}
    of_a_world = {plan: _world(data, plan, tie) for plan, tie in ties.items()}
    stripes = {
        "Charging points that serve each standard": "plugs",
        "Vehicles of the world by standard, assumed": "vehicles",
        "Energy served by standard": "energy",
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
            for name, key in stripes.items()
        ],
        "rows": [
            {
                "name": name,
                "means": means,
                "cells": [words(tie) + (of_a_world[plan] if name in OF_A_WORLD else "") for plan, tie in ties.items()],
            }
            for name, means, words in _rows(ties)
        ],
    }


def _world(data: Told, plan: str, tie: Tie) -> str:
    """Of which world a figure is, said of plans that belong to none; empty for the plan of a world, whose own it is."""
    return "" if plan in data["mixes"] else f" (if {quoted(data, tie.get('world') or shown_in(data, plan))} comes)"


def _rows(ties: Mapping[str, Tie]) -> list[tuple[str, str, Callable[[Tie], str]]]:
    years = sorted({str(tie["fade_year"]) for tie in ties.values() if tie.get("fade_year")})
    by = f" by {' or '.join(years)}" if years else ""
    return [
        ("Concentration of plugs", "Herfindahl index: 1 is one standard alone, 0.5 two that are level.", lambda tie: _index(tie, "hhi_plugs")),
        ("Concentration of energy", "The same of the energy served.", lambda tie: _index(tie, "hhi_energy")),
        ("Mismatch of fleet and plugs", "Share of the plugs that another standard would need for plugs to be split as the vehicles are.", lambda tie: percent(tie.get("mismatch"))),
        (f"Stranded if a standard fades{by}", "Book value left of cabinets that serve this standard alone; the dearest case. Lifetimes and the year are assumed.", _stranded),
        ("To refit those guns", "A kit for every gun of that standard, at the price of the GB/T kit for all (assumed).", _refit),
    ]  # fmt: skip


def _index(tie: Tie, key: str) -> str:
    return number(tie.get(key), 2)


def _stranded(tie: Tie) -> str:
    if tie.get("stranded_usd") is None:
        return number(None)
    standard = f" ({short_label(tie['stranded_standard'])})" if tie.get("stranded_standard") else ""
    return f"{money(tie['stranded_usd'])}{standard}"


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
        f"{short_label(family)} {percent(shares[family] / whole)}"
        for family in in_order
        if shares[family] >= TOLD * whole
    ]
    return {"pieces": pieces, "words": f"{', '.join(data)}{of_a_world if data else ''}"}


def short_label(family: str) -> str:
    """Name of a port family by its first plug: ``CCS2`` of ``CCS2 / Type 2``."""
    return family_label(family).partition(" / ")[0]
