"""Names of towns, roads and stations for a reader: in the letters that he reads, and quarters of the compass in his language."""

import re
from collections.abc import Callable, Mapping
from dataclasses import replace

from planner.country.result import Country
from planner.country.world_play import CountryWorlds
from planner.output.shared.naming import LATIN_READERS
from planner.support.speech import Text, _, language

_AWAY = re.compile(r"(.+) (\d+) km (NE|NW|SE|SW|N|E|S|W)( \(\d+\))?")
"""How places without a name of their own are called: ``Kochkor 31 km NE``."""
BETWEEN = " – "
NAMED = ("record", "name", "first")
"""Values of a message that name a place."""
QUARTERS: dict[str, Callable[[str, str], str]] = {
    "N": lambda town, km: _("{town}, {km} km north", town=town, km=km),
    "NE": lambda town, km: _("{town}, {km} km north-east", town=town, km=km),
    "E": lambda town, km: _("{town}, {km} km east", town=town, km=km),
    "SE": lambda town, km: _("{town}, {km} km south-east", town=town, km=km),
    "S": lambda town, km: _("{town}, {km} km south", town=town, km=km),
    "SW": lambda town, km: _("{town}, {km} km south-west", town=town, km=km),
    "W": lambda town, km: _("{town}, {km} km west", town=town, km=km),
    "NW": lambda town, km: _("{town}, {km} km north-west", town=town, km=km),
}


def town_of(name: str) -> str:
    """The town by which a place is called; a name of its own as it is."""
    away = _AWAY.fullmatch(name)
    return name if away is None else away[1]


def named_for_reader(country: Country) -> Country:
    """The same country with its names as the reader of the moment has them; ids and folders stay."""
    cyrillic = language() not in LATIN_READERS
    known = {one.name: one.cyrillic for one in country.towns if cyrillic and one.cyrillic}

    def town(name: str) -> str:
        return known.get(name, name)

    def road(name: str) -> str:
        return BETWEEN.join(town(part) for part in name.split(BETWEEN))

    def place(name: str) -> str:
        away = _AWAY.fullmatch(name)
        return town(name) if away is None else QUARTERS[away[3]](town(away[1]), away[2]) + (away[4] or "")

    return replace(
        country,
        askers=tuple(replace(one, name=town(one.name)) for one in country.askers),
        stations=tuple(replace(one, name=place(one.name), road=road(one.road)) for one in country.stations),
        roads=tuple(replace(one, name=road(one.name)) for one in country.roads),
        towns=tuple(replace(one, name=town(one.name)) for one in country.towns),
        gaps=tuple(replace(one, road=road(one.road)) for one in country.gaps),
        norms=tuple(replace(one, road=road(one.road)) for one in country.norms),
        worlds=_worlds(country.worlds, town, place),
        problems=tuple(_problem(one, known) for one in country.problems),
        problem_rows={
            str(_problem(one, known)): tuple(_problem(row, known) for row in country.problem_rows[str(one)])
            for one in country.problems
            if str(one) in country.problem_rows
        },
        phases=tuple(
            replace(
                one,
                usd={town(name): usd for name, usd in one.usd.items()},
                sites={town(name): count for name, count in one.sites.items()},
            )
            for one in country.phases
        ),
    )


def _problem(told: str, known: Mapping[str, str]) -> str:
    """What was found in the data, with the towns of its first record in the letters of the reader; words of others (sources, faults) stay."""
    if not isinstance(told, Text) or not known:
        return told
    towns = re.compile("|".join(rf"(?<!\w){re.escape(name)}(?!\w)" for name in sorted(known, key=len, reverse=True)))

    def in_letters(value: str) -> str:
        found = _AWAY.match(value)
        if found is not None and found[1] in known:
            return QUARTERS[found[3]](known[found[1]], found[2]) + value[found.end(3) :]
        return towns.sub(lambda one: known[one[0]], value)

    values = {
        key: in_letters(value) if key in NAMED and isinstance(value, str) and not isinstance(value, Text) else value
        for key, value in told.values.items()
    }
    return Text(told.domain, told.message, values, told.context)


def _worlds(told: CountryWorlds, town: Callable[[str], str], place: Callable[[str], str]) -> CountryWorlds:
    return replace(
        told,
        plans=tuple(replace(one, usd={town(name): usd for name, usd in one.usd.items()}) for one in told.plans),
        everywhere={
            town(name): tuple(replace(one, name=place(one.name)) for one in sites)
            for name, sites in told.everywhere.items()
        },
        left_out=tuple((town(name), why) for name, why in told.left_out),
    )
