"""Order in which to build sites: greedily, the one next that gains most per dollar beside those built before it.

G. L. Nemhauser, L. A. Wolsey and M. L. Fisher, *An analysis of approximations for maximizing submodular set functions I* (1978), with the
lazy evaluation of M. Minoux, *Accelerated greedy algorithms for maximizing submodular set functions* (1978): a site is evaluated only while
an upper bound on its gain (`planner.model.explain.gain_bounds`) may still matter.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from planner.model.explain.gain_bounds import GainBounds
from planner.model.explain.marginal_value import Allocation
from planner.support.stopping import Stop, never, raise_if_stopped

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]
Mask = NDArray[np.bool_]

EQUAL = 0.001
"""Sites are equal whose gains per dollar differ by no more than this share."""
DIGITS = 6
"""Significant digits of a gain that tell equal sites apart; the rest is rounding of the solver."""
DUST = 1e-6
"""A gain that cannot pass this is none."""


@dataclass(frozen=True)
class Step:
    """One site in the order of building.

    Parameters
    ----------
    site : int
    gain : float
        What is bought by it beside all before it.
    value, served_kwh : float
        What is bought, and kWh a day served, once it stands.
    first, last : int
        Places in the order, counted from 0, of the sites that it is equal to; its own where it is alone.
    """

    site: int
    gain: float
    value: float
    served_kwh: float
    first: int
    last: int


@dataclass
class _State:
    """What is built so far, and what it buys."""

    allocation: Allocation
    bounds: GainBounds
    cost: Floats
    built: Mask
    value: float

    def build(self, site: int) -> float:
        """Build a site; returns what it gains."""
        before = self.value
        self.built[site] = True
        self.value = self.allocation.value(self.built)
        return self.value - before

    def equals(self, among: Sequence[int]) -> dict[int, float]:
        """Gains of the sites, among these, whose gain per dollar is equal to the best."""
        with_one_more = self.allocation.beside(self.built)
        most, known, best = self.bounds.most(), dict[int, float](), 0.0
        for site in sorted(among, key=lambda one: (-most[one] / self.cost[one], one)):
            if known and most[site] / self.cost[site] < (1.0 - EQUAL) * best:
                break
            known[site] = max(0.0, with_one_more(site) - self.value) if most[site] > DUST else 0.0
            self.bounds.seen(site, known[site])
            best = max(best, known[site] / self.cost[site])
        return {site: gain for site, gain in known.items() if gain / self.cost[site] >= (1.0 - EQUAL) * best}


def build_order(
    allocation: Allocation,
    cost_usd: Floats,
    *,
    turn: Ints | None = None,
    precedence: Sequence[Floats] = (),
    stop: Stop = never,
) -> list[Step]:
    """Order the sites of an allocation.

    Parameters
    ----------
    allocation : Allocation
    cost_usd : (sites,)
        Of the new chargers of each site.
    turn : (sites,) int, optional
        All sites of a lower turn come first.
    precedence : sequence of (sites,)
        Of equal sites, after the gain: the lower comes first, by the first of these that differs; then by position.

    Raises
    ------
    StoppedError
    """
    built, cost = np.zeros_like(allocation.built), np.maximum(cost_usd, 1.0)
    turns = np.zeros(len(built), dtype=np.int64) if turn is None else turn
    left = set(np.flatnonzero(allocation.built).tolist())
    state = _State(allocation, GainBounds(allocation), cost, built, allocation.value(built))
    steps, group, begin, least = list[Step](), set[int](), 0, 0.0
    while left:
        raise_if_stopped(stop)
        earliest = min(turns[site] for site in left)
        gains = state.equals([site for site in left if turns[site] == earliest])
        site = min(gains, key=lambda one: (-_rounded(gains[one]), *(float(by[one]) for by in precedence), one))
        if site not in group or gains[site] / cost[site] < least:
            _close(steps, begin)
            begin, group = len(steps), set(gains)
            least = (1.0 - EQUAL) * max(gain / cost[one] for one, gain in gains.items())
        gain = state.build(site)
        steps.append(Step(site, gain, state.value, float(allocation.served().sum()), begin, begin))
        left.remove(site)
    _close(steps, begin)
    return steps


def _rounded(gain: float) -> float:
    return float(f"{gain:.{DIGITS}g}")


def _close(steps: list[Step], begin: int) -> None:
    """Say of the steps of a group, those from `begin` on, where it ends."""
    steps[begin:] = [replace(one, first=begin, last=len(steps) - 1) for one in steps[begin:]]
