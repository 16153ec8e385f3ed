"""Run by the Python of spopt's own environment: ``peer_spopt_examples.py`` prints a line of JSON for each flow-refuelling example of spopt 0.8's own tests.

The network of 16 nodes and its six flows lie in the package itself (`spopt/tests/test_locate/data`); the questions are those of `test_flow.py` there
that ask for flows alone, and each is solved as the test does, by arc cover path cover, and by facility combinations as well.
"""

import contextlib
import io
import json
import pickle
import time
import warnings
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pandas as pd
import pulp
import spopt
from scipy.sparse import csr_matrix
from spopt.locate.flow import FRLM

TWO_PATHS = [
    {"origin": 0, "destination": 15, "volume": 100, "path": [0, 1, 2, 3, 7, 11, 15]},
    {"origin": 0, "destination": 15, "volume": 80, "path": [0, 4, 8, 12, 13, 14, 15]},
]
LONG_KM = 100


def examples(network: csr_matrix, flows: pd.DataFrame) -> Iterator[tuple[Any, ...]]:
    """Name, network, flows, stations and range of each."""
    changed = network.tolil()
    changed[0, 15] = changed[15, 0] = LONG_KM
    twice = pd.DataFrame({"origin": [0, 0], "destination": [15, 15], "volume": [100, 50]})
    yield "two flows, half the longest way", network, flows.iloc[:2].copy(), 3, 0.5
    yield "six flows", network, flows, 3, 50
    yield "six flows, a shorter range", network, flows, 3, 30
    yield "six flows, two stations", network, flows, 2, 30
    yield "six flows, four stations", network, flows, 4, 30
    yield "six flows, a range that reaches nobody", network, flows, 1, 5
    yield "two flows, two stations", network, flows.iloc[:2].copy(), 2, 25
    yield "a pair told twice, a long road beside", changed.tocsr(), twice, 2, 50
    yield "a way that is given", network, pd.DataFrame(TWO_PATHS), 2, 40


def main() -> None:
    """Solve all, tell each."""
    warnings.simplefilter("ignore")
    file = Path(spopt.__file__).parent / "tests" / "test_locate" / "data" / "flow_grid_network.pkl"
    read = pickle.loads(file.read_bytes())  # noqa: S301  a file of the package itself
    for name, network, flows, stations, km in examples(read["network"], read["flows"]):
        edges = network.tocoo()
        kept = edges.row < edges.col
        told = {"name": name, "stations": stations, "ends": [edges.row[kept].tolist(), edges.col[kept].tolist()]}
        told |= {"km": edges.data[kept].tolist(), "nodes": network.shape[0]}
        for way, capacity in (("arcs", None), ("combinations", 1e9)):
            began = time.process_time()
            with contextlib.redirect_stdout(io.StringIO()), contextlib.redirect_stderr(io.StringIO()):
                model = FRLM.from_flow_dataframe(
                    network, flows, vehicle_range=km, p_facilities=stations, capacity=capacity
                )
                model.solve(pulp.HiGHS(msg=False, threads=1))
            told[way] = {
                "value": float(model.objective_value),
                "built": [int(one) for one in model.selected_facilities],
                "cpu_s": time.process_time() - began,
            }
        told |= {
            "range_km": float(model.vehicle_range),
            "volumes": [float(one) for one in model.flows.values()],
            "paths": [[int(node) for node in model.flow_paths[pair]] for pair in model.flows],
        }
        print(json.dumps(told))


if __name__ == "__main__":
    main()
