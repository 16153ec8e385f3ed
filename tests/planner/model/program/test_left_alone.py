"""HiGHS that does not come to its end: what is known by then is the answer."""

import threading
import time

import numpy as np
import pytest

from planner.model.program import door, watching
from planner.model.program.effort import Effort
from planner.model.program.lp import End, Problem
from planner.support.stopping import never


class Stuck:
    """A solver that calls nobody and does not end until the test does."""

    def __init__(self) -> None:
        self.over = threading.Event()

    def run(self) -> str:
        self.over.wait(60)
        return "late"


@pytest.mark.parametrize("asked_to_stop", [False, True])
def test_a_solver_that_neither_ends_nor_calls_is_left_to_itself(monkeypatch, asked_to_stop):
    monkeypatch.setattr(watching, "GRACE_S", 0.05)
    monkeypatch.setattr(watching, "GRACE", 0.0)
    model = Stuck()
    assert watching.ran(model, 1000.0 if asked_to_stop else 0.05, lambda: asked_to_stop) is None
    model.over.set()


class Talking(Stuck):
    """One that ends after a while, and calls until then where it is asked to."""

    def __init__(self, seen: watching.Seen, calls: bool) -> None:
        super().__init__()
        self.seen, self.calls = seen, calls

    def run(self) -> str:
        for _call in range(20):
            if self.calls:
                self.seen.heard = time.monotonic()
            time.sleep(0.05)
        return "late"


@pytest.mark.parametrize("calls", [False, True])
def test_a_solver_is_left_to_itself_once_it_calls_nobody_and_not_as_long_as_it_calls(calls):
    seen = watching.Seen()
    assert watching.ran(Talking(seen, calls), 1000.0, never, seen, 0.4) == ("late" if calls else None)


@pytest.mark.parametrize("is_told", [False, True])
def test_the_answer_is_then_the_best_point_that_is_known_and_the_bound_that_was_told(monkeypatch, is_told):
    problem = Problem("knapsack")
    things = problem.add(3, upper=1, whole=True)
    problem.at_most(things, np.ones(3), 2.0)
    problem.minimise(things, np.array([-1.0, -2.0, -3.0]))
    seen = watching.Seen(np.array([0.0, 1.0, 1.0]), -5.5) if is_told else watching.Seen()
    monkeypatch.setattr(door, "watch", lambda *_: seen)
    monkeypatch.setattr(door, "ran", lambda *_: None)
    start = np.array([1.0, 0.0, 0.0])
    outcome = problem.solve(Effort(time_limit_s=1.0), start=start)
    assert outcome.end is End.TIME
    assert outcome.objective == (-5.0 if is_told else -1.0)
    assert outcome.bound == (-5.5 if is_told else -np.inf)
    assert "did not stop at its time limit" in outcome.solver
    alone = problem.solve(Effort(time_limit_s=1.0))
    assert (alone.values is None) != is_told
