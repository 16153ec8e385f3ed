"""The rule that was added last: exact, searched, bounded, explained, reported and audited by the machinery of its kind alone."""

import math
from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from benchmarks.plain.building import allowed_chargers
from benchmarks.plain.flat import changed
from planner.audit.recheck import broken_promises
from planner.errors import ConfigError, InfeasibleError
from planner.model.bound.decomposition import Decomposition
from planner.model.instance.instance import Instance
from planner.model.program.effort import Effort
from planner.model.rules.kinds.ruling import Use
from planner.model.rules.max_sites_per_district import MaxSitesPerDistrict
from planner.model.search.prepared import prepared_for
from planner.model.search.search import Search
from planner.model.sets.configurations import configurations_of
from planner.model.sets.site_sets import site_sets
from planner.model.solve.planning import best_plan
from planner.model.solve.siting import SitingModel
from planner.question import question_of
from planner.studies.rules import study
from tests.fixtures.drawing import HEAVY, drawn
from tests.fixtures.enumerated_cities import served_worth
from tests.fixtures.instances import town
from tests.fixtures.multipliers import drawn_multipliers
from tests.fixtures.small_cities import city
from tests.fixtures.tiny_city import silent, tiny_city, tiny_scenario


def counts(instance: Instance, rule: MaxSitesPerDistrict, chargers: np.ndarray) -> list[int]:
    """New sites of each district, counted one by one."""
    new = [j for j in range(len(chargers)) if chargers[j].any() and not instance.sites.existing[j]]
    return [sum(rule.district[j] == d for j in new) for d in range(len(rule.names))]


def small(seed: int) -> tuple[Instance, MaxSitesPerDistrict, float | None]:
    """A small city under the rule beside every other, and its optimum by enumeration."""
    rng = np.random.default_rng(seed)
    sites = int(rng.integers(2, 4))
    plain = city(rng, int(rng.integers(1, 5)), sites, ["dc_gbt", "dc_ccs2"], budget=130_000.0, rules=True)
    rule = MaxSitesPerDistrict(int(rng.integers(0, 3)), rng.integers(-1, 2, sites), ("north", "south"))
    kept = (one for one in allowed_chargers(plain) if max(counts(plain, rule, one)) <= rule.number)
    worths = [worth for one in kept if (worth := served_worth(plain, one)) is not None]
    return plain.ruled(rule), rule, max(worths, default=None)


@given(st.integers(0, 2**32 - 1))
@drawn(40, HEAVY)
def test_the_exact_model_finds_what_enumeration_finds_and_no_multipliers_pass_below(seed: int) -> None:
    instance, rule, best = small(seed)
    if best is None:
        with pytest.raises(InfeasibleError):
            SitingModel(instance).solve(Effort(0.0, 30.0), silent)
        return
    plan = SitingModel(instance).solve(Effort(0.0, 30.0), silent)
    assert plan.value == pytest.approx(best, rel=1e-6, abs=1e-4)
    assert max(counts(instance, rule, plan.chargers)) <= rule.number
    problem = Decomposition(instance, site_sets(instance, configurations_of(instance)))
    bound = problem.evaluate(drawn_multipliers(problem, np.random.default_rng(seed), 0.7)).bound
    assert bound >= best - 1e-6 * max(1.0, best)


def test_the_search_keeps_it_and_proves_its_plan() -> None:
    plain = town(400, 80, budget=900_000.0)
    rule = MaxSitesPerDistrict(4, np.arange(80) % 5, tuple("ABCDE"))
    found = Search(plain.ruled(rule), Effort(0.03, 60.0), silent).run()
    assert max(counts(plain, rule, found.chargers)) == 4
    assert (found.bound - found.value) / found.bound <= 0.03
    without = prepared_for(plain, math.inf, silent).bound
    without.lower(400, boldness=1.0, target=0.0, stop=lambda _: False)
    assert found.bound < without.value


def test_a_scenario_asks_for_it_and_report_proof_and_audit_tell_it() -> None:
    keys = {"chargers": ["dc_gbt_60"], "budget_usd": 200_000, "max_drive_min": 5, "max_sites_per_district": 1}
    question = question_of(tiny_city(), tiny_scenario(plan=keys), say=silent)
    plan = best_plan(question, say=silent)
    assert broken_promises(plan, question) == []
    assert "at most 1 new site in each district" in plan.proof.model
    (row,) = (one for one in study(question, plan, silent)["rules"] if one["key"] == "plan.max_sites_per_district")
    assert row["binds"]
    assert row["reached"].startswith("full at ")
    stricter = replace(question, scenario=question.scenario.with_plan(max_sites_per_district=0))
    assert any("new sites, at most 0 were asked for in each district" in one for one in broken_promises(plan, stricter))


def test_new_sites_in_no_district_are_told_though_they_do_not_count() -> None:
    plain = city(np.random.default_rng(1), 2, 3, ["dc_gbt"], budget=500_000.0, rules=False)
    instance = changed(plain, existing=np.zeros(3, dtype=bool))
    rule = MaxSitesPerDistrict(1, np.array([0, -1, -1]), ("north", "south"))
    built = Use(np.ones((3, 1), dtype=np.int64), np.zeros(2))
    assert rule.promise(instance) == "at most 1 new site in each district, those in no district not counted"
    assert rule.line(instance, built).reached == "full at 1 of 2; 2 new sites in no district"
    within = replace(rule, district=np.zeros(3, dtype=np.int64), number=3)
    assert within.promise(instance) == "at most 3 new sites in each district"
    assert within.line(instance, built).reached == "full at 1 of 2"


def test_where_nothing_lies_in_a_district_it_is_refused() -> None:
    question = question_of(tiny_city(), tiny_scenario(plan={"max_sites_per_district": 1}), say=silent)
    nowhere = replace(question.places, district=np.full(len(question.places), None, dtype=object))
    with pytest.raises(
        ConfigError, match=r"plan\.max_sites_per_district: no site lies in a district; give city\.districts"
    ):
        best_plan(replace(question, places=nowhere), say=silent)


def test_forced_sites_that_are_too_many_for_their_district_are_named() -> None:
    ids = [str(one) for one in question_of(tiny_city(), tiny_scenario(), say=silent).places.site_id]
    keys = {"forced": [one for one in ids if one != "st"], "max_sites_per_district": 1, "budget_usd": 500_000}
    with pytest.raises(
        InfeasibleError, match=r"plan\.forced and plan\.max_sites_per_district conflict: \d new sites are forced in"
    ):
        best_plan(question_of(tiny_city(), tiny_scenario(plan=keys), say=silent), say=silent)
