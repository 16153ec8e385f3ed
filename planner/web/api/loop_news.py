"""What happens to an open plan as events of a stream, for one reader."""

from collections.abc import AsyncIterator, Callable
from typing import Any

from anyio import CapacityLimiter, to_thread

from planner.web.events import Event
from planner.web.loops.open_loop import CLOSED, FAILED, OpenLoop
from planner.web.refused import RefusedError


async def followed(
    found: OpenLoop, tell: Callable[[str], dict[str, Any]], limiter: CapacityLimiter
) -> AsyncIterator[Event]:
    """Give ``state`` and ``picture`` until the plan is closed.

    Parameters
    ----------
    found : OpenLoop
    tell : callable
        Makes what an event of either name says.
    limiter : CapacityLimiter
        Of the threads that wait.
    """
    found.looked_at(+1)
    seen: tuple[Any, ...] = ()
    try:
        while True:
            # A wait that is given up goes on in its thread for a moment, and harms nobody.
            now = await to_thread.run_sync(found.news, seen, limiter=limiter)
            if now == seen:
                continue
            drawn, seen = bool(seen) and seen[1] == now[1], now
            over = now[0] in (CLOSED, FAILED)
            what = "state" if drawn or over or not now[1] else "picture"
            try:
                told = await to_thread.run_sync(tell, what, limiter=limiter)
            except RefusedError:
                told = None  # closed meanwhile, which comes next
            if told is not None:
                yield Event(told, what)
            if over:
                return
    finally:
        found.looked_at(-1)
