"""Lagrangian bound of a median problem, and the branch and bound on it, as machine code.

The assignment constraints ("every point is served once or left out") are relaxed with a multiplier a point, after which each site is judged by
its reduced cost alone and the p least are taken (G. Cornuéjols, M. L. Fisher and G. L. Nemhauser, Location of bank accounts to optimize
float, Management Science 23, 1977; J. E. Beasley, Lagrangean heuristics for location problems, European Journal of Operational Research 65,
1993). With ``m[i]`` the multipliers:

    L(m) = sum_i m[i] + sum of the p least r[j],    r[j] = sum_i min(0, cost[i, j] - m[i]),    m[i] <= unserved[i]

The bound is raised by subgradient optimisation with steps in proportion to the gap (M. Held, P. Wolfe and H. P. Crowder, Validation of subgradient
optimization, Mathematical Programming 6, 1974; M. L. Fisher, The Lagrangian relaxation method for solving integer programming problems, Management
Science 27, 1981), in the deflected direction of P. M. Camerini, L. Fratta and F. Maffioli (On improving relaxation methods by modified
gradient techniques, Mathematical Programming Study 3, 1975), scaled by what each point costs when left out. Sites are fixed by their reduced
costs, and few free sites are enumerated depth first on the same bound (N. Christofides and J. E. Beasley, A tree search algorithm for the
p-median problem, European Journal of Operational Research 10, 1982).
"""

from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from geodata.compiled import compiled

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]
Bools = NDArray[np.bool_]
Fixings = NDArray[np.int8]
"""By site, as variable fixing has it: `FIXED_OPEN`, `FIXED_CLOSED` or `FREE`."""

FIXED_CLOSED, FREE, FIXED_OPEN = -1, 0, 1
UPPER, REQUIRED, ROUNDS, PATIENCE, STEP_FACTOR, MAX_NODES = range(6)
"""What stands where in a `control`: the cost of the best plan, the bound that is enough, rounds of the subgradient, rounds without a better
bound after which the step is halved, the factor of the step (updated; 0 where no subgradient is left), and of `branch_and_bound` the most nodes."""

MOMENTUM = 0.95
"""Share of the last direction that is added to the subgradient (Camerini, Fratta and Maffioli)."""


class CostRows(NamedTuple):
    """Points and the sites that may serve them, as compressed rows: pairs of point i are ``start[i]:start[i + 1]``, cheapest first.

    Serving costs ``cost`` (pairs,), leaving the point out ``unserved`` (points,). Pairs that cost as much as leaving out are not there.
    """

    start: Ints
    site: Ints
    cost: Floats
    unserved: Floats


@compiled
def reduced_costs(rows: CostRows, multiplier: Floats, reduced: Floats) -> float:
    """Fill the reduced cost of each site, ``sum_i min(0, cost - multiplier)``; returns the sum of multipliers."""
    reduced[:] = 0.0
    total = 0.0
    for i in range(len(multiplier)):
        total += multiplier[i]
        for e in range(rows.start[i], rows.start[i + 1]):
            if rows.cost[e] >= multiplier[i]:
                break
            reduced[rows.site[e]] += rows.cost[e] - multiplier[i]
    return total


@compiled
def choose_sites(reduced: Floats, fixing: Fixings, p: int, chosen: Bools) -> float:
    """Solve the relaxed problem: the p sites of least reduced cost within the fixings, the first of equals; returns their sum."""
    key = np.where(fixing > 0, -np.inf, np.where(fixing < 0, np.inf, reduced))
    edge = np.partition(key, p - 1)[p - 1]
    left, total = p, 0.0
    for j in range(len(key)):
        chosen[j] = key[j] < edge
        if chosen[j]:
            left -= 1
            total += reduced[j]
    for j in range(len(key)):
        if left > 0 and key[j] == edge:
            chosen[j] = True
            left -= 1
            total += reduced[j]
    return total


@compiled
def deflect(rows: CostRows, multiplier: Floats, chosen: Bools, direction: Floats) -> float:
    """Add the subgradient (1 less the chosen sites that serve the point) to what is kept of the direction; returns its scaled square."""
    square = 0.0
    for i in range(len(multiplier)):
        lack = 1.0
        for e in range(rows.start[i], rows.start[i + 1]):
            if rows.cost[e] >= multiplier[i]:
                break
            if chosen[rows.site[e]]:
                lack -= 1.0
        if lack > 0 and multiplier[i] >= rows.unserved[i]:
            lack = 0.0
        direction[i] = lack + MOMENTUM * direction[i]
        square += rows.unserved[i] * direction[i] * direction[i]
    return square


@compiled
def move_multipliers(rows: CostRows, multiplier: Floats, direction: Floats, length: float) -> None:
    """Take a step, projected on what lies between the cheapest pair and leaving out: beyond, the bound only falls."""
    for i in range(len(multiplier)):
        lowest = rows.unserved[i]
        if rows.start[i + 1] > rows.start[i]:
            lowest = rows.cost[rows.start[i]]
        multiplier[i] = min(rows.unserved[i], max(lowest, multiplier[i] + length * rows.unserved[i] * direction[i]))


@compiled
def raise_bound(rows: CostRows, fixing: Fixings, p: int, multiplier: Floats, reduced: Floats, control: Floats) -> float:
    """Subgradient optimisation from these multipliers; returns the best bound, with its multipliers and reduced costs.

    Parameters
    ----------
    rows : CostRows
    fixing : (sites,) int
    p : int
    multiplier, reduced : (points,), (sites,)
        Overwritten by those of the best bound.
    control : (5,) or more
        See `UPPER` and its neighbours.
    """
    upper, required, rounds, patience = control[UPPER], control[REQUIRED], int(control[ROUNDS]), int(control[PATIENCE])
    now, direction, reduced_now = multiplier.copy(), np.zeros(len(multiplier)), np.zeros(len(reduced))
    chosen = np.zeros(len(reduced), np.bool_)
    best, stalled = -np.inf, 0
    for _ in range(rounds):
        bound = reduced_costs(rows, now, reduced_now)
        bound += choose_sites(reduced_now, fixing, p, chosen)
        stalled += 1
        if bound > best:
            if bound > best + 1e-4 * (upper - best):
                stalled = 0
            best = bound
            multiplier[:] = now
            reduced[:] = reduced_now
        if best >= required:
            break
        if stalled >= patience:
            stalled = 0
            control[STEP_FACTOR] *= 0.5
            now[:] = multiplier
            direction[:] = 0.0
            continue
        square = deflect(rows, now, chosen, direction)
        if square == 0.0:
            control[STEP_FACTOR] = 0.0
            break
        move_multipliers(rows, now, direction, control[STEP_FACTOR] * (upper - bound) / square)
    return best


@compiled
def fix_sites(reduced: Floats, fixing: Fixings, p: int, slack: float) -> int:
    """Fix the sites that reduced costs leave no choice about, where the bound lacks `slack`; returns the one to branch on, -1 for none.

    That is the chosen free site of least reduced cost, whose closing raises the bound most.
    """
    chosen = np.zeros(len(reduced), np.bool_)
    choose_sites(reduced, fixing, p, chosen)
    dearest, cheapest = -np.inf, np.inf
    for j in range(len(reduced)):
        if fixing[j] == FREE and chosen[j]:
            dearest = max(dearest, reduced[j])
        if fixing[j] == FREE and not chosen[j]:
            cheapest = min(cheapest, reduced[j])
    best, least = -1, np.inf
    for j in range(len(reduced)):
        if fixing[j] != FREE:
            continue
        if not chosen[j]:
            if reduced[j] - dearest >= slack:
                fixing[j] = FIXED_CLOSED
        elif cheapest - reduced[j] >= slack:
            fixing[j] = FIXED_OPEN
        elif reduced[j] < least:
            best, least = j, reduced[j]
    return best


@compiled
def branch_and_bound(rows: CostRows, p: int, multiplier: Floats, control: Floats, opened: Bools) -> int:
    """Look for a plan below the required bound, depth first, the branch with the site open first.

    Returns 1 where there is none, 2 with a plan in `opened` that undercuts, 0 where the limit of nodes is reached.

    Parameters
    ----------
    rows : CostRows
    p : int
    multiplier : (points,)
        Of the root.
    control : (6,)
        See `UPPER` and its neighbours.
    opened : (sites,) bool
        Sites fixed open at the root; overwritten.
    """
    sites, points = len(opened), len(multiplier)
    fixings = np.zeros((sites + 2, sites), np.int8)
    multipliers = np.zeros((sites + 2, points))
    multipliers[0] = multiplier
    for j in range(sites):
        fixings[0, j] = FIXED_OPEN if opened[j] else FREE
    depth, reduced, nodes = 1, np.zeros(sites), 0
    while depth > 0:
        depth -= 1
        nodes += 1
        if nodes > control[MAX_NODES]:
            return 0
        fixing, own = fixings[depth], multipliers[depth]
        here = control[:MAX_NODES].copy()
        bound = raise_bound(rows, fixing, p, own, reduced, here)
        if bound >= control[REQUIRED]:
            continue
        j = fix_sites(reduced, fixing, p, control[REQUIRED] - bound)
        if j < 0 or (fixing >= 0).sum() <= p or (fixing > 0).sum() >= p:
            choose_sites(reduced, fixing, p, opened)
            if cost_of(rows, opened) < control[REQUIRED]:
                return 2
            continue
        fixings[depth + 1], multipliers[depth + 1] = fixing, own
        fixings[depth, j], fixings[depth + 1, j] = FIXED_CLOSED, FIXED_OPEN
        depth += 2
    return 1


@compiled
def cost_of(rows: CostRows, opened: Bools) -> float:
    """Cost of the best use of open sites."""
    total = 0.0
    for i in range(len(rows.unserved)):
        cost = rows.unserved[i]
        for e in range(rows.start[i], rows.start[i + 1]):
            if opened[rows.site[e]]:
                cost = rows.cost[e]
                break
        total += cost
    return total
