"""Regions of the facts by the two names that they bear there, in Latin and in Cyrillic letters."""

from collections.abc import Collection

from planner.catalogue.facts import fact_rows
from planner.support.speech import named_in_letters


def regions_in_letters() -> dict[str, str]:
    """Names in Cyrillic letters, by name."""
    return {row["region"]: row["region_ru"] for row in fact_rows("towns")}


def region_words(name: str) -> str:
    """A region in the letters of its reader, where the facts know it."""
    return named_in_letters(name, regions_in_letters().get(name, ""))


def region_called(name: str, known: Collection[str]) -> str:
    """The one of the known regions that a name means: itself, else the one that bears it in the other letters; the name as it is where neither is known."""
    if name in known:
        return name
    plain = name.strip().casefold()
    pairs = regions_in_letters().items()
    found = [
        *(own for own, other in pairs if plain == other.casefold()),
        *(other for own, other in pairs if plain == own.casefold()),
    ]
    return next((one for one in found if one in known), name)
