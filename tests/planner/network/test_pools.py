"""Which guns queue together."""

import itertools
from dataclasses import replace

import numpy as np
import pytest

from geodata.connectors import Current, Need, PortFamily
from planner.catalogue.chargers import charger_types
from planner.demand.demand import demand_of
from planner.demand.occasions import Occasion
from planner.demand.surface import DemandSurface
from planner.network.locations import locations_of
from planner.network.parking import parking_of
from planner.network.pools import POWER_STEPS_KW, PoolTable, pools_of
from planner.network.service_level import ServiceLevel
from tests.fixtures.tiny_city import STATION, stations, tiny_city, tiny_scenario


def table(
    *chargers: str, plugs: tuple[tuple[str, str, int, float], ...] = (), **sections: dict[str, object]
) -> PoolTable:
    """Pools of the street with these chargers on sale and these plugs at its station."""
    scenario = tiny_scenario(**sections)
    city = tiny_city(stations=stations(plugs or (("e0", "DOMESTIC_F", 1, 2.3),)))
    return pools_of(demand_of(city, scenario), locations_of(city, scenario), charger_types(chargers))


def guns(pools: PoolTable, charger: int = 0) -> dict[str, int]:
    return {q.name: int(n) for q, n in zip(pools.pools, pools.guns[:, charger], strict=True) if n}


def standing(pools: PoolTable) -> dict[str, int]:
    return {q.name: int(n) for q, n in zip(pools.pools, pools.standing.sum(axis=0), strict=True) if n}


def demand() -> DemandSurface:
    return demand_of(tiny_city(), tiny_scenario())


def test_a_dual_cabinet_adds_one_gun_to_the_queue_of_each_standard():
    assert guns(table("dc_dual_120")) == {"ccs2 DC 90 kW": 1, "gbt DC 90 kW": 1}


def test_a_pooled_dual_cabinet_adds_both_guns_to_one_joint_queue():
    pools = table("dc_dual_120_4cable")
    assert guns(pools) == {"ccs2+gbt DC 90 kW": 2}
    assert pools.pools[0].families == (PortFamily.CCS2, PortFamily.GBT)
    assert pools.serves[:, 0].all()


def test_guns_of_one_standard_and_power_queue_together_whatever_they_hang_on():
    pools = table("dc_gbt_60", "dc_dual_60", plugs=(("e1", "GBT_DC", 1, 60.0),))
    at = [q.name for q in pools.pools].index("gbt DC 60 kW")
    assert pools.guns[at].tolist() == [2, 1]
    assert pools.standing[:, at].sum() == 1


def test_slow_drivers_take_ac_or_dc_and_fast_ones_dc_only():
    pools = table("ac_t2_22", "dc_ccs2_60")
    fast = [c.need.value == "fast" for c in demand().classes]
    for serves, wants_dc, kind in zip(pools.serves, fast, demand().classes, strict=True):
        for can, pool in zip(serves, pools.pools, strict=True):
            fits = kind.family is PortFamily.CCS2 and (pool.current is Current.DC or not wants_dc)
            assert can == fits


@pytest.mark.parametrize(
    ("given_kw", "runs_kw"), [(54.0, 50.0), (50.0, 50.0), (49.9, 40.0), (60.0, 60.0), (400.0, 90.0)]
)
def test_power_is_rounded_down_and_never_above_what_cars_take(given_kw, runs_kw):
    pools = table("dc_ccs2_60", plugs=(("e1", "GBT_DC", 1, given_kw),))
    assert standing(pools) == {f"gbt DC {runs_kw:g} kW": 1}


def test_a_gun_weaker_than_every_step_keeps_its_own_power():
    assert min(POWER_STEPS_KW) == 3
    assert standing(table("dc_ccs2_60", plugs=(("e1", "GBT_AC", 1, 2.0),))) == {"gbt AC 2 kW": 1}


def test_ac_sessions_run_at_the_cars_own_charger():
    (pool,) = table("ac_t2_22").pools
    assert pool.power_kw == 7.0
    assert pool.session_kwh == pytest.approx(8.7)


def test_a_car_holds_a_slow_post_for_the_longer_of_charging_and_staying_and_nobody_waits_for_one():
    stays = dict.fromkeys(Occasion, 0.001)
    base = {"apartment_share": 0.5, "winter_factor": 1.0}
    (gone,), (usual,) = (table("ac_t2_22", demand={**base, "stay_h": given}).pools for given in (stays, {}))
    assert gone.service_min == pytest.approx(gone.session_kwh / 7.0 * 60 + 5, rel=0.01)
    assert 4 < usual.service_min / 60 < 8
    assert gone.parks
    (drivers,) = [c for c in demand().classes if c.family is PortFamily.CCS2 and c.need is Need.SLOW]
    expected = parking_of(drivers.arrivals, demand().stay_h, 8.7 / 7 + 5 / 60)
    assert (usual.service_min / 60, usual.peak_cars) == pytest.approx((expected.hold_h, expected.peak_cars))
    promise, usual = ServiceLevel(24.0, 24.0, full_probability=0.2), replace(usual, availability=1.0)
    kwh = usual.carries(2, 0.0, promise)
    assert kwh == pytest.approx(1.0 / usual.peak_cars * 8.7 * 0.8)  # two posts: 1 erlang at 20 %
    assert usual.taken(2, np.array([usual.peak_cars_of(kwh / 0.8)]), 0.0, np.zeros(1), 0.0) == pytest.approx(0.2)


def test_an_evse_with_two_plugs_is_one_gun_for_either_driver():
    pools = table("dc_gbt_60", plugs=(("e1", "GBT_DC", 1, 50.0), ("e1", "IEC_62196_T2_COMBO", 1, 60.0)))
    assert standing(pools) == {"ccs2+gbt DC 50 kW": 1}


def test_an_ac_socket_beside_dc_cables_of_one_evse_is_no_second_gun():
    pools = table("dc_gbt_60", plugs=(("e1", "IEC_62196_T2_COMBO", 1, 50.0), ("e1", "IEC_62196_T2", 1, 22.0)))
    assert standing(pools) == {"ccs2 DC 50 kW": 1}


def test_alike_plugs_in_one_row_and_plugs_of_two_evses_are_guns_of_their_own():
    pools = table("dc_gbt_60", plugs=(("e1", "GBT_DC", 2, 50.0), ("e2", "GBT_DC", 1, 50.0)))
    assert standing(pools) == {"gbt DC 50 kW": 3}


def test_guns_that_nobody_can_use_are_counted_and_left_out():
    pools = table("dc_gbt_60", plugs=(("e1", "CHADEMO", 2, 50.0),))
    assert standing(pools) == {}
    assert pools.unused_standing == 2


def test_planned_private_and_foreign_plugs_are_no_supply():
    city, scenario = tiny_city(), tiny_scenario()
    for column, value in (("access", "private"), ("connection", "disconnected")):
        shut = stations()
        shut.table[column] = value
        assert locations_of(tiny_city(stations=shut), scenario).standing.empty
    planned = stations()
    planned.connectors["status"] = "planned"
    assert locations_of(tiny_city(stations=planned), scenario).standing.empty
    assert locations_of(tiny_city(stations=stations(at=99)), scenario).standing.empty
    there = locations_of(city, scenario)
    assert there.standing["guns"].tolist() == [1]
    assert there.existing[there.number()[STATION]]


def test_capacity_of_a_pool_starts_at_nothing_and_is_convex_where_waits_are_promised():
    pools = table("dc_gbt_60")
    capacity = pools.capacities(0, 12, ServiceLevel(24.0, 24.0, 10.0, 0.1, 0.2))
    steps = [b - a for a, b in itertools.pairwise(capacity)]
    assert capacity[0] == 0
    assert steps == sorted(steps)


def test_the_figures_of_a_pool_are_the_demand_weighted_means_of_its_drivers():
    (pool,) = table("dc_dual_120_4cable").pools
    surface = demand()
    energy = surface.kwh_per_day.sum(axis=0)
    for name in ("session_dc_kwh", "peak_hour_share"):
        mean = sum(getattr(c, name) * w for c, w in zip(surface.classes, energy, strict=True)) / energy.sum()
        assert getattr(pool, name.replace("_dc", "")) == pytest.approx(mean)


def test_a_hair_less_vehicle_power_costs_a_hair_not_a_step():
    slow = {"max_ac_kw": 6.99, "share_public_ac": 0.5, "share_public_dc": 0.0}
    classes = dict.fromkeys(("private_home", "private_apartment", "taxi"), slow)
    pools = table("ac_gbt_7", demand={"apartment_share": 0.5, "winter_factor": 1.0, "classes": classes})
    assert guns(pools) == {"gbt AC 6.9 kW": 1}


def test_what_guns_deliver_at_any_wait_is_the_limit_of_what_they_carry_at_ever_looser_promises():
    pools = table("dc_gbt_60", "ac_t2_22")
    sound = replace(pools, pools=tuple(replace(one, availability=1.0) for one in pools.pools))
    assert {one.parks for one in sound.pools} == {True, False}
    for q, pool in enumerate(sound.pools):
        most = sound.deliverable(q, 6)
        assert pools.deliverable(q, 6) == pytest.approx(most * pools.pools[q].availability)
        if not pool.parks:
            sessions = most[4] / pool.session_kwh * pool.peak_hour_share  # in the peak hour
            assert sessions * pool.service_min == pytest.approx(4 * 60.0), "all four guns are busy for the whole hour"
        looser = (0.5, 0.9, 0.999) if not pool.parks else (0.2, 0.5, 0.9)
        before = sound.capacities(q, 6, ServiceLevel(24, 24, 10, 0.1, 0.1))
        for probability in looser:
            now = sound.capacities(q, 6, ServiceLevel(24, 24, 10, probability, probability))
            assert (now[1:] > before[1:]).all()
            assert (now <= most + 1e-9).all()
            before = now
        assert before[1:] == pytest.approx(most[1:], rel=0.12 if pool.parks else 0.01)
