"""Chargers that are settled at a site: kept, or refused in one line, however many are asked for."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from planner.errors import PlannerError
from planner.model.solve.planning import best_plan, chargers_of
from planner.question import question_of
from tests.fixtures.drawing import UNCHECKED, drawn
from tests.fixtures.tiny_city import silent, tiny_city, tiny_scenario

KINDS = ("dc_gbt_60", "dc_ccs2_60", "dc_dual_60", "ac_t2_22")
"""A dual cabinet shares the plugs of the two before it, so that all three are one group."""
HOLDS = {"at_least": int.__ge__, "at_most": int.__le__, "exactly": int.__eq__}
LOCKS = st.lists(
    st.fixed_dictionaries(
        {
            "site": st.sampled_from(["a", "b", "c", "st"]),
            "chargers": st.dictionaries(st.sampled_from(KINDS), st.integers(1, 30), min_size=1),
            "hold": st.sampled_from(list(HOLDS)),
        }
    ),
    min_size=1,
    max_size=2,
    unique_by=lambda one: one["site"],
)


@drawn(150, UNCHECKED, few=5)
@given(LOCKS, st.sampled_from([100_000, 1_000_000]))
def test_settled_chargers_are_kept_or_refused_in_one_line(locks, budget_usd):
    question = question_of(
        tiny_city(),
        tiny_scenario(plan={"locked": locks, "budget_usd": budget_usd, "chargers": list(KINDS)}),
        say=silent,
    )
    try:
        plan, refused = best_plan(question, say=silent), ""
    except PlannerError as error:
        plan, refused = None, str(error)
    if plan is None:
        assert "\n" not in refused
        assert any(one["hold"] != "at_most" for one in locks), "none of each is no more than any number"
        return
    built, number = chargers_of(plan, question), question.places.number()
    for one in locks:
        for kind, count in zip(KINDS, built[number[one["site"]]].tolist(), strict=True):
            if one["hold"] != "at_least" or kind in one["chargers"]:
                assert HOLDS[one["hold"]](count, one["chargers"].get(kind, 0)), (one, kind, count)


def test_more_than_a_site_holds_names_the_site_and_what_is_too_little():
    lock = {"site": "b", "chargers": {"dc_ccs2_60": 40}, "hold": "at_least"}
    question = question_of(
        tiny_city(), tiny_scenario(plan={"locked": [lock], "budget_usd": 1e7, "chargers": list(KINDS)}), say=silent
    )
    with pytest.raises(PlannerError, match=r"plan\.locked: the chargers of site 'b'"):
        best_plan(question, say=silent)
