"""The comparison on the terminal."""

from pathlib import Path

import pytest

from planner.cli.compared import show_comparison
from tests.fixtures.street_worlds import MIXES, compared, street


@pytest.fixture
def shown(capsys):
    def show(scenario):
        show_comparison(compared(scenario).comparison, Path("out"))
        return capsys.readouterr().out

    return show


def test_each_plan_and_what_it_loses_where_are_printed(shown):
    told = shown(street())
    assert "What each plan (row) loses in each world (column)" in told
    assert all(told.count(name) >= 3 for name in (*MIXES, "hedged"))
    assert f"hedged, in {next(iter(MIXES))} " in told, "it says in which world it serves so much"
    assert "?" not in told, "every gap is closed"
    assert "the hedged plan gives up at most 27" in told
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


def test_folders_of_an_earlier_comparison_are_named(capsys, tmp_path):
    for name in ("kz_low", "hedged"):
        (tmp_path / name).mkdir()
        (tmp_path / name / "plan.json").touch()
    (tmp_path / "notes").mkdir()
    show_comparison(compared(street()).comparison, tmp_path)
    assert "Of an earlier comparison, not of this one: kz_low." in capsys.readouterr().out
