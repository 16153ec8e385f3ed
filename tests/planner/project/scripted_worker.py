"""A worker that does what a test tells it, in place of a job: the real one around it writes progress and end, hears the wish to stop, and ends with its server.

The scenario's name says what happens: ``waits`` works until a file `go` lies in its folder, ``breaks`` meets a bug, ``refuses`` an error, ``dies`` ends without a word,
``writes-and-dies`` ends so after its results are in place.
"""

import os
import sys
import time

from geodata.errors import InputError
from planner.project.runs import worker
from planner.project.runs.request import RESULTS, Request
from planner.support.staging import staged_folder
from planner.support.stopping import StoppedError


def done(work: worker.Work, request: Request) -> tuple[str, float | None]:
    kind = request.name
    work.say(f"{kind} begins")
    while kind.startswith("waits") and not (work.folder / "go").exists():
        if work.wish():
            raise StoppedError
        time.sleep(0.02)
    if kind == "breaks":
        raise AssertionError("2 is not 3")
    if kind == "refuses":
        raise InputError("cells.csv, row 4", "no number", "mend it")
    if kind == "dies":
        os._exit(9)
    with staged_folder(work.folder / RESULTS) as stage:
        (stage / "summary.json").write_text('{"gap": 0.01, "stopped": "gap"}')
        (stage / "map.html").write_text(kind)
    if kind == "writes-and-dies":
        os._exit(9)
    return "all is done", 0.01


if __name__ == "__main__":
    worker.Work._done = done  # type: ignore[method-assign]
    code = worker.main(sys.argv[1:])
    os._exit(code)
