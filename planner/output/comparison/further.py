"""Tables of coming technologies and tariffs: a row a figure, a column a plan, with their assumptions."""

from collections.abc import Callable, Mapping
from typing import Any

from planner.compare.reading import plans_of
from planner.dossier.dossier import Dossier
from planner.output.comparison.naming import named
from planner.output.shared.words import NO_VALUE, energy, money, number, percent
from planner.support.speech import _, told

Told = Mapping[str, Any]
Row = tuple[str, str, Callable[[Any], str]]


def price(usd: float | None) -> str:
    """Write a price of a kWh."""
    return NO_VALUE if usd is None else f"${number(usd, 3)}"


def signed(usd: float | None) -> str:
    """Write money that may be lost."""
    return NO_VALUE if usd is None else f"{'−' if usd < 0 else ''}{money(abs(usd))}"


def coming() -> dict[str, tuple[str, tuple[Row, ...]]]:
    """Title and rows of each technology by its key."""
    return {
        "v2g": (
            _("Cars that help the grid in the evening (V2G)"),
            (
                (_("V2G guns built"), "guns", number),
                (_("Evening support, kW"), "evening_support_kw", lambda kw: number(kw, 1)),
                (_("They cost more than one-way guns"), "premium_usd", money),
                (_("For each kW of support"), "usd_per_support_kw", money),
            ),
        ),
        "wireless": (
            _("Wireless charging for taxis"),
            (
                (_("Taxis with a receiver"), "taxis", number),
                (_("They ask for, kWh a day"), "demand_kwh", energy),
                (_("Pads serve, kWh a day"), "served_kwh", energy),
                (_("Pads built"), "pads", number),
                (_("Cost of the pads"), "usd", money),
            ),
        ),
        "chaoji": (
            _("From GB/T to ChaoJi"),
            (
                (_("ChaoJi guns built"), "plugs_ready", number),
                (_("Share of the fast GB/T guns that are ready"), "ready_share", percent),
                (_("Guns with the old plug added"), "gbt_dc_added", number),
                (_("Stays useful when the old plug has faded"), "useful_usd", money),
                (_("On the books with the old plug alone"), "old_plug_usd", money),
                (_("To have built those as ChaoJi: more"), "path_usd", money),
            ),
        ),
    }


def tariff() -> tuple[Row, ...]:
    """Rows of what the plans earn."""
    return (
        (_("Price of a kWh"), "price_usd_kwh", price),
        (_("Revenue a year"), "at_price.revenue_usd", money),
        (_("Left of a year after energy and cost"), "at_price.margin_usd", signed),
        (_("Sites that do not earn their cost"), "at_price.losing_sites", number),
        (_("To keep these, a year"), "at_price.subsidy_usd", money),
        (_("All sites break even at, a kWh"), "break_even_usd_kwh", price),
        (_("Cap on the price"), "cap_usd_kwh", price),
        (_("Left of a year under the cap"), "at_cap.margin_usd", signed),
        (_("Sites that do not earn their cost under the cap"), "at_cap.losing_sites", number),
        (_("To keep these, a year (subsidy)"), "at_cap.subsidy_usd", money),
    )


def coming_tables(data: Told, dossiers: Mapping[str, Dossier]) -> dict[str, Any] | None:
    """Give a table for each thing that is switched on; None where nothing is."""
    by_plan = _by_plan(data, dossiers, "coming")
    tables = []
    for key, (title, rows) in coming().items():
        parts = {plan: one[key] for plan, one in by_plan.items() if one.get(key)}
        if parts:
            tables.append(_table(data, title, rows, parts) | {"confidence": _least_sure(parts)})
    found = [one[key] for one in by_plan.values() for key in coming() if one.get(key)]
    return {"tables": tables, "assumed": _assumed(found)} if tables else None


def tariff_tables(data: Told, dossiers: Mapping[str, Dossier]) -> dict[str, Any] | None:
    """Give what the plans earn; None where no price was given."""
    parts = _by_plan(data, dossiers, "tariff")
    if not parts:
        return None
    table = _table(data, "", tariff(), parts) | {"confidence": _least_sure(parts)}
    return {"tables": [table], "assumed": _assumed(list(parts.values()))}


def _by_plan(data: Told, dossiers: Mapping[str, Dossier], study: str) -> dict[str, Mapping[str, Any]]:
    """Study of each plan: as the comparison tells it, else as the plan's own dossier does."""
    said = data.get(study) or {plan: dossiers[plan].studies.get(study) for plan in plans_of(data)}
    return {plan: said[plan] for plan in plans_of(data) if said.get(plan)}


def _table(data: Told, title: str, rows: tuple[Row, ...], parts: Mapping[str, Mapping[str, Any]]) -> dict[str, Any]:
    shown = [
        {"name": name, "cells": [words(_found(one, key)) for one in parts.values()]}
        for name, key, words in rows
        if any(_found(one, key) is not None for one in parts.values())
    ]
    return {"title": title, "plans": [named(data, plan) for plan in parts], "rows": shown}


def _found(one: Mapping[str, Any], key: str) -> Any:
    first, _, rest = key.partition(".")
    inner = one.get(first)
    return _found(inner, rest) if rest and isinstance(inner, Mapping) else None if rest else inner


def _least_sure(parts: Mapping[str, Mapping[str, Any]]) -> str:
    said = [one["confidence"] for one in parts.values() if one.get("confidence") in ("low", "medium", "high")]
    return min(said, key=("low", "medium", "high").index, default="low")


def _assumed(parts: list[Mapping[str, Any]]) -> list[dict[str, str]]:
    """Every assumed figure once, with how sure it is and where it is from."""
    rows = [one for part in parts for one in part.get("assumed") or ()]
    keys = ("what", "value", "confidence", "source")
    return [
        dict(zip(keys, row, strict=True))
        for row in dict.fromkeys(tuple(told(one.get(key, "")) for key in keys) for one in rows)
    ]
