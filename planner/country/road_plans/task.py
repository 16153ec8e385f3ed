"""What whoever plans the roads is given to do: their question as the configuration states it, and what counts in a plan."""

from dataclasses import dataclass

from planner.corridors.facts.gathering import CorridorFacts, gather
from planner.corridors.question.instance import CorridorInstance
from planner.corridors.search.aims import Aim, Wish
from planner.corridors.settings import CorridorSettings
from planner.corridors.stating import CorridorQuestion, state
from planner.country.config.country import CountryConfig
from planner.country.names.spellings import spellings_of
from planner.errors import ConfigError, CorridorError
from planner.support.apart import GATHERING, apart
from planner.support.speech import _, message_of

ENERGY = Wish(Aim.ENERGY)


@dataclass(frozen=True)
class RoadTask:
    """The roads to be planned, as they are sent to whoever plans them.

    Parameters
    ----------
    instance : CorridorInstance
    gap : float
    time_limit_s : float
        For each sum.
    wish : Wish
        What counts in a plan (`wish_of`), and so what values and bounds are: trips a day, or kWh a day, on the mean of the seasons.
    """

    instance: CorridorInstance
    gap: float
    time_limit_s: float
    wish: Wish


@dataclass(frozen=True)
class StatedRoads:
    """The roads of a country as they were stated, with all that was read for it, and the task that follows."""

    question: CorridorQuestion
    task: RoadTask


def roads_of(config: CountryConfig) -> StatedRoads:
    """Read roads, towns and trips, and state the question.

    Raises
    ------
    PlannerError, GeodataError
        A file is missing or of no use, or the question makes no sense.
    """
    settings = config.road_settings
    facts = apart(gather, settings, config.folder, what=config.name, limits=GATHERING)
    question = stated(config, facts, settings)
    money = config.money
    wish = wish_of(config, question.instance)
    return StatedRoads(question, RoadTask(question.instance, money.road_gap, money.road_time_limit_s, wish))


def wish_of(config: CountryConfig, instance: CorridorInstance) -> Wish:
    """What counts on the roads, as the configuration says: of trips beside cities each what the mean one needs, of roads alone each 1."""
    if config.money.road_objective == "energy":
        return ENERGY
    kwh = instance.mean_needed_kwh if config.cities else 0.0
    return Wish(Aim.TRIPS, each=kwh if kwh > 0 else 1.0)


def stated(config: CountryConfig, facts: CorridorFacts, settings: CorridorSettings) -> CorridorQuestion:
    """State the question.

    Raises
    ------
    ConfigError
        It makes no sense; in one line that names the file of the country.
    """
    try:
        return state(facts, settings, spellings=spellings_of)
    except (ConfigError, CorridorError) as error:
        raise ConfigError(_("{file}: {error}", file=config.file, error=message_of(error))) from error
