"""How long a run will take is told by earlier runs: of the same files, of cities of like size, of others; else that nothing is known."""

import io
import json
from dataclasses import replace
from types import SimpleNamespace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from planner.project.project import Project
from planner.project.runs.durations import (
    FILE,
    Expected,
    Known,
    Took,
    asked_of_run,
    expected,
    of_machine,
    remember,
    remember_opening,
    took_of,
)
from planner.project.runs.ended import State
from planner.project.runs.request import Job, Options, Request
from planner.project.runs.run import Run
from planner.project.runs.shelf import Shelf
from planner.support.speech import speaking
from planner.web.runs import expecting

TOOK = Took("plan", "a", 1_000_000, 1, played=False, limit_s=60.0, seconds=40.0)
ASKED = replace(TOOK, seconds=0.0)


def test_runs_of_the_same_files_count_before_like_sizes_and_these_before_all_others():
    same, alike, other = (
        TOOK,
        replace(TOOK, files="b", seconds=70.0),
        replace(TOOK, files="c", bytes=10**8, seconds=900.0),
    )
    assert expected(ASKED, [other, alike, same]).known is Known.SAME
    found = expected(ASKED, [other, alike])
    assert (found.known, found.shortest_s, found.longest_s) == (Known.ALIKE, 70.0, 70.0)
    assert expected(ASKED, [other]).known is Known.OTHERS
    assert expected(ASKED, []).known is Known.NOTHING
    assert expected(replace(ASKED, job="check"), [same]).known is Known.NOTHING, "a check is another work"
    assert expected(replace(ASKED, played=True), [same]).known is Known.NOTHING


def test_a_comparison_takes_as_long_for_each_world():
    two = replace(TOOK, job="compare", worlds=2, seconds=80.0)
    found = expected(replace(two, worlds=5, seconds=0.0), [two])
    assert (found.shortest_s, found.limit_s) == (200.0, 300.0)


@given(
    st.lists(
        st.builds(
            Took,
            st.sampled_from(["plan", "compare", "check"]),
            st.sampled_from("ab"),
            st.integers(0, 10**10),
            st.integers(1, 9),
            played=st.booleans(),
            limit_s=st.floats(1, 1e5),
            seconds=st.floats(0.1, 1e5),
        )
    )
)
def test_what_is_expected_lies_between_what_runs_took(earlier):
    found = expected(ASKED, earlier)
    took = [one.seconds / one.worlds for one in earlier if one.job == "plan" and not one.played]
    assert (found.known is Known.NOTHING) == (not took)
    assert found.known is Known.NOTHING or min(took) <= found.shortest_s <= found.longest_s <= max(took)


@pytest.fixture
def finished(tmp_path):
    folder = tmp_path / "runs" / "0001"
    folder.mkdir(parents=True)
    (folder / "scenario.toml").write_text(
        '[city]\nname = "A"\nroads = "roads.osm.pbf"\n[plan]\nbudget_usd = 1\ntime_limit_s = 30\n', encoding="utf-8"
    )
    files = {"inputs": {"roads.osm.pbf": "6f0c"}, "sizes": {"roads.osm.pbf": 5000}}
    times = {"started_at": "2026-01-01T00:00:00+00:00", "ended_at": "2026-01-01T00:00:42.5+00:00"}
    return Run("0001", folder, Request(Job.PLAN, "A", "scenario.toml", "../..", **files), State.FINISHED, **times)


def test_a_finished_run_is_remembered_with_the_size_of_its_files_and_another_budget_is_the_same_files(
    finished, tmp_path
):
    took = took_of(finished)
    assert (took.bytes, took.seconds, took.limit_s) == (5000, 42.5, 30.0)
    remember(finished, tmp_path / "own")
    assert of_machine(tmp_path / "own") == (took,)
    text = (finished.folder / "scenario.toml").read_text(encoding="utf-8")
    (finished.folder / "scenario.toml").write_text(text.replace("budget_usd = 1", "budget_usd = 2"), encoding="utf-8")
    assert took_of(finished).files == took.files
    played = replace(finished, request=replace(finished.request, options=Options(simulate=True)))
    assert took_of(played).played
    assert took_of(replace(finished, ended_at="2025-12-31T00:00:00+00:00")) is None, "the clock was set back"


@pytest.mark.parametrize("state", [State.STOPPED, State.FAILED, State.CUT])
def test_a_run_that_ended_early_says_nothing_of_how_long_one_takes(finished, tmp_path, state):
    remember(replace(finished, state=state), tmp_path / "own")
    assert of_machine(tmp_path / "own") == ()


def test_lines_that_are_none_are_passed_over_and_a_folder_that_cannot_be_made_fails_no_run(finished, tmp_path):
    remember(finished, tmp_path / "own")
    with (tmp_path / "own" / FILE).open("a", encoding="utf-8") as stream:
        stream.write("{}\nnot json\n[1]\n" + json.dumps({"job": "plan", "seconds": -1}) + "\n")
    assert of_machine(tmp_path / "own") == (took_of(finished),)
    (tmp_path / "file").write_text("", encoding="utf-8")
    remember(finished, tmp_path / "file" / "own")


def ended(run, seconds):
    times = {"started_at": "2026-01-01T00:00:00+00:00", "ended_at": f"2026-01-01T00:00:{seconds:02d}+00:00"}
    return replace(run, state=State.FINISHED, **times)


@pytest.fixture
def town(tmp_path):
    """A project with two files of one name and a scenario of both, its shelf, and the first file."""
    project = Project.open(tmp_path / "town")
    roads, limits = (project.files.add("town.csv", io.BytesIO(text)) for text in (b"a,b\n1,2\n", b"a,b\n3,4\n"))
    text = (
        f'[city]\nname = "Town"\nroads = "{roads.place}"\nboundary = "{limits.place}"\n'
        f'districts = "{limits.place}"\n[plan]\nbudget_usd = 1\n'
    )
    project.scenarios.import_text("Town", text)
    return SimpleNamespace(project=project, shelf=Shelf(project), file=roads.path)


def test_a_run_is_known_by_what_its_files_held_when_it_was_asked_for(town):
    def add():
        return town.shelf.add(Job.PLAN, town.project.scenarios.path("Town"), Options())

    run = add()
    first = asked_of_run(run)
    assert first.bytes == 16, "two files of one name, of which one is named twice"
    town.file.write_bytes(b"large" * 1000)
    assert asked_of_run(run) == first
    for later in (add(), town.shelf.add_again(run)):
        found = expected(asked_of_run(later), [replace(first, seconds=8.0)])
        assert (asked_of_run(later).bytes, found.known) == (5008, Known.OTHERS)


def test_a_run_counts_once_though_this_machine_and_the_project_know_it_and_its_files_are_gone(
    town, tmp_path, monkeypatch
):
    run = ended(town.shelf.add(Job.PLAN, town.project.scenarios.path("Town"), Options()), 8)
    remember(run, tmp_path / "own")
    monkeypatch.setattr(expecting, "of_machine", lambda: of_machine(tmp_path / "own"))
    site = SimpleNamespace(project=town.project, runs=SimpleNamespace(list=lambda: [run]))
    found = expecting.Expectations(site).of_scenario("Town")
    assert (found.known, found.runs, found.longest_s) == (Known.SAME, 1, 8.0)
    town.file.unlink()
    assert expecting.Expectations(site).of_run(run).runs == 1


def test_files_that_are_not_known_are_the_same_as_none():
    unknown = replace(TOOK, files="")
    assert expected(replace(ASKED, files=""), [unknown]).known is Known.ALIKE


def test_opening_a_plan_for_edits_is_expected_by_earlier_openings_alone(town, tmp_path, monkeypatch):
    run = ended(town.shelf.add(Job.PLAN, town.project.scenarios.path("Town"), Options(simulate=True)), 8)
    remember(run, tmp_path / "own")
    monkeypatch.setattr(expecting, "of_machine", lambda: of_machine(tmp_path / "own"))
    site = SimpleNamespace(project=town.project, runs=SimpleNamespace(list=lambda: [run]))
    assert expecting.opening_in_words(expecting.Expectations(site).of_opening(run)) == ""
    remember_opening(run, 18.24, tmp_path / "own")
    likely = expecting.Expectations(site)
    assert expecting.opening_in_words(likely.of_opening(run)) == "It took 20 seconds before."
    assert likely.of_run(run).longest_s == 8.0


@pytest.mark.parametrize(
    ("shortest_s", "longest_s", "said"),
    [(10, 20, "Примерно 10–20 секунд"), (120, 240, "Примерно 2–4 минуты"), (40, 240, "Примерно 40 секунд – 4 минуты")],
)
def test_a_unit_that_both_ends_of_a_time_have_is_said_once(shortest_s, longest_s, said):
    with speaking("ru"):
        assert expecting.in_words(Expected(Known.ALIKE, shortest_s, longest_s, 2, 0.0)).startswith(said)
