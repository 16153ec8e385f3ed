"""Hostile input of every kind, tried in a process with limits: anything but success or one clear line is a failure."""

import itertools
import sys
import time
from argparse import ArgumentParser, Namespace
from collections import Counter
from collections.abc import Iterable, Sequence

from benchmarks.hostile.kinds import KINDS
from benchmarks.hostile.trying import FAILURES, READ, REFUSED, Limits, Try, Worker
from benchmarks.measure import Result, peak_mb
from planner.errors import ConfigError

MOST_TOLD = 5
"""Failures of one kind that are shown, each with its seed."""


def arguments(parser: ArgumentParser) -> None:
    """Add the options of the family."""
    parser.add_argument("--minutes", type=float, default=1.0, help="how long to try, all kinds by turns")
    parser.add_argument("--seed", type=int, default=0, help="of the first round; each further round takes the next")
    parser.add_argument("--kinds", help="some kinds only, separated by commas")
    parser.add_argument("--cpu-s", type=float, default=Limits.cpu_s, help="processor time that one try may take")
    parser.add_argument("--memory-mb", type=int, default=Limits.memory_mb, help="memory that one try may take")


def run(asked: Namespace) -> Result:
    """Try round by round; `value` counts tries, `bound` those that did not fail, status is ``sound`` where none did."""
    began = time.monotonic()
    limits = Limits(cpu_s=asked.cpu_s, memory_mb=asked.memory_mb)
    tries = tried(_chosen(asked.kinds), asked.seed, limits, until=began + 60 * asked.minutes)
    print(table(tries), file=sys.stderr)
    failed = [one for one in tries if one.failed]
    return Result(
        value=float(len(tries)),
        bound=float(len(tries) - len(failed)),
        status="failures" if failed else "sound",
        cpu_s=time.process_time(),
        wall_s=time.monotonic() - began,
        peak_mb=peak_mb(),
        passed=not failed,
        more={"failures": [one.line() for one in failed[:50]], "seed": asked.seed},
    )


def tried(
    kinds: Sequence[str], seed: int, limits: Limits, *, until: float | None = None, rounds: int | None = None
) -> list[Try]:
    """Tries of every kind by turns, from this seed on, until the time or the rounds are over; one round is always whole."""
    found: list[Try] = []
    with Worker(limits, kinds) as worker:
        for number in itertools.count() if rounds is None else range(rounds):
            for kind in kinds:
                if number and until is not None and time.monotonic() > until:
                    return found
                found.append(worker.attempt(kind, seed + number))
    return found


def table(tries: Iterable[Try]) -> str:
    """Tries by kind and outcome, and the first failures of each kind."""
    by_kind: dict[str, list[Try]] = {}
    for one in tries:
        by_kind.setdefault(one.kind, []).append(one)
    outcomes = (READ, REFUSED, *FAILURES)
    lines = ["".join((f"{'kind':<20}", f"{'tries':>8}", *(f"{name:>11}" for name in outcomes)))]
    for kind, several in by_kind.items():
        counts = Counter(one.outcome for one in several)
        lines.append("".join((f"{kind:<20}", f"{len(several):>8}", *(f"{counts[name]:>11}" for name in outcomes))))
        lines += [f"    {one.line()}" for one in [one for one in several if one.failed][:MOST_TOLD]]
    return "\n".join(lines)


def _chosen(names: str | None) -> list[str]:
    chosen = [name.strip() for name in names.split(",")] if names else list(KINDS)
    for name in chosen:
        if name not in KINDS:
            raise ConfigError(f"--kinds {name!r}: no such kind; there are {', '.join(KINDS)}")
    return chosen
