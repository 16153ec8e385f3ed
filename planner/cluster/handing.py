"""Jobs are handed out to workers of Dask and their results taken in: one a worker at a time, again where a worker is lost."""

import logging
import pickle
import queue
import threading
import time
import uuid
from collections import Counter
from collections.abc import Callable, Sequence
from contextlib import suppress
from dataclasses import dataclass
from typing import Any

from planner.cluster.answers import LOST, fetched
from planner.cluster.at_work import BEGUN, BUG, DONE, LOGGED, OTHER, SAID, Orders, run_job, stop_jobs
from planner.cluster.jobs import Failed, Job, bugs_raised, not_begun
from planner.cluster.lines import all_workers_gone, ended_again, lost, other_version
from planner.cluster.machines import Machines
from planner.cluster.pieces import Pieces
from planner.support.apart import modules_apart
from planner.support.progress import Progress
from planner.support.stopping import Stopping

log = logging.getLogger(__name__)
LOOK_EVERY_S = 0.2
"""Seconds between two checks whether the user asks to stop."""
AGAIN_EVERY_S = 2.0
"""Seconds between two requests to stop, for a worker that has come since."""
ALONE_S = 300.0
"""How long no worker may be there before the work is given up."""
MOST_BEGUN, MOST_TRIES = 3, 12
"""How often a job is begun whose worker is lost meanwhile, and sent if nobody can tell whether it was begun."""


@dataclass(eq=False)
class _Sent:
    job: Job
    tries: int = 1
    begun: int = 0
    worker: str = ""
    future: Any = None
    data: Any = None  # held, for Dask lets go of what nobody holds


class Handing:
    """Hands out jobs; several rounds, one after the other.

    Parameters
    ----------
    machines : Machines
    say : callable
    stopping : Stopping
    """

    def __init__(self, machines: Machines, say: Progress, stopping: Stopping) -> None:
        self._machines, self._client, self._say, self._stopping = machines, machines.client, say, stopping
        self._topic = f"evplan-{uuid.uuid4().hex}"
        self._inbox = queue.SimpleQueue[Callable[[], None]]()
        self._pieces = Pieces(self._client)
        self._sent: dict[str, _Sent] = {}
        self._again: list[_Sent] = []
        self._found: dict[str, Any] = {}
        self._bugs: dict[str, str] = {}
        self._asked_last = -AGAIN_EVERY_S
        self._seen_last = time.monotonic()
        self._listen()

    def close(self) -> None:
        """Ask what is still under way to end, and wait for nothing; the workers of a scheduler go on with other work."""
        if not self._machines.ours and self._sent and not self._is_lost():
            self._tell_to_stop()
            self._client.cancel([one.future for one in self._sent.values()])
        self._sent.clear()
        self._pieces.clear()

    def run(
        self, jobs: Sequence[Job], *, even_if_stopped: bool, finished: Callable[[str, Any], None] | None
    ) -> dict[str, Any]:
        """As `planner.cluster.cluster.Cluster.run`."""
        waiting = [_Sent(job) for job in jobs]
        self._found, self._bugs = {}, {}
        self._seen_last = time.monotonic()
        told: set[str] = set()
        while waiting or self._again or self._sent:
            if self._stopping():
                self._ask_to_stop()
                if not even_if_stopped:
                    self._found |= {one.job.name: not_begun() for one in waiting}
                    told |= {one.job.name for one in waiting}
                    waiting.clear()
            self._hand_out(waiting)
            try:
                self._take_in()
            finally:  # what came in before the scheduler was lost is finished too
                for name in [one for one in self._found if one not in told]:
                    told.add(name)
                    if finished is not None:
                        finished(name, self._found[name])
        self._pieces.trim()
        bugs_raised(self._bugs)
        return {job.name: self._found[job.name] for job in jobs}

    def _hand_out(self, waiting: list[_Sent]) -> None:
        """Give every worker that is idle a job."""
        waiting.extend(self._again)
        self._again.clear()
        if not waiting:
            return
        for worker in self._idle():
            if not waiting:
                return
            sent = waiting.pop(0)
            sent.worker = worker
            self._send(sent)

    def _idle(self) -> list[str]:
        """Address of a worker for each job that can be begun now.

        Raises
        ------
        ClusterError
            The scheduler is lost, or no worker has been there for long.
        """
        if self._is_lost():
            raise lost(self._machines.address)
        taken = Counter(one.worker for one in self._sent.values())
        try:
            places = self._client.nthreads()
        except OSError:  # asked again at the next look, which tells if the scheduler is lost
            return []
        self._machines.mend()
        if places:
            self._seen_last = time.monotonic()
        elif time.monotonic() - self._seen_last > ALONE_S:
            raise all_workers_gone()
        free = Counter({worker: count - taken[worker] for worker, count in places.items()})
        rounds = range(max(free.values(), default=0))
        return [worker for turn in rounds for worker, count in sorted(free.items()) if count > turn]

    def _send(self, sent: _Sent) -> None:
        job = sent.job
        packed = self._pieces.packed((job.work, job.args))
        level = logging.getLogger("planner").getEffectiveLevel()
        wish, readers = self._stopping(), modules_apart()
        orders = Orders(self._topic, job.name, level, wish, self._machines.versions, job.told, readers)
        try:
            sent.data = self._pieces.at(sent.worker, packed)
            sent.future = self._client.submit(
                run_job, orders, packed.body, sent.data, key=f"{self._topic}-{uuid.uuid4().hex}", pure=False
            )  # not bound to the worker: a job that is bound, if loosely, waits for ever for one that is gone
        except Exception as error:
            if self._is_lost():
                raise lost(self._machines.address) from error
            if sent.tries >= MOST_TRIES:
                raise
            self._send_again(sent)  # the worker went away just now
            return
        self._sent[job.name] = sent
        sent.future.add_done_callback(lambda _: threading.Thread(target=self._fetch, args=(sent,), daemon=True).start())

    def _take_in(self) -> None:
        """Handle what workers send, at least for a moment."""
        try:
            handle = self._inbox.get(timeout=LOOK_EVERY_S)
            while True:
                handle()
                handle = self._inbox.get_nowait()
        except queue.Empty:
            if self._is_lost():
                raise lost(self._machines.address) from None

    def _fetch(self, sent: _Sent) -> None:
        """Put the answer of a job that has ended into the inbox; in a thread, for a worker that is lost just now may have to do it again."""
        answer = fetched(sent.future)
        self._inbox.put(lambda: self._ended(sent, answer))

    def _ended(self, sent: _Sent, answer: tuple[Any, ...]) -> None:
        """Take in the answer of a job, or have it sent again."""
        name, (kind, *what) = sent.job.name, answer
        if self._sent.pop(name, None) is not sent:
            return
        if kind != DONE and self._is_lost():
            raise lost(self._machines.address)
        if kind == LOST:
            self._send_again(sent)
        elif kind == BUG:
            self._bugs[name] = what[0]
        elif kind == OTHER:
            raise other_version(*what)
        else:
            self._found[name] = what[0]
        sent.future = sent.data = None

    def _send_again(self, sent: _Sent) -> None:
        """Have a job sent again whose worker was lost, and all data anew, for nobody knows what is still there."""
        if sent.begun >= MOST_BEGUN or sent.tries >= MOST_TRIES:
            self._found[sent.job.name] = Failed(ended_again())
            return
        log.info("sent again, for its worker was lost: %s", sent.job.name)
        self._pieces.clear()
        self._listen()
        self._again.append(_Sent(sent.job, sent.tries + 1, sent.begun))

    def _listen(self) -> None:
        self._client.subscribe_topic(self._topic, lambda event: self._inbox.put(lambda: self._heard(event[1])))

    def _heard(self, message: bytes) -> None:
        kind, name, *what = pickle.loads(message)  # noqa: S301  # as above
        if kind == BEGUN:
            if name in self._sent:
                self._sent[name].worker = what[0]
                self._sent[name].begun += 1
        elif kind == SAID:
            self._say(what[0])
        elif kind == LOGGED:
            logging.getLogger(what[0]).log(what[1], "%s: %s", name, what[2])

    def _ask_to_stop(self) -> None:
        if self._sent and time.monotonic() - self._asked_last >= AGAIN_EVERY_S and not self._is_lost():
            self._asked_last = time.monotonic()
            self._tell_to_stop()

    def _tell_to_stop(self) -> None:
        """Tell all workers in a thread of its own: one that a library holds up may take its time to hear."""

        def tell() -> None:
            with suppress(Exception):
                self._client.run(stop_jobs, self._topic)

        threading.Thread(target=tell, daemon=True, name="stop").start()

    def _is_lost(self) -> bool:
        return bool(self._client.status != "running")
