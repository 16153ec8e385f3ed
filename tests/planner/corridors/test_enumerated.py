"""Corridor plans beside complete enumeration: the same optimum, bounds that never lie, and plans that the audit drives."""

import contextlib
import itertools
import math
from unittest import mock

import pytest
from hypothesis import given
from hypothesis import strategies as st

from benchmarks.plain.roads import best_value
from planner.audit.drives.recheck import broken_drives
from planner.corridors.search.aims import Aim, Wish
from planner.corridors.search.master import Master
from planner.corridors.solve import solve
from planner.errors import CorridorError, InfeasibleError, SolverError
from planner.model.program.draft import Draft, Reply
from planner.support.stopping import StoppedError, never
from tests.fixtures.drawing import drawn
from tests.planner.corridors.networks import questions

WISHES = (Wish(Aim.TRIPS), Wish(Aim.ENERGY), Wish(Aim.COST, 0.4))


@given(questions(), st.sampled_from(WISHES))
@drawn(60)
def test_a_plan_is_as_good_as_the_best_of_all_choices_of_stations(question, wish):
    best = best_value(question, wish.aim.value, wish.share)
    if best is None:
        with pytest.raises((InfeasibleError, CorridorError)):
            solve(question, wish=wish, gap=0.0)
        return
    plan = solve(question, wish=wish, gap=0.0)
    assert plan.value == pytest.approx(best, rel=1e-5, abs=1e-5)
    assert plan.bound == pytest.approx(best, rel=1e-5, abs=1e-5)
    assert broken_drives(question, plan) == []


@given(questions(), st.sampled_from(WISHES), st.sampled_from([math.inf, 1000.0]))
@drawn(30)
def test_the_relaxation_has_time_where_there_is_time(question, wish, seconds):
    given_s = []

    def relax(master, time_limit_s=math.inf, stop=never, work_s=math.inf, **how):
        given_s.extend((time_limit_s, work_s))
        return relaxed(master, time_limit_s, stop, work_s, **how)

    relaxed = Master.relax
    with mock.patch.object(Master, "relax", relax), contextlib.suppress(InfeasibleError, CorridorError):
        solve(question, wish=wish, gap=0.0, time_limit_s=seconds)
    assert all(one > 0 for one in given_s)


@given(questions(), st.sampled_from([0.0, 0.01, 3.0]))
@drawn(20)
def test_a_search_cut_short_tells_no_lies(question, seconds):
    best = best_value(question, "trips")
    try:
        plan = solve(question, gap=0.3, time_limit_s=seconds)
    except (InfeasibleError, CorridorError):
        assert best is None
        return
    except SolverError:  # none found in time
        return
    assert plan.value <= best + 1e-5 <= plan.bound + 2e-5
    assert broken_drives(question, plan) == []


@given(questions(), st.sampled_from(WISHES), st.integers(0, 40))
@drawn(40)
def test_a_search_stopped_at_any_moment_ends_every_program_and_tells_no_lies(question, wish, looks):
    seen = itertools.count()

    def stopping():
        return next(seen) >= looks

    def reoptimise(draft, *, stop=never, **limits):
        assert stop is stopping
        return Reply(math.inf, -math.inf, None) if stop() else reoptimised(draft, **limits)

    best, reoptimised = best_value(question, wish.aim.value, wish.share), Draft.reoptimise
    with mock.patch.object(Draft, "reoptimise", reoptimise):
        try:
            plan = solve(question, wish=wish, gap=0.0, stopping=stopping)
        except StoppedError:
            return
        except (InfeasibleError, CorridorError):
            assert best is None
            return
    low, high = (plan.bound, plan.value) if wish.aim is Aim.COST else (plan.value, plan.bound)
    assert low - 1e-5 <= best <= high + 1e-5
    assert broken_drives(question, plan) == []
