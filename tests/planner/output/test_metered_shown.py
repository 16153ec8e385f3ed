"""What sessions changed, in words and in the report."""

import dataclasses

from planner.demand.estimate import estimate_of
from planner.demand.story import demand_story
from planner.output.report.writer import write_report
from planner.output.shared.metered import measured_rows, metered_lines
from tests.fixtures.demand_fixture import demanded_dossier
from tests.fixtures.metered import metered_city, weeks
from tests.fixtures.tiny_city import tiny_scenario


def told(folder):
    rows = [*weeks({"s0": 4.0, "s4": 15.0, "s8": 30.0}), *weeks({"s0": 1.0}, days=9, seed=3, kwh=6.0, current="AC")]
    return demand_story([estimate_of(metered_city(rows, folder), tiny_scenario())], samples=0, seed=0).figures


def test_figures_that_gave_way_and_those_that_lack_sessions_are_named(tmp_path):
    story = told(tmp_path)
    lines = metered_lines(story)
    assert any("energy of a fast session: 2" in one and "assumed:" in one for one in lines)
    assert any("Not calibrated" in one and "energy of AC sessions" in one and "100 are needed" in one for one in lines)
    assert any("The level stays that of the fleet" in one for one in lines)
    fast, slow = (
        next(row for row in measured_rows(story) if row["label"].startswith(word)) for word in ("fast", "slow")
    )
    assert fast["session_kwh"].startswith("2")
    assert slow["session_kwh"] == slow["peak"] != fast["peak"], "unknown, both"
    assert metered_lines({}) == measured_rows({}) == []


def test_the_report_shows_them_in_its_part_on_demand(tmp_path):
    dossier = demanded_dossier()
    story = {**dossier.demand_story, "calibration": told(tmp_path)["calibration"]}
    write_report(dataclasses.replace(dossier, demand_story=story), tmp_path / "report.html")
    page = (tmp_path / "report.html").read_text(encoding="utf-8")
    assert "What metered sessions say" in page
    assert "energy of a fast session" in page
    write_report(dossier, tmp_path / "plain.html")
    assert "What metered sessions say" not in (tmp_path / "plain.html").read_text(encoding="utf-8")
