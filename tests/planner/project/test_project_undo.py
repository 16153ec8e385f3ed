"""Whatever is done to the files and scenarios of a project is undone step by step, exactly, and done again."""

import io
import tempfile
from pathlib import Path

from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, precondition, rule

from planner.project.project import Project
from planner.project.recognising.kinds import FileKind
from tests.fixtures.drawing import drawn

ROADS = Path(__file__).resolve().parents[3] / "configs" / "sample_city" / "sarytau.osm.pbf"
PICK = st.integers(0, 9)


def _seen(project: Project):
    """All that a planner sees, from the disk itself."""
    files = {
        file.id: (file.name, file.path.read_bytes(), file.kind, dict(file.columns)) for file in project.files.all()
    }
    return files, {one.name: one.read_bytes() for one in sorted(project.scenarios_dir.iterdir())}


class Working(RuleBasedStateMachine):
    """A planner at work, beside a list of all that she saw."""

    @initialize()
    def begin(self):
        self.room = tempfile.TemporaryDirectory()
        self.project = Project.open(Path(self.room.name) / "project")
        self.project.files.add("a.osm.pbf", io.BytesIO(ROADS.read_bytes()))
        self.project.start_from(city="A")
        self.seen = [_seen(self.project)]
        self.at = 0

    def done(self):
        now = _seen(self.project)
        if now != self.seen[self.at]:
            self.seen[self.at + 1 :] = [now]
            self.at += 1

    def files(self):
        return [file for file in self.project.files.all() if file.kind != FileKind.ROADS]

    @rule(number=PICK)
    def add(self, number: int):
        self.project.files.add(f"{number}.csv", io.BytesIO(f"vehicle_class,count\ntaxi,{number}\n".encode()))
        self.done()

    @precondition(lambda self: self.files())
    @rule(pick=PICK, number=PICK)
    def replace(self, pick: int, number: int):
        file = self.files()[pick % len(self.files())]
        self.project.files.replace(
            file.id, f"new {number}.csv", io.BytesIO(f"vehicle_class,count\nbus,{number}\n".encode())
        )
        self.done()

    @precondition(lambda self: self.files())
    @rule(pick=PICK, heading=st.sampled_from(["count", "число", ""]))
    def say(self, pick: int, heading: str):
        file = self.files()[pick % len(self.files())]
        self.project.files.say(file.id, columns={"count": heading} if heading else {})
        self.done()

    @precondition(lambda self: self.files())
    @rule(pick=PICK, back=st.booleans())
    def remove(self, pick: int, back: bool):
        file = self.files()[pick % len(self.files())]
        self.project.files.remove(file.id)
        self.done()
        if back:
            assert self.project.files.undo(file.id) == file
            self.done()

    @precondition(lambda self: self.project.scenarios.names())
    @rule(pick=PICK, value=st.integers(0, 3))
    def change(self, pick: int, value: int):
        names = self.project.scenarios.names()
        self.project.scenarios.changed(names[pick % len(names)], "plan.budget_usd", value)
        self.done()

    @precondition(lambda self: self.project.scenarios.names())
    @rule(pick=PICK, name=st.sampled_from(["B", "План", "a/b"]), how=st.sampled_from(["copy", "remove", "rename"]))
    def arrange(self, pick: int, name: str, how: str):
        names = self.project.scenarios.names()
        one = names[pick % len(names)]
        if how == "rename" and not {name.casefold(), "b"} & {other.casefold() for other in names}:
            self.project.scenarios.rename(one, name)
        elif how == "copy":
            self.project.scenarios.copy(one, name)
        elif how == "remove" and len(names) > 1:
            self.project.scenarios.remove(one)
        self.done()

    @precondition(lambda self: self.files() and self.project.scenarios.names())
    @rule(pick=PICK)
    def use(self, pick: int):
        file = self.files()[pick % len(self.files())]
        self.project.use(self.project.scenarios.names()[0], file.id)
        self.done()

    @rule()
    def undo(self):
        if self.at:
            assert self.project.undo() is not None
            self.at -= 1

    @rule()
    def redo(self):
        assert (self.project.redo() is not None) == (self.at + 1 < len(self.seen))
        self.at = min(self.at + 1, len(self.seen) - 1)

    @invariant()
    def all_is_as_it_was(self):
        if hasattr(self, "seen"):
            assert _seen(self.project) == self.seen[self.at]

    def teardown(self):
        if hasattr(self, "room"):
            self.room.cleanup()


Working.TestCase.settings = settings(drawn(8), stateful_step_count=20)
TestWorking = Working.TestCase
