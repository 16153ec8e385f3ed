"""How sure: strata hit once, percentiles in order, the same seed the same figures, a tornado by hand."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from planner.demand.estimate import Estimate, estimate_of
from planner.demand.sampling import draws_of, tornado_of, uncertainty_of
from planner.demand.spans import Assumed, Span
from planner.demand.story import demand_story
from planner.demand.vehicles import STOCK_BAND
from tests.fixtures.drawing import drawn
from tests.fixtures.tiny_city import tiny_city, tiny_scenario

FLEET = [{"vehicle_class": "taxi", "count": 10, "port": "gbt"}, {"vehicle_class": "private", "count": 90}]


def assumed(*names: str) -> tuple[Assumed, ...]:
    return tuple(Assumed(name, name, "", "", "", "test") for name in names)


def estimate(rows=FLEET, **sections) -> Estimate:
    return estimate_of(tiny_city(rows), tiny_scenario(**sections))


def probability(position: float) -> float:
    """Distribution function of the triangle on -1 to 1 with its mode at 0."""
    return (1 + position) ** 2 / 2 if position < 0 else 1 - (1 - position) ** 2 / 2


@given(st.integers(1, 60), st.integers(0, 1_000))
@drawn(30)
def test_every_part_of_the_probability_is_hit_once(samples, seed):
    draws = draws_of(assumed("a", "b", "c"), samples, seed)
    for name in ("a", "b", "c"):
        strata = sorted(int(probability(draw[name]) * samples - 1e-9) for draw in draws)
        assert strata == list(range(samples))
        assert all(-1 <= draw[name] <= 1 for draw in draws)


def test_assumptions_are_drawn_each_for_itself():
    draws = draws_of(assumed("a", "b"), 500, 0)
    a, b = (np.array([draw[name] for draw in draws]) for name in ("a", "b"))
    assert abs(np.corrcoef(a, b)[0, 1]) < 0.1
    assert a.mean() == pytest.approx(0, abs=0.01)
    assert a.var() == pytest.approx(1 / 6, rel=0.02)


def test_the_same_seed_has_the_same_figures_and_another_has_not():
    one, same, other = (uncertainty_of(estimate(), 40, seed) for seed in (1, 1, 2))
    assert np.array_equal(one.zone_kwh, same.zone_kwh)
    assert one.tornado.equals(same.tornado)
    assert not np.array_equal(one.zone_kwh, other.zone_kwh)


def test_percentiles_are_in_order_and_the_central_estimate_lies_within():
    asked = estimate(demand={"winter_factor": None}, fleet={"temperature_c": -10, "mix": "kz"})
    found = uncertainty_of(asked, 200, 0)
    for figures in (found.zone_kwh, found.zone_total_kwh, found.city_kwh, found.total_kwh):
        assert (np.diff(figures, axis=0) >= -1e-9).all()
    central = asked.zone_kwh()
    low, _, high = found.total_kwh
    assert low < central.sum() < high
    by_zone = central.sum(axis=(1, 2, 3))
    assert (found.zone_total_kwh[0] < by_zone).all()
    assert (by_zone < found.zone_total_kwh[2]).all()
    assert 0.5 < low / central.sum() < 0.9
    assert found.zone_kwh.shape == (3, 5, 4, 2)
    assert found.city_kwh.shape == (3, 4, 2)


def test_percentiles_by_hand_where_the_stock_alone_moves():
    # Total is 100 (1 + 0.1 z) with a triangular z: z at 10 % is sqrt(0.2) - 1, at 50 % 0, at 90 % 1 - sqrt(0.2).
    asked = estimate()
    only = asked.fleet.assumed[0]
    assert only.name == "stock"
    totals = [asked.city_kwh(draw).sum() for draw in draws_of((only,), 2_000, 0)]
    away = STOCK_BAND * (1 - np.sqrt(0.2))
    central = asked.city_kwh().sum()
    assert np.quantile(totals, [0.1, 0.5, 0.9]) == pytest.approx(
        [central * (1 - away), central, central * (1 + away)], rel=1e-3
    )


def test_what_somebody_knows_does_not_move():
    known = {"taxi": {"daily_km": 200, "kwh_per_100km": 16}}
    fleet = [{"vehicle_class": "taxi", "count": 10, "port": "gbt"}]
    table = tornado_of(estimate(fleet, demand={"classes": known, "winter_factor": 1.2})).set_index("name")
    assert table.loc[["km", "km_taxi", "kwh_per_km"], "swing_kwh"].tolist() == [0, 0, 0]
    assert not {"winter", "apartment_share", "port_gbt"} & set(table.index)
    assert table.loc["stock", "swing_kwh"] > 0


def test_a_tornado_by_hand():
    asked = estimate([{"vehicle_class": "taxi", "count": 10, "port": "gbt"}])
    table = tornado_of(asked).set_index("name")
    central = 10 * 300 * 0.155 * (0.65 / 0.95 + 0.10 / 0.89)
    assert asked.city_kwh().sum() == pytest.approx(central)
    row = table.loc["km_taxi"]
    assert row["total_low_kwh"] == pytest.approx(central * 220 / 300)
    assert row["total_high_kwh"] == pytest.approx(central * 400 / 300)
    assert row["swing_kwh"] == pytest.approx(central * 180 / 300)
    assert row["rank_change"] == pytest.approx(0, abs=1e-9)
    assert table.loc["km", "swing_kwh"] == 0
    loss = table.loc["charging_loss"]
    low = 10 * 300 * 0.155 * (0.65 / 0.92 + 0.10 / 0.86)
    high = 10 * 300 * 0.155 * (0.65 / 0.97 + 0.10 / 0.92)
    assert loss["swing_kwh"] == pytest.approx(low - high)
    assert list(table["swing_kwh"]) == sorted(table["swing_kwh"], reverse=True)


def test_the_share_at_home_of_flats_and_the_fast_share_of_houses_move_between_their_ends_by_hand():
    fleet = [{"vehicle_class": name, "count": 10, "port": "ccs2"} for name in ("private_apartment", "private_home")]
    asked = estimate(fleet)
    daily = 10 * 35 * 0.165
    flats, houses = daily * (0.46 / 0.95 + 0.29 / 0.89), daily * (0.10 / 0.95 + 0.10 / 0.89)
    assert asked.city_kwh().sum() == pytest.approx(flats + houses)
    table = tornado_of(asked).set_index("name")
    home, fast, rest = table.loc["home_share"], table.loc["fast_share"], table.loc["public_share"]
    assert (home["low"], home["high"]) == ("45%", "10%")  # low use of public chargers is much charging at home
    assert home["total_low_kwh"] == pytest.approx(flats * 0.55 / 0.75 + houses)
    assert home["total_high_kwh"] == pytest.approx(flats * 0.90 / 0.75 + houses)
    assert fast["swing_kwh"] == pytest.approx(daily * 0.10 / 0.95)
    assert rest["swing_kwh"] == pytest.approx(0.6 * daily * 0.10 / 0.89)  # of houses, what is charged slowly


def test_a_share_that_somebody_knows_is_not_drawn_and_the_others_still_are():
    fleet = [{"vehicle_class": "private_apartment", "count": 10, "port": "ccs2"}]
    table = tornado_of(estimate(fleet, demand={"classes": {"private_apartment": {"share_public_dc": 0.7}}}))
    assert "home_share" not in set(table["name"])
    slow = 10 * 35 * 0.165 * 0.29 / 0.89
    ends = table.set_index("name").loc["public_share"]
    assert ends["total_low_kwh"] == pytest.approx(10 * 35 * 0.165 * 0.7 / 0.95 + slow * 0.7)
    assert ends["total_high_kwh"] <= 10 * 35 * 0.165 * (0.7 / 0.95 + 0.3 / 0.89)


def test_occasions_move_places_and_not_the_total():
    table = tornado_of(estimate(demand={"winter_factor": None}, fleet={"mix": "kz"})).set_index("name")
    moved = table[table.index.str.startswith(("occasion:", "weight:"))]
    assert len(moved) > 20
    assert moved["swing_kwh"].max() < 1e-6 * table["swing_kwh"].max()


def test_a_story_without_samples_has_no_percentiles_and_no_tornado():
    told = demand_story([estimate()], samples=0, seed=0)
    assert told.figures["tornado"] == []
    assert told.figures["percentiles"] is None
    assert told.zone_percentiles == {}
    assert "p10" not in told.table


def test_a_story_tells_every_year_and_its_zones_sum_to_it():
    city = tiny_city(
        [{"vehicle_class": "taxi", "count": n, "year": year, "port": "gbt"} for year, n in ((2028, 10), (2030, 30))]
    )
    scenario = tiny_scenario()
    told = demand_story([estimate_of(city, scenario, year) for year in (2028, 2029, 2030)], samples=30, seed=0)
    by_year = told.table.groupby("year")["kwh_per_day"].sum()
    assert by_year[2029] == pytest.approx(2 * by_year[2028])
    assert by_year[2030] == pytest.approx(3 * by_year[2028])
    for one in told.figures["years"]:
        assert one["kwh_per_day"] == pytest.approx(by_year[one["year"]])
        assert one["p10"] < one["kwh_per_day"] < one["p90"]
    occasions = told.table[["home", "work", "destination", "taxi", "en_route"]].sum(axis=1)
    assert occasions.to_numpy() == pytest.approx(told.table["kwh_per_day"].to_numpy())


@given(st.floats(-1, 1))
def test_a_span_goes_through_its_three_values_in_straight_pieces(z):
    span = Span.of(2.0, 3.0, 7.0)
    assert (float(span.at(-1)), float(span.at(0)), float(span.at(1))) == (2.0, 3.0, 7.0)
    assert float(span.at(z)) == pytest.approx(3 + z * (1 if z < 0 else 4))
