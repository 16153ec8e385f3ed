"""The loop as a process: asked by lines, stopped, and gone when its parent is."""

import json
import os
import subprocess
import sys
import time
from threading import Event, Thread
from types import SimpleNamespace

import pytest

from planner.loop.process import LoopEndedError, LoopProcess
from planner.loop.serving import Serving
from planner.scripting.calls import demo_scenario

pytestmark = pytest.mark.slow


@pytest.fixture(scope="module")
def opened():
    with LoopProcess() as process:
        said = []
        answer = process.ask("open", scenario=str(demo_scenario().path("demo.toml")), progress=said.append)
        assert "turn" in answer, answer
        assert all("seconds" in one for one in said)
        yield process, answer["turn"]


def test_an_edit_gets_a_plan_and_undo_the_one_before(opened):
    process, first = opened
    site = next(one["id"] for one in first["sites"] if one["status"] == "new")
    turn = process.ask("turn", edits=[{"kind": "forbid", "site": site}], language="ru")["turn"]
    assert turn["became"] == "planned"
    assert turn["bound"] >= turn["value"] > 0
    assert turn["edits"] == [{"kind": "forbid", "site": site}]
    assert turn["can_undo"]
    assert {one["id"]: one["changed"] for one in turn["sites"]}[site] == "gone"
    back = process.ask("undo")["turn"]
    assert back["value"] == first["value"]
    assert [one["chargers"] for one in back["sites"] if one["id"] == site] != [[]]


def test_what_is_not_understood_gets_one_line_and_the_process_goes_on(opened):
    process, _ = opened
    for request in (
        {"ask": "turn", "edits": [{"kind": "x"}]},
        {"ask": "turn"},
        {"ask": "nonsense"},
        {"ask": "open", "scenario": 3},
        {"ask": "open", "scenario": "/nowhere.toml"},
    ):
        answer = process.ask(**request)
        assert "Traceback" not in answer["error"]
        assert "\n" not in answer["error"]
    assert "turn" in process.ask("picture")


class Endless:
    """A loop that looks further until it is told to stop."""

    edits, can_undo, can_redo = (), False, False

    def improve(self, stop, *, say):
        say("looking")
        end = time.monotonic() + 30
        while not stop() and time.monotonic() < end:
            Event().wait(0.01)
        return SimpleNamespace(picture=lambda: {"stopped": stop()})


def test_a_look_further_ends_when_it_is_stopped_and_answers():
    pipes = [*zip(os.pipe(), "rw", strict=True), *zip(os.pipe(), "rw", strict=True)]
    asked, ask, told, tell = (os.fdopen(one, mode) for one, mode in pipes)
    serving = Serving(tell)
    serving._loop = Endless()
    thread = Thread(target=serving.serve, args=(asked,), daemon=True)
    thread.start()
    with ask, told:
        print(json.dumps({"id": 1, "ask": "improve"}), file=ask, flush=True)
        assert json.loads(told.readline())["progress"]["text"] == "looking"
        print(json.dumps({"ask": "stop"}), file=ask, flush=True)
        assert json.loads(told.readline())["turn"]["stopped"] is True
    thread.join(10)
    asked.close()
    tell.close()


def test_a_process_ends_with_whoever_started_it_also_while_it_works():
    with LoopProcess() as process:
        process._write({"id": 1, "ask": "open", "scenario": str(demo_scenario().path("demo.toml"))})
        assert "progress" in json.loads(process._read())
        process._process.stdin.close()
        assert process._process.wait(20) == 0


def test_it_ends_when_its_input_ends_and_says_so_to_whoever_asks_then():
    process = LoopProcess()
    assert "no plan is open" in process.ask("turn", edits=[])["error"]
    process.close()
    assert not process.alive
    with pytest.raises(LoopEndedError):
        process.ask("picture")


def test_a_line_that_is_no_request_is_answered():
    run = subprocess.run(
        [sys.executable, "-m", "planner.loop"],
        input="{\n[]\n\x00\n",
        capture_output=True,
        text=True,
        timeout=120,
        check=False,
    )
    assert run.stdout.count('"error"') == 3
    assert run.returncode == 0
