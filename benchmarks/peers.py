"""Peers in environments of their own: spopt speaks to an older PuLP than ours, and brings a geographer's whole tool box.

`python -m benchmarks.peers` makes the environment once, in the cache folder of the planner; tests and benchmarks ask it where it is.
"""

import json
import subprocess
import sys
import venv
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from planner.pipeline import cache_dir

SPOPT = ("spopt==0.7.0", "pulp>=2.8,<4", "setuptools<81")
READY = "ready"
"""File that is written last, so that an environment that was cut short is made again."""

SCRIPT = """
import json, sys
import numpy, pulp
from spopt.locate import LSCP, MCLP, PMedian

asked = json.load(sys.stdin)
cost = numpy.array(asked["distance"])
weight = numpy.array(asked["weight"])
solver = pulp.PULP_CBC_CMD(msg=False)
if asked["problem"] == "mclp":
    model = MCLP.from_cost_matrix(cost, weight, asked["radius"], p_facilities=asked["p"])
elif asked["problem"] == "lscp":
    model = LSCP.from_cost_matrix(cost, asked["radius"])
else:
    model = PMedian.from_cost_matrix(cost, weight, p_facilities=asked["p"])
model = model.solve(solver)
value = pulp.value(model.problem.objective)
print(json.dumps({"value": value, "status": pulp.LpStatus[model.problem.status]}))
"""


def spopt_python() -> Path | None:
    """Python of the environment with spopt; None where it was not made."""
    folder = _folder()
    return _python(folder) if (folder / READY).is_file() else None


def make_spopt() -> Path:
    """Make the environment, from the package index; returns its Python.

    Raises
    ------
    OSError, subprocess.CalledProcessError
        There is no index, or no room.
    """
    folder = _folder()
    venv.create(folder, clear=True, with_pip=True)
    install = [str(_python(folder)), "-m", "pip", "install", "--quiet", "--disable-pip-version-check", *SPOPT]
    subprocess.run(install, check=True)
    (folder / READY).write_text("\n".join(SPOPT), encoding="utf-8")
    return _python(folder)


def ask_spopt(python: Path, problem: Mapping[str, Any]) -> dict[str, Any]:
    """Solve ``{problem: mclp | lscp | p_median, distance, weight, radius, p}`` by spopt; gives ``value`` and ``status``."""
    done = subprocess.run(
        [str(python), "-W", "ignore", "-c", SCRIPT],
        input=json.dumps(problem),
        capture_output=True,
        text=True,
        check=True,
    )
    return dict(json.loads(done.stdout.splitlines()[-1]))


def _folder() -> Path:
    return cache_dir() / "peers" / "spopt"


def _python(folder: Path) -> Path:
    return folder / ("Scripts/python.exe" if sys.platform == "win32" else "bin/python")


if __name__ == "__main__":
    print(make_spopt())
