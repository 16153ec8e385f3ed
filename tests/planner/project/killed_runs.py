"""A project whose processes are killed before each step that they take of the file system; run as a program by the test beside it.

Each time a child of its own does a piece of work in a new project and ends before its n-th step (`os._exit`, as `kill -9` would). What a queue that opens
the project then finds is printed as JSON, a line a kill.
"""

import json
import os
import shutil
import sys
from collections.abc import Callable
from pathlib import Path

from planner.project.project import Project
from planner.project.runs import worker
from planner.project.runs.queue import RunQueue
from tests.planner.project import scripted_worker
from tests.planner.project.scripted_project import SCENARIO

STEPS = {
    "os.rename",
    "os.link",
    "os.remove",
    "os.rmdir",
    "os.mkdir",
    "os.chmod",
    "shutil.rmtree",
    "shutil.copyfile",
    "open",
}
Act = Callable[[Path], object]

ACTS: dict[str, Act] = {
    "add": lambda place: opened(place).add("plan", "ends"),
    "work": lambda place: worker.main([str(place / "runs" / "0001")]),
    "remove": lambda place: opened(place).remove("0001"),
    "recover": lambda place: RunQueue(Project.open(place), most=0).start(),
}
WHOLE, CUT_AT = -1, 12
"""Step before which an act is killed: none, or one while it works."""
PREPARED: dict[str, tuple[tuple[str, int], ...]] = {
    "add": (),
    "work": (("add", WHOLE),),
    "remove": (("add", WHOLE), ("work", WHOLE)),
    "recover": (("add", WHOLE), ("work", CUT_AT)),
}


def opened(place: Path) -> RunQueue:
    return RunQueue(Project.open(place))


def found(place: Path) -> dict[str, object]:
    """What a new server finds."""
    with RunQueue(Project.open(place), most=0) as runs:
        listed = [
            {
                "id": one.id,
                "state": one.state,
                "results": sorted(file.name for file in one.results.iterdir()) if one.results else [],
            }
            for one in runs.list()
        ]
        left = [one.name for one in runs.project.runs_dir.iterdir() if one.name.startswith(".coming")]
        return {"runs": listed, "trash": runs.trashed(), "left": left}


def killed_before(step: int, act: Act, place: Path) -> bool:
    """Whether the act was killed before its step `step`; False where it had fewer."""
    child = os.fork()
    if child:
        return os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]) == 9
    taken = 0

    def watch(event: str, about: tuple[object, ...]) -> None:
        nonlocal taken
        inside = bool(about) and str(place) in str(about[0])
        writes = event != "open" or int(str(about[2])) & (os.O_WRONLY | os.O_RDWR | os.O_CREAT)
        if event in STEPS and inside and writes:
            taken += 1
            if taken == step:
                os._exit(9)

    sys.addaudithook(watch)
    try:
        act(place)
    finally:
        os._exit(0)


def prepare(room: Path, name: str) -> Path:
    """A project in which the acts before this one were done."""
    place = room / "project"
    shutil.rmtree(place, ignore_errors=True)
    if not (room / f"before-{name}").exists():
        Project.open(place)
        (place / "files" / "1").mkdir()
        (place / "files" / "1" / "town.osm.pbf").write_bytes(b"streets")
        (place / "scenarios" / "ends.toml").write_text(SCENARIO, encoding="utf-8")
        for before, step in PREPARED[name]:
            assert killed_before(step, ACTS[before], place) is (step != WHOLE)
        place.rename(room / f"before-{name}")
    shutil.copytree(room / f"before-{name}", place)
    return place


def main(room: Path) -> None:
    worker.Work._done = scripted_worker.done  # type: ignore[method-assign]
    for name, act in ACTS.items():
        step, was_killed = 0, True
        while was_killed:
            step += 1
            place = prepare(room, name)
            was_killed = killed_before(step, act, place)
            sys.stdout.write(json.dumps({"act": name, **found(place)}) + "\n")


if __name__ == "__main__":
    main(Path(sys.argv[1]))
