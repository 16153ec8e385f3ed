"""Regions of the facts by the two names that they bear there, in Latin and in Cyrillic letters."""

from collections.abc import Collection

from planner.catalogue.facts import fact_rows
from planner.errors import ConfigError
from planner.support.speech import _, named_in_letters
from planner.support.spelling import nearest_known


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


def known_region(key: str, name: str, known: Collection[str]) -> str:
    """As `region_called`, of a key of the configuration.

    Raises
    ------
    ConfigError
        None of them is meant.
    """
    found = region_called(name, known)
    if found in known:
        return found
    letters = regions_in_letters()
    called = {spelt: region_words(one) for one in known if one for spelt in (one, letters.get(one, one))}
    raise ConfigError(
        _(
            "{key}: unknown region {region!r}; {nearest}",
            key=key,
            region=name,
            nearest=nearest_known(name, called, called),
        )
    )
