"""The hedged plan where every rule of building and of promises is asked for at once: right, within its bound, and allowed."""

import numpy as np
import pytest
from hypothesis import assume, given

from benchmarks.plain.building import allowed_chargers
from benchmarks.plain.flat import changed, flat
from planner.errors import InfeasibleError
from planner.model.instance.instance import Instance
from planner.model.program.effort import Effort
from planner.model.program.spending import Spending
from planner.model.sets.limits import most_products
from planner.model.solve import hedging
from planner.model.solve.expecting import expected_plan
from planner.model.solve.hedging import hedged_plan
from planner.model.solve.stacking import difference
from tests.fixtures.drawing import HEAVY, SEEDS, drawn
from tests.fixtures.dual_rule import dual_rule
from tests.fixtures.enumerated_cities import served_worth
from tests.fixtures.hedged_worlds import EFFORT, quiet
from tests.fixtures.small_adapters import adapted_city
from tests.fixtures.small_cities import CHARGERS, city, sharing_of
from tests.fixtures.small_mandates import CCS2, GBT, mandated
from tests.fixtures.small_works import WORKS, with_grid, with_works

MOST_PLANS = 250
"""More are too many to try in each world."""


def ruled_worlds(seed: int) -> list[Instance]:
    """Two or three worlds that share adapters, steps, mandates or a share of two standards, work, coverage and shared cabinets."""
    rng = np.random.default_rng(seed)
    names = [str(name) for name in rng.choice(sorted(CHARGERS), 2, replace=False)]
    budget = float(rng.choice([60_000.0, 130_000.0]))
    base = city(rng, int(rng.integers(1, 4)), 2, names, budget=budget, rules=bool(rng.random() < 0.5))
    if rng.random() < 0.4:
        base = changed(base, adapters=adapted_city(seed, float(rng.choice([0.3, 0.7, 1.0])), rules=False).adapters)
    base = with_grid(base, rng) if rng.random() < 0.4 else base
    which = rng.choice(["mandate", "share", "work", "none"])
    if which == "mandate":
        base = mandated(base, *([GBT], [CCS2], [GBT, CCS2])[rng.integers(3)])
    elif which == "share":
        base = changed(base, **dual_rule(names, float(rng.choice([0.0, 0.2, 1 / 3, 0.5]))))
    elif which == "work":
        base = with_works(base, rng, [str(rng.choice(sorted(WORKS)))])
    base = changed(base, coverage=float(rng.choice([0.0, 0.0, 0.05, 0.2])))
    mixes = [rng.uniform(0.0, 2.0, 4) for _ in range(int(rng.integers(2, 4)))]
    worlds = [changed(base, demand=flat(base).demand * mix) for mix in mixes]
    shared = which != "work" and rng.random() < 0.4
    return [changed(one, sharing=sharing_of(one)) for one in worlds] if shared else worlds


def tried(worlds: list[Instance]) -> tuple[list[np.ndarray], np.ndarray, np.ndarray]:
    """Every plan that is allowed in all worlds, its values (plans, worlds), and the best in each world (worlds,)."""
    plans = list(allowed_chargers(worlds[0]))
    assume(len(plans) <= MOST_PLANS)
    values = [[served_worth(one, plan) for one in worlds] for plan in plans]
    alone = [[value for value in column if value is not None] for column in zip(*values, strict=True)]
    assume(all(alone) and len(alone) == len(worlds))
    kept = [at for at, row in enumerate(values) if None not in row]
    best = np.array([max(column) for column in alone])
    assume((best > 1e-6).all())
    return [plans[at] for at in kept], np.array([values[at] for at in kept], dtype=float), best


@drawn(25, HEAVY)
@given(seed=SEEDS)
def test_a_hedge_under_every_rule_is_that_of_complete_enumeration(seed: int) -> None:
    worlds = ruled_worlds(seed)
    plans, values, best = tried(worlds)
    if not plans:
        with pytest.raises(InfeasibleError):
            hedged_plan(worlds, best.tolist(), EFFORT, quiet)
        return
    truth = (values / best).min(axis=1).max()
    found = hedged_plan(worlds, best.tolist(), EFFORT, quiet)
    assert found.value == pytest.approx(truth, abs=2e-5)
    assert found.bound >= truth - 2e-6
    assert any((found.chargers == plan).all() for plan in plans)
    assert found.values == pytest.approx([served_worth(one, found.chargers) for one in worlds], abs=1e-3)


@pytest.mark.slow
@drawn(15, HEAVY)
@given(seed=SEEDS)
def test_the_search_under_every_rule_finds_an_allowed_plan_below_a_bound_that_holds(seed: int) -> None:
    worlds = ruled_worlds(seed)
    plans, values, best = tried(worlds)
    assume(plans and most_products(worlds[0]).any())
    worst = len(worlds) * (values / best).min(axis=1).max()
    effort = Effort(gap=0.001, time_limit_s=0.3)
    found, bound = hedging._Hedge(worlds, 1.0, 1.0 / best, Spending(effort), quiet)._in_turn((0, 1), None, np.inf)
    assert bound >= worst - 1e-6 * len(worlds)
    if found is not None:
        assert found.value <= worst + 1e-5
        assert any((found.chargers == plan).all() for plan in plans)


@drawn(10, HEAVY)
@given(seed=SEEDS)
def test_the_plan_of_the_highest_expected_value_under_every_rule_is_that_of_enumeration(seed: int) -> None:
    worlds = [changed(one, mandated=flat(one).mandated[:0], mandated_names=()) for one in ruled_worlds(seed)]
    plans, values, _ = tried(worlds)
    assume(plans)
    likely = np.random.default_rng(seed).dirichlet(np.ones(len(worlds)))
    found = expected_plan(worlds, likely.tolist(), EFFORT, quiet)
    assert found.value == pytest.approx((values @ likely).max(), abs=1e-3)
    assert found.bound >= (values @ likely).max() - 1e-4


def test_worlds_with_other_limits_to_what_is_built_share_no_plan() -> None:
    base = city(np.random.default_rng(0), 2, 2, ["dc_gbt"], budget=60_000.0, rules=False)
    limited = changed(base, limit=most_products(base))
    assert difference([limited, changed(limited, limit=0 * flat(limited).limit)]) == "Chargers of other phases"
    assert difference([base, limited]) == "Chargers of other phases"
