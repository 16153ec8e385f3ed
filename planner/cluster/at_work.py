"""What a worker does with a job: opens it, runs it, sends what it says and logs, heeds the request to stop, and returns its result as bytes."""

import contextlib
import contextvars
import importlib
import logging
import pickle
import threading
import traceback
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

from planner.cluster.jobs import Job, done
from planner.cluster.parcels import PROTOCOL, opened
from planner.cluster.versions import first_other, versions_here
from planner.support.apart import keep_apart
from planner.support.speech import Text
from planner.support.stopping import Stopping

BEGUN, SAID, LOGGED = "begun", "said", "logged"
DONE, BUG, OTHER = "done", "bug", "other"
PACKAGES = ("geodata", "planner")


@dataclass(frozen=True)
class Orders:
    """What a job is sent with.

    Parameters
    ----------
    topic : str
        Where the parent listens.
    name : str
        Of the job.
    level : int
        From which on records of the log are sent.
    stop : bool
        Whether the user asks to stop already.
    versions : mapping or None
        What the worker has to run; None where it can run nothing else.
    told : str
        Prefix of the job's progress lines where it is not its name.
    readers : tuple of str or None
        What the worker loads for readers that it runs apart, as the parent does; None where it reads files itself.
    """

    topic: str
    name: str
    level: int
    stop: bool
    versions: Mapping[str, str] | None = None
    told: str = ""
    readers: tuple[str, ...] | None = None


@dataclass(eq=False)
class _AtWork:
    """A job under way in this process."""

    orders: Orders
    worker: Any
    stopping: Stopping = field(default_factory=Stopping)

    def send(self, kind: str, *what: Any) -> None:
        """Send the parent something of this job."""
        self.worker.log_event(self.orders.topic, pickle.dumps((kind, self.orders.name, *what), PROTOCOL))


_lock = threading.Lock()
_at_work: list[_AtWork] = []
_stopped: set[str] = set()
"""Topics whose user asked to stop."""
_mine: contextvars.ContextVar[_AtWork | None] = contextvars.ContextVar("_mine", default=None)


def run_job(orders: Orders, body: bytes, pieces: Mapping[str, bytes]) -> bytes:
    """Run a job in a worker of Dask.

    Parameters
    ----------
    orders : Orders
    body : bytes
        The function and its arguments, as `planner.cluster.parcels` packs them.
    pieces : mapping
        Their large parts.

    Returns
    -------
    bytes
        A pickled tuple: DONE and the result, BUG and the traceback, or OTHER with what `other_version` tells of this worker.
    """
    from distributed import get_worker  # noqa: PLC0415  # there where a worker is

    if orders.versions is not None and (name := first_other(versions_here(), orders.versions)) is not None:
        theirs, ours = versions_here()[name], orders.versions[name]
        return pickle.dumps((OTHER, get_worker().address, name, theirs, ours), PROTOCOL)
    if orders.readers is not None:
        keep_apart(*orders.readers)
    with _begun(_AtWork(orders, get_worker())) as work:
        work.send(BEGUN, work.worker.address)
        try:
            function, args = opened(body, pieces)
            result = done(
                Job(orders.name, function, args, orders.told), lambda text: work.send(SAID, text), work.stopping
            )
            return pickle.dumps((DONE, result), PROTOCOL)
        except Exception:  # noqa: BLE001  # the parent raises it again
            return pickle.dumps((BUG, traceback.format_exc()), PROTOCOL)


@contextlib.contextmanager
def _begun(work: _AtWork) -> Iterator[_AtWork]:
    with _lock:
        work.stopping.asked = work.orders.stop or work.orders.topic in _stopped
        _at_work.append(work)
        _listen(work.orders.level)
    token = _mine.set(work)
    try:
        yield work
    finally:
        _mine.reset(token)
        with _lock:
            _at_work.remove(work)


def stop_jobs(topic: str) -> None:
    """Have the jobs of this topic hand over the best they have, those under way and those to come."""
    with _lock:
        _stopped.add(topic)
        for work in _at_work:
            if work.orders.topic == topic:
                work.stopping.asked = True


def load(*modules: str) -> None:
    """Load libraries before a job asks for them; one that cannot be loaded is told of by the job.

    Not in a thread beside the jobs: two that load parts of one package are handed it unfinished (`planner.support.ahead`).
    """
    for name in modules:
        with contextlib.suppress(Exception):
            importlib.import_module(name)


class _Relay(logging.Handler):
    """Sends records to the parent of the job that makes them, or of the only one at work where a thread of it does."""

    def emit(self, record: logging.LogRecord) -> None:
        work = _mine.get() or (_at_work[0] if len(_at_work) == 1 else None)
        if work is not None and record.levelno >= work.orders.level:
            said = record.msg if isinstance(record.msg, Text) and not record.args else record.getMessage()
            work.send(LOGGED, record.name, record.levelno, said)


_relay = _Relay()


def _listen(level: int) -> None:
    for package in PACKAGES:
        logger = logging.getLogger(package)
        if _relay not in logger.handlers:
            logger.addHandler(_relay)
        if logger.getEffectiveLevel() > level or logger.level == logging.NOTSET:
            logger.setLevel(level)
