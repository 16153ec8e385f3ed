"""Rows that only fractions of sets of chargers break: no plan is lost by them, and the relaxation comes nearer."""

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from planner.model.exact.tightening import tighten
from planner.model.instance.instance import Instance
from planner.model.program.effort import Effort
from planner.model.program.lp import End, Problem
from planner.model.program.spending import Spending
from planner.model.sets.configurations import offered
from planner.model.sets.rounding import rounded_cover
from planner.model.solve.siting import SitingModel
from tests.fixtures.drawing import UNCHECKED, drawn
from tests.fixtures.promising_cities import promising_cities, promising_town
from tests.fixtures.small_cities import small_cities

EFFORT = Effort(0.0, 30.0)


@given(
    st.lists(st.tuples(st.floats(0, 50), st.integers(0, 6)), min_size=1, max_size=6),
    st.floats(0.1, 60.0),
    st.floats(0.0, 1.0),
)
@drawn(300)
def test_whole_amounts_that_cover_something_keep_the_cover_rounded_up(
    chosen: list[tuple[float, int]], unit: float, share: float
) -> None:
    amount, count = (np.array(one, dtype=float) for one in zip(*chosen, strict=True))
    cover = rounded_cover(amount, share * float(amount @ count), unit)
    if cover is not None:
        weight, least = cover
        assert weight @ count >= least - 1e-6 * max(1.0, least)


def test_a_promise_of_a_little_more_than_three_sets_takes_four_or_three_and_a_small_one() -> None:
    cover = rounded_cover(np.array([100.0, 10.0]), 310.0, 100.0)
    assert cover is not None
    np.testing.assert_allclose(cover[0], [1.0, 1.0], atol=1e-6)
    assert cover[1] == 4.0


def _stated(instance: Instance, objective: str, *, tight: bool) -> tuple[Problem, float, float]:
    """The model, and what is least of its relaxation and of the whole; inf where there is no plan."""
    problem, columns = SitingModel(instance, objective).state(offered(instance, None))
    if tight:
        tighten(problem, instance, columns, Spending(EFFORT))
    relaxed = problem.solve(Effort(relaxed=True))
    whole = problem.solve(EFFORT)
    assert whole.end in (End.GAP, End.INFEASIBLE)
    return problem, relaxed.objective, whole.objective


def _held_to(instance: Instance, objective: str) -> None:
    plain, relaxed, whole = _stated(instance, objective, tight=False)
    tight, nearer, same = _stated(instance, objective, tight=True)
    if not np.isfinite(whole):
        assert not np.isfinite(same)
        return
    assert tight.rows >= plain.rows
    assert abs(same - whole) <= 1e-5 * max(1.0, abs(whole))
    assert relaxed - 1e-5 * max(1.0, abs(whole)) <= nearer <= same + 1e-5 * max(1.0, abs(whole))


def test_the_relaxation_of_a_promise_comes_nearer() -> None:
    _, relaxed, whole = _stated(promising_town(0.2), "cost", tight=False)
    _, nearer, _ = _stated(promising_town(0.2), "cost", tight=True)
    assert relaxed < nearer - 1e-3 * whole


@given(small_cities(rules=True))
@drawn(60, UNCHECKED)
def test_no_plan_of_most_energy_is_lost(instance: Instance) -> None:
    _held_to(instance, "energy")


@given(promising_cities(), st.sampled_from(["cost", "distance"]))
@drawn(60, UNCHECKED)
def test_no_plan_of_least_cost_or_drive_is_lost(instance: Instance, objective: str) -> None:
    _held_to(instance, objective)
