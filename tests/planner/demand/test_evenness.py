"""Concentration and its measures, by hand and by what must hold of every city."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy.stats import norm, spearmanr

from planner.demand.calibration.place_factors import misplaced
from planner.demand.concentration import concentrated
from planner.demand.estimate import Estimate, estimate_of
from planner.demand.evenness import elsewhere, evenness_of, gini, spearman
from planner.demand.sampling import tornado_of
from planner.output.shared.evenness import evenness_line, uncalibrated
from tests.fixtures.drawing import drawn
from tests.fixtures.tiny_city import districts, street, tiny_city, tiny_scenario, zones

PEOPLE = {0: 4_000, 1: 2_000, 2: 1_000, 3: 1_000, 4: 200}
FLEET = [
    {"vehicle_class": "private_apartment", "count": 100, "port": "gbt", "district": "West"},
    {"vehicle_class": "taxi", "count": 10},
]


def estimate(power: float | None = None, fleet: object = None) -> Estimate:
    city = tiny_city(fleet or FLEET, roads=street(5), zones=zones(PEOPLE), districts=districts())  # type: ignore[arg-type]
    return estimate_of(city, tiny_scenario(demand={"concentration": power}))


def by_zone(asked: Estimate) -> np.ndarray:
    return asked.zone_kwh().sum(axis=(1, 2, 3))


def test_shares_to_a_power_by_hand():
    shares = np.array([[0.5], [0.25], [0.25]])
    assert concentrated(shares, 2.0)[:, 0] == pytest.approx([4 / 6, 1 / 6, 1 / 6])
    assert concentrated(shares, 1.0) is shares


@given(st.floats(0.2, 5))
@drawn(15)
def test_no_power_moves_energy_out_of_its_district_class_or_occasion(power):
    plain, strong = estimate(1.0), estimate(power)
    assert strong.city_kwh() == pytest.approx(plain.city_kwh())
    assert strong.zone_kwh().sum(axis=0) == pytest.approx(plain.zone_kwh().sum(axis=0))
    west = plain.district == "West"
    alone = [{**FLEET[0]}]
    held = by_zone(estimate(power, alone))
    assert held[~west].sum() == 0
    assert held[west].sum() == pytest.approx(by_zone(estimate(1.0, alone)).sum())


def test_more_power_is_less_even_and_the_trace_of_a_zone_knows_of_it():
    found = [gini(by_zone(estimate(power))) for power in (0.5, 1.0, 1.5, 3.0)]
    assert found == sorted(found)
    assert found[0] < found[-1]
    strong = estimate(2.0)
    for zone in range(len(strong.zone_id)):
        assert strong.shared_kwh(zone).sum() == pytest.approx(by_zone(strong)[zone])


def test_without_a_word_it_is_as_the_weights_say_and_drawn_upwards_alone():
    asked = estimate()
    assert by_zone(asked) == pytest.approx(by_zone(estimate(1.0)))
    row = tornado_of(asked).set_index("name").loc["concentration"]
    assert (row["low"], row["high"]) == ("1", "1.6")
    assert row["swing_kwh"] == pytest.approx(0, abs=1e-6)
    assert asked.zone_kwh({"concentration": 1.0}) == pytest.approx(estimate(1.6).zone_kwh())
    assert "concentration" not in {one.name for one in estimate(1.0).assumed}


def test_measures_by_hand():
    assert gini(np.array([1.0, 1.0, 1.0])) == 0
    assert gini(np.array([0.0, 0.0, 0.0, 8.0])) == 0.75
    assert gini(np.array([1.0, 3.0])) == pytest.approx(0.25)
    assert misplaced(np.array([1.0, 1.0]), np.array([2.0, 0.0])) == 0.5
    assert spearman(np.array([1.0, 1.0]), np.array([1.0, 2.0])) is None


@given(st.lists(st.tuples(st.integers(0, 5), st.integers(0, 5)), min_size=3, max_size=12))
def test_rank_correlation_is_scipys(pairs):
    one, other = (np.array(column, dtype=float) for column in zip(*pairs, strict=True))
    if len(set(one)) > 1 and len(set(other)) > 1:
        assert spearman(one, other) == pytest.approx(spearmanr(one, other).statistic)


def test_the_figures_of_a_city_are_against_its_people():
    asked = estimate(1.5)
    told = evenness_of(asked)
    people = np.array(list(PEOPLE.values()), dtype=float)
    assert told["gini_people"] == pytest.approx(gini(people))
    assert told["gini_plain"] < told["gini"] == pytest.approx(gini(by_zone(asked)))
    assert (told["zones"], told["concentration"]) == (5, 1.5)
    assert {row["city"] for row in told["elsewhere"]} == {"Shenzhen", "Los Angeles"}


def test_the_powers_of_the_two_cities_follow_from_their_rows():
    wide = {
        row["city"]: [np.sqrt(2) * norm.ppf((1 + row[key]) / 2) for key in ("gini_real", "gini_model")]
        for row in elsewhere()
    }
    slope = {row["city"]: row["spearman_model"] * wide[row["city"]][0] / wide[row["city"]][1] for row in elsewhere()}
    assert slope == pytest.approx({"Shenzhen": 1.2, "Los Angeles": 1.6}, abs=0.05)
    left = wide["Shenzhen"][0] * np.sqrt(1 - 0.76**2)
    assert left == pytest.approx(0.73, abs=0.01)


def test_the_words_name_both_cities_and_say_nothing_where_sessions_are_metered():
    story = {"evenness": evenness_of(estimate(1.5))}
    line, said = evenness_line(story), uncalibrated(story)
    assert "with concentration 1, people alone" in line
    assert "Shenzhen, 61 places: rank correlation 0.76 against 0.85 of people alone" in said
    assert "Los Angeles, 82 places: rank correlation 0.47 against 0.34 of people alone" in said
    assert "Gini 0.35 where 0.88 was metered" in said
    assert uncalibrated(story | {"calibration": {"sessions": {}}}) == uncalibrated({}) == evenness_line({}) == ""
