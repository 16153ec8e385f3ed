"""Turn restrictions of OpenStreetMap: which are meant for cars, what they forbid, and which cannot be obeyed."""

import numpy as np
import pytest
from osm_fixtures import OsmFile, place
from shapely import box

from geodata.input_file import InputFile
from geodata.osm.clipping import clipped
from geodata.osm.roads import roads_of
from geodata.osm.turn_restrictions import (
    APART,
    AT_HOURS,
    NO_WAY_ON,
    OVER_A_WAY,
    UNKNOWN_KIND,
    WHICH_SIDE,
    TurnRestriction,
)
from geodata.sources.osm_file import read_osm_file

CRS = "EPSG:32643"
NO_LEFT = {"type": "restriction", "restriction": "no_left_turn"}
WEST, MIDDLE, EAST, NORTH, SOUTH = 1, 2, 3, 4, 5
TO_WEST, TO_EAST, TO_NORTH, TO_SOUTH = 10, 11, 12, 13


def crossing(**tags_of_north):
    """Four streets that end at one node."""
    file = OsmFile()
    spots = {WEST: (0, 5), MIDDLE: (5, 5), EAST: (10, 5), NORTH: (5, 10), SOUTH: (5, 0), 6: (5, 15), 7: (9, 15)}
    for number, spot in spots.items():
        file.node(number, place(*spot))
    file.way(TO_WEST, [WEST, MIDDLE], highway="primary").way(TO_EAST, [MIDDLE, EAST], highway="primary")
    file.way(TO_NORTH, [MIDDLE, NORTH], highway="residential", **tags_of_north)
    file.way(TO_SOUTH, [SOUTH, MIDDLE], highway="residential").way(14, [NORTH, 6, 7], highway="footway")
    return file


def over(from_way, to_way, via=("n", MIDDLE)):
    return [("w", from_way, "from"), (*via, "via"), ("w", to_way, "to")]


def turns(tmp_path, file):
    return read_osm_file(InputFile(file.write(tmp_path / "a.osm.pbf"))).network.turns


@pytest.mark.parametrize(
    ("kind", "forbidden"),
    [
        ("no_left_turn", {(WEST, NORTH)}),
        ("no_right_turn", {(WEST, NORTH)}),  # whichever way it turns: the members say between which streets
        ("only_left_turn", {(WEST, EAST), (WEST, SOUTH), (WEST, WEST)}),
        ("only_straight_on", {(WEST, EAST), (WEST, SOUTH), (WEST, WEST)}),
    ],
)
def test_what_a_restriction_forbids(tmp_path, kind, forbidden):
    file = crossing().relation(1, over(TO_WEST, TO_NORTH), type="restriction", restriction=kind)
    found = turns(tmp_path, file)
    # Nodes are numbered by their ids here: from 1 on, without a gap.
    assert {(a + 1, b + 1) for a, _, b in found.forbidden.tolist()} == forbidden
    assert found.forbidden[:, 1].tolist() == [MIDDLE - 1] * len(forbidden)
    assert (found.obeyed, found.ignored) == (1, {})


def test_a_forbidden_turn_makes_the_drive_longer_by_the_way_to_the_end_of_the_road_and_back(tmp_path):
    plain = roads_of(read_osm_file(InputFile(crossing().write(tmp_path / "a.osm.pbf"))), CRS)
    file = crossing().relation(1, over(TO_WEST, TO_NORTH), **NO_LEFT)
    roads = roads_of(read_osm_file(InputFile(file.write(tmp_path / "b.osm.pbf"))), CRS)
    everyone = np.arange(5)
    before, after = (one.drive_times(everyone, everyone, limit_s=9_999)[2].reshape(5, 5) for one in (plain, roads))
    turned = (WEST - 1, NORTH - 1)
    legs = [plain.drive_times([a - 1], [b - 1], limit_s=9_999)[2][0] for a, b in ((MIDDLE, EAST), (EAST, MIDDLE))]
    assert after[turned] == pytest.approx(before[turned] + sum(legs))
    assert np.array_equal(np.delete(after, turned[0] * 5 + turned[1]), np.delete(before, turned[0] * 5 + turned[1]))


def test_no_u_turn_no_entry_and_no_exit(tmp_path):
    file = crossing()
    file.relation(1, over(TO_WEST, TO_WEST), type="restriction", restriction="no_u_turn")
    entry = [("w", TO_EAST, "from"), ("w", TO_SOUTH, "from"), ("n", MIDDLE, "via"), ("w", TO_NORTH, "to")]
    file.relation(2, entry, type="restriction", restriction="no_entry")
    found = turns(tmp_path, file)
    assert {(a + 1, b + 1) for a, _, b in found.forbidden.tolist()} == {(WEST, WEST), (EAST, NORTH), (SOUTH, NORTH)}
    assert found.obeyed == 2


@pytest.mark.parametrize(
    ("members", "tags", "reason"),
    [
        (over(TO_WEST, TO_NORTH, ("w", TO_EAST)), NO_LEFT, OVER_A_WAY),
        (over(TO_WEST, TO_NORTH), {**NO_LEFT, "hour_on": "07:00", "hour_off": "09:00"}, AT_HOURS),
        (
            over(TO_WEST, TO_NORTH),
            {"type": "restriction", "restriction__conditional": "no_left_turn @ (Mo-Fr 07:00-09:00)"},
            AT_HOURS,
        ),
        (over(TO_WEST, TO_NORTH), {"type": "restriction"}, UNKNOWN_KIND),
        (over(TO_WEST, TO_NORTH), {"type": "restriction", "restriction": "give_way"}, UNKNOWN_KIND),
        (over(TO_WEST, TO_NORTH, ("n", EAST)), NO_LEFT, APART),
    ],
)
def test_what_cannot_be_obeyed_is_counted_by_its_reason(tmp_path, members, tags, reason):
    found = turns(tmp_path, crossing().relation(1, members, **tags))
    assert (found.obeyed, found.ignored, len(found.forbidden)) == (0, {reason: 1}, 0)


def test_a_way_that_goes_on_beyond_the_node_may_mean_either_side(tmp_path):
    file = crossing().way(20, [WEST, MIDDLE, EAST], highway="primary").relation(1, over(20, TO_NORTH), **NO_LEFT)
    assert turns(tmp_path, file).ignored == {WHICH_SIDE: 1}
    file = crossing().way(20, [WEST, MIDDLE, EAST], highway="primary", oneway="yes")
    file.relation(1, over(20, TO_NORTH), **NO_LEFT)
    assert turns(tmp_path, file).obeyed == 1, "one comes along a one-way street from one side alone"


def test_a_restriction_into_a_street_that_none_may_enter_there(tmp_path):
    against = {"oneway": "-1"}
    file = crossing(**against).relation(1, over(TO_WEST, TO_NORTH), **NO_LEFT)
    found = turns(tmp_path, file)
    assert (found.obeyed, len(found.forbidden)) == (1, 0), "nobody could turn there anyway"
    only = {"type": "restriction", "restriction": "only_left_turn"}
    assert turns(tmp_path, crossing(**against).relation(1, over(TO_WEST, TO_NORTH), **only)).ignored == {NO_WAY_ON: 1}


@pytest.mark.parametrize(
    "tags",
    [
        {"type": "restriction:hgv", "restriction": "no_left_turn"},
        {"type": "restriction", "restriction__hgv": "no_left_turn"},
        {**NO_LEFT, "except": "bus; motorcar"},
    ],
)
def test_what_is_not_said_to_cars_is_not_counted(tmp_path, tags):
    found = turns(tmp_path, crossing().relation(1, over(TO_WEST, TO_NORTH), **tags))
    assert (found.obeyed, found.ignored) == (0, {})


def test_what_is_said_to_cars_alone_counts_before_what_is_said_to_all():
    tags = {"type": "restriction", "restriction": "no_left_turn", "restriction:motorcar": "only_left_turn"}
    told = TurnRestriction.of_relation(over(TO_WEST, TO_NORTH), tags)
    assert told is not None
    assert told.kind == "only_left_turn"


def test_restrictions_of_other_streets_do_not_concern_the_network(tmp_path):
    file = crossing().relation(1, over(14, TO_NORTH, ("n", NORTH)), **NO_LEFT)
    file.relation(2, over(TO_WEST, TO_NORTH, ("n", 99)), **NO_LEFT)
    found = turns(tmp_path, file)
    assert (found.obeyed, found.ignored) == (0, {})


def test_clipping_keeps_the_turns_inside(tmp_path):
    file = crossing().relation(1, over(TO_WEST, TO_NORTH), **NO_LEFT).relation(2, over(TO_SOUTH, TO_EAST), **NO_LEFT)
    extract = read_osm_file(InputFile(file.write(tmp_path / "a.osm.pbf")))
    whole = clipped(extract, box(*place(-1, -1), *place(20, 20))).network.turns
    assert (whole.obeyed, len(whole.forbidden)) == (2, 2)
    part = clipped(extract, box(*place(4, -1), *place(20, 20))).network
    assert len(part.turns.forbidden) == 1, "the west is gone"
    assert part.turns.obeyed == 2, "both lie at a node that is there"
    assert roads_of(clipped(extract, box(*place(4, -1), *place(20, 20))), CRS).twins.node.tolist() == [0, 0]
    assert clipped(extract, box(*place(6, -1), *place(20, 20))).network.turns.obeyed == 0
