"""The name of the city as its reader writes it: that of the map where the map has the city, in the reader's letters."""

from collections.abc import Mapping

from planner.dossier.dossier import Dossier
from planner.dossier.inspection import Inspection
from planner.output.shared.naming import Speech, inert
from planner.support.latin import in_latin

KINDS = ("city", "town")
"""Settlements that may be a planned city."""


def city_name(dossier: Dossier) -> str:
    """Name of a plan's city, inert; as the configuration has it for who did not ask for a language, and where the map knows none that sounds like it.

    A city that is configured as ``Almaty`` is ``Алматы`` on the map, and so to a reader of Russian.
    """
    speech = Speech(None, dossier.city)
    reader, wanted = speech.reader, _sound(dossier.city)
    if reader is None:
        return inert(dossier.city)
    names = dossier.backdrop.get("names", {})
    for place in dossier.backdrop.get("places", ()):
        name = str(place.get("name") or "")
        others = names.get(name, {}) if isinstance(names, Mapping) else {}
        others = others if isinstance(others, Mapping) else {}
        if place.get("kind") in KINDS and wanted in {_sound(one) for one in (name, *map(str, others.values()))}:
            return Speech(None, dossier.city, {name: {str(key): str(one) for key, one in others.items()}}).said(name)
    return speech.said(dossier.city)


def city_of_check(seen: Inspection) -> str:
    """Name of the city that a check looked at, as on the map of today's network; inert as it is configured where that could not be made."""
    return inert(seen.city.name) if seen.today is None else city_name(seen.today)


def _sound(name: str) -> str:
    return in_latin(name).strip().casefold()
