"""One plan that is open for edits never stays waiting for good: whatever fails, its state says so, and areas keep names of their own."""

import queue
import threading
import time
from types import SimpleNamespace

import pytest

from planner.errors import ProjectError
from planner.loop.history import names_of
from planner.web.api.loop import _named
from planner.web.loops import open_loop
from planner.web.loops.open_loop import FAILED, READY, OpenLoop
from planner.web.refused import RefusedError
from tests.planner.loop.fake_loop import FakeLoop

LONG_S = 20.0
CORNERS = [[76.9, 43.2], [77.0, 43.2], [77.0, 43.3]]


class Process:
    """A process that holds edits and plans nothing."""

    def __init__(self, _log=None):
        self.loop = FakeLoop()

    def ask(self, what, edits=(), **_more):
        return {"answer": []} if what == "candidates" else {"turn": self.loop.ask(what, edits)}

    def stop(self):
        pass

    close = stop


class Kept:
    """Steps that are kept as long as the disk takes them."""

    def __init__(self, steps=()):
        self.steps, self.full = list(steps), False

    def read(self, _plan):
        return self.steps, []

    def write(self, _plan, steps, _undone):
        if self.full:
            raise ProjectError("project.sqlite", "no room", "make room")
        self.steps = list(steps)


def opened(monkeypatch, process, kept):
    monkeypatch.setattr(open_loop, "LoopProcess", process)
    found, end = OpenLoop("1", {}, kept), time.monotonic() + LONG_S
    while found.state == open_loop.OPENING and time.monotonic() < end:
        found.news((open_loop.OPENING, 0, 0))
    return found


def test_a_plan_whose_process_cannot_be_started_is_not_opened_for_good(monkeypatch):
    def broken(_log):
        raise OSError("no memory")

    found = opened(monkeypatch, broken, Kept())
    assert found.state == FAILED
    assert found.fault
    with pytest.raises(RefusedError):
        found.undo()


def test_whoever_opens_a_plan_is_told_after_how_many_seconds_it_is_ready(monkeypatch):
    told = queue.Queue()
    monkeypatch.setattr(open_loop, "LoopProcess", Process)
    OpenLoop("1", {}, Kept(), when_ready=told.put)
    assert 0 <= told.get(timeout=LONG_S) < LONG_S


def test_an_edit_that_cannot_be_kept_is_said_and_the_plan_stays_ready(monkeypatch):
    kept = Kept()
    found = opened(monkeypatch, Process, kept)
    kept.full = True
    with pytest.raises(ProjectError):
        found.edit([{"kind": "force", "site": "a"}])
    assert found.state == READY
    kept.full = False
    found.edit([{"kind": "force", "site": "b"}])
    assert kept.steps == found.steps == [[{"kind": "force", "site": "a"}], [{"kind": "force", "site": "b"}]]
    found.close()


def test_an_edit_that_another_window_took_back_is_not_there_any_more_and_no_other_goes_in_its_place(monkeypatch):
    found = opened(monkeypatch, Process, Kept([[{"kind": "force", "site": one}] for one in "abc"]))
    first = names_of(found.steps)[0]
    found.take_back(first)
    with pytest.raises(RefusedError) as refused:
        found.take_back(first)
    assert refused.value.status_code == 409
    assert [step[0]["site"] for step in found.steps] == ["b", "c"]
    assert found.state == READY
    found.close()


def test_a_new_area_never_takes_the_name_of_one_that_holds():
    area = {"kind": "keep_free", "polygon": CORNERS}
    one, two = _named([area, area], SimpleNamespace(steps=[]))
    assert one["name"] != two["name"]
    again, mine = _named([area, {**area, "name": one["name"]}], SimpleNamespace(steps=[[two]]))
    assert len({again["name"], two["name"], mine["name"]}) == 3


def test_kept_edits_that_are_no_longer_understood_are_left_out_and_the_plan_says_so(monkeypatch):
    class Stranger(Process):
        def ask(self, what, edits=(), **more):
            return {"error": "unknown kind"} if what == "turn" else super().ask(what, edits, **more)

    found = opened(monkeypatch, Stranger, Kept([[{"kind": "paint", "site": "a"}]]))
    assert (found.state, found.steps) == (READY, [])
    assert "unknown kind" in found.found("en")["sentence"]
    found.close()


def test_a_better_plan_of_before_an_edit_is_never_shown_after_it(monkeypatch):
    """Who looks further is held up with what it found until an edit is done, or cannot be before that is shown."""
    better, edited, show = threading.Event(), threading.Event(), OpenLoop._show

    class Improving(Process):
        def ask(self, what, edits=(), **more):
            if what == "improve":
                return {"turn": None if better.is_set() else {**self.loop.ask("picture", ()), "became": "improved"}}
            return super().ask(what, edits, **more)

    def held_up(self, found, state):
        if found["became"] == "improved":
            better.set()
            edited.wait(1.0)
        show(self, found, state)

    monkeypatch.setattr(OpenLoop, "_show", held_up)
    found = opened(monkeypatch, Improving, Kept())
    found.looked_at(+1)
    assert better.wait(LONG_S)
    found.edit([{"kind": "force", "site": "a"}])
    edited.set()
    end = time.monotonic() + LONG_S
    while found.turn < 3 and time.monotonic() < end:
        time.sleep(0.01)
    picture = found.found("en")
    assert (picture["turn"], len(picture["edits"]), picture["can_undo"]) == (3, 1, True)
    found.close()
