"""The audit restates what guns carry without the formulas of the plan, and comes to the same."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from geodata.connectors import Current
from planner.audit.carried import carried_kwh
from planner.config.plan import PlanConfig
from planner.network.pool import Pool
from planner.network.service_level import ServiceLevel, service_level_of
from tests.fixtures.drawn_pools import GUNS, LEVELS, pools


def plan_of(level: ServiceLevel) -> PlanConfig:
    """The `[plan]` that asks for a service level."""
    return PlanConfig(
        max_fast_h=level.fast_h,
        max_slow_h=level.slow_h,
        max_wait_min=level.wait_min,
        wait_probability=level.wait_probability,
        full_probability=level.full_probability,
    )


@given(pools(), GUNS, LEVELS, st.just(0.0) | st.floats(0.0, 0.9))
def test_guns_carry_what_the_audit_restates_with_and_without_promises_and_shared_power(
    pool: Pool, guns: int, level: ServiceLevel, lack: float
) -> None:
    plan, missing_kw = plan_of(level), lack * pool.power_kw * guns
    assert service_level_of(plan) == level
    assert pool.carries(guns, missing_kw, level) == pytest.approx(carried_kwh(pool, guns, missing_kw, plan), rel=1e-6)


def test_no_guns_carry_nothing() -> None:

    pool = Pool((), Current.DC, 31.0, 22.0, 45.0, 0.07, 0.06, 0.95)
    assert carried_kwh(pool, 0, 0.0, PlanConfig()) == pool.carries(0, 0.0, service_level_of(PlanConfig())) == 0.0
