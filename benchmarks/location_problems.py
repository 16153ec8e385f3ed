"""The classical location problems as special cases of the siting model, so that published instances and peers can be compared.

Points are zones of one class of demand; a site takes one charger whose pool has no queue. The rest is said by rules and
objectives that the model has anyway:

* MCLP (R. Church and C. ReVelle, The maximal covering location problem, Papers of the Regional Science Association 32, 1974):
  ``energy`` with a worth of 1 within the radius. A charger costs 1 of a budget of p.
* p-median (S. L. Hakimi, Operations Research 12, 1964): ``distance`` with a full coverage, at most p sites.
* Capacitated warehouses (J. E. Beasley, An algorithm for solving large capacitated warehouse location problems, European
  Journal of Operational Research 33, 1988): ``cost`` with a full coverage; the pool carries the warehouse's capacity, and
  energy pays for its drive.
"""

from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray
from scipy.sparse import csr_array
from scipy.spatial import cKDTree

from planner.errors import ConfigError
from planner.model.exact.solution import Solution
from planner.model.instance.instance import Instance
from planner.model.instance.parts import Demand, Pools, Products, Reach, Sites
from planner.model.instance.rulebook import Rules
from planner.model.program.effort import Effort
from planner.model.rules.bays import Bays
from planner.model.rules.budget import Budget
from planner.model.rules.coverage import Coverage
from planner.model.rules.max_sites import MaxSites
from planner.model.rules.site_power import SitePower
from planner.model.solve.siting import SitingModel
from planner.support.progress import Progress

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]
ENOUGH = 1e9
"""Money and power that no rule of these problems spends."""


@dataclass(frozen=True)
class Located:
    """An answer in the words of the classical problems.

    Parameters
    ----------
    sites : (opened,) int
        Sites that are opened.
    share : (pairs,)
        Share of the pair's demand point that is served there.
    solution : Solution
        Value, bound and the way they were found.
    """

    sites: Ints
    share: Floats
    solution: Solution


def mclp(weight: Floats, zone: Ints, site: Ints, *, sites: int, p: int) -> Instance:
    """Cover most weight with p sites; points that the same sites cover are one zone of the instance.

    Parameters
    ----------
    weight : (points,)
    zone, site : (pairs,) int
        Points and the sites that cover them.
    sites, p : int
    """
    weight, zone, site = _merge_duplicates(weight, zone, site, sites)
    plain = _plain(weight, zone, site, np.zeros(len(zone)), capacity=np.full(sites, weight.sum()))
    return replace(plain, products=replace(plain.products, usd=np.ones(1))).ruled(Budget(float(p)), MaxSites(p))


def p_median(weight: Floats, distance: Floats, *, p: int) -> Instance:
    """Serve every point from at most p sites with the least weighted distance.

    Parameters
    ----------
    weight : (points,)
    distance : (points, sites)
        inf where a site cannot be reached.
    p : int
    """
    zone, site = np.nonzero(np.isfinite(distance))
    plain = _plain(weight, zone, site, distance[zone, site], capacity=np.full(distance.shape[1], weight.sum()))
    return plain.ruled(Coverage(1.0), MaxSites(p))


def warehouses(demand: Floats, unit_cost: Floats, capacity: Floats, opening: Floats) -> Instance:
    """Serve all demand at the least cost of transport and of opening warehouses; a customer may be shared out.

    Parameters
    ----------
    demand : (customers,)
    unit_cost : (customers, warehouses)
        Of one unit of demand.
    capacity, opening : (warehouses,)
    """
    zone, site = np.nonzero(np.isfinite(unit_cost))
    plain = _plain(demand, zone, site, unit_cost[zone, site], capacity=capacity)
    yearly = _yearly(plain, opening)
    return replace(yearly, reach=replace(yearly.reach, usd_per_kwh_s=1.0)).ruled(Coverage(1.0))


def pairs_within(points: Floats, sites: Floats, radius: float) -> tuple[Ints, Ints]:
    """Every point and site no farther apart than the radius, by point, then site; both (pairs,).

    Parameters
    ----------
    points, sites : (n, 2), (m, 2)
        Places in a plane.
    radius : float
        In the same unit, inclusive.
    """
    near = cKDTree(sites).query_ball_point(points, radius * (1 + 1e-12), return_sorted=True)
    return np.repeat(np.arange(len(near)), [len(one) for one in near]), np.concatenate(near).astype(np.int64)


def locate(instance: Instance, objective: str, effort: Effort, say: Progress) -> Located:
    """Solve a classical problem by the siting model, as a city's question is.

    Raises
    ------
    InfeasibleError
        The sites cannot serve what is promised.
    """
    solution = SitingModel(instance, objective).solve(effort, say)
    share = np.zeros(len(instance.reach.zone))
    np.add.at(share, solution.flow_pair, solution.flow_kwh)
    demand = instance.demand.kwh[instance.reach.zone, 0]
    share = np.divide(share, demand, out=np.zeros(len(share)), where=demand > 0)
    return Located(np.flatnonzero(solution.chargers.any(axis=1)), share, solution)


def _merge_duplicates(weight: Floats, zone: Ints, site: Ints, sites: int) -> tuple[Floats, Ints, Ints]:
    """Add up points with the same sites, and leave out those with none; weights and pairs of what remains."""
    covered = csr_array((np.ones(len(zone), dtype=bool), (zone, site)), shape=(len(weight), sites))
    covered.sort_indices()
    total: dict[bytes, float] = {}
    for point in np.unique(zone):
        key = covered.indices[covered.indptr[point] : covered.indptr[point + 1]].astype(np.int64).tobytes()
        total[key] = total.get(key, 0.0) + float(weight[point])
    covers = [np.frombuffer(key, dtype=np.int64) for key in total]
    merged = np.repeat(np.arange(len(covers)), [len(one) for one in covers])
    return np.array(list(total.values())), merged, np.concatenate([*covers, np.zeros(0, dtype=np.int64)])


def _plain(weight: Floats, zone: Ints, site: Ints, drive: Floats, *, capacity: Floats) -> Instance:
    """One class, one pool, one type of charger, whose m-th gun at a site brings it to the m-th of all capacities there are."""
    if not all(np.isfinite(values).all() and (values >= 0).all() for values in (weight, drive, capacity)):
        raise ConfigError("weights, distances, costs and capacities must be numbers of at least 0")
    levels, level = np.unique(np.maximum(capacity, 0.0), return_inverse=True)
    sites, guns = len(capacity), level.reshape(-1).astype(np.int64) + 1
    return Instance(
        Demand(weight.astype(float)[:, None], ("any",), np.array([True])),
        Reach(
            zone.astype(np.int64),
            site.astype(np.int64),
            np.ones(len(zone)),
            drive_s=drive.astype(float),
            only_open=True,
        ),
        Pools(
            dc=np.array([True]),
            serves=np.array([[True]]),
            standing=np.zeros((sites, 1), dtype=np.int64),
            capacity=(np.append(0.0, levels),),
            service_kw=np.zeros(1),
            peak_share=np.zeros(1),
        ),
        Products(np.array([[1]]), np.ones(1, dtype=np.int64), np.ones(1), np.zeros(1)),
        Sites(np.zeros(sites, dtype=bool), np.zeros(sites), tuple(f"site {j + 1}" for j in range(sites))),
        rules=Rules(
            (
                Bays(guns, np.zeros(sites, dtype=bool)),
                SitePower(guns.astype(float), np.zeros(sites, dtype=bool)),
                Budget(ENOUGH),
            )
        ),
    )


def _yearly(instance: Instance, site_usd: Floats) -> Instance:
    """The same problem where a site costs so much a year, and a charger nothing."""
    products = replace(instance.products, annual_usd=np.zeros(1))
    return replace(instance, products=products, sites=replace(instance.sites, annual_usd=site_usd))
