"""What is said of a search: how it ends, always, and nothing of plans that are worth nothing."""

from dataclasses import replace

from hypothesis import given
from hypothesis import strategies as st

from planner.corridors.search.aims import Aim, Wish
from planner.corridors.search.prepared import Prepared
from planner.corridors.search.saying import Saying
from planner.corridors.search.search import Search
from planner.errors import CorridorError, InfeasibleError
from planner.support.progress import figures_of
from planner.support.stopping import never
from tests.fixtures.drawing import drawn
from tests.planner.corridors.networks import questions

UNITS = {Aim.TRIPS: "trips a day", Aim.ENERGY: "kWh a day", Aim.COST: "$"}


@given(questions(), st.sampled_from(list(Aim)), st.sampled_from([3.0, 9.0, 30.0]))
@drawn(40)
def test_the_last_line_of_a_search_is_its_end_in_what_is_counted(question, aim, usd):
    said = []
    asked = Prepared.of(replace(question, budget_usd=usd), Wish(aim, 0.4 if aim is Aim.COST else 0.0))
    try:
        plan = Search(asked, said.append, never).run(0.0, 1e3)
    except (InfeasibleError, CorridorError):
        return
    assert UNITS[aim] in said[-1]
    last = figures_of(said[-1])
    assert (last.value, last.bound, last.unit) == (plan.value, plan.bound, aim.value)


def test_a_line_comes_once_a_second_and_not_for_a_plan_that_is_worth_nothing(monkeypatch):
    clock, said = [0.0], []
    monkeypatch.setattr("planner.corridors.search.saying.time.monotonic", lambda: clock[0])
    saying = Saying(Wish(Aim.ENERGY), said.append)
    for now, value in ((0.0, 0.0), (0.5, 7.0), (1.0, 8.0), (1.5, 9.0), (2.0, 9.0)):
        clock[0] = now
        saying.now_and_then(lambda value=value: (value, 10.0))
    saying.ended(9.0, 10.0)
    assert [figures_of(one).value for one in said] == [8.0, 9.0]
    saying.ended(9.0, 9.5)
    assert figures_of(said[-1]).bound == 9.5
