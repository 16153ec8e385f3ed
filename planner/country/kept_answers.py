"""Answers of cities and roads to sums of money, kept by content where the command runs: a run that ended, or was ended, is taken up by the next."""

import hashlib
import json
import pickle
from collections.abc import Sequence
from dataclasses import asdict
from typing import Any

from planner.config.scenario import Scenario
from planner.country.cities.answers import CityAnswers
from planner.country.road_plans.answers import RoadAnswers
from planner.country.road_plans.needs import RoadNeed
from planner.country.road_plans.task import RoadTask
from planner.fetching import city_request
from planner.kept.keys import city_key, question_key
from planner.kept.prepared import store_of_user
from planner.kept.versions import version_of_program

KIND = "answers"


def city_answers_key(scenario: Scenario, sums_usd: Sequence[float], before: CityAnswers | None) -> str | None:
    """Key of a city's answers: the question, all of `[plan]`, the sums and the program; None where a file or service cannot be told."""
    city = city_key(city_request(scenario))
    question = None if city is None else question_key(city, scenario)
    if question is None:
        return None
    known = [] if before is None else [one.usd for one in before.answers]
    plan = scenario.plan.model_dump(mode="json")
    return hashed([question, plan, sorted(map(float, sums_usd)), known, version_of_program()])


def road_answers_key(task: RoadTask, sums_usd: Sequence[float], before: RoadAnswers | None) -> str:
    """Key of the roads' answers: every byte of the question as it is sent to whoever plans them, the sums and the program."""
    known = "" if before is None else hashlib.sha256(pickle.dumps(before)).hexdigest()
    sent = hashlib.sha256(pickle.dumps(task)).hexdigest()
    return hashed([sent, sorted(map(float, sums_usd)), known, version_of_program()])


def road_needs_key(task: RoadTask, needs: Sequence[RoadNeed], before: RoadAnswers) -> str:
    """Key of the roads' answers that keep floors."""
    return hashed([road_answers_key(task, (), before), [asdict(one) for one in needs]])


def trip_shares_key(task: RoadTask, shares: Sequence[float], lost: float, before: RoadAnswers) -> str:
    """Key of the least money for shares of the trips."""
    return hashed([road_answers_key(task, (), before), list(shares), lost])


class KeptAnswers:
    """What was kept of earlier runs, and what this one adds.

    Parameters
    ----------
    fresh : bool
        Find nothing; what is new is kept all the same.
    of : tuple of type
        What counts as answers.
    """

    def __init__(self, *, fresh: bool, of: tuple[type, ...] = (CityAnswers, RoadAnswers)) -> None:
        self._store, self._fresh, self._of = store_of_user(), fresh, of

    def find(self, key: str | None) -> Any:
        """Answers to the very same question; None where there are none."""
        kept = None if key is None or self._fresh else self._store.get(KIND, key)
        return kept.value if kept is not None and isinstance(kept.value, self._of) else None

    def keep(self, key: str | None, found: object, name: str) -> bool:
        """Keep answers; nothing else, and nothing whose key cannot be told. Returns whether they are kept."""
        return key is not None and isinstance(found, self._of) and self._store.put(KIND, key, found, name=name)


def hashed(said: object) -> str:
    """SHA-256 of plain JSON."""
    return hashlib.sha256(json.dumps(said, sort_keys=True).encode()).hexdigest()
