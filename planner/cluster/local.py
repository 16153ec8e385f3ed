"""Worker processes of this machine: loopback only, encrypted with a key that nobody else has, nothing on disk, gone when we are."""

import os
import signal
from contextlib import ExitStack, suppress
from typing import Any

from planner.cluster.machines import Machines
from planner.cluster.quiet import SILENT, quiet
from planner.cluster.scratch import scratch

LOOPBACK = "127.0.0.1"
CONFIG: dict[str, Any] = {
    "distributed.admin.tick.interval": "500ms",
    "distributed.comm.timeouts.connect": "60s",
    "distributed.nanny.pre-spawn-environ": {},  # workers reckon as this process does
    "distributed.scheduler.allowed-failures": 0,  # who is to blame is told from what was begun (handing.py)
    "distributed.scheduler.http.routes": [],
    "distributed.scheduler.worker-ttl": None,  # a solver may hold Python up for long; a process that is gone is seen at once
    "distributed.worker.http.routes": [],
    "distributed.worker.profile.enabled": False,
}
"""What differs from Dask's own settings."""
CLOSE_S = 5.0


def local_machines(count: int) -> Machines:
    """Start worker processes and return them.

    Parameters
    ----------
    count : int
    """
    closing = ExitStack()
    try:
        closing.enter_context(quiet())
        folder = closing.enter_context(scratch())
        cluster, client = _started(count, folder)
    except BaseException:
        closing.close()
        raise
    closing.callback(_end, cluster, client)
    return Machines(
        client, cluster.scheduler_address, ours=True, versions=None, closing=closing, mend=lambda: _mend(cluster, count)
    )


def _started(count: int, folder: str) -> tuple[Any, Any]:
    import dask  # noqa: PLC0415  # a second, which nobody pays who asks for one process
    from distributed import Client, LocalCluster  # noqa: PLC0415

    from planner.cluster.keys import SoundSecurity  # noqa: PLC0415

    with dask.config.set({**CONFIG, "temporary-directory": folder}):
        cluster = LocalCluster(
            n_workers=count,
            threads_per_worker=1,
            processes=True,
            host=LOOPBACK,
            security=SoundSecurity.temporary(),
            dashboard_address=None,
            scheduler_kwargs={"dashboard": False, "dashboard_address": f"{LOOPBACK}:0"},
            silence_logs=SILENT,
            memory_limit=0,  # nothing is written to disk for want of memory
            local_directory=folder,
            preload=["planner.cluster.preload"],
        )
        try:
            return cluster, Client(cluster, set_as_default=False)
        except BaseException:
            cluster.close()
            raise


def _mend(cluster: Any, count: int) -> None:
    """Start workers in the place of those that have left for good: one whose connection breaks leaves with its nanny, which begins only killed ones again."""

    def mend() -> None:
        for name in [name for name, nanny in cluster.workers.items() if nanny.status.name in ("closed", "failed")]:
            del cluster.workers[name]
        cluster.scale(count)

    cluster.loop.add_callback(mend)


def _end(cluster: Any, client: Any) -> None:
    """End every process at once, whatever it does: nobody waits for its result any more."""
    for nanny in cluster.workers.values():
        nanny.auto_restart = False
        if (number := nanny.pid) is not None:
            with suppress(ProcessLookupError, PermissionError):
                os.kill(number, getattr(signal, "SIGKILL", signal.SIGTERM))
    with suppress(Exception):
        client.close(timeout=CLOSE_S)
    with suppress(Exception):
        cluster.close(timeout=CLOSE_S)
