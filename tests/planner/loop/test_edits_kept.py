"""A plan that edits gave, kept and run: exactly that plan is written, or the run says by how much another one is better, or why it is none any more."""

import json
from dataclasses import replace
from functools import cache
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from geodata.errors import InputError
from geodata.input_file import InputFile
from planner.dossier.dossier import Dossier
from planner.edits.edit_layer import read_edits
from planner.loop.edits import edits_from
from planner.loop.filed import Filed, chargers_filed
from planner.loop.folded import as_geojson, with_plan
from planner.loop.loop import Loop
from planner.model.solve import begun
from planner.model.solve.from_seen import NEAR
from planner.model.solve.planning import best_plan
from planner.output.shared.proof_words import ended, verdict
from planner.output.summary import summary
from planner.pipeline import gather_city, make_plan
from planner.proofs import SEEN_STANDS, Status
from planner.question import question_of
from planner.scripting.calls import change_scenario, demo_scenario
from planner.support.speech import speaking, told
from tests.fixtures.drawing import UNCHECKED, drawn
from tests.fixtures.tiny_city import silent, sites, tiny_city, tiny_scenario

AT = {"a": 1, "b": 5, "c": 9, "d": 3, "e": 7}
PLAN = {"chargers": ["dc_gbt_60", "dc_ccs2_60", "ac_t2_22"], "gap": 0.3, "budget_usd": 250_000, "reasons": False}
PHASES = ({"year": 2026, "budget_usd": 120_000}, {"year": 2028, "budget_usd": 130_000})


@cache
def street():
    return tiny_city(sites=sites(AT))


def asked(**plan):
    return tiny_scenario(plan={**PLAN, **plan})


@cache
def planned():
    """The best plan of what is asked, without any edit."""
    return best_plan(question_of(street(), asked(), say=silent), say=silent)


def counted(chargers):
    return {(row.site_id, row.charger): int(row.count) for row in chargers.itertuples()}


def edited(scenario, *edits):
    """The loop after edits that came one after the other."""
    loop = Loop(street(), question_of(street(), scenario, say=silent))
    loop.begin()
    for one in edits:
        loop.turn(edits_from([one]))
    return loop


def run(scenario, layer, folder, city=None):
    """What a run makes of a file of edits."""
    file = folder / "edits.geojson"
    file.write_text(json.dumps(layer), encoding="utf-8")
    edits = read_edits(InputFile(file))
    return make_plan(city or street(), scenario, say=silent, edits=edits, quick=True)


def kept(loop, scenario):
    """The scenario with what of the edits is no file."""
    return loop.now.folded.asked_of(scenario)


SITES = st.sampled_from([*AT, "st"])
EDITS = st.one_of(
    st.builds(lambda kind, site: {"kind": kind, "site": site}, st.sampled_from(["force", "forbid", "lock"]), SITES),
    st.builds(lambda usd: {"kind": "budget", "usd": usd}, st.sampled_from([60_000, 150_000, 400_000])),
    st.builds(lambda share: {"kind": "balance", "share": share}, st.sampled_from([0.0, 1.0])),
    st.builds(lambda site, n: {"kind": "bays", "site": site, "bays": n}, SITES, st.integers(2, 10)),
)


@given(edits=st.lists(EDITS, min_size=1, max_size=3), gap=st.sampled_from([0.02, 0.3]))
@drawn(4, UNCHECKED, few=2)
def test_the_run_of_a_kept_edit_is_the_plan_that_was_seen_or_says_by_how_much_it_is_better(
    edits, gap, tmp_path_factory
):
    scenario = asked(gap=gap)
    loop = edited(scenario, *edits)
    folder = tmp_path_factory.mktemp("kept")
    made = run(kept(loop, scenario), loop.as_geojson(), folder)
    assert made.seen_plan["became"] in ("same", "better")
    if made.seen_plan["became"] == "same":
        assert counted(chargers_filed(made)) == counted(loop.now.plan.chargers)
        assert made.proof.gap <= max(loop.now.gap, NEAR) + 1e-9, "no weaker than what was seen"
    else:
        assert made.seen_plan["better"] > gap
        assert made.proof.value > loop.now.value * (1 + gap) - 1e-6
    best = best_plan(replace(loop.now.question, scenario=loop.now.question.scenario.with_plan(gap=0.0)), say=silent)
    assert best.proof.value <= made.proof.bound + 1e-6 * max(1.0, abs(made.proof.bound))


@pytest.fixture(scope="module")
def demo():
    """The demo city and what is asked of it, without what these tests do not read."""
    scenario = change_scenario(demo_scenario(), {"plan.reasons": False, "plan.gap": 0.02, "demand.samples": 0})
    return gather_city(scenario, say=silent), scenario


@pytest.mark.slow
def test_what_a_city_plans_anew_otherwise_is_written_as_it_was_seen(demo, tmp_path):
    city, scenario = demo
    loop = Loop(city, question_of(city, scenario, say=silent))
    first = loop.begin()
    loop.turn(edits_from([{"kind": "forbid", "site": str(first.plan.chargers["site_id"].iloc[0])}]))
    seen, layer = counted(loop.now.plan.chargers), loop.as_geojson()
    made = run(scenario, layer, tmp_path, city)
    assert counted(chargers_filed(made)) == seen
    assert made.seen_plan["became"] == "same"
    assert made.proof.gap <= scenario.plan.gap / 2, "the bound is lowered beyond what is asked"
    assert run(scenario, layer, tmp_path, city).to_json() == made.to_json(), "the same inputs give the same plan"
    anew = run(scenario, {key: part for key, part in layer.items() if key != "plan"}, tmp_path, city)
    assert counted(chargers_filed(anew)) != seen, "the case shows nothing"
    assert anew.seen_plan == {}


@pytest.mark.slow
def test_a_plan_that_is_kept_without_any_edit_is_proven_as_well_as_by_its_own_run(demo, tmp_path):
    city, scenario = demo
    first = make_plan(city, scenario, say=silent, quick=True)
    loop = Loop(city, question_of(city, scenario, say=silent), Filed.of(first))
    loop.begin()
    again = run(scenario, loop.as_geojson(), tmp_path, city)
    assert again.seen_plan["became"] == "same"
    assert again.proof.status is Status.OPTIMAL
    assert again.proof.gap <= first.proof.gap


def test_a_plan_that_is_worse_by_more_than_the_gap_is_left_and_the_run_says_by_how_much(tmp_path):
    scenario = asked(gap=0.01)
    poor = [{"chargers": {"a": {"ac_t2_22": 1}}}]
    made = run(scenario, with_plan(as_geojson(()), poor), tmp_path)
    assert made.seen_plan["became"] == "better"
    assert made.proof.gap <= 0.01
    assert f"better by {made.seen_plan['better']:.2%}" in made.seen_plan["said"]
    with speaking("ru"):
        assert "site" not in told(made.seen_plan["said"])
    assert Dossier.from_json(made.to_json()).seen_plan == made.seen_plan
    assert summary(made)["seen_plan"] == made.seen_plan


@pytest.mark.parametrize(
    "plan",
    [
        [{"chargers": {"nowhere": {"ac_t2_22": 1}}}],
        [{"chargers": {"a": {"hydrogen": 1}}}],
        [{"chargers": {site: {"dc_gbt_60": 3} for site in AT}}],
        [{"chargers": {"a": {"ac_t2_22": 40}}}],
        [{"chargers": {site: dict.fromkeys(PLAN["chargers"], 1_000_000) for site in (*AT, "st")}}],
        [{"year": 2026, "chargers": {}}, {"year": 2028, "chargers": {}}],
    ],
    ids=["site", "type", "money", "bays", "a million of each", "phases"],
)
def test_a_plan_that_breaks_a_rule_by_now_is_made_anew_and_the_run_says_so(plan, tmp_path):
    scenario = asked()
    made = run(scenario, with_plan(as_geojson(()), plan), tmp_path)
    assert made.seen_plan["became"] == "anew"
    assert "anew" in made.seen_plan["said"]
    assert counted(chargers_filed(made)) == counted(planned().chargers)


@pytest.mark.parametrize(
    "ask",
    [
        {"objective": "cost", "coverage": 0.2},
        {"then": ("cost",), "coverage": 0.2},
        {"phases": PHASES, "budget_usd": 250_000},
    ],
    ids=lambda ask: next(iter(ask)),
)
def test_other_objectives_and_phases_are_written_as_they_were_seen(ask, tmp_path):
    scenario = asked(**ask)
    loop = edited(scenario, {"kind": "forbid", "site": "a"})
    made = run(kept(loop, scenario), loop.as_geojson(), tmp_path)
    assert made.seen_plan["became"] == "same"
    assert counted(chargers_filed(made)) == counted(loop.now.plan.chargers)
    if "phases" in ask:
        before, after = loop.now.built()
        assert set(before["chargers"]) <= set(after["chargers"])
        assert [one["year"] for one in (before, after)] == [2026, 2028]


def test_phases_are_seen_as_well_and_a_poorer_first_one_stands_within_the_gap(tmp_path):
    scenario = asked(phases=PHASES, budget_usd=250_000)
    loop = edited(scenario)
    built = loop.now.built()
    fewer = [{**built[0], "chargers": dict(list(built[0]["chargers"].items())[:-1])}, built[1]]
    made = run(scenario, with_plan(as_geojson(()), fewer), tmp_path)
    assert made.seen_plan["became"] == "same"
    filed = made.studies["phases"]
    assert counted(chargers_filed(made)) == counted(loop.now.plan.chargers), filed
    torn = [built[1], {**built[1], "chargers": dict(list(built[1]["chargers"].items())[:-1])}]
    torn[0] = {**torn[0], "year": 2026}
    assert run(scenario, with_plan(as_geojson(()), torn), tmp_path).seen_plan["became"] == "anew"


def test_a_plan_further_from_the_bound_than_asked_stands_beside_one_that_is_hardly_better_and_both_are_said(
    tmp_path, monkeypatch
):
    best = best_plan(question_of(street(), asked(gap=0.0), say=silent), say=silent)
    for site, kind in counted(best.chargers):
        fewer = {}
        for (one, of), count in counted(best.chargers).items():
            if left := count - ((one, of) == (site, kind)):
                fewer.setdefault(one, {})[of] = left
        layer = with_plan(as_geojson(()), [{"chargers": fewer}])
        less = run(asked(gap=0.3), layer, tmp_path)
        if less.seen_plan["became"] == "same" and less.proof.value < 0.99 * best.proof.value:
            break
    else:
        pytest.fail("no charger of the plan is worth as little as that")
    assert chargers_filed(less)["count"].sum() == best.chargers["count"].sum() - 1
    lost = 1 - less.proof.value / best.proof.value
    gap, bound = 1.2 * lost, best.proof.value / (1 - lost)
    found = replace(best, proof=replace(best.proof, bound=bound, asked_gap=gap))
    monkeypatch.setattr(begun, "best_plan", lambda *_args, **_more: found)
    monkeypatch.setattr(begun, "proven_further", lambda *_args: found)
    stands = run(asked(gap=gap), layer, tmp_path)
    assert counted(chargers_filed(stands)) == counted(chargers_filed(less))
    proof = stands.proof
    assert (proof.status, proof.stopped, proof.bound) == (Status.FEASIBLE, SEEN_STANDS, bound)
    assert stands.seen_plan["better"] == pytest.approx(lost)
    assert f"better by {lost:.2%} was found" in stands.seen_plan["said"]
    for words in (verdict(proof), ended(proof)):
        assert "better by no more than the gap asked for" in words


@pytest.mark.parametrize(
    "plan",
    [7, [], [7], [{}], [{"chargers": {"a": 3}}], [{"chargers": {"a": {"x": 0}}}], [{"chargers": {"a": {"x": True}}}]],
)
def test_a_plan_in_a_file_of_edits_that_is_none_is_refused_in_one_line(plan, tmp_path):
    file = tmp_path / "edits.geojson"
    file.write_text(json.dumps(with_plan(as_geojson(()), plan)), encoding="utf-8")
    with pytest.raises(InputError, match="no plan that edits gave") as refused:
        read_edits(InputFile(file))
    assert "\n" not in str(refused.value)


def test_edits_that_are_keys_of_the_scenario_alone_make_a_file_with_the_plan_alone(tmp_path):
    scenario = asked()
    loop = edited(scenario, {"kind": "budget", "usd": 150_000})
    layer = loop.as_geojson()
    assert layer["features"] == []
    made = run(kept(loop, scenario), layer, tmp_path)
    assert counted(chargers_filed(made)) == counted(loop.now.plan.chargers)
    assert made.edits == ()


def test_plans_by_phase_grow():
    loop = edited(asked(phases=PHASES, budget_usd=250_000))
    for before, after in pairwise(loop.now.built()):
        for site, mine in before["chargers"].items():
            assert all(after["chargers"][site][kind] >= count for kind, count in mine.items())
