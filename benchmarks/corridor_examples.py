"""Flow-refuelling examples of spopt 0.8's own tests and notebook, by spopt and by ours: ``python -m benchmarks.corridor_examples`` prints a line of JSON for each.

By facility combinations both must agree; where they do not the command ends with 1. Of the stations that arc cover path cover chooses we say what
cars can drive with them (`possible`), as in `corridor_peer`.
"""

import json
import subprocess
import sys
import time
from collections.abc import Iterator
from dataclasses import replace
from itertools import pairwise
from pathlib import Path
from typing import Any

import numpy as np

from benchmarks.corridor_peer import ENOUGH_KWH, LIMIT_S
from benchmarks.peers import PEERS, make
from planner.corridors.question.instance import CorridorInstance
from planner.corridors.question.places import Place, StationOption
from planner.corridors.question.rules import CorridorRules
from planner.corridors.question.trips import Route, Trip
from planner.corridors.solve import solve

ROUNDING = 1e-6


def question(told: dict[str, Any]) -> CorridorInstance:
    """An example as our question: km for kWh, a station for a dollar, half a tank at the start and half left."""
    km_of = {pair: km for u, v, km in zip(*told["ends"], told["km"], strict=True) for pair in ((u, v), (v, u))}
    option = StationOption("station", (1,), 1.0, 1, 1.0, (ENOUGH_KWH,))
    places = tuple(Place(f"n{node}", 0.1 * node, 0.0, (option,)) for node in range(told["nodes"]))
    trips = []
    for number, (path, volume) in enumerate(zip(told["paths"], told["volumes"], strict=True)):
        km = np.cumsum([0.0, *(km_of[pair] for pair in pairwise(path))])
        route = Route(np.array(path), km, float(km[-1]), float(km[-1]), float(km[-1]))
        whole, half = told["range_km"], told["range_km"] / 2
        name = f"{number}"
        trips.append(Trip(name, name, name, volume, 1.0, 0, "car", "", whole, half, half, (route,)))
    return CorridorInstance(("any",), places, tuple(trips), float(told["stations"]))


def rows(python: Path) -> Iterator[dict[str, Any]]:
    """Each example by both."""
    script = Path(__file__).with_name("peer_spopt_examples.py")
    done = subprocess.run([str(python), "-W", "ignore", str(script)], capture_output=True, text=True, check=True)
    for told in (json.loads(line) for line in done.stdout.splitlines() if line.startswith("{")):
        asked = question(told)
        began = time.process_time()
        plan = solve(asked, gap=0.0, time_limit_s=LIMIT_S)
        cpu_s = time.process_time() - began
        forced = {f"n{node}": "" for node in told["arcs"]["built"]}
        only = replace(asked, budget_usd=float(len(forced)), rules=CorridorRules(forced=forced))
        yield {
            "example": told["name"],
            "flows": len(asked.trips),
            "stations": told["stations"],
            "range_km": told["range_km"],
            "ours": plan.value,
            "bound": plan.bound,
            "ours_cpu_s": round(cpu_s, 3),
            "combinations": told["combinations"]["value"],
            "combinations_cpu_s": round(told["combinations"]["cpu_s"], 3),
            "arcs": told["arcs"]["value"],
            "arcs_cpu_s": round(told["arcs"]["cpu_s"], 3),
            "possible": solve(only, gap=0.0, time_limit_s=LIMIT_S).value,
        }


def main() -> int:
    """Print a line for each; 1 where both do not agree."""
    agreed = True
    for row in rows(make(PEERS["spopt"])):
        print(json.dumps(row))
        agreed &= abs(row["ours"] - row["combinations"]) <= ROUNDING * max(1.0, row["ours"])
    return 0 if agreed else 1


if __name__ == "__main__":
    sys.exit(main())
