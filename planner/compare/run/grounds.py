"""The questions of all worlds, built once: worlds of the same city share it, its traffic and, where places agree, its drives."""

import logging
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace

from geodata.city import City
from geodata.city_request import CityRequest
from geodata.errors import GeodataError
from planner.compare.alike import apart, with_common_work
from planner.compare.run.jobs import Failed, Say, prefixed
from planner.demand.en_route import Passing, passing_traffic
from planner.errors import ConfigError, PlannerError
from planner.fetching import city_request
from planner.filing import inputs_of
from planner.pipeline import gather_city
from planner.question import Question, groundwork_of, question_of
from planner.worlds import World

log = logging.getLogger(__name__)
Gather = Callable[..., City]
"""Called as `planner.pipeline.gather_city`."""
NO_DEMAND = "nobody asks for public charging there; check the fleet table and the port shares of this world"


@dataclass(frozen=True)
class Ground:
    """A world, and all that its plan is made from.

    Parameters
    ----------
    world : World
    city : City
    question : Question
    inputs : mapping
        SHA-256 of its files, as its city was read from them.
    apart : str
        Why plans of other worlds cannot be played in it; empty where they can.
    """

    world: World
    city: City
    question: Question
    inputs: Mapping[str, str]
    apart: str = ""


@dataclass
class _Known:
    """A city that was gathered, its traffic, and the last question asked of it."""

    request: CityRequest
    city: City
    passing: Passing
    question: Question | None = None


def grounds_of(
    worlds: Sequence[World], say: Say, gather: Gather = gather_city
) -> tuple[dict[str, Ground], dict[str, Failed]]:
    """Work out every world's question; those that cannot be asked are told apart, the others go on.

    Parameters
    ----------
    worlds : sequence of World
    say : callable
    gather : callable
        Loads the city of a scenario.

    Raises
    ------
    PlannerError, GeodataError
        There is one world only, and it cannot be asked.
    """
    cities: list[_Known] = []
    found: dict[str, Ground] = {}
    failed: dict[str, Failed] = {}
    for world in worlds:
        try:
            found[world.name] = _ground(world, cities, say if len(worlds) == 1 else prefixed(say, world.name), gather)
        except (PlannerError, GeodataError) as error:
            if len(worlds) == 1:
                raise
            log.warning("left out: %s: %s", world.name, error)
            failed[world.name] = Failed(str(error))
    return _alike(found), failed


def _ground(world: World, cities: list[_Known], say: Say, gather: Gather) -> Ground:
    known = _city(world, cities, say, gather)
    inputs = inputs_of(known.city, world.scenario)
    groundwork = groundwork_of(known.city, world.scenario, say=say, passing=known.passing)
    question = question_of(known.city, world.scenario, say=say, groundwork=groundwork, like=known.question)
    if question.demand.kwh_per_day.sum() <= 0:
        raise ConfigError(NO_DEMAND)
    known.question = question
    return Ground(world, known.city, question, inputs)


def _city(world: World, cities: list[_Known], say: Say, gather: Gather) -> _Known:
    request = city_request(world.scenario)
    known = next((one for one in cities if one.request == request), None)
    if known is None:
        city = gather(world.scenario, say=say)
        known = _Known(request, city, passing_traffic(city))
        cities.append(known)
    return known


def _alike(grounds: Mapping[str, Ground]) -> dict[str, Ground]:
    """Offer the same work on standing guns in all worlds that can be played in each other, and say which cannot."""
    questions = {name: ground.question for name, ground in grounds.items()}
    why = apart(questions)
    together = with_common_work({name: question for name, question in questions.items() if name not in why})
    lost = {
        kind.id
        for name, question in together.items()
        for kind in set(questions[name].chargers) - set(question.chargers)
    }
    if lost:
        log.warning("not offered, for it is not the same in all worlds that are compared: %s", ", ".join(sorted(lost)))
    return {
        name: replace(ground, question=together.get(name, ground.question), apart=why.get(name, ""))
        for name, ground in grounds.items()
    }
