"""What a known city is called: by any of its names, in any script, the facts of the program are found."""

import difflib
import re
import tomllib
import unicodedata
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from planner.support.latin import in_latin
from planner.support.resources import configs_dir

ALSO_CALLED = re.compile(r"^# Also called:(.*)$", re.MULTILINE)


@dataclass(frozen=True)
class KnownCity:
    """A city that the program has facts about; `names` in every spelling, folded."""

    name: str
    file: Path
    names: frozenset[str]


@cache
def known_cities() -> tuple[KnownCity, ...]:
    """All cities of configs/cities, by file name."""
    return tuple(_known(file) for file in sorted((configs_dir() / "cities").glob("[!_]*.toml")))


@cache
def find_city(name: str) -> KnownCity | None:
    """Known city of that name in any case, script or spelling listed, with or without its country."""
    spellings = {folded(name), folded(town_of(name))}
    return next((city for city in known_cities() if spellings & city.names), None)


def facts_name(city: str) -> str:
    """The name that tables of facts have a city by, casefolded, whatever its reader calls it.

    Examples
    --------
    >>> facts_name("Алматы"), facts_name("Алма-Ата"), facts_name("Almaty region")
    ('almaty', 'almaty', 'almaty region')
    """
    known = find_city(city)
    return (city if known is None else known.name).strip().casefold()


def nearest_cities(name: str, cutoff: float = 0.6) -> list[str]:
    """Known cities whose names look like `name`, best first, at most two."""
    by_name = {folded_name: city.name for city in known_cities() for folded_name in city.names}
    close = difflib.get_close_matches(folded(town_of(name)), by_name, n=4, cutoff=cutoff)
    return list(dict.fromkeys(by_name[one] for one in close))[:2]


def perhaps_meant(name: str) -> str | None:
    """The known city that an unknown name so nearly spells that it is likely meant; None of a known name and of one unlike them all."""
    return None if find_city(name) is not None else next(iter(nearest_cities(name, SURELY_NEAR)), None)


def folded(name: str) -> str:
    """Reduce a name to plain Latin letters.

    Examples
    --------
    >>> folded("АЛМАТЫ"), folded(" Almaty "), folded("Alma-Ata")
    ('almaty', 'almaty', 'almaata')
    """
    return "".join(c for c in unicodedata.normalize("NFKD", in_latin(name.casefold())) if c.isascii() and c.isalnum())


def town_of(place: str) -> str:
    """Leave out the region and country behind a name."""
    return place.partition(",")[0].strip() or place


def _known(file: Path) -> KnownCity:
    text = file.read_text(encoding="utf-8")
    name = str(tomllib.loads(text)["city"]["name"])
    listed = ALSO_CALLED.search(text)
    others = listed.group(1).split(",") if listed else []
    return KnownCity(name, file, frozenset(folded(one) for one in (name, file.stem, *others) if folded(one)))


SURELY_NEAR = 0.75
"""Likeness from which a name is taken for a slip of a known one (chosen): "Almatty" is, "Sarytau" and "Atyrau" are not."""
