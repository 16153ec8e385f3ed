"""The regret matrix: loss of each plan in each world relative to the best plan known there.

Relative regret in the manner of Savage, "The theory of statistical decision" (Journal of the American Statistical Association 46,
1951) and of Kouvelis and Yu, Robust Discrete Optimization and Its Applications (1997).
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property

from planner.proofs import gap_of

ROUNDING = 1e-9
"""A gap that the last digits of two numbers make."""


@dataclass(frozen=True)
class Best:
    """The best plan known in a world.

    Parameters
    ----------
    value : float
        Worth-weighted kWh a day.
    plan : str
    bound : float
        Proven: no plan that keeps all rules of that world is worth more.
    """

    value: float
    plan: str
    bound: float

    @property
    def gap(self) -> float:
        """How far the best known plan may be from the best possible one, as a share of the bound."""
        return gap_of(self.value, self.bound)

    def as_dict(self) -> dict[str, float | str]:
        """Plain JSON form."""
        return {**vars(self), "gap": self.gap}


@dataclass(frozen=True)
class Regrets:
    """Values of plans by world, and what follows from them.

    Parameters
    ----------
    worlds : sequence of str
        Each has a plan of the same name.
    values : mapping
        ``values[plan][world]``, worth-weighted kWh a day; a pair that was not played is not there.
    bounds : mapping
        By world: no plan of that world is worth more.
    gaps : mapping
        By plan: how good it is proven to be for what it was made for.
    unfit : set of (plan, world)
        Pairs in which the plan breaks a promise of the world, so that its value is none that a plan of the world could have: it is
        never the best there, and its regret, which may be 0 only because of what it breaks, counts for nothing.
    unbalanced : set of (plan, world)
        Pairs in which the plan misses the balance of plugs that the world's own plan keeps. It may serve more than any plan that keeps
        it, so it is never the best there and the world's bound is none of it; its regret counts, at least 0.
    """

    worlds: Sequence[str]
    values: Mapping[str, Mapping[str, float]]
    bounds: Mapping[str, float]
    gaps: Mapping[str, float]
    unfit: frozenset[tuple[str, str]] = frozenset()
    unbalanced: frozenset[tuple[str, str]] = frozenset()

    def best(self, world: str) -> Best | None:
        """Best value known in a world of a plan that keeps all its rules, its own plan first among equals; None where no value is known."""
        own = self.values.get(world, {}).get(world)
        if own is None:
            return None
        best = Best(own, world, max(self.bounds[world], own))
        for plan, values in self.values.items():
            value = values.get(world, 0.0)
            if value > best.value * (1.0 + ROUNDING) and (plan, world) not in self.unfit | self.unbalanced:
                best = Best(value, plan, max(best.bound, value))  # above the bound by what a solver rounds
        return best

    def regret(self, plan: str, world: str) -> float | None:
        """Share of the best known value that the plan loses in a world; None where it was not played there."""
        value, best = self.values.get(plan, {}).get(world), self.best(world)
        if value is None or best is None:
            return None
        return max(0.0, (best.value - value) / best.value) if best.value > 0 else 0.0

    @cached_property
    def common(self) -> tuple[str, ...]:
        """Worlds in which more than one plan was played; the only world, where there is one."""
        if len(self.worlds) == 1:
            return tuple(self.worlds)
        return tuple(w for w in self.worlds if sum(w in values for values in self.values.values()) > 1)

    def largest(self, plan: str) -> float | None:
        """Largest regret of a plan over the common worlds whose promises it keeps.

        None where it was not played in all common worlds, or could be in none but its own.
        """
        found = {world: self.regret(plan, world) for world in self.common}
        known = {world: regret for world, regret in found.items() if regret is not None}
        counted = {world: regret for world, regret in known.items() if (plan, world) not in self.unfit}
        elsewhere = counted.keys() - {plan} or len(self.common) == 1  # no loss at home says nothing of the others
        return max(counted.values()) if counted and elsewhere and len(known) == len(found) else None

    def undecidable(self, plan: str, world: str) -> bool:
        """Tell whether a regret is smaller than what the gaps of both plans leave open; where the plan cannot be, nothing is to decide."""
        regret = None if (plan, world) in self.unfit else self.regret(plan, world)
        return regret is not None and regret < self.gaps[plan] + self.gaps[world] - ROUNDING
