"""Recognises instances of the siting model that are median problems, where nothing but the number of sites limits a plan, or set covering.

Told by structure alone, in a function without side effects, so that whatever does not fit, or holds a figure that is not sound, goes to
the siting model and gets its plan, or its clear line, there.
"""

from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from planner.model.exact.solution import Solution
from planner.model.instance.instance import Instance
from planner.model.medians.problem import Bools, Floats, Ints, MedianProblem, median_problem
from planner.model.program.lp import End
from planner.model.rules.bays import Bays
from planner.model.rules.budget import Budget
from planner.model.rules.coverage import Coverage
from planner.model.rules.forbidden import Forbidden
from planner.model.rules.kinds.coupling import Coupling
from planner.model.rules.kinds.local import Capacity
from planner.model.rules.max_sites import MaxSites
from planner.model.rules.site_power import SitePower
from planner.model.search.promised_energy import promised_kwh
from planner.model.sets.limits import least_products, most_products
from planner.proofs import Sense


@dataclass(frozen=True)
class RecognisedMedian:
    """An instance as a median problem.

    Parameters
    ----------
    problem : MedianProblem
        Its sites are `sites` of the instance.
    sites : (sites,) int
    sense : Sense
    all_served : float
        Value of the objective less the sign times the cost: what all demand at its best site is worth.
    must_serve : bool
        A plan that leaves a point out is none.
    """

    problem: MedianProblem
    sites: Ints
    sense: Sense
    all_served: float
    must_serve: bool

    def value(self, cost: float) -> float:
        """Objective of the instance at a cost of the median problem."""
        return self.all_served - cost if self.sense is Sense.MAX else cost

    def required_bound(self, gap: float) -> "RequiredBound":
        """Tell the least bound that proves a cost to the relative gap."""
        return RequiredBound(gap, self.all_served if self.sense is Sense.MAX else None)

    def serves_all(self, opened: Bools) -> bool:
        """No point is left out that may not be."""
        unserved = (self.problem.cheapest_pair(opened) < 0) & (self.problem.rows.unserved > 0)
        return not (self.must_serve and unserved.any())


@dataclass(frozen=True)
class RequiredBound:
    """``(bound - value) / bound <= gap`` of a maximised value that is `all_served` less the cost; of a cost where that is None."""

    gap: float
    all_served: float | None

    def __call__(self, cost: float) -> float:
        """Least bound on the cost."""
        if self.all_served is None:
            return cost / (1.0 + self.gap)
        return self.all_served - (self.all_served - cost) / max(1e-9, 1.0 - self.gap)


@dataclass(frozen=True)
class Certificate:
    """How good a plan is proven to be: the cost that none undercuts, why the search ended, and by which method."""

    bound: float
    end: End
    solver: str
    wall_s: float
    path: str


def recognise(instance: Instance, objective: str) -> RecognisedMedian | None:
    """Read an instance as a median problem; None where it is none."""
    may = _may_open(instance)
    if not (
        _sound(instance, objective) and _without_other_rules(instance) and may.any() and _uncapacitated(instance, may)
    ):
        return None
    p = _most_sites(instance)
    served = promised_kwh(instance) == (instance.demand.kwh.sum() if objective == "distance" else 0.0)
    if p is None or p < 1 or not served or objective not in {"distance", "energy"}:
        return None
    kept = may[instance.reach.site]
    number = np.cumsum(may) - 1
    zone, site = instance.reach.zone[kept], number[instance.reach.site[kept]]
    asked = instance.demand.kwh[:, 0]
    if objective == "energy":
        best = np.zeros(len(asked))
        np.maximum.at(best, zone, instance.reach.worth[kept])
        cost, unserved = asked[zone] * (best[zone] - instance.reach.worth[kept]), asked * best
        problem = median_problem(zone, site, cost, unserved, sites=int(may.sum()), p=p)
        return RecognisedMedian(problem, np.flatnonzero(may), Sense.MAX, float(unserved.sum()), must_serve=False)
    assert instance.reach.drive_s is not None
    cost = asked[zone] * instance.reach.drive_s[kept]
    dearest = np.zeros(len(asked))
    np.maximum.at(dearest, zone, cost)
    unserved = np.where(asked > 0, 1.0 + dearest.sum(), 0.0)
    problem = median_problem(zone, site, cost, unserved, sites=int(may.sum()), p=p)
    return RecognisedMedian(problem, np.flatnonzero(may), Sense.MIN, 0.0, must_serve=True)


def is_set_covering(instance: Instance, objective: str) -> bool:
    """Whether nothing counts but what the sites cost that serve everybody, each point having one that may."""
    if objective != "cost" or instance.products.annual_usd is None or instance.sites.annual_usd is None:
        return False
    prices = (instance.products.annual_usd, instance.sites.annual_usd)
    may = _may_open(instance)
    return (
        _sound(instance, objective)
        and _without_other_rules(instance)
        and bool(may.all())
        and _uncapacitated(instance, may)
        and _most_sites(instance) == len(may)
        and promised_kwh(instance) == instance.demand.kwh.sum()
        and instance.reach.usd_per_kwh_s == 0
        and all(bool(np.isfinite(one).all() and (one >= 0).all()) for one in prices)
        and not instance.products.annual_usd.any()
        and bool(np.isin(np.flatnonzero(instance.demand.kwh[:, 0] > 0), instance.reach.zone).all())
    )


def solution_of(instance: Instance, median: RecognisedMedian, opened: Bools, certificate: Certificate) -> Solution:
    """State a plan of a median problem as the siting model does.

    Parameters
    ----------
    opened : (sites of the median problem,) bool
    certificate : Certificate
    """
    at = np.zeros(len(instance.sites.existing), dtype=bool)
    at[median.sites[opened]] = True
    by_worth = median.sense is Sense.MAX or instance.reach.drive_s is None
    weight = instance.reach.worth if by_worth or instance.reach.drive_s is None else instance.reach.drive_s
    plan = plan_of(instance, at, -weight if by_worth else weight, certificate)
    value = float(plan.flow_kwh @ weight[plan.flow_pair])
    limit = median.value(certificate.bound)
    if abs(value - limit) <= 1e-9 * abs(value):
        limit = value
    if median.sense.better(value, limit):
        raise AssertionError(f"the plan is worth {value}, better than its bound {limit}")
    return replace(plan, value=value, bound=limit)


def plan_of(instance: Instance, at: Bools, dearness: Floats, certificate: Certificate) -> Solution:
    """State a plan as the siting model does: one charger at each site that serves anybody, every flow by one pair.

    Parameters
    ----------
    at : (sites,) bool
        Open sites.
    dearness : (pairs,)
        Each zone goes to the site where it is least, of equals to the first.
    certificate : Certificate
        Its bound stands in for the value too, until the caller knows it.
    """
    pair = _best_pairs(instance, at, dearness)
    kwh = instance.demand.kwh[instance.reach.zone[pair], 0]
    pair, kwh = pair[kwh > 0], kwh[kwh > 0]
    site, at_site = np.unique(instance.reach.site[pair], return_inverse=True)
    chargers = least_products(instance)
    chargers[site, 0] = 1
    none = np.zeros(len(pair), dtype=np.int64)
    alone = np.zeros(len(site), dtype=np.int64)
    split = np.bincount(at_site.reshape(-1), kwh, len(site))
    bound, end, solver = certificate.bound, certificate.end, certificate.solver
    wall_s, path = certificate.wall_s, certificate.path
    return Solution(chargers, pair, none, kwh, site, alone, alone, split, bound, bound, end, solver, wall_s, path)


def _best_pairs(instance: Instance, at: Bools, dearness: Floats) -> Ints:
    """Best pair of each zone with an open site."""
    pair = np.flatnonzero(at[instance.reach.site])
    pair = pair[np.lexsort((instance.reach.site[pair], dearness[pair], instance.reach.zone[pair]))]
    return pair[np.unique(instance.reach.zone[pair], return_index=True)[1]]


def _sound(instance: Instance, objective: str) -> bool:
    """Every figure that counts here is a number of at least 0."""
    drive = instance.reach.drive_s if objective == "distance" else None
    figures: list[NDArray[np.generic] | float] = [
        instance.demand.kwh,
        instance.reach.worth,
        instance.products.usd,
        instance.sites.ground_usd,
        instance.pools.capacity[0] if instance.pools.capacity else 0.0,
        *(one.room for one in instance.rules.every(Capacity)),
        *(one.limits(instance) for one in instance.rules.every(Coupling)),
    ]
    known = drive is not None or objective != "distance"
    return known and all(
        bool(np.isfinite(value).all() and (value >= 0).all())
        for value in (np.asarray(one, dtype=float) for one in [*figures, 0.0 if drive is None else drive])
    )


PLAIN = (Bays, SitePower, Budget, MaxSites, Coverage, Forbidden)
"""Rules that a median problem may have."""


def _without_other_rules(instance: Instance) -> bool:
    """One class, pool and product, nothing stands, and no other rule or connection limits a site."""
    products, pools = instance.products, instance.pools
    return (
        instance.demand.kwh.shape[1] == 1
        and pools.serves.shape == (1, 1)
        and bool(pools.serves.all())
        and products.guns.shape == (1, 1)
        and int(products.guns[0, 0]) > 0
        and not (products.upgrade.any() or pools.standing.any() or instance.sites.existing.any())
        and pools.sharing is None
        and not (len(instance.grid.step_kw) or len(instance.unlike))
        and all(isinstance(rule, PLAIN) for rule in instance.rules)
        and float(products.kw[0]) > 0
        and int(products.bays[0]) > 0
    )


def _may_open(instance: Instance) -> Bools:
    """Sites that may have a charger; none where products are not one."""
    most = most_products(instance)
    return np.asarray(most[:, 0] > 0) if most.shape[1] == 1 else np.zeros(len(most), dtype=bool)


def _uncapacitated(instance: Instance, may: Bools) -> bool:
    """One charger carries all demand that reaches its site."""
    table, guns = instance.pools.capacity[0], int(instance.products.guns[0, 0])
    reach = np.bincount(instance.reach.site, instance.demand.kwh[instance.reach.zone, 0], len(may))
    return float(table[min(guns, len(table) - 1)]) >= float(reach[may].max(initial=0.0)) * (1 - 1e-12)


def _most_sites(instance: Instance) -> int | None:
    """Sites that money and the rule on their number allow; None where sites differ in price, so that it is no number."""
    prices: Floats = instance.sites.ground_usd + instance.products.usd[0]
    budget, number = instance.rules.get(Budget), instance.rules.get(MaxSites)
    most, usd = len(prices) if number is None else number.number, np.inf if budget is None else budget.usd
    if prices.sum() <= usd:
        return most
    if prices.min() != prices.max():
        return None
    return min(most, int(usd / prices[0] + 1e-9))
