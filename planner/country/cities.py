"""Cities of a country: their configurations read, each with a name of its own; one that cannot be read is named and left out."""

import re
from collections.abc import Sequence
from dataclasses import dataclass

from geodata.errors import GeodataError
from planner.config.scenario import Scenario, load_scenario
from planner.country.config.country import CountryConfig
from planner.errors import PlannerError
from planner.support.latin import in_latin
from planner.support.speech import message_of


@dataclass(frozen=True)
class CityAsked:
    """A city that is to be planned.

    Parameters
    ----------
    name : str
        For people, once a country.
    folder : str
        Name of its folder.
    region : str
    scenario : Scenario
    """

    name: str
    folder: str
    region: str
    scenario: Scenario


@dataclass(frozen=True)
class CityRefused:
    """A city whose configuration is of no use, and why."""

    name: str
    region: str
    why: str


def cities_of(config: CountryConfig) -> tuple[list[CityAsked], list[CityRefused]]:
    """Read the configuration of every city."""
    asked: list[CityAsked] = []
    refused: list[CityRefused] = []
    limit = config.money.city_time_limit_s
    for one in config.cities:
        try:
            scenario = load_scenario(config.path(one.config))
        except (PlannerError, GeodataError) as error:
            refused.append(CityRefused(one.name or one.config, one.region, message_of(error)))
            continue
        if limit is not None:
            scenario = scenario.with_plan(time_limit_s=limit)
        scenario = scenario.with_languages(*config.output.languages)
        name = one.name or scenario.city.name.partition("(")[0].strip() or scenario.city.name
        region = one.region or name
        asked.append(CityAsked(name, _folder(name, [other.folder for other in asked]), region, scenario))
    return asked, refused


def _folder(name: str, taken: Sequence[str]) -> str:
    """Name as that of a folder, once among those taken."""
    plain = re.sub(r"[^A-Za-z0-9_-]+", "_", in_latin(name)).strip("_") or "city"
    folder, number = plain, 2
    while folder.casefold() in {one.casefold() for one in taken}:
        folder, number = f"{plain}_{number}", number + 1
    return folder
