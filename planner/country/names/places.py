"""Names of towns and of places beside them for a reader: in the letters that he reads, and quarters of the compass in his language."""

import re
from collections.abc import Callable, Mapping
from typing import Any

from planner.support.latin import LATIN_READERS
from planner.support.speech import Text, _, language

AWAY = re.compile(r"(.+) (\d+) km (NE|NW|SE|SW|N|E|S|W)( \(\d+\))?")
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
    away = AWAY.fullmatch(name)
    return name if away is None else away[1]


def in_quarters(name: str, town: Callable[[str], str]) -> str:
    """A place as the reader calls it, with its town by the name that is given for it."""
    away = AWAY.fullmatch(name)
    return town(name) if away is None else QUARTERS[away[3]](town(away[1]), away[2]) + (away[4] or "")


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
        found = AWAY.match(value)
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
