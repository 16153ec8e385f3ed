"""Processes of this machine talk to each other alone: what they are sent they run, and a machine may have other users."""

import subprocess
import sys

import psutil
import pytest

from planner.cluster.cluster import Cluster
from planner.cluster.jobs import Job
from tests.conftest import ROOT


def add(say, stopping, one, other):
    return one + other


def test_processes_of_this_machine_listen_on_loopback_and_let_in_nobody_without_the_key_of_the_run():
    from distributed import Client
    from distributed.security import Security

    with Cluster(2) as cluster:
        assert cluster.run([Job(str(n), add, (n, 1)) for n in range(2)]) == {"0": 1, "1": 2}
        me = psutil.Process()
        listening = [
            one.laddr.ip
            for process in (me, *me.children(recursive=True))
            for one in process.net_connections("inet")
            if one.status == psutil.CONN_LISTEN
        ]
        address = cluster._coming.result().address
        assert set(listening) == {"127.0.0.1"}
        assert address.startswith("tls://127.0.0.1:")
        for stranger in (None, Security.temporary()):
            for its in (address, address.replace("tls", "tcp")):
                with pytest.raises((OSError, TypeError, RuntimeError)):
                    Client(its, security=stranger, timeout=1, set_as_default=False)


def test_one_worker_and_one_job_load_nothing_of_dask():
    program = """
import sys
from planner.cluster.cluster import Cluster
from planner.cluster.jobs import Job
def add(say, stopping, one, other): return one + other
with Cluster(1) as one, Cluster(2) as two:
    one.begin()
    assert one.run([Job("a", add, (1, 2)), Job("b", add, (3, 4))]) == {"a": 3, "b": 7}
    assert two.run([Job("a", add, (1, 2))]) == {"a": 3}
assert not {"dask", "distributed"} & set(sys.modules)
"""
    subprocess.run([sys.executable, "-c", program], cwd=ROOT, check=True)
