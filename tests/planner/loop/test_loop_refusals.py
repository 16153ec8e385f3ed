"""Edits that no plan can keep are refused whole, with the reason and what would have to give way, and the plan stays."""

import pytest

from geodata.stations import Stations
from planner.errors import InfeasibleError
from planner.loop.edits import edits_from
from planner.loop.folded import drawn_id
from planner.loop.loop import Loop
from planner.loop.turn import Became
from planner.question import question_of
from tests.fixtures.tiny_city import STATION, silent, sites, stations, tiny_city, tiny_scenario
from tests.planner.loop.street_loop import AT, KEYS, begun, lonlat, turned


def test_an_edit_that_no_plan_can_keep_says_what_conflicts_and_by_how_much_to_ease_it():
    loop = begun()
    turned(loop, {"kind": "force", "site": "a"})
    before = loop.now.plan
    turn = turned(loop, {"kind": "budget", "usd": 4_000})
    assert turn.became is Became.CONFLICT
    assert turn.plan is before
    assert "budget" in " ".join(turn.conflict.ways)
    assert "instead of 4,000" in " ".join(turn.conflict.ways)
    shown = turn.picture()["conflict"]
    assert "site “Lot a, Абай” can take none" in shown["text"]
    assert shown["ways"][0] == "plan.forced: leave out “Lot a, Абай”"
    assert shown["ways"][1:] == list(turn.conflict.ways[1:]), "“a” is a word of English, too"
    assert loop.edits == edits_from([{"kind": "force", "site": "a"}])


def test_an_edit_that_breaks_an_earlier_one_is_refused_and_one_beside_it_is_applied():
    loop = begun()
    turned(loop, {"kind": "chargers", "site": "a", "chargers": {"dc_gbt_60": 2}})
    turn = turned(
        loop,
        {"kind": "move", "site": "st", **lonlat(6)},
        {"kind": "forbid", "site": "b"},
        {"kind": "force", "site": "nowhere"},
    )
    assert turn.became is Became.PLANNED
    assert [one.applied for one in turn.told] == [True, False, False]
    assert "a station stands there" in turn.picture()["refused"][1]["said"]
    gone = turned(loop, {"kind": "budget", "usd": 20_000})
    assert gone.became is Became.REFUSED
    assert "the budget is 20,000 USD" in gone.sentence


def test_a_site_outside_the_city_or_in_an_area_kept_free_is_refused_and_so_is_all_that_was_asked_of_it():
    loop = begun()
    area = [[*lonlat(k, n).values()] for k, n in ((5.8, -90), (7, -90), (7, 90), (5.8, 90))]
    turned(loop, {"kind": "keep_free", "name": "park", "polygon": area})
    held, plan = loop.edits, loop.now.plan
    far = {**lonlat(0), "lon": lonlat(0)["lon"] + 0.5}
    for at, word in ((far, "outside the city"), (lonlat(6.5, 30), "park")):
        site = drawn_id((at["lon"], at["lat"]))
        for edits in (
            [{"kind": "add", **at}],
            [{"kind": "add", **at}, {"kind": "force", "site": site}],
            [{"kind": "move", "site": "a", **at}],
        ):
            turn = turned(loop, *edits)
            assert turn.became is Became.REFUSED
            assert word in turn.sentence
            assert [one.applied for one in turn.told] == [False] * len(edits)
            assert loop.edits == held
            assert turn.plan is plan


def test_what_is_asked_of_one_site_at_once_is_done_as_a_whole_or_not_at_all():
    loop = begun()
    turn = turned(
        loop,
        {"kind": "bays", "site": "a", "bays": 1},
        {"kind": "chargers", "site": "a", "chargers": {"dc_gbt_60": 40}},
    )
    assert turn.became is Became.REFUSED
    assert loop.edits == ()


def test_no_plan_at_all_is_an_error_of_the_opening():
    with pytest.raises(InfeasibleError):
        begun(coverage=1.0, budget_usd=1_000)


def test_room_at_a_station_that_others_run_is_refused_until_it_is_forced():
    there = stations()
    theirs = Stations(there.table.assign(operator="Tesla"), there.connectors, there.provenance)
    city = tiny_city(sites=sites(AT), stations=theirs)
    loop = Loop(city, question_of(city, tiny_scenario(plan=KEYS), say=silent))
    loop.begin()
    room = {"kind": "bays", "site": STATION, "bays": 8}
    turn = turned(loop, room)
    assert turn.became is Became.REFUSED
    assert "Tesla runs the station" in turn.sentence
    assert left_to(turn) == "Tesla", "the card says why nothing is added there"
    assert turned(loop, {"kind": "force", "site": STATION}).became is Became.PLANNED
    assert left_to(loop.now) is None
    assert turned(loop, room).became is Became.PLANNED


def left_to(turn):
    """Whom the station is left to, as the page draws it."""
    return next(one["left_to"] for one in turn.picture()["sites"] if one["id"] == STATION)
