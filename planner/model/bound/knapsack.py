"""One set of chargers a site within the whole budget: the multiple-choice knapsack problem by dynamic programming, compiled.

Lagrangian relaxation of the budget pays for fractions of sets, which for a budget of a few sets leaves the bound several per cent above every
plan. Where the budget stays in the subproblem, the sites are no longer apart, but one set of each is still chosen exactly (P. Sinha and
A. A. Zoltners, The multiple-choice knapsack problem, Operations Research 27 (1979); the dynamic programme of H. Kellerer, U. Pferschy and
D. Pisinger, Knapsack Problems (2004), section 11.5). Costs are rounded down to parts of the budget, so that no plan is lost.
"""

from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from geodata.compiled import compiled
from planner.model.sets.coupling_rows import UNBOUNDED_USD
from planner.model.sets.site_sets import SiteSets

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]
Ints32 = NDArray[np.int32]

PARTS = (20_000, 10_000, 5_000, 2_000)
"""Parts of the budget, the finest that is quick; each set chosen may cost up to one part more than it is taken to."""
QUICK, MOST_WORK = 30_000_000, 150_000_000
"""Steps of the dynamic programme in one round that are quick, and beyond which it takes too long."""


class Knapsack(NamedTuple):
    """The budget in parts, and the cost of each set in them, rounded down, -1 where it cannot be paid; (sets,) int."""

    parts: int
    units: Ints


def knapsack_of(sets: SiteSets) -> Knapsack | None:
    """The budget of a question in parts; None where there is none, or so many sets to choose from that it takes long."""
    budget = float(sets.coupling.limit[0])
    if not 0 < budget < UNBOUNDED_USD:
        return None
    for parts in PARTS:
        units = np.floor(np.maximum(sets.cost, 0.0) / budget * parts * (1 - 1e-12)).astype(np.int64)
        units = np.where(sets.cost > budget + 1e-6, -1, np.minimum(units, parts))
        steps = parts * len(np.unique(np.column_stack([sets.site, units]), axis=0))
        if steps <= (MOST_WORK if parts == PARTS[-1] else QUICK):
            return Knapsack(parts, units)
    return None


@compiled
def best_within(value: Floats, units: Ints, first: Ints, parts: int) -> tuple[float, Ints]:
    """Most value of one set a site within the budget, and which; -inf where none fits.

    Parameters
    ----------
    value : (sets,)
    units : (sets,) int
        -1 where a set may not be chosen, as one above `parts` cannot be.
    first : (sites + 1,) int
    parts : int
        The budget, in the unit of `units`.

    Returns
    -------
    total, rows : float, (sites,) int
    """
    sites = len(first) - 1
    total, chosen = np.zeros(parts + 1), np.zeros((sites, parts + 1), dtype=np.int32)
    kept = np.empty(0, dtype=np.int64)
    for site in range(sites):
        rows = np.arange(first[site], first[site + 1])
        rows = rows[(units[rows] >= 0) & (units[rows] <= parts) & (value[rows] > -np.inf)]
        rows = rows[np.argsort(-value[rows], kind="mergesort")]
        rows = rows[np.argsort(units[rows], kind="mergesort")]
        kept, count, top = np.empty(len(rows), dtype=np.int64), 0, -np.inf
        for row in rows:  # of no more cost one with more value is as good
            if value[row] > top:
                kept[count], top = row, value[row]
                count += 1
        after = np.full(parts + 1, -np.inf)
        for n in range(count):
            row = kept[n]
            pays, number = units[row], np.int32(row - first[site])
            choose(total[: parts + 1 - pays], value[row], number, after[pays:], chosen[site, pays:])
        total = after
    best, spent = np.zeros(sites, dtype=np.int64), parts
    if total[parts] > -np.inf:
        for site in range(sites - 1, -1, -1):
            best[site] = first[site] + chosen[site, spent]
            spent -= units[best[site]]
    return total[parts], best


@compiled
def choose(before: Floats, gain: float, number: np.int32, after: Floats, chosen: Ints32) -> None:
    """Choose a set wherever it makes more of the money, in place; all of one length, without branches, so that it is done for several at once."""
    for k in range(len(before)):
        worth = before[k] + gain
        better = worth > after[k]
        after[k] = worth if better else after[k]
        chosen[k] = number if better else chosen[k]


@compiled
def losses_within(value: Floats, units: Ints, first: Ints, parts: int) -> Floats:
    """By how much the most value within the budget falls where a set is chosen, inf where it cannot be; parameters as of `best_within`; (sets,)."""
    sites = len(first) - 1
    ahead, behind = np.full((sites + 1, parts + 1), -np.inf), np.full((sites + 1, parts + 1), -np.inf)
    ahead[0], behind[sites] = 0.0, 0.0
    for site in range(sites):
        add_within(ahead[site], ahead[site + 1], value, units, first[site], first[site + 1])
    for site in range(sites - 1, -1, -1):
        add_within(behind[site + 1], behind[site], value, units, first[site], first[site + 1])
    most, loss = ahead[sites, parts], np.full(len(value), np.inf)
    for site in range(sites):
        for row in range(first[site], first[site + 1]):
            for spent in range(parts + 1 - units[row] if units[row] >= 0 else 0):
                rest = ahead[site, spent] + behind[site + 1, parts - units[row] - spent]
                loss[row] = min(loss[row], most - rest - value[row])
    return loss


@compiled
def add_within(before: Floats, after: Floats, value: Floats, units: Ints, begin: int, end: int) -> None:
    """Most value by parts of the budget with the sets of one more site, to `after`; both (parts + 1,)."""
    for row in range(begin, end):
        if units[row] >= 0:
            earlier, later = before[: len(before) - units[row]], after[units[row] :]
            for k in range(len(later)):
                later[k] = max(later[k], earlier[k] + value[row])
