"""Steps of edits over a loop: whatever is done, undone, done again and taken back, the plan holds exactly the steps that are shown."""

from dataclasses import replace

from hypothesis import given
from hypothesis import strategies as st

from planner.edits.told import APPLIED
from planner.edits.words import Action, actions_in
from planner.loop.edits import MOST_EDITS, edits_from
from planner.loop.folded import as_geojson, folded
from planner.loop.history import Steps, names_of
from planner.loop.steps import steps_filed
from tests.fixtures.dossier_fixture import make_dossier
from tests.fixtures.drawing import drawn
from tests.planner.loop.fake_loop import FakeLoop

DOSSIER = make_dossier()

DEEDS = st.lists(
    st.one_of(
        st.tuples(st.just("do"), st.integers(1, 3)),
        st.tuples(st.sampled_from(["undo", "redo", "refused"]), st.just(0)),
        st.tuples(st.just("take back"), st.integers(0, 5)),
        st.tuples(st.just("open again"), st.just(0)),
    ),
    max_size=25,
)


@drawn(300)
@given(DEEDS)
def test_the_plan_holds_exactly_the_steps_that_are_shown(deeds):
    loop, steps, number = FakeLoop({"impossible"}), Steps(), 0
    shown, undone = [], []
    for what, count in deeds:
        if what == "do":
            edits = [{"kind": "force", "site": f"s{number + at}"} for at in range(count)]
            number += count
            steps.done(loop.ask, edits)
            shown, undone = [*shown, edits], []
        elif what == "refused":
            steps.done(loop.ask, [{"kind": "impossible"}])
        elif what == "undo":
            steps.undo(loop.ask)
            if shown:
                undone.append(shown.pop())
        elif what == "redo":
            steps.redo(loop.ask)
            if undone:
                shown.append(undone.pop())
        elif what == "take back":
            steps.take_back(loop.ask, set(names_of(steps.steps)[count : count + 1]))
            if count < len(shown):
                del shown[count]
                undone = []
        else:
            loop = FakeLoop({"impossible"})
            steps = Steps(steps.steps, steps.undone)
            steps.replayed(loop.ask)
        assert steps.steps == shown
        assert steps.undone == undone
        assert list(loop.past[-1]) == [edit for step in shown for edit in step]


def test_a_step_that_cannot_be_taken_back_stays_with_all_others():
    loop, steps = FakeLoop(), Steps()
    for kind in ("first", "second", "third"):
        steps.done(loop.ask, [{"kind": kind}])
    loop.refused = {"third"}  # without the second one, the third cannot be
    assert steps.take_back(loop.ask, {names_of(steps.steps)[1]})["became"] == "conflict"
    assert [step[0]["kind"] for step in steps.steps] == ["first", "second", "third"]
    assert [edit["kind"] for edit in loop.past[-1]] == ["first", "second", "third"]


def test_a_step_is_taken_back_by_a_name_that_stays_and_that_no_other_has():
    loop, steps = FakeLoop(), Steps()
    for usd in (5, 6, 5, 7):
        steps.done(loop.ask, [{"kind": "budget", "usd": usd}])
    names = names_of(steps.steps)
    assert len(set(names)) == 4
    steps.take_back(loop.ask, {names[1]})
    assert names_of(steps.steps) == [names[0], names[2], names[3]]
    assert steps.take_back(loop.ask, {names[1]}) is None  # asked for in another window, a moment later
    assert [edit["usd"] for edit in loop.past[-1]] == [5, 5, 7]


SITES = st.sampled_from(["a", "b", "c"])
EDITS = st.lists(
    st.one_of(
        st.builds(lambda site, kind: {"kind": kind, "site": site}, SITES, st.sampled_from(["force", "forbid"])),
        st.builds(
            lambda site, lon: {"kind": "move", "site": site, "lon": lon / 100, "lat": 43.25},
            SITES,
            st.integers(7600, 7700),
        ),
        st.builds(
            lambda site, count: {"kind": "chargers", "site": site, "chargers": {"dc_gbt_60": count}},
            SITES,
            st.integers(1, 9),
        ),
        st.builds(lambda site, bays: {"kind": "bays", "site": site, "bays": bays}, SITES, st.integers(1, 90)),
        st.builds(lambda site, kw: {"kind": "kw", "site": site, "kw": float(kw)}, SITES, st.integers(1, 900)),
        st.builds(lambda lon: {"kind": "add", "lon": lon / 100, "lat": 43.25}, st.integers(7600, 7603)),
    ),
    max_size=12,
)


@drawn(200)
@given(EDITS)
def test_a_plan_that_was_made_with_a_file_of_edits_is_opened_with_the_same_edits(edits):
    asked = folded(edits_from(edits))
    rows = []
    for feature in as_geojson(edits_from(edits))["features"]:
        cells, at = feature["properties"], (feature["geometry"] or {"coordinates": (None, None)})["coordinates"]
        done = set(actions_in(cells["action"])[0])
        done |= {action for action, key in ((Action.BAYS, "new_bays"), (Action.KW, "new_kw")) if cells[key]}
        done |= {Action.DRAWN} if asked.sites[cells["site_id"]].drawn else set()
        changes = [{"action": one.value, "outcome": APPLIED, "said": ""} for one in sorted(done)]
        rows.append({**cells, "lon": at[0], "lat": at[1], "changes": changes})
    again = [edit for step in steps_filed(replace(DOSSIER, edits=tuple(rows))) for edit in step]
    assert folded(edits_from(again)) == asked


def test_more_edits_than_a_loop_takes_at_once_are_done_again_and_taken_back_like_any():
    many = [[{"kind": "force", "site": f"s{n}"}, {"kind": f"k{n}", "site": f"s{n}"}] for n in range(MOST_EDITS + 7)]
    loop, steps = FakeLoop(), Steps(list(many))
    steps.replayed(loop.ask)
    steps.done(loop.ask, [{"kind": "last"}])

    def held():
        assert list(loop.past[-1]) == [edit for step in steps.steps for edit in step]
        return [step[-1]["kind"] for step in steps.steps]

    names = [step[-1]["kind"] for step in many]
    assert held() == [*names, "last"]
    steps.take_back(loop.ask, {names_of(steps.steps)[3]})
    assert held() == [name for name in [*names, "last"] if name != "k3"]
    loop.refused = {f"k{MOST_EDITS}"}  # after a part that can be done: all stays as it was
    kept, loop.refused_once = held(), True
    assert steps.take_back(loop.ask, {names_of(steps.steps)[1]})["became"] == "conflict"
    assert held() == kept
    steps.undo(loop.ask)
    assert held() == kept[:-1]
    loop = FakeLoop({f"k{MOST_EDITS}"})
    steps = Steps(list(many))
    assert steps.replayed(loop.ask)["became"] == "conflict"
    assert held() == []
