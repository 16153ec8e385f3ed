"""Undo and redo of a project bring back every state exactly, in whatever order things were done."""

import copy
import threading
from pathlib import Path

import pytest
from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, rule

from planner.project.change import What
from planner.project.database import Database
from planner.project.history import SCHEMA, History, acting
from tests.fixtures.drawing import drawn

THINGS = st.sampled_from([("file", "1"), ("file", "2"), ("scenario", "base"), ("scenario", "план")])
STATES = st.one_of(st.none(), st.fixed_dictionaries({"text": st.text(max_size=5)}))


class Undoing(RuleBasedStateMachine):
    """A list of past states, as any editor has it, beside the history."""

    @initialize()
    def begin(self):
        import tempfile

        self.room = tempfile.TemporaryDirectory()
        self.disk: dict[str, object] = {}
        self.history = History(Database(Path(self.room.name) / "project.sqlite", SCHEMA))
        self.history.keeps("scenario", self.disk.__setitem__)
        self.past: list[dict] = []
        self.now: dict = {}
        self.future: list[dict] = []

    @rule(states=st.dictionaries(THINGS, STATES, min_size=1, max_size=3))
    def change(self, states):
        then = {thing: state for thing, state in (self.now | states).items() if state is not None}
        made = self.history.change(What.CHANGED, "x", states)
        assert (made is not None) == (then != self.now)
        if made is not None:
            self.past.append(self.now)
            self.now, self.future = then, []

    @rule()
    def undo(self):
        assert (self.history.undo() is not None) == bool(self.past)
        if self.past:
            self.future.append(self.now)
            self.now = self.past.pop()

    @rule()
    def redo(self):
        assert (self.history.redo() is not None) == bool(self.future)
        if self.future:
            self.past.append(self.now)
            self.now = self.future.pop()

    @invariant()
    def states_are_as_they_should_be(self):
        if not hasattr(self, "history"):
            return
        held = {(kind, key): state for kind in ("file", "scenario") for key, state in self.history.states(kind).items()}
        assert held == self.now
        on_disk = {key: state for key, state in self.disk.items() if state is not None}
        assert on_disk == {key: state for (kind, key), state in self.now.items() if kind == "scenario"}

    def teardown(self):
        if hasattr(self, "room"):
            self.room.cleanup()


Undoing.TestCase.settings = settings(drawn(20), stateful_step_count=20)
TestUndoing = Undoing.TestCase


def test_a_change_that_cannot_be_put_on_disk_changes_nothing(tmp_path: Path):
    history = History(Database(tmp_path / "project.sqlite", SCHEMA))
    disk = {}

    def put(key, state):
        if state is not None and state.get("full"):
            raise OSError(28, "No space left on device")
        disk[key] = copy.deepcopy(state)

    history.keeps("scenario", put)
    history.change(What.ADDED, "a", {("scenario", "a"): {"n": 1}})
    with pytest.raises(OSError, match="No space"):
        history.change(What.CHANGED, "a", {("scenario", "a"): {"n": 2}, ("scenario", "b"): {"full": True}})
    assert history.states("scenario") == {"a": {"n": 1}}
    assert {key: state for key, state in disk.items() if state is not None} == {"a": {"n": 1}}
    assert len(history.changes()) == 1


def test_changes_of_many_threads_all_stand_and_say_who_made_them(tmp_path: Path):
    history = History(Database(tmp_path / "project.sqlite", SCHEMA))

    def work(who: str) -> None:
        with acting(who):
            for n in range(5):
                history.change(What.ADDED, f"{who}{n}", {("file", f"{who}{n}"): {"n": n}})

    threads = [threading.Thread(target=work, args=(who,)) for who in ("Aigul", "Bolat", "Chinara")]
    for one in threads:
        one.start()
    for one in threads:
        one.join()
    assert len(history.states("file")) == 15
    assert {change.who for change in history.changes() if change.name.startswith("Bolat")} == {"Bolat"}
    assert [change.number for change in history.changes()] == list(range(15, 0, -1))
