"""Whether two names are of one city: by all of its names in the facts, in any script."""

from functools import cache

from planner.catalogue.city_names import facts_name, folded, town_of
from planner.catalogue.facts import fact_rows


def same_city(one: str, other: str) -> bool:
    """Whether two names mean one city.

    Examples
    --------
    >>> same_city("Алматы", "Almaty"), same_city("Нукус", "Nukus, Uzbekistan"), same_city("Алматы", "Astana")
    (True, True, False)
    """
    return one == other or facts_name(one) == facts_name(other) or not _called(one).isdisjoint(_called(other))


def _called(name: str) -> frozenset[str]:
    """What the facts of towns call it, every name folded; none where they do not know it."""
    asked = {folded(name), folded(town_of(name))} - {""}
    return frozenset[str]().union(*(names for names in _towns() if asked & names))


@cache
def _towns() -> tuple[frozenset[str], ...]:
    """All names of each town of the facts."""
    return tuple(
        frozenset(folded(one) for one in (row["name"], row["name_ru"], *row["other_names"].split("|"))) - {""}
        for row in fact_rows("towns")
    )
