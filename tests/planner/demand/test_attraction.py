"""What draws charging to a zone, weighed by hand on three zones."""

import numpy as np
import pandas as pd
import pytest

from geodata.activity import ACTIVITIES, ACTIVITY
from planner.catalogue.facts import fact_rows
from planner.demand.attraction import LARGE_M2, SIZE_POWER, attraction_of, weights_of
from planner.demand.occasions import Occasion
from planner.demand.spans import CENTRAL
from planner.errors import ConfigError
from tests.fixtures.tiny_city import tiny_scenario

ZONES = pd.DataFrame({"zone_id": ["a", "b", "c"], "population": [100.0, 300.0, 600.0]})
TRAFFIC = np.array([2.0, 1.0, 1.0])


def activity(**columns: list[float]) -> pd.DataFrame:
    """Activity of the three zones, nothing where nothing is given; rows in another order than the zones."""
    rows = pd.DataFrame({"zone_id": ["a", "b", "c"]} | {name: columns.get(name, [0.0] * 3) for name in ACTIVITIES})
    return ACTIVITY.checked(rows.iloc[[2, 0, 1]], source="test")


def drawn(
    occasion: Occasion, vehicle_class: str = "", weights: dict | None = None, **columns: list[float]
) -> np.ndarray:
    """Attraction of the three zones for an occasion."""
    found = attraction_of(ZONES, activity(**columns), TRAFFIC, tiny_scenario(demand={"weights": weights or {}}))
    return found.at(CENTRAL)[:, found.column(occasion, vehicle_class)]


def test_work_is_drawn_by_floors_weighed_by_their_jobs():
    found = drawn(Occasion.WORK, office_m2=[1_000, 0, 2_000], industry_m2=[0, 4_000, 1_000])
    assert found == pytest.approx([1_000 * 0.05, 4_000 * 0.004, 2_000 * 0.05 + 1_000 * 0.004])


def test_each_class_charges_near_its_own_kind_of_home():
    homes = {"flat_people": [80, 100, 0], "house_people": [20, 200, 600]}
    assert drawn(Occasion.HOME, "private_apartment", **homes) == pytest.approx([80, 100, 0])
    assert drawn(Occasion.HOME, "private_home", **homes) == pytest.approx([20, 200, 600])
    assert drawn(Occasion.HOME, "taxi", **homes) == pytest.approx([80 + 6, 100 + 60, 180])


def test_traffic_alone_draws_who_is_on_the_way():
    assert drawn(Occasion.EN_ROUTE, office_m2=[9e3, 0, 0]) == pytest.approx(TRAFFIC)


def test_a_weight_of_the_scenario_stands_for_that_of_the_facts_and_does_not_move():
    own = {"destination": {"bazaar_m2": 2.0}}
    found = drawn(Occasion.DESTINATION, weights=own, bazaar_m2=[100, 0, 0], retail_m2=[0, 100, 0], office_m2=[0, 0, 1])
    assert found == pytest.approx([200, 50, 0.05])
    names = [one.name for one in weights_of(tiny_scenario(demand={"weights": own})).assumed]
    assert "weight:destination:bazaar_m2" not in names
    assert {"weight:taxi:bazaar_m2", "weight:destination:retail_m2"} <= set(names)


@pytest.mark.parametrize(
    ("weights", "why"),
    [
        (
            {"destinaton": {"bazaar_m2": 1.0}},
            r"demand.weights: unknown occasion 'destinaton'; did you mean 'destination'\?",
        ),
        ({"work": {"ofice_m2": 1.0}}, r"demand.weights.work: unknown activity 'ofice_m2'; did you mean 'office_m2'\?"),
        ({"en_route": {"office_m2": 1.0}}, "unknown occasion 'en_route'"),
    ],
)
def test_weights_of_what_nobody_knows_name_the_nearest(weights, why):
    with pytest.raises(ConfigError, match=why):
        weights_of(tiny_scenario(demand={"weights": weights}))


def test_large_floors_draw_less_by_their_size_and_people_do_not():
    large = 8 * LARGE_M2
    found = drawn(Occasion.WORK, office_m2=[LARGE_M2, large, 0], retail_m2=[0, 0, 1])
    assert found[0] == pytest.approx(0.05 * LARGE_M2)
    assert found[1] == pytest.approx(0.05 * LARGE_M2 * 8**SIZE_POWER)
    assert found[1] < 0.05 * large
    crowd = drawn(Occasion.HOME, "private_apartment", flat_people=[LARGE_M2, large, 0])
    assert crowd == pytest.approx([LARGE_M2, large, 0])


def test_damping_has_no_step_at_its_edge():
    below, above = (drawn(Occasion.WORK, office_m2=[LARGE_M2 + d, 0, 0])[0] for d in (-1e-6, 1e-6))
    assert below == pytest.approx(above, rel=1e-6)


def test_an_occasion_that_nothing_draws_lies_where_people_live_and_that_is_said():
    found = attraction_of(ZONES, activity(office_m2=[1, 0, 0]), np.zeros(3), tiny_scenario())
    at = found.at(CENTRAL)
    assert at[:, found.column(Occasion.EN_ROUTE, "taxi")] == pytest.approx(ZONES["population"])
    assert at[:, found.column(Occasion.WORK, "taxi")] == pytest.approx([0.05, 0, 0])
    assert [one.record for one in found.problems] == ["charging at night near home", "charging on the way"]
    assert {one.action for one in found.problems} == {"laid where people live"}


def test_zones_without_a_row_of_activity_have_none():
    found = attraction_of(ZONES, activity(office_m2=[1, 1, 1]).iloc[:1], TRAFFIC, tiny_scenario())
    assert found.activity.sum(axis=1) == pytest.approx([0, 0, 1])


def test_a_draw_moves_one_weight_in_all_columns_of_its_occasion_alone():
    weights = weights_of(tiny_scenario())
    central, moved = weights.at(CENTRAL), weights.at({"weight:work:office_m2": 1.0})
    office = ACTIVITIES.index("office_m2")
    changed = np.argwhere(central != moved)
    assert changed.tolist() == [[weights.columns.index((Occasion.WORK, "")), office]]
    assert moved[tuple(changed[0])] == pytest.approx(0.10)
    assert central[tuple(changed[0])] == pytest.approx(0.05)


def test_every_weight_of_the_facts_is_in_order_and_names_what_the_map_has():
    rows = fact_rows("attraction_weights")
    assert len(rows) > 30
    for row in rows:
        assert float(row["low"]) <= float(row["central"]) <= float(row["high"])
        assert row["activity"] in ACTIVITIES
        assert row["source"]
        assert row["confidence"] in {"low", "medium", "high"}
