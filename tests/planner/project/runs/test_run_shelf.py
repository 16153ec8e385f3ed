"""Where runs lie: noted, removed and brought back under their numbers, and what cannot be run is never put there."""

import errno
import os

import pytest

from geodata.errors import GeodataError
from planner.errors import ConfigError, ProjectError
from planner.project.runs.ended import State
from planner.project.runs.request import Options
from tests.planner.project.scripted_project import LONG_S, SCENARIO, only_line_of, states, until


def test_notes_and_removals_can_be_undone_and_no_number_is_given_twice(project, runs):
    run = runs.add("plan", "ends")
    runs.wait(run.id, timeout_s=LONG_S)
    noted = len(project.history.changes())
    assert runs.note(run.id, "for the council").note == "for the council"
    runs.remove(run.id)
    assert (runs.list(), runs.trashed()) == ((), (run.id,))
    assert [one.name for one in project.history.changes()[:-noted]] == ["ends (0001)"] * 2
    project.undo()
    assert runs.run(run.id).note == "for the council"
    assert runs.run(run.id).results
    project.undo()
    assert runs.run(run.id).note == ""
    project.redo()
    project.redo()
    assert runs.trashed() == (run.id,)
    assert runs.restore(run.id).state is State.FINISHED
    runs.remove(run.id)
    runs.empty_trash()
    assert runs.trashed() == ()
    project.undo()
    assert runs.list() == (), "what was deleted for good stays away"
    assert runs.add("plan", "ends").id == "0002"


def test_a_run_that_works_is_not_removed(runs):
    runs.add("plan", "waits")
    until(lambda: states(runs) == [State.RUNNING])
    with pytest.raises(ProjectError, match="stop it first"):
        runs.remove("0001")


def test_a_removal_that_was_undone_is_not_done_again_while_the_run_works(project, runs):
    for _ in range(3):
        runs.add("plan", "waits")
    until(lambda: states(runs) == [State.RUNNING, State.RUNNING, State.WAITING])
    runs.remove("0003")
    project.undo()
    runs.cancel("0001", at_once=True)
    until(lambda: runs.run("0003").state is State.RUNNING)
    with pytest.raises(ProjectError, match="stop it first"):
        project.redo()
    assert (runs.run("0003").state, runs.trashed()) == (State.RUNNING, ())


@pytest.mark.parametrize("run_id", ["0009", "..", "../0001", "", "１", "0001/results"])
def test_a_run_that_is_none_is_refused_in_one_line(run_id, runs):
    for ask in (runs.run, runs.cancel, runs.remove, runs.again, lambda one: runs.note(one, "mine"), runs.restore):
        with pytest.raises(ProjectError, match="no run"):
            ask(run_id)


def test_what_cannot_be_run_or_leads_out_of_the_project_is_refused_before_it_waits(project, runs, tmp_path):
    (project.scenarios_dir / "wrong.toml").write_text("[plan]\nbudgett = 1\n", encoding="utf-8")
    outside = tmp_path / "mine.gpkg"
    outside.write_bytes(b"mine")
    wrong: list[tuple[str, Options | None]] = [("nowhere", None), ("../x", None), ("wrong", None)]
    wrong += [("ends", Options(keys=keys)) for keys in ({"plan.x": 1}, {"city.roads": str(outside)})]
    wrong += [("ends", Options(edits=str(outside))), ("ends", Options(scenarios=("../../../mine.gpkg",)))]
    wrong += [("ends", Options(edits="postgresql://here/plans|public.plan_sites"))]
    for scenario, options in wrong:
        with pytest.raises((ProjectError, ConfigError)) as error:
            runs.add("plan", scenario, options)
        assert only_line_of(error.value)
    assert [one.name for one in (project.runs_dir).iterdir()] == []


def test_a_plan_is_made_with_the_edits_of_its_scenario_as_they_were_and_no_other_job_drops_them(project, runs):
    edits = '{"features": [{}]}'
    name = project.scenarios.make("ends", SCENARIO, edits=edits)
    run = runs.add("plan", name)
    assert runs.wait(run.id, timeout_s=LONG_S).state is State.FINISHED
    for job in ("compare", "check"):
        with pytest.raises(ProjectError) as error:
            runs.add(job, name)
        assert only_line_of(error.value)
    project.scenarios.remove(name)
    for one in (run, runs.again(run.id)):
        kept = one.request.options.edits
        assert kept is not None
        assert (one.folder / kept).read_text(encoding="utf-8") == edits
    assert runs.add("plan", "ends").request.options.edits is None


@pytest.mark.parametrize("number", [errno.ENOSPC, errno.EROFS, errno.EACCES])
@pytest.mark.parametrize("step", ["shutil.copyfile", "shelf.Request.write", "shelf.Path.rename"])
def test_a_disk_that_is_full_or_may_not_be_written_is_told_in_one_line_and_leaves_nothing(
    number, step, project, runs, monkeypatch
):
    def refused(*_: object) -> None:
        raise OSError(number, os.strerror(number))

    monkeypatch.setattr(f"planner.project.runs.{'' if step.startswith('shelf') else 'shelf.'}{step}", refused)
    with pytest.raises(GeodataError, match=os.strerror(number)) as error:
        runs.add("plan", "ends")
    assert only_line_of(error.value)
    assert list(project.runs_dir.iterdir()) == []


def test_a_mix_outside_of_the_project_is_refused_and_one_of_its_files_or_a_name_is_not(tmp_path, project, runs):
    (tmp_path / "mix.csv").write_text("port,share\nccs2,1\n")
    (project.root / "files" / "1" / "mix.csv").write_text("port,share\nccs2,1\n")
    for outside in (str(tmp_path / "mix.csv"), "../../mix.csv", "../../../mix.csv", "../files/1/none.csv"):
        with pytest.raises(ProjectError, match="not in this project"):
            runs.add("compare", "ends", Options(mixes=("kz", outside)))
    assert list(project.runs_dir.iterdir()) == []
    assert runs.add("compare", "ends", Options(mixes=("kz", "../files/1/mix.csv"))).id == "0001"
