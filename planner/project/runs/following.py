"""A run followed as it works: its events from an offset on, and itself whenever its state changes."""

import asyncio
from collections.abc import AsyncIterator, Callable

from planner.project.runs.events import Event, events_in
from planner.project.runs.run import Run

LOOK_EVERY_S = 0.3


async def follow(run: Callable[[], Run], after: int = 0) -> AsyncIterator[Event | Run]:
    """Give the run, then its events and again the run as they change, until it is over.

    Parameters
    ----------
    run : callable
        Tells where the run stands.
    after : int
        Offset of the last event that is known, `Event.after`.
    """
    shown: Run | None = None
    while True:
        now = await asyncio.to_thread(run)
        # Asked for before the events are read: what a run that is over has written is all there.
        for event in await asyncio.to_thread(events_in, now.progress, after):
            after = event.after
            yield event
        if shown is None or (now.state, now.stopping) != (shown.state, shown.stopping):
            yield now
        if now.is_over:
            return
        shown = now
        await asyncio.sleep(LOOK_EVERY_S)
