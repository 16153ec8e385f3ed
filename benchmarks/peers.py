"""Peers in environments of their own: spopt speaks to an older PuLP than ours, pbp-pmedian brings its own HiGHS.

`python -m benchmarks.peers` makes the environments once, in the cache folder of the planner; tests and benchmarks ask it where they are.
`python -m benchmarks.peers spopt pmedian file=FILE` and `python -m benchmarks.peers spopt mclp points=10000 sites=1000 p=60 seed=0` ask a
peer for a case, on the arrays that we get too, and print one line of JSON.
"""

import json
import subprocess
import sys
import tempfile
import venv
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray
from scipy.spatial.distance import cdist

from benchmarks.clustered import RADIUS_M, coverage
from benchmarks.measure import PATIENCE, children_s
from benchmarks.or_library import read_pmed
from planner.errors import ConfigError
from planner.fetching import cache_dir

Floats = NDArray[np.float64]
READY = "ready"
"""File that is written last, so that an environment that was cut short, or holds other versions, is made again."""
CAP_S = 600.0
"""CPU seconds after which a peer is stopped."""

LIMITED = """
import runpy, sys
try:
    import resource
    resource.setrlimit(resource.RLIMIT_CPU, (int(float(sys.argv[1])) + 1,) * 2)
except ImportError:
    pass
sys.argv = sys.argv[2:]
runpy.run_path(sys.argv[0], run_name="__main__")
"""
"""Runs a script under a limit of CPU seconds, where the system has such a thing."""


@dataclass(frozen=True)
class Peer:
    """A package, what its environment holds, and the script that asks it.

    Parameters
    ----------
    folder : str
        Of its environment.
    packages : tuple of str
    script : str
    solver : str
        What it is told to solve with.
    families : tuple of str
    """

    folder: str
    packages: tuple[str, ...]
    script: str
    solver: str
    families: tuple[str, ...]


SPOPT = ("spopt==0.8.0", "pulp>=2.8,<4", "highspy>=1.11,<2", "setuptools<81")
PEERS = {
    "spopt": Peer("spopt-0.8.0", SPOPT, "peer_spopt.py", "highs", ("mclp", "pmedian")),
    "spopt-cbc": Peer("spopt-0.8.0", SPOPT, "peer_spopt.py", "cbc", ("mclp", "pmedian")),
    "pbp-pmedian": Peer("pbp-pmedian-0.2.2", ("pbp-pmedian[highs]==0.2.2",), "peer_pbp.py", "", ("pmedian",)),
}


def python_of(peer: Peer) -> Path | None:
    """Python of a peer's environment; None where it was not made with these packages."""
    ready = _folder(peer) / READY
    made = ready.is_file() and ready.read_text(encoding="utf-8") == "\n".join(peer.packages)
    return _python(_folder(peer)) if made else None


def make(peer: Peer) -> Path:
    """Make a peer's environment from the package index, unless it is there; returns its Python.

    Raises
    ------
    OSError, subprocess.CalledProcessError
        There is no index, or no room.
    """
    python = python_of(peer)
    if python is not None:
        return python
    folder = _folder(peer)
    venv.create(folder, clear=True, with_pip=True)
    python = _python(folder)
    install = [str(python), "-m", "pip", "install", "--quiet", "--disable-pip-version-check", *peer.packages]
    subprocess.run(install, check=True)
    (folder / READY).write_text("\n".join(peer.packages), encoding="utf-8")
    return python


def run(peer: str, family: str, arguments: Mapping[str, Any], cap_s: float = CAP_S) -> dict[str, Any]:
    """Ask a peer for a case of a family of ours, on the same arrays.

    Parameters
    ----------
    peer : str
        One of `PEERS`.
    family : str
        ``mclp`` (points, sites, p, seed, radius, gap) or ``pmedian`` (file).
    arguments : mapping
        The options of `python -m benchmarks`, without their dashes; what is left out is as there.
    cap_s : float

    Returns
    -------
    dict
        ``cpu_s`` (from arrays in memory, start-up apart; the cap where it was reached), ``value`` (None there), ``capped``, ``status``, ``wall_s``.

    Raises
    ------
    ConfigError
        There is no such peer, or it knows no such family.
    """
    known = PEERS.get(peer)
    if known is None or family not in known.families:
        raise ConfigError(f"peer {peer!r} and family {family!r}: expected one of {_offers()}")
    if family == "pmedian":
        read = read_pmed(Path(str(arguments["file"])))
        distance, weight = read.distance, np.ones(len(read.distance))
        asked = {"problem": "p_median", "p": read.p, "radius": 0.0, "gap": 0.0}
    else:
        usual = {"points": 10_000, "sites": 1_000, "p": 60, "seed": 0, "radius": RADIUS_M, "gap": 0.005}
        case = usual | {name: float(value) for name, value in arguments.items() if name in usual}
        made = coverage(int(case["points"]), int(case["sites"]), int(case["seed"]), case["radius"])
        distance, weight = cdist(made.points, made.sites), made.weight
        asked = {"problem": "mclp", "p": int(case["p"]), "radius": case["radius"], "gap": case["gap"]}
    script = Path(__file__).with_name(known.script)
    return ask(make(known), script, (distance, weight), {**asked, "solver": known.solver}, cap_s)


def ask_spopt(python: Path, problem: Mapping[str, Any]) -> dict[str, Any]:
    """Solve ``{problem: mclp | lscp | p_median, distance, weight, radius, p}`` by spopt and CBC; gives ``value`` and ``status``."""
    arrays = np.array(problem["distance"]), np.array(problem["weight"])
    asked = {name: problem[name] for name in ("problem", "radius", "p")} | {"solver": "cbc", "gap": 0.0}
    return ask(python, Path(__file__).with_name("peer_spopt.py"), arrays, asked, CAP_S)


def ask(
    python: Path, script: Path, arrays: tuple[Floats, Floats], asked: Mapping[str, Any], cap_s: float
) -> dict[str, Any]:
    """Run a script of a peer on `distance` and `weight`, stopped after some CPU seconds, or `PATIENCE` times as many by the clock.

    Raises
    ------
    subprocess.CalledProcessError
        The peer failed.
    """
    capped = {"value": None, "status": "capped", "cpu_s": cap_s, "wall_s": None, "capped": True}
    before = children_s()
    with tempfile.TemporaryDirectory() as folder:
        file = Path(folder) / "arrays.npz"
        np.savez(file, distance=arrays[0], weight=arrays[1])
        command = [str(python), "-W", "ignore", "-c", LIMITED, str(cap_s), str(script), str(file), json.dumps(asked)]
        try:
            done = subprocess.run(command, capture_output=True, text=True, check=False, timeout=PATIENCE * cap_s)
        except subprocess.TimeoutExpired:
            return {**capped, "cpu_s": children_s() - before}
    if done.returncode in {-24, -9, 152, 137}:  # SIGXCPU, or SIGKILL at the hard limit
        return capped
    done.check_returncode()
    told = json.loads(done.stdout.splitlines()[-1])
    return {**told, "capped": bool(told["cpu_s"] >= cap_s)}


def _offers() -> str:
    return ", ".join(f"{name} {family}" for name, peer in PEERS.items() for family in peer.families)


def _folder(peer: Peer) -> Path:
    return cache_dir() / "peers" / peer.folder


def _python(folder: Path) -> Path:
    return folder / ("Scripts/python.exe" if sys.platform == "win32" else "bin/python")


def main(words: list[str]) -> None:
    """Make all environments, or ask one peer."""
    if not words:
        for peer in {peer.folder: peer for peer in PEERS.values()}.values():
            print(make(peer))
        return
    options = dict(word.split("=", 1) for word in words[2:])
    print(json.dumps(run(words[0], words[1], options)))


if __name__ == "__main__":
    main(sys.argv[1:])
