"""What an edit leaves as it is: sites that share no driver with it, chargers included, and everything that is found better by itself."""

from dataclasses import replace

from hypothesis import given
from hypothesis import strategies as st

from planner.loop.changes import added_at
from planner.loop.loop import Loop
from planner.loop.turn import Became, Scope
from planner.model.program.effort import Effort
from planner.model.solve.changed_sites import plan_near
from planner.model.solve.planning import best_plan
from planner.output.shared.proof_words import verdict
from planner.proofs import NEAR_EDITS, SEEN_STANDS, Status
from tests.fixtures.drawing import UNCHECKED, drawn
from tests.fixtures.tiny_city import STATION, silent
from tests.planner.loop.street_loop import AT, begun, long_street, street, turned

EDITS = st.one_of(
    st.builds(
        lambda kind, site: {"kind": kind, "site": site}, st.sampled_from(["force", "forbid"]), st.sampled_from([*AT])
    ),
    st.builds(lambda site, n: {"kind": "bays", "site": site, "bays": n}, st.sampled_from([*AT]), st.integers(1, 12)),
    st.builds(lambda site: {"kind": "kw", "site": site, "kw": 70.0}, st.sampled_from([*AT])),
)


def sharing(question, site: str) -> set[str]:
    """Sites that a zone reaches which reaches this one."""
    pairs = list(
        zip(question.access.zone.tolist(), question.places.site_id[question.access.site].tolist(), strict=True)
    )
    zones = {zone for zone, one in pairs if one == site}
    return {one for zone, one in pairs if zone in zones} | {site}


@given(edits=st.lists(EDITS, min_size=1, max_size=4))
@drawn(12, UNCHECKED, few=5)
def test_sites_that_share_no_driver_with_an_edit_stay_as_they_are(edits):
    loop = Loop(*long_street())
    loop.begin()
    for edit in edits:
        before = loop.now
        turn = turned(loop, edit)
        if turn.became is not Became.PLANNED or turn.scope is Scope.CITY:
            continue
        old, new = added_at(before.plan), added_at(turn.plan)
        changed = {site for site in {*old, *new} if old.get(site) != new.get(site)}
        farther = changed - sharing(turn.question, edit["site"]) - sharing(before.question, edit["site"])
        assert not farther or turn.scope is Scope.ADDING
        assert all(grows(old.get(site, {}), new.get(site, {})) for site in farther)
        assert turn.plan.proof.value <= turn.bound * (1 + 1e-6)


def grows(old: dict[str, int], new: dict[str, int]) -> bool:
    """Whether a site has all that it had."""
    return all(new.get(kind, 0) >= n for kind, n in old.items())


def test_freed_money_adds_farther_away_where_no_neighbour_can_use_it_and_a_lock_changes_nothing():
    city, question = long_street()
    loop = Loop(city, replace(question, scenario=question.scenario.with_plan(budget_usd=60_000)))
    old = added_at(loop.begin().plan)
    assert added_at(turned(loop, {"kind": "lock", "site": "e"}).plan) == old
    loop.undo()
    turn = turned(loop, {"kind": "forbid", "site": "e"})
    new = added_at(turn.plan)
    assert {*new} - {*old} == {"a"}
    assert "a" not in sharing(turn.question, "e")
    assert all(new[site] == chargers for site, chargers in old.items() if site != "e")
    assert turn.scope is Scope.ADDING
    assert "added for the money that the edit leaves, and nothing taken away" in turn.sentence


def test_the_run_of_an_edited_layer_leaves_them_as_they_are_too():
    """A plan that is looked for afresh, as good but for the gap, stands for the earlier one nowhere else."""
    _city, question = long_street()
    old = added_at(best_plan(question, say=silent))
    near = []
    for site in sorted(old)[:6]:
        asked = replace(question, scenario=question.scenario.with_plan(forbidden=(site,)))
        best = best_plan(asked, say=silent)
        plan = plan_near(asked, old, {site}, best, Effort(asked.scenario.plan.gap, 60.0), silent)
        if plan is None:
            continue
        new = added_at(plan)
        changed = {one for one in {*old, *new} if old.get(one) != new.get(one)}
        assert site in changed
        assert changed <= sharing(question, site)
        assert plan.proof.value >= (1 - asked.scenario.plan.gap) * best.proof.value
        assert plan.proof.stopped != SEEN_STANDS, "nobody has seen it"
        near.append(site)
    assert near
    wide = replace(best.proof, status=Status.FEASIBLE, stopped=NEAR_EDITS)
    assert verdict(wide).startswith("The plan of the edited layer, changed near the edits alone")


def test_more_money_adds_and_less_takes_away():
    loop = begun()
    first = added_at(loop.now.plan)
    more = turned(loop, {"kind": "budget", "usd": 350_000})
    grown = added_at(more.plan)
    assert more.scope is not Scope.CITY
    assert all(grown.get(site, {}).get(kind, 0) >= n for site, kinds in first.items() for kind, n in kinds.items())
    assert more.value > loop.undo().value
    less = turned(loop, {"kind": "budget", "usd": 150_000})
    shrunk = added_at(less.plan)
    assert less.scope is not Scope.CITY
    assert all(n <= first.get(site, {}).get(kind, 0) for site, kinds in shrunk.items() for kind, n in kinds.items())


def test_what_is_found_better_by_itself_is_no_effect_of_an_edit_and_everything_anew_is_a_step_of_its_own():
    loop = begun()
    edited = turned(loop, {"kind": "forbid", "site": "a"})
    assert edited.narrower
    value = edited.before.proof.value + 1.0
    better = replace(edited.plan.proof, value=value, bound=max(value, edited.bound))
    assert "better not by the edit" in replace(edited, plan=replace(edited.plan, proof=better)).sentence
    assert ("better not by the edit" in edited.sentence) == (edited.value > edited.before.proof.value + 0.5)
    while (looked := loop.improve()) is not None:
        assert added_at(looked.plan) == added_at(edited.plan)
        assert looked.bound <= edited.bound
        assert looked.sentence.startswith(edited.sentence), "what looking further found comes after what the edit did"
    anew = turned(loop, {"kind": "anew"})
    assert anew.scope is Scope.ANEW
    assert anew.value >= edited.value * (1 - 1e-9)
    assert "a" not in added_at(anew.plan)
    again = turned(loop, {"kind": "anew"})
    assert added_at(again.plan) == added_at(anew.plan)
    assert again.sentence.startswith("planned anew, and no better plan was found: the same sites")
    loop.undo()
    assert added_at(loop.undo().plan) == added_at(edited.plan)


def test_everything_anew_is_planned_anew_also_from_the_plan_of_a_finished_run():
    city, question = street()
    poor = best_plan(replace(question, scenario=question.scenario.with_plan(budget_usd=60_000)), say=silent)
    loop = Loop(city, question, poor)
    filed = loop.begin()
    anew = turned(loop, {"kind": "anew"})
    assert anew.value > filed.value
    assert anew.plan.proof.asked_gap == filed.plan.proof.asked_gap
    loop.improve()
    assert loop.now.value >= anew.value
    assert added_at(loop.undo().plan) == added_at(poor)


def test_what_a_run_proved_of_the_same_question_holds_of_the_plan_made_anew():
    city, question = street()
    best = best_plan(question, say=silent)
    loop = Loop(city, question, best)
    loop.begin()
    assert turned(loop, {"kind": "anew"}).bound <= best.proof.bound


def test_where_all_must_change_the_sentence_says_so():
    """A promise of the whole city that the plan of the edit's neighbourhood alone cannot keep: all sites but the edited one are far from it."""
    city, question = long_street()
    asked = question.scenario.with_plan(max_sites=1, budget_usd=400_000)
    loop = Loop(city, replace(question, scenario=asked))
    (only,) = {*added_at(loop.begin().plan)} - {STATION}
    far = next(site for site in AT if site not in sharing(question, only))
    turn = turned(loop, {"kind": "force", "site": far})
    assert {*added_at(turn.plan)} - {STATION} == {far}
    assert turn.scope is Scope.CITY
    assert "sites farther away change too" in turn.sentence
    assert "sites farther away change too" in loop.improve().sentence
