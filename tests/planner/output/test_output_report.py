"""`report.html` tells the plan in words, and the words agree with the numbers."""

import dataclasses
import itertools
import math
import re
from dataclasses import replace

import pytest

from geodata.report import Problem, SourceReport
from planner.cli.tables import show_plan
from planner.output.report.charts import WIDTH
from planner.output.report.figures import phase_chart
from planner.output.report.question import answer
from planner.output.report.sentences import rows_by, unreached
from planner.output.report.svg import wide
from planner.output.report.writer import report_html
from planner.output.shared.headline import nothing_built
from planner.output.shared.naming import inert
from planner.output.shared.places import zone_titles
from planner.proofs import Status
from planner.support.currency import Rate, beside_dollars
from tests.fixtures.dossier_fixture import HOSTILE, make_dossier
from tests.fixtures.read_page import text_and_tags


def test_hostile_text_is_shown_and_makes_no_element():
    text, tags = text_and_tags(report_html(make_dossier()))
    for name in HOSTILE:
        assert inert(name).casefold() in text.casefold()
    assert not {"script", "img", "iframe", "link"} & {tag for tag, _ in tags}
    assert not [attrs for _, attrs in tags if any(key.startswith("on") for key in attrs)]


def test_its_policy_forbids_scripts_and_requests():
    _, tags = text_and_tags(report_html(make_dossier()))
    policies = [attrs["content"] for tag, attrs in tags if attrs.get("http-equiv") == "Content-Security-Policy"]
    assert policies == [
        "default-src 'none'; style-src 'unsafe-inline'; img-src data:; base-uri 'none'; form-action 'none'"
    ]


def test_sites_stand_by_rank_with_their_cost():
    text, _ = text_and_tags(report_html(make_dossier()))
    part = text[text.rindex("Annex A.") :]
    places = [part.index(f"osm-w{number}") for number in range(102, 114)]
    assert places == sorted(places)
    assert "osm-w100" not in part, "a station that only stands is not proposed"


def test_what_was_dropped_and_what_is_assumed_is_named():
    text, _ = text_and_tags(report_html(make_dossier()))
    assert "coordinates 0, 0; dropped" in text
    assert "spare grid power at a site 250 kW low" in text
    assert "abababab" in text, "the inputs' digests"


def test_a_long_list_of_problems_is_cut_and_counted():
    problems = tuple(Problem(f"row {number}", "no count", "dropped") for number in range(40))
    source = SourceReport("fleet.csv", "csv", 40, 0, 0, 40, problems=problems)
    text, _ = text_and_tags(report_html(dataclasses.replace(make_dossier(), sources=(source,))))
    assert "row 24" in text
    assert "row 25" not in text
    assert "and 15 more" in text


def test_a_run_cut_short_says_so():
    text, _ = text_and_tags(report_html(make_dossier(status=Status.FEASIBLE)))
    assert "The best plan found when the time limit was reached" in text
    assert "Proven:" not in text


def test_an_empty_plan_tells_the_price_of_the_first_step():
    dossier = make_dossier()
    standing = dossier.sites[dossier.sites["status"] == "existing"]
    empty = dataclasses.replace(dossier, scorecard=dossier.do_nothing, cheapest_step_usd=41_000.0, sites=standing)
    assert "costs at least $41\u202f000, and the rules of the plan may ask for more" in answer(empty)[-1]
    enough = dataclasses.replace(empty, sufficient_budget_usd=55_800.0)
    assert "raise plan.budget_usd to $55\u202f800 or more" in nothing_built(enough)
    assert "Set aside $55\u202f800, for which something is built" in report_html(enough)
    assert "no charger that may be bought" in answer(dataclasses.replace(empty, cheapest_step_usd=None))[-1]
    assert "Nothing is built, so nothing is spent." in report_html(empty)


def test_nothing_served_leaves_no_nan_on_the_page():
    dossier = make_dossier()
    card = dataclasses.replace(dossier.do_nothing, served_kwh={}, district_served_kwh={}, mean_drive_min=math.nan)
    text, _ = text_and_tags(report_html(dataclasses.replace(dossier, scorecard=card)))
    assert not re.search(r"\bnan\b|\bNone\b", text)


def test_rows_end_with_their_sum():
    rows = rows_by({"a": 10.0, "b": 30.0, "c": 0.0}, {"a": 5.0, "b": 15.0}, {"a": 1.0}, str)
    assert [row.name for row in rows] == ["a", "b", "All together"]
    assert (rows[-1].demand, rows[-1].after, rows[-1].before) == (40.0, 20.0, 1.0)
    assert rows[-1].after_share == pytest.approx(0.5)


def test_zones_that_get_nothing_are_counted():
    dossier = make_dossier()
    empty = (dossier.zones["demand_kwh"] > 0) & (dossier.zones["served_kwh"] == 0)
    assert unreached(dossier).startswith(f"{empty.sum()} zones")
    most = dossier.zones[empty].nlargest(3, "demand_kwh")
    named = unreached(dossier).split("Most is asked in: ")[1].split("; ")
    assert [zone_titles(dossier)[zone] in said for zone, said in zip(most["zone_id"], named, strict=True)] == [True] * 3
    near = replace(dossier, surroundings={"beyond_reach": [], "built_in_reach": [most["zone_id"].iloc[1]]})
    assert unreached(near).count("chargers are built in reach; other drivers fill them") == 1
    far = replace(dossier, surroundings={**dossier.surroundings, "beyond_reach": [most["zone_id"].iloc[0]]})
    assert unreached(far).count("no place for chargers can be reached from there in time") == 1
    dossier.zones["served_kwh"] = dossier.zones["demand_kwh"]
    assert unreached(dossier) is None


PROOF = {
    "objective_value": 90.0,
    "bound": 100.0,
    "gap": 0.1,
    "asked_gap": 0.01,
    "status": "feasible",
    "stopped": "time",
    "model": "the sum",
}


def phase(year, chargers, coverage):
    return {
        "year": year, "weight": 1.0, "budget_usd": 1_000_000.0, "money_so_far_usd": 2_000_000.0, "spent_so_far_usd": 1_900_000.0,
        "spent_usd": 900_000.0, "new_sites": 7, "upgraded_sites": 2, "chargers": chargers, "chargers_added": 11, "power_kw": 100.0,
        "demand_kwh": 1_000.0, "served_kwh": 1_000.0 * coverage, "coverage": coverage, "proof": PROOF,
    }  # fmt: skip


@pytest.mark.parametrize("phases", [2, 3, 6, 9, 30])
def test_words_under_the_phases_of_a_chart_neither_overlap_nor_leave_it(phases):
    told = {"phases": [phase(2026 + at, 20, 0.41) for at in range(phases)], "proof": PROOF}
    dossier = dataclasses.replace(make_dossier(), studies={"phases": told})
    with beside_dollars(Rate("KZT", 523.4)):
        svg = phase_chart(dossier)
    across = [
        (float(x), words) for x, words in re.findall(r'<text x="([\d.]+)"[^>]*text-anchor="middle"[^>]*>([^<]+)<', svg)
    ]
    assert across, svg
    spans = [(x - wide(words, 10.5) / 2, x + wide(words, 10.5) / 2) for x, words in across]
    assert spans[0][0] >= 0
    assert spans[-1][1] <= WIDTH
    assert all(one[1] < other[0] for one, other in itertools.pairwise(spans))
    assert ("$1" in across[0][1]) == (phases < 6)


def test_tables_of_five_columns_have_the_whole_width_of_the_page():
    told = {"phases": [phase(2026, 20, 0.41), phase(2028, 31, 0.83)], "proof": PROOF, "growth": "It grows."}
    html = report_html(dataclasses.replace(make_dossier(), studies={"phases": told}))
    for caption in ("What each district gets", "Phase by phase"):
        assert f'<table class="nums across"><caption>{caption}' in html
    assert ".pair .across { column-span: all;" in html
    assert "#map { break-before" not in html, "a page of two boxes and no map"


def test_phases_are_told_in_a_table_with_the_proof_of_all_of_them():
    told = {
        "phases": [phase(2026, 20, 0.41), phase(2028, 31, 0.83)],
        "sites": {},
        "weights": [2.0, 1.0],
        "proof": PROOF,
        "growth": "It grows.",
    }
    text, _ = text_and_tags(report_html(dataclasses.replace(make_dossier(), studies={"phases": told})))
    part = text[text.rindex("Phase by phase") :]
    for shown in (
        "2026",
        "41 %",
        "2028",
        "83 %",
        "31 (+11)",
        "7 + 2",
        "within 10.00 %",
        "It grows.",
    ):
        assert shown in part
    assert "Phase by phase" not in text_and_tags(report_html(make_dossier()))[0]


def test_phases_are_told_on_the_terminal_line_by_line(capsys, tmp_path):
    told = {"phases": [phase(2026, 20, 0.41), phase(2028, 31, 0.83)], "proof": PROOF}
    show_plan(dataclasses.replace(make_dossier(), studies={"phases": told}), tmp_path)
    lines = [" ".join(line.split()) for line in capsys.readouterr().out.splitlines()]
    assert "2026: 20 chargers for $1 900 000 of $2 000 000 so far, serving 41 %" in lines
    assert any(line.startswith("All phases together are proven to within 10.00 %") for line in lines)
    assert "The phase of 2028 by itself:" in lines


def test_the_price_of_a_floor_is_told_as_a_range_with_hostile_districts_shown():
    side = {**PROOF, "served_kwh": 900.0, "cost_usd": 5.0}
    told = {
        "floor": 0.5, "asked_gap": 0.01, "with": side, "without": {**side, "objective_value": 97.0},
        "price": {"low": 12.0, "high": 34.0, "low_share": 0.0123, "high_share": 0.0345}, "served_difference_kwh": -5.0,
        "districts": [{"district": HOSTILE[0], "demand_kwh": 100.0, "with_kwh": 50.0, "without_kwh": 20.0}], "below": [HOSTILE[0]], "phased": False,
    }  # fmt: skip
    text, tags = text_and_tags(report_html(dataclasses.replace(make_dossier(), studies={"fairness": told})))
    part = text[text.index("What the floor of the districts costs") :]
    assert "takes between 12 and 34 of the best possible score (1.23 % to 3.45 %)" in part
    assert " ".join(HOSTILE[0].split()) in part
    assert not {"script", "img", "iframe"} & {tag for tag, _ in tags}
    kept = {**told, "below": []}
    text, _ = text_and_tags(report_html(dataclasses.replace(make_dossier(), studies={"fairness": kept})))
    assert "costs at most 34 of the best possible score (3.45 %), perhaps nothing" in text
