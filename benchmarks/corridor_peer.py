"""Flow refuelling beside spopt 0.8: ``python -m benchmarks.corridor_peer nodes=50 seed=0 stations=8 [exact=1]`` prints a line of JSON for each.

The question is spopt's own: so many stations of no limit, at nodes; a flow counts whole where a tank that is half full at its origin reaches its
destination and comes back. For us that is one way with half a tank at the start and half a tank left, charging anywhere on it, both ends
too. By facility combinations (``exact``, small networks alone) both must agree. By arc cover path cover spopt 0.8 lets any node within half the
range of either end of an arc refuel it, on the way or not, before it or behind: its value may lie above what cars can drive, so its stations
are driven by us as well (`possible`).
"""

import json
import subprocess
import sys
import tempfile
import time
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np

from benchmarks.corridor_roads import Roads, made
from benchmarks.corridor_trips import Towns, made_towns, ways
from benchmarks.peers import PEERS, make
from planner.corridors.question.instance import CorridorInstance
from planner.corridors.question.places import Place, StationOption
from planner.corridors.question.rules import CorridorRules
from planner.corridors.question.trips import Route, Trip
from planner.corridors.solve import solve

RANGE_KM = 250.0
SMALL = 12
"""Nodes of a network that facility combinations can still be asked of."""
ENOUGH_KWH = 1e9
LIMIT_S = 300.0
"""Most seconds of each search of ours."""


def question(roads: Roads, towns: Towns, stations: int) -> CorridorInstance:
    """Spopt's question as ours: km for kWh, a station for a dollar."""
    seen = ways(roads, towns.node, 1)
    option = StationOption("station", (1,), 1.0, 1, 1.0, (ENOUGH_KWH,))
    places = tuple(Place(f"n{node}", *at, (option,)) for node, at in enumerate(roads.at.tolist()))
    trips = []
    for (a, b), ((nodes, km),) in seen.items():
        volume = float(towns.people[a] * towns.people[b] / km[-1] ** 1.5)
        route = Route(nodes, km, float(km[-1]), float(km[-1]), float(km[-1]))
        half = RANGE_KM / 2
        trips.append(Trip(f"{a}-{b}", str(a), str(b), volume, 1.0, 0, "car", "", RANGE_KM, half, half, (route,)))
    scale = sum(trip.trips_per_day for trip in trips)
    scaled = tuple(replace(trip, trips_per_day=1000 * trip.trips_per_day / scale) for trip in trips)
    return CorridorInstance(("any",), places, scaled, float(stations))


def spopt(python: Path, roads: Roads, asked: CorridorInstance, stations: int, *, exact: bool) -> dict[str, Any]:
    """Ask spopt."""
    routes = [trip.routes[0].stops for trip in asked.trips]
    with tempfile.TemporaryDirectory() as folder:
        file = Path(folder) / "network.npz"
        np.savez(
            file,
            ends=roads.ends,
            km=roads.km,
            flow_ends=np.array([route[[0, -1]] for route in routes]),
            volume=np.array([trip.trips_per_day for trip in asked.trips]),
            path=np.concatenate(routes),
            path_begins=np.cumsum([0, *(len(route) for route in routes[:-1])]),
        )
        wish = {"nodes": len(roads.at), "range_km": RANGE_KM, "stations": stations, "exact": exact}
        script = Path(__file__).with_name("peer_spopt_flow.py")
        command = [str(python), "-W", "ignore", str(script), str(file), json.dumps(wish)]
        done = subprocess.run(command, capture_output=True, text=True, check=True)
    told: dict[str, Any] = json.loads(done.stdout.splitlines()[-1])
    return told


def rows(python: Path, nodes: int, seed: int, stations: int, *, exact: bool) -> list[dict[str, Any]]:
    """Both answers to a made question."""
    roads = made(nodes, seed)
    towns = made_towns(roads, max(4, round(nodes**0.45)), seed)
    asked = question(roads, towns, stations)
    began = time.perf_counter()
    plan = solve(asked, gap=0.0, time_limit_s=LIMIT_S)
    ours = {"of": "planner", "value": plan.value, "bound": plan.bound, "wall_s": time.perf_counter() - began}
    told = spopt(python, roads, asked, stations, exact=exact)
    forced = {f"n{node}": "" for node in told["built"]}
    theirs_only = replace(asked, budget_usd=float(len(forced)), rules=CorridorRules(forced=forced))
    driven = solve(theirs_only, gap=0.0, time_limit_s=LIMIT_S)
    theirs = {"of": "spopt", "value": told["value"], "possible": driven.value, "wall_s": told["wall_s"]}
    head = {"nodes": nodes, "seed": seed, "stations": stations, "flows": len(asked.trips), "exact": exact}
    return [{**head, **ours}, {**head, **theirs}]


def main(words: list[str]) -> None:
    """Print a line for each."""
    asked = {"nodes": 50, "seed": 0, "stations": 8, "exact": 0} | {
        name: int(value) for name, value in (word.split("=", 1) for word in words)
    }
    for row in rows(make(PEERS["spopt"]), asked["nodes"], asked["seed"], asked["stations"], exact=bool(asked["exact"])):
        print(json.dumps(row))


if __name__ == "__main__":
    main(sys.argv[1:])
