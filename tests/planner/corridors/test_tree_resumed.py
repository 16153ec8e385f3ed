"""Branch and bound of corridors in many short turns: each bound holds, and the end is the optimum."""

import itertools
from unittest import mock

from hypothesis import given
from hypothesis import strategies as st

from benchmarks.plain.roads import best_value
from planner.corridors.search.aims import Aim
from planner.corridors.search.tree import Tree
from planner.corridors.solve import solve
from planner.errors import CorridorError, InfeasibleError
from tests.fixtures.drawing import drawn
from tests.fixtures.tree_alone import WISHES, tree_alone
from tests.planner.corridors.networks import questions

LONGER_EVERY = 10
"""After so many turns they become longer, so that each search ends."""


@given(questions(), st.sampled_from(WISHES), st.integers(3, 12))
@drawn(25)
def test_a_tree_in_many_short_turns_has_a_bound_that_holds_after_each_and_ends_with_the_optimum(question, wish, looks):
    best = best_value(question, wish.aim.value, wish.share)
    explored = Tree.explore

    def in_turns(tree, gap, _left):
        turns = itertools.count()
        while True:
            looked, most = itertools.count(), looks + 5 * (next(turns) // LONGER_EVERY)

            def left(looked=looked, most=most):
                return 1e3 if next(looked) < most else 0.0

            found = explored(tree, gap, left)
            if found.whole:
                return found
            assert best is not None
            assert found.bound <= best + 1e-5 if wish.aim is Aim.COST else found.bound >= best - 1e-5

    with tree_alone(), mock.patch.object(Tree, "explore", in_turns):
        try:
            plan = solve(question, wish=wish, gap=0.0)
        except (InfeasibleError, CorridorError):
            assert best is None
            return
    assert abs(plan.value - best) <= 1e-5 * max(1.0, abs(best))
    assert abs(plan.bound - best) <= 1e-5 * max(1.0, abs(best))
