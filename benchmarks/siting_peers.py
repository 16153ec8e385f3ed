"""What a modeller would write for the family `siting`: the plain model by PuLP with HiGHS or CBC, and its relaxation by HiGHS alone.

Runs by itself under any Python with numpy and the solver, so that a peer may live in an environment of its own:
``python siting_peers.py ARRAYS.npz highs | cbc | highs-lp GAP SECONDS`` prints one line of JSON. The model is the one of the family:

Maximise ``sum v[e] d[i(e), s] x[e, s]``, the share x of zone i's demand of class s that pair e serves, subject to ``sum_e x <= 1`` by zone and class;
``sum_e d x <= cap[s] n[j, s]``; ``sum_s n[j, s] <= bays[j] y[j]``; ``sum_s P[s] n[j, s] <= G[j] y[j]``; on every feeder ``sum P n <= H``;
``sum f y + cost n <= B``; n whole, at most ``min(bays, G // P)``; y 0 or 1.
"""

import json
import os
import sys
import time
from collections import defaultdict
from pathlib import Path
from typing import Any

import numpy as np

CLASSES = 3
FIELDS = ("I", "J", "v", "d", "cap", "P", "cost", "f", "bays", "G", "feeder", "H", "B")


def save_arrays(made: Any, file: Path) -> None:
    """Hand an instance over to a peer of another environment."""
    np.savez(file, **{name: np.asarray(getattr(made, name)) for name in FIELDS})


def plain_model(made: Any) -> Any:
    """Write the model line by line, as the textbook of PuLP shows it."""
    import pulp  # noqa: PLC0415  # the relaxation goes without it

    problem = pulp.LpProblem("siting", pulp.LpMaximize)
    zone, site = made["I"].tolist(), made["J"].tolist()
    kwh, worth = made["d"].tolist(), made["v"].tolist()
    sites, most = range(len(made["f"])), most_chargers(made).tolist()
    kinds, pairs = range(CLASSES), range(len(zone))
    x = {(e, s): _variable(problem, f"x_{e}_{s}", 1, "Continuous") for e in pairs for s in kinds}
    n = {(j, s): _variable(problem, f"n_{j}_{s}", most[j][s], "Integer") for j in sites for s in kinds}
    y = {j: _variable(problem, f"y_{j}", 1, "Integer") for j in sites}
    problem += pulp.lpSum(worth[e] * kwh[zone[e]][s] * x[e, s] for e in pairs for s in kinds)
    of_zone, of_site = defaultdict(list), defaultdict(list)
    for e in pairs:
        of_zone[zone[e]].append(e)
        of_site[site[e]].append(e)
    for s in kinds:
        for mine in of_zone.values():
            problem += pulp.lpSum(x[e, s] for e in mine) <= 1
        for j, mine in of_site.items():
            served = pulp.lpSum(kwh[zone[e]][s] * x[e, s] for e in mine)
            problem += served - float(made["cap"][s]) * n[j, s] <= 0
    _limits(problem, made, n, y)
    return problem


def _limits(problem: Any, made: Any, n: dict[tuple[int, int], Any], y: dict[int, Any]) -> None:
    """Bays, power, feeders and money."""
    import pulp  # noqa: PLC0415

    power, cost, kinds = made["P"].tolist(), made["cost"].tolist(), range(CLASSES)
    on_feeder = defaultdict(list)
    for j, opened in y.items():
        problem += pulp.lpSum(n[j, s] for s in kinds) - float(made["bays"][j]) * opened <= 0
        problem += pulp.lpSum(power[s] * n[j, s] for s in kinds) - float(made["G"][j]) * opened <= 0
        on_feeder[int(made["feeder"][j])].append(j)
    for feeder, mine in on_feeder.items():
        problem += pulp.lpSum(power[s] * n[j, s] for j in mine for s in kinds) <= float(made["H"][feeder])
    spent = pulp.lpSum(float(made["f"][j]) * y[j] for j in y) + pulp.lpSum(cost[s] * n[j, s] for j in y for s in kinds)
    problem += spent <= float(made["B"])


def most_chargers(made: Any) -> np.ndarray[Any, Any]:
    """Most chargers of each class that bays and power of a site allow; (sites, classes)."""
    return np.minimum(made["bays"][:, None], made["G"][:, None] // made["P"][None, :]).astype(int)


def _variable(problem: Any, name: str, up: float, cat: str) -> Any:
    """Add a variable by PuLP 4 or an older one."""
    if hasattr(problem, "add_variable"):
        return problem.add_variable(name, 0, up, cat=cat)
    import pulp  # noqa: PLC0415

    return pulp.LpVariable(name, 0, up, cat)


def solve_plain(made: Any, solver: str, gap: float, seconds: float) -> dict[str, Any]:
    """Solve the plain model; its value counts only where the point that came back keeps every row."""
    import pulp  # noqa: PLC0415

    problem = plain_model(made)
    if solver == "highs":
        problem.solve(pulp.HiGHS(msg=False, gapRel=gap, timeLimit=seconds, threads=1))
        info = problem.solverModel.getInfo()
        capped = bool(info.mip_gap > gap + 1e-9)
        bound = abs(float(info.mip_dual_bound))
    else:
        name = next(one for one in ("COIN_CMD", "PULP_CBC_CMD") if one in pulp.listSolvers(onlyAvailable=True))
        began = time.perf_counter()
        problem.solve(pulp.getSolver(name, msg=False, gapRel=gap, timeLimit=seconds, threads=1))
        capped, bound = time.perf_counter() - began >= 0.98 * seconds, None
    kept = bool(problem.valid(1e-4))
    return {"value": float(pulp.value(problem.objective)) if kept else None, "bound": bound, "capped": capped}


def solve_relaxation(made: Any, seconds: float) -> dict[str, Any]:
    """Solve the relaxation from arrays, with nothing between them and HiGHS."""
    import highspy  # noqa: PLC0415

    highs = highspy.Highs()
    highs.setOptionValue("output_flag", False)
    highs.setOptionValue("time_limit", float(seconds))
    highs.setOptionValue("threads", 1)
    highs.passModel(relaxation(made))
    highs.run()
    solved = highs.getModelStatus() == highspy.HighsModelStatus.kOptimal
    value = -float(highs.getInfo().objective_function_value) if solved else None
    return {"value": value, "bound": value, "capped": not solved}


def relaxation(made: Any) -> Any:
    """The model without whole numbers, as HiGHS takes it; columns x by class, then n by class, then y."""
    import highspy  # noqa: PLC0415
    import scipy.sparse as sp  # noqa: PLC0415

    zone, site, d = made["I"].astype(int), made["J"].astype(int), made["d"]
    pairs, zones, sites = len(zone), len(d), len(made["f"])
    one = sp.csr_array((np.ones(pairs), (zone, np.arange(pairs))), shape=(zones, pairs))
    arrive = [sp.csr_array((d[zone, s], (site, np.arange(pairs))), shape=(sites, pairs)) for s in range(CLASSES)]
    here, none = sp.eye_array(sites), None
    feeder = sp.csr_array((np.ones(sites), (made["feeder"], np.arange(sites))), shape=(len(made["H"]), sites))
    k = range(CLASSES)
    blocks = [
        *([one if t == s else none for t in k] + [none] * (CLASSES + 1) for s in k),
        *(
            [arrive[s] if t == s else none for t in k]
            + [-made["cap"][s] * here if t == s else none for t in k]
            + [none]
            for s in k
        ),
        [none] * CLASSES + [here for _ in k] + [-sp.diags_array(made["bays"].astype(float))],
        [none] * CLASSES + [made["P"][s] * here for s in k] + [-sp.diags_array(made["G"].astype(float))],
        [none] * CLASSES + [made["P"][s] * feeder for s in k] + [none],
        [none] * CLASSES
        + [sp.csr_array(np.full((1, sites), made["cost"][s])) for s in k]
        + [sp.csr_array(made["f"][None, :])],
    ]
    matrix = sp.csc_array(sp.block_array(blocks))
    lp = highspy.HighsLp()
    lp.num_row_, lp.num_col_ = matrix.shape
    worth = [-made["v"] * d[zone, s] for s in k]
    lp.col_cost_ = np.concatenate([*worth, np.zeros((CLASSES + 1) * sites)])
    lp.col_lower_ = np.zeros(matrix.shape[1])
    lp.col_upper_ = np.concatenate([np.ones(CLASSES * pairs), most_chargers(made).T.ravel(), np.ones(sites)])
    zeros = np.zeros((CLASSES + 2) * sites)
    lp.row_lower_ = np.full(matrix.shape[0], -highspy.kHighsInf)
    lp.row_upper_ = np.concatenate([np.ones(CLASSES * zones), zeros, made["H"], [float(made["B"])]])
    lp.a_matrix_.format_ = highspy.MatrixFormat.kColwise
    lp.a_matrix_.start_, lp.a_matrix_.index_, lp.a_matrix_.value_ = matrix.indptr, matrix.indices, matrix.data
    return lp


def main(arguments: list[str]) -> None:
    """Solve the arrays of a file and print what it took, from arrays in memory to the answer."""
    file, solver, gap, seconds = arguments[0], arguments[1], float(arguments[2]), float(arguments[3])
    with np.load(file) as arrays:
        made = {name: arrays[name] for name in FIELDS}
    before, began = _cpu_s(), time.perf_counter()
    found = solve_relaxation(made, seconds) if solver == "highs-lp" else solve_plain(made, solver, gap, seconds)
    found |= {"cpu_s": _cpu_s() - before, "wall_s": time.perf_counter() - began}
    print(json.dumps(found | {"peak_mb": _peak_mb()}))


def _cpu_s() -> float:
    """CPU seconds of this process and of the solvers that it called as programs."""
    return sum(os.times()[:4])


def _peak_mb() -> float | None:
    """Most memory of this process or of a solver that it called; None on systems that do not say."""
    try:
        import resource  # noqa: PLC0415  # Windows has no such module
    except ImportError:
        return None
    unit = 1e6 if sys.platform == "darwin" else 1e3
    called = resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss / unit
    status = Path("/proc/self/status")
    if status.is_file():  # that of getrusage begins with what the process held that started this one
        high = next(line for line in status.read_text(encoding="ascii").splitlines() if line.startswith("VmHWM:"))
        return max(called, int(high.split()[1]) * 1024 / 1e6)
    return max(called, resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / unit)


if __name__ == "__main__":
    main(sys.argv[1:])
