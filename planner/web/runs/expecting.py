"""How long a run is likely to take, in words, before it begins and while it works; where nothing is known, they say so."""

from collections.abc import Iterable
from functools import cached_property
from typing import Any

from planner.project.files import ProjectFile
from planner.project.runs.durations import (
    Expected,
    Held,
    Known,
    Took,
    asked_of,
    asked_of_opening,
    asked_of_run,
    expected,
    of_machine,
    took_of,
)
from planner.project.runs.request import Job, Options
from planner.project.runs.run import Run
from planner.support.speech import _, joined, plural
from planner.web.serving import Serving

PLAIN = Options()
MINUTE_S, HOUR_S = 60, 3600
SECONDS_UNTIL_S = 100
"""Up to here a time is told in seconds."""
CLOSE = 1.25
"""Times of which the longest is at most so many times the shortest are told as one."""


class Expectations:
    """How long runs of one project will take, as one answer tells it: what earlier runs took is read once."""

    def __init__(self, site: Serving) -> None:
        self._site = site

    def of_scenario(self, name: str, job: Job = Job.PLAN, options: Options = PLAIN) -> Expected:
        """Of a run of a scenario of the project."""
        project = self._site.project
        project.scenarios.text(name)  # refused where there is none
        return expected(asked_of(project.scenarios.path(name), self._held, job, options), self._earlier)

    def of_files(self, files: Iterable[ProjectFile], limit_s: float) -> Expected:
        """Of a first plan of some files of the project."""
        size = sum(one.bytes for one in files)
        return expected(Took(Job.PLAN.value, "", size, 1, played=False, limit_s=limit_s), self._earlier)

    def of_run(self, run: Run) -> Expected:
        """Of a run that waits or works."""
        return expected(asked_of_run(run), self._earlier)

    def of_opening(self, run: Run) -> Expected:
        """Of a plan of a run that is opened for edits."""
        return expected(asked_of_opening(run), self._earlier)

    @cached_property
    def _held(self) -> dict[str, Held]:
        """What the files of the project hold, as scenarios name them."""
        return {one.place: Held(one.sha256, one.bytes) for one in self._site.project.files.all()}

    @cached_property
    def _earlier(self) -> list[Took]:
        """Runs of this project that this machine does not remember, and those that it does."""
        remembered = of_machine()
        known = {one.run for one in remembered}
        here = (took_of(run) for run in self._site.runs.list())
        return [*(one for one in here if one is not None and one.run not in known), *remembered]


def expected_told(found: Expected) -> dict[str, Any]:
    """An expectation as JSON."""
    return {
        "known": found.known.value,
        "shortest_s": found.shortest_s,
        "longest_s": found.longest_s,
        "words": in_words(found),
    }


def in_words(found: Expected) -> str:
    """An expectation in a sentence or two."""
    if found.known is Known.NOTHING:
        unknown = _(
            "How long it takes is not known yet: nothing of the kind has ended on this machine. Some seconds are usual for a town, some minutes for a city of millions."
        )
        return joined(" ", [unknown, _limit(found)]) if found.limit_s else unknown
    took = _spans(found)
    if found.known is Known.SAME:
        return plural(
            "About {took}, as the last run of these files.",
            "About {took}, as the last {n} runs of these files.",
            n=found.runs,
            took=took,
        )
    if found.known is Known.ALIKE:
        return _("About {took}, as cities with files of this size took on this machine.", took=took)
    others = _(
        "How long it takes is not known yet for files of this size; others took {took} on this machine.", took=took
    )
    return joined(" ", [others, _limit(found)]) if found.limit_s else others


def opening_in_words(found: Expected) -> str:
    """How long a plan takes to open for edits; empty where nothing is known."""
    if found.known is Known.NOTHING:
        return ""
    return _("It took {took} before.", took=_spans(found)) if found.known is Known.SAME else in_words(found)


def _limit(found: Expected) -> str:
    return _(
        "The search in the middle of it is over after {limit} at most, by the limit of the scenario.",
        limit=span(found.limit_s),
    )


def _spans(found: Expected) -> str:
    if found.longest_s <= CLOSE * found.shortest_s:
        return span(found.longest_s)
    first, last = _counted(found.shortest_s), _counted(found.longest_s)
    if first is None or last is None or first[1] != last[1]:
        return _("{shortest} to {longest}", shortest=span(found.shortest_s), longest=span(found.longest_s))
    if last[1] == "seconds":
        return plural("{first:number} to one second", "{first:number} to {n:number} seconds", n=last[0], first=first[0])
    return plural("{first:number} to one minute", "{first:number} to {n:number} minutes", n=last[0], first=first[0])


def span(seconds: float) -> str:
    """A time for people, no more exact than it is: 8 seconds, 40 seconds, 3 minutes, 2 hours."""
    counted = _counted(seconds)
    if counted is None:
        return _("{hours:number1} hours", hours=seconds / HOUR_S)
    if counted[1] == "seconds":
        return plural("one second", "{n:number} seconds", n=counted[0])
    return plural("one minute", "{n:number} minutes", n=counted[0])


def _counted(seconds: float) -> tuple[int, str] | None:
    """Whole seconds or minutes that a time is told in; None of one that is told in hours."""
    if seconds < SECONDS_UNTIL_S:
        return max(1, round(seconds)) if seconds < 10 else 5 * round(seconds / 5), "seconds"
    return (round(seconds / MINUTE_S), "minutes") if seconds < HOUR_S else None
