"""Bounded drive times from many corners to all others: our `Roads.drive_times` against scipy's dense rows, checked pair by pair."""

import sys
import time
from argparse import ArgumentParser, Namespace

import numpy as np
from numpy.typing import NDArray
from scipy.sparse.csgraph import dijkstra

from benchmarks.measure import Result, Stopwatch, peak_mb
from benchmarks.streets import streets
from geodata.roads import Roads

ROWS = 200
"""Searches to a call of scipy, which keeps a dense row of all corners for each."""


def arguments(parser: ArgumentParser) -> None:
    """Add the options of the family."""
    parser.add_argument("--side", type=int, default=316, help="corners to a side of the town")
    parser.add_argument("--sources", type=int, default=2000, help="corners to start from, drawn at random")
    parser.add_argument("--minutes", type=float, default=10.0, help="longest drive, inclusive")
    parser.add_argument("--seed", type=int, default=0)
    parser.add_argument(
        "--repeats", type=int, default=5, help="turns of ours and the reference, of which the median counts"
    )


def run(asked: Namespace) -> Result:
    """Time ours and the reference by turns and take the median of each; `value` counts our pairs, `bound` the reference's.

    Status is ``equal`` where both find the same pairs and no time differs in any bit. Ours goes first, so that the peak memory is ours.
    """
    startup_s = _warm()
    roads = streets(asked.side, asked.seed).roads()
    corners = len(roads.xy_m)
    sources = np.random.default_rng(asked.seed).choice(corners, min(asked.sources, corners), replace=False)
    limit_s, memory, reference_s = asked.minutes * 60.0, None, []
    watch = Stopwatch()
    for turn in range(max(1, asked.repeats)):
        watch.start(f"ours, turn {turn + 1}")
        ours = roads.drive_times(sources, np.arange(corners), limit_s=limit_s)
        watch.stop()
        memory = memory or peak_mb()
        pairs, apart, cpu_s = _reference(roads, sources, limit_s, ours)
        reference_s.append(cpu_s)
    print(watch.table(), file=sys.stderr)
    mine = sorted(watch.stages, key=lambda stage: stage.cpu_s)[len(watch.stages) // 2]
    theirs = sorted(reference_s)[len(reference_s) // 2]
    return Result(
        value=float(len(ours[0])),
        bound=float(pairs),
        status="equal" if pairs == len(ours[0]) and apart == 0.0 else "different",
        cpu_s=mine.cpu_s,
        wall_s=mine.wall_s,
        peak_mb=memory,
        more={
            "pairs": len(ours[0]),
            "nodes": corners,
            "arcs": int(roads.drive_s.nnz),
            "scipy_cpu_s": round(theirs, 6),
            "ratio": round(mine.cpu_s / max(theirs, 1e-9), 3),
            "startup_s": round(startup_s, 3),
            "largest_difference_s": apart,
        },
    )


def _warm() -> float:
    """CPU seconds of this process until it could begin: imports, and the compiled code loaded, or compiled where it was never run."""
    streets(3).roads().drive_times([0], [8], limit_s=60.0)
    return time.process_time()


def _reference(
    roads: Roads,
    sources: NDArray[np.int64],
    limit_s: float,
    ours: tuple[NDArray[np.int64], NDArray[np.int64], NDArray[np.float64]],
) -> tuple[int, float, float]:
    """Pairs that scipy finds, the largest difference from ours in seconds (inf where a pair is missing), and scipy's CPU time."""
    start, end, seconds = ours
    pairs, apart, cpu_s = 0, 0.0, 0.0
    for first in range(0, len(sources), ROWS):
        begun = time.process_time()
        dense = dijkstra(roads.drive_s, indices=sources[first : first + ROWS], limit=limit_s)
        cpu_s += time.process_time() - begun
        mine = slice(*np.searchsorted(start, [first, first + len(dense)]))
        pairs += int(np.isfinite(dense).sum())
        if mine.stop > mine.start:
            apart = max(apart, float(np.abs(dense[start[mine] - first, end[mine]] - seconds[mine]).max()))
    return pairs, apart, cpu_s
