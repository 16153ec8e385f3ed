"""What standing guns may serve today, as a linear program of the audit's own: whether what stands is as unbalanced as a plan."""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import scipy.sparse as sp
from numpy.typing import NDArray

from planner.audit.carried import carried_kwh
from planner.question import Question

Floats = NDArray[np.float64]
SLACK = 1e-6
"""Share of the worth that is left to the solver's rounding."""


@dataclass(frozen=True)
class StandingService:
    """Ways in which what stands may serve the demand of a question with the most worth.

    Parameters
    ----------
    kind : (ways,) int
        Demand class of each way: a zone's drivers at a pool of a site.
    worth : (ways,)
        Of a kWh.
    matrix, limit : sparse (rows, ways), (rows,)
        No more than is asked, than has an adapter and than the guns carry.
    """

    kind: NDArray[np.int64]
    worth: Floats
    matrix: sp.csr_array
    limit: Floats

    def may_serve(self, rows: Sequence[tuple[Floats, float]]) -> bool:
        """Whether an allocation of the most worth has ``weight @ kWh of the classes <= most`` for each (weight, most)."""
        from scipy.optimize import linprog  # noqa: PLC0415  (only where a plan is less balanced than is asked)

        if not len(self.kind):
            return all(most >= 0 for _, most in rows)
        best = -float(linprog(-self.worth, A_ub=self.matrix, b_ub=self.limit, method="highs").fun)
        more = sp.csr_array(np.vstack([-self.worth, *(weight[self.kind] for weight, _ in rows)]))
        most = [-best * (1 - SLACK), *(most + SLACK * max(1.0, best) for _, most in rows)]
        found = linprog(
            np.zeros(len(self.kind)),
            A_ub=sp.vstack([self.matrix, more]),
            b_ub=np.append(self.limit, most),
            method="highs",
        )
        return bool(found.status == 0)


def standing_service(question: Question) -> StandingService:
    """State what standing guns may serve."""
    demand, pools, access = question.demand, question.pools, question.access
    worth = access.worth(question.scenario.plan.worth_at_limit)
    rows: dict[tuple[object, ...], list[int]] = defaultdict(list)
    limits: dict[tuple[object, ...], float] = {}
    kinds, values = list[int](), list[float]()
    for pair in np.flatnonzero(pools.standing[access.site].any(axis=1)).tolist():
        zone, site = int(access.zone[pair]), int(access.site[pair])
        for q in np.flatnonzero(pools.standing[site]).tolist():
            pool = pools.pools[q]
            limits["guns", site, q] = carried_kwh(pool, int(pools.standing[site, q]), 0.0, question.scenario.plan)
            for c, one in enumerate(demand.classes):
                if demand.kwh_per_day[zone, c] <= 0 or (one.need.value == "fast" and pool.current.value != "DC"):
                    continue
                by = next((a for a in demand.adapters if a.joins(one, pool.families, pool.current)), None)
                if one.family not in pool.families and by is None:
                    continue
                at = len(kinds)
                kinds.append(c)
                rows["guns", site, q].append(at)
                rows["asked", zone, c].append(at)
                limits["asked", zone, c] = float(demand.kwh_per_day[zone, c])
                if one.family in pool.families or by is None:
                    values.append(float(worth[pair]))
                    continue
                values.append(float(worth[pair]) * by.worth)
                rows["adapter", zone, c, by.to].append(at)
                limits["adapter", zone, c, by.to] = float(demand.kwh_per_day[zone, c]) * by.share
    order = list(rows)
    ways = [way for key in order for way in rows[key]]
    of = np.repeat(np.arange(len(order)), [len(rows[key]) for key in order])
    matrix = sp.csr_array((np.ones(len(ways)), (of, ways)), shape=(len(order), len(kinds)))
    return StandingService(
        np.array(kinds, dtype=np.int64), np.array(values), matrix, np.array([limits[key] for key in order])
    )
