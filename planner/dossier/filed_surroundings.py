"""Surroundings of a plan as its file has them: what the map puts into a page as a number is one."""

from collections.abc import Mapping, Sequence
from typing import Any


def surroundings_in(data: Mapping[str, Any]) -> dict[str, Any]:
    """Return the surroundings of a `plan.json`, of an older one none.

    Raises
    ------
    ValueError, TypeError, AttributeError
        A year, an energy or a drive is no number.
    """
    found = dict(data.get("surroundings", {}))
    drives = found.get("drives", {})
    if drives:
        found["drives"] = {
            when: [_minutes(one) for one in told] if when == "phases" else _minutes(told)
            for when, told in drives.items()
        }
    if "stages" in found:
        found["stages"] = [_stage(one) for one in found["stages"]]
    return found


def _stage(one: Mapping[str, Any]) -> dict[str, Any]:
    year = one["year"]
    classes = {
        str(name): {what: _numbers(kwh[what]) for what in ("served_kwh", "demand_kwh")}
        for name, kwh in one.get("classes", {}).items()
    }
    return {
        **one,
        **({"classes": classes} if "classes" in one else {}),
        "year": None if year is None else int(year),
        "served_kwh": _numbers(one["served_kwh"]),
        "demand_kwh": _numbers(one["demand_kwh"]),
    }


def _minutes(by_family: Mapping[str, Sequence[Any]]) -> dict[str, list[float | None]]:
    return {family: [_number(one) for one in minutes] for family, minutes in by_family.items()}


def _numbers(cells: Sequence[Any]) -> list[float]:
    return [float(one) for one in cells]


def _number(cell: Any) -> float | None:
    return None if cell is None else float(cell)
