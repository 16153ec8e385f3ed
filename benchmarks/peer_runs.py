"""Peers at work on the cases of the table, each in a process of its own that is ended when its time is over."""

import json
import os
import signal
import subprocess
import sys
import tempfile
import time
from argparse import ArgumentParser, Namespace
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from benchmarks import siting_peers
from benchmarks.measure import PATIENCE, children_s

GRACE_S = 60.0
"""A peer has so much longer, by the clock, than `PATIENCE` allows."""

SITING, MOST_ZONES = ("highs", "cbc", "highs-lp"), 10_000
"""Beyond so many zones the plain models need more memory than the machine has, and only the relaxation is asked."""

LEAST_GAP, SMALL_ZONES = 0.01, 1_000
"""Below such a gap the plain models come to an end only where zones are few."""

MOST_POINTS = 20_000
"""Beyond so many points spopt's dense matrix and rows do not fit."""


def peers_of(family: str, options: Sequence[str]) -> tuple[str, ...]:
    """Names of the peers that a case is measured beside."""
    asked = _asked(family, options)
    if family == "siting":
        easy = asked.gap >= LEAST_GAP or asked.zones <= SMALL_ZONES
        return SITING if easy and asked.zones <= MOST_ZONES else SITING[-1:]
    if family == "mclp":
        return ("spopt",) if asked.points <= MOST_POINTS else ()
    return {"drive-times": ("scipy",), "pmedian": ("spopt", "pbp-pmedian")}.get(family, ())


def ask(peer: str, family: str, options: Sequence[str], cap_s: float) -> dict[str, Any]:
    """Let a peer solve a case; ``cpu_s``, ``value``, ``capped`` and what else it tells, or ``failed`` with its last words.

    A peer that did not end is stopped with all that it started, and its ``cpu_s`` is what it used until then.
    """
    command = [sys.executable, "-m", "benchmarks.peer_runs", peer, family, str(cap_s), *options]
    before, began = children_s(), time.perf_counter()
    with subprocess.Popen(
        command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True, start_new_session=True
    ) as running:
        try:
            out, said = running.communicate(timeout=PATIENCE * cap_s + GRACE_S)
        except subprocess.TimeoutExpired:
            _end(running)
            running.communicate()
            used = children_s() - before
            return {"cpu_s": used, "wall_s": time.perf_counter() - began, "value": None, "capped": True}
    if running.returncode:
        return {"failed": (said.strip().splitlines() or ["no word"])[-1]}
    return dict(json.loads(out.splitlines()[-1]))


def _end(running: "subprocess.Popen[str]") -> None:
    """End a peer and the solvers that it started as programs."""
    if hasattr(os, "killpg"):
        os.killpg(running.pid, signal.SIGKILL)
    else:
        running.kill()


def main(arguments: Sequence[str]) -> None:
    """Run in the process of the peer: print one line of JSON."""
    peer, family, cap_s, *options = arguments
    asked = _asked(family, options)
    if family == "siting":
        found = _siting(peer, asked, float(cap_s))
    elif family == "drive-times":
        from benchmarks.drive_times import run  # noqa: PLC0415

        told = run(asked)
        found = {"cpu_s": told.more["scipy_cpu_s"], "value": told.bound, "bound": told.bound, "capped": False}
    else:
        from benchmarks import peers  # noqa: PLC0415

        found = peers.run(peer, family, vars(asked), float(cap_s))
    print(json.dumps(found))


def _siting(peer: str, asked: Namespace, cap_s: float) -> dict[str, Any]:
    """Hand the arrays to a Python that has the solver."""
    from benchmarks.made_siting import made  # noqa: PLC0415

    with tempfile.TemporaryDirectory(prefix="evplan-peer-") as folder:
        file = Path(folder) / "arrays.npz"
        siting_peers.save_arrays(made(asked.zones, asked.sites, seed=asked.seed, budget_share=asked.budget_share), file)
        python = _python_with_cbc() if peer == "cbc" else sys.executable
        command = [str(python), "-P", siting_peers.__file__, str(file), peer, str(asked.gap), str(cap_s)]
        done = subprocess.run(command, stdout=subprocess.PIPE, text=True, check=True)
    return dict(json.loads(done.stdout.splitlines()[-1]))


def _python_with_cbc() -> Path:
    """Our own Python where PuLP finds a CBC, else that of the environment with an older PuLP, which carries one."""
    import pulp  # noqa: PLC0415

    from benchmarks.peers import PEERS, make  # noqa: PLC0415

    if {"COIN_CMD", "PULP_CBC_CMD"} & set(pulp.listSolvers(onlyAvailable=True)):
        return Path(sys.executable)
    return make(PEERS["spopt"])


def _asked(family: str, options: Sequence[str]) -> Namespace:
    from benchmarks.registry import REGISTRY  # noqa: PLC0415

    parser = ArgumentParser()
    REGISTRY[family].arguments(parser)
    return parser.parse_args(list(options))


if __name__ == "__main__":
    main(sys.argv[1:])
