"""One zone's demand taken apart: factors multiply to their term, terms sum to the zone."""

import pandas as pd
import pytest

from geodata.activity import ACTIVITIES, ACTIVITY
from planner.demand.attraction import LARGE_M2
from planner.demand.estimate import estimate_of
from planner.demand.trace import trace_of
from planner.errors import ConfigError
from tests.fixtures.tiny_city import PEOPLE, tiny_city, tiny_scenario

FLEET = [
    {"vehicle_class": "taxi", "count": 10, "port": "gbt", "district": "West"},
    {"vehicle_class": "taxi", "count": 5, "port": "ccs2", "district": "East"},
    {"vehicle_class": "private", "count": 90},
    {"vehicle_class": "phev", "count": 0.01},
]


def estimate(**columns: list[float]):
    """Estimate of the street with these activities."""
    rows = {"zone_id": [f"z{k}" for k in PEOPLE]} | {name: columns.get(name, [0.0] * 5) for name in ACTIVITIES}
    return estimate_of(tiny_city(FLEET, activity=ACTIVITY.checked(pd.DataFrame(rows), source="test")), tiny_scenario())


@pytest.mark.parametrize("zone", [f"z{k}" for k in PEOPLE])
def test_factors_multiply_to_their_term_and_terms_sum_to_the_zone(zone):
    asked = estimate(office_m2=[100, 0, 0, 500, 0], retail_m2=[0, 200, 0, 0, 700])
    trace = trace_of(asked, zone)
    number = list(asked.zone_id).index(zone)
    assert trace.total_kwh == pytest.approx(asked.zone_kwh()[number].sum())
    assert trace.terms["kwh_per_day"].sum() == pytest.approx(trace.total_kwh)
    listed = trace.terms[trace.terms["zone_share"].notna()]
    product = listed[["vehicles", "kwh_per_vehicle", "share_at_plugs", "zone_share"]].prod(axis=1)
    assert product.to_numpy() == pytest.approx(listed["kwh_per_day"].to_numpy())
    assert list(listed["kwh_per_day"]) == sorted(listed["kwh_per_day"], reverse=True)
    assert trace.district == ("West" if zone in {"z0", "z2", "z4"} else "East")
    assert set(listed["fleet_of"]) == {"whole city", trace.district}


def test_small_terms_are_one_row_that_says_how_many_they_are():
    terms = trace_of(estimate()).terms
    last = terms.iloc[-1]
    assert "smaller terms" in last["vehicle_class"]
    assert 0 < last["kwh_per_day"] < 0.05 * terms["kwh_per_day"].sum()
    assert "phev" not in set(terms["vehicle_class"])


def test_without_a_name_the_zone_with_most_demand_is_taken_apart():
    asked = estimate(retail_m2=[0, 9_000, 0, 0, 0])
    assert trace_of(asked).zone_id == asked.zone_id[asked.zone_kwh().sum(axis=(1, 2, 3)).argmax()]


def test_what_draws_to_the_zone_is_listed_with_its_weight():
    draws = trace_of(estimate(office_m2=[1_000, 0, 0, 0, 0]), "z0").draws
    (office,) = draws[(draws["activity"] == "office_m2") & (draws["occasion"] == "work")].to_dict("records")
    assert (office["amount"], office["weight"], office["draw"]) == pytest.approx((1_000, 0.05, 50))
    traffic = draws[draws["occasion"] == "en_route"]["amount"].iloc[0]
    assert 0 < traffic < 1
    large = trace_of(estimate(office_m2=[9 * LARGE_M2, 0, 0, 0, 0]), "z0").draws
    assert large["amount"].max() < 9 * LARGE_M2  # damped, as the estimate sees it


def test_a_zone_that_asks_for_nothing_is_told_so():
    city = tiny_city([{"vehicle_class": "taxi", "count": 1, "district": "West"}])
    trace = trace_of(estimate_of(city, tiny_scenario()), "z8")
    assert (trace.total_kwh, len(trace.terms)) == (0.0, 0)
    assert "kwh_per_day" in trace.terms


def test_an_unknown_zone_offers_the_nearest():
    with pytest.raises(ConfigError, match=r"zone 'z22' is not in the city; did you mean 'z2'\?"):
        trace_of(estimate(), "z22")
    with pytest.raises(ConfigError, match="zone 'Медеу' is not in the city; an id looks like 'z0'"):
        trace_of(estimate(), "Медеу")
