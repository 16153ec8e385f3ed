"""How a run ends: one clear line and the exit code that scripts rely on."""

import sys
from types import FrameType
from typing import Any, Never

import typer
from typer.core import TyperGroup

from geodata.errors import GeodataError
from planner.errors import InfeasibleError, PlannerError

WRONG_INPUT = 2
IMPOSSIBLE = 3
INTERRUPTED = 130
TERMINATED = 143


class PolitelyEnding(TyperGroup):
    """The group of commands; what it does not catch here is a bug, shows its traceback and ends with 1."""

    def invoke(self, ctx: Any) -> Any:
        """Run a command, turning what was raised on purpose into one line on stderr."""
        from planner.cli.screen import one_line

        try:
            return super().invoke(ctx)
        except (GeodataError, PlannerError) as error:
            print(f"error: {one_line(str(error))}", file=sys.stderr)
            raise typer.Exit(IMPOSSIBLE if isinstance(error, InfeasibleError) else WRONG_INPUT) from None
        except KeyboardInterrupt:
            print("interrupted; nothing was written", file=sys.stderr)
            raise typer.Exit(INTERRUPTED) from None


def end_on_termination(number: int, frame: FrameType | None) -> Never:
    """Leave by an exception, so that half-written results are cleared away as after Ctrl-C."""
    del number, frame
    raise SystemExit(TERMINATED)
