"""Nothing is lost: zones sum to districts sum to the city, for every class, need, occasion and year, whatever draws where."""

from dataclasses import replace

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from geodata.activity import ACTIVITIES, ACTIVITY
from geodata.connectors import PLUG_FAMILIES, Current
from geodata.fleet import FLEET, VEHICLE_CLASSES
from planner.demand.demand import demand_of
from planner.demand.energy import energy_of
from planner.demand.estimate import Estimate, estimate_of
from planner.demand.occasions import OCCASIONS, Occasion
from planner.demand.queue_habits import charging_hours, queue_assumptions
from planner.demand.spans import CENTRAL
from planner.errors import ConfigError
from tests.fixtures.drawing import drawn
from tests.fixtures.tiny_city import PEOPLE, tiny_city, tiny_scenario

ZONES = [f"z{k}" for k in PEOPLE]
WEST, EAST = slice(0, 3), slice(3, 5)


def activity(amounts: list[list[float]]) -> pd.DataFrame:
    """Activity of the five zones of the street; (zones, activities)."""
    rows = pd.DataFrame(amounts, columns=list(ACTIVITIES)).assign(zone_id=ZONES)
    return ACTIVITY.checked(rows, source="test")


def places(**columns: list[float]) -> pd.DataFrame:
    """Activity of the five zones, nothing where nothing is given."""
    return activity([[columns.get(name, [0.0] * 5)[k] for name in ACTIVITIES] for k in range(5)])


ROWS = st.lists(
    st.fixed_dictionaries(
        {
            "vehicle_class": st.sampled_from(VEHICLE_CLASSES),
            "count": st.floats(0.5, 5_000),
            "district": st.sampled_from([None, "West", "East"]),
            "port": st.sampled_from([None, *PLUG_FAMILIES]),
            "year": st.sampled_from([None, 2025, 2026, 2030]),
        }
    ),
    min_size=1,
    max_size=8,
)
AMOUNTS = st.lists(
    st.lists(st.one_of(st.just(0.0), st.floats(1, 1e5)), min_size=len(ACTIVITIES), max_size=len(ACTIVITIES)),
    min_size=5,
    max_size=5,
)
DRAWS = st.dictionaries(
    st.sampled_from(["stock", "km", "winter", "public_share", "occasion:home", "weight:work:office_m2", "port_gbt"]),
    st.floats(-1, 1),
)


@given(ROWS, AMOUNTS, st.integers(2025, 2030), DRAWS)
@drawn(60)
def test_zones_sum_to_districts_sum_to_the_city(rows, amounts, year, draw):
    fleet = FLEET.checked(
        pd.DataFrame([*rows, {"vehicle_class": "phev", "count": 1.0, "year": None}], columns=list(FLEET.columns)),
        source="test",
    )
    scenario = tiny_scenario(fleet={"mix": "balanced", "temperature_c": -10}, demand={"winter_factor": None})
    estimate = estimate_of(tiny_city(fleet.to_dict("records"), activity=activity(amounts)), scenario, year)
    energy, zones = estimate.city_kwh(draw), estimate.zone_kwh(draw)
    assert estimate.fleet.year == year
    assert (zones >= 0).all()
    # The city: every port family and need.
    assert zones.sum(axis=(0, 3)) == pytest.approx(energy.sum(axis=(0, 1, 4)), rel=1e-9)
    # The districts: every fleet that is counted by district stays in it, every class and need to itself.
    settled = estimate._fitted_by_district(energy, estimate.attraction.at(draw))
    assert settled.sum(axis=4) == pytest.approx(energy.sum(axis=4), rel=1e-9)
    for d, name in enumerate(estimate.fleet.districts):
        if not name:
            continue
        inside = estimate.district == name
        alone = alone_of(estimate, d).zone_kwh(draw)
        assert alone[~inside].sum() == 0
        assert alone.sum(axis=(0, 3)) == pytest.approx(energy[:, d].sum(axis=(0, 3)), rel=1e-9)
    # One zone taken apart is that zone: every class, fleet, family, need and occasion.
    parts = np.stack([estimate.shared_kwh(k) for k in range(5)])
    assert parts.sum(axis=(1, 2)) == pytest.approx(estimate.zone_kwh(), rel=1e-9, abs=1e-12)
    assert parts.sum(axis=(0, 5)) == pytest.approx(estimate.city_kwh().sum(axis=4), rel=1e-9)


def alone_of(estimate: Estimate, d: int) -> Estimate:
    """The same estimate with the vehicles of one district alone."""
    name = estimate.fleet.districts[d]
    rows = estimate.fleet.rows
    return replace(estimate, fleet=replace(estimate.fleet, rows=rows[rows["district"] == name]))


@given(AMOUNTS, st.floats(1, 1_000), st.floats(1, 1_000))
@drawn(40)
def test_a_districts_fleet_is_met_exactly_whatever_draws_elsewhere(amounts, west, east):
    fleet = [
        {"vehicle_class": name, "count": count, "district": district, "port": "gbt"}
        for district, count in (("West", west), ("East", east))
        for name in ("taxi", "private_apartment")
    ]
    estimate = estimate_of(tiny_city(fleet, activity=activity(amounts)), tiny_scenario())
    by_zone, energy = estimate.zone_kwh().sum(axis=(1, 2, 3)), estimate.city_kwh()
    for inside, name in ((WEST, "West"), (EAST, "East")):
        own = energy[:, estimate.fleet.districts.index(name)].sum()
        assert by_zone[inside].sum() == pytest.approx(own, rel=1e-9)


@given(
    st.lists(st.lists(st.floats(1, 1e4), min_size=len(ACTIVITIES), max_size=len(ACTIVITIES)), min_size=5, max_size=5)
)
@drawn(40)
def test_occasions_keep_their_totals_where_every_district_has_places_for_each(amounts):
    fleet = [{"vehicle_class": "private", "count": n, "district": d} for n, d in ((100, "West"), (300, "East"))]
    estimate = estimate_of(tiny_city(fleet, activity=activity(amounts)), tiny_scenario())
    assert estimate.zone_kwh().sum(axis=(0, 1)) == pytest.approx(estimate.city_kwh().sum(axis=(0, 1, 2)), rel=1e-6)
    assert estimate.displaced() < 1e-6
    assert not [one for one in estimate.problems if "district" in one.record]


def test_districts_get_the_occasions_they_have_places_for_by_hand():
    # Both districts have 100 cars; shops stand in the West by 3 to 1, homes are alike. Slowly: 90 % while shopping, 10 % near home.
    fleet = [{"vehicle_class": "private_home", "count": 100, "district": d, "port": "ccs2"} for d in ("West", "East")]
    city = tiny_city(fleet, activity=places(retail_m2=[3_000, 0, 0, 1_000, 0], house_people=[1, 1, 0, 1, 1]))
    estimate = estimate_of(city, tiny_scenario(demand={"work_is_public": False}))
    slow = estimate.zone_kwh()[:, :, 1].sum(axis=1)
    asked = 200 * 35 * 0.165 * 0.07 / 0.89
    assert slow[WEST].sum() == pytest.approx(asked / 2, rel=1e-9)
    shop, home = (slow[:, OCCASIONS.index(one)] for one in (Occasion.DESTINATION, Occasion.HOME))
    # Of 100: the West has x in shops and 50 - x near home, the East 90 - x and x - 40. The seed's odds (3 * 2) / (1 * 2) hold:
    # x (x - 40) = 3 (50 - x) (90 - x), so 2 x^2 - 380 x + 13,500 = 0.
    x = (380 - np.sqrt(380**2 - 4 * 2 * 13_500)) / 4
    assert shop[WEST].sum() == pytest.approx(asked * x / 100, rel=1e-6)
    assert home[EAST].sum() == pytest.approx(asked * (x - 40) / 100, rel=1e-6)
    assert home[:2] == pytest.approx([home[0]] * 2)


def test_an_occasion_that_no_district_has_places_for_keeps_its_energy_and_goes_by_people():
    # The only station of the city lies in a zone of no district; both districts have taxis.
    fleet = [{"vehicle_class": "taxi", "count": 10, "district": d, "port": "gbt"} for d in ("West", "East")]
    zones = tiny_city().zones.assign(district=[None, "West", "West", "East", "East"])
    city = tiny_city(fleet, zones=zones, activity=places(transport_m2=[9_000, 0, 0, 0, 0]))
    estimate = estimate_of(city, tiny_scenario())
    taxi = estimate.zone_kwh()[..., OCCASIONS.index(Occasion.TAXI)].sum(axis=(1, 2))
    asked = estimate.city_kwh()[..., OCCASIONS.index(Occasion.TAXI)].sum()
    assert taxi.sum() == pytest.approx(asked, rel=1e-6)
    assert taxi[0] == 0
    assert taxi[1] / taxi[2] == pytest.approx(2 / 3)
    assert estimate.displaced() < 1e-6


def test_energy_that_finds_no_place_of_its_occasion_is_reported_and_districts_hold():
    # The East has homes only, the West workplaces and shops only: the East's work and shopping cannot lie there.
    fleet = [
        {"vehicle_class": "private_apartment", "count": n, "district": d} for n, d in ((10, "West"), (500, "East"))
    ]
    zones = places(retail_m2=[1e3, 1e3, 0, 0, 0], office_m2=[1e3, 0, 0, 0, 0], flat_people=[0, 0, 0, 2e3, 2e3])
    estimate = estimate_of(tiny_city(fleet, activity=zones), tiny_scenario())
    (problem,) = [one for one in estimate.problems if one.record == "fleets counted by district"]
    assert f"{estimate.displaced():.1%}" in problem.reason
    assert estimate.displaced() > 0.2
    by_zone = estimate.zone_kwh().sum(axis=(1, 2, 3))
    assert by_zone[EAST].sum() / by_zone.sum() == pytest.approx(500 / 510, rel=1e-9)


def test_the_energy_of_a_fleet_needs_no_city():
    rows = [{"vehicle_class": "taxi", "count": 10, "district": "West"}, {"vehicle_class": "private", "count": 90}]
    scenario = tiny_scenario()
    table = FLEET.checked(pd.DataFrame(rows, columns=list(FLEET.columns)), source="test")
    alone, placed = energy_of(table, scenario), estimate_of(tiny_city(rows), scenario)
    for draw in (CENTRAL, {"stock": 0.5, "km_taxi": -0.5}):
        assert alone.kwh(draw).sum() == pytest.approx(placed.city_kwh(draw).sum())
    assert {one.name for one in alone.assumed} < {one.name for one in placed.assumed}


def test_the_case_of_the_scenario_is_the_column_of_the_facts():
    fleet = [{"vehicle_class": "taxi", "count": 10, "port": "gbt"}]
    low, central, high = (
        estimate_of(tiny_city(fleet), tiny_scenario(demand={"case": case})).city_kwh().sum()
        for case in ("low", "central", "high")
    )
    assert low / central == pytest.approx((220 * 13.5) / (300 * 15.5))
    assert high / central == pytest.approx((400 * 18) / (300 * 15.5))


def test_a_zone_that_nobody_lives_in_still_has_what_is_visited_there():
    zones = tiny_city().zones.assign(population=[0.0, 2_000, 3_000, 2_000, 2_000])
    fleet = [{"vehicle_class": "car_share", "count": 10, "port": "ccs2"}]
    estimate = estimate_of(
        tiny_city(fleet, zones=zones, activity=places(retail_m2=[900, 0, 0, 100, 0])), tiny_scenario()
    )
    shopping = estimate.zone_kwh()[..., OCCASIONS.index(Occasion.DESTINATION)].sum(axis=(1, 2))
    assert shopping / shopping.sum() == pytest.approx([0.9, 0, 0, 0.1, 0])


def test_a_district_that_nobody_lives_in_has_no_fleet():
    zones = tiny_city().zones.assign(population=[1_000, 2_000, 3_000, 0.0, 0.0])
    with pytest.raises(ConfigError, match="nobody lives in district 'East'"):
        estimate_of(
            tiny_city([{"vehicle_class": "taxi", "count": 1, "district": "East"}], zones=zones), tiny_scenario()
        )


def test_more_electric_vehicles_than_there_are_vehicles_are_named():
    def said(count: float) -> list[str]:
        scenario = tiny_scenario(city={"name": "Almaty", "country": "KZ"})
        found = estimate_of(tiny_city([{"vehicle_class": "taxi", "count": count}]), scenario)
        return [one.reason for one in found.problems if one.record == "fleet of 2028"]

    assert said(600_000) == []
    assert said(700_000) == [
        "700\u202f000 electric vehicles, but 615\u202f000 vehicles of any kind are registered in the city"
    ]


def test_a_wrong_district_is_named_with_the_file_of_the_fleet():
    scenario = tiny_scenario(fleet={"path": "fleet.csv"})
    with pytest.raises(ConfigError, match=r"^fleet\.csv: district 'Wets' has no populated zone"):
        estimate_of(tiny_city([{"vehicle_class": "taxi", "count": 1, "district": "Wets"}]), scenario)
    both = [{"vehicle_class": "taxi", "count": 1, "district": name} for name in ("Wets", "West", "Eats")]
    with pytest.raises(ConfigError, match=r"district 'Eats' .*'East'.*; district 'Wets' .*'West'"):
        estimate_of(tiny_city(both), scenario)


def test_names_that_are_no_district_are_refused_even_if_they_look_alike():
    with pytest.raises(ConfigError, match=r"district 'east' has no populated zone in the city; did you mean 'East'\?"):
        estimate_of(tiny_city([{"vehicle_class": "taxi", "count": 1, "district": "east"}]), tiny_scenario())
    with pytest.raises(ConfigError, match="district 'Q' has no populated zone in the city; known are East, West"):
        estimate_of(tiny_city([{"vehicle_class": "taxi", "count": 1, "district": "Q"}]), tiny_scenario())


def test_a_class_without_shares_is_refused_by_its_name(monkeypatch):
    monkeypatch.setattr(
        "planner.demand.occasions.fact_rows",
        lambda _: [],
    )
    from planner.demand.occasions import occasion_shares

    occasion_shares.cache_clear()
    try:
        with pytest.raises(
            ConfigError, match=r"charging_occasions.csv: class 'taxi' has no shares for one of its needs"
        ):
            estimate_of(tiny_city([{"vehicle_class": "taxi", "count": 1}]), tiny_scenario())
    finally:
        occasion_shares.cache_clear()


def test_a_temperature_beyond_the_curve_is_its_end_and_is_reported():
    fleet = [{"vehicle_class": "taxi", "count": 1, "port": "gbt"}]
    found = {
        t: demand_of(tiny_city(fleet), tiny_scenario(fleet={"temperature_c": t}, demand={"winter_factor": None}))
        for t in (-38, -35)
    }
    assert found[-38].kwh_per_day.sum() == pytest.approx(found[-35].kwh_per_day.sum())
    assert [one for one in found[-38].problems if one.record == "fleet.temperature_c"]
    assert not [one for one in found[-35].problems if one.record == "fleet.temperature_c"]


def test_hours_plugged_in_are_told_beside_those_of_charging():
    estimate, scenario = estimate_of(tiny_city(), tiny_scenario()), tiny_scenario()
    figures, kwh = estimate.inputs.figures, estimate.session_kwh(Current.AC, scenario)
    each = [one / kind.max_ac_kw for one, kind in zip(kwh, figures, strict=True) if kind.max_ac_kw > 0]
    assert min(each) - 1e-9 <= charging_hours(estimate, scenario) <= max(each) + 1e-9
    (told,) = [one for one in queue_assumptions(estimate, scenario) if "stays plugged in" in one.what]
    assert told.what.endswith("charging or not")
    assert f"of these it charges for {charging_hours(estimate, scenario):.1f} h" in told.value
