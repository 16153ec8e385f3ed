"""What is said of promises that conflict, of plans that differ and of what is needed at least, against complete enumeration."""

from dataclasses import replace

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from benchmarks.claims.easing import with_less
from benchmarks.plain.building import worth_another
from benchmarks.plain.flat import changed
from planner.errors import InfeasibleError
from planner.model.exact.solution import Solution
from planner.model.explain.alternatives import bound_elsewhere
from planner.model.instance.instance import Instance
from planner.model.program.effort import Effort
from planner.model.search.search import Search
from planner.model.solve.siting import SitingModel
from tests.fixtures.drawing import HEAVY, drawn
from tests.fixtures.enumerated_cities import enumerated
from tests.fixtures.small_promises import forced_cities, kept_by_some_plan


def told(instance: Instance) -> Solution | InfeasibleError:
    try:
        return SitingModel(instance).solve(Effort(gap=0.0, time_limit_s=60.0), lambda _: None)
    except InfeasibleError as error:
        return error


@given(forced_cities())
@drawn(80, HEAVY)
def test_promises_are_said_to_conflict_where_no_plan_keeps_them_and_what_is_needed_at_least_is_needed(
    instance: Instance,
) -> None:
    answer = told(instance)
    if isinstance(answer, InfeasibleError):
        assert not kept_by_some_plan(instance), str(answer)
        for line, less in with_less(instance, answer.ways):
            assert not kept_by_some_plan(less), line
    else:
        assert answer.value == pytest.approx(enumerated(instance), rel=1e-5, abs=1e-3)
        Search(instance, Effort(0.0, 0.01), lambda _: None, most=1).run()  # nor does the search refuse it


@given(forced_cities(), st.integers(1, 2))
@drawn(24, HEAVY)
def test_no_other_plan_is_said_to_exist_only_where_there_is_none(instance: Instance, differ: int) -> None:
    first = told(instance)
    assume(not isinstance(first, InfeasibleError))
    known = [first.chargers.any(axis=1)]
    for _ in range(3):
        other = changed(instance, unlike=tuple((built, differ) for built in known))
        best, answer = enumerated(worth_another(other)), told(other)
        if isinstance(answer, InfeasibleError):
            assert best is None, str(answer)
            return
        assert answer.value == pytest.approx(best, rel=1e-5, abs=1e-3)
        free = replace(instance, unlike=())
        assert bound_elsewhere(free, known, differ, answer.value) >= best - 1e-6 * max(1.0, best)
        known.append(answer.chargers.any(axis=1))
