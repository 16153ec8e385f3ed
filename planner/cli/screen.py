"""Progress on stderr: a moving line on a terminal, plain log lines elsewhere; stdout holds results only."""

import logging
import sys
import time
from contextlib import ExitStack
from types import TracebackType
from typing import Self, TextIO

from rich.console import Console
from rich.progress import Progress, SpinnerColumn, TaskID, TextColumn, TimeElapsedColumn

from planner.cli.ending import stopped_by
from planner.cli.reader import told_to_reader
from planner.cli.text import one_line
from planner.support.speech import Text, _

PACKAGES = ("geodata", "planner")


class Screen:
    """Display of the steps of a run as they happen; a context manager.

    Parameters
    ----------
    quiet : bool
        Show errors only.
    verbose : bool
        Also pass on what the rooms below log about their work.
    stream : text stream, optional
        Default: stderr.
    """

    def __init__(self, *, quiet: bool = False, verbose: bool = False, stream: TextIO | None = None) -> None:
        self._console = Console(file=stream or sys.stderr, highlight=False, markup=False, emoji=False, soft_wrap=True)
        self._quiet = quiet
        self._level = logging.ERROR if quiet else logging.INFO if verbose else logging.WARNING
        self._stack = ExitStack()
        self._progress: Progress | None = None
        self._task = TaskID(0)
        self._step: tuple[str, float] | None = None

    def __enter__(self) -> Self:
        """Begin to watch."""
        self._listen()
        if self._console.is_terminal and not self._quiet:
            unicode = (self._console.encoding or "").lower().startswith("utf")
            spinner = SpinnerColumn("dots" if unicode else "line")
            columns = (spinner, TextColumn("{task.description}", markup=False), TimeElapsedColumn())
            self._progress = self._stack.enter_context(Progress(*columns, console=self._console, transient=True))
            self._task = self._progress.add_task(told_to_reader(_("starting")), total=None)
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        """Clear the line; a step that failed is not shown as done."""
        if kind is None:
            self._tell_step()
        self._stack.close()

    def say(self, text: str) -> None:
        """Show that a step begins and the one before is done. The same text again is the same step."""
        if stopped_by() is not None:
            raise KeyboardInterrupt  # the first one was swallowed, by a solver's callback
        step = one_line(told_to_reader(text))
        if self._step is not None and self._step[0] == step:
            return
        self._tell_step()
        self._step = (step, time.monotonic())
        if self._progress is not None:
            self._progress.reset(self._task, total=None, description=step)
        elif not self._quiet:
            self._console.print(f"{time.strftime('%H:%M:%S')} {step}")

    def _tell_step(self) -> None:
        """On a terminal leave a line behind for the step that is done, with its time."""
        if self._step is not None and self._progress is not None:
            text, began = self._step
            self._console.print(f"{time.monotonic() - began:6.1f} s  {text}")
        self._step = None

    def _listen(self) -> None:
        """Show what our own packages log, above the moving line; leave other logging as it is."""
        handler = _Relay(self._console)
        handler.setLevel(self._level)
        for name in PACKAGES:
            logger = logging.getLogger(name)
            self._stack.callback(logger.setLevel, logger.level)
            self._stack.callback(logger.removeHandler, handler)
            logger.addHandler(handler)
            logger.setLevel(self._level)


class _Relay(logging.Handler):
    def __init__(self, console: Console) -> None:
        super().__init__()
        self._console = console

    def emit(self, record: logging.LogRecord) -> None:
        said = one_line(_said(record))
        if record.levelno >= logging.ERROR:
            said = told_to_reader(_("error: {said}", said=said))
        elif record.levelno >= logging.WARNING:
            said = told_to_reader(_("warning: {said}", said=said))
        self._console.print(f"{time.strftime('%H:%M:%S')} {said}")


def _said(record: logging.LogRecord) -> str:
    """What a record says, in the language of the reader: it was made in that of the program, and so was what is put into it."""
    if not isinstance(record.args, tuple):
        return record.getMessage()
    said = told_to_reader(record.msg)
    values = tuple(told_to_reader(one) if isinstance(one, Text) else one for one in record.args)
    return said % values if values else said
