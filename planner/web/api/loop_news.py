"""What happens to an open plan as events of a stream, for one reader."""

from collections.abc import AsyncIterator, Callable
from typing import Any

from anyio import CapacityLimiter, to_thread

from planner.web.events import Event
from planner.web.loops.open_loop import OpenLoop
from planner.web.refused import RefusedError

MOST_WAITING = 60
"""Threads that wait for news of plans at a time."""
_limiter: CapacityLimiter | None = None


async def followed(found: OpenLoop, tell: Callable[[str], dict[str, Any]]) -> AsyncIterator[Event]:
    """Give ``state`` and ``picture`` until the plan is closed.

    Parameters
    ----------
    found : OpenLoop
    tell : callable
        Makes what an event of either name says.
    """
    global _limiter  # noqa: PLW0603  made where there is a loop
    _limiter = _limiter or CapacityLimiter(MOST_WAITING)
    news = found.follow()
    try:
        while (what := await to_thread.run_sync(next, news, "over", limiter=_limiter)) != "over":
            if what is None:
                continue
            try:
                told = await to_thread.run_sync(tell, what, limiter=_limiter)
            except RefusedError:
                continue  # closed meanwhile, which comes next
            yield Event(told, what)
    finally:
        news.close()
