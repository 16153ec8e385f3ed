"""`evplan` on a slow disk: every step that changes the file system waits first; a program for `benchmarks.kills`.

``python -m benchmarks.hostile.slow_disk BEGUN SECONDS plan CONFIG --out DIR``: the file BEGUN appears when results begin to be put in place.
"""

import sys
import time
from pathlib import Path

import geodata.renaming
from planner.cli import main
from planner.support import staging

STEPS = {"os.rename", "os.link", "os.remove", "os.rmdir", "os.mkdir", "os.chmod"}


def slowed(begun: Path, wait_s: float) -> None:
    """Let each step wait; the first one after all files are written leaves the mark."""
    placing = False

    def watch(event: str, _: object) -> None:
        if placing and event in STEPS:
            time.sleep(wait_s)

    sys.addaudithook(watch)
    exchanged, replace_folder, put_file = geodata.renaming.exchanged, staging.replace_folder, Path.replace

    def slow_exchange(one: Path, other: Path) -> bool:
        time.sleep(wait_s)
        return exchanged(one, other)

    def marked(*words: object, **named: object) -> object:
        nonlocal placing
        begun.touch()
        placing = True
        return replace_folder(*words, **named)  # type: ignore[arg-type]

    def marked_file(one: Path, other: Path) -> Path:
        nonlocal placing
        if not placing:
            begun.touch()
        placing = True
        return put_file(one, other)

    geodata.renaming.exchanged = slow_exchange
    staging.replace_folder = marked  # type: ignore[assignment]
    Path.replace = marked_file  # type: ignore[method-assign]


if __name__ == "__main__":
    slowed(Path(sys.argv[1]), float(sys.argv[2]))
    sys.argv[1:] = sys.argv[3:]
    main()
