"""The progress of a run as events of a stream: lines as they come, and the run itself whenever its state changes."""

from collections.abc import AsyncIterator

from planner.project.runs.queue import RunQueue
from planner.project.runs.run import Run
from planner.web.events import Event
from planner.web.runs.telling import event_told, run_told


async def followed(queue: RunQueue, run_id: str, after: int) -> AsyncIterator[Event]:
    """Give ``progress`` and ``run`` until the run is over; a browser that lost the connection comes back with the offset of its last line.

    Parameters
    ----------
    queue : RunQueue
    run_id : str
    after : int
        Offset of the last line that is known.
    """
    job = queue.run(run_id).request.job
    async for one in queue.follow(run_id, after):
        if isinstance(one, Run):
            yield Event(run_told(one), "run")
        else:
            yield Event(event_told(one, job), "progress", str(one.after))
