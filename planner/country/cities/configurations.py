"""Cities of a country: their configurations read, each with a name of its own; one that cannot be read is named and left out."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from geodata.errors import GeodataError
from planner.catalogue.regions import region_called, regions_in_letters
from planner.config.scenario import Scenario, load_scenario
from planner.country.accounts import ROADS_NAME
from planner.country.config.country import CountryCity, CountryConfig
from planner.errors import ConfigError, PlannerError
from planner.support.latin import in_latin
from planner.support.speech import _, message_of

FOLDER = "cities"
"""Where the plans of cities lie, in the folder of the country's."""


@dataclass(frozen=True)
class ConfiguredCity:
    """A city that is to be planned.

    Parameters
    ----------
    name : str
        For people, once a country.
    folder : str
        Name of its folder.
    region : str
    scenario : Scenario
        Asks for the most energy, whatever its file asks for: cities and roads share money by one measure.
    """

    name: str
    folder: str
    region: str
    scenario: Scenario


@dataclass(frozen=True)
class RefusedCity:
    """A city whose configuration is of no use, and why; its region is empty where only its file would tell it."""

    name: str
    region: str
    why: str


def cities_of(config: CountryConfig) -> tuple[list[ConfiguredCity], list[RefusedCity]]:
    """Read the configuration of every city.

    Raises
    ------
    ConfigError
        Two have one name, or one has that of the roads.
    """
    cities: list[ConfiguredCity] = []
    unread: list[tuple[CountryCity, str, str]] = []
    limit = config.money.city_time_limit_s
    of_facts = config.corridors is not None and config.corridors.towns.path is None
    regions = set(regions_in_letters()) if of_facts else set[str]()
    for one in config.cities:
        region = region_called(one.region or "", regions)
        try:
            scenario = load_scenario(config.path(one.config)).with_plan(objective="energy", then=())
        except (PlannerError, GeodataError) as error:
            unread.append((one, region or one.name or "", message_of(error)))
            continue
        if limit is not None:
            scenario = scenario.with_plan(time_limit_s=limit)
        scenario = scenario.with_languages(*config.output.languages)
        name = one.name or scenario.city.name.partition("(")[0].strip() or scenario.city.name
        cities.append(ConfiguredCity(name, _folder(name, [other.folder for other in cities]), region or name, scenario))
    taken = [*(one.name for one in cities), *(Path(one.config).stem for one, _region, _why in unread)]
    refused = [RefusedCity(one.name or _stem(one.config, taken), region, why) for one, region, why in unread]
    _insist_on_names([*(one.name for one in cities), *(one.name for one in refused)])
    return cities, refused


def _stem(file: str, taken: Sequence[str]) -> str:
    """Name of a city of which nothing but the file is known: that of the file, as why it is not read begins with all of its path; the path where the name would not tell who is meant."""
    stem = Path(file).stem
    return stem if sum(one.casefold() == stem.casefold() for one in taken) == 1 else file


def _insist_on_names(names: Sequence[str]) -> None:
    """Refuse a name that does not tell who is meant, letters large or small."""
    taken = {ROADS_NAME}
    for name in names:
        plain = " ".join(name.split()).casefold()
        if plain in taken:
            raise ConfigError(
                _(
                    "cities: {name!r} is the name of two of them, or that of the roads; give each a 'name' of its own",
                    name=name,
                )
            )
        taken.add(plain)


def _folder(name: str, taken: Sequence[str]) -> str:
    """Name as that of a folder, once among those taken."""
    plain = re.sub(r"[^A-Za-z0-9_-]+", "_", in_latin(name)).strip("_") or "city"
    folder, number = plain, 2
    while folder.casefold() in {one.casefold() for one in taken}:
        folder, number = f"{plain}_{number}", number + 1
    return folder
