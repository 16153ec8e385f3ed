"""Results appear whole or not at all, whatever ends the run and whoever else writes there."""

import io
import json
import os
import subprocess
import sys
import threading
from pathlib import Path

import pytest
from openpyxl import Workbook

from geodata.errors import InputError, OutputError
from planner.dossier.dossier import Dossier
from planner.errors import PlannerError
from planner.support.locks import WRITING, locked
from planner.support.replacing import MARK
from planner.support.staging import claimed_folder, put_json, staged_file, staged_folder
from planner.support.workbooks import save_workbook
from tests.fixtures.command_line import only_line, run
from tests.fixtures.demo_city import DEMO

ROOT = Path(__file__).resolve().parents[3]
MINE = {"photos/lot.jpg": "mine", "notes.txt": "mine"}


def of_a_run(word):
    names = ("a.txt", "b.txt", "world/c.txt", f"only_{word}.csv", f"world/only_{word}.csv")
    return {**dict.fromkeys(names, word), **MINE}


@pytest.mark.skipif(not hasattr(os, "fork"), reason="needs processes that begin as copies")
@pytest.mark.parametrize(
    ("way", "refusals"), [("one rename", 0), ("no links", 0), ("two renames", 1), ("in its place", 5)]
)
def test_a_kill_at_any_step_leaves_the_old_results_or_the_new_ones_or_a_refusal(tmp_path, way, refusals):
    program = Path(__file__).with_name("killed_writes.py")
    done = subprocess.run(
        [sys.executable, program, tmp_path / "place", way],
        capture_output=True, text=True, check=False, cwd=tmp_path, env={**os.environ, "PYTHONPATH": str(ROOT)},
    )  # fmt: skip
    assert done.returncode == 0, done.stderr
    kills = [json.loads(line) for line in done.stdout.splitlines()]
    assert len(kills) > 10
    found = [kill["found"] for kill in kills]
    refused = [one for one in found if isinstance(one, str)]
    assert all("a run was ended while it put" in one and "run it again" in one for one in refused)
    assert all(one in (of_a_run("old"), of_a_run("new")) for one in found if one not in refused)
    assert (len(refused) >= refusals) if refusals else not refused
    assert found[0] == of_a_run("old")
    assert found[-1] == of_a_run("new")
    assert all(kill["after"] == of_a_run("new") for kill in kills), "and the next run sets all right"
    assert all(kill["left"] == ["kept", "photos", "results", "world"] for kill in kills)


def test_a_plan_in_a_folder_that_was_half_replaced_is_refused(tmp_path):
    (tmp_path / "out" / "kz").mkdir(parents=True)
    for at in (tmp_path / "out", tmp_path / "out" / "kz"):
        (at / "plan.json").write_text("{}")
    (tmp_path / "out" / MARK).write_text("…\n\nkz/plan.json\n", encoding="utf-8")
    for place in ("out", "out/plan.json", "out/kz"):
        with pytest.raises(PlannerError, match=r"a run was ended while it put its files here; .* run it again"):
            Dossier.load(tmp_path / place)


def test_a_second_run_into_the_same_folder_is_refused_with_the_number_of_the_first(tmp_path):
    with claimed_folder(tmp_path / "out"):
        words = "from planner.support.staging import claimed_folder as c\nwith c('out'): print('in')"
        second = [sys.executable, "-c", words]
        done = subprocess.run(second, capture_output=True, text=True, check=False, cwd=tmp_path)
        assert f"another run is writing its results there (process {os.getpid()})" in done.stderr
    done = subprocess.run(second, capture_output=True, text=True, check=False, cwd=tmp_path)
    assert done.stdout == "in\n", done.stderr
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize("command", ["plan", "compare", "check", "demo"])
def test_every_command_refuses_a_folder_of_another_run_before_it_works(tmp_path, command):
    config = () if command == "demo" else (DEMO,)
    with claimed_folder(tmp_path / "out"):
        result = run(command, *config, "--out", tmp_path / "out")
    assert result.exit_code == 2
    assert "another run is writing its results there" in only_line(result.stderr)
    assert list(tmp_path.iterdir()) == []


def test_a_dead_process_holds_nothing(tmp_path):
    words = "import os\nfrom planner.support.staging import claimed_folder as c\nwith c('out'): os._exit(9)"
    assert subprocess.run([sys.executable, "-c", words], check=False, cwd=tmp_path).returncode == 9
    assert [one.name for one in tmp_path.iterdir()] == [".out.run.lock"]
    with claimed_folder(tmp_path / "out"):
        pass
    assert list(tmp_path.iterdir()) == []


def test_two_writes_into_one_folder_wait_for_each_other(tmp_path):
    begun, go = threading.Event(), threading.Event()

    def first():
        with staged_folder(tmp_path / "out") as stage:
            (stage / "a").write_text("first")
            begun.set()
            go.wait(10)
            (stage / "b").write_text("first")

    thread = threading.Thread(target=first)
    thread.start()
    assert begun.wait(10)
    with pytest.raises(InputError, match="another run is writing"), locked(tmp_path / "out", WRITING):
        pass
    threading.Timer(0.1, go.set).start()
    with staged_folder(tmp_path / "out") as stage:
        (stage / "a").write_text("second")
    thread.join()
    assert (tmp_path / "out" / "a").read_text() == "second"
    assert (tmp_path / "out" / "b").read_text() == "first", "not its own, so kept"
    assert [one.name for one in tmp_path.iterdir()] == ["out"]


def test_what_is_somebody_elses_is_kept_as_it_was(tmp_path):
    out = tmp_path / "out"
    (out / "empty").mkdir(parents=True)
    (out / "notes.txt").write_text("mine")
    (out / "link").symlink_to("nowhere")
    out.chmod(0o750)
    inode = (out / "notes.txt").stat().st_ino
    (tmp_path / "elsewhere").symlink_to(out)
    with staged_folder(tmp_path / "elsewhere") as stage:
        (stage / "a").write_text("new")
    assert {one.name for one in out.iterdir()} == {"a", "empty", "link", "notes.txt"}
    assert (out / "notes.txt").stat().st_ino == inode
    assert (out / "link").readlink() == Path("nowhere")
    assert out.stat().st_mode & 0o777 == 0o750
    assert {one.name for one in tmp_path.iterdir()} == {"out", "elsewhere"}


def test_the_folder_in_which_the_program_was_started_stays_the_same_folder(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    for word in ("old", "new"):
        with staged_folder(".") as stage:
            (stage / "a").write_text(word)
        assert {one.name: one.read_text() for one in Path().iterdir()} == {"a": word}


def test_a_full_disk_is_told_in_one_line_and_changes_nothing(tmp_path):
    def write(writer, name):
        with writer(tmp_path / name) as stage:
            place = stage if writer is staged_file else stage / "a"
            place.write_text("half")
            raise OSError(28, "No space left on device", str(place))

    for writer in (staged_file, staged_folder):
        with pytest.raises(OutputError, match=r"out: cannot be written \(No space left on device\); .*make room"):
            write(writer, "out")
    assert list(tmp_path.iterdir()) == []


def test_json_that_cannot_be_told_leaves_what_stood_there(tmp_path):
    file = tmp_path / "told.json"
    put_json(file, {"kwh": 1.5})
    with pytest.raises(ValueError, match="not JSON compliant"):
        put_json(file, {"kwh": float("nan")})
    assert json.loads(file.read_text(encoding="utf-8")) == {"kwh": 1.5}
    assert list(tmp_path.iterdir()) == [file]


@pytest.mark.skipif(sys.platform == "win32", reason="no such limit")
def test_a_workbook_without_room_for_temporary_files_is_one_line():
    import resource  # of POSIX

    book = Workbook()
    for row in range(2_000):
        book.active.append([row, "a cell"])
    before = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (4_096, before[1]))
    try:
        with pytest.raises(OutputError, match=r"cannot be written .*make room"):
            save_workbook(book, io.BytesIO())
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, before)
