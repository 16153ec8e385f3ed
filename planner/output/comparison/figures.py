"""Figures whose keys the page does not know one by one, as tables: units come from the ends of the keys."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from planner.compare.reading import plans_of
from planner.output.comparison.naming import named
from planner.output.shared.words import NO_VALUE, energy, money, number, percent

_ENDS = (
    ("_usd_kwh", "US dollars a kWh"),
    ("_usd_year", "US dollars a year"),
    ("_usd", "US dollars"),
    ("_kwh", "kWh a day"),
    ("_kw", "kW"),
    ("_share", "share"),
    ("_min", "minutes"),
)
"""Ends of keys, and the unit that they stand for."""
_SAID = {"max_regret": "worst loss", "dual_share": "serve two standards", "usd": "US dollars"}
"""Headings that the keys would not make."""
_UPPER = {"v2g": "V2G", "chaoji": "ChaoJi", "gbt": "GB/T", "ccs2": "CCS2", "dc": "DC", "ac": "AC", "hhi": "HHI"}


@dataclass(frozen=True)
class Figures:
    """One table: a title, heads, and rows of cells in words."""

    title: str
    heads: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]


def tables_of(told: Mapping[str, Any], data: Any, title: str = "") -> list[Figures]:
    """Turn plain JSON into tables: figures by plan, lists of rows, and single figures with what they are."""
    if isinstance(data, Mapping):
        plans = [plan for plan in plans_of(told) if plan in data]
        if plans and set(data) <= set(plans_of(told)):
            return _by_plan(told, {plan: data[plan] for plan in plans}, title)
        single = {key: value for key, value in data.items() if not _is_nested(value)}
        nested = {key: value for key, value in data.items() if _is_nested(value) and value}
        own = (
            [Figures(title, (), tuple((heading(key), worded(key, value)) for key, value in single.items()))]
            if single
            else []
        )
        return own + [
            table for key, value in nested.items() for table in tables_of(told, value, _joined(title, heading(key)))
        ]
    if isinstance(data, Sequence) and not isinstance(data, str):
        return _listed(told, data, title)
    return []


def _by_plan(told: Mapping[str, Any], data: Mapping[str, Any], title: str) -> list[Figures]:
    heads = ("", *(named(told, plan).label for plan in data))
    if not all(isinstance(value, Mapping) for value in data.values()):
        return [Figures(title, heads, ((title, *(worded(title, value) for value in data.values())),))]
    keys = dict.fromkeys(key for value in data.values() for key in value)
    flat = [key for key in keys if not any(_is_nested(value.get(key)) for value in data.values())]
    rows = tuple((heading(key), *(worded(key, value.get(key)) for value in data.values())) for key in flat)
    deeper = [key for key in keys if key not in flat]
    more = [
        table
        for key in deeper
        for table in tables_of(
            told, {plan: value[key] for plan, value in data.items() if value.get(key)}, _joined(title, heading(key))
        )
    ]
    return ([Figures(title, heads, rows)] if rows else []) + more


def _listed(told: Mapping[str, Any], rows: Sequence[Any], title: str) -> list[Figures]:
    if not rows:
        return []
    if not all(isinstance(row, Mapping) for row in rows):
        return [Figures(title, (), tuple((worded("", row),) for row in rows))]
    keys = tuple(dict.fromkeys(key for row in rows for key in row))
    cells = tuple(tuple(_cell(told, key, row.get(key)) for key in keys) for row in rows)
    return [Figures(title, tuple(heading(key) for key in keys), cells)]


def _cell(told: Mapping[str, Any], key: str, value: Any) -> str:
    return named(told, value).label if key in ("plan", "world") and isinstance(value, str) else worded(key, value)


def heading(key: str) -> str:
    """Turn ``"evening_support_kw"`` into ``"evening support, kW"``."""
    if key in _SAID:
        return _SAID[key]
    ends = [(end, unit) for end, unit in _ENDS if key.endswith(end) and key != end.lstrip("_")]
    bare, unit = (key.removesuffix(ends[0][0]), f", {ends[0][1]}") if ends else (key, "")
    unit = "" if unit in (", share", ", US dollars") else unit
    return " ".join(_UPPER.get(word, word) for word in bare.split("_")) + unit


def worded(key: str, value: Any) -> str:
    """Write a value with the unit that its key names."""
    if value is None:
        return NO_VALUE
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, Mapping):
        return ", ".join(f"{heading(str(name))} {worded(str(name), inner)}" for name, inner in value.items())
    return _figure(key, value) if isinstance(value, int | float) else str(value)


def _figure(key: str, value: float) -> str:
    if key.endswith("_usd_kwh"):
        return f"${number(value, 3)}"
    if "usd" in key.split("_"):
        return money(value)
    if key.endswith("share") or key in ("max_regret", "gap", "regret"):
        return percent(value, 1)
    return energy(value) if "kwh" in key.split("_") else number(value, 0 if float(value).is_integer() else 2)


def _is_nested(value: Any) -> bool:
    return isinstance(value, Mapping) or (isinstance(value, Sequence) and not isinstance(value, str))


def _joined(title: str, more: str) -> str:
    return f"{title}: {more}" if title else more
