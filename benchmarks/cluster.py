"""Made cities as jobs of a real Dask scheduler on the loopback address: speed-up and overhead by workers, and workers killed meanwhile."""

import random
import subprocess
import sys
import tempfile
import threading
import time
from argparse import ArgumentParser, Namespace
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from benchmarks.cluster_work import plan_city
from benchmarks.full_inputs import made_full
from benchmarks.measure import Result, peak_mb
from planner.cluster.cluster import Cluster
from planner.cluster.jobs import Job
from planner.config.levers import with_keys
from planner.config.scenario import load_scenario
from planner.pipeline import gather_city

ROOT = Path(__file__).resolve().parents[1]


def arguments(parser: ArgumentParser) -> None:
    """Add the options of the family."""
    parser.add_argument("--cities", type=int, default=8)
    parser.add_argument("--zones", type=int, default=700, help="of each city, about")
    parser.add_argument(
        "--workers", default="1,2,4", metavar="A,B", help="how many, one row each; 4 on 2 cores show the overhead"
    )
    parser.add_argument(
        "--kills", type=int, default=10, help="workers killed at random moments of a further run with 2; 0 for none"
    )
    parser.add_argument("--seed", type=int, default=0)


class Processes:
    """A scheduler and its workers."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.running: list[subprocess.Popen[str]] = []
        self.address = self._begun("Scheduler at:", "scheduler", "--port", "0").split()[-1]

    def add(self, count: int) -> None:
        """Start workers of one thread without nannies."""
        more = ("--nthreads", "1", "--no-nanny", "--memory-limit", "0", "--local-directory", str(self.folder))
        for _ in range(count):
            self._begun("Registered to:", "worker", self.address, *more)

    def kill(self, chance: random.Random) -> None:
        """Start a worker and end another one at once."""
        self.add(1)
        victim = self.running.pop(chance.randrange(1, len(self.running) - 1))
        victim.kill()
        victim.wait()

    def close(self) -> None:
        """End all of them."""
        for process in self.running:
            process.kill()
            process.wait()

    def _begun(self, sign: str, *words: str) -> str:
        loopback = ("--host", "127.0.0.1", "--dashboard-address", "127.0.0.1:0", "--no-dashboard")
        command = [sys.executable, "-m", "dask", *words, *loopback]
        process = subprocess.Popen(command, cwd=ROOT, stderr=subprocess.PIPE, stdout=subprocess.DEVNULL, text=True)
        assert process.stderr is not None
        line = next(line for line in process.stderr if sign in line)
        threading.Thread(target=process.stderr.read, daemon=True).start()
        self.running.append(process)
        return line.strip()


@contextmanager
def _processes(folder: Path, count: int) -> Iterator[Processes]:
    made = Processes(folder)
    try:
        made.add(count)
        yield made
    finally:
        made.close()


def run(asked: Namespace) -> Result:
    """Plan the cities in this process, then by so many workers, then while workers are killed."""
    with tempfile.TemporaryDirectory(prefix="evplan-benchmark-") as name:
        folder = Path(name)
        jobs = [_job(folder / f"city{number}", number, asked) for number in range(asked.cities)]
        with Cluster() as cluster:
            cluster.run(jobs[:1])  # libraries and compiled loops are loaded; those of the workers count in their rows
            here, alone_s = _timed(cluster, jobs)
        rows, same = {}, True
        for count in (int(one) for one in asked.workers.split(",")):
            with _processes(folder, count) as there, Cluster(scheduler=there.address) as cluster:
                cluster.check()
                found, wall = _timed(cluster, jobs)
            same &= found == here
            rows[count] = {"wall_s": round(wall, 2), "speed_up": round(alone_s / wall, 2)}
            print(f"{count} workers: {wall:.1f} s, {alone_s / wall:.2f} times as fast as this process", file=sys.stderr)
        killed = _killed(folder, jobs, asked, alone_s) if asked.kills else None
    same &= killed is None or killed[0] == here
    more = {"cities": asked.cities, "alone_wall_s": round(alone_s, 2), "workers": rows}
    more |= {} if killed is None else {"kills": killed[1], "killed_wall_s": round(killed[2], 2)}
    status = "same plans" if same else "different"
    return Result(
        float(len(here)), float(len(jobs)), status, time.process_time(), alone_s, peak_mb(), passed=same, more=more
    )


def _job(folder: Path, number: int, asked: Namespace) -> Job:
    folder.mkdir()
    config = made_full(folder, zones=asked.zones, seed=asked.seed + number, usd_per_vehicle=500.0, floor=0.0)
    scenario = with_keys(load_scenario(config), {"plan.gap": 0.05, "plan.time_limit_s": 3000.0}, where="benchmark")
    return Job(f"city{number}", plan_city, (gather_city(scenario, say=lambda _: None), scenario))


def _timed(cluster: Cluster, jobs: list[Job]) -> tuple[dict[str, str], float]:
    began = time.perf_counter()
    return cluster.run(jobs), time.perf_counter() - began


def _killed(folder: Path, jobs: list[Job], asked: Namespace, alone_s: float) -> tuple[dict[str, str], int, float]:
    """Results, workers killed and seconds of a run by two workers of which one is killed now and then."""
    chance, over, kills = random.Random(asked.seed), threading.Event(), 0  # noqa: S311  # no secret
    with _processes(folder, 2) as there, Cluster(scheduler=there.address) as cluster:

        def kill() -> None:
            nonlocal kills
            while kills < asked.kills and not over.wait(chance.uniform(0.0, alone_s / asked.kills)):
                there.kill(chance)
                kills += 1

        killer = threading.Thread(target=kill)
        killer.start()
        try:
            found, wall = _timed(cluster, jobs)
        finally:
            over.set()
            killer.join()
    return found, kills, wall
