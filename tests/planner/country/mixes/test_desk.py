"""Jobs of a country in several worlds that are stopped: what is done is kept, and said to be."""

from dataclasses import dataclass, field
from types import SimpleNamespace
from typing import Any

from planner.cluster.jobs import Failed, Job
from planner.country.mixes.desk import Desk
from planner.support.stopping import Stopping


@dataclass
class Shelf:
    """Keeps answers in memory."""

    known: dict[str, Any] = field(default_factory=dict)

    def find(self, key: str) -> Any:
        """None where it is not known."""
        return self.known.get(key)

    def keep(self, key: str | None, made: Any, name: str) -> bool:
        """Keep it, as `KeptAnswers` does: no failure, and nothing without a key."""
        del name
        if key is not None and not isinstance(made, Failed):
            self.known[key] = made
        return key in self.known


@dataclass
class Stopped:
    """Workers who are stopped while they are at the second job."""

    stopping: Stopping
    done: list[str] = field(default_factory=list)

    def run(self, jobs: list[Job], finished: Any) -> dict[str, Any]:
        """Do them; what is under way as the stop comes is cut short."""
        results: dict[str, Any] = {}
        for number, job in enumerate(jobs):
            if number == 1:
                self.stopping.asked = True
            if number > 1:
                results[job.name] = Failed("not begun", stopped=True)
                continue
            self.done.append(job.name)
            results[job.name] = SimpleNamespace(plays=(job.name,))
            finished(job.name, results[job.name])
        return results


def test_after_a_stop_it_is_said_how_many_plans_are_kept_and_those_are_not_made_again() -> None:
    asked = {name: (Job(name, print, ()), name) for name in "abcd"}
    shelf, said = Shelf(), []

    def desk(stopping: Stopping, workers: Stopped) -> Desk:
        return Desk(workers, lambda text: said.append(str(text)), stopping, shelf)  # type: ignore[arg-type]

    first, stopping = Stopping(), Stopping()
    desk(first, Stopped(first)).run(asked)
    assert [one for one in said if one.startswith("stopped: 1 of 4 plans for other plugs are kept")] == said
    assert set(shelf.known) == {"a"}, "what was cut short is not kept"
    again = Stopped(stopping)
    desk(stopping, again).run({name: asked[name] for name in "bcd"})
    assert again.done == ["b", "c"]
    said.clear()
    last = Stopping()
    desk(last, Stopped(last)).run({"a": asked["a"], "b": asked["b"]})
    assert not [one for one in said if one.startswith("stopped")]


def test_what_has_no_key_or_failed_is_not_counted_as_kept() -> None:
    stopping, said = Stopping(), list[str]()

    class AllDone(Stopped):
        def run(self, jobs: list[Job], finished: Any) -> dict[str, Any]:
            results = {job.name: Failed("why") if job.name == "b" else SimpleNamespace(plays=()) for job in jobs}
            for name, made in results.items():
                finished(name, made)
            self.stopping.asked = True
            return results

    asked = {name: (Job(name, print, ()), None if name == "a" else name) for name in "abc"}
    Desk(AllDone(stopping), lambda text: said.append(str(text)), stopping, Shelf()).run(asked)  # type: ignore[arg-type]
    (line,) = said
    assert line.startswith("stopped: 1 of 3 plans")
