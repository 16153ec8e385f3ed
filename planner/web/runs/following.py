"""The progress of a run as events of a stream: lines as they come, and the run itself whenever its state changes."""

import time
from collections.abc import Callable, Iterator
from typing import Any

from planner.project.runs.events import events_in
from planner.project.runs.queue import RunQueue
from planner.project.runs.run import Run
from planner.support.speech import speaking
from planner.web.events import Event
from planner.web.runs.telling import event_told, run_told

LOOK_EVERY_S = 0.4


def followed(queue: RunQueue, run_id: str, after: int, reader: str) -> Iterator[Event | None]:
    """Give ``progress`` and ``run`` until the run is over; the first thing is the run.

    Parameters
    ----------
    queue : RunQueue
    run_id : str
    after : int
        Offset of the last line that is known.
    reader : str
        Language.
    """
    shown: Run | None = None
    while True:
        now = queue.run(run_id)
        if shown is None or (now.state, now.stopping) != (shown.state, shown.stopping):
            if not now.is_over:
                yield _told("run", run_told, now, reader)
        # Asked for after the state: what a run that is over has written is all there.
        for event in events_in(now.progress, after):
            after = event.after
            yield _told("progress", event_told, event, reader)
        if now.is_over:
            yield _told("run", run_told, now, reader)
            return
        shown = now
        yield None
        time.sleep(LOOK_EVERY_S)


def _told[Thing](name: str, tell: Callable[[Thing], Any], thing: Thing, reader: str) -> Event:
    with speaking(reader):
        return Event(tell(thing), name)
