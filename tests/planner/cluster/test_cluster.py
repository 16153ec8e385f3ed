"""Jobs in other processes: what they say, how they fail, and what becomes of them."""

import logging
import os
import subprocess
import sys
import tempfile
import time
from pathlib import Path

import psutil
import pytest

from planner.cluster.cluster import Cluster
from planner.cluster.jobs import Failed, Job, not_begun
from planner.cluster.scratch import PREFIX
from planner.errors import ConfigError, InfeasibleError
from planner.support.speech import _, speaking, told
from planner.support.stopping import Stopping
from tests.fixtures.cluster_work import break_down, wait_for_the_stop

WAYS = ("a way", "another")


def add(say, stopping, one, other):
    say(f"adding {one} and {other}")
    logging.getLogger("planner.test").warning("mind %s", one)
    return one + other


def refuse(say, stopping):
    raise InfeasibleError("no plan keeps the floor", WAYS)


def err(say, stopping):
    raise ConfigError("plan.forced: no such site")


def die(say, stopping):
    say("dying")
    time.sleep(0.1)
    os._exit(9)


def die_once(say, stopping, mark):
    if not mark.exists():
        mark.touch()
        os._exit(9)
    return "done"


def run_out(say, stopping):
    raise MemoryError("the exact model")


def meet(say, stopping, mark):
    """Wait until another job has been begun beside this one; how many are there then."""
    mark.touch()
    end = time.monotonic() + 60
    while len(list(mark.parent.iterdir())) < 2 and time.monotonic() < end:
        time.sleep(0.05)
    return len(list(mark.parent.iterdir()))


@pytest.fixture(scope="module", params=[1, 2], ids=["here", "elsewhere"])
def cluster(request):
    said = []
    with Cluster(request.param, say=said.append, stopping=Stopping()) as workers:
        workers.said = said
        yield workers


@pytest.fixture
def workers(cluster):
    """The same processes for every test, which have said nothing yet."""
    cluster.said.clear()
    return cluster


def test_results_come_by_name_in_the_order_of_the_jobs_and_what_is_said_bears_it(workers, caplog):
    jobs = [Job(f"job {n}", add, (n, 10)) for n in range(5)]
    assert list(workers.run(jobs).items()) == [(f"job {n}", n + 10) for n in range(5)]
    assert {f"job {n}: adding {n} and 10" for n in range(5)} == set(workers.said)
    assert sum("mind" in message for message in caplog.messages) == 5


def test_what_a_job_says_bears_the_words_for_people_where_it_has_such(workers):
    with speaking("ru"):
        jobs = [Job(f"job {n}", add, (n, 10), _("the hedged plan")) for n in range(2)]
        assert list(workers.run(jobs)) == ["job 0", "job 1"]
        assert {told(line) for line in workers.said} == {f"устойчивый план: adding {n} and 10" for n in range(2)}


def test_what_is_refused_on_purpose_costs_its_job_alone(workers):
    found = workers.run([Job("a", refuse, ()), Job("b", add, (1, 2)), Job("c", err, ()), Job("d", run_out, ())])
    assert found["a"] == Failed("no plan keeps the floor", impossible=True, ways=WAYS)
    assert found["b"] == 3
    assert found["c"] == Failed("plan.forced: no such site")
    assert "too little memory" in found["d"].why
    assert isinstance(found["a"].raised(), InfeasibleError)
    assert found["a"].raised().ways == WAYS
    assert isinstance(found["c"].raised(), ConfigError)


def test_a_bug_is_raised_with_its_traceback_when_the_others_are_done(workers):
    finished = {}
    with pytest.raises((RuntimeError, ZeroDivisionError)) as caught:
        workers.run([Job("a", break_down, ()), Job("b", add, (1, 2))], finished=finished.__setitem__)
    assert finished == {"b": 3}
    if workers.count > 1:
        assert "ZeroDivisionError" in str(caught.value)
        assert "break_down" in str(caught.value)


@pytest.mark.slow
def test_a_job_whose_worker_is_ended_is_done_again_and_given_up_when_that_does_not_end(tmp_path):
    jobs = [Job("a", die, ()), Job("b", add, (1, 2)), Job("c", die_once, (tmp_path / "died",)), Job("d", add, (3, 4))]
    with Cluster(2) as workers:
        found = workers.run(jobs)
    assert "was ended from outside" in found["a"].why
    assert (found["b"], found["c"], found["d"]) == (3, "done", 7)


def test_the_wish_to_stop_reaches_jobs_that_are_under_way_and_later_ones_are_not_begun():
    stopping = Stopping()

    def stop_when_both_have_begun(text):
        begun.append(text)
        stopping.asked = len(begun) == 2

    begun: list[str] = []
    jobs = [Job(name, wait_for_the_stop, ()) for name in "abc"]
    with Cluster(2, say=stop_when_both_have_begun, stopping=stopping) as workers:
        found = workers.run(jobs)
        assert found == {"a": True, "b": True, "c": not_begun()}
        short = workers.run([Job("d", add, (1, 2)), Job("e", add, (3, 4))], even_if_stopped=True)
    assert short == {"d": 3, "e": 7}


@pytest.mark.slow
def test_no_process_is_left_when_the_work_is_broken_off():
    def break_off(text):
        raise KeyboardInterrupt

    def run_and_note(workers):
        with workers:
            try:
                workers.run([Job(name, wait_for_the_stop, ()) for name in "ab"])
            finally:
                processes.extend(psutil.Process(nanny.pid) for nanny in nannies_of(workers))

    processes = []
    with pytest.raises(KeyboardInterrupt):
        run_and_note(Cluster(2, say=break_off, stopping=Stopping()))
    assert processes
    assert not [process for process in processes if process.is_running()]


@pytest.mark.slow
@pytest.mark.skipif(not Path("/proc/self/stat").exists(), reason="reads what processes do as Linux tells it")
def test_workers_end_with_a_parent_that_is_killed_even_while_a_library_holds_them_up():
    words = "from tests.fixtures.cluster_work import orphan\nif __name__ == '__main__': orphan()"
    root = Path(__file__).resolve().parents[3]
    with subprocess.Popen(
        [sys.executable, "-c", words], stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True, cwd=root
    ) as parent:
        numbers = [int(parent.stdout.readline().rpartition(" ")[2]) for _ in range(2)]
        time.sleep(0.5)  # now they are held up
        parent.kill()
    until = time.monotonic() + 10
    while (left := [number for number in numbers if lives(number)]) and time.monotonic() < until:
        time.sleep(0.05)
    for number in left:
        os.kill(number, 9)
    assert not left


@pytest.mark.slow
def test_nothing_stays_in_the_folder_for_temporary_files_of_this_run_nor_of_one_that_was_killed(tmp_path, monkeypatch):
    ended = subprocess.Popen([sys.executable, "-c", ""])
    ended.wait()
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path))
    (tmp_path / f"{PREFIX}{ended.pid}-x").mkdir()
    (tmp_path / f"{PREFIX}{os.getppid()}-x").mkdir()
    with Cluster(2) as workers:
        assert workers.run([Job(name, add, (1, 2)) for name in "ab"]) == {"a": 3, "b": 3}
    assert [folder.name for folder in tmp_path.iterdir()] == [f"{PREFIX}{os.getppid()}-x"]


@pytest.mark.slow
def test_a_worker_that_leaves_for_good_is_replaced_while_jobs_wait(tmp_path):
    """As one does whose connection to the scheduler breaks: its nanny goes with it."""
    with Cluster(2) as workers:
        workers.run([Job(name, add, (1, 2)) for name in "ab"])
        workers._coming.result().client.sync(nannies_of(workers)[0].close)
        assert workers.run([Job(name, meet, (tmp_path / name,)) for name in "ab"]) == {"a": 2, "b": 2}


def nannies_of(workers):
    """Those who watch over the processes of this machine."""
    return list(workers._coming.result().client.cluster.workers.values())


def lives(number):
    try:
        return Path(f"/proc/{number}/stat").read_text().rpartition(")")[2].split()[0] not in "ZX"
    except OSError:
        return False
