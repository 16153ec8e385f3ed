"""What sessions changed, in words and in the report."""

import dataclasses

from planner.demand.demand import demand_of
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


def test_sessions_of_stations_that_are_not_on_file_are_called_so_with_less_confidence(tmp_path):
    """Ten weeks of a place that the city does not know: means of a session, and nothing on where demand lies."""
    rows = [
        one.replace("s0", "dundee-1").replace("s4", "dundee-2") for one in weeks({"s0": 12.0, "s4": 30.0}, kwh=11.0)
    ]
    city = metered_city(rows, tmp_path)
    estimate = estimate_of(city, tiny_scenario())
    figures = demand_story([estimate], samples=0, seed=0).figures
    lines = metered_lines(figures)
    assert any(one.startswith("Metered at stations not on file in this city, ") for one in lines)
    assert not [one for one in lines if "0 days of sessions" in one]
    told = [one for one in demand_of(city, tiny_scenario()).assumptions if "metered" in one.what]
    assert told
    assert {one.confidence for one in told} == {"medium"}
    assert all("not on file in this city" in one.source for one in told)


def test_a_metered_power_is_not_called_metered_of_each_class(tmp_path):
    city = metered_city(weeks({"s0": 4.0, "s4": 15.0, "s8": 30.0}), tmp_path)
    (power,) = [
        one for one in demand_of(city, tiny_scenario()).assumptions if one.what.startswith("mean power of a fast")
    ]
    assert power.what.endswith(", mean metered")
    assert "vehicle classes were not told apart, what is assumed of each is scaled to it" in power.value
    assert power.confidence == "medium"
