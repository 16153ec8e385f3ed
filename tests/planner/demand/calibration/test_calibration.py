"""An estimate calibrated by sessions: what moves, what is kept, what is refused, and who has the last word."""

import numpy as np
import pytest

from geodata.connectors import Current, Need
from planner.demand.calibration.session_figures import measured_sessions, needed_for_mean
from planner.demand.demand import demand_of
from planner.demand.estimate import estimate_of
from planner.demand.queue_figures import PEAK, POWER, STAY, queue_figures
from planner.demand.sampling import draws_of
from planner.demand.story import demand_story
from tests.fixtures.metered import metered_city, row, weeks
from tests.fixtures.tiny_city import tiny_city, tiny_scenario

UNEVEN = {"s0": 2.0, "s4": 8.0, "s8": 30.0}
SCENARIO = tiny_scenario()


@pytest.fixture(scope="module")
def city(tmp_path_factory):
    rows = [*weeks(UNEVEN), *weeks(UNEVEN, seed=1, kwh=8.0, current="AC", hour=19)]
    return metered_city(rows, tmp_path_factory.mktemp("metered"))


@pytest.fixture(scope="module")
def estimate(city):
    return estimate_of(city, SCENARIO)


def bare(city, **changes):
    return tiny_city(stations=city.stations, **changes)


def test_demand_moves_to_where_more_is_metered_and_every_total_stays(city, estimate):
    before = estimate_of(bare(city), SCENARIO)
    for draw in ({}, *draws_of(before.assumed, 20, 0)[:2]):
        assert estimate.city_kwh(draw).sum(axis=4) == pytest.approx(before.city_kwh(draw).sum(axis=4))
        assert estimate.zone_kwh(draw).sum(axis=(0, 3)) == pytest.approx(before.zone_kwh(draw).sum(axis=(0, 3)))
    moved = estimate.zone_kwh().sum(axis=(1, 2, 3)) / before.zone_kwh().sum(axis=(1, 2, 3))
    assert (np.diff(moved) > 0).all(), "from the corner of s0 to that of s8"
    assert moved[0] < 0.8
    assert moved[-1] > 1.2
    places = next(one for one in estimate.calibration.fits if "another place than the zones" in one.what)
    assert places.after < 0.8 * places.before


def test_fleets_counted_by_district_keep_their_energy(city):
    fleet = [{"vehicle_class": "taxi", "count": n, "district": d} for n, d in ((30, "West"), (10, "East"))]
    plain, found = (
        estimate_of(tiny_city(fleet, stations=city.stations, **more), SCENARIO)
        for more in ({}, {"sessions": city.sessions})
    )
    for name in ("West", "East"):
        inside = plain.district == name
        assert found.zone_kwh()[inside].sum() == pytest.approx(plain.zone_kwh()[inside].sum())
    assert found.zone_kwh() != pytest.approx(plain.zone_kwh())


def test_a_zones_demand_still_breaks_down_into_its_terms(estimate):
    for zone in range(len(estimate.zone_id)):
        assert estimate.shared_kwh(zone).sum() == pytest.approx(estimate.zone_kwh()[zone].sum())


def test_measured_sessions_take_the_place_of_the_assumed_ones_and_the_report_says_so(city, estimate):
    demand = demand_of(city, SCENARIO)
    measured = measured_sessions(city.sessions)
    fast = [one for one in demand.classes if one.need is Need.FAST]
    energy = np.array([demand.kwh_per_day[:, demand.classes.index(one)].sum() for one in fast])
    mean = np.average([one.session_dc_kwh for one in fast], weights=energy)
    assert mean == pytest.approx(measured.of(Current.DC).session_kwh, rel=1e-6)
    assert measured.of(Current.DC).session_kwh == pytest.approx(20, rel=0.05)
    peak = measured.of(Current.DC).hourly_shares.max()
    assert [one.peak_hour_share for one in fast] == pytest.approx([peak] * len(fast))
    what = {one.what for one in estimate.calibration.replaced}
    assert {"energy of a fast session", "hours of the day, fast need", "where in a district demand lies"} <= what
    said = " ".join(one.what for one in demand.assumptions)
    assert "energy of a fast session, metered" in said
    figures = demand_story([estimate], samples=0, seed=0).figures
    assert len(figures["calibration"]["replaced"]) == len(estimate.calibration.replaced)
    assert sum(figures["hourly_kwh"]) == pytest.approx(figures["total_kwh"])


def test_a_figure_that_was_metered_has_no_assumed_band(city, estimate):
    scenario = tiny_scenario(demand={"classes": {}})
    assumed = {one.name for one in queue_figures(estimate_of(bare(city), scenario), scenario)}
    assert assumed == {POWER, STAY, PEAK}
    assert queue_figures(estimate, scenario) == (), "power, stays and hours of the day were all metered"


def test_what_the_configuration_states_stands_against_the_meter(city):
    asked = tiny_scenario(
        demand={"session_ac_kwh": 12.0, "peak_hour_share": 0.2, "classes": {"taxi": {"session_dc_kwh": 33.0}}}
    )
    found = estimate_of(city, asked)
    taxi = found.inputs.classes.index("taxi")
    assert found.session_kwh(Current.AC, asked) == pytest.approx(
        estimate_of(bare(city), asked).session_kwh(Current.AC, asked)
    )
    assert found.session_kwh(Current.DC, asked)[taxi] == 33.0
    assert {one.peak_hour_share for one in demand_of(city, asked).classes} == {0.2}


@pytest.mark.parametrize("rows", [[], [row()], [row(f"2026-03-02 1{k}:00", f"2026-03-02 1{k}:40") for k in range(9)]])
def test_too_few_sessions_change_nothing_and_the_number_needed_is_named(tmp_path, rows):
    bad = row(start="")  # a table of sessions of which none can be used
    city = metered_city([*rows, bad], tmp_path)
    asked = tiny_scenario().model_copy(update={"sessions": ("one source",)})
    found, plain = estimate_of(city, asked), estimate_of(bare(city), SCENARIO)
    assert found.zone_kwh() == pytest.approx(plain.zone_kwh())
    assert found.session_kwh(Current.DC, SCENARIO) == pytest.approx(plain.session_kwh(Current.DC, SCENARIO))
    assert found.calibration.replaced == ()
    said = [one.reason for one in found.problems if one.record == "sessions"]
    assert any("100 are needed" in one for one in said)


def test_a_sample_that_varies_more_needs_more_sessions():
    even, wild = np.full(50, 7.0), np.array([1.0] * 99 + [500.0])
    assert needed_for_mean(even) == 100
    assert needed_for_mean(wild) == pytest.approx((wild.std(ddof=1) / wild.mean() * 10) ** 2, abs=1)


def test_power_of_slow_sessions_is_told_only_where_charging_is_apart_from_parking(city):
    measured = measured_sessions(city.sessions)
    assert measured.of(Current.AC).session_kw is None
    apart = city.sessions.assign(charging_h=city.sessions["plugged_h"] / 2)
    assert measured_sessions(apart).of(Current.AC).session_kw == pytest.approx(
        2 * apart[apart["current"] == "AC"]["kwh"].sum() / apart[apart["current"] == "AC"]["plugged_h"].sum()
    )
    assert measured.of(Current.DC).session_kw == pytest.approx(
        city.sessions[city.sessions["current"] == "DC"]["kwh"].sum()
        / city.sessions[city.sessions["current"] == "DC"]["plugged_h"].sum()
    )
