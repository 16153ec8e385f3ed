"""A scenario's city, question and story of the demand: taken from what was kept where not a byte of what they are made from has changed, else made and kept."""

import contextlib
import logging
import os
import sys
import threading
import weakref
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from datetime import datetime

from geodata.city import City
from planner.config.scenario import Scenario
from planner.demand.story import DemandStory
from planner.fetching import cache_dir, city_request
from planner.kept.keys import city_key, question_key
from planner.kept.store import Store
from planner.pipeline import Asking, Gathering, Telling, check_before_gathering, demand_told, gather_city
from planner.question import Question, check_districts, question_of
from planner.support.apart import GATHERING, apart
from planner.support.progress import Progress
from planner.support.speech import _

CITY, QUESTION, STORY = "city", "question", "story"

_KEYS: dict[int, tuple[weakref.ref[City], str]] = {}
"""Keys of the cities of this process, by the identity of the very object: one that was changed is another object and has none."""


@dataclass(frozen=True)
class Gathered:
    """A city as it is kept.

    Parameters
    ----------
    city : City
    told : tuple of str
        Problems that were told as steps while it was gathered.
    warnings : tuple of (str, str)
        What was logged as a warning: name of the logger, and line.
    """

    city: City
    told: tuple[str, ...]
    warnings: tuple[tuple[str, str], ...]


def store_of_user() -> Store:
    """The store in the cache of whoever runs this; each user of a shared cache has one of his own.

    Raises
    ------
    ConfigError
        ``EVPLAN_CACHE_MB`` is no number of megabytes.
    """
    return Store(cache_dir() / ("kept" if sys.platform == "win32" else f"kept-{os.geteuid()}"))


def kept_city(scenario: Scenario, *, say: Progress, store: Store | None = None) -> City:
    """City of a scenario, as `planner.pipeline.gather_city` gives it and with the same errors.

    Parameters
    ----------
    scenario : Scenario
    say : callable
    store : Store, optional
        Default: that of the user.
    """
    store = store_of_user() if store is None else store
    if not store.most_bytes:
        return _gathered(scenario, say=say)
    check_before_gathering(scenario)
    request = city_request(scenario)
    key = city_key(request)
    found = None if key is None else store.get(CITY, key)
    if key is not None and found is not None and isinstance(found.value, Gathered):
        say(_("taken from what was kept on {when}: the city and its roads", when=_day(found.when)))
        for line in found.value.told:
            say(line)
        for name, line in found.value.warnings:
            logging.getLogger(name).warning("%s", line)
        return _known_by(found.value.city, key)
    told: list[str] = []

    def heard(text: str) -> None:
        told.append(text)
        say(text)

    with _warnings() as warnings:
        city = _gathered(scenario, say=heard)
    if key is None or city_key(request) != key:  # a file was changed, or downloaded, while it was read
        return city
    problems = {f"{one.reason} ({one.record})" for source in city.sources for one in source.problems}
    told = [line for line in told if line in problems]
    store.put(CITY, key, Gathered(city, tuple(told), tuple(warnings)), name=city.name)
    return _known_by(city, key)


def kept_question(city: City, scenario: Scenario, *, say: Progress, store: Store | None = None) -> Question:
    """Question of a scenario, as `planner.question.question_of` builds it and with the same errors.

    Parameters
    ----------
    city : City
        As `kept_city` gave it; of any other city nothing is kept.
    scenario : Scenario
    say : callable
    store : Store, optional
        Default: that of the user.
    """
    store = store_of_user() if store is None else store
    known = _key_of(city)
    key = None if known is None or not store.most_bytes else question_key(known, scenario)
    if known is None or key is None:
        return question_of(city, scenario, say=say)
    found = store.get(QUESTION, key)
    if found is not None and isinstance(found.value, Question):
        say(_("taken from what was kept on {when}: demand and drive times", when=_day(found.when)))
        check_districts(city, scenario.plan)
        return replace(found.value, scenario=scenario)
    question = question_of(city, scenario, say=say)
    if question_key(known, scenario) == key:
        store.put(QUESTION, key, question, name=city.name)
    return question


def kept_story(city: City, question: Question, *, store: Store | None = None) -> Callable[[Progress], DemandStory]:
    """Story of the demand of a question, as `planner.pipeline.demand_told` has it and with the same errors.

    Parameters
    ----------
    city : City
        As `kept_city` gave it; of any other city nothing is kept.
    question : Question
        Of this city, as `kept_question` gave it.
    store : Store, optional
        Default: that of the user.
    """
    store = store_of_user() if store is None else store
    known = _key_of(city)
    key = None if known is None or not store.most_bytes else question_key(known, question.scenario)
    found = None if key is None else store.get(STORY, key)
    if found is not None and isinstance(found.value, DemandStory):
        story: DemandStory = found.value
        return lambda _say: story
    tell = demand_told(city, question)

    def told(say: Progress) -> DemandStory:
        story = tell(say)
        if key is not None and known is not None and question_key(known, question.scenario) == key:
            store.put(STORY, key, story, name=city.name)
        return story

    return told


def telling(*, fresh: bool = False) -> Telling:
    """How the story of the demand is come by: through what is kept, or `fresh`."""
    return demand_told if fresh else kept_story


def preparing(*, fresh: bool = False) -> tuple[Gathering, Asking]:
    """How cities and questions are come by: through what is kept, or `fresh`."""
    return (_gathered, question_of) if fresh else (kept_city, kept_question)


def _gathered(scenario: Scenario, *, say: Progress) -> City:
    """City of a scenario, its files read in a process of their own where that is asked for."""
    city: City = apart(gather_city, scenario, what=scenario.name, limits=GATHERING, say=say)
    return city


def _day(when: datetime) -> str:
    return when.astimezone().strftime("%Y-%m-%d %H:%M")


def _known_by(city: City, key: str) -> City:
    """Remember the key of a city for as long as it lives."""
    at = id(city)
    _KEYS[at] = (weakref.ref(city, lambda _gone: _KEYS.pop(at, None)), key)
    return city


def _key_of(city: City) -> str | None:
    known = _KEYS.get(id(city))
    return known[1] if known is not None and known[0]() is city else None


class _Warnings(logging.Handler):
    """Gathers what one thread logs as warnings."""

    def __init__(self) -> None:
        super().__init__(logging.WARNING)
        self.lines: list[tuple[str, str]] = []
        self._thread = threading.get_ident()

    def emit(self, record: logging.LogRecord) -> None:
        if record.thread == self._thread and record.name != "geodata.compiled":  # which speaks of this machine
            self.lines.append((record.name, record.getMessage()))


@contextlib.contextmanager
def _warnings() -> Iterator[list[tuple[str, str]]]:
    """What is logged of the sources meanwhile."""
    handler, logger = _Warnings(), logging.getLogger("geodata")
    logger.addHandler(handler)
    try:
        yield handler.lines
    finally:
        logger.removeHandler(handler)
