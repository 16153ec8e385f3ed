"""Jobs on the workers of a real scheduler: the same results by any number of them, and nothing lost whoever is killed."""

import asyncio
import random
import socket
from concurrent.futures import ThreadPoolExecutor

import pytest

from planner.cluster import elsewhere
from planner.cluster.cluster import Cluster
from planner.cluster.jobs import Job, not_begun
from planner.cluster.lines import ClusterError
from planner.cluster.versions import versions_here
from planner.compare.run.compare import compare
from planner.compare.run.work import plan_world
from planner.support.stopping import Stopping
from planner.worlds import worlds_of
from tests.fixtures.cluster_work import break_down, squared, wait_for_the_stop
from tests.fixtures.dask_processes import scheduler
from tests.fixtures.street_worlds import AC, FLEETS, inputs_by_world, street
from tests.fixtures.tiny_city import CANDIDATES, silent, sites, tiny_city

pytestmark = pytest.mark.slow


def test_plans_are_the_same_to_the_byte_in_this_process_and_by_one_and_three_workers(tmp_path):
    jobs = [Job(name, plan_world, (inputs,)) for name, inputs in inputs_by_world(street()).items()]

    def plans(**how):
        with Cluster(**how) as cluster:
            return {name: dossier.to_json() for name, dossier in cluster.run(jobs).items()}

    here = plans()
    with scheduler(tmp_path) as there:
        for more in (1, 2):
            there.add(more)
            assert plans(scheduler=there.address) == here


def test_nothing_is_lost_whichever_worker_is_killed_at_whatever_moment(tmp_path):
    jobs, chance, left = [Job(f"{n}", squared, (n,)) for n in range(30)], random.Random(5), [4]

    def kill_now_and_then(text):
        if left[0] and text.endswith("begun") and chance.random() < 0.4:
            left[0] -= 1
            there.add()
            there.kill(chance.randrange(2))

    with scheduler(tmp_path, 2) as there, Cluster(scheduler=there.address, say=kill_now_and_then) as cluster:
        found = cluster.run(jobs)
    assert found == {f"{n}": n * n for n in range(30)}
    assert left == [0]


def test_a_scheduler_that_is_lost_is_one_line_and_the_same_comparison_goes_on_from_what_is_finished(tmp_path):
    scenario = street()
    worlds, _refused = worlds_of(scenario, [row.name for row in scenario.compare.worlds])
    city = tiny_city(FLEETS[AC], sites=sites(CANDIDATES).assign(bays=2))

    def end_it_when_the_second_is_begun(text):
        if text.startswith(f"{worlds[1].name}: ") and (tmp_path / ".unfinished").is_dir():
            there.close()

    def compared(**how):
        return compare(scenario, worlds, out=tmp_path, gather=lambda *_, **__: city, **how)

    with scheduler(tmp_path, 1) as there, pytest.raises(ClusterError, match="was lost; what is finished is kept"):
        compared(scheduler=there.address, say=end_it_when_the_second_is_begun)
    found = compared(say=silent)
    assert found.comparison.resumed == (worlds[0].name,)
    assert len(found.comparison.worlds) == len(worlds)


def test_the_wish_to_stop_reaches_the_jobs_of_other_machines_and_one_bug_does_not_end_the_rest(tmp_path):
    begun, stopping, finished = [], Stopping(), {}

    def stop_when_both_have_begun(text):
        begun.append(text)
        stopping.asked = len(begun) == 2

    with scheduler(tmp_path, 2) as there:
        with Cluster(scheduler=there.address, say=stop_when_both_have_begun, stopping=stopping) as cluster:
            found = cluster.run([Job(name, wait_for_the_stop, ()) for name in "abc"])
        assert found == {"a": True, "b": True, "c": not_begun()}
        with Cluster(scheduler=there.address) as cluster, pytest.raises(RuntimeError, match="break_down"):
            cluster.run([Job("bug", break_down, ()), Job("sound", squared, (3,))], finished=finished.__setitem__)
        assert finished == {"sound": 9}


def test_a_scheduler_that_is_not_there_has_no_workers_or_runs_another_program_is_one_line(tmp_path, monkeypatch):
    def refused(address, words, **soon):
        """What takes so long before it is refused; what shall answer has all the time of a busy machine."""
        with monkeypatch.context() as patch:
            for name, seconds in soon.items():
                patch.setattr(elsewhere, name, seconds)
            _refused(address, words)

    def _refused(address, words):
        with Cluster(scheduler=address) as cluster, pytest.raises(ClusterError, match=words) as caught:
            cluster.check()
        assert "\n" not in str(caught.value)

    refused("nonsense", "no scheduler answers at nonsense", CONNECT_S=2.0)
    with scheduler(tmp_path) as there:
        refused(there.address, "has no workers; start some with 'dask worker", WORKERS_S=0.2)
        there.add()
        monkeypatch.setitem(versions_here(), "numpy", "1.0")
        refused(there.address, "numpy .*, and this machine 1.0; install the same versions")
        monkeypatch.setitem(versions_here(), "distributed", "1.0")
        refused(there.address, "distributed .*, and this machine 1.0; install the same versions")
    refused(there.address, r"no scheduler answers at tcp.* \(nobody answered within 2 s\)", CONNECT_S=2.0)


@pytest.mark.parametrize(
    ("says", "why"),
    [
        (b"HTTP/1.1 400 Bad Request\r\n\r\n", "what answers there is no Dask scheduler"),
        (b"", "nobody answered within 1 s"),
    ],
)
def test_what_answers_at_the_address_and_is_no_scheduler_is_one_line_and_soon(monkeypatch, says, why):
    monkeypatch.setattr(elsewhere, "CONNECT_S", 1.0)
    with socket.create_server(("127.0.0.1", 0)) as server, ThreadPoolExecutor(1) as there:
        accepted = there.submit(server.accept)
        accepted.add_done_callback(lambda found: found.result()[0].sendall(says))
        address = f"tcp://127.0.0.1:{server.getsockname()[1]}"

        async def in_a_notebook():
            """Where a loop of events runs already."""
            elsewhere.machines_at(address)

        with pytest.raises(ClusterError) as refused:
            asyncio.run(in_a_notebook())
        accepted.result()[0].close()
    assert "no scheduler answers at tcp" in str(refused.value)
    assert f"({why})" in str(refused.value)
