"""Gates of land, connection and access: what they take out, what they cost, and that the recheck sees both."""

from dataclasses import replace
from typing import Any

import numpy as np
import pytest

from benchmarks.plain.flat import flat
from planner.audit.recheck import broken_promises
from planner.audit.scorecard import RESERVE, scorecard_of
from planner.config.scenario import scenario_from
from planner.errors import ConfigError
from planner.filing import _planning_report
from planner.model.solve.instances import instance_of
from planner.model.solve.planning import best_plan
from planner.question import Question, question_of
from tests.fixtures.tiny_city import silent, sites, tiny_city, tiny_scenario


def asked(
    land: str = "municipal", connection: str = "unknown", access: str = "public", **sections: dict[str, Any]
) -> Question:
    """The street with lot b of this status; a and c are municipal, of unknown connection and public."""
    lots = sites({"a": 1, "b": 5, "c": 9})
    lots["land_status"] = ["municipal", land, "municipal"]
    lots["connection_status"] = ["unknown", connection, "unknown"]
    lots["access"] = ["public", access, "public"]
    return question_of(tiny_city(sites=lots), tiny_scenario(**sections), say=silent)


@pytest.mark.parametrize(
    ("status", "why"),
    [
        ({"land": "disputed"}, "land disputed"),
        ({"connection": "refused"}, "connection refused"),
        ({"access": "private"}, "access private"),
        ({"access": "permit"}, "access permit"),
        ({"land": "disputed", "access": "private"}, "land disputed, access private"),
    ],
)
def test_sites_that_cannot_be_had_are_left_out_unless_told_otherwise(status, why):
    question = asked(**status)
    j = question.places.number()["b"]
    assert question.places.gates.why[j] == why
    assert question.places.gates.excluded.tolist() == [k == j for k in range(len(question.places))]
    assert j not in question.access.site
    assert flat(instance_of(question)).forbidden[j]
    (gates,) = [one for one in _planning_report(question) if one.path == "gates"]
    assert (gates.records, gates.kept, gates.dropped) == (3, 2, 1)
    assert gates.problems[0].record == "1 candidate site"


def test_without_unsettled_sites_nothing_is_said_and_nothing_costs_more():
    question = asked()
    assert not question.places.gates.excluded.any()
    assert [one.path for one in _planning_report(question)] == ["drive times and demand"]
    assert RESERVE not in scorecard_of(best_plan(question, say=silent), question, {}).cost_parts_usd


def test_a_reserve_is_paid_from_the_budget_and_shown_apart():
    gates = {"land": {"disputed": 7_000}, "connection": {"applied": 1_500}, "access": {"customers": 300}}
    question = asked("disputed", "applied", "customers", gates=gates, plan={"forced": ["b"]})
    plan = best_plan(question, say=silent)
    assert broken_promises(plan, question) == []
    parts = scorecard_of(plan, question, {}).cost_parts_usd
    assert parts[RESERVE] == 8_800
    assert flat(instance_of(question)).site_cost[question.places.number()["b"]] == 5_000 + 8_800
    assert {one.source for one in question.places.assumptions} >= {"gates.land", "gates.connection", "gates.access"}


def test_a_site_whose_reserve_the_budget_cannot_bear_is_not_opened():
    ask = {"budget_usd": 40_000, "forbidden": ["a", "c", "st"]}
    free = asked("disputed", gates={"land": {"disputed": 0}}, plan=ask)
    dear = asked("disputed", gates={"land": {"disputed": 36_000}}, plan=ask)
    assert set(best_plan(free, say=silent).chargers["site_id"]) == {"b"}
    assert best_plan(dear, say=silent).chargers.empty


def test_the_recheck_names_an_excluded_site_and_an_unpaid_reserve():
    question = asked("disputed", "refused", gates={"land": {"disputed": 0}, "connection": {"refused": 0}})
    plan = best_plan(question, say=silent)
    assert "b" in set(plan.chargers["site_id"])
    strict = replace(question, scenario=asked("disputed").scenario)
    said = broken_promises(plan, strict)
    assert any("b is built on disputed land" in one for one in said)
    assert any("b is built where the connection is refused" in one for one in said)
    dear = asked("disputed", gates={"land": {"disputed": 1e6}}).scenario
    assert any("the plan costs" in one for one in broken_promises(plan, replace(question, scenario=dear)))


def test_a_forced_site_that_a_gate_takes_out_is_refused_by_name():
    with pytest.raises(ConfigError, match=r"plan.forced: site 'b' is left out by \[gates\], its land is disputed"):
        instance_of(asked("disputed", plan={"forced": ["b"]}))


@pytest.mark.parametrize(
    ("gates", "said"),
    [
        ({"land": {"dispute": 5}}, "unknown status 'dispute'; did you mean 'disputed'"),
        ({"connection": {"refuse": "exclude"}}, "did you mean 'refused'"),
        ({"land": {"unknown": -1}}, "unknown = -1; expected USD of at least 0"),
        ({"land": {"unknown": float("nan")}}, "unknown = nan; expected USD"),
        ({"connection": {"applied": "leave"}}, 'or "exclude"'),
        ({"land": 5}, "expected a table of statuses"),
        ({"access": {"customer": 5}}, "unknown status 'customer'; did you mean 'customers'"),
    ],
)
def test_words_and_sums_that_are_no_gate_are_refused(gates, said):
    with pytest.raises(ConfigError, match=said):
        scenario_from({"city": {"name": "x", "place": "y"}, "gates": gates})


def test_what_the_scenario_names_stands_beside_what_holds_anyway():
    gates = scenario_from({"city": {"name": "x", "place": "y"}, "gates": {"land": {"unknown": 5}}}).gates
    assert gates.land == {"disputed": "exclude", "unknown": 5}
    assert gates.connection == {"refused": "exclude"}
    assert gates.access == {"private": "exclude", "permit": "exclude"}


def test_standing_stations_have_passed_every_gate():
    question = asked(gates={"land": {"unknown": "exclude"}, "connection": {"connected": "exclude", "unknown": 9}})
    stands = question.places.existing
    assert np.flatnonzero(stands).size == 1
    assert not question.places.gates.excluded[stands].any()
    assert (question.places.gates.reserve_usd[stands] == 0).all()
