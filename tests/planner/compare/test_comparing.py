"""The story of a comparison on the tiny street: what is planned, played, left out, said and kept."""

import json
import shutil
from dataclasses import replace

import numpy as np
import pytest

from planner.compare.run.compare import compare_inputs
from planner.compare.run.unfinished import FOLDER, Unfinished
from planner.compare.run.world_inputs import world_inputs_of
from planner.errors import ConfigError, InfeasibleError
from planner.pipeline import make_plan
from planner.support.stopping import Stopping
from planner.worlds import worlds_of
from tests.fixtures.street_worlds import AC, FLEETS, MIXES, SPLIT, compared, inputs_by_world, street
from tests.fixtures.tiny_city import CANDIDATES, silent, sites, tiny_city

KEYS = """mixes plans labels notes changes probabilities energy value best regret max_regret undecidable breaks imbalance apart gap status shown_in
hedged expected hedge expectation price_of_hedging no_regret_sites no_regret_chargers no_regret_share single_mix_sites sites
demand served unserved districts coverage cost_usd annual_cost_usd sites_count new_sites upgraded_sites chargers plugs_added dependence
flexibility coming tariff plug_balance balance_price studies_left_out left_out resumed summary""".split()
TWO = ("chinese", "mixed")
DEPENDENCE = """world hhi_plugs hhi_energy mismatch stranded_usd stranded_standard fade_year stranded retrofit_usd plugs vehicles
energy""".split()


@pytest.fixture(scope="module")
def whole(finished):
    return finished[0]


@pytest.fixture(scope="module")
def finished(tmp_path_factory):
    """The comparison of the usual three worlds, and the folder that it was made in."""
    folder = tmp_path_factory.mktemp("finished")
    return compared(street(), out=folder), folder


def with_rows(*rows, **changes):
    """Two of the mixes and further worlds."""
    mixes = [{"name": name, "mix": mix} for name, mix in MIXES.items()]
    return street(worlds=[*mixes[:2], *rows], **changes)


def plain(dossier):
    data = json.loads(dossier.to_json())
    del data["configuration"]["compare"]
    return data


def test_comparison_json_has_every_key_and_is_plain(whole):
    told = whole.comparison.as_dict()
    assert list(told) == KEYS
    assert told["flexibility"] is None, "nobody asks for it"
    assert json.loads(json.dumps(told, allow_nan=False)) == told
    for plan in told["plans"]:
        assert list(told["dependence"][plan]) == DEPENDENCE
        for name in ("energy", "value", "regret", "undecidable"):
            assert list(told[name][plan]) == list(MIXES)
    assert set(told["sites"]) >= {*told["no_regret_sites"]}
    assert set(told["districts"]["chinese"]) == {"chinese"}
    assert told["districts"]["chinese"]["chinese"]["West"]["demand"] > 0


def test_the_regret_of_a_plan_in_its_own_world_is_within_its_gap(whole):
    told = whole.comparison.as_dict()
    for world in MIXES:
        assert told["regret"][world][world] <= told["gap"][world] + 1e-9


def test_no_play_is_worth_more_than_what_is_proven_for_its_world(whole):
    regrets = whole.comparison.regrets
    for play in whole.comparison.plays:
        assert play.value <= regrets.bounds[play.world] * (1 + 1e-9)
        assert play.scorecard.total_served_kwh <= play.scorecard.total_demand_kwh + 1e-6


@pytest.mark.parametrize("seed", [0, 1, *(pytest.param(n, marks=pytest.mark.slow) for n in (2, 3))])
def test_whatever_the_worlds_no_single_plan_is_a_better_hedge_beyond_the_gaps(seed):
    rng = np.random.default_rng(seed)
    rows = [
        {"name": f"world{n}", "mix": {"gbt": share, "ccs2": 1 - share}}
        for n, share in enumerate(np.round(rng.uniform(0, 1, 2 + seed // 2), 3).tolist())
    ]
    kinds = SPLIT if seed % 2 else AC
    money = float(rng.integers(15_000, 50_000))
    told = compared(street(kinds, rows, plan={"gap": 0.05, "budget_usd": money})).comparison.as_dict()
    worst, gap = told["max_regret"], told["gap"]
    for world in told["mixes"]:
        assert worst["hedged"] <= worst[world] + gap["hedged"] + 1e-6
        assert 0 <= told["regret"][world][world] <= gap[world] + 1e-9
        best = told["best"][world]
        assert all(told["value"][plan][world] <= best["value"] * (1 + 1e-9) for plan in told["plans"])
        assert best["value"] <= best["bound"] * (1 + 1e-9)
    assert 1 - told["hedge"]["bound"] <= worst["hedged"] + 1e-6


def test_the_summary_says_what_a_wrong_bet_costs_and_where_to_begin(whole):
    said = " ".join(whole.comparison.as_dict()["summary"])
    assert "If we build for european and chinese comes, the plan loses" in said
    assert "2 sites are chosen in every world compared" in said
    assert "the hedged plan loses up to 29" in said
    assert "The safest plan for one world, mixed, loses up to 30" in said
    assert "no plan under the same rules and for the same money loses less than 29" in said


def test_chargers_on_which_the_plans_are_said_to_agree_are_in_the_hedged_plan_too(whole):
    same = whole.comparison.compared[0].chargers

    def agreed(hedged):
        rows = [replace(one, chargers=hedged if one.name == "hedged" else same) for one in whole.comparison.plans]
        return replace(whole.comparison, plans=tuple(rows)).as_dict()["no_regret_chargers"]

    assert agreed(same) == {site: dict(kinds) for site, kinds in same.items() if any(kinds.values())} != {}
    assert agreed({site: {"dc_gbt_240": 1} for site in same}) == {}


def test_with_one_world_compare_equals_plan():
    scenario = street()
    found = compared(scenario, "mixed")
    city = tiny_city(FLEETS[AC], sites=sites(CANDIDATES).assign(bays=2))
    alone = make_plan(city, inputs_by_world(scenario, "mixed")["mixed"].world.scenario, say=silent)
    assert plain(found.dossiers["mixed"]) == plain(alone)
    told = found.comparison.as_dict()
    assert told["plans"] == ["mixed"]
    assert told["hedged"] is None
    assert "one world only" in told["hedge"]["why_not"]
    assert told["regret"] == {"mixed": {"mixed": 0.0}}


def test_a_world_without_demand_is_named_at_once_and_the_others_compared(caplog):
    nobody = {f"demand.classes.{kind}.daily_km": 0.0 for kind in ("taxi", "private")}
    worlds, _ = worlds_of(with_rows({"name": "empty", "set": nobody}), ["chinese", "empty", "mixed"])
    found, failed = world_inputs_of(worlds, silent, lambda *_, **__: tiny_city())
    assert list(found) == ["chinese", "mixed"]
    assert list(failed) == ["empty"]
    assert f"left out: empty: {failed['empty'].why}" in caplog.text
    assert "nobody asks" in failed["empty"].why or "demand" in failed["empty"].why


def test_where_no_world_can_be_planned_all_are_named_and_the_kind_of_error_stays():
    rows = [{"name": name, "set": {"plan.district_floor": floor}} for name, floor in (("one", 0.95), ("two", 0.9))]
    with pytest.raises(InfeasibleError, match=r"no world could be planned: one: .*; two: "):
        compared(street(worlds=rows))
    rows[1]["set"] = {"plan.forced": ["nowhere"]}
    with pytest.raises(ConfigError, match=r"one: .*; two: .*'nowhere'"):
        compared(street(worlds=rows))


@pytest.fixture(scope="module")
def uneven():
    """Two of the mixes beside a world with less money, one with other chargers and one in which nothing is feasible."""
    changes = {
        "poor": {"plan.budget_usd": 9_000.0},
        "fast": {"plan.chargers": ["dc_gbt_60"]},
        "strict": {"plan.district_floor": 0.95},
    }
    scenario = with_rows(*({"name": name, "set": change} for name, change in changes.items()))
    return compared(scenario).comparison.as_dict()


def test_a_world_in_which_nothing_is_feasible_is_named_and_the_others_compared(uneven):
    assert uneven["mixes"] == ["chinese", "mixed", "poor", "fast"]
    assert [one["world"] for one in uneven["left_out"]] == ["strict"]
    assert "district_floor" in uneven["left_out"][0]["why"]
    assert any(line.startswith("strict is left out: ") for line in uneven["summary"])


def test_a_world_with_less_money_is_played_and_said_to_be_broken_but_not_hedged_against(uneven):
    regret, most = uneven["regret"], uneven["max_regret"]
    assert regret["chinese"]["poor"] == 0, "what it could not pay for loses nothing"
    assert "of 9,000 USD" in uneven["breaks"]["chinese"]["poor"]
    assert most["poor"] == max(lost for lost in regret["poor"].values() if lost is not None), (
        "it breaks nothing anywhere"
    )
    assert most["chinese"] == regret["chinese"]["mixed"], "not of the world that it is too dear for"
    assert not uneven["undecidable"]["chinese"]["poor"]
    assert "not counted as a loss" in " ".join(uneven["summary"])
    assert uneven["best"]["poor"]["plan"] == "poor"
    assert regret["poor"]["chinese"] > 0.1
    assert uneven["hedge"]["worlds"] == ["chinese", "mixed"]
    assert "Budget" in uneven["hedge"]["without"]["poor"]


def test_a_world_with_other_chargers_stands_by_itself_and_is_said_to(uneven):
    assert "other chargers on offer" in uneven["apart"]["fast"]
    assert uneven["regret"]["chinese"]["fast"] is None
    assert uneven["regret"]["fast"]["chinese"] is None
    assert uneven["max_regret"]["fast"] is None
    assert uneven["max_regret"]["chinese"] is not None
    assert "fast stands by itself" in " ".join(uneven["summary"])


def test_plans_for_another_objective_stand_side_by_side():
    told = compared(street(plan={"objective": "cost", "coverage": 0.05}), *TWO).comparison.as_dict()
    assert told["regret"]["chinese"] == dict.fromkeys(TWO)
    assert told["energy"]["chinese"]["mixed"] is None
    assert told["hedged"] is None
    assert "that of chinese aims at something else" in told["hedge"]["why_not"]


def test_of_plans_in_phases_the_last_one_is_played():
    phases = [{"year": 2027, "budget_usd": 15_000}, {"year": 2028, "budget_usd": 12_000}]
    rows = [{"vehicle_class": "private", "count": 160, "year": year} for year in (2027, 2028)]
    scenario = street(plan={"phases": phases, "budget_usd": 27_000.0}, fleet={"year": 2028})
    worlds, _ = worlds_of(scenario, list(TWO))
    city = tiny_city(rows, sites=sites(CANDIDATES).assign(bays=2))
    found, failed = world_inputs_of(worlds, silent, lambda *_, **__: city)
    assert not failed
    told = compare_inputs(scenario, found, {}, say=silent).comparison.as_dict()
    assert all(told["regret"][plan][world] is not None for plan in TWO for world in TWO)
    assert "phases" in told["hedge"]["why_not"]


@pytest.mark.slow
def test_two_processes_give_what_one_gives(whole):
    said = []
    scenario = street(compare={"workers": 2})
    found = compare_inputs(scenario, inputs_by_world(scenario), {}, say=said.append)
    assert found.comparison.as_dict() == {**whole.comparison.as_dict(), **timeless(found, whole)}
    assert [plain(found.dossiers[name]) for name in MIXES] == [plain(whole.dossiers[name]) for name in MIXES]
    assert any(line.startswith("european: looking for the best plan") for line in said)


def timeless(one, other):
    """The parts that hold seconds."""
    told, before = one.comparison.as_dict(), other.comparison.as_dict()
    for name in ("hedge", "expectation"):
        assert {**told[name], "wall_s": 0} == {**before[name], "wall_s": 0}
    return {name: told[name] for name in ("hedge", "expectation")}


def test_finished_worlds_are_taken_from_an_earlier_run_and_not_solved_again(finished, tmp_path):
    first, folder = finished
    shutil.copytree(folder, tmp_path, dirs_exist_ok=True)
    assert sorted(one.name for one in (tmp_path / FOLDER).iterdir()) == sorted([*MIXES, "hedged.json"])
    scenario, said = street(), []
    again = compare_inputs(scenario, inputs_by_world(scenario), {}, say=said.append, out=tmp_path)
    assert again.comparison.resumed == tuple(MIXES)
    assert not any("looking for" in line for line in said), "neither a world's plan nor the hedged one"
    one, other = again.comparison.as_dict(), first.comparison.as_dict()
    for name in ("value", "regret", "cost_usd", "no_regret_sites", "summary", "sites"):
        assert one[name] == other[name]
    Unfinished(tmp_path).clear()
    assert list(tmp_path.iterdir()) == []


def test_worlds_after_the_stop_are_left_out_by_name_and_the_finished_ones_stay_for_another_run(tmp_path):
    scenario, stopping = street(), Stopping()

    def stop_in_the_second(text):
        stopping.asked = stopping.asked or text.startswith("mixed: looking for the best plan")

    found = compare_inputs(
        scenario, inputs_by_world(scenario), {}, say=stop_in_the_second, stopping=stopping, out=tmp_path
    )
    told = found.comparison.as_dict()
    assert told["mixes"][0] == "chinese"
    assert "european" in {one["world"] for one in told["left_out"]}
    assert not found.whole
    assert [one.name for one in (tmp_path / FOLDER).iterdir()] == ["chinese"], "what was cut short is not kept"
    assert found.comparison.hedge.why_not
    again = compared(scenario, "chinese", out=tmp_path)
    assert again.comparison.resumed == ("chinese",)
    assert again.whole


def test_drives_are_found_once_for_worlds_with_the_same_places():
    found = inputs_by_world(street())
    first, *others = (world_inputs.question for world_inputs in found.values())
    assert all(other.access is first.access for other in others)
    poorer = street(worlds=[{"name": "near", "set": {"plan.max_drive_min": 5.0}}])
    assert inputs_by_world(poorer)["near"].question.access is not first.access
