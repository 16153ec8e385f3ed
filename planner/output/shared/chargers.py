"""Chargers of a plan in words, and how many cars they serve at once."""

from collections.abc import Iterable, Mapping
from typing import Any

from planner.catalogue.charger_names import charger_name
from planner.catalogue.chargers import charger_types
from planner.errors import ConfigError
from planner.support.frames import plain
from planner.support.speech import _, told


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
    """Write ``DC 120 kW, one CCS2 and one GB/T gun``, or the words of work on a standing gun."""
    if charger.get("words"):
        return told(charger["words"])
    return charger_name(float(charger["power_kw"]), charger["connectors"])


def listed(chargers: Any) -> list[Mapping[str, Any]]:
    """Return the chargers in a cell; a table with gaps may hold NaN for none."""
    return list(chargers) if isinstance(chargers, list | tuple) else []


def chargers_words(chargers: Any) -> str | None:
    """Write ``2 × DC 60 kW, two GB/T guns``, a line a kind; None where nothing is built."""
    return "\n".join(chargers_named(chargers)) or None


def chargers_named(chargers: Any) -> list[str]:
    """Write ``2 × DC 60 kW, two GB/T guns``, one text a kind; none where nothing is built."""
    return [
        _("{count} × {charger}", count=int(plain(one["count"])), charger=charger_words(one)) for one in listed(chargers)
    ]


def counted_by_name(cells: Iterable[Any]) -> dict[str, list[Mapping[str, Any]]]:
    """Chargers of several sites by their name, the most powerful first."""
    found: dict[str, list[Mapping[str, Any]]] = {}
    for cell in cells:
        for one in listed(cell):
            found.setdefault(charger_words(one), []).append(one)
    return dict(sorted(found.items(), key=lambda item: (-float(item[1][0]["power_kw"]), item[0])))
