"""Two verdicts on a promise stand side by side: each says what it supposes, and one of them is named as the one to quote."""

import dataclasses

from planner.cli.tables import show_plan
from planner.output.report.writer import report_html
from planner.output.shared.promises import promise_lines
from tests.fixtures.dossier_fixture import make_dossier
from tests.fixtures.promise_bands import PROMISE_BANDS

PLAYED = {
    "verdict": "The promise holds if the assumed figures are right, played day by day: over 30 days 99.1% was served."
}


def test_each_verdict_says_what_it_supposes_and_the_one_to_quote_is_named():
    drawn, played, quoted = promise_lines({"bands": PROMISE_BANDS, "simulation": PLAYED})
    assert drawn.startswith("If the assumed figures are wrong and places are unlike: in nine of ten draws")
    assert "if the assumed figures are right" in played
    assert quoted.startswith("To quote: at least 17\u202f999 of the promised 33\u202f000 kWh a day (54\u202f%)")
    assert "the simulation takes them as right" in quoted
    assert "simulation" not in promise_lines({"bands": PROMISE_BANDS})[-1]
    assert promise_lines({"simulation": PLAYED}) == [PLAYED["verdict"]]
    assert promise_lines({}) == []


def test_terminal_and_report_say_the_same(capsys, tmp_path):
    dossier = dataclasses.replace(make_dossier(), studies={"bands": PROMISE_BANDS})
    show_plan(dossier, tmp_path)
    told, page = " ".join(capsys.readouterr().out.split()), " ".join(report_html(dossier).split())
    for line in promise_lines(dossier.studies):
        assert " ".join(line.split()) in told
        assert " ".join(line.split()) in page
