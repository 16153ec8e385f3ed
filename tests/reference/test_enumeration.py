"""The siting model against complete enumeration on small cities."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from benchmarks.plain.flat import changed, flat
from planner.errors import InfeasibleError
from planner.model.exact.solution import Solution
from planner.model.instance.instance import Instance
from planner.model.program.effort import Effort
from planner.model.solve.siting import SitingModel
from tests.fixtures.drawing import HEAVY, drawn
from tests.fixtures.enumerated_cities import enumerated
from tests.fixtures.small_cities import city, sharing_of, small_cities


def solved(instance: Instance) -> Solution:
    return SitingModel(instance).solve(Effort(gap=0.0, time_limit_s=60.0), lambda _: None)


@given(small_cities())
@drawn(60, HEAVY)
def test_the_model_finds_what_enumeration_finds(instance: Instance) -> None:
    best, plan = enumerated(instance), solved(instance)
    assert best is not None
    assert plan.value == pytest.approx(best, rel=1e-5, abs=1e-3)
    assert plan.bound >= best - 1e-4 * max(1.0, best)


@given(small_cities(rules=True))
@drawn(60, HEAVY)
def test_every_rule_together_agrees_with_enumeration(instance: Instance) -> None:
    best = enumerated(instance)
    if best is None:
        with pytest.raises(InfeasibleError, match="district_floor"):
            solved(instance)
    else:
        assert solved(instance).value == pytest.approx(best, rel=1e-5, abs=1e-3)


@given(small_cities())
@drawn(25, HEAVY)
def test_cabinets_that_share_power_carry_what_their_queues_do_state_by_state(drawn: Instance) -> None:
    instance = changed(drawn, sharing=sharing_of(drawn))
    best, plan = enumerated(instance), solved(instance)
    assert best is not None
    assert plan.value == pytest.approx(best, rel=1e-3, abs=1e-2)
    assert plan.bound >= best - 1e-3 * max(1.0, best)


def test_a_shared_cabinet_binds_where_the_queue_alone_would_serve_more() -> None:
    drawn = city(np.random.default_rng(3), 4, 3, ["dc_gbt", "dc_dual"], budget=130_000.0, rules=False)
    assert solved(changed(drawn, sharing=sharing_of(drawn))).value < 0.98 * solved(drawn).value


@given(st.integers(0, 2**32 - 1))
@drawn(25, HEAVY)
def test_more_budget_never_lowers_the_objective_beyond_the_gaps(seed: int) -> None:
    rng = np.random.default_rng(seed)
    poor = city(rng, 4, 3, ["dc_gbt", "dc_dual"], budget=30_000.0, rules=False)
    rich = changed(poor, budget=90_000.0)
    assert solved(rich).bound >= solved(poor).value - 1e-6


@given(st.integers(0, 2**32 - 1))
@drawn(25, HEAVY)
def test_shuffled_zones_and_sites_give_the_same_value(seed: int) -> None:
    rng = np.random.default_rng(seed)
    plain = city(rng, 4, 3, ["dc_gbt", "ac_t2"], budget=80_000.0, rules=False)
    one = flat(plain)
    order = rng.permutation(3)
    to = np.argsort(order)
    pairs = rng.permutation(len(one.zone))
    shuffled = changed(
        plain,
        **{
            "zone": one.zone[pairs],
            "site": to[one.site[pairs]],
            "worth": one.worth[pairs],
            **{
                name: getattr(one, name)[order]
                for name in ("standing", "existing", "bays", "grid_kw", "site_cost", "feeder", "forced", "forbidden")
            },
        },
    )
    assert solved(shuffled).value == pytest.approx(solved(plain).value, rel=1e-6, abs=1e-6)


@given(small_cities())
@drawn(40, HEAVY)
def test_served_stays_within_demand_and_capacity(instance: Instance) -> None:
    one = flat(instance)
    plan = solved(instance)
    served = np.zeros_like(one.demand)
    np.add.at(served, (one.zone[plan.flow_pair], plan.flow_class), plan.flow_kwh)
    assert (served <= one.demand + 1e-6).all()
    load = np.zeros(one.standing.shape)
    np.add.at(load, (plan.split_site, plan.split_pool), plan.split_kwh)
    guns = one.standing + plan.chargers @ one.guns.T
    for q, table in enumerate(one.capacity):
        assert (load[:, q] <= table[guns[:, q]] + 1e-6).all()


def test_no_charger_is_bought_that_serves_nobody() -> None:
    rng = np.random.default_rng(4)
    instance = city(rng, 3, 3, ["dc_gbt", "ac_gbt"], budget=1e9, rules=False)
    plan = solved(instance)
    for site, kind in zip(*np.nonzero(plan.chargers), strict=True):
        fewer = plan.chargers.copy()
        fewer[site, kind] -= 1
        assert SitingModel(instance).allocate(fewer).value < plan.value - 1e-6
