"""Run by the Python of spopt's own environment: ``peer_spopt.py ARRAYS ASKED`` prints one line of JSON.

ARRAYS holds `distance` (points, sites) and `weight` (points,); ASKED is a JSON object with `problem` (mclp, lscp or p_median), `p`, `radius`,
`solver` (highs or cbc) and `gap`. The clock runs from arrays in memory to the answer: spopt's build and the solver's work.
"""

import json
import os
import sys
import time
import warnings

import numpy as np
import pulp
from spopt.locate import LSCP, MCLP, PMedian


def _cpu_s() -> float:
    spent = os.times()
    return spent.user + spent.system + spent.children_user + spent.children_system


def _model(asked: dict, distance: np.ndarray, weight: np.ndarray) -> object:
    if asked["problem"] == "mclp":
        return MCLP.from_cost_matrix(distance, weight, asked["radius"], p_facilities=asked["p"])
    if asked["problem"] == "lscp":
        return LSCP.from_cost_matrix(distance, asked["radius"])
    return PMedian.from_cost_matrix(distance, weight, p_facilities=asked["p"])


def main(arrays: str, asked: dict) -> None:
    """Build, solve, tell."""
    warnings.simplefilter("ignore")
    with np.load(arrays) as read:
        distance, weight = read["distance"], read["weight"]
    door = pulp.HiGHS if asked["solver"] == "highs" else pulp.PULP_CBC_CMD
    began = _cpu_s(), time.perf_counter()
    solved = _model(asked, distance, weight).solve(door(msg=False, gapRel=asked["gap"], threads=1))
    cpu_s, wall_s = _cpu_s() - began[0], time.perf_counter() - began[1]
    status = pulp.LpStatus[solved.problem.status]
    told = {"value": pulp.value(solved.problem.objective), "status": status, "cpu_s": cpu_s, "wall_s": wall_s}
    print(json.dumps(told))


if __name__ == "__main__":
    main(sys.argv[1], json.loads(sys.argv[2]))
