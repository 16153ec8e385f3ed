"""Equal sites of a plan: the better kind of place has the lower number, whatever its id and wherever it lies."""

import pandas as pd
import pytest

from planner.pipeline import make_plan
from tests.fixtures.tiny_city import silent, sites, tiny_city, tiny_scenario, zones


@pytest.mark.parametrize(("preference", "first"), [([], "east"), (["retail"], "west")])
def test_of_equal_sites_the_kind_that_planners_prefer_comes_first(preference: list[str], first: str) -> None:
    lots = sites({"west": 0, "east": 9}).assign(kind=["retail", "parking"], feeder=None)
    city = tiny_city(zones=zones({0: 2_000, 9: 2_000}), sites=lots)
    scenario = tiny_scenario(
        plan={"budget_usd": 110_000, "chargers": ["dc_gbt_60"], "max_drive_min": 3},
        sites={"preference": preference},
        demand={"samples": 0},
    )
    order = pd.DataFrame(make_plan(city, scenario, say=silent).studies["order"]["steps"])
    assert set(order["site_id"]) == {"west", "east"}
    assert (order["equal_from"] == 1).all(), "they are told to be equal"
    assert (order["equal_to"] == 2).all()
    assert order["site_id"][0] == first
