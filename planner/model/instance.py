"""A siting question as plain arrays, ready to be modelled: every number is there, nothing is left to look up."""

import difflib
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray
from scipy.spatial import cKDTree

from geodata.connectors import Current, Need
from planner.errors import ConfigError
from planner.locations import Locations
from planner.pools import SharedQueues
from planner.question import Question


@dataclass(frozen=True)
class Instance:
    """Data of the siting model; the symbols are those of docs/model.md.

    Parameters
    ----------
    demand : (zones, classes)
        d[i, c], kWh per day.
    zone, site : (pairs,) int
    worth : (pairs,)
        v[i, j].
    class_family : (classes,) tuple of str
    class_fast : (classes,) bool
    pool_dc : (pools,) bool
    serves : (classes, pools) bool
        a[c, q].
    guns : (pools, chargers) int
    standing : (sites, pools) int
        G0[j, q].
    capacity : tuple of (most + 1,) arrays
        cap_q(m) by pool, kWh per day.
    service_kw, peak_share : (pools,)
        Charging power of a session, and share of the day's energy in the peak hour.
    bays_taken : (chargers,) int
    kw, cost : (chargers,)
    existing : (sites,) bool
    bays : (sites,) int
    grid_kw, site_cost : (sites,)
    feeder : (sites,) int
        Number of the feeder, -1 where none is known.
    feeder_kw : (feeders,)
    budget : float
    forced, forbidden : (sites,) bool
    too_near : (n, 2) int
        Pairs of candidate sites that may not both be opened.
    max_sites : int or None
        Most new sites.
    district : (zones,) int
        -1 where none.
    district_names : tuple of str
    floor : float
        Least share of each district's demand to serve.
    sharing : SharedQueues or None
        What guns carry whose cabinets share power, which `capacity` does not know.
    least, limit : (sites, chargers) int or None
        Cabinets that an earlier phase builds, which stay and are paid here; the most that a later phase has.
    """

    demand: NDArray[np.float64]
    zone: NDArray[np.int64]
    site: NDArray[np.int64]
    worth: NDArray[np.float64]
    class_family: tuple[str, ...]
    class_fast: NDArray[np.bool_]
    pool_dc: NDArray[np.bool_]
    serves: NDArray[np.bool_]
    guns: NDArray[np.int64]
    standing: NDArray[np.int64]
    capacity: tuple[NDArray[np.float64], ...]
    service_kw: NDArray[np.float64]
    peak_share: NDArray[np.float64]
    bays_taken: NDArray[np.int64]
    kw: NDArray[np.float64]
    cost: NDArray[np.float64]
    existing: NDArray[np.bool_]
    bays: NDArray[np.int64]
    grid_kw: NDArray[np.float64]
    site_cost: NDArray[np.float64]
    feeder: NDArray[np.int64]
    feeder_kw: NDArray[np.float64]
    budget: float
    forced: NDArray[np.bool_]
    forbidden: NDArray[np.bool_]
    too_near: NDArray[np.int64]
    max_sites: int | None
    district: NDArray[np.int64]
    district_names: tuple[str, ...]
    floor: float
    site_names: tuple[str, ...]
    sharing: SharedQueues | None = None
    least: NDArray[np.int64] | None = None
    limit: NDArray[np.int64] | None = None

    def carries(self, standing: NDArray[np.int64], chargers: NDArray[np.int64]) -> NDArray[np.float64]:
        """KWh per day that pools carry at the promise with these sets of chargers beside what stands; (sets, pools).

        Parameters
        ----------
        standing : (pools,) or (sets, pools) int
        chargers : (sets, chargers) int
        """
        guns = standing + chargers @ self.guns.T
        out = np.zeros(guns.shape)
        for q, table in enumerate(self.capacity):
            out[:, q] = table[np.clip(guns[:, q], 0, len(table) - 1)]
            if self.sharing is not None:
                rows, kwh = self.sharing.carry(q, guns[:, q], chargers)
                out[rows, q] = kwh
        return out

    def nothing_new(self) -> NDArray[np.int64]:
        """No new charger but those that an earlier phase builds; (sites, chargers)."""
        none = np.zeros((len(self.existing), len(self.kw)), dtype=np.int64)
        return none if self.least is None else self.least.copy()

    def promised_kwh(self) -> NDArray[np.float64]:
        """Energy that each district is promised, kWh per day; (districts,), empty where there is no floor."""
        if self.floor <= 0:
            return np.empty(0)
        inside = self.district >= 0
        asked = self.demand.sum(axis=1)[inside]
        return np.asarray(self.floor * np.bincount(self.district[inside], asked, minlength=len(self.district_names)))

    def by_zone(self, of_district: NDArray[np.float64]) -> NDArray[np.float64]:
        """Spread figures of districts over their zones, 0 where there is none; (zones,)."""
        known = np.zeros(len(self.district_names)) if not len(of_district) else of_district
        return np.asarray(np.append(known, 0.0)[self.district])

    def most_chargers(self) -> NDArray[np.int64]:
        """Most cabinets of each type at each site that bays, grid, feeder and budget allow on their own; (sites, chargers)."""
        power = np.minimum(
            self.grid_kw, np.where(self.feeder >= 0, np.append(self.feeder_kw, np.inf)[self.feeder], np.inf)
        )
        money = np.maximum(0.0, self.budget - np.where(self.existing, 0.0, self.site_cost))
        by_bays = self.bays[:, None] // np.maximum(1, self.bays_taken)[None, :]
        by_kw = np.floor(power[:, None] / self.kw[None, :] + 1e-9)
        by_money = np.floor(money[:, None] / np.maximum(self.cost, 1e-9)[None, :] + 1e-9)
        most = np.minimum(by_bays, np.minimum(by_kw, by_money)).astype(np.int64)
        most[self.forbidden] = 0
        return most if self.limit is None else np.minimum(most, self.limit)

    def most_guns(self) -> NDArray[np.int64]:
        """More guns of each pool than any site can have at any budget, those that stand included; (pools,)."""
        rich = replace(self, budget=np.inf, forbidden=np.zeros_like(self.forbidden), limit=None)
        added = (self.guns[None, :, :] * rich.most_chargers()[:, None, :]).sum(axis=2)
        return np.asarray((self.standing + added).max(axis=0, initial=0))


def instance_of(question: Question) -> Instance:
    """Put the question into arrays.

    Raises
    ------
    ConfigError
        A forced or forbidden id that no site has, or a site that is both.
    """
    demand, places, access, pools = question.demand, question.places, question.access, question.pools
    chargers, costs, ask = question.chargers, question.costs, question.scenario.plan
    number = places.number()
    forced, forbidden = _mask(ask.forced, "forced", number), _mask(ask.forbidden, "forbidden", number)
    if (forced & forbidden).any():
        both = places.site_id[np.flatnonzero(forced & forbidden)[0]]
        raise ConfigError(f"plan: site {str(both)!r} is both forced and forbidden; take it from one list")
    names = tuple(sorted({d for d in demand.district if isinstance(d, str)}))
    feeders = {name: h for h, name in enumerate(places.feeder_kw)}
    instance = Instance(
        demand=demand.kwh_per_day,
        zone=access.zone,
        site=access.site,
        worth=access.worth(ask.worth_at_limit),
        class_family=tuple(c.family.value for c in demand.classes),
        class_fast=np.array([c.need is Need.FAST for c in demand.classes], dtype=bool),
        pool_dc=np.array([q.current is Current.DC for q in pools.pools], dtype=bool),
        serves=pools.serves,
        guns=pools.guns,
        standing=pools.standing,
        capacity=(),
        service_kw=np.array([q.power_kw for q in pools.pools]),
        peak_share=np.array([q.peak_hour_share for q in pools.pools]),
        bays_taken=np.array([k.guns for k in chargers], dtype=np.int64),
        kw=np.array([k.power_kw for k in chargers], dtype=float),
        cost=np.array([costs.charger_usd(k) for k in chargers], dtype=float),
        existing=places.existing,
        bays=places.bays,
        grid_kw=places.grid_kw,
        site_cost=np.where(places.existing, 0.0, places.site_cost_usd),
        feeder=np.array([feeders.get(f, -1) for f in places.feeder], dtype=np.int64),
        feeder_kw=np.array(list(places.feeder_kw.values()), dtype=float),
        budget=ask.budget_usd,
        forced=forced,
        forbidden=forbidden,
        too_near=_too_near(places, ask.min_spacing_m),
        max_sites=ask.max_sites,
        district=np.array([names.index(d) if isinstance(d, str) else -1 for d in demand.district], dtype=np.int64),
        district_names=names,
        floor=ask.district_floor,
        site_names=tuple(str(s) for s in places.site_id),
        sharing=SharedQueues(pools, ask.max_wait_min, ask.wait_probability),
    )
    most = instance.most_guns()
    tables = tuple(
        pools.capacities(q, int(most[q]), wait_min=ask.max_wait_min, probability=ask.wait_probability)
        for q in range(len(pools.pools))
    )
    return replace(instance, capacity=tables)


def _mask(ids: tuple[str, ...], key: str, number: dict[str, int]) -> NDArray[np.bool_]:
    mask = np.zeros(len(number), dtype=bool)
    for one in ids:
        if one not in number:
            close = difflib.get_close_matches(one, list(number), n=1, cutoff=0.5)
            hint = f"did you mean {close[0]!r}?" if close else "see site_id in sites.csv of any run for the known ones"
            raise ConfigError(f"plan.{key}: no site has the id {one!r}; {hint}")
        mask[number[one]] = True
    return mask


def _too_near(places: Locations, spacing_m: float) -> NDArray[np.int64]:
    free = np.flatnonzero(~places.existing)
    if spacing_m <= 0 or len(free) < 2:
        return np.empty((0, 2), dtype=np.int64)
    pairs = cKDTree(places.xy_m[free]).query_pairs(spacing_m * (1 - 1e-12), output_type="ndarray")
    return np.asarray(free[pairs[np.lexsort((pairs[:, 1], pairs[:, 0]))]], dtype=np.int64).reshape(-1, 2)
