"""Demand against sums done by hand, and that nothing is lost on the way to the map."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from geodata.connectors import PLUG_FAMILIES, Need
from geodata.fleet import VEHICLE_CLASSES
from planner.catalogue.facts import winter_factor
from planner.demand.demand import demand_of
from planner.demand.estimate import estimate_of
from planner.demand.inputs import OVERRIDES
from planner.demand.occasions import OCCASIONS, Occasion
from planner.errors import ConfigError
from tests.fixtures.drawing import drawn
from tests.fixtures.tiny_city import districts, tiny_city, tiny_scenario

FAST, SLOW = 0.95, 0.89
"""Energy in the battery for each kWh at a DC and at an AC plug."""


def taxis(count: float = 10, **more: object) -> list[dict[str, object]]:
    return [{"vehicle_class": "taxi", "count": count, **more}]


def by_class(rows: list[dict[str, object]], /, **sections: dict[str, object]) -> dict[str, float]:
    return demand_of(tiny_city(rows), tiny_scenario(**sections)).by_class()


def test_the_energy_of_ten_taxis_is_their_kilometres():
    daily = 10 * 300 * 15.5 / 100  # 465 kWh, of which 65 % fast and 10 % slow in public
    found = by_class(taxis(port="gbt"))
    assert found == pytest.approx({"gbt_fast": 0.65 * daily / FAST, "gbt_slow": 0.10 * daily / SLOW})


def test_ports_that_the_table_leaves_open_follow_the_mix():
    found = by_class(taxis(), fleet={"mix": {"gbt": 0.7, "ccs2": 0.2, "nacs": 0.1}})
    assert found["gbt_fast"] == pytest.approx(465 * 0.65 * 0.7 / FAST)
    assert found["nacs_slow"] == pytest.approx(465 * 0.10 * 0.1 / SLOW)
    assert not [name for name in found if name.startswith("chademo")]


def test_frost_takes_energy_by_the_curve_unless_the_user_knows_better():
    cold = by_class(taxis(port="gbt"), fleet={"temperature_c": -20}, demand={"winter_factor": None})
    assert cold["gbt_fast"] == pytest.approx(465 * 0.65 * winter_factor(-20, "car_central") / FAST)
    known = by_class(taxis(port="gbt"), fleet={"temperature_c": -20}, demand={"winter_factor": 1.5})
    assert known["gbt_fast"] == pytest.approx(465 * 0.65 * 1.5 / FAST)


def test_a_cold_battery_takes_less_fast_power_and_no_less_slow_power():
    warm, cold = (
        demand_of(tiny_city(taxis(port="gbt")), tiny_scenario(fleet={"temperature_c": t})).classes[0] for t in (20, -25)
    )
    assert cold.max_dc_kw == pytest.approx(90 * winter_factor(-25, "dc_charge_power_factor"))
    assert cold.max_dc_kw < warm.max_dc_kw == 90
    assert cold.max_ac_kw == warm.max_ac_kw


def test_private_cars_are_split_by_the_share_of_apartments():
    fleet = [{"vehicle_class": "private", "count": 100, "port": "ccs2"}]
    daily = 100 * 35 * 16.5 / 100
    found = by_class(fleet, demand={"apartment_share": 0.8})
    assert found["ccs2_fast"] == pytest.approx(daily * (0.8 * 0.46 + 0.2 * 0.10) / FAST)
    assert found["ccs2_slow"] == pytest.approx(daily * (0.8 * 0.29 + 0.2 * 0.10) / SLOW)


def test_an_apartment_share_nobody_knows_is_assumed_aloud():
    city = tiny_city([{"vehicle_class": "private", "count": 100}])
    said = demand_of(city, tiny_scenario(demand={"apartment_share": None})).assumptions
    (note,) = [one for one in said if one.what == "private cars kept by people in apartments"]
    assert (note.value, note.confidence) == ("50%", "low")


def test_plug_in_hybrids_ask_for_their_fast_share_slowly():
    found = by_class([{"vehicle_class": "phev", "count": 100, "port": "ccs2"}])
    assert found == pytest.approx({"ccs2_slow": 100 * 15 * 18 / 100 * (0.20 + 0.05 + 0.05) / SLOW})


def test_charging_at_work_counts_only_where_it_is_public():
    fleet = [{"vehicle_class": "private_apartment", "count": 100, "port": "gbt"}]
    public, closed = (by_class(fleet, demand={"work_is_public": flag})["gbt_slow"] for flag in (True, False))
    assert closed / public == pytest.approx(0.21 / 0.29)


def test_overrides_of_a_class_change_that_class_alone():
    fleet = [*taxis(port="gbt"), {"vehicle_class": "car_share", "count": 5, "port": "ccs2"}]
    plain = by_class(fleet)
    changed = by_class(fleet, demand={"classes": {"taxi": {"daily_km": 600}}})
    assert changed["gbt_fast"] == pytest.approx(2 * plain["gbt_fast"])
    assert changed["ccs2_fast"] == pytest.approx(plain["ccs2_fast"])


@pytest.mark.parametrize(
    ("classes", "why"),
    [
        ({"taxi": {"dayly_km": 250}}, "demand.classes.taxi: unknown key 'dayly_km'"),
        ({"taxii": {"daily_km": 250}}, "taxi"),
        ({"taxi": {"share_public_ac": 0.6}}, r"share_work is 1\.25; it must not exceed 1"),
    ],
)
def test_overrides_that_cannot_be_are_refused(classes, why):
    with pytest.raises(ConfigError, match=why):
        by_class(taxis(), demand={"classes": classes})


@pytest.mark.parametrize("key", sorted(OVERRIDES))
def test_every_override_that_is_offered_changes_the_demand(key):
    city = tiny_city(taxis(port="gbt"))
    plain, changed = (
        demand_of(city, tiny_scenario(demand={"classes": classes})) for classes in ({}, {"taxi": {key: 0.05}})
    )
    same_energy = np.array_equal(plain.kwh_per_day, changed.kwh_per_day)
    assert not same_energy or plain.classes != changed.classes


def standing(demand):
    """Fast demand of all occasions but passing traffic."""
    return demand.by_occasion[:, 0, : OCCASIONS.index(Occasion.EN_ROUTE)].sum(axis=1)


def test_without_any_place_that_draws_it_demand_lies_where_people_live_and_that_is_said():
    demand = demand_of(tiny_city(taxis(port="gbt")), tiny_scenario())
    people = np.array([0.1, 0.2, 0.3, 0.2, 0.2])
    assert standing(demand) == pytest.approx(465 * 0.65 * 0.85 / FAST * people)
    assert any("laid where people live" in problem.action for problem in demand.problems)


def test_passing_traffic_lies_along_the_street_most_in_its_middle():
    demand = demand_of(tiny_city(taxis(port="gbt")), tiny_scenario())
    passing = demand.by_occasion[:, 0, OCCASIONS.index(Occasion.EN_ROUTE)]
    assert passing.sum() == pytest.approx(465 * 0.65 * 0.15 / FAST)
    assert passing[2] > passing[0] > 0
    assert passing[2] > passing[4] > 0


def test_a_fleet_of_a_district_stays_in_it():
    demand = demand_of(tiny_city(taxis(port="gbt", district="East")), tiny_scenario())
    assert standing(demand) == pytest.approx(465 * 0.65 * 0.85 / FAST * np.array([0, 0, 0, 0.5, 0.5]))
    assert demand.kwh_per_day[:3].sum() == 0
    assert demand.kwh_per_day[:, 0].sum() == pytest.approx(465 * 0.65 / FAST)
    assert set(demand.table()["district"]) == {"East"}


def test_an_unknown_district_names_the_nearest():
    with pytest.raises(ConfigError, match=r"district 'Wets' has no populated zone.*did you mean 'West'\?"):
        demand_of(tiny_city(taxis(district="Wets")), tiny_scenario())


def test_districts_without_polygons_are_spread_and_reported():
    bare = tiny_city().zones.assign(district=None)
    city = tiny_city(taxis(district="West"), zones=bare, districts=districts().iloc[:0])
    demand = demand_of(city, tiny_scenario())
    assert (demand.kwh_per_day > 0).all()
    assert "spread over the whole city" in demand.problems[0].action


def test_rows_of_another_year_are_left_out_and_a_missing_year_is_refused():
    fleet = [*taxis(10, port="gbt", year=2028), *taxis(99, port="gbt", year=2030)]
    assert by_class(fleet, fleet={"year": 2028})["gbt_fast"] == pytest.approx(465 * 0.65 / FAST)
    with pytest.raises(ConfigError, match=r"fleet.year = 2031: the fleet table has no row for it, only for 2028, 2030"):
        by_class(fleet, fleet={"year": 2031})


def test_between_two_years_counted_the_fleet_lies_on_a_straight_line():
    fleet = [*taxis(10, port="gbt", year=2028), *taxis(99, port="gbt", year=2030)]
    assert by_class(fleet, fleet={"year": 2029})["gbt_fast"] == pytest.approx(54.5 * 46.5 * 0.65 / FAST)


def test_a_fleet_that_asks_for_nothing_is_refused():
    with pytest.raises(ConfigError, match="asks for no public energy in 2028"):
        by_class(taxis(0))


def test_a_city_without_people_is_refused():
    with pytest.raises(ConfigError, match="no zone has any people"):
        demand_of(tiny_city(zones=tiny_city().zones.assign(population=0.0)), tiny_scenario())


ROWS = st.lists(
    st.fixed_dictionaries(
        {
            "vehicle_class": st.sampled_from(VEHICLE_CLASSES),
            "count": st.floats(0.5, 5_000),
            "district": st.sampled_from([None, "West", "East"]),
            "port": st.sampled_from([None, *PLUG_FAMILIES]),
        }
    ),
    min_size=1,
    max_size=6,
)


@given(ROWS, st.floats(-30, 35))
@drawn(25)
def test_zones_sum_to_districts_and_districts_to_the_fleets_energy(rows, temperature):
    scenario = tiny_scenario(fleet={"temperature_c": temperature, "mix": "balanced"}, demand={"winter_factor": None})
    city = tiny_city(fleet=rows)
    estimate = estimate_of(city, scenario)
    energy, zones = estimate.city_kwh(), estimate.zone_kwh()
    demand = demand_of(city, scenario)
    assert zones.sum(axis=(0, 3)) == pytest.approx(energy.sum(axis=(0, 1, 4)), rel=1e-9)
    assert demand.kwh_per_day.sum() == pytest.approx(energy.sum(), rel=1e-9)
    for d, name in enumerate(estimate.fleet.districts):
        if name:
            inside = estimate.district == name
            whole = "" in estimate.fleet.districts
            own = energy[:, d].sum()
            assert zones[inside].sum() == pytest.approx(own, rel=1e-9) or (whole and zones[inside].sum() > own)
    for c in demand.classes:
        assert (c.max_ac_kw if c.need is Need.SLOW else c.max_dc_kw) > 0
