"""End of a run: one line of error and the exit code that scripts rely on; signals."""

import contextlib
import os
import signal
import sys
import threading
import time
from collections.abc import Sequence
from types import FrameType
from typing import Any

import typer
from typer.core import TyperGroup

from planner.cli.help import Helped, faults_told
from planner.cli.reader import language_before, told_to_reader
from planner.cli.streams import ReaderGoneError
from planner.cli.text import one_line
from planner.errors import ConfigError
from planner.jobs.ending import Ending, ending_of
from planner.support.locks import clear_away
from planner.support.speech import _
from planner.support.stopping import Stopping

SIGPIPE = 13
"""Windows has no such signal; a reader that is gone ends a run with the same number there."""
STOPPED_BY = 128
"""Plus the number of the signal: 130 for Ctrl-C, 143 for a polite kill."""

GRACE_S, GRACE_SEARCHING_S = 3.0, 0.3
"""Time to clear away half-written results; writing answers at once, a solver only when it is done, but then nothing is half-written."""


class Stop:
    """Handler of the signals that end a run; stores the signal, since a solver's callback can swallow the exception.

    The first Ctrl-C during a search only asks it to stop. Two look at every signal, each for itself: Python's main thread, which may
    be held up in a solver, and the thread at the wake-up pipe, which may be late.

    Parameters
    ----------
    stopping : Stopping
        What the search asks.
    """

    number: int | None = None

    def __init__(self) -> None:
        self.stopping = Stopping()
        self._asked_here: set[str] = set()

    def __call__(self, number: int, frame: FrameType | None) -> None:
        """Raise in the main thread, or ask the search to end."""
        del frame
        if self.number is None and self.softened(number, "main thread"):
            return
        self.number = number
        raise KeyboardInterrupt

    def softened(self, number: int, who: str) -> bool:
        """Treat the first Ctrl-C during a search as a request to end the search; returns whether it was."""
        wish = self.stopping
        if number != signal.SIGINT or who in self._asked_here or not (wish.gentle or wish.asked):
            return False
        self._asked_here.add(who)
        wish.asked = True
        return True


class PolitelyEnding(Helped, TyperGroup):
    """The group of commands; what it does not catch here is a bug, shows its traceback and ends with 1."""

    def make_context(self, info_name: str | None, args: list[str], parent: Any = None, **extra: Any) -> Any:
        """Read the options before the name of a command; who asks for help is told it in his language, wherever he names it."""
        language_before(args)
        with faults_told():
            return super().make_context(info_name, args, parent, **extra)

    def invoke(self, ctx: Any) -> Any:
        """Run a command, turning what was raised on purpose into one line on stderr."""
        try:
            _refuse_empty([*getattr(ctx, "_protected_args", ()), *ctx.args])
            with faults_told():
                return super().invoke(ctx)
        except (Exception, KeyboardInterrupt) as error:
            code = end_told(error)
            if code is None:
                raise
            raise typer.Exit(code) from None


def _refuse_empty(words: Sequence[str]) -> None:
    """Refuse an argument of nothing, which would be taken for the folder one stands in.

    Raises
    ------
    ConfigError
    """
    if "" in words:
        before = words[words.index("") - 1] if words.index("") else "evplan"
        raise ConfigError(
            _("an empty argument after {before!r}; is a variable of the shell unset? give a name", before=before)
        )


def end_told(error: BaseException) -> int | None:
    """Tell on stderr why a run ends and return its exit code; None for a bug or an ordinary exit, of which nothing is told."""
    if isinstance(error, ReaderGoneError):
        return STOPPED_BY + SIGPIPE
    ending = _ending(error)
    if ending is None:
        return None
    print(one_line(told_to_reader(ending.line)), file=sys.stderr)
    for way in ending.ways:
        print(f"  {one_line(told_to_reader(way))}", file=sys.stderr)
    return ending.code


def _ending(error: BaseException) -> Ending | None:
    """How a run ends that is ended so; None for a bug or an ordinary exit."""
    if isinstance(error, KeyboardInterrupt) or stopped_by() is not None:
        return Ending(_interrupted(), STOPPED_BY + (stopped_by() or signal.SIGINT))
    return ending_of(error)


def _interrupted() -> str:
    return _("interrupted; nothing was written")


def _stopping() -> str:
    return _(
        "stopping the search: the best plan so far is checked and written with its proven gap; Ctrl-C again ends at once, with nothing written"
    )


def stopped_by() -> int | None:
    """Signal that asked this run to end, if one did."""
    handler = signal.getsignal(signal.SIGINT)
    return handler.number if isinstance(handler, Stop) else None


def stopping_of_run() -> Stopping:
    """The cancellation flag of this run; never true where our signal handler is not installed."""
    handler = signal.getsignal(signal.SIGINT)
    return handler.stopping if isinstance(handler, Stop) else Stopping()


def end_on_signals() -> None:
    """Let Ctrl-C and a polite kill unwind the run, and end it even while a solver holds the main thread.

    Python hands a signal to the main thread only between two of its own steps, which a solve can put off for minutes.
    The wake-up pipe tells another thread at once.
    """
    stop = Stop()
    signal.signal(signal.SIGINT, stop)
    signal.signal(signal.SIGTERM, stop)
    read_end, write_end = os.pipe()
    with contextlib.suppress(OSError, AttributeError):  # Windows neither has it for pipes nor asks for it
        os.set_blocking(write_end, False)
    signal.set_wakeup_fd(write_end, warn_on_full_buffer=False)
    threading.Thread(target=_watch, args=(read_end, stop), daemon=True).start()


def leave_signals() -> None:
    """Leave signals to a server, which ends in its own time: what `end_on_signals` set up looks at them no more."""
    signal.set_wakeup_fd(-1)
    signal.signal(signal.SIGINT, signal.default_int_handler)
    signal.signal(signal.SIGTERM, signal.SIG_DFL)


def _watch(read_end: int, stop: Stop) -> None:
    """Report at once that a search is to stop; kill a run that was asked to end and does not."""
    while True:
        number = os.read(read_end, 1)[0]
        if stop.softened(number, "watcher"):
            _tell(_stopping())
        elif number in (signal.SIGINT, signal.SIGTERM):
            break
    stop.number = number  # should the main thread have taken two signals for one
    time.sleep(GRACE_SEARCHING_S if stop.stopping.gentle else GRACE_S)
    # Still here, so the main thread cannot unwind.
    _tell(_interrupted(), last=True)
    clear_away()
    os._exit(STOPPED_BY + number)


def _tell(line: str, *, last: bool = False) -> None:
    """Write a line past all that buffers; on a terminal in place of the line of progress, and after the last one the cursor is back."""
    clear = "\r\x1b[2K" + ("\x1b[?25h" if last else "") if sys.stderr.isatty() else ""
    with contextlib.suppress(OSError):
        os.write(2, f"{clear}{told_to_reader(line)}\n".encode())
