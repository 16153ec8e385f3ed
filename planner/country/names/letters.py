"""Towns and regions in Cyrillic letters: as their own table has them, else as the facts do."""

import re
from collections.abc import Mapping

from geodata.trunk.reading import Trunk
from geodata.trunk.towns import Town
from planner.corridors.facts.parameters import known_towns

CYRILLIC = re.compile("[\u0400-\u04ff]")

Known = Mapping[tuple[str, str], Town]
"""Towns of the facts by every name, without case, and country."""


def letters_of(trunk: Trunk) -> dict[str, str]:
    """Names in Cyrillic letters of all towns of which they are known, by name; those too that no road reaches."""
    known = towns_of_the_facts()
    found = {town.name: cyrillic_of(town, known) for town in (*trunk.towns.towns, *trunk.off_roads)}
    return {name: cyrillic for name, cyrillic in found.items() if cyrillic}


def towns_of_the_facts() -> Known:
    """All of them."""
    return {
        (name.casefold(), one.country): one for one in known_towns((), 0.0) for name in (one.name, *one.other_names)
    }


def cyrillic_of(town: Town, known: Known) -> str:
    """Name of a town in Cyrillic letters: its own, else that of the facts; empty where neither is known."""
    fact = next(
        (one for name in (town.name, *town.other_names) if (one := known.get((name.casefold(), town.country)))), None
    )
    names = (*town.other_names, *(fact.other_names if fact is not None else ()))
    return next((name for name in names if CYRILLIC.search(name)), "")
