"""The loop as a process: asked by lines, stopped, and gone when its parent is."""

import subprocess
import sys
from threading import Timer

import pytest

from planner.loop.process import LoopEndedError, LoopProcess
from planner.scripting.calls import demo_scenario


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


def test_a_look_further_can_be_stopped(opened):
    process, _ = opened
    stopping = Timer(0.2, process.stop)
    stopping.start()
    assert "turn" in process.ask("improve")
    stopping.join()


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
