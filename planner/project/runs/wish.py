"""The wish to stop a run, and the watch for it: a file in its folder, a word or Ctrl-C, or the end of whoever started it."""

import os
import sys
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from planner.support.stopping import Stopping

STOP = "stop"
"""File in the folder of a run that asks it to stop."""
LOOK_EVERY_S = 0.2
GRACE_S = 3.0
"""Time for a run to come to its next step, where it can end cleanly."""
ORPHAN = 1
"""Exit code of a run whose server is gone; nobody reads it."""


@dataclass
class Wish(Stopping):
    """Cancellation flag of a run that keeps the best plan: before the first search it ends the run, from then on only what is left of the work.

    Parameters
    ----------
    begun : bool
        Whether a search has begun, so that there is something to keep.
    heard : bool
        Whether any work was cut short because of it.
    """

    begun: bool = False
    heard: bool = False

    def __call__(self) -> bool:
        """Tell whether to stop."""
        self.heard = self.heard or self.asked
        return self.asked

    @contextmanager
    def gently(self) -> Iterator[None]:
        """As `Stopping.gently`."""
        self.begun = True
        with super().gently():
            yield


def watch_for_stop(folder: Path, wish: Wish, give_up: Callable[[], None]) -> None:
    """Have a thread look for the file that asks to stop; `give_up` ends a process that has nothing to keep and does not come to its next step."""
    threading.Thread(target=_watch, args=(folder / STOP, wish, give_up), daemon=True, name="stop").start()


def heed_parent(wish: Wish) -> None:
    """Have a thread end this process at once when whoever holds the other end of its standard input is gone; whatever comes through it asks to stop."""
    threading.Thread(target=_listen, args=(wish,), daemon=True, name="parent").start()


def _watch(file: Path, wish: Wish, give_up: Callable[[], None]) -> None:
    while not (wish.asked or file.exists()):
        time.sleep(LOOK_EVERY_S)
    wish.asked = True
    until = time.monotonic() + GRACE_S
    while time.monotonic() < until:
        if wish.begun:
            return
        time.sleep(LOOK_EVERY_S)
    give_up()


def _listen(wish: Wish) -> None:
    stdin = sys.__stdin__.fileno() if sys.__stdin__ is not None else 0
    while True:
        try:
            if not os.read(stdin, 4096):
                break
            wish.asked = True
        except OSError:
            break
    os._exit(ORPHAN)
