"""Chargers of a plan in words, and how many cars they serve at once."""

from collections.abc import Mapping
from typing import Any

from planner.catalogue.chargers import charger_types
from planner.errors import ConfigError
from planner.output.shared.words import plugs_text
from planner.support.frames import plain


def guns_of(charger: Mapping[str, Any]) -> int:
    """Vehicles that one new cabinet serves at once, and bays it takes; none for work on a standing gun."""
    plugs = sum(int(count) for count in charger["connectors"].values())
    return 0 if charger.get("words") else cars_at_once(str(charger["type"]), plugs)


def cars_at_once(charger: str, plugs: int) -> int:
    """Vehicles a charger of the catalogue serves at once; one for each plug where the catalogue does not say."""
    try:
        guns = charger_types((charger,))[0].guns
    except ConfigError:
        return plugs
    return min(guns, plugs)


def charger_words(charger: Mapping[str, Any]) -> str:
    """Write ``120 kW with 1 × CCS2, 1 × GB/T DC``, or the words of work on a standing gun."""
    if charger.get("words"):
        return str(charger["words"])
    return f"{float(charger['power_kw']):g} kW with {plugs_text(charger['connectors']) or 'no plug'}"


def listed(chargers: Any) -> list[Mapping[str, Any]]:
    """Return the chargers in a cell; a table with gaps may hold NaN for none."""
    return list(chargers) if isinstance(chargers, list | tuple) else []


def chargers_words(chargers: Any) -> str | None:
    """Write ``2 × 120 kW, each with 1 × CCS2, 1 × GB/T DC``, a line a kind; None where nothing is built."""
    told = []
    for one in listed(chargers):
        words, count = charger_words(one), int(plain(one["count"]))
        each = words.replace(" kW with ", " kW, each with ", 1) if count > 1 and not one.get("words") else words
        told.append(f"{count} × {each}")
    return "\n".join(told) or None
