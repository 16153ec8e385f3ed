"""An upper bound on plans of several phases: one Lagrangian relaxation, whose subproblem at a site is a chain of sets of chargers.

Demand, coupling rows and served floors of every phase are relaxed as in `decomposition`. What is left couples the phases of a site alone:
nothing built is torn down, so its sets are a chain, each at least as large as the one before. With the weights w of the phases

    L = sum_j max_{s_1 <= s_2 <= ...} sum_t w_t value_{t,j}(s_t)  +  sum_t w_t (what phase t's multipliers pay back)

is at least the weighted worth of any plans of all phases, for any multipliers of at least 0, by weak duality in each phase. It is never above
the weighted sum of the bounds of the phases by themselves at the same multipliers, which lets each site take unlike sets in each.
"""

import math
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray

from planner.model.bound.chain_links import Links
from planner.model.bound.chain_loops import best_chains
from planner.model.bound.decomposition import Decomposition, LagrangianSolution
from planner.model.bound.dual_bound import LEAST_ROUNDS, LOOK_BACK, SETTLED
from planner.model.bound.multipliers import Multipliers
from planner.model.bound.subgradient import Descent, Length

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]
ByPhase = tuple[Multipliers, ...]


@dataclass(frozen=True)
class ChainedSolution:
    """Solution of the relaxation at given multipliers.

    Parameters
    ----------
    bound : float
        Proven upper bound on the weighted worth of plans of all phases; -inf where a site has no chain, and so no plans are possible.
    phases : tuple of LagrangianSolution
        Of each phase, with the sets of the chains; their own bounds do not hold alone.
    """

    bound: float
    phases: tuple[LagrangianSolution, ...]


@dataclass
class ChainedDecomposition:
    """The relaxation: one pricing problem a site over all phases.

    Parameters
    ----------
    problems : sequence of Decomposition
        Of each phase, with all its sets, dominated ones included: a later phase may extend them to an undominated one.
    weights : sequence of float
        Of each phase's worth, above 0.
    links : Links
        Of the sets of those.
    """

    problems: Sequence[Decomposition]
    weights: Sequence[float]
    links: Links
    _chosen: Ints = field(init=False)

    def __post_init__(self) -> None:
        self._chosen = np.empty((0, 0), dtype=np.int64)

    def first_multipliers(self) -> ByPhase:
        """Initial multipliers."""
        return tuple(one.first_multipliers() for one in self.problems)

    def values(self, multipliers: ByPhase, *, exact: bool) -> Floats:
        """Weighted reduced value of every set of all phases, one phase after another; as `Decomposition.values`."""
        parts = zip(self.problems, self.weights, multipliers, strict=True)
        return np.concatenate([weight * one.values(prices, exact=exact) for one, weight, prices in parts])

    def evaluate(self, multipliers: ByPhase) -> ChainedSolution:
        """Choose the best chain of every site at these multipliers."""
        value = self.values(multipliers, exact=False)
        chosen, worth = self._chains(value)
        if not np.isfinite(worth).all():
            return ChainedSolution(-math.inf, ())
        answers, bound, offset = [], 0.0, 0
        for one, weight, prices, rows in zip(self.problems, self.weights, multipliers, chosen, strict=True):
            mine = value[offset : offset + len(one.sets.site)] / weight
            best = rows - offset
            answer = one.answered(prices, float(mine[best].sum()), best, mine)
            answers.append(answer)
            bound += weight * answer.bound
            offset += len(mine)
        return ChainedSolution(bound, tuple(answers))

    def _chains(self, value: Floats) -> tuple[Ints, Floats]:
        """Best chain of each site, (phases, sites), and its value, (sites,).

        Where pools serve several families the values are at first too high; those of the sets in a best chain are made exact until it stays
        the best.
        """
        sites = np.arange(self.links.first.shape[1] - 1)
        chosen, worth = np.full((len(self.problems), len(sites)), -1), np.empty(len(sites))
        doubtful = self._doubtful
        if doubtful is not None and self._chosen.size:
            self._make_exact(value, np.unique(self._chosen[doubtful[self._chosen]]), doubtful)
        while len(sites):
            best_chains(self.links, value, sites, chosen, worth)
            if doubtful is None:
                break
            rows = chosen[:, sites]
            vague = (rows >= 0) & doubtful[rows]
            self._make_exact(value, np.unique(rows[vague]), doubtful)
            sites = sites[vague.any(axis=0)]
        self._chosen = chosen
        return chosen, worth

    @property
    def _doubtful(self) -> NDArray[np.bool_] | None:
        """Sets with capacity that several families share; None where there are none."""
        used = np.concatenate([one.flows.joint.used.any(axis=1) for one in self.problems])
        return used if used.any() else None

    def _make_exact(self, value: Floats, rows: Ints, doubtful: NDArray[np.bool_]) -> None:
        doubtful[rows] = False
        offset = 0
        for one, weight in zip(self.problems, self.weights, strict=True):
            end = offset + len(one.sets.site)
            mine = rows[(rows >= offset) & (rows < end)] - offset
            if len(mine):
                part = value[offset:end] / weight
                one.make_exact(part, mine)
                value[offset + mine] = weight * part[mine]
            offset = end


@dataclass
class ChainBound:
    """A proven upper bound on plans of all phases, lowered whenever it is asked to be.

    Parameters
    ----------
    problem : ChainedDecomposition
    value : float
        The bound; at first one that is known already.
    best : tuple of Multipliers
        By phase, of the least bound.
    """

    problem: ChainedDecomposition
    value: float = math.inf
    best: ByPhase = field(init=False)
    _least: float = field(init=False, default=math.inf)

    def __post_init__(self) -> None:
        self.best = self.problem.first_multipliers()

    def lower(self, rounds: int, *, boldness: float, target: float, stop: Callable[[int], bool]) -> None:
        """Take at most so many steps, fewer where the bound settles; as `DualBound.lower`."""
        multipliers, bounds = self.best, list[float]()
        length, descents = Length(boldness), [Descent(one) for one in self.problem.problems]
        for number in range(1, rounds + 1):
            answer = self.problem.evaluate(multipliers)
            if answer.bound < self._least:
                self._least, self.best = answer.bound, multipliers
            self.value = min(self.value, self._least)
            bounds.append(self._least)
            settled = number >= LEAST_ROUNDS and bounds[-LOOK_BACK] - self._least < SETTLED * abs(self._least)
            if settled or stop(number) or not answer.phases:
                return
            sizes = [
                one.turn(prices, mine) for one, prices, mine in zip(descents, multipliers, answer.phases, strict=True)
            ]
            size = sum(weight * one for weight, one in zip(self.problem.weights, sizes, strict=True))
            if size <= 0:
                return
            step = length.after(answer.bound, target) / size
            multipliers = tuple(one.moved(prices, step) for one, prices in zip(descents, multipliers, strict=True))
