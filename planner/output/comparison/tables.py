"""Plain tables of the page: what is built, what is assumed of the worlds, what is proven."""

from collections.abc import Callable, Mapping
from typing import Any
from urllib.parse import quote

from planner.compare.reading import plans_of, served_between
from planner.dossier.dossier import Dossier
from planner.output.comparison.naming import named
from planner.output.shared.chargers import counted_by_name
from planner.output.shared.reader import page_in
from planner.output.shared.words import (
    NO_VALUE,
    connector_label,
    gap_percent,
    mix_label,
    money,
    number,
    percent,
    verdict,
)
from planner.support.amounts import Side
from planner.support.speech import _, told

Told = Mapping[str, Any]


def built_rows(data: Told, dossiers: Mapping[str, Dossier]) -> list[dict[str, Any]]:
    """Rows of what each plan builds and costs, chargers by name among it, a cell for each plan; rows that nobody filled are left out."""
    known: tuple[tuple[str, str, Callable[[Any], str]], ...] = (
        (_("Cost"), "cost_usd", money),
        (_("New sites"), "new_sites", number),
        (_("Upgraded stations"), "upgraded_sites", number),
        (_("New chargers"), "chargers", number),
    )
    rows = [
        {"name": name, "cells": [words(data[key].get(plan)) for plan in plans_of(data)]}
        for name, key, words in known
        if key in data
    ]
    plugs = data.get("plugs_added", {})
    names = sorted({name for one in plugs.values() for name in one}, key=connector_label)
    added = [
        {
            "name": _("New plugs, {plug}", plug=connector_label(name)),
            "cells": [number(plugs.get(plan, {}).get(name, 0)) for plan in plans_of(data)],
        }
        for name in names
    ]
    return (
        rows
        + _charger_rows({plan: dossiers[plan] for plan in plans_of(data)})
        + added
        + [
            {
                "name": _("Served in its own world"),
                "cells": [_served(data, plan) for plan in plans_of(data)],
            }
        ]
    )


def _charger_rows(dossiers: Mapping[str, Dossier]) -> list[dict[str, Any]]:
    """How many of each charger every plan builds, those of two standards by their name like any other; the most powerful first."""
    by_plan = [counted_by_name(one.sites["chargers"]) for one in dossiers.values()]
    power = {name: float(found[0]["power_kw"]) for counted in by_plan for name, found in counted.items()}
    return [
        {"name": name, "cells": [number(sum(int(one["count"]) for one in found.get(name, ()))) for found in by_plan]}
        for name in sorted(power, key=lambda name: (-power[name], name))
    ]


def _served(data: Told, plan: str) -> str:
    """Share that a plan serves in its own world; that of a plan for several worlds goes from the least to the most."""
    between = None if plan in data["mixes"] else served_between(data, plan)
    if between is None:
        return percent(data.get("coverage", {}).get(plan))
    least, most = between
    if percent(least) == percent(most):
        return _("{share:percent} in any world", share=least)
    return _("{least:percent} to {most:percent}, by world", least=least, most=most)


def links(data: Told, code: str | None = None) -> list[dict[str, str]]:
    """Give the report and map of each plan, in a further language where one is named."""
    files = {name: page_in(f"{name}.html", code) for name in ("report", "map")}
    return [{name: f"{quote(plan)}/{file}" for name, file in files.items()} for plan in plans_of(data)]


def world_rows(data: Told) -> list[dict[str, Any]]:
    """Give for each world how likely it is, what is assumed of it, and how it differs."""
    return [
        {
            "name": named(data, world),
            "chance": _chance(data.get("probabilities", {}).get(world)),
            "note": told(data.get("notes", {}).get(world) or _("assumed")),
            "changes": [_change(told(one)) for one in data.get("changes", {}).get(world) or ()],
        }
        for world in data["mixes"]
    ]


def _change(said: str) -> str:
    """A change of the configuration, ``fleet.mix = kz``, in the words of the trade; what is no such line stays."""
    key, sign, value = said.partition(" = ")
    if not sign or " " in key:
        return said
    known = {
        "fleet.mix": lambda: _("port shares of the vehicles: {value}", value=mix_label(value)),
        "fleet.year": lambda: _("year of the fleet: {value}", value=value),
        "plan.budget_usd": lambda: _("budget, USD: {value}", value=value),
        "plan.cost_case": lambda: _("prices: {value}", value=value),
        "grid.default_site_kw": lambda: _("power of a site where nobody knows it, kW: {value}", value=value),
    }
    if key in known:
        return known[key]()
    return _("{what}: {value}", what=key.rpartition(".")[2].replace("_", " "), value=value)


def _chance(chance: float | None) -> str:
    return _("not said") if chance is None else _("{chance:percent}, assumed", chance=chance)


def proof_rows(data: Told, dossiers: Mapping[str, Dossier]) -> list[dict[str, Any]]:
    """Give the gap of each plan and what it means."""
    return [
        {
            "name": named(data, plan),
            "gap": gap_percent(data["gap"][plan]) if data["gap"].get(plan) is not None else NO_VALUE,
            "words": _proven(data, plan, dossiers[plan]),
        }
        for plan in plans_of(data)
    ]


def _proven(data: Told, plan: str, dossier: Dossier) -> str:
    if plan == data.get("hedged"):
        hedge = data["hedge"]
        return _(
            "In every world it keeps at least {least:percent1_least} of the best known value; no plan under the same rules can keep more than {most:percent1_most}.",
            least=hedge["value"],
            most=min(1.0, hedge["bound"]),
        )
    if plan == data.get("expected"):
        return _(
            "Its average over the worlds is at most {gap:gap_most} below the best possible one.",
            gap=data["gap"][plan],
        )
    return verdict(dossier.proof)


def world_bounds(data: Told) -> list[dict[str, Any]]:
    """Give for each world the best value known, who made it, and what no plan passes."""
    return [
        {
            "world": named(data, world),
            "plan": named(data, best["plan"]),
            "value": number(best["value"]),
            "bound": number(best["bound"], side=Side.MOST),
            "gap": gap_percent(best["gap"]),
        }
        for world, best in data.get("best", {}).items()
        if best
    ]
