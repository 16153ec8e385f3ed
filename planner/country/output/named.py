"""Names of towns, roads and stations for a reader: in the letters that he reads, and quarters of the compass in his language."""

import re
from collections.abc import Callable, Mapping
from dataclasses import replace
from typing import Any

from planner.country.result import Country
from planner.country.roads.gap import BETWEEN
from planner.country.town_letters import regions_in_letters
from planner.country.world_play import CountryWorlds
from planner.output.shared.naming import LATIN_READERS
from planner.support.speech import Text, _, language

_AWAY = re.compile(r"(.+) (\d+) km (NE|NW|SE|SW|N|E|S|W)( \(\d+\))?")
"""How places without a name of their own are called: ``Kochkor 31 km NE``."""
NAMED = ("record", "name", "names", "first", "u", "v", "begin", "end", "close", "towns", "origin", "destination")
"""Values of a message that name a place, or several."""
ROWS = ("record", "where", "first", "source")
"""Values that may be a message which names a file: it is told as it is."""
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
    letters = {**country.letters, **{one.name: one.cyrillic for one in country.towns if one.cyrillic}}
    known, regions = letters_for_reader(letters), letters_for_reader(regions_in_letters())

    def town(name: str) -> str:
        return known.get(name, name)

    def region(name: str) -> str:
        return regions.get(name, name)

    def road(name: str) -> str:
        return BETWEEN.join(town(part) for part in name.split(BETWEEN))

    def place(name: str) -> str:
        away = _AWAY.fullmatch(name)
        return town(name) if away is None else QUARTERS[away[3]](town(away[1]), away[2]) + (away[4] or "")

    return replace(
        country,
        cut_short=None if country.cut_short is None else country.cut_short.named(town),
        askers=tuple(replace(one, name=town(one.name), region=region(one.region)) for one in country.askers),
        stations=tuple(
            replace(one, name=place(one.name), road=road(one.road), region=region(one.region))
            for one in country.stations
        ),
        roads=tuple(replace(one, name=road(one.name)) for one in country.roads),
        towns=tuple(replace(one, name=town(one.name), region=region(one.region)) for one in country.towns),
        gaps=tuple(
            replace(
                one,
                road=road(one.road),
                stations=tuple((place(name), km) for name, km in one.stations),
                between=(place(one.between[0]), place(one.between[1])),
            )
            for one in country.gaps
        ),
        norms=tuple(replace(one, road=road(one.road)) for one in country.norms),
        worlds=_worlds(country.worlds, town, place),
        doubts=tuple(in_letters(one, known) for one in country.doubts),
        problems=tuple(in_letters(one, known) for one in country.problems),
        problem_rows={
            str(in_letters(one, known)): tuple(in_letters(row, known) for row in country.problem_rows[str(one)])
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


def letters_for_reader(letters: Mapping[str, str]) -> Mapping[str, str]:
    """The names of towns that are written otherwise for the reader of the moment."""
    return letters if language() not in LATIN_READERS else {}


def in_letters(told: str, known: Mapping[str, str]) -> str:
    """A message with the towns that it names in the letters of the reader; words of others (sources, files) stay, and so does what is no message.

    Parameters
    ----------
    told : str
    known : mapping of str to str
        As `letters_for_reader` gives them.
    """
    if not isinstance(told, Text) or not known:
        return told
    towns = re.compile("|".join(rf"(?<!\w){re.escape(name)}(?!\w)" for name in sorted(known, key=len, reverse=True)))

    def named(value: str) -> str:
        found = _AWAY.match(value)
        if found is not None and found[1] in known:
            return QUARTERS[found[3]](known[found[1]], found[2]) + value[found.end(3) :]
        return towns.sub(lambda one: known[one[0]], value)

    def message(text: Text, *, of_towns: bool) -> Text:
        return Text(
            text.domain,
            text.message,
            {key: value_of(key, value, of_towns=of_towns) for key, value in text.values.items()},
            text.context,
        )

    def value_of(key: str, value: Any, *, of_towns: bool) -> Any:
        if isinstance(value, Text):
            return value if key in ROWS else message(value, of_towns=of_towns or key in NAMED)
        return named(value) if isinstance(value, str) and (of_towns or key in NAMED) else value

    return message(told, of_towns=False)


def _worlds(told: CountryWorlds, town: Callable[[str], str], place: Callable[[str], str]) -> CountryWorlds:
    return replace(
        told,
        plans=tuple(
            replace(
                one,
                usd={town(name): usd for name, usd in one.usd.items()},
                sites=tuple(replace(site, part=town(site.part), name=place(site.name)) for site in one.sites),
            )
            for one in told.plans
        ),
        everywhere={
            town(name): tuple(replace(one, name=place(one.name)) for one in sites)
            for name, sites in told.everywhere.items()
        },
        left_out=tuple((town(name), why) for name, why in told.left_out),
    )
