"""Sites for slow posts alone: no DC cabinet and no strong post is offered there, nor built, and the kinds can be chosen."""

from typing import Any

import pytest

from planner.audit.recheck import broken_promises
from planner.config.scenario import scenario_from
from planner.errors import ConfigError
from planner.model.solve.planning import best_plan
from planner.question import Question, question_of
from tests.fixtures.tiny_city import silent, sites, tiny_city, tiny_scenario

CHARGERS = ["dc_gbt_60", "dc_dual_60", "ac_t2_22", "ac_gbt_7"]
SLOW = ["ac_t2_22", "ac_gbt_7"]


def asked(kinds: tuple[str, str, str], **sections: dict[str, Any]) -> Question:
    """The street with lots a, b and c of these kinds."""
    lots = sites({"a": 1, "b": 5, "c": 9})
    lots["kind"] = kinds
    scenario = tiny_scenario(plan={"chargers": CHARGERS, "budget_usd": 900_000}, **sections)
    return question_of(tiny_city(sites=lots), scenario, say=silent)


def bought(question: Question) -> dict[str, set[str]]:
    """Kinds of chargers by site in the best plan, which keeps every promise."""
    plan = best_plan(question, say=silent)
    assert broken_promises(plan, question) == []
    return {str(site): set(rows["charger"]) for site, rows in plan.chargers.groupby("site_id")}


def test_the_plan_has_slow_posts_alone_at_the_kerb_and_cabinets_elsewhere():
    question = asked(("street", "street", "parking"))
    built = bought(question)
    assert built["a"]
    assert built["a"] | built.get("b", set()) <= set(SLOW)
    assert built["c"] - set(SLOW)
    free = bought(asked(("parking", "parking", "parking")))
    assert free["a"] - set(SLOW), "the limit would bind nothing here"


def test_only_new_sites_of_the_kind_are_limited():
    question = asked(("street", "parking", "user"), sites={"slow_kinds": ["street", "user"]})
    names, places = [one.id for one in question.chargers], question.places
    none = [k for k, one in enumerate(names) if one in CHARGERS and one not in SLOW]
    limited = (question.pools.available[:, none] == 0).all(axis=1)
    assert dict(zip(places.site_id.tolist(), limited.tolist(), strict=True)) == {
        "a": True,
        "b": False,
        "c": True,
        "st": False,
    }
    slow = [names.index(one) for one in SLOW]
    assert (question.pools.available[:, slow] > 0).all()


def test_without_slow_kinds_there_is_no_limit_and_no_table_of_it():
    question = asked(("street", "street", "parking"), sites={"slow_kinds": []})
    assert not question.pools.available.size or (question.pools.available > 0).all()
    assert bought(question)["a"] - set(SLOW)


def test_the_sites_are_said_to_be_assumed():
    question = asked(("street", "street", "parking"))
    (said,) = [one for one in question.places.assumptions if one.source == "sites.slow_kinds"]
    assert said.value == "2 of the kinds street"


@pytest.mark.parametrize("key", ["slow_kinds", "preference"])
def test_an_unknown_kind_is_refused_with_the_nearest_known(key):
    with pytest.raises(ConfigError, match="unknown kind of place 'streets'; did you mean 'street'"):
        scenario_from({"city": {"name": "x", "place": "y"}, "sites": {key: ["streets"]}})
