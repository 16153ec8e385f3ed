"""The comparison on the terminal."""

import dataclasses
from pathlib import Path

import pytest

from planner.cli.compared import show_comparison, show_comparison_briefly
from planner.support.speech import speaking
from tests.fixtures.street_worlds import MIXES, compared, street, usual_comparison


@pytest.fixture
def shown(capsys):
    def show(scenario=None):
        found = usual_comparison() if scenario is None else compared(scenario)
        show_comparison(found.comparison, found.dossiers, Path("out"))
        return capsys.readouterr().out

    return show


def test_each_plan_and_what_it_loses_where_are_printed(shown):
    told = shown()
    assert "What each plan (row) loses in each world (column)" in told
    assert all(told.count(name) >= 3 for name in MIXES)
    assert f"The hedged plan, if {next(iter(MIXES))} comes" in " ".join(told.split()), (
        "in which world it serves so much"
    )
    assert "?" not in told, "every gap is closed"
    assert "the hedged plan loses up to 29" in told
    assert f"Look at {Path('out') / 'comparison.html'}" in told


def test_a_broken_promise_is_marked_and_explained(shown):
    rows = [{"name": "rich"}, {"name": "poor", "set": {"plan.budget_usd": 9_000.0}}]
    told = shown(street(worlds=rows))
    assert "0 % *" in told
    assert "* the plan breaks a promise of that world" in told


def test_one_world_has_no_matrix(shown):
    told = shown(street(worlds=[{"name": "mixed"}]))
    assert "What each plan (row)" not in told
    assert "mixed alone was planned for" in told


def test_folders_of_an_earlier_comparison_and_warnings_of_the_data_are_named(capsys, tmp_path):
    for name in ("kz_low", "hedged"):
        (tmp_path / name).mkdir()
        (tmp_path / name / "plan.json").touch()
    (tmp_path / "notes").mkdir()
    found = usual_comparison()
    warned = {"key": "map", "severity": "warning", "sentence": "the map is of 2012."}
    odd = {plan: dataclasses.replace(one, reality=[warned]) for plan, one in found.dossiers.items()}
    show_comparison(found.comparison, odd, tmp_path)
    told = capsys.readouterr().out
    assert "Of an earlier comparison, not of this one: kz_low." in told
    assert told.count("Warning: the map is of 2012.") == 1, "once, for all plans"


@pytest.mark.parametrize("code", ["en", "ru"])
def test_the_console_tells_a_comparison_in_25_lines_and_200_words_whatever_is_to_be_minded(code, capsys, tmp_path):
    found = usual_comparison()
    sentence = "the map is of 2012 and 2028 is planned, sixteen years later: " + "streets are missing and " * 12
    many = [{"key": "map", "severity": "warning", "sentence": f"{at} {sentence}"} for at in range(20)]
    for records in ([], many):
        odd = {plan: dataclasses.replace(one, reality=records) for plan, one in found.dossiers.items()}
        with speaking(code):
            show_comparison_briefly(found.comparison, odd, tmp_path)
        out = capsys.readouterr().out
        assert len(out.splitlines()) <= 25
        assert len(out.split()) <= 200
        assert "--verbose" in out
        assert str(tmp_path / "comparison.html") in out
        assert all(out.count(name) >= 2 for name in MIXES), "what each plan loses where"
        assert ("sixteen years later …" in out) == bool(records)
