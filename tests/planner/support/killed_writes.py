"""A process that is killed before each step that writing a folder takes of the file system; run as a program by the test beside it.

Each time a child of its own writes results over earlier ones and ends before its n-th step (`os._exit`, as `kill -9` would: nothing is
cleared away). What is then found, and what a clean run makes of it, is printed as JSON, a line a kill.
"""

import errno
import json
import os
import shutil
import sys
from pathlib import Path

import geodata.renaming
import planner.support.replacing
from geodata.errors import GeodataError
from planner.support.staging import refuse_half_written, staged_folder

STEPS = {"os.rename", "os.link", "os.remove", "os.rmdir", "os.mkdir", "os.chmod", "shutil.rmtree"}
MINE = {"photos/lot.jpg": "mine", "notes.txt": "mine"}


def wrote(folder: Path, word: str) -> None:
    """The files of a run: some that every run has, one that only this one has, one in a folder."""
    with staged_folder(folder, gone=["only_old.csv", "only_new.csv", "world/only_old.csv", "empty"]) as stage:
        (stage / "world").mkdir()
        for name in ("a.txt", "b.txt", "world/c.txt", f"only_{word}.csv", f"world/only_{word}.csv"):
            (stage / name).write_text(word)


def contents(folder: Path) -> dict[str, str]:
    files = (one for one in folder.rglob("*") if one.is_file())
    return {str(one.relative_to(folder)): one.read_text() for one in files if ".writing-" not in str(one)}


def killed_before(step: int, folder: Path) -> bool:
    """Whether a run into `folder` was killed before its step `step`; False where it had fewer."""
    child = os.fork()
    if child:
        return os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]) == 9
    taken = 0

    def watch(event: str, _: object) -> None:
        nonlocal taken
        if event in STEPS:
            taken += 1
            if taken == step:
                os._exit(9)

    sys.addaudithook(watch)
    exchanged = geodata.renaming.exchanged
    geodata.renaming.exchanged = lambda one, other: watch("os.rename", None) or exchanged(one, other)
    wrote(folder, "new")
    os._exit(0)


def main(where: Path, way: str) -> None:
    folder = where / "results"
    if way == "two renames":
        geodata.renaming.exchanged = lambda *_: False
    elif way == "in its place":
        planner.support.replacing._is_here = lambda _: True
    elif way == "no links":

        def unlinked(*_: object) -> None:
            raise OSError(errno.EPERM, "no links on this disk")

        Path.hardlink_to = unlinked  # type: ignore[method-assign]
    for step in range(1, 1000):
        shutil.rmtree(where, ignore_errors=True)
        where.mkdir()
        wrote(folder, "old")
        for name, text in MINE.items():
            (folder / name).parent.mkdir(exist_ok=True)
            (folder / name).write_text(text)
        (folder / "empty").mkdir()
        (folder / "kept").mkdir()
        was_killed = killed_before(step, folder)
        try:
            refuse_half_written(folder)
            found = contents(folder)
        except GeodataError as error:
            found = str(error)
        wrote(folder, "new")
        left = sorted(one.name for one in (*where.iterdir(), *folder.iterdir()) if one.is_dir())
        sys.stdout.write(json.dumps({"found": found, "after": contents(folder), "left": left}) + "\n")
        if not was_killed:
            return


if __name__ == "__main__":
    main(Path(sys.argv[1]), sys.argv[2])
