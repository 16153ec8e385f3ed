"""How a place on a road may be called in a configuration: by its town in any letters, and with the quarter of the compass in any language."""

from collections.abc import Mapping, Sequence

from geodata.trunk.reading import Trunk
from planner.country.names.letters import cyrillic_of, towns_of_the_facts
from planner.country.names.places import AWAY, in_quarters, town_of
from planner.support.speech import LANGUAGES, speaking, told


def spellings_of(trunk: Trunk, known: Sequence[str]) -> Mapping[str, str]:
    """Other names of places, each with the name that it has here."""
    facts = towns_of_the_facts()
    towns = {
        one.name: tuple(dict.fromkeys(filter(None, (one.name, *one.other_names, cyrillic_of(one, facts)))))
        for one in trunk.towns.towns
    }
    out: dict[str, str] = {}
    for place in known:
        for town in towns.get(town_of(place), ()):
            for said in _said(place, town):
                out.setdefault(said, place)
    return out


def _said(place: str, town: str) -> list[str]:
    """A place as each language calls it, with its town by one of its names."""
    if AWAY.fullmatch(place) is None:
        return [town]
    out = [place.replace(town_of(place), town, 1)]
    for code in LANGUAGES:
        with speaking(code):
            out.append(told(in_quarters(place, lambda _name: town)))
    return out
