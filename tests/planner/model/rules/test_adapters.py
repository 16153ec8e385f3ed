"""Adapters: in the exact model as by enumeration, in the search within a true bound, in the recheck named where nobody has one."""

from dataclasses import replace
from typing import Any

import numpy as np
import pytest
import simpy
from hypothesis import given
from hypothesis import strategies as st

from benchmarks.plain.flat import changed, flat
from planner.audit.recheck import broken_promises
from planner.audit.scorecard import scorecard_of
from planner.errors import ConfigError
from planner.model.bound.decomposition import Decomposition
from planner.model.bound.subgradient import descend
from planner.model.explain.marginal_value import Allocation
from planner.model.instance.adapter_split import split_by_adapter
from planner.model.instance.instance import Instance
from planner.model.program.effort import Effort
from planner.model.search.cost_search import CostSearch
from planner.model.search.distance_search import DistanceSearch
from planner.model.search.search import Search
from planner.model.sets.configurations import configurations_of
from planner.model.sets.site_sets import site_sets
from planner.model.solve import strategy
from planner.model.solve.hedging import hedged_plan
from planner.model.solve.planning import best_plan
from planner.model.solve.siting import SitingModel
from planner.model.solve.stacking import stacked
from planner.plan import Plan
from planner.question import Question, question_of
from planner.simulate.network import network_of
from planner.simulate.streams import assigned_streams, options_of
from tests.fixtures.drawing import HEAVY, SEEDS, drawn
from tests.fixtures.enumerated_cities import enumerated, served_worth
from tests.fixtures.instances import town
from tests.fixtures.multipliers import drawn_multipliers
from tests.fixtures.small_adapters import adapted_city, to_gbt
from tests.fixtures.small_cities import city, promised
from tests.fixtures.tiny_city import silent, tiny_city, tiny_scenario

SHARES = st.sampled_from([0.2, 0.5, 1.0])


@given(SEEDS, SHARES, st.booleans(), st.booleans())
@drawn(60, HEAVY)
def test_the_exact_model_finds_what_enumeration_finds(seed: int, share: float, rules: bool, also_ac: bool) -> None:
    instance = adapted_city(seed, share, rules=rules, also_ac=also_ac)
    best = enumerated(instance)
    if best is not None:
        found = SitingModel(instance).solve(Effort(gap=0.0, time_limit_s=30.0), silent)
        assert found.value == pytest.approx(best, rel=1e-6, abs=1e-4)


def test_an_adapter_serves_whom_nobody_else_serves_at_its_worth() -> None:
    drawn = city(np.random.default_rng(5), 1, 1, ["dc_gbt"], budget=60_000.0, rules=False)
    alone = changed(
        drawn,
        demand=np.array([[100.0, 0.0, 0.0, 0.0]]),
        zone=np.array([0]),
        site=np.array([0]),
        worth=np.array([0.9]),
        existing=np.array([False]),
        standing=np.zeros((1, 5), dtype=np.int64),
        bays=np.array([4]),
        grid_kw=np.array([200.0]),
        district=np.array([-1]),
    )
    none = SitingModel(alone).solve(Effort(gap=0.0), silent)
    every = SitingModel(changed(alone, adapters=to_gbt(0.5, 1.0))).solve(Effort(gap=0.0), silent)
    some = SitingModel(changed(alone, adapters=to_gbt(0.5, 0.3))).solve(Effort(gap=0.0), silent)
    assert none.value == 0
    assert every.value == pytest.approx(100.0 * 0.9 * 0.5)
    assert some.value == pytest.approx(30.0 * 0.9 * 0.5)
    assert every.flow_route.tolist() == [4]
    assert every.split_pool.tolist() == [3]


@given(SEEDS, SHARES, st.booleans())
@drawn(100, HEAVY)
def test_no_prices_bring_the_bound_below_the_optimum(seed: int, share: float, also_ac: bool) -> None:
    instance, rng = adapted_city(seed, share, rules=True, also_ac=also_ac), np.random.default_rng(seed)
    best = enumerated(instance)
    if best is not None:
        spread = float(rng.choice([0.0, 0.3, 1.0]))
        for one in (instance, split_by_adapter(instance)):
            problem = Decomposition(one, site_sets(one, configurations_of(one)))
            answer = problem.evaluate(drawn_multipliers(problem, rng, spread))
            assert answer.bound >= best - 1e-6 * max(1.0, best)


@given(SEEDS, SHARES)
@drawn(40, HEAVY)
def test_descending_never_passes_the_optimum(seed: int, share: float) -> None:
    instance = adapted_city(seed, share, rules=True)
    best = enumerated(instance)
    if best is not None:
        split = split_by_adapter(instance)
        problem = Decomposition(split, site_sets(split, configurations_of(split)))
        bounds = [a.bound for _, a in descend(problem, problem.first_multipliers(), value=lambda: best, rounds=80)]
        assert min(bounds) >= best - 1e-6 * max(1.0, best)


@given(SEEDS, SHARES)
@drawn(40, HEAVY)
def test_classes_taken_apart_by_adapter_serve_as_much(seed: int, share: float) -> None:
    instance, rng = adapted_city(seed, share, rules=False), np.random.default_rng(seed)
    one = flat(instance)
    chargers = rng.integers(0, 2, (len(one.existing), len(one.kw)))
    asked = changed(instance, budget=1e9, bays=np.full(len(one.existing), 50))
    asked = changed(asked, grid_kw=np.full(len(one.existing), 1e4))
    whole = SitingModel(asked).allocate(chargers)
    assert SitingModel(split_by_adapter(asked)).allocate(chargers).value == pytest.approx(whole.value, abs=1e-6)
    assert served_worth(asked, chargers) == pytest.approx(whole.value, abs=1e-6)
    assert Allocation(asked, chargers).value() == pytest.approx(whole.value, abs=1e-6)


@given(SEEDS, SHARES)
@drawn(20, HEAVY)
def test_an_allocation_asked_for_another_demand_keeps_the_adapters_share(seed: int, share: float) -> None:
    instance, rng = adapted_city(seed, share, rules=False), np.random.default_rng(seed)
    one = flat(instance)
    chargers = rng.integers(0, 2, (len(one.existing), len(one.kw)))
    asked = changed(instance, budget=1e9, bays=np.full(len(one.existing), 50))
    asked = changed(asked, grid_kw=np.full(len(one.existing), 1e4))
    other = flat(asked).demand * rng.uniform(0.3, 2.0, flat(asked).demand.shape)
    allocation = Allocation(asked, chargers)
    allocation.ask_for(other)
    assert allocation.value() == pytest.approx(
        SitingModel(changed(asked, demand=other)).allocate(chargers).value, abs=1e-6
    )


@given(SEEDS, SHARES)
@drawn(40, HEAVY, few=4)
def test_no_bound_of_least_cost_or_drive_lies_above_what_enumeration_finds(seed: int, share: float) -> None:
    plain = adapted_city(seed, share, rules=False)
    instance = promised(plain, np.random.default_rng(seed), 0.3)
    for finder, objective in ((CostSearch, "cost"), (DistanceSearch, "distance")):
        best = enumerated(instance, objective)
        if best is not None:
            assert finder(instance, Effort(0.0, 20.0), silent).prove() <= best + 1e-6 * max(1.0, best)
            exact = SitingModel(instance, objective).solve(Effort(gap=0.0, time_limit_s=30.0), silent)
            assert exact.value == pytest.approx(best, rel=1e-6, abs=1e-4)


def adapted_town(zones: int, sites: int, share: float, *, budget: float, seed: int = 0) -> Instance:
    """A town that can buy GB/T guns and CCS2 guns, with more CCS2 drivers who have adapters."""
    return changed(town(zones, sites, budget=budget, seed=seed), adapters=to_gbt(0.8, share))


@pytest.mark.parametrize("share", [0.3, 1.0])
def test_a_large_town_is_planned_by_prices_with_adapters(share: float) -> None:
    instance = adapted_town(450, 90, share, budget=900_000.0)
    one = flat(instance)
    found = SitingModel(instance).solve(Effort(gap=0.03, time_limit_s=600.0), silent)
    without = SitingModel(changed(instance, adapters=Instance.adapters)).solve(
        Effort(gap=0.03, time_limit_s=600.0), silent
    )
    assert found.path.startswith("search by prices")
    assert (found.bound - found.value) / found.bound <= 0.03
    assert found.bound >= without.value
    by_adapter = found.flow_route >= 4
    assert by_adapter.any()
    sent = np.zeros(one.demand.shape)
    pairs = found.flow_pair[by_adapter]
    np.add.at(sent, (one.zone[pairs], found.flow_class[by_adapter]), found.flow_kwh[by_adapter])
    assert (sent <= share * one.demand + 1e-5).all()


@given(SEEDS, SHARES)
@drawn(10, HEAVY)
def test_a_short_search_proves_a_bound_that_holds(seed: int, share: float) -> None:
    instance = adapted_town(12, 4, share, budget=200_000.0, seed=seed % 1000)
    found = Search(instance, Effort(gap=0.0, time_limit_s=0.4), silent).run()
    exact = SitingModel(instance).solve(Effort(gap=0.0, time_limit_s=10.0), silent)
    assert found.bound >= exact.value * (1 - 1e-6)
    assert SitingModel(instance).allocate(found.chargers).value <= exact.bound * (1 + 1e-6)


def test_adapters_stay_in_their_world_where_worlds_are_stacked() -> None:
    one = adapted_town(20, 6, 0.5, budget=200_000.0)
    other = changed(one, adapters=Instance.adapters, demand=flat(one).demand[:, [2, 3, 0, 1]])
    chargers = np.zeros((6, 5), dtype=np.int64)
    chargers[:3, 0] = chargers[3:, 1] = 1
    both = SitingModel(stacked([one, other], [1.0, 0.5])).allocate(chargers).value
    apart = SitingModel(one).allocate(chargers).value + 0.5 * SitingModel(other).allocate(chargers).value
    assert both == pytest.approx(apart, rel=1e-9)


def street(adapters: list[dict[str, Any]], **plan: Any) -> tuple[Question, Plan]:
    """The street with GB/T chargers alone on offer."""
    keys = {"chargers": ["dc_gbt_60"], "budget_usd": 200_000, **plan}
    scenario = tiny_scenario(plan=keys, fleet={"adapters": adapters})
    question = question_of(tiny_city(), scenario, say=silent)
    return question, best_plan(question, say=silent)


def test_adapters_are_a_table_of_the_configuration() -> None:
    _, none = street([])
    question, some = street([{"port": "ccs2", "to": "gbt", "worth": 0.8, "share": 0.4}])
    assert "plug" not in none.flows
    assert broken_promises(some, question) == []
    card = scorecard_of(some, question, {})
    assert set(card.adapter_kwh) == {"ccs2_gbt"}
    asked = sum(kwh for name, kwh in card.demand_kwh.items() if "ccs2" in name)
    assert 0 < card.adapter_kwh["ccs2_gbt"] <= 0.4 * asked + 1e-6
    assert some.proof.value > none.proof.value
    assert scorecard_of(none, question, {}).adapter_kwh == {}
    assert any("adapters from CCS2" in one.what for one in question.demand.assumptions)


def test_a_pool_that_only_adapters_use_is_a_pool() -> None:
    scenario = tiny_scenario(
        plan={"chargers": ["dc_gbt_60"], "budget_usd": 200_000},
        fleet={"mix": {"ccs2": 1.0}, "adapters": [{"port": "ccs2", "to": "gbt"}]},
    )
    question = question_of(tiny_city(), scenario, say=silent)
    plan = best_plan(question, say=silent)
    assert broken_promises(plan, question) == []
    assert plan.flows["kwh_per_day"].sum() > 0
    assert set(plan.flows.loc[plan.flows["kwh_per_day"] > 0, "plug"]) >= {"gbt"}


def test_drivers_with_adapters_are_played() -> None:
    question, plan = street([{"port": "ccs2", "to": "gbt"}])
    network = network_of(question, plan, simpy.Environment())
    sent = sum(float(one.kwh.sum()) for one in assigned_streams(question, plan, network))
    assert sent == pytest.approx(float(plan.flows["kwh_per_day"].sum()))
    fast = next(c for c, kind in enumerate(question.demand.classes) if kind.name == "ccs2_fast")
    gbt = {n for n, one in enumerate(network.places) if question.pools.pools[one.pool].name.startswith("gbt DC")}
    options = options_of(question, network)
    assert any(n in gbt for (_, kind, _), found in options.items() if kind == fast for n, _ in found)


def test_energy_over_an_adapter_that_was_not_given_is_named() -> None:
    question, plan = street([{"port": "ccs2", "to": "gbt", "worth": 1.0}])
    plain = replace(question, scenario=tiny_scenario(plan={"chargers": ["dc_gbt_60"], "budget_usd": 200_000}))
    broken = broken_promises(plan, plain)
    assert any("of ccs2 fast take gbt plugs, for which no adapter was given" in one for one in broken)
    assert any("ccs2 fast is served by the pool gbt DC" in one for one in broken)


def test_energy_over_more_adapters_than_there_are_is_named() -> None:
    question, plan = street([{"port": "ccs2", "to": "gbt"}])
    fewer = question.scenario.fleet.model_copy(
        update={"adapters": tuple(one.model_copy(update={"share": 0.01}) for one in question.scenario.fleet.adapters)}
    )
    less = replace(question, scenario=question.scenario.model_copy(update={"fleet": fewer}))
    assert any("go by adapter to gbt" in one and "have one" in one for one in broken_promises(plan, less))


def test_an_adapter_that_is_worth_less_than_was_said_is_named() -> None:
    question, plan = street([{"port": "ccs2", "to": "gbt", "worth": 0.9}])
    worse = question.scenario.fleet.model_copy(
        update={"adapters": tuple(one.model_copy(update={"worth": 0.5}) for one in question.scenario.fleet.adapters)}
    )
    other = replace(question, scenario=question.scenario.model_copy(update={"fleet": worse}))
    assert any("the flows are worth" in one for one in broken_promises(plan, other))


@pytest.mark.parametrize(
    ("adapters", "said"),
    [
        ([{"port": "gbt", "to": "gbt"}], "joins a plug to itself"),
        ([{"port": "gbt", "to": "tesla"}], "fleet.adapters.1.to"),
        ([{"port": "gbt", "to": "ccs2", "worth": 1.5}], "fleet.adapters.1.worth"),
        ([{"port": "gbt", "to": "ccs2"}, {"port": "gbt", "to": "ccs2"}], "two adapters from gbt to ccs2"),
    ],
)
def test_an_adapter_that_makes_no_sense_is_refused(adapters: list[dict[str, Any]], said: str) -> None:
    with pytest.raises(ConfigError, match=said.replace(".", r"\.")):
        tiny_scenario(fleet={"adapters": adapters})


@pytest.mark.parametrize("large", [False, True])
def test_a_hedge_counts_what_goes_by_adapter(large: bool, monkeypatch: pytest.MonkeyPatch) -> None:
    if large:
        monkeypatch.setattr(strategy, "MIDDLING_FLOWS", 1_000)
        monkeypatch.setattr(strategy, "SMALL_FLOWS", 100)
    one = adapted_town(150, 30, 0.5, budget=300_000.0) if large else adapted_town(12, 4, 0.5, budget=200_000.0)
    other = changed(one, adapters=Instance.adapters, demand=flat(one).demand[:, [2, 3, 0, 1]])
    best = [SitingModel(world).solve(Effort(gap=0.05, time_limit_s=600.0), silent).value for world in (one, other)]
    hedged = hedged_plan([one, other], best, Effort(gap=0.05, time_limit_s=600.0), silent)
    alone = [SitingModel(world).allocate(hedged.chargers).value for world in (one, other)]
    assert hedged.values == pytest.approx(alone, rel=1e-6)
    assert hedged.value <= hedged.bound * (1 + 1e-9)
    assert hedged.gap <= 0.1
    assert hedged.path.startswith("search by prices") is large
