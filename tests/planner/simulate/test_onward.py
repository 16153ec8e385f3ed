"""Who finds all guns taken, told beside the play: where there is a place to go on to, and where there is none."""

import pytest

from planner.network.service_level import service_level_of
from planner.studies.simulation import study
from tests.fixtures.played_street import ENDLESS, POOL, hand_plan, street_question, with_simulation
from tests.fixtures.tiny_city import STATION, silent

OTHER, CABINET = "b", "gbt DC 60 kW"
KEYS = {"days": 365, "choice": "off"}


def filled(guns, elsewhere=0, **keys):
    """Play guns of the station that carry as much as is counted on, beside cabinets at another place in reach that do so too."""
    question = with_simulation(street_question((("e1", "GBT_DC", guns, 50.0),)), **{**KEYS, **keys})
    level, pools = service_level_of(question.scenario.plan), {one.name: one for one in question.pools.pools}
    flows, built = [(STATION, POOL, "gbt", "fast", pools[POOL].carries(guns, 0.0, level))], []
    if elsewhere:
        shared = pools[CABINET].carries(2 * elsewhere, 60.0 * elsewhere, level)
        flows.append((OTHER, CABINET, "gbt", "fast", shared))
        built.append((OTHER, "dc_gbt_60", elsewhere))
    (found,) = study(question, hand_plan(flows, built), silent)["plays"]
    return found


@pytest.mark.parametrize(
    ("guns", "elsewhere", "keys"),
    [
        (1, 0, {}),
        (2, 0, {}),
        (4, 0, {}),
        (1, 1, {}),
        (2, 2, {}),
        (2, 0, {"patience_min": 0.0}),
        (2, 2, {"patience_min": ENDLESS, "energy_spread": 1.0}),
    ],
)
def test_as_many_find_all_guns_taken_as_is_told_with_and_without_a_place_to_go_on_to(guns, elsewhere, keys):
    found = filled(guns, elsewhere, **keys)
    off = max(0.02, 3 * found["taken_peak_error"])
    assert found["taken_peak"] == pytest.approx(found["taken_told"], abs=off)


def test_neighbours_send_each_other_drivers_and_a_place_alone_has_its_own_only():
    told = [
        next(one["taken_told"] for one in filled(1, elsewhere, days=2)["places"] if one["site_id"] == STATION)
        for elsewhere in (0, 1)
    ]
    assert told[0] < told[1] < 1.0
