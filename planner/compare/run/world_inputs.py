"""City and question of every world: worlds of the same city share it, its traffic and, where places agree, its drive times."""

import logging
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

from geodata.city import City
from geodata.city_request import CityRequest
from geodata.errors import GeodataError
from planner.cluster.jobs import Failed, prefixed
from planner.compare.alike import apart, with_common_work
from planner.demand.en_route import Passing, passing_traffic
from planner.errors import ConfigError, PlannerError
from planner.fetching import city_request
from planner.filing import inputs_of
from planner.pipeline import Gathering, gather_city
from planner.question import Question, groundwork_of, question_of
from planner.support.progress import Progress
from planner.support.speech import _, message_of, term
from planner.worlds import World

log = logging.getLogger(__name__)
NO_DEMAND = term("nobody asks for public charging there; check the fleet table and the port shares of this world")


@dataclass(frozen=True)
class WorldInputs:
    """A world with its city and question.

    Parameters
    ----------
    world : World
    city : City
    question : Question
    input_hashes : mapping
        SHA-256 of its input files by name.
    apart : str
        Why plans of other worlds cannot be evaluated in it; empty where they can.
    """

    world: World
    city: City
    question: Question
    input_hashes: Mapping[str, str]
    apart: str = ""


@dataclass
class _Known:
    """A gathered city with its traffic and the last question built for it."""

    request: CityRequest
    city: City
    passing: Passing
    question: Question | None = None


def world_inputs_of(
    worlds: Sequence[World], say: Progress, gather: Gathering = gather_city
) -> tuple[dict[str, WorldInputs], dict[str, Failed]]:
    """Build every world's question; worlds whose inputs are invalid are returned as failed.

    Parameters
    ----------
    worlds : sequence of World
    say : callable
    gather : callable
        Loads the city of a scenario.

    Raises
    ------
    PlannerError, GeodataError
        There is one world only, and its inputs are invalid.
    """
    cities: list[_Known] = []
    found: dict[str, WorldInputs] = {}
    failed: dict[str, Failed] = {}
    for world in worlds:
        try:
            found[world.name] = _world_inputs(
                world, cities, say if len(worlds) == 1 else prefixed(say, world.words), gather
            )
        except (PlannerError, GeodataError) as error:
            if len(worlds) == 1:
                raise
            log.warning(_("left out: {name}: {why}", name=world.words, why=error))
            failed[world.name] = Failed(message_of(error))
    return _alike(found), failed


def _world_inputs(world: World, cities: list[_Known], say: Progress, gather: Gathering) -> WorldInputs:
    known = _city(world, cities, say, gather)
    inputs = inputs_of(known.city, world.scenario)
    groundwork = groundwork_of(known.city, world.scenario, say=say, passing=known.passing)
    question = question_of(known.city, world.scenario, say=say, groundwork=groundwork, like=known.question)
    if question.demand.kwh_per_day.sum() <= 0:
        raise ConfigError(NO_DEMAND)
    known.question = question
    return WorldInputs(world, known.city, question, inputs)


def _city(world: World, cities: list[_Known], say: Progress, gather: Gathering) -> _Known:
    request = city_request(world.scenario)
    known = next((one for one in cities if one.request == request), None)
    if known is None:
        city = gather(world.scenario, say=say)
        known = _Known(request, city, passing_traffic(city))
        cities.append(known)
    return known


def _alike(inputs_by_world: Mapping[str, WorldInputs]) -> dict[str, WorldInputs]:
    """Offer the same work on standing guns in all worlds whose plans can be evaluated in each other; mark those that cannot."""
    questions = {name: world_inputs.question for name, world_inputs in inputs_by_world.items()}
    why = apart(questions)
    together = with_common_work({name: question for name, question in questions.items() if name not in why})
    lost = {
        kind.id
        for name, question in together.items()
        for kind in set(questions[name].chargers) - set(question.chargers)
    }
    if lost:
        log.warning(
            _(
                "not offered, for it is not the same in all worlds that are compared: {names}",
                names=", ".join(sorted(lost)),
            )
        )
    return {
        name: replace(world_inputs, question=together.get(name, world_inputs.question), apart=why.get(name, ""))
        for name, world_inputs in inputs_by_world.items()
    }
