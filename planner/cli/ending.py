"""How a run ends: one clear line and the exit code that scripts rely on."""

import contextlib
import os
import signal
import sys
import threading
import time
from types import FrameType
from typing import Any, Never

import typer
from typer.core import TyperGroup

from geodata.errors import GeodataError
from planner.cli.text import one_line
from planner.errors import InfeasibleError, PlannerError

WRONG_INPUT = 2
IMPOSSIBLE = 3
STOPPED_BY = 128
"""Plus the number of the signal: 130 for Ctrl-C, 143 for a polite kill."""

GRACE_S = 3.0
"""Time to clear away half-written results; writing answers at once, a solver only when it is done."""

INTERRUPTED = "interrupted; nothing was written"


class Stop:
    """Handler of the signals that end a run; remembers the signal, for a solver's callback can swallow what it raises."""

    number: int | None = None

    def __call__(self, number: int, frame: FrameType | None) -> Never:
        """Unwind the main thread."""
        del frame
        self.number = number
        raise KeyboardInterrupt


class PolitelyEnding(TyperGroup):
    """The group of commands; what it does not catch here is a bug, shows its traceback and ends with 1."""

    def invoke(self, ctx: Any) -> Any:
        """Run a command, turning what was raised on purpose into one line on stderr."""
        try:
            return super().invoke(ctx)
        except (Exception, KeyboardInterrupt) as error:
            ending = _ending(error)
            if ending is None:
                raise
            line, code = ending
            print(line, file=sys.stderr)
            for way in getattr(error, "ways", ()):
                print(f"  {one_line(way)}", file=sys.stderr)
            raise typer.Exit(code) from None


def _ending(error: BaseException) -> tuple[str, int] | None:
    """Last line and exit code of a run that ends so; None for a bug or an ordinary exit."""
    if isinstance(error, KeyboardInterrupt) or stopped_by() is not None:
        return INTERRUPTED, STOPPED_BY + (stopped_by() or signal.SIGINT)
    if isinstance(error, (GeodataError, PlannerError)):
        return f"error: {one_line(str(error))}", IMPOSSIBLE if isinstance(error, InfeasibleError) else WRONG_INPUT
    return None


def stopped_by() -> int | None:
    """Signal that asked this run to end, if one did."""
    handler = signal.getsignal(signal.SIGINT)
    return handler.number if isinstance(handler, Stop) else None


def end_on_signals() -> None:
    """Let Ctrl-C and a polite kill unwind the run, and end it even while a solver holds the main thread.

    Python hands a signal to the main thread only between two of its own steps, which a solve can put off for minutes.
    The wake-up pipe tells another thread at once.
    """
    stop = Stop()
    signal.signal(signal.SIGINT, stop)
    signal.signal(signal.SIGTERM, stop)
    told, tell = os.pipe()
    with contextlib.suppress(OSError, AttributeError):  # Windows neither has it for pipes nor asks for it
        os.set_blocking(tell, False)
    signal.set_wakeup_fd(tell, warn_on_full_buffer=False)
    threading.Thread(target=_end_after_grace, args=(told,), daemon=True).start()


def _end_after_grace(told: int) -> None:
    number = 0
    while number not in (signal.SIGINT, signal.SIGTERM):
        number = os.read(told, 1)[0]
    time.sleep(GRACE_S)
    # Still here, so the main thread cannot unwind. On a terminal the line of progress goes and the cursor comes back.
    clear = "\r\x1b[2K\x1b[?25h" if sys.stderr.isatty() else ""
    os.write(2, f"{clear}{INTERRUPTED}\n".encode())
    os._exit(STOPPED_BY + number)
