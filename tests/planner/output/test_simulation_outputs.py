"""A played plan in the files of a run: the report, the summary, the table of places."""

import csv
import dataclasses
import json
import re

import pytest

from geodata.errors import InputError
from planner.dossier.dossier import Dossier
from planner.output import WRITERS, write_all, write_one
from planner.output.report.writer import report_html
from planner.output.shared.promises import promise_lines
from planner.output.shared.reader import written_for
from planner.pipeline import make_plan
from planner.support.speech import told
from tests.fixtures.dossier_fixture import HOSTILE, make_dossier
from tests.fixtures.read_page import text_and_tags
from tests.fixtures.tiny_city import silent, tiny_city, tiny_scenario


@pytest.fixture(scope="module")
def street() -> Dossier:
    played = {"run": True, "days": 3, "choice": "all"}
    asked = tiny_scenario(plan={"reasons": False}, simulation=played, demand={"samples": 0})
    return make_plan(tiny_city(), asked, say=silent)


def played(street: Dossier, **changes) -> Dossier:
    """The dossier made by hand, with the street's play."""
    return dataclasses.replace(make_dossier(), studies={"simulation": {**street.studies["simulation"], **changes}})


def test_the_report_shows_the_verdict_every_play_and_what_is_assumed(street):
    text, _ = text_and_tags(report_html(street))
    found = street.studies["simulation"]
    assert "The plan played out" in text
    assert found["verdict"] in text
    assert "As the plan sends them" in text
    assert "As they choose, if all come" in text
    assert "Assumed: a driver goes away who has waited 30 minutes" in text
    assert "drove on to the nearest free one in reach" in text
    assert "the plan tells that" in text
    assert "promised to" not in text, "nobody asked for a promise"


def test_promises_of_waiting_are_told_where_they_are_asked_for(street):
    text, _ = text_and_tags(report_html(played(street, wait_probability=0.15, full_probability=0.25)))
    assert "at most 15 % of the drivers at fast guns were promised to be late" in text
    assert "at most 25 % were promised to find all slow posts taken" in text


def test_verdict_and_reasons_of_the_play_are_told_whole_in_the_language_of_the_reader(street):
    with written_for(street, "ru"):
        (line,) = promise_lines({"simulation": street.studies["simulation"]})
        whys = [told(one["why"]) for one in street.studies["simulation"]["plays"][0]["lost_by"]]
    assert line.startswith("План")
    assert not re.search("[a-z]{3}", " ".join([line, *whys])), (line, whys)


def test_a_plan_that_was_not_played_says_nothing_of_it():
    assert "played out" not in report_html(make_dossier())


def test_hostile_names_of_the_worst_sites_are_shown_and_make_no_element(street):
    plays = [
        {**play, "worst": [{**sums(play), "site_id": "s", "name": name, "guns": [name]} for name in HOSTILE]}
        for play in street.studies["simulation"]["plays"]
    ]
    text, tags = text_and_tags(report_html(played(street, plays=plays, verdict=HOSTILE[0])))
    for name in HOSTILE:
        assert " ".join(name.split()) in text
    assert not {"script", "img", "iframe", "link"} & {tag for tag, _ in tags}
    assert not [attrs for _, attrs in tags if any(key.startswith("on") for key in attrs)]


def sums(play):
    return {key: 0.5 for key in play if key not in ("places", "families", "worst")}


def test_the_table_of_places_has_a_row_for_every_place_and_play_and_runs_no_formula(street, tmp_path):
    play = street.studies["simulation"]["plays"][0]
    bad = {**play, "places": [{**play["places"][0], "site_id": HOSTILE[5]}]}
    for dossier, expected in ((street, None), (played(street, plays=[bad]), "'" + HOSTILE[5])):
        write_one(dossier, tmp_path / "simulation.csv")
        with (tmp_path / "simulation.csv").open(encoding="utf-8-sig", newline="") as file:
            rows = list(csv.DictReader(file))
        assert len(rows) == sum(len(one["places"]) for one in dossier.studies["simulation"]["plays"]) > 0
        assert expected is None or rows[0]["site_id"] == expected
    assert {row["rule"] for row in rows} == {"assigned"}


def test_a_run_writes_the_table_only_of_a_played_plan_and_leaves_no_old_one(street, tmp_path):
    written = write_all(street, tmp_path / "out")
    assert {one.name for one in written} == {*WRITERS, "simulation.csv"}
    summary = json.loads((tmp_path / "out" / "summary.json").read_text(encoding="utf-8"))
    assert summary["studies"]["simulation"]["holds"] in (True, False)
    assert Dossier.load(tmp_path / "out").studies == street.studies
    assert {one.name for one in write_all(make_dossier(), tmp_path / "out")} == set(WRITERS)
    assert not (tmp_path / "out" / "simulation.csv").exists()


def test_the_table_of_a_plan_that_was_not_played_is_refused_in_one_line(tmp_path):
    with pytest.raises(InputError, match="has no study 'simulation'; run 'evplan plan' with --simulate"):
        write_one(make_dossier(), tmp_path / "simulation.csv")
    assert not (tmp_path / "simulation.csv").exists()
