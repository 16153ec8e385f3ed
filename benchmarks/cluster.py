"""A made country planned in one process and by workers of a real Dask scheduler on the loopback address: speed-up, overhead, the same files, and workers killed meanwhile."""

import os
import random
import shutil
import subprocess
import sys
import tempfile
import threading
import time
from argparse import ArgumentParser, Namespace
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from benchmarks.beside import differences
from benchmarks.made_country import made_country
from benchmarks.measure import Result, children_s, peak_mb

ROOT = Path(__file__).resolve().parents[1]


def arguments(parser: ArgumentParser) -> None:
    """Add the options of the family."""
    parser.add_argument("--cities", type=int, default=8)
    parser.add_argument(
        "--workers", default="1,2,4", metavar="A,B", help="how many, one row each; 4 on 2 cores show the overhead"
    )
    parser.add_argument(
        "--kills", type=int, default=10, help="workers killed at random moments of a further run with 2; 0 for none"
    )
    parser.add_argument("--seed", type=int, default=0)
    parser.add_argument("--keep", type=Path, help="a folder to which results that differ are copied, to be looked at")


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
    """Plan the country in one process on one core, then by so many workers, then while workers are killed."""
    with tempfile.TemporaryDirectory(prefix="evplan-benchmark-") as name:
        folder = Path(name)
        country = made_country(folder, cities=asked.cities, seed=asked.seed)
        cpu = children_s()
        alone_s = _planned(country, folder / "alone", one_core=True)
        alone_cpu_s = children_s() - cpu
        print(f"one process: {alone_s:.1f} s, {alone_cpu_s:.1f} s of the processor", file=sys.stderr)
        rows, differing = {}, dict[str, list[str]]()
        for count in (int(one) for one in asked.workers.split(",")):
            cpu = children_s()
            with _processes(folder, count) as there:
                wall = _planned(country, folder / "there", there.address)
            differing[f"{count} workers"] = _differing(folder, asked.keep, f"{count} workers")
            cpu = children_s() - cpu  # of the workers too, which have ended
            rows[count] = {"wall_s": round(wall, 1), "speed_up": round(alone_s / wall, 2), "cpu_s": round(cpu, 1)}
            print(f"{count} workers: {rows[count]}", file=sys.stderr)
        killed = _killed(folder, country, asked, alone_s) if asked.kills else None
        if killed is not None:
            differing["killed"] = _differing(folder, asked.keep, "killed")
        files = sum(1 for file in (folder / "alone").rglob("*") if file.is_file())
    same = not any(differing.values())
    more: dict[str, Any] = {"cities": asked.cities, "files": files, "alone_cpu_s": round(alone_cpu_s, 1)}
    more |= {"workers": rows, "differing": {name: found[:5] for name, found in differing.items() if found}}
    more |= {} if killed is None else {"kills": killed[0], "killed_wall_s": round(killed[1], 1)}
    status = "same files" if same else "different"
    return Result(float(files), float(files), status, children_s(), alone_s, peak_mb(), passed=same, more=more)


def _differing(folder: Path, keep: Path | None, run: str) -> list[str]:
    """Names of the files that are not as one process wrote them."""
    found = differences(folder / "alone", folder / "there")
    if found and keep is not None:
        for name, of in (("alone", "alone"), (run, "there")):
            shutil.copytree(folder / of, keep / name, dirs_exist_ok=True)
    return found


def _planned(country: Path, out: Path, scheduler: str = "", *, one_core: bool = False) -> float:
    """Seconds of `evplan country`, with nothing kept of earlier runs; on one core it starts no other process."""
    shutil.rmtree(out, ignore_errors=True)
    command = [sys.executable, "-m", "planner", "country", str(country), "--out", str(out), "--quiet"]
    more = ["--scheduler", scheduler] if scheduler else []
    first = min(os.sched_getaffinity(0))
    began = time.perf_counter()
    subprocess.run(
        [*command, *more],
        check=True,
        cwd=ROOT,
        env={**os.environ, "EVPLAN_CACHE_MB": "0"},
        stdout=subprocess.DEVNULL,
        preexec_fn=(lambda: os.sched_setaffinity(0, {first})) if one_core else None,
    )
    return time.perf_counter() - began


def _killed(folder: Path, country: Path, asked: Namespace, alone_s: float) -> tuple[int, float]:
    """Workers killed, and seconds, of a run by two workers of which one is killed now and then."""
    chance, over, kills = random.Random(asked.seed), threading.Event(), 0  # noqa: S311  # no secret
    with _processes(folder, 2) as there:

        def kill() -> None:
            nonlocal kills
            while kills < asked.kills and not over.wait(chance.uniform(0.0, alone_s / asked.kills)):
                there.kill(chance)
                kills += 1

        killer = threading.Thread(target=kill)
        killer.start()
        try:
            wall = _planned(country, folder / "there", there.address)
        finally:
            over.set()
            killer.join()
    return kills, wall
