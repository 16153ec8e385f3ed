"""The largest share of new DC cabinets that may serve two standards: kept by every way of planning, and bounded truly."""

import re
from dataclasses import replace

import numpy as np
import pandas as pd
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from planner.audit.recheck import broken_promises
from planner.errors import ConfigError, InfeasibleError
from planner.model.bound.decomposition import Decomposition
from planner.model.bound.multipliers import Prices, first_prices
from planner.model.bound.subgradient import descend
from planner.model.exact.trimming import trimmed
from planner.model.explain.marginal_value import Allocation
from planner.model.instance import soundness
from planner.model.instance.configurations import configurations_of
from planner.model.instance.dual_share import DualShare
from planner.model.instance.instance import Instance
from planner.model.instance.site_sets import site_sets
from planner.model.program.lp import Effort
from planner.model.search.search import Search
from planner.model.solve.hedging import hedged_plan
from planner.model.solve.planning import best_plan
from planner.model.solve.siting import SitingModel
from planner.plan import Plan
from planner.question import question_of
from tests.fixtures.instances import TYPES, town
from tests.fixtures.small_cities import CHARGERS, city, enumerated, keeps_dual_share
from tests.fixtures.tiny_city import silent, tiny_city, tiny_scenario

RELAXED = {"deadline": None, "suppress_health_check": [HealthCheck.too_slow, HealthCheck.data_too_large]}
SEEDS = st.integers(0, 2**32 - 1)
SHARES = st.sampled_from([0.0, 0.2, 1 / 3, 0.5, 0.75])


def rule(names: "tuple[str, ...] | list[str]", most: float) -> DualShare:
    """The rule for these products, read off the pools they feed."""
    dc = [[p for p in (1, 3, 4) if CHARGERS[name][0][p]] for name in names]
    return DualShare(most, tuple(len(p) > 1 or p == [4] for p in dc), tuple(bool(p) for p in dc))


def ruled_city(seed: int, most: float, *, rules: bool) -> Instance:
    """A small city that may buy cabinets of two standards and others."""
    rng = np.random.default_rng(seed)
    names = [str(rng.choice(["dc_dual", "dc_pooled"])), str(rng.choice(["dc_gbt", "dc_ccs2", "ac_gbt"]))]
    drawn = city(
        rng,
        int(rng.integers(1, 5)),
        int(rng.integers(1, 4)),
        names,
        budget=float(rng.choice([6e4, 1.3e5])),
        rules=rules,
    )
    return replace(drawn, dual_share=rule(names, most))


def ruled_town(most: float, *, zones: int = 150, sites: int = 40, budget: float = 900_000.0, seed: int = 0) -> Instance:
    return replace(town(zones, sites, budget=budget, seed=seed), dual_share=rule(TYPES, most))


@given(SEEDS, SHARES, st.booleans())
@settings(max_examples=60, **RELAXED)
def test_the_exact_model_finds_what_enumeration_finds(seed: int, most: float, rules: bool) -> None:
    instance = ruled_city(seed, most, rules=rules)
    best = enumerated(instance)
    if best is None:
        with pytest.raises(InfeasibleError):
            SitingModel(instance).solve(Effort(gap=0.0, time_limit_s=30.0), silent)
        return
    found = SitingModel(instance).solve(Effort(gap=0.0, time_limit_s=30.0), silent)
    assert found.value == pytest.approx(best, rel=1e-6, abs=1e-4)
    assert keeps_dual_share(instance, found.chargers)


@given(SEEDS, SHARES)
@settings(max_examples=120, **RELAXED)
def test_no_price_of_the_share_brings_the_bound_below_the_optimum(seed: int, most: float) -> None:
    instance, rng = ruled_city(seed, most, rules=True), np.random.default_rng(seed)
    best = enumerated(instance)
    if best is not None:
        spread = float(rng.choice([0.0, 0.5, 2.0]))
        prices = Prices(
            rng.uniform(0, 1, instance.demand.shape) * spread,
            float(rng.uniform(0, 0.05)),
            rng.uniform(0, 2, len(instance.feeder_kw)),
            dual=float(rng.choice([1.0, 100.0, 1000.0])) * float(rng.uniform()),
        )
        answer = Decomposition(instance, site_sets(instance, configurations_of(instance))).ask(prices)
        assert answer.bound >= best - 1e-6 * max(1.0, best)


@given(SEEDS, SHARES)
@settings(max_examples=40, **RELAXED)
def test_descending_with_the_share_never_passes_the_optimum(seed: int, most: float) -> None:
    instance = ruled_city(seed, most, rules=True)
    best = enumerated(instance)
    if best is not None:
        problem = Decomposition(instance, site_sets(instance, configurations_of(instance)))
        bounds = [a.bound for _, a in descend(problem, first_prices(instance), value=lambda: best, rounds=80)]
        assert min(bounds) >= best - 1e-6 * max(1.0, best)


def dual_favouring(instance: Instance, times: float = 3.0) -> Instance:
    """Cabinets of one standard made dear, so that everybody would buy the others."""
    cost = instance.cost.copy()
    cost[[TYPES.index("dc_gbt"), TYPES.index("dc_ccs2")]] *= times
    return replace(instance, cost=cost)


def test_the_price_of_the_share_lowers_the_bound_where_the_rule_binds() -> None:
    free = dual_favouring(town(100, 30, budget=900_000.0))
    ruled = replace(free, dual_share=rule(TYPES, 0.25))

    def least(instance: Instance) -> float:
        problem = Decomposition(instance, site_sets(instance, configurations_of(instance)))
        return min(a.bound for _, a in descend(problem, first_prices(instance), value=lambda: 0.0, rounds=300))

    found = SitingModel(ruled).solve(Effort(gap=0.2, time_limit_s=30.0), silent)
    assert keeps_dual_share(ruled, found.chargers)
    assert found.value <= least(ruled) < 0.97 * least(free)


@pytest.mark.parametrize("most", [0.0, 0.1, 0.5])
def test_the_search_by_prices_keeps_the_share_and_proves_its_plan(most: float) -> None:
    instance = dual_favouring(ruled_town(most, zones=450, sites=90), times=1.3)
    found = SitingModel(instance).solve(Effort(gap=0.03, time_limit_s=60.0), silent)
    assert found.path.startswith("search by prices")
    assert keeps_dual_share(instance, found.chargers)
    assert found.chargers.any()
    assert (found.bound - found.value) / found.bound <= 0.03


@given(SEEDS, SHARES)
@settings(max_examples=12, **RELAXED)
def test_a_short_search_keeps_the_share_and_its_bound_holds(seed: int, most: float) -> None:
    instance = dual_favouring(ruled_town(most, zones=12, sites=4, budget=200_000.0, seed=seed % 1000))
    found = Search(instance, Effort(gap=0.0, time_limit_s=0.4), silent).run()
    assert keeps_dual_share(instance, found.chargers)
    exact = SitingModel(instance).solve(Effort(gap=0.0, time_limit_s=5.0), silent)
    assert found.bound >= exact.value * (1 - 1e-6)


def test_a_cabinet_that_no_energy_needs_stays_where_it_lets_others_serve_two_standards() -> None:
    asked = ruled_town(0.5, zones=10, sites=2)
    instance = replace(asked, demand=0.03 * asked.demand)
    chargers = np.zeros((2, len(TYPES)), dtype=np.int64)
    chargers[0, TYPES.index("dc_gbt")], chargers[0, TYPES.index("dc_dual")] = 2, 1
    kept = trimmed(instance, SitingModel(instance).allocate(chargers))
    free = replace(instance, dual_share=None)
    bare = trimmed(free, SitingModel(free).allocate(chargers))
    assert bare[:, TYPES.index("dc_gbt")].sum() == 0 < bare[0, TYPES.index("dc_dual")]
    assert kept[:, TYPES.index("dc_gbt")].sum() == 1 == kept[0, TYPES.index("dc_dual")]


def test_what_a_site_is_worth_is_not_asked_about_the_share() -> None:
    instance = ruled_town(0.0, zones=10, sites=2)
    chargers = np.zeros((2, len(TYPES)), dtype=np.int64)
    chargers[0, TYPES.index("dc_dual")] = 1
    free = Allocation(replace(instance, dual_share=None), chargers)
    assert Allocation(instance, chargers).value() == pytest.approx(free.value())
    assert free.value() > 0


def test_a_forced_site_that_can_take_only_cabinets_of_two_standards_names_the_share() -> None:
    drawn = city(np.random.default_rng(3), 4, 3, ["dc_dual", "ac_gbt"], budget=200_000.0, rules=False)
    forced = np.array([True, False, False])
    must = replace(
        drawn,
        forced=forced,
        existing=np.zeros(3, dtype=bool),
        grid_kw=np.full(3, 300.0),
        bays=np.full(3, 4),
        floor=0.0,
        site_cost=np.full(3, 5_000.0),
        dual_share=rule(["dc_dual", "ac_gbt"], 0.5),
        limit=np.tile([4, 0], (3, 1)),
    )
    with pytest.raises(InfeasibleError, match=r"plan\.max_dual_share") as caught:
        SitingModel(must).solve(Effort(gap=0.0, time_limit_s=20.0), silent)
    told = " ".join([str(caught.value), *caught.value.ways])
    assert re.search(r"1 more new DC cabinet of two standards than the share of 0\.5 allows", told)


def test_a_share_that_is_none_is_refused() -> None:
    plain = ruled_town(0.5)
    with pytest.raises(ConfigError, match=r"plan\.max_dual_share.*share from 0 to 1"):
        soundness.check(replace(plain, dual_share=rule(TYPES, float("nan"))))


def test_the_share_is_a_key_of_the_configuration() -> None:
    def asked(most: float | None) -> tuple[Plan, int, int]:
        keys = {"chargers": ["dc_dual_120", "dc_gbt_60"], "budget_usd": 200_000, "max_dual_share": most}
        question = question_of(tiny_city(), tiny_scenario(plan=keys), say=silent)
        plan = best_plan(question, say=silent)
        assert broken_promises(plan, question) == []
        two = plan.chargers.loc[plan.chargers["charger"] == "dc_dual_120", "count"].sum()
        return plan, int(two), int(plan.chargers["count"].sum())

    (free, two, every), (half, some, of_all), (none, no, _) = asked(None), asked(0.4), asked(0.0)
    assert two > 0.4 * every
    assert 0 < some <= 0.4 * of_all
    assert no == 0
    assert free.proof.value > half.proof.value > none.proof.value > 0


def test_the_recheck_names_too_many_cabinets_of_two_standards() -> None:
    scenario = tiny_scenario(
        plan={"chargers": ["dc_dual_120", "dc_gbt_60"], "budget_usd": 200_000, "max_dual_share": 0.5}
    )
    question = question_of(tiny_city(), scenario, say=silent)
    plan = best_plan(question, say=silent)
    assert broken_promises(plan, question) == []
    site = str(plan.chargers["site_id"].iloc[0])
    more = pd.DataFrame({"site_id": [site], "charger": ["dc_dual_120"], "count": [9]})
    worse = replace(plan, chargers=pd.concat([plan.chargers, more]))
    assert any(
        "new DC cabinets that serve two standards, the largest share asked for is 0.5" in one
        for one in broken_promises(worse, question)
    )


@pytest.mark.parametrize("most", [0.0, 0.3])
@pytest.mark.parametrize("large", [False, True])
def test_a_hedge_keeps_the_share(most: float, large: bool) -> None:
    size = (450, 90, 900_000.0) if large else (12, 4, 200_000.0)
    plain = ruled_town(most, zones=size[0], sites=size[1], budget=size[2])
    one = dual_favouring(plain, times=1.3)
    other = replace(one, demand=one.demand[:, [2, 3, 0, 1]])
    best = [SitingModel(world).solve(Effort(gap=0.05, time_limit_s=20.0), silent).value for world in (one, other)]
    hedged = hedged_plan([one, other], best, Effort(gap=0.05, time_limit_s=20.0), silent)
    assert keeps_dual_share(one, hedged.chargers)
    assert 0 < hedged.value <= hedged.bound * (1 + 1e-9)
