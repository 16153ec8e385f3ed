"""Machines that get ready beside other work, in a thread that Ctrl-C does not reach."""

import signal
import threading
from collections.abc import Callable
from concurrent.futures import Future

from planner.cluster.machines import Machines


def begun(start: Callable[[], Machines]) -> "Future[Machines]":
    """Start machines in a thread of their own: what it starts, threads and processes, has SIGINT blocked like itself."""
    coming: Future[Machines] = Future()

    def call() -> None:
        if hasattr(signal, "pthread_sigmask"):
            signal.pthread_sigmask(signal.SIG_BLOCK, {signal.SIGINT})
        try:
            coming.set_result(start())
        except BaseException as error:  # noqa: BLE001  # raised where it is waited for
            coming.set_exception(error)

    threading.Thread(target=call, name="cluster", daemon=True).start()
    return coming
