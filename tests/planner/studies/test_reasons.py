"""What is told of each site, of the order of building, of other plans and of other budgets, on the street."""

import json
from types import SimpleNamespace
from typing import Any

import numpy as np
import pytest

from benchmarks.plain.flat import changed, flat
from planner.dossier.dossier import Dossier
from planner.model.explain.binding import Binding, Load, bindings
from planner.model.rules.kinds.ruling import with_budget
from planner.model.solve.planning import best_plan
from planner.output import write_all
from planner.output.report.writer import report_html
from planner.output.shared.sites_table import flat_sites
from planner.output.summary import summary
from planner.pipeline import make_plan
from planner.question import question_of
from planner.studies import why
from planner.studies.budgets import curve
from planner.studies.reasons import alike, study
from tests.fixtures.crowded_street import CROWD, crowded_street
from tests.fixtures.one_site import FULL, one_site
from tests.fixtures.read_page import text_and_tags
from tests.fixtures.small_cities import city
from tests.fixtures.tiny_city import full_scenario, silent, tiny_city


@pytest.fixture(scope="module")
def told() -> Dossier:
    close = {"alternatives_differ": 1, "alternatives_within": 0.5}
    return crowded_street(reasons=True, alternatives=2, budgets=[0, 60_000, 400_000], **close)


def test_every_site_with_new_chargers_has_a_reason_a_rank_and_a_place_in_the_order(told: Dossier) -> None:
    added = told.sites[told.sites["power_kw"] > 0]
    assert len(added) >= 2
    assert sorted(added["rank"]) == list(range(1, len(added) + 1))
    assert added["why"].str.len().gt(20).all()
    rest = told.sites[told.sites["power_kw"] == 0]
    assert rest[["rank", "rank_equal_from", "rank_equal_to", "why"]].isna().all().all()


def test_no_site_is_worth_more_than_the_whole_plan_and_ranks_span_their_percentiles(told: Dossier) -> None:
    sites = told.studies["reasons"]["sites"]
    assert all(0 < one["marginal_value"] <= told.proof.value for one in sites)
    assert [one["rank"] for one in sites] == list(range(1, len(sites) + 1))
    per_usd = [one["gain_per_1000_usd"] for one in sites]
    assert per_usd == sorted(per_usd, reverse=True)
    assert all(1 <= one["rank_p10"] <= one["rank_p90"] <= len(sites) for one in sites)
    assert all(0 <= one["upper_half_share"] <= 1 for one in sites)
    assert all(0 <= one["alike_later"] <= one["alike_to"] - one["rank"] for one in sites)
    assert all(one["rank_equal_from"] <= one["rank"] <= one["rank_equal_to"] for one in sites)


def test_the_last_step_of_the_order_is_the_plan(told: Dossier) -> None:
    order = told.studies["order"]
    assert order["steps"][-1]["total_cost_usd"] == pytest.approx(told.scorecard.cost_usd)
    assert order["steps"][-1]["value"] == pytest.approx(told.proof.value)
    assert order["steps"][-1]["coverage"] == pytest.approx(told.scorecard.coverage)
    assert order["nothing"]["coverage"] == pytest.approx(told.do_nothing.coverage)
    shares = [one["coverage"] for one in order["steps"]]
    assert shares == sorted(shares)


def test_alternatives_differ_and_are_worth_what_was_asked(told: Dossier) -> None:
    found = told.studies["alternatives"]
    assert found["plans"]
    for one in found["plans"]:
        assert one["differs_least"] >= 1
        assert one["value"] >= 0.5 * told.proof.value
        assert len(one["leave"]) + len(one["enter"]) == one["differs_from_plan"]


def test_where_no_plan_differs_so_much_that_is_proven_and_said() -> None:
    dossier = crowded_street(alternatives=1, alternatives_differ=9)
    assert dossier.studies["alternatives"]["missing"]["proven"]
    assert dossier.studies["alternatives"]["plans"] == []
    assert "exists: that is proven" in text_and_tags(report_html(dossier))[0]


def test_where_every_other_plan_is_worth_too_little_the_bound_proves_it() -> None:
    keys = {"alternatives": 1, "alternatives_differ": 3, "alternatives_within": 0.0}
    found = crowded_street(**keys).studies["alternatives"]
    assert (found["plans"], found["missing"]["proven"]) == ([], True)
    assert found["missing"]["best"] <= found["missing"]["bound"] < found["plan"]["value"]


def test_more_money_serves_no_less_and_bounds_hold_for_all(told: Dossier) -> None:
    rows = told.studies["budgets"]["budgets"]
    assert [row["budget_usd"] for row in rows] == [0, 60_000, 160_000, 400_000]
    values, bounds = [row["value"] for row in rows], [row["bound"] for row in rows]
    assert values == sorted(values)
    assert bounds == sorted(bounds)
    assert all(row["cost_usd"] <= row["budget_usd"] + 1e-6 for row in rows)
    (own,) = [row for row in rows if row["own"]]
    assert own["value"] == pytest.approx(told.proof.value)
    assert rows[0]["enter"] == []
    assert len(rows[0]["leave"]) == told.scorecard.new_sites + told.scorecard.upgraded_sites
    assert summary(told)["budgets"] == rows


def test_without_being_asked_nothing_is_studied_and_sites_have_their_rank() -> None:
    dossier = crowded_street()
    assert not {"reasons", "alternatives", "budgets"} & set(dossier.studies)
    ranks = dossier.sites["rank"].dropna()
    assert sorted(ranks) == list(range(1, len(ranks) + 1)) != []


def test_a_budget_that_found_less_than_a_smaller_one_takes_its_plan() -> None:
    base = {"served_kwh": 1.0, "coverage": 0.1, "sites": 1, "leave": [], "enter": [], "changed": [], "own": False}
    rows = curve(
        [
            {**base, "budget_usd": 1.0, "cost_usd": 1.0, "value": 10.0, "bound": 14.0},
            {**base, "budget_usd": 2.0, "cost_usd": 2.0, "value": 8.0, "bound": 12.0},
            {**base, "budget_usd": 3.0, "cost_usd": 3.0, "value": 11.0, "bound": 13.0},
        ]
    )
    assert [row["value"] for row in rows] == [10.0, 10.0, 11.0]
    assert [row["from_budget_usd"] for row in rows] == [1.0, 1.0, 3.0]
    assert [row["bound"] for row in rows] == [12.0, 12.0, 13.0]
    assert rows[1]["cost_usd"] == 1.0


def test_a_dominated_plan_is_marked() -> None:
    base = {"served_kwh": 1.0, "coverage": 0.1, "sites": 1, "leave": [], "enter": [], "changed": []}
    rows = curve(
        [
            {**base, "own": False, "budget_usd": 1.0, "cost_usd": 1.0, "value": 10.0, "bound": 14.0},
            {**base, "own": True, "budget_usd": 2.0, "cost_usd": 2.0, "value": 9.0, "bound": 14.0},
        ]
    )
    assert [row["dominated"] for row in rows] == [False, True]


def test_each_site_is_told_from_those_behind_it_whatever_a_noisy_one_before_it_does() -> None:
    sampled = np.array([[9.0, 5.0, 5.1], [9.0, 5.2, 5.0], [9.0, 5.0, 5.3], [9.0, 5.5, 5.0]])
    assert [one.tolist() for one in alike(sampled)] == [[0, 1, 0], [0, 2, 2]]
    noisy = np.concatenate(
        [np.tile([[30.0], [-10.0]], (20, 1)), np.full((40, 8), 10.0), np.full((40, 11), 1.0)], axis=1
    )
    later, furthest = alike(noisy)
    assert (later[0], furthest[0]) == (19, 19), "the first is told from none"
    assert (later[1], furthest[1]) == (7, 8), "the second is worth more than the twentieth in every sample"
    assert (later[8], furthest[8]) == (0, 8)
    assert (later[9], furthest[9]) == (10, 19)


def test_a_hostile_name_makes_no_element_in_any_new_part() -> None:
    name = "<script>window.hacked = 9</script>"
    sites = tiny_city().sites
    dossier = make_plan(
        tiny_city(CROWD, sites=sites.assign(name=name, district=name)),
        full_scenario(
            plan={"alternatives": 1, "alternatives_differ": 1, "alternatives_within": 0.9, "budgets": [60_000]},
            demand={"samples": 0},
        ),
        say=silent,
    )
    assert dossier.studies["alternatives"]["plans"]
    html = report_html(dossier)
    text, tags = text_and_tags(html)
    assert "script" not in {tag for tag, _ in tags}
    assert not [attrs for _, attrs in tags if any(key.startswith("on") for key in attrs)]
    part = text[text.rindex("Annex A.") :]
    assert part.count("window.hacked = 9") >= 4, "of a name only its letters are shown"


def test_the_report_tells_every_part_and_no_nan(told: Dossier) -> None:
    text, tags = text_and_tags(report_html(told))
    for title in (
        "Annex A. The sites in full",
        "The sites, in the order in which to build",
        "Other plans that are nearly as good",
        "What another budget would change",
    ):
        assert title in text
    assert [tag for tag, _ in tags].count("polyline") == 1, (
        "one curve of money: of the budgets, where they were asked for"
    )
    assert "nan" not in text.lower().split()


def test_a_plan_on_file_gives_its_studies_back(told: Dossier, tmp_path: Any) -> None:
    write_all(told, tmp_path / "out")
    again = Dossier.load(tmp_path / "out")
    assert again.studies == json.loads(json.dumps(told.studies))
    assert report_html(again) == report_html(told)
    features = json.loads((tmp_path / "out" / "plan.geojson").read_text(encoding="utf-8"))["features"]
    places = [one["properties"]["rank"] for one in features if one["properties"]["status"] != "existing"]
    table = flat_sites(again)
    assert table["why"].notna().sum() == len(places)


def test_least_cost_has_alternatives_and_budgets_in_dollars_a_year() -> None:
    keys = {"alternatives": 1, "alternatives_differ": 2, "alternatives_within": 0.5, "budgets": [120_000, 400_000]}
    dossier = crowded_street(objective="cost", coverage=0.3, budget_usd=160_000, **keys)
    (other,) = dossier.studies["alternatives"]["plans"]
    assert dossier.proof.value <= other["value"] <= 1.5 * dossier.proof.value
    rows = dossier.studies["budgets"]["budgets"]
    assert len(rows) + len(dossier.studies["budgets"]["failed"]) == 3
    assert [row["value"] for row in rows] == sorted((row["value"] for row in rows), reverse=True)
    assert all(row["bound"] <= row["value"] + 1e-6 for row in rows)
    text, _ = text_and_tags(report_html(dossier))
    assert "USD a year" in text[text.index("What another budget would change") :]


def test_a_budget_that_cannot_keep_the_promise_is_named_with_why() -> None:
    found = crowded_street(objective="cost", coverage=0.3, budgets=[10]).studies["budgets"]
    (failed,) = found["failed"]
    assert failed["budget_usd"] == 10
    assert "plan.coverage" in failed["why"]


@pytest.mark.parametrize(
    ("promised", "told"),
    [
        ({}, "in the hours of use that are counted on: "),
        ({"wait_probability": 0.1}, "in the hours of use that are counted on: "),
        ({"full_probability": 0.1}, "and at the promise to drivers: "),
    ],
)
def test_full_slow_posts_keep_a_promise_only_where_one_is_made_of_them(promised: dict[str, float], told: str) -> None:
    keys = {"chargers": ["ac_t2_22", "ac_gbt_7"], "budget_usd": 60_000, "max_drive_min": 5, **promised}
    scenario = full_scenario(plan=keys, demand={"samples": 0})
    question = question_of(tiny_city(CROWD), scenario, say=silent)
    found = study(question, best_plan(question, say=silent), silent)
    said = {row["why"] for row in found["sites"] if "queue" in row["binds"] and row["status"] == "proposed"}
    assert said
    assert all("Full, with no more to carry" in one and told in one for one in said)


def bound_by(served: float, **changes: Any) -> set[str]:
    instance, chargers = one_site(**changes)
    load = np.zeros((1, 5))
    load[0, 3] = served
    left = flat(instance).demand - np.array([[0.0, 0.0, served, 0.0]])
    ((_, found),) = bindings(instance, Load(chargers, load, left))
    names = {"queue": bool(found.full), "demand": found.demand, "money": found.money}
    return {name for name, binds in names.items() if binds} | {rule.code for rule in found.rules}


def test_a_queue_that_carries_all_it_can_is_full_and_the_rest_is_told() -> None:
    assert bound_by(FULL) == {"queue"}
    assert bound_by(FULL, bays=np.array([3])) == {"queue", "bays"}
    assert bound_by(FULL, grid_kw=np.array([110.0])) == {"queue", "site_power"}
    feeder = {"feeder": np.array([0]), "feeder_kw": np.array([70.0]), "feeder_names": ("F1",)}
    assert bound_by(FULL, **feeder) == {"queue", "feeder_power"}
    substation = {"substation": np.array([0]), "substation_kw": np.array([70.0]), "substation_names": ("S1",)}
    assert bound_by(FULL, **substation) == {"queue", "substation_power"}
    steps = {"step_kw": np.array([63.0, 100.0]), "step_usd": np.array([1_000.0, 2_000.0]), "cable_usd": np.array([0.0])}
    assert bound_by(FULL, **steps) == {"queue", "site_power"}
    assert bound_by(FULL, budget=30_000.0) == {"queue", "money"}


def test_where_all_in_reach_is_served_nothing_else_binds() -> None:
    assert bound_by(100.0, demand=np.array([[0.0, 0.0, 100.0, 0.0]]), bays=np.array([2])) == {"demand"}
    assert bound_by(FULL, demand=np.array([[0.0, 0.0, FULL, 0.0]])) == {"queue", "demand"}


@pytest.mark.parametrize(("bays", "binds"), [(8, set()), (2, {"bays"})])
def test_a_slow_post_within_the_money_left_is_no_charger_for_fast_drivers(bays: int, binds: set[str]) -> None:
    """Fast drivers lack money or bays; that a post of 7 kW is affordable changes neither."""
    base = city(np.random.default_rng(5), 1, 1, ["ac_gbt", "dc_gbt"], budget=500_000.0, rules=False)
    one = flat(one_site(demand=np.array([[0.0, 0.0, 5_000.0, 300.0]]), bays=np.array([bays]))[0])
    keys = ("zone", "site", "worth", "demand", "existing", "standing", "bays", "grid_kw", "site_cost")
    instance, chargers = changed(base, **{key: getattr(one, key) for key in keys}), np.array([[0, 1]])
    spent_usd, post_usd = float(instance.cost_usd(chargers).sum()), float(instance.products.usd[0])
    instance = with_budget(instance, 1.02 * (spent_usd + post_usd))
    load = np.array([[0.0, 0.0, 0.0, FULL, 0.0]])
    left = flat(instance).demand - np.array([[0.0, 0.0, FULL, 0.0]])
    ((_, found),) = bindings(instance, Load(chargers, load, left))
    assert {rule.code for rule in found.rules} == binds
    assert found.money == (not binds)


@pytest.mark.parametrize("second", ["dc_ccs2_60", "ac_t2_22", "ac_gbt_7"])
def test_a_charger_that_a_rule_forbids_is_not_said_to_lie_within_the_gap(second: str) -> None:
    """With room, power and money left the drivers left over need a cabinet of two standards, which the scenario forbids: that is what is said."""
    keys = {"chargers": ["dc_dual_120", second], "budget_usd": 3_000_000, "max_dual_share": 0.0}
    ample = {"grid": {"default_site_kw": 5_000}, "sites": {"upgrade_bays": 30}}
    question = question_of(tiny_city(), full_scenario(plan=keys, **ample), say=silent)
    found = study(question, best_plan(question, say=silent), silent)
    assert found is not None
    (station,) = (row for row in found["sites"] if row["site_id"] == "st")
    assert "would fit" not in station["why"]
    assert "plan.max_dual_share = 0 allows no cabinet of two standards" in station["why"]
    assert "max_dual_share" in station["binds"]
    assert "gap" not in station["binds"]


def test_what_two_rules_say_alike_is_said_once(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(why, "_queues", lambda *_: "Its guns are busy.")
    rule = SimpleNamespace(full_words=lambda *_: "250 of its 250 kW are used up")
    bound = Binding((), (), (rule, rule), demand=False, left_kwh=9.0, money=False)  # type: ignore[arg-type]
    said = why.why(None, SimpleNamespace(instance=None, chargers=None), 0, bound)  # type: ignore[arg-type]
    assert said.count("used up") == 1
