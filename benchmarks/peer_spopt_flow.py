"""Run by the Python of spopt's own environment: ``peer_spopt_flow.py NETWORK ASKED`` prints one line of JSON.

NETWORK holds `ends` (edges, 2), `km` (edges,), `flow_ends` (flows, 2), `volume` (flows,) and `path` and `path_begins`, the nodes of each flow's way;
ASKED is a JSON object with `nodes`, `range_km`, `stations` and `exact`: facility combinations where it is true, else arc cover path cover.
"""

import contextlib
import io
import json
import sys
import time
import warnings

import numpy as np
import pandas as pd
import pulp
from scipy.sparse import csr_matrix
from spopt.locate.flow import FRLM


def main(network: str, asked: dict) -> None:
    """Build, solve, tell."""
    warnings.simplefilter("ignore")
    with np.load(network) as read:
        ends, km, flow_ends, volume = read["ends"], read["km"], read["flow_ends"], read["volume"]
        paths = np.split(read["path"], read["path_begins"][1:])
    count = asked["nodes"]
    both = np.concatenate([ends, ends[:, ::-1]])
    graph = csr_matrix((np.tile(km, 2), (both[:, 0], both[:, 1])), shape=(count, count))
    flows = pd.DataFrame(
        {
            "origin": flow_ends[:, 0],
            "destination": flow_ends[:, 1],
            "volume": volume,
            "path": [one.tolist() for one in paths],
        }
    )
    capacity = 1e9 if asked["exact"] else None
    began = time.perf_counter()
    with contextlib.redirect_stdout(io.StringIO()), contextlib.redirect_stderr(io.StringIO()):
        model = FRLM.from_flow_dataframe(
            graph, flows, vehicle_range=asked["range_km"], p_facilities=asked["stations"], capacity=capacity
        )
        model.solve(pulp.HiGHS(msg=False, threads=1))
    wall_s = time.perf_counter() - began
    built = [int(one) for one in model.selected_facilities]
    told = {"value": float(model.objective_value), "built": built, "status": model.status, "wall_s": wall_s}
    print(json.dumps(told))


if __name__ == "__main__":
    main(sys.argv[1], json.loads(sys.argv[2]))
