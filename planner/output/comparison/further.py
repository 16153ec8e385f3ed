"""Tables of coming technologies and tariffs: a row a figure, a column a plan, with their assumptions."""

from collections.abc import Callable, Mapping
from typing import Any

from planner.compare.reading import plans_of
from planner.dossier.dossier import Dossier
from planner.output.comparison.naming import named
from planner.output.shared.words import NO_VALUE, energy, money, number, percent

Told = Mapping[str, Any]
Row = tuple[str, str, Callable[[Any], str]]


def price(usd: float | None) -> str:
    """Write a price of a kWh."""
    return NO_VALUE if usd is None else f"${number(usd, 3)}"


def signed(usd: float | None) -> str:
    """Write money that may be lost."""
    return NO_VALUE if usd is None else f"{'−' if usd < 0 else ''}{money(abs(usd))}"


COMING: dict[str, tuple[str, tuple[Row, ...]]] = {
    "v2g": (
        "Cars that help the grid in the evening (V2G)",
        (
            ("V2G guns built", "guns", number),
            ("Evening support, kW", "evening_support_kw", lambda kw: number(kw, 1)),
            ("They cost more than one-way guns", "premium_usd", money),
            ("For each kW of support", "usd_per_support_kw", money),
        ),
    ),
    "wireless": (
        "Wireless charging for taxis",
        (
            ("Taxis with a receiver", "taxis", number),
            ("They ask for, kWh a day", "demand_kwh", energy),
            ("Pads serve, kWh a day", "served_kwh", energy),
            ("Pads built", "pads", number),
            ("Cost of the pads", "usd", money),
        ),
    ),
    "chaoji": (
        "From GB/T to ChaoJi",
        (
            ("ChaoJi guns built", "plugs_ready", number),
            ("Share of the fast GB/T guns that are ready", "ready_share", percent),
            ("Guns with the old plug added", "gbt_dc_added", number),
            ("Stays useful when the old plug has faded", "useful_usd", money),
            ("On the books with the old plug alone", "old_plug_usd", money),
            ("To have built those as ChaoJi: more", "path_usd", money),
        ),
    ),
}
TARIFF: tuple[Row, ...] = (
    ("Price of a kWh", "price_usd_kwh", price),
    ("Revenue a year", "at_price.revenue_usd", money),
    ("Left of a year after energy and cost", "at_price.margin_usd", signed),
    ("Sites that do not earn their cost", "at_price.losing_sites", number),
    ("To keep these, a year", "at_price.subsidy_usd", money),
    ("All sites break even at, a kWh", "break_even_usd_kwh", price),
    ("Cap on the price", "cap_usd_kwh", price),
    ("Left of a year under the cap", "at_cap.margin_usd", signed),
    ("Sites that do not earn their cost under the cap", "at_cap.losing_sites", number),
    ("To keep these, a year (subsidy)", "at_cap.subsidy_usd", money),
)


def coming_tables(data: Told, dossiers: Mapping[str, Dossier]) -> dict[str, Any] | None:
    """Give a table for each thing that is switched on; None where nothing is."""
    by_plan = _by_plan(data, dossiers, "coming")
    tables = []
    for key, (title, rows) in COMING.items():
        parts = {plan: one[key] for plan, one in by_plan.items() if one.get(key)}
        if parts:
            tables.append(_table(data, title, rows, parts) | {"confidence": _least_sure(parts)})
    found = [one[key] for one in by_plan.values() for key in COMING if one.get(key)]
    return {"tables": tables, "assumed": _assumed(found)} if tables else None


def tariff_tables(data: Told, dossiers: Mapping[str, Dossier]) -> dict[str, Any] | None:
    """Give what the plans earn; None where no price was given."""
    parts = _by_plan(data, dossiers, "tariff")
    if not parts:
        return None
    table = _table(data, "", TARIFF, parts) | {"confidence": _least_sure(parts)}
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
        for row in dict.fromkeys(tuple(str(one.get(key, "")) for key in keys) for one in rows)
    ]
