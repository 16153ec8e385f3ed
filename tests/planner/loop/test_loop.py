"""The loop: whatever edits come, the plan that is shown is audited, its bound holds, undo goes back, and `--edits` asks the same."""

import json
from dataclasses import replace
from functools import cache

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from pyproj import Transformer

from geodata.crs import LONLAT
from geodata.input_file import InputFile
from planner.audit.recheck import broken_promises
from planner.edits.edit_layer import read_edits
from planner.edits.ground import edit_ground
from planner.edits.rules import edit_rules
from planner.errors import InfeasibleError
from planner.loop.changes import totals_of
from planner.loop.edits import Kind, edits_from
from planner.loop.filed import Filed
from planner.loop.folded import as_geojson, drawn_id
from planner.loop.loop import Loop
from planner.loop.turn import Became
from planner.model.solve.instances import instance_of
from planner.model.solve.planning import best_plan
from planner.question import question_of
from planner.support.speech import speaking
from tests.fixtures.drawing import UNCHECKED, drawn
from tests.fixtures.tiny_city import CRS, NORTH, corner, silent, sites, tiny_city, tiny_scenario

AT = {"a": 1, "b": 5, "c": 9, "d": 3, "e": 7}
CHARGERS = ("dc_gbt_60", "dc_ccs2_60", "ac_t2_22")
KEYS = {"chargers": list(CHARGERS), "gap": 0.3, "budget_usd": 250_000, "reasons": False}
TO_LONLAT = Transformer.from_crs(CRS, LONLAT, always_xy=True)


def lonlat(k, north=0.0):
    lon, lat = TO_LONLAT.transform(corner(k)[0], NORTH + north)
    return {"lon": round(lon, 6), "lat": round(lat, 6)}


@cache
def street():
    city = tiny_city(sites=sites(AT))
    return city, question_of(city, tiny_scenario(plan=KEYS), say=silent)


def begun(**plan):
    city, question = street()
    if plan:
        question = replace(question, scenario=question.scenario.with_plan(**plan))
    loop = Loop(city, question)
    loop.begin()
    return loop


def turned(loop, *edits):
    return loop.turn(edits_from(list(edits)))


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
)


@given(rounds=st.lists(st.lists(EDITS, min_size=1, max_size=2), min_size=1, max_size=4))
@drawn(12, UNCHECKED)
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
@drawn(12, UNCHECKED)
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
    ],
    ids=", ".join,
)
def test_other_objectives_and_rules_are_asked_again_as_well(ask):
    loop = begun(**ask)
    turn = turned(loop, {"kind": "forbid", "site": "b"})
    assert turn.became is Became.PLANNED
    best = best_plan(replace(turn.question, scenario=turn.question.scenario.with_plan(gap=0.0)), say=silent).proof
    assert not best.sense.better(best.value + 1e-6 * abs(best.value) * best.sense.sign, turn.bound)


@pytest.mark.parametrize(
    "ask", [{}, {"objective": "cost", "coverage": 0.2}, {"then": ("cost",), "coverage": 0.2}], ids=str
)
def test_the_plan_of_a_run_is_shown_as_it_is_until_the_first_edit_and_again_when_that_is_undone(ask):
    city, question = street()
    question = replace(question, scenario=question.scenario.with_plan(**ask))
    plan = best_plan(question, say=silent)
    loop = Loop(city, question, Filed(plan.chargers, plan.proof))
    first = loop.begin()
    assert first.plan.chargers.equals(plan.chargers)
    assert first.plan.proof == plan.proof
    assert first.totals == totals_of(plan, question)
    sums = [one.groupby("site_id")["kwh_per_day"].sum() for one in (first.plan.flows, plan.flows)]
    np.testing.assert_allclose(sums[0], sums[1], rtol=1e-6)
    assert loop.improve() is None
    assert turned(loop, {"kind": "forbid", "site": str(plan.chargers["site_id"].iloc[0])}).became is Became.PLANNED
    assert loop.undo().plan is first.plan
    assert loop.improve() is None


def test_the_plan_of_a_run_with_edits_is_shown_as_it_is_once_they_are_done_again():
    edits = [{"kind": "forbid", "site": "a"}, {"kind": "budget", "usd": 150_000}]
    made = begun()
    plan = turned(made, *edits).plan
    city, question = street()
    loop = Loop(city, question, Filed(plan.chargers, plan.proof, edits_from(edits)))
    loop.begin()
    again = turned(loop, *edits)
    assert again.plan.chargers.equals(plan.chargers)
    assert again.plan.proof == plan.proof
    assert loop.improve() is None


def test_a_plan_that_is_worth_a_little_less_by_now_keeps_its_chargers_and_is_proven_anew():
    city, question = street()
    plan = best_plan(question, say=silent)
    later = replace(question, demand=replace(question.demand, kwh_per_day=0.999 * question.demand.kwh_per_day))
    turn = Loop(city, later, Filed(plan.chargers, plan.proof)).begin()
    assert turn.plan.chargers.equals(plan.chargers)
    assert turn.plan.proof.value < turn.plan.proof.bound or turn.gap == 0
    assert turn.value != plan.proof.value
    assert "anew" in turn.sentence
    assert broken_promises(turn.plan, later) == []


def test_a_plan_that_is_not_one_of_the_question_is_only_where_the_search_begins():
    city, question = street()
    plan = best_plan(question, say=silent)
    less = replace(question, scenario=question.scenario.with_plan(budget_usd=60_000))
    turn = Loop(city, less, Filed(plan.chargers, plan.proof)).begin()
    assert broken_promises(turn.plan, less) == []
    assert turn.plan.proof != plan.proof


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


def test_no_plan_at_all_is_an_error_of_the_opening():
    with pytest.raises(InfeasibleError):
        begun(coverage=1.0, budget_usd=1_000)


def test_edits_of_nothing_make_an_empty_file():
    assert as_geojson(())["features"] == []
