"""A plan as plain results, independent of the model that makes it: chargers, energy served, proof, phases, order of building."""

from collections import defaultdict
from dataclasses import dataclass
from typing import Any

import pandas as pd

from geodata.tables import rows_of
from planner.proofs import Proof


@dataclass(frozen=True)
class BuildStep:
    """One site in the order in which to build a plan.

    Parameters
    ----------
    site_id : str
    rank : int
        1 is built first.
    equal_from, equal_to : int
        Ranks of the sites that a dollar buys as much at, when their turn comes; its own where it is alone.
    cost_usd : float
        Of its new chargers, ground works and connection.
    gain, value : float
        What it buys beside all before it, and what all so far do; in `BuildOrder.unit`.
    served_kwh : float
        KWh a day served by all so far and what stands.
    """

    site_id: str
    rank: int
    equal_from: int
    equal_to: int
    cost_usd: float
    gain: float
    value: float
    served_kwh: float


@dataclass(frozen=True)
class BuildOrder:
    """The sites of a plan in the order to build them: each next one buys most per dollar.

    Parameters
    ----------
    unit : str
        Of what is bought, in words.
    value, served_kwh : float
        Where nothing is built.
    steps : tuple of BuildStep
    """

    unit: str
    value: float
    served_kwh: float
    steps: tuple[BuildStep, ...]


@dataclass(frozen=True)
class Plan:
    """Chargers to add and the energy they and the standing ones serve.

    Parameters
    ----------
    chargers : DataFrame
        ``site_id, charger, count``: what is added, count of at least 1.
    flows : DataFrame
        ``zone_id, site_id, family, need, kwh_per_day, drive_s``: energy served, by zone and site. Where adapters are asked for also
        ``plug``, the port family whose plug it takes.
    pools : DataFrame
        ``site_id, pool, family, need, kwh_per_day``: the same energy by the pool of guns that delivers it; by adapter where the pool
        has no gun for the family.
    proof : Proof
        Of this plan's year; where it is the last of several phases, of that phase by itself.
    phases : Phases or None
        Where it is the last of several phases: all of them.
    order : BuildOrder or None
        In which order to build its sites; None until it is worked out (`planner.model.solve.ranking`).
    """

    chargers: pd.DataFrame
    flows: pd.DataFrame
    pools: pd.DataFrame
    proof: Proof
    phases: "Phases | None" = None
    order: BuildOrder | None = None

    def times(self) -> dict[str, Any]:
        """How long the search for it took: as `Proof.times`; where there are phases that of all, and under ``phases`` that of each."""
        if self.phases is None:
            return self.proof.times()
        each = zip(self.phases.years, self.phases.plans, strict=True)
        return {
            **self.phases.proof.times(),
            "phases": [{"year": year, **plan.proof.times()} for year, plan in each],
        }


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
