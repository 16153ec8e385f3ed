"""Run by the Python of pbp-pmedian's own environment: ``peer_pbp.py ARRAYS ASKED`` prints one line of JSON.

ARRAYS holds `distance` (points, sites) and `weight` (points,); ASKED is a JSON object with `p`. The clock runs from arrays in memory to the
answer.
"""

import json
import sys
import time

import numpy as np
from pbp_pmedian import solve


def main(arrays: str, asked: dict) -> None:
    """Solve, tell."""
    with np.load(arrays) as read:
        cost = np.ascontiguousarray((read["distance"] * read["weight"][:, None]).T)
    began = time.process_time(), time.perf_counter()
    value, _, _, status, _ = solve(cost, p=asked["p"])
    cpu_s, wall_s = time.process_time() - began[0], time.perf_counter() - began[1]
    print(json.dumps({"value": float(value), "status": str(status), "cpu_s": cpu_s, "wall_s": wall_s}))


if __name__ == "__main__":
    main(sys.argv[1], json.loads(sys.argv[2]))
