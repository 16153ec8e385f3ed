"""Processes of this machine talk to each other alone: what they are sent they run, and a machine may have other users."""

import asyncio
import ssl
import subprocess
import sys

import psutil
import pytest

from planner.cluster.cluster import Cluster
from planner.cluster.jobs import Job
from tests.conftest import ROOT


def add(say, stopping, one, other):
    return one + other


def listening():
    """Addresses and ports at which this process and those that it started listen."""
    me = psutil.Process()
    return {
        (one.laddr.ip, one.laddr.port)
        for process in (me, *me.children(recursive=True))
        for one in process.net_connections("inet")
        if one.status == psutil.CONN_LISTEN
    }


async def greeted(address, key):
    """What the scheduler answers to a greeting."""
    from distributed.core import connect

    comm = await connect(address, timeout=2, **key)
    await comm.write({"op": "identity", "reply": True})
    answer = await comm.read()
    await comm.close()
    return answer


@pytest.mark.slow
def test_processes_of_this_machine_listen_on_loopback_and_let_in_nobody_without_the_key_of_the_run():
    from distributed.security import Security

    others = listening()  # such as the driver of a browser that another test has left open
    with Cluster(2) as cluster:
        assert cluster.run([Job(str(n), add, (n, 1)) for n in range(2)]) == {"0": 1, "1": 2}
        ours = listening() - others
        address = cluster._coming.result().address
        assert {ip for ip, _port in ours} == {"127.0.0.1"}
        assert address.startswith("tls://127.0.0.1:")
        stranger = Security.temporary().get_connection_args("client")
        stranger["ssl_context"].verify_mode = ssl.CERT_NONE  # who does not mind whom he talks to
        in_clear = Security().get_connection_args("client")
        for its, key in ((address, stranger), (address.replace("tls", "tcp"), in_clear)):
            with pytest.raises(OSError, match=r"TLS|closed|[Tt]imed out"):
                asyncio.run(greeted(its, key))
        assert asyncio.run(greeted(address, cluster._coming.result().client.security.get_connection_args("client")))


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
