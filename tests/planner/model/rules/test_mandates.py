"""Mandated plugs: every new site has a gun of each family, in the exact model, the search, the phases, the recheck and in words."""

import itertools
from dataclasses import replace
from typing import Any

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from benchmarks.plain.flat import changed, flat
from planner.audit.recheck import broken_promises
from planner.config.scenario import scenario_from
from planner.errors import ConfigError, InfeasibleError
from planner.model.exact.solution import Solution
from planner.model.instance.instance import Instance
from planner.model.program.effort import Effort
from planner.model.rules.mandated_plugs import MandatedPlugs
from planner.model.sets.configurations import configurations_of
from planner.model.solve import soundness, strategy
from planner.model.solve.cheapest_step import cheapest_step
from planner.model.solve.hedging import hedged_plan
from planner.model.solve.phasing import PhasedModel
from planner.model.solve.planning import best_plan
from planner.model.solve.siting import SitingModel
from planner.model.solve.stacking import difference
from planner.plan import Plan
from planner.question import Question, question_of
from tests.fixtures.drawing import HEAVY, drawn
from tests.fixtures.enumerated_cities import enumerated
from tests.fixtures.instances import town
from tests.fixtures.small_cities import CHARGERS, city, small_cities
from tests.fixtures.small_mandates import CCS2, GBT, mandated
from tests.fixtures.small_phases import enumerated_phases, two_phases
from tests.fixtures.tiny_city import silent, tiny_city, tiny_scenario


def keeps_mandates(instance: Instance, site: np.ndarray | int, chargers: np.ndarray) -> np.ndarray:
    return instance.rules.of(MandatedPlugs).keeps(instance, site, chargers)


def may_open(instance: Instance) -> bool:
    """Whether what is on offer lets any new site keep the mandate; where none can, the question is refused."""
    return not list(instance.rules.of(MandatedPlugs).contradictions(instance))


def solved(instance: Instance, *, gap: float = 0.0) -> Solution:
    return SitingModel(instance).solve(Effort(gap=gap, time_limit_s=30.0), lambda _: None)


@given(small_cities(rules=True), st.sampled_from([(GBT,), (CCS2,), (GBT, CCS2)]))
@drawn(40, HEAVY)
def test_the_exact_model_finds_what_enumeration_finds(drawn: Instance, families: tuple[tuple[int, ...], ...]) -> None:
    instance = mandated(changed(drawn, floor=0.0), *families)
    best = enumerated(instance)
    assert best is not None
    if may_open(instance):
        assert solved(instance).value == pytest.approx(best, rel=1e-5, abs=1e-3)


def test_a_mandated_post_in_nobodys_reach_is_no_site_of_a_plan_or_of_another_one() -> None:
    plain = city(np.random.default_rng(5), 6, 4, ["ac_gbt", "dc_gbt"], budget=200_000.0, rules=False)
    instance = mandated(changed(plain, existing=np.zeros(4, dtype=bool)), GBT)
    near = instance.reach.site != 3
    names = ("zone", "site", "worth") + (() if instance.reach.drive_s is None else ("drive_s",))
    reach = replace(instance.reach, **{name: getattr(instance.reach, name)[near] for name in names})
    assert set(configurations_of(replace(instance, reach=reach)).site.tolist()) == {0, 1, 2}


@given(small_cities(), st.sampled_from([(GBT,), (GBT, CCS2)]))
@drawn(25, HEAVY)
def test_the_search_keeps_the_mandate_and_its_bound_holds(
    drawn: Instance, families: tuple[tuple[int, ...], ...]
) -> None:
    instance = mandated(drawn, *families)
    best = enumerated(instance)
    assert best is not None
    if may_open(instance):
        with pytest.MonkeyPatch.context() as patch:
            patch.setattr(strategy, "SMALL_FLOWS", 0)
            patch.setattr(strategy, "MIDDLING_FLOWS", 0)
            plan = SitingModel(instance).solve(Effort(gap=0.01, time_limit_s=0.2), lambda _: None)
        assert keeps_mandates(instance, np.arange(len(plan.chargers)), plan.chargers).all()
        assert plan.value <= best * (1 + 1e-6) + 1e-6
        assert plan.bound >= best * (1 - 1e-6) - 1e-6


def test_a_town_planned_by_prices_keeps_the_mandate_which_costs_energy(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(strategy, "SMALL_FLOWS", 0)
    monkeypatch.setattr(strategy, "MIDDLING_FLOWS", 0)
    plain = town(80, 25, budget=400_000.0)
    one = flat(plain)
    free, bound = solved(plain, gap=0.02), solved(mandated(plain, GBT, CCS2), gap=0.02)
    rows = bound.chargers[bound.chargers.any(axis=1)]
    assert len(rows) > 2
    assert all((rows @ one.guns[list(pools)].sum(axis=0) > 0).all() for pools in (GBT, CCS2))
    alone = free.chargers[free.chargers.any(axis=1)]
    assert not all((alone @ one.guns[list(pools)].sum(axis=0) > 0).all() for pools in (GBT, CCS2))
    assert bound.value <= free.bound


@given(two_phases())
@drawn(15, HEAVY)
def test_phases_keep_the_mandate_from_the_first_one_on(phases: tuple[Instance, Instance]) -> None:
    pair = tuple(mandated(one, GBT) for one in phases)
    best = enumerated_phases(pair, (1.0, 1.0))
    if flat(pair[0]).mandated.any():
        found = PhasedModel(["a", "b"], pair, [1.0, 1.0]).solve(Effort(gap=0.0, time_limit_s=20.0), lambda _: None)
        assert found.value == pytest.approx(best, rel=1e-5, abs=1e-3)
        for one, instance in zip(found.phases, pair, strict=True):
            assert keeps_mandates(instance, np.arange(len(one.chargers)), one.chargers).all()


def three(names: list[str], **changes: Any) -> Instance:
    """Three new sites with room and power, each with a zone of its own."""
    base = city(np.random.default_rng(5), 3, 3, names, budget=500_000.0, rules=False)
    fields: dict[str, Any] = {
        "zone": np.arange(3),
        "site": np.arange(3),
        "worth": np.ones(3),
        "demand": np.tile([100.0, 100.0, 400.0, 100.0], (3, 1)),
        "existing": np.zeros(3, dtype=bool),
        "standing": np.zeros((3, 5), dtype=np.int64),
        "bays": np.full(3, 4),
        "grid_kw": np.full(3, 250.0),
        "site_cost": np.full(3, 5_000.0),
        "site_names": ("first", "second", "third"),
    }
    return mandated(changed(base, **{**fields, **changes}), GBT, CCS2)


def test_the_least_sets_are_one_cabinet_of_both_or_one_of_each() -> None:
    instance = three(["dc_gbt", "dc_ccs2", "dc_dual"])
    rows = instance.rules.of(MandatedPlugs).companions(instance).tolist()
    assert sorted(rows) == [[0, 0, 1], [0, 1, 1], [1, 0, 1], [1, 1, 0]]


def test_a_family_that_nothing_on_offer_has_is_refused_by_name() -> None:
    with pytest.raises(ConfigError, match=r"plan\.mandated_plugs: none of plan\.chargers has a gun of CCS2"):
        soundness.check(three(["dc_gbt", "ac_gbt"]))


def test_slow_posts_of_each_do_and_so_do_fast_guns_of_each_but_not_a_slow_post_beside_a_fast_gun() -> None:
    instance = three(["dc_gbt", "dc_ccs2", "ac_t2", "ac_gbt"])
    rows = np.array([[1, 1, 0, 0], [0, 0, 1, 1], [1, 0, 1, 0], [0, 1, 0, 1], [1, 0, 1, 1], [1, 1, 1, 0], [0, 0, 1, 0]])
    assert keeps_mandates(instance, 0, rows).tolist() == [True, True, False, False, False, True, False]
    least = instance.rules.of(MandatedPlugs).companions(instance).tolist()
    assert sorted(least) == [[0, 0, 1, 1], [1, 1, 0, 0]]


def test_a_slow_post_that_meets_the_mandate_beside_fast_guns_is_no_way_out_for_the_exact_model() -> None:
    """Money for a fast GB/T cabinet with a slow Type 2 post at each site, which served most before."""
    free = three(["dc_gbt", "ac_t2", "ac_gbt"], demand=np.tile([0.0, 0.0, 400.0, 0.0], (3, 1)))
    assert not solved(free).chargers.any(), "slow posts alone serve none of the fast demand"
    both = three(["dc_gbt", "dc_ccs2", "ac_t2"], demand=np.tile([0.0, 0.0, 400.0, 0.0], (3, 1)), budget=62_000.0)
    plan = solved(both)
    assert plan.value == pytest.approx(enumerated(both), rel=1e-5)
    assert plan.chargers[plan.chargers.any(axis=1)].tolist() == [[1, 1, 0]]


def test_neither_slow_posts_of_each_nor_fast_guns_of_each_is_refused_with_the_plug_that_lacks() -> None:
    with pytest.raises(ConfigError, match="no fast gun of CCS2 and no slow posts of all others"):
        soundness.check(three(["dc_gbt", "ac_t2"]))


def test_a_forced_site_without_room_for_both_is_named_with_what_would_do() -> None:
    forced = np.array([True, False, False])
    crowded = three(["dc_gbt", "dc_ccs2"], forced=forced, bays=np.array([3, 4, 4]))
    with pytest.raises(
        InfeasibleError, match=r"plan\.forced and plan\.mandated_plugs conflict: at site first"
    ) as caught:
        solved(crowded)
    assert "every new site has a gun of GB/T and of CCS2, a fast one where it has any fast gun: it has 3 bays" in str(
        caught.value
    )
    assert "takes 4 bays, 120 kW or 56,000 USD" in str(caught.value)
    assert any("plan.mandated_plugs: ask for fewer families" in one for one in caught.value.ways)


def test_forced_sites_that_the_mandate_makes_too_dear_say_how_many_guns_would_have_to_be_missing() -> None:
    forced = np.ones(3, dtype=bool)
    dear = three(["dc_gbt", "dc_ccs2"], forced=forced, budget=2 * 56_000.0 + 30_000.0)
    with pytest.raises(InfeasibleError, match=r"plan\.mandated_plugs") as caught:
        solved(dear)
    (way,) = [one for one in caught.value.ways if "plan.mandated_plugs" in one]
    assert "new sites may lack 1 of the guns of GB/T and CCS2 (proven to be the least)" in way
    assert any("plan.budget_usd: 168,000 USD instead of 142,000" in one for one in caught.value.ways)


def test_a_new_site_that_serves_nobody_is_given_back_whole() -> None:
    idle = three(["dc_gbt", "dc_ccs2"], demand=np.array([[100.0, 0, 400.0, 0], [0, 0, 0, 0], [0, 0, 0, 0]]))
    chargers = np.array([[1, 1], [1, 1], [0, 0]])
    assert SitingModel(idle).tidied(chargers).chargers.tolist() == [[1, 1], [0, 0], [0, 0]]


def test_a_gun_that_nobody_needs_stays_where_the_mandate_asks_for_it() -> None:
    gbt_only = three(["dc_gbt", "dc_ccs2"], demand=np.tile([0.0, 0.0, 400.0, 0.0], (3, 1)))
    plan = solved(gbt_only)
    built = plan.chargers[plan.chargers.any(axis=1)]
    assert len(built) == 3
    assert (built[:, 1] == 1).all()
    assert solved(changed(gbt_only, mandated=flat(gbt_only).mandated[:0], mandated_names=())).chargers[:, 1].sum() == 0


def asked(**plan: Any) -> Question:
    scenario = tiny_scenario(plan={"chargers": ["dc_gbt_60", "dc_ccs2_60", "ac_t2_22", "ac_gbt_7"], **plan})
    return question_of(tiny_city(), scenario, say=silent)


def ports(question: Question, plan: Plan) -> dict[str, set[str]]:
    """Families by new site of a plan."""
    kinds, number = {k.id: k for k in question.chargers}, question.places.number()
    found: dict[str, set[str]] = {}
    for site, name, _ in plan.chargers.itertuples(index=False):
        if not question.places.existing[number[site]]:
            found.setdefault(site, set()).update(str(c.family) for c in kinds[name].connectors)
    return found


def test_every_new_site_of_a_plan_has_a_gun_of_each_family_and_the_proof_says_so() -> None:
    question = asked(mandated_plugs=["gbt", "ccs2"], budget_usd=120_000)
    plan = best_plan(question, say=silent)
    assert len(ports(question, plan)) >= 1
    assert all({"gbt", "ccs2"} <= found for found in ports(question, plan).values())
    assert broken_promises(plan, question) == []
    assert "every new site has a gun of CCS2 / Type 2 and of GB/T" in plan.proof.model


def test_the_recheck_names_a_new_site_that_lacks_a_plug_and_no_station_that_stands() -> None:
    question = asked(budget_usd=120_000)
    plan = best_plan(question, say=silent)
    only_gbt = pd.DataFrame({"site_id": ["a", "st"], "charger": ["dc_gbt_60", "dc_gbt_60"], "count": [1, 1]})
    strict = replace(question, scenario=question.scenario.with_plan(mandated_plugs=["gbt", "ccs2"]))
    broken = [one for one in broken_promises(replace(plan, chargers=only_gbt), strict) if "mandated" in one]
    assert broken == ["a has no gun of ccs2, which plan.mandated_plugs asks for"]
    slow = pd.DataFrame({"site_id": ["a", "a"], "charger": ["dc_gbt_60", "ac_t2_22"], "count": [1, 1]})
    broken = [one for one in broken_promises(replace(plan, chargers=slow), strict) if "mandated" in one]
    assert broken == ["a has fast guns and none of ccs2, which plan.mandated_plugs asks for there"]


def test_a_world_without_any_car_of_a_family_keeps_the_mandate_all_the_same() -> None:
    scenario = tiny_scenario(
        fleet={"mix": {"gbt": 1.0}, "temperature_c": 20.0},
        plan={"mandated_plugs": ["gbt", "ccs2"], "budget_usd": 120_000},
    )
    question = question_of(tiny_city(), scenario, say=silent)
    assert {c.family.value for c in question.demand.classes} == {"gbt"}
    plan = best_plan(question, say=silent)
    assert ports(question, plan)
    assert all({"gbt", "ccs2"} <= found for found in ports(question, plan).values())
    assert broken_promises(plan, question) == []


def test_the_cheapest_step_pays_for_the_plugs_that_are_mandated() -> None:
    free, strict = (
        cheapest_step(asked(forbidden=["st"], **rule)) for rule in ({}, {"mandated_plugs": ["gbt", "ccs2"]})
    )
    assert free is not None
    assert strict is not None
    costs = asked().costs
    usd = {k.id: costs.charger_usd(k) for k in asked().chargers}
    assert free == pytest.approx(5_000 + min(usd.values()))
    assert strict == pytest.approx(5_000 + usd["ac_t2_22"] + usd["ac_gbt_7"])


def test_an_unknown_port_is_answered_with_the_nearest_and_a_port_named_twice_counts_once() -> None:
    where = {"city": {"name": "A", "roads": "a.osm"}}
    with pytest.raises(ConfigError, match=r"key 'plan\.mandated_plugs': unknown port 'css2'; did you mean 'ccs2'\?"):
        scenario_from({**where, "plan": {"mandated_plugs": ["css2"]}})
    assert scenario_from({**where, "plan": {"mandated_plugs": ["gbt", "gbt"]}}).plan.mandated_plugs == ("gbt",)


def test_the_chargers_of_the_small_cities_are_told_by_family_as_their_names_say() -> None:
    for name, (guns, *_) in CHARGERS.items():
        families = {family for family, pools in (("gbt", GBT), ("ccs2", CCS2)) if any(guns[q] for q in pools)}
        both = {"dc_dual", "dc_pooled"}
        assert families == ({"gbt", "ccs2"} if name in both else {"gbt"} if "gbt" in name else {"ccs2"})


def test_every_combination_of_families_is_kept_or_refused_alike_by_rule_and_row() -> None:
    instance = three(["dc_gbt", "dc_ccs2", "dc_dual"])
    for row in itertools.product(range(2), repeat=3):
        wanted = not any(row) or bool((row[0] or row[2]) and (row[1] or row[2]))
        assert bool(keeps_mandates(instance, 0, np.array([row]))[0]) == wanted


def test_worlds_that_mandate_other_plugs_share_no_plan_and_a_shared_plan_keeps_the_mandate() -> None:
    one = three(["dc_gbt", "dc_ccs2", "dc_dual"], budget=150_000.0)
    other = changed(one, demand=flat(one).demand[:, [2, 3, 0, 1]])
    assert difference([one, mandated(other, GBT)]) == "Plugs of every new site"
    assert difference([one, other]) == ""
    best = [solved(world).value for world in (one, other)]
    hedged = hedged_plan([one, other], best, Effort(gap=0.0, time_limit_s=20.0), lambda _: None)
    assert hedged.chargers.any()
    assert keeps_mandates(one, np.arange(3), hedged.chargers).all()
