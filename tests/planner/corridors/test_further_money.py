"""One search asked for one sum after another, as a country's curve of roads does: each answer is the optimum of its own money."""

from dataclasses import replace

from hypothesis import given
from hypothesis import strategies as st

from benchmarks.plain.roads import best_value
from planner.corridors.search.aims import Aim, Wish
from planner.corridors.search.prepared import Prepared
from planner.corridors.search.search import Search
from planner.errors import CorridorError, InfeasibleError
from planner.support.stopping import never
from tests.fixtures.drawing import drawn
from tests.fixtures.tiny_city import silent
from tests.fixtures.tree_alone import tree_alone
from tests.planner.corridors.networks import questions

SUMS = st.lists(st.sampled_from([0.0, 2.0, 3.0, 5.0, 7.0, 9.0, 12.0, 14.0]), min_size=2, max_size=4, unique=True)


@given(questions(), st.sampled_from([Aim.TRIPS, Aim.ENERGY]), SUMS)
@drawn(40)
def test_a_tree_that_goes_on_with_more_money_forgets_what_it_explored_with_less(question, aim, sums):
    wish = Wish(aim)
    with tree_alone():
        search = None
        for usd in sorted(sums):
            asked = replace(question, budget_usd=usd)
            best = best_value(asked, wish.aim.value, wish.share)
            try:
                if search is None:
                    search = Search(Prepared.of(asked, wish), silent, never)
                else:
                    search.with_budget(usd, search.best)
                plan = search.run(0.0, 1e3)
            except (InfeasibleError, CorridorError):
                assert best is None
                continue
            assert best is not None
            assert abs(plan.value - best) <= 1e-5 * max(1.0, abs(best))
            assert abs(plan.bound - best) <= 1e-5 * max(1.0, abs(best))
