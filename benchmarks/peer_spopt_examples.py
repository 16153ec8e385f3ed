"""Run by the Python of spopt's own environment: ``peer_spopt_examples.py`` prints a line of JSON for each flow-refuelling example of spopt 0.8 itself.

The network of 16 nodes and its six flows lie in the package itself (`spopt/tests/test_locate/data`); the questions are those of `test_flow.py` there
that ask for flows alone. The last two are those of its notebook `flow.ipynb` that ask so: neighbours among the counties of North Carolina and among the
states of Mexico, which lie in libpysal, with flows drawn by the notebook's seed. Each is solved as test or notebook does, by arc cover path cover, and by facility combinations as well.
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

import geopandas as gpd
import numpy as np
import pandas as pd
import pulp
import spopt
from libpysal import examples as maps
from libpysal.graph import Graph
from scipy.sparse import csr_matrix
from spopt.locate.flow import FRLM

TWO_PATHS = [
    {"origin": 0, "destination": 15, "volume": 100, "path": [0, 1, 2, 3, 7, 11, 15]},
    {"origin": 0, "destination": 15, "volume": 80, "path": [0, 4, 8, 12, 13, 14, 15]},
]
LONG_KM = 100
WITHOUT_LIMIT = 1e9
NOTEBOOK_SEED = 42


def of_tests(network: csr_matrix, flows: pd.DataFrame) -> Iterator[tuple[Any, ...]]:
    """Name, network, flows, stations and range of each example of the tests."""
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


def of_notebook() -> Iterator[tuple[Any, ...]]:
    """The same of the notebook; then vehicles that a station refuels, and stations in a combination at most."""
    counties, states = neighbours("sids2", "sids2.shp"), neighbours("mexico", "mexicojoin.shp")
    yield "notebook, counties", counties, drawn(counties.shape[0], 50), 1, 0.2, WITHOUT_LIMIT, 1
    yield "notebook, states, 300 vehicles a station", states, drawn(states.shape[0], 20), 5, 200, 300, 2


def neighbours(name: str, file: str) -> csr_matrix:
    """Areas of a map that touch, each a unit apart."""
    areas = gpd.read_file(maps.load_example(name).get_path(file))
    return csr_matrix(Graph.build_contiguity(areas, rook=False).sparse)


def drawn(nodes: int, count: int) -> pd.DataFrame:
    """Flows as the notebook draws them."""
    np.random.seed(NOTEBOOK_SEED)  # noqa: NPY002  the same draws as there
    flows: list[dict[str, int]] = []
    while len(flows) < count:
        origin, destination = np.random.choice(range(nodes)), np.random.choice(range(nodes))  # noqa: NPY002
        if origin != destination:
            volume = np.random.randint(10, 200)  # noqa: NPY002
            flows.append({"origin": origin, "destination": destination, "volume": volume})
    return pd.DataFrame(flows)


def main() -> None:
    """Solve all, tell each."""
    warnings.simplefilter("ignore")
    file = Path(spopt.__file__).parent / "tests" / "test_locate" / "data" / "flow_grid_network.pkl"
    read = pickle.loads(file.read_bytes())  # noqa: S301  a file of the package itself
    for name, network, flows, stations, km, *limits in (*of_tests(read["network"], read["flows"]), *of_notebook()):
        capacity, most = limits or (WITHOUT_LIMIT, stations)
        edges = network.tocoo()
        kept = edges.row < edges.col
        told = {"name": name, "stations": stations, "ends": [edges.row[kept].tolist(), edges.col[kept].tolist()]}
        told |= {"km": edges.data[kept].tolist(), "nodes": network.shape[0]}
        for way, vehicles in (("arcs", None), ("combinations", capacity)):
            began = time.process_time()
            with contextlib.redirect_stdout(io.StringIO()), contextlib.redirect_stderr(io.StringIO()):
                model = FRLM(vehicle_range=km, p_facilities=stations, capacity=vehicles)
                model.add_network(network)
                model.add_flows(flows)
                model.generate_path_refueling_combinations(stop=most)
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
