"""A plan and its proof: plain results, below the model that makes them."""

import math
from collections import defaultdict
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

import pandas as pd

from geodata.tables import rows_of


class Status(StrEnum):
    """How a solve ended."""

    OPTIMAL = "optimal"
    """The asked gap is proven."""
    FEASIBLE = "feasible"
    """A plan and a bound, the asked gap not reached."""


@dataclass(frozen=True)
class Proof:
    """How good a plan is, proven.

    Parameters
    ----------
    value, bound : float
        Objective of the plan and the least upper bound proven for any plan of the same model, kWh per day weighted by worth.
    asked_gap : float
        The gap that counts as optimal.
    status : Status
    stopped : str
        Why the search ended: ``gap``, ``time``, ``interrupted`` or ``nothing to decide``.
    solver : str
        Name and version.
    wall_s : float
    model : str
        What exactly is proven, in words (pairs within the drive limit, nearest so many sites per zone, ...).

    Raises
    ------
    ValueError
        A value above its bound, a non-finite number, or ``optimal`` without the asked gap: a proof refuses to lie.
    """

    value: float
    bound: float
    asked_gap: float
    status: Status
    stopped: str
    solver: str
    wall_s: float
    model: str = ""

    def __post_init__(self) -> None:
        if not (math.isfinite(self.value) and math.isfinite(self.bound)):
            raise ValueError(f"a proof needs finite numbers, not value {self.value} and bound {self.bound}")
        if self.value > self.bound + 1e-6 * max(1.0, abs(self.bound)):
            raise ValueError(f"value {self.value} lies above its bound {self.bound}")
        if self.status is Status.OPTIMAL and self.gap > self.asked_gap + 1e-9:
            raise ValueError(f"a gap of {self.gap:.4%} is not the asked {self.asked_gap:.4%}: not optimal")

    @property
    def gap(self) -> float:
        """``|bound - value| / |bound|``; 0 where both are 0."""
        return 0.0 if self.bound == self.value else abs(self.bound - self.value) / abs(self.bound)

    def as_dict(self) -> dict[str, Any]:
        """The keys of `summary.json`."""
        return {
            "objective_value": self.value,
            "bound": self.bound,
            "gap": self.gap,
            "asked_gap": self.asked_gap,
            "status": self.status.value,
            "stopped": self.stopped,
            "solver": self.solver,
            "wall_s": self.wall_s,
            "model": self.model,
        }


@dataclass(frozen=True)
class Plan:
    """Chargers to add and the energy they and the standing ones serve.

    Parameters
    ----------
    chargers : DataFrame
        ``site_id, charger, count``: what is added, count of at least 1.
    flows : DataFrame
        ``zone_id, site_id, family, need, kwh_per_day``: energy served, by zone and site.
    pools : DataFrame
        ``site_id, pool, family, need, kwh_per_day``: the same energy by the pool of guns that delivers it.
    proof : Proof
        Of this plan's year; where it is the last of several phases, of that phase by itself.
    phases : Phases or None
        Where it is the last of several phases: all of them.
    """

    chargers: pd.DataFrame
    flows: pd.DataFrame
    pools: pd.DataFrame
    proof: Proof
    phases: "Phases | None" = None


@dataclass(frozen=True)
class Phases:
    """Plans of several years, each of which keeps what the one before has built.

    Parameters
    ----------
    years : tuple of int
    weights : tuple of float
        What a kWh a day of each phase counts in the sum.
    plans : tuple of Plan
        All chargers that stand in each phase by this plan, and what is served then; the last is the plan itself.
    proof : Proof
        Of the weighted sum of their values.
    """

    years: tuple[int, ...]
    weights: tuple[float, ...]
    plans: tuple[Plan, ...]
    proof: Proof

    def added(self) -> dict[str, dict[int, dict[str, int]]]:
        """Chargers that each phase adds: by site, year and charger type, sites in order."""
        added: dict[str, dict[int, dict[str, int]]] = defaultdict(dict)
        before: dict[tuple[str, str], int] = {}
        for year, plan in zip(self.years, self.plans, strict=True):
            now = {(str(row.site_id), str(row.charger)): int(row.count) for row in rows_of(plan.chargers)}
            for (site, kind), count in sorted(now.items()):
                if count > before.get((site, kind), 0):
                    added[site].setdefault(year, {})[kind] = count - before.get((site, kind), 0)
            before = now
        return dict(sorted(added.items()))
