"""The loop: whatever edits come, the plan that is shown is audited, its bound holds, undo goes back, and `--edits` asks the same."""

import json
from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from geodata.input_file import InputFile
from planner.audit.recheck import broken_promises
from planner.edits.edit_layer import read_edits
from planner.edits.ground import edit_ground
from planner.edits.rules import edit_rules
from planner.loop.edits import Kind, edits_from
from planner.loop.folded import as_geojson, drawn_id
from planner.loop.turn import Became
from planner.model.solve.instances import instance_of
from planner.model.solve.planning import best_plan
from planner.question import question_of
from planner.support.speech import speaking
from tests.fixtures.drawing import UNCHECKED, drawn
from tests.fixtures.tiny_city import silent
from tests.planner.loop.street_loop import AT, CHARGERS, begun, lonlat, street, turned

SITES = st.sampled_from([*AT, "st"])
POINTS = st.tuples(st.integers(0, 9), st.sampled_from([0.0, 60.0, 200.0])).map(lambda at: lonlat(*at))
AREAS = st.integers(0, 8).map(
    lambda k: [[*lonlat(one, north).values()] for one, north in ((k, -90), (k + 1.2, -90), (k + 1.2, 90), (k, 90))]
)
EDITS = st.one_of(
    st.builds(
        lambda kind, site: {"kind": kind, "site": site}, st.sampled_from(["lock", "force", "forbid", "release"]), SITES
    ),
    st.builds(lambda site, at: {"kind": "move", "site": site, **at}, SITES, POINTS),
    st.builds(lambda at, bays: {"kind": "add", "name": "Q", "bays": bays, **at}, POINTS, st.integers(1, 14)),
    st.builds(
        lambda site, kind, n, hold: {"kind": "chargers", "site": site, "chargers": {kind: n}, "hold": hold},
        SITES,
        st.sampled_from(CHARGERS),
        st.integers(1, 3),
        st.sampled_from(["exactly", "at_least"]),
    ),
    st.builds(lambda site, n: {"kind": "bays", "site": site, "bays": n}, SITES, st.integers(1, 12)),
    st.builds(lambda site, kw: {"kind": "kw", "site": site, "kw": kw}, SITES, st.sampled_from([30.0, 70, 150, 400])),
    st.builds(lambda area: {"kind": "keep_free", "name": "park", "polygon": area}, AREAS),
    st.builds(lambda usd: {"kind": "budget", "usd": usd}, st.sampled_from([0, 20_000, 90_000, 400_000])),
    st.builds(lambda share: {"kind": "balance", "share": share}, st.sampled_from([0.0, 0.4, 1.0])),
)


@given(rounds=st.lists(st.lists(EDITS, min_size=1, max_size=2), min_size=1, max_size=4))
@drawn(12, UNCHECKED, few=5)
def test_every_plan_shown_is_audited_and_no_plan_beats_its_bound_and_undo_goes_back(rounds):
    loop = begun()
    planned = [loop.now]
    for edits in rounds:
        turn = turned(loop, *edits)
        assert broken_promises(turn.plan, turn.question) == []
        json.dumps(turn.picture(), allow_nan=False)
        if turn.became is Became.PLANNED:
            planned.append(turn)
        else:
            assert turn.plan is planned[-1].plan
            assert turn.sentence
    best = best_plan(replace(turn.question, scenario=turn.question.scenario.with_plan(gap=0.0)), say=silent).proof.value
    assert best <= turn.bound + 1e-6 * max(1.0, abs(turn.bound))
    for before in reversed(planned[:-1]):
        back = loop.undo()
        assert back.became is Became.UNDONE
        assert back.plan is before.plan
        assert back.question is before.question
    assert loop.undo() is None
    for after in planned[1:]:
        assert loop.redo().plan is after.plan
    assert loop.redo() is None


@given(edits=st.lists(EDITS, min_size=1, max_size=5))
@drawn(12, UNCHECKED, few=5)
def test_the_file_of_edits_and_the_keys_of_the_scenario_ask_what_the_loop_asks(edits, tmp_path_factory):
    city, base = street()
    loop = begun()
    for one in edits:
        turned(loop, one)
    mine = loop.now.question
    path = tmp_path_factory.mktemp("edits") / "edits.geojson"
    path.write_text(json.dumps(loop.as_geojson()), encoding="utf-8")
    free = loop.now.folded.kept_free(loop.now.city)
    plan = base.scenario.plan
    assert set(loop.kept_free()) <= set(free)
    scenario = loop.now.folded.asked_of(base.scenario).with_plan(forbidden=(*plan.forbidden, *sorted(free)))
    if loop.now.folded.sites:
        ground = edit_ground(read_edits(InputFile(path)), city, scenario)
        theirs = edit_rules(question_of(ground.city, ground.scenario, say=silent), ground.wishes)
        assert not [said for row in ground.told for _, out, said in row.outcomes if out == "refused"]
    else:
        theirs = question_of(city, scenario, say=silent)
    assert mine.scenario == theirs.scenario
    one, other = instance_of(mine), instance_of(theirs)
    assert one.sites.names == other.sites.names
    for part, field in (
        ("reach", "zone"),
        ("reach", "site"),
        ("reach", "worth"),
        ("demand", "kwh"),
        ("pools", "standing"),
    ):
        np.testing.assert_allclose(getattr(getattr(one, part), field), getattr(getattr(other, part), field), rtol=1e-9)
    np.testing.assert_array_equal(mine.places.xy_m, theirs.places.xy_m)
    np.testing.assert_array_equal(mine.places.bays, theirs.places.bays)
    np.testing.assert_array_equal(mine.places.grid_kw, theirs.places.grid_kw)


def test_a_site_that_was_added_can_be_moved_and_forced_and_is_named_by_its_own_name():
    loop = begun()
    at = lonlat(6.5, 150)
    site = drawn_id((at["lon"], at["lat"]))
    turn = turned(loop, {"kind": "add", "name": "Depot", "bays": 8, **at}, {"kind": "force", "site": site})
    assert [one.kind for one in loop.edits] == [Kind.ADD, Kind.FORCE]
    assert {one["changed"] for one in turn.picture()["sites"] if one["id"] == site} == {"new"}
    turned(loop, {"kind": "move", "site": site, **lonlat(7.5, 150)})
    drawn = {one["id"]: one for one in loop.now.picture()["sites"]}[site]
    assert drawn["name"] == "Depot"
    assert drawn["status"] == "new"
    assert drawn["asked"] == "forced"
    assert abs(drawn["lon"] - lonlat(7.5, 150)["lon"]) < 1e-5


def test_a_site_that_was_moved_keeps_its_name_and_says_where_it_is_now():
    loop = begun(forced=("a",))
    before = {one["id"]: one["name"] for one in loop.candidates()}
    turn = turned(loop, {"kind": "move", "site": "a", **lonlat(8.5, 200)})
    name = {one["id"]: one["name"] for one in turn.picture()["sites"]}["a"]
    assert name.startswith(f"{before['a']} (moved, now: ")
    assert {one["id"]: one["name"] for one in loop.candidates()} == {**before, "a": name}
    (row,) = [one["properties"] for one in loop.as_geojson()["features"]]
    assert (row["site_id"], row["action"], row["name"]) == ("a", "move", name)
    loop.undo()
    assert {one["id"]: one["name"] for one in loop.candidates()}["a"] == before["a"], "it is where it was"


def test_what_is_locked_stays_when_the_money_changes_and_is_free_again_when_released():
    loop = begun()
    site = next(one["id"] for one in loop.now.picture()["sites"] if one["status"] == "new")
    mine = next(one for one in loop.now.picture()["sites"] if one["id"] == site)["chargers"]
    turned(loop, {"kind": "lock", "site": site})
    turned(loop, {"kind": "budget", "usd": 600_000})
    then = next(one for one in loop.now.picture()["sites"] if one["id"] == site)
    assert then["chargers"] == mine
    assert then["asked"] == "exactly"
    turned(loop, {"kind": "release", "site": site})
    assert loop.now.folded.sites == {}


def test_looking_further_closes_the_gap_and_puts_the_sites_in_order():
    loop = begun()
    turned(loop, {"kind": "forbid", "site": "a"})
    before = loop.now
    better = loop.improve()
    assert better.became is Became.IMPROVED
    assert better.gap <= before.gap
    assert better.value >= before.value
    ranks = sorted(one["rank"] for one in better.picture()["sites"] if one["rank"])
    assert ranks == list(range(1, len(ranks) + 1))
    assert better.changed.before == before.changed.before
    while loop.improve() is not None:
        pass
    assert loop.undo().became is Became.UNDONE


def test_a_search_that_is_stopped_keeps_the_last_plan_or_the_best_so_far():
    loop = begun(coverage=0.05)
    turn = loop.turn(edits_from([{"kind": "forbid", "site": "a"}]), stop=lambda: True)
    assert turn.became in (Became.STOPPED, Became.PLANNED)
    assert broken_promises(turn.plan, turn.question) == []


@pytest.mark.parametrize(
    "ask",
    [
        {"objective": "cost", "coverage": 0.2},
        {"then": ("cost",), "coverage": 0.2},
        {"district_floor": 0.1},
        {"max_sites": 2, "min_spacing_m": 600.0},
        {"mandated_plugs": ("gbt",)},
        {"plug_balance": 0.9, "plug_floors": {"gbt": 0.05}},
    ],
    ids=", ".join,
)
def test_other_objectives_and_rules_are_asked_again_as_well(ask):
    loop = begun(**ask)
    turn = turned(loop, {"kind": "forbid", "site": "b"})
    assert turn.became is Became.PLANNED
    best = best_plan(replace(turn.question, scenario=turn.question.scenario.with_plan(gap=0.0)), say=silent).proof
    assert not best.sense.better(best.value + 1e-6 * abs(best.value) * best.sense.sign, turn.bound)


def test_sentences_are_told_in_the_language_of_the_reader():
    loop = begun()
    turn = turned(loop, {"kind": "forbid", "site": "a"}, {"kind": "force", "site": "b"})
    with speaking("ru"):
        told = turn.sentence
    assert told != turn.sentence
    assert "site" not in told


def test_a_station_that_is_extended_is_told_apart_from_a_new_site():
    loop = begun(forbidden=("st",))
    extended = turned(loop, {"kind": "release", "site": "st"}, {"kind": "force", "site": "st"})
    assert "1 existing station extended: “" in extended.sentence
    left = turned(loop, {"kind": "forbid", "site": "st"})
    assert "1 existing station no longer extended: “" in left.sentence
    new, gone = len(left.changed.new), len(set(left.changed.gone) - {"st"})
    assert left.sentence.count("new site") == (new > 0)
    assert left.sentence.count("given up") == (gone > 0)


def test_edits_of_nothing_make_an_empty_file():
    assert as_geojson(())["features"] == []
