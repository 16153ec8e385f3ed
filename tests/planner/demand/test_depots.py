"""Depots: energy by hand, nights that fill every bus, and buses that stay out of the public's demand."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from planner.demand.demand import demand_of
from planner.demand.depots import depots_of
from planner.demand.nights import night_of, spans_of
from tests.fixtures.drawing import drawn
from tests.fixtures.small_depots import PRIVATE, TIMETABLE, city_with
from tests.fixtures.tiny_city import tiny_city, tiny_scenario

FLEET = [{"vehicle_class": "taxi", "count": 40}, {"vehicle_class": "bus", "count": 20}]


def test_the_energy_of_a_depot_by_hand():
    # Two buses of 100 and 300 km: 1.25 kWh/km x 1.2 = 150 and 450 kWh in the battery; 600 / 0.95 = 631.6 from the grid.
    # A battery of 350 gives 280: the second is beyond it by day, and its two blocks of 150 km (225 kWh) are not.
    scenario = tiny_scenario(buses=TIMETABLE, demand={"winter_factor": 1.2})
    found = depots_of(city_with((1, 6, 20, 100.0), (2, 5, 12, 150.0), (2, 13, 21, 150.0), grid_kw=20), scenario)
    (row,) = found["rows"]
    assert (row["buses"], row["blocks"], row["first_out"], row["last_in"]) == (2, 3, "05:00", "21:00")
    assert row["kwh_per_day"] == pytest.approx(600 / 0.95)
    assert row["night_kwh"] == pytest.approx((150 + 280) / 0.95)
    assert row["day_kwh"] == pytest.approx(170 / 0.95)
    assert (row["buses_beyond_battery"], row["blocks_beyond_battery"]) == (1, 0)
    # 452.6 kWh between 20:00 and 06:00; the second from 21:00 to 05:00, 294.7 kWh in 8 hours, so that 452.6 / 10 h suffices.
    assert row["least_kw"] == pytest.approx(430 / 0.95 / 10, abs=1.5)
    assert row["at_once_kw"] == pytest.approx(160, abs=1)
    notes = " ".join(found["notes"])
    assert "1 of 2 buses use more" in notes
    assert "fewer bays than buses: D" in notes
    assert "more power in the night than their grid gives: D" in notes
    assert (row["grid_near"], row["spare_kw"]) == (None, None)  # the feeder of the street has no place


def test_hills_and_a_part_of_a_day_are_told():
    slopes = [("b0", 0.04, 25.0), ("b0", -0.04, 25.0)]
    scenario = tiny_scenario(buses=TIMETABLE)
    hilly = depots_of(city_with((1, 6, 12, 50.0), slopes=slopes), scenario)
    level = depots_of(city_with((1, 6, 12, 50.0)), scenario)
    assert level["rows"][0]["hill_factor"] == 1.0
    assert hilly["rows"][0]["hill_factor"] == pytest.approx(1.2266, abs=1e-3)
    ratio = hilly["rows"][0]["kwh_per_day"] / level["rows"][0]["kwh_per_day"]
    assert ratio == pytest.approx(hilly["rows"][0]["hill_factor"])
    assert level["notes"][0].startswith("Warning: the timetable has buses from 06:00 to 12:00 only")
    assert depots_of(tiny_city(), scenario) is None


def test_buses_of_the_fleet_table_ask_for_nothing_in_public_beside_a_timetable_unless_told_to():
    without = demand_of(tiny_city(PRIVATE), tiny_scenario()).kwh_per_day.sum()
    public = demand_of(tiny_city(FLEET), tiny_scenario()).kwh_per_day.sum()
    apart = demand_of(tiny_city(FLEET), tiny_scenario(buses=TIMETABLE))
    own = {"bus": {"share_public_dc": 0.05}}
    both = demand_of(tiny_city(FLEET), tiny_scenario(buses=TIMETABLE, demand={"classes": own}))
    assert public > without
    assert apart.kwh_per_day.sum() == pytest.approx(without)
    assert [one.action for one in apart.problems if "buses" in one.record] == ["no public demand is made of them"]
    assert both.kwh_per_day.sum() > 1.01 * without
    assert [one.action for one in both.problems if "buses" in one.record] == ["asked for in public as given"]


NIGHTS = st.lists(st.tuples(st.floats(15, 23), st.floats(0.25, 14), st.floats(0, 400)), min_size=1, max_size=7)


@drawn(40)
@given(NIGHTS, st.sampled_from([20.0, 80.0, 150.0]))
def test_the_least_power_fills_all_lies_above_every_bound_and_below_that_of_all_at_once(nights, gun_kw):
    home, stay, need = (np.array(one) for one in zip(*nights, strict=True))
    home_s, away_s = home * 3600, (home + stay) * 3600
    night = night_of(home_s, away_s, need, gun_kw)
    assert (night.charged_kwh <= need + 1e-9).all()
    assert night.charged_kwh == pytest.approx(np.minimum(need, stay * gun_kw), abs=0.05)
    # What must be charged within a span by those who are at home in it alone needs that power.
    for begin in home:
        for end in home + stay:
            inside = (home >= begin) & (home + stay <= end)
            if inside.any() and end > begin:
                assert night.least_kw >= night.charged_kwh[inside].sum() / (end - begin) - 1e-6
    assert night.least_kw <= night.at_once_kw
    assert night.at_once_kw <= gun_kw * len(need) + 1


def test_a_bus_that_is_never_home_has_no_night_and_the_day_is_a_ring():
    hours, there = spans_of(np.array([23.0, 30.0, 0.0]) * 3600, np.array([6.5, 0.0, 24.0]) * 3600)
    assert hours.sum() == pytest.approx(24)
    assert there @ hours == pytest.approx([6.5, 0, 24])
    night = night_of(np.array([30.0]) * 3600, np.array([29.0]) * 3600, np.array([100.0]), 80.0)
    assert (night.least_kw, night.at_once_kw, night.charged_kwh[0]) == (0, 0, 0)
