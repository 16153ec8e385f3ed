"""The real Porto Alegre: depots and hills of its own timetable and heights, in the range of real fleets."""

import pytest

from benchmarks.city import porto_alegre_in
from planner.config.scenario import load_scenario
from planner.demand.demand import demand_of
from planner.demand.depots import depots_of
from planner.pipeline import gather_city
from tests.fixtures.tiny_city import silent

pytestmark = [pytest.mark.slow, pytest.mark.real]


def test_depots_and_hills_are_those_of_a_real_fleet(shared_data, tmp_path):
    scenario = load_scenario(porto_alegre_in(tmp_path, shared_data))
    city = gather_city(scenario, say=silent)
    (feed,) = (one for one in city.sources if one.format == "gtfs")
    assert (feed.records, feed.dropped) == (2374, 0)
    slopes = city.block_slopes
    assert 0.01 < (slopes["slope"].abs() * slopes["km"]).sum() / slopes["km"].sum() < 0.03
    found = depots_of(city, scenario)
    total = found["total"]
    assert found["notes"][0].startswith(
        "Warning: the timetable has buses from 11:20"
    )  # its trips are those of an afternoon
    assert 537 <= total["buses"] <= 900  # so many drive at one time
    assert 1.31 < total["kwh_per_day"] / total["km_per_day"] < 1.76  # ViriCiti's mean and Dushanbe's test
    assert 1.03 < total["hill_factor"] < 1.10
    assert total["least_kw"] < total["at_once_kw"] <= 80 * total["buses"] + len(found["rows"])
    level = load_scenario(porto_alegre_in(tmp_path, shared_data, hills=False))
    flat = demand_of(gather_city(level, say=silent), level).kwh_per_day.sum()
    assert 1.05 < demand_of(city, scenario).kwh_per_day.sum() / flat < 1.15
