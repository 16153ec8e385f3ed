"""Feeders in the subproblem: one set of chargers a site within what each row of a rule has to spare, by dynamic programming, compiled.

A multiplier on a feeder's power pays for fractions of sets of chargers; of a feeder with room for a few cabinets that leaves the bound several per
cent above every plan. No site is on two feeders, so where their rows stay in the subproblem it falls apart by feeder, and one set a site within
each is chosen exactly: the multiple-choice knapsack problem, as for a whole budget in `knapsack`. Amounts are rounded down to units, so that no
plan is lost.
"""

from dataclasses import dataclass, replace
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from geodata.compiled import compiled
from planner.model.bound.multipliers import Multipliers
from planner.model.sets.site_sets import SiteSets
from planner.support.work import count

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]

UNITS = (10.0, 1.0, 0.5, 0.1)
"""Units that amounts may be counted in without rounding, the coarsest that divides them all."""
MOST_UNITS, PARTS = 4_000, 1_000
"""Most units of a row that are counted without rounding, and parts that a row is divided into where that cannot be done."""
MOST_WORK = 50_000_000
"""Steps of the dynamic programme in one round beyond which it takes too long."""
STEP_S = 0.15e-9
"""Work of one of them, in seconds (`planner.support.work`): many rows do not bind."""
ROUNDED = 1e-9


class Rows(NamedTuple):
    """The rows as compiled loops read them.

    Parameters
    ----------
    units : (sets,) int
        What each set takes beyond the least of its site; 0 at sites in no row, -1 where the row does not allow it.
    order : (sets,) int
        The sets of each site by rising units.
    first : (sites + 1,) int
        First set of each site.
    start, site : (rows + 1,), (some,) int
        Sites of each row.
    limit : (rows,) int
        In units, beyond what the sites of the row take at least.
    """

    units: Ints
    order: Ints
    first: Ints
    start: Ints
    site: Ints
    limit: Ints


@dataclass(frozen=True)
class KeptRows:
    """Rows of one rule that are not relaxed; no site is in two of them.

    Parameters
    ----------
    part : slice
        The rows, in `CouplingRows`.
    rows : Rows
    steps : int
        Of the dynamic programme in one round, if every row binds.
    """

    part: slice
    rows: Rows
    steps: int = 0

    def over(self, sets: SiteSets) -> "KeptRows":
        """The same rows over other sets of the same sites."""
        return _kept(sets, sets.coupling.parts.index(self.part))

    def unpriced(self, coupling: Floats) -> Floats:
        """Multipliers of the coupling rows, (rows,), without those of the kept ones."""
        prices = coupling.copy()
        prices[self.part] = 0.0
        return prices

    def repriced(self, multipliers: Multipliers, prices: Floats) -> Multipliers:
        """Multipliers with those of the kept rows from before, (rows,)."""
        coupling = multipliers.coupling.copy()
        coupling[self.part] = prices[self.part]
        return replace(multipliers, coupling=coupling)

    def best(self, value: Floats) -> Ints:
        """The set of each site, of most value together; (sites,). What does not fit together at all is taken as if there were no limit."""
        count(STEP_S * self.steps)
        return best_in_rows(value, self.rows)

    def loss(self, value: Floats) -> Floats:
        """By how much the best value of all sites falls where a set is chosen, inf where it cannot be; (sets,)."""
        return losses(value, self.rows)


def kept_rows(sets: SiteSets, coupling: Floats) -> KeptRows | None:
    """The rule whose rows are worth keeping: the one that is paid most at these multipliers, (rows,), of those that can be; None without any."""
    paid = list(sets.coupling.paid_back(coupling))
    able = [at for at, much in enumerate(paid) if much > 0 and _can_be_kept(sets, at)]
    if not able:
        return None
    kept = _kept(sets, max(able, key=paid.__getitem__))
    return kept if kept.steps <= MOST_WORK else None


def _can_be_kept(sets: SiteSets, at: int) -> bool:
    """Whether no site is in two rows of a rule, and amounts are not all 0 or 1, for then a relaxed row is as tight."""
    part, members = sets.coupling.parts[at], sets.coupling.members[at]
    if at == 0 or members is None:
        return False
    amount = sets.amount[sets.coupling.resource[part.start]]
    whole = np.isin(amount, (0.0, 1.0)).all()
    apart = (members.data == 1).all() and members.sum(axis=0).max(initial=0) <= 1
    return bool(apart and not whole and np.isfinite(sets.coupling.limit[part]).all())


def _steps(rows: Rows, sets: SiteSets) -> int:
    """Steps of the dynamic programme in one round, if every row binds."""
    width = np.zeros(len(sets.first), dtype=np.int64)
    width[rows.site[rows.start[0] :]] = np.repeat(rows.limit, np.diff(rows.start))
    pairs = np.unique(np.column_stack([sets.site, rows.units]), axis=0)
    return int(width[pairs[:, 0]].sum())


def _kept(sets: SiteSets, at: int) -> KeptRows:
    part, members = sets.coupling.parts[at], sets.coupling.members[at]
    assert members is not None
    first = np.append(sets.first, len(sets.site))
    amount = sets.amount[sets.coupling.resource[part.start]]
    row_of = np.full(len(sets.first), -1, dtype=np.int64)
    entries = members.tocoo()
    row_of[entries.col] = entries.row
    least = np.minimum.reduceat(amount, sets.first)
    beyond, inside = amount - least[sets.site], row_of[sets.site] >= 0
    spare = sets.coupling.limit[part] - members @ least
    unit = _unit(beyond[inside], spare)
    limit = np.floor(np.maximum(spare, 0.0) / unit + ROUNDED).astype(np.int64)
    units = np.zeros(len(sets.site), dtype=np.int64)
    of_row = row_of[sets.site[inside]]
    units[inside] = np.floor(beyond[inside] / unit[of_row] + ROUNDED).astype(np.int64)
    units[inside] = np.where(units[inside] > limit[of_row], -1, units[inside])
    order = np.lexsort((units, sets.site))
    site = np.argsort(row_of, kind="stable")
    start = np.searchsorted(row_of[site], np.arange(len(limit) + 1))
    rows = Rows(units, order, first, start.astype(np.int64), site, limit)
    return KeptRows(part, rows, _steps(rows, sets))


def _unit(amounts: Floats, spare: Floats) -> Floats:
    """The unit of each row, (rows,): a round one that divides all amounts, else a part of the row."""
    for unit in UNITS:
        if (abs(amounts / unit - np.round(amounts / unit)) < ROUNDED).all() and spare.max(
            initial=0.0
        ) / unit <= MOST_UNITS:
            return np.full(len(spare), unit)
    return np.maximum(spare, ROUNDED) / PARTS


@compiled
def best_of_site(value: Floats, units: Ints, begin: int, end: int) -> int:
    """Set of most value at a site, the first of equals, of those that its row allows."""
    pick, top = begin, -np.inf
    for one in range(begin, end):
        if units[one] >= 0 and value[one] > top:
            pick, top = one, value[one]
    return pick


@compiled
def add_site(before: Floats, after: Floats, chosen: Ints, value: Floats, units: Ints, ordered: Ints) -> None:
    """Most value by units taken with one more site, to `after`, and the set chosen for it, to `chosen`; both (units of the row + 1,)."""
    top = -np.inf
    after[:] = -np.inf
    for one in ordered:
        taken = units[one]
        if taken < 0 or value[one] <= top:  # of no more units one with more value is as good
            continue
        top = value[one]
        for spent in range(taken, len(after)):
            worth = before[spent - taken] + top
            if worth > after[spent]:
                after[spent], chosen[spent] = worth, one


@compiled
def best_in_rows(value: Floats, rows: Rows) -> Ints:
    """As `KeptRows.best`."""
    units, order, first, limit = rows.units, rows.order, rows.first, rows.limit
    best = np.empty(len(first) - 1, dtype=np.int64)
    for at in range(len(best)):
        best[at] = best_of_site(value, units, first[at], first[at + 1])
    for row in range(len(limit)):
        here = rows.site[rows.start[row] : rows.start[row + 1]]
        taken = 0
        for at in here:
            taken += units[best[at]]
        if taken <= limit[row]:
            continue
        before, after = np.zeros(limit[row] + 1), np.empty(limit[row] + 1)
        chosen = np.zeros((len(here), limit[row] + 1), dtype=np.int64)
        for number in range(len(here)):
            begin, end = first[here[number]], first[here[number] + 1]
            add_site(before, after, chosen[number], value, units, order[begin:end])
            before, after = after, before
        if before[limit[row]] > -np.inf:
            spent = limit[row]
            for number in range(len(here) - 1, -1, -1):
                pick = chosen[number, spent]
                best[here[number]] = pick
                spent -= units[pick]
    return best


@compiled
def losses(value: Floats, rows: Rows) -> Floats:
    """As `KeptRows.loss`."""
    units, order, first, limit = rows.units, rows.order, rows.first, rows.limit
    loss = np.empty(len(value))
    for at in range(len(first) - 1):
        top = value[best_of_site(value, units, first[at], first[at + 1])]
        for one in range(first[at], first[at + 1]):
            loss[one] = top - value[one] if units[one] >= 0 else np.inf
    for row in range(len(limit)):
        here = rows.site[rows.start[row] : rows.start[row + 1]]
        width, count = limit[row] + 1, len(here)
        ahead, behind = np.zeros((count + 1, width)), np.zeros((count + 1, width))
        unused = np.zeros(width, dtype=np.int64)
        for number in range(count):
            begin, end = first[here[number]], first[here[number] + 1]
            add_site(ahead[number], ahead[number + 1], unused, value, units, order[begin:end])
        for number in range(count - 1, -1, -1):
            begin, end = first[here[number]], first[here[number] + 1]
            add_site(behind[number + 1], behind[number], unused, value, units, order[begin:end])
        most = ahead[count, width - 1]
        if most == -np.inf:
            continue
        for number in range(count):
            for one in range(first[here[number]], first[here[number] + 1]):
                loss[one], taken = np.inf, units[one]
                for spent in range(width - taken if taken >= 0 else 0):
                    rest = ahead[number, spent] + behind[number + 1, width - 1 - taken - spent]
                    loss[one] = min(loss[one], most - rest - value[one])
    return loss
