"""`python -m planner.loop`: the loop as a process, fed with JSON lines; see `planner.loop.serving`."""

import os
import sys

from planner.loop.process import WITH_PARENT
from planner.loop.serving import Serving
from planner.support.apart import keep_apart


def main() -> None:
    """Serve until the input ends; what libraries print goes where errors go. Pages are answered first where the machine is busy."""
    if hasattr(os, "nice"):
        os.nice(2)  # before runs, which take 5
    answers = os.fdopen(os.dup(sys.stdout.fileno()), "w", encoding="utf-8")
    os.dup2(sys.stderr.fileno(), sys.stdout.fileno())
    sys.stdin.reconfigure(encoding="utf-8", errors="replace")  # type: ignore[union-attr]  # a stream of the process
    keep_apart("geodata.assemble")
    gone = (lambda: os._exit(0)) if WITH_PARENT in sys.argv[1:] else (lambda: None)
    Serving(answers, gone).serve(sys.stdin)
    os._exit(0)  # a solver that does not come to its end keeps nobody waiting


if __name__ == "__main__":
    main()
