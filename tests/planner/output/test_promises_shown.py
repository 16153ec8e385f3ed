"""Two verdicts on a promise stand side by side: each says what it supposes, and one of them is named as the one to quote."""

import dataclasses
import re

import pytest

from geodata.report import Problem, SourceReport
from planner.cli.briefly import show_briefly
from planner.cli.layout import typed
from planner.cli.tables import show_plan
from planner.output.report.writer import report_html
from planner.output.shared.headline import headline_of
from planner.output.shared.promises import promise_lines
from planner.output.shared.proof_words import better_by, gap_percent, verdict
from planner.output.summary import summary
from planner.output.webmap.writer import map_html
from planner.project.runs.worker import said_of_proof
from planner.proofs import Status
from planner.support.speech import speaking
from planner.web.plans.figures import figures
from tests.fixtures.dossier_fixture import make_dossier
from tests.fixtures.promise_bands import PROMISE_BANDS

STORY = {
    "total_kwh": 100.0,
    "tornado": [
        {"what": f"figure {at} of many that are assumed", "total_low_kwh": 90.0 - at, "total_high_kwh": 110.0 + at, "swing_kwh": 20.0 + 2 * at, "rank_change": 0.0, "low": "", "high": ""}
        for at in range(5)
    ],
}  # fmt: skip
PLAYED = {
    "verdict": "The promise holds if the assumed figures are right, played day by day: over 30 days 99.1% was served."
}


def test_each_verdict_says_what_it_supposes_and_the_one_to_quote_is_named():
    dossier = dataclasses.replace(make_dossier(), studies={"bands": PROMISE_BANDS, "simulation": PLAYED})
    drawn, played, only = promise_lines(dossier.studies)
    assert drawn.startswith("If the assumed figures are wrong and places are unlike: in nine of ten draws")
    assert "if the assumed figures are right" in played
    assert "takes the assumed figures as right" in only
    assert headline_of(dossier).lines[0].startswith("To quote: at least ")
    assert "17\u202f999 kWh a day" in headline_of(dossier).lines[0], "rounded down"
    assert promise_lines({"simulation": PLAYED}) == [PLAYED["verdict"]]
    assert promise_lines({}) == []


def test_one_headline_stands_first_in_every_output_and_proven_beside_no_share(capsys, tmp_path):
    dossier = dataclasses.replace(make_dossier(), studies={"bands": PROMISE_BANDS})
    said = headline_of(dossier)
    show_briefly(dossier, tmp_path)
    console = capsys.readouterr().out.splitlines()
    assert console[2] == typed(said.lines[0])
    assert figures(dossier).told()["lines"][0]["value"] == said.quote
    report, page = report_html(dossier), map_html(dossier)
    assert re.search(r'<div class="main"><b>(.*?)</b>', report)[1] == said.quote
    assert re.search(r'<p class="big"><b>(.*?)</b>', page)[1] == said.quote
    assert summary(dossier)["headline"][:3] == list(said.lines)
    assert all("proven" not in line.lower() for line in (*said.lines[:2], said.quote_words, said.model_words))


def test_a_model_above_nine_of_ten_samples_is_said_to_be_so_wherever_its_figure_stands(capsys, tmp_path):
    made = make_dossier()
    served = made.scorecard.total_served_kwh
    for p90, beyond in ((served - 1.0, True), (served + 1.0, False)):
        bands = {**PROMISE_BANDS, "served_p90_kwh_per_day": p90, "served_p50_kwh_per_day": 19_999.0}
        dossier = dataclasses.replace(made, studies={"bands": bands})
        said = headline_of(dossier)
        show_briefly(dossier, tmp_path)
        assert ("half of them serve 19\u202f999 kWh a day or less" in said.lines[1]) == beyond
        assert ("half of them serve" in capsys.readouterr().out) == beyond
        for text in (said.model_words, report_html(dossier), map_html(dossier)):
            assert ("more than nine of ten samples serve" in text) == beyond


def test_a_proof_has_one_figure_in_a_report_and_stands_in_no_paragraph_with_a_share_of_the_demand():
    made = dataclasses.replace(make_dossier(), studies={"bands": PROMISE_BANDS})
    proof = dataclasses.replace(made.proof, value=17_591.5, bound=17_993.4, asked_gap=0.03, status=Status.OPTIMAL, stopped="gap")  # fmt: skip
    dossier = dataclasses.replace(made, proof=proof)
    assert (gap_percent(proof.gap), gap_percent(better_by(proof.gap))) == ("2.24\u202f%", "2.29\u202f%")
    page = report_html(dossier)
    paragraphs = [re.sub(r"<[^>]+>", "", one) for one in re.findall(r"<p\b.*?</p>", page, re.DOTALL)]
    shares = [one for one in paragraphs if re.search(r"% of the demand|By the model itself", one)]
    assert shares
    assert not [
        one
        for one in shares
        if re.search(r"Proven: no plan .*(To quote|By the model)|(?:of the demand|kWh a day)[^.]*\. Proven", one)
    ]
    for told in (
        " ".join(paragraphs),
        said_of_proof(dossier),
        figures(dossier).told()["proof"]["said"],
        verdict(proof),
    ):
        assert "2.29\u202f%" in told
        assert "2.24\u202f%" not in told


def test_where_samples_were_left_out_it_is_said_in_their_place_and_of_an_empty_plan_nothing_is_promised():
    left = {"left_out": [{"study": "bands", "why": "this run was asked for the quick studies alone"}]}
    quick = headline_of(dataclasses.replace(make_dossier(), studies=left))
    assert (quick.quote, "quick studies" in quick.lines[0]) == ("not sampled", True)
    made = make_dossier()
    card = dataclasses.replace(made.scorecard, chargers=0, works={})
    empty = dataclasses.replace(made, scorecard=card, studies={"bands": PROMISE_BANDS})
    assert headline_of(empty).lines[0].startswith("Nothing is built")
    assert not [line for line in headline_of(empty).lines if "quote" in line]


def test_the_console_tells_a_plan_in_25_lines_and_200_words_whatever_is_to_be_minded(capsys, tmp_path):
    many = [
        {"key": "map", "severity": "warning", "sentence": f"the map {at} is old " + "and older " * 20, "what": "", "found": "", "expected": ""}
        for at in range(30)
    ]  # fmt: skip
    for records in ([], many):
        dossier = dataclasses.replace(make_dossier(), studies={"bands": PROMISE_BANDS}, reality=records)
        show_briefly(dossier, tmp_path)
        out = capsys.readouterr().out
        assert len(out.splitlines()) <= 25
        assert len(out.split()) <= 200
        assert ("more notes" in out) == bool(records)


@pytest.mark.parametrize("code", ["en", "ru"])
@pytest.mark.parametrize("played", [{}, {"simulation": PLAYED}], ids=["unplayed", "played"])
def test_beside_long_warnings_the_console_keeps_the_play_the_largest_assumptions_and_the_plugs(played, code, capsys, tmp_path):  # fmt: skip
    sentence = "the map is of 2012 and 2028 is planned, sixteen years later: " + "streets are missing and " * 12
    long = [
        {"key": "map", "severity": "warning", "sentence": f"{at} {sentence}", "what": "", "found": "", "expected": ""}
        for at in range(2)
    ]
    studies = {"bands": PROMISE_BANDS, **played}
    dossier = dataclasses.replace(make_dossier(), studies=studies, reality=long, demand_story=STORY)
    with speaking(code):
        show_briefly(dossier, tmp_path)
    out = capsys.readouterr().out
    assert len(out.splitlines()) <= 25
    assert len(out.split()) <= 200
    assert all(f"figure {at} of many" in out for at in (4, 3, 2))
    assert "CCS2 / Type 2 " in out
    assert out.count("sixteen years later …") >= (1 if played else 2)
    assert all(typed(one["verdict"]) in " ".join(out.split()) for one in played.values()), "whole"


def test_terminal_and_report_say_the_same(capsys, tmp_path):
    dossier = dataclasses.replace(make_dossier(), studies={"bands": PROMISE_BANDS})
    show_plan(dossier, tmp_path)
    told, page = " ".join(capsys.readouterr().out.split()), " ".join(report_html(dossier).split())
    for line in promise_lines(dossier.studies):
        assert " ".join(line.split()) in told
        assert " ".join(line.split()) in page


def test_energy_that_the_balance_withholds_has_room_on_the_console_before_other_notes(capsys, tmp_path):
    found = {"share": 1.0, "why": "", "missed": "", "withheld_kwh": 22.0}
    for share, told in ((0.011, True), (0.004, False)):
        balance = {**found, "withheld_share": share}
        left = [{"study": f"study {at}", "why": "of " + "many words " * 20} for at in range(5)]
        studies = {"bands": PROMISE_BANDS, "plug_balance": balance, "left_out": left}
        show_briefly(dataclasses.replace(make_dossier(), demand_story=STORY, studies=studies), tmp_path)
        console = capsys.readouterr().out
        assert (
            "22.0 kWh a day (1.1\u202f%) are withheld".replace("\u202f", " ") in console.replace("\u202f", " ")
        ) == told
        assert len(console.split()) <= 200


def test_a_balance_that_asks_nothing_says_so_on_console_and_report(capsys, tmp_path):
    idle = Problem("plan.plug_balance", "chargers are on offer for GB/T alone", "no balance is kept")
    dossier = dataclasses.replace(make_dossier(), sources=(SourceReport("plan", "asked", 1, 1, problems=(idle,)),))
    show_briefly(dossier, tmp_path)
    said = "Balance of plugs: chargers are on offer for GB/T alone; no balance is kept."
    assert said in capsys.readouterr().out
    assert said in report_html(dossier)
