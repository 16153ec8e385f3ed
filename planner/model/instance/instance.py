"""A siting question as plain arrays, ready to be modelled: every number is there, nothing is left to look up."""

from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from functools import cached_property

import numpy as np
from numpy.typing import NDArray

from planner.model.instance.dual_share import DualShare
from planner.model.instance.routes import NO_ADAPTERS, Routes, own_plugs
from planner.model.instance.site_requests import NAMELESS, Names
from planner.network.pools import SharedQueues

UNLIMITED = 1_000_000
"""More of a product than any site can take."""


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
        Spare power; ground works of a new site with the reserve for unsettled land and connection.
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
    substation : (sites,) int
        Number of the substation, -1 where none is known.
    substation_kw : (substations,)
    step_kw, step_usd : (steps,)
        Connections to be had, ascending, where a site pays once for all its new power; empty where each charger pays its own.
    cable_usd : (sites,)
        Cable that comes on top of a step.
    available : (sites, chargers) int
        Most of a product at a site, whatever its bays and power: of work on standing guns as many as stand.
    upgrade : (chargers,) bool
        Work on standing guns: what it takes from a pool (`guns` below 0) must stand, and its guns draw their own power, like those
        that stand. Bays and kW below 0 are freed.
    coverage : float
        Least share of all demand to serve.
    drive_s : (pairs,) or None
        t[i, j]; the objective ``distance`` needs it.
    annual : (chargers,) or None
        USD a year of one cabinet, annuity with operation and maintenance; the objective ``cost`` needs it.
    site_annual : (sites,) or None
        USD a year of the ground works of a new site, 0 for stations that stand; as `annual`.
    connection_annual : float
        USD a year of each USD of a stepped connection; as `annual`.
    usd_per_kwh_s : float
        USD a year that a kWh a day costs for each second of drive, in the objective ``cost``: what a warehouse pays for transport.
    reach_only_open : bool
        State ``f <= d open`` for every flow to a new site: no tighter in whole numbers, much tighter in the relaxation where
        no queue limits a site.
    too_near_m : (n,) or None
        How far apart the pairs of `too_near` are.
    mandated : (families, chargers) bool
        Chargers that bring a gun of each family of which every new site must have one; no row where none is mandated.
    mandated_names : tuple of str
        Those families, for people.
    names : Names
    unlike : tuple of ((sites,) bool, int)
        Other plans, by the sites where they build something, and in how many sites a plan must differ from each.
    least, limit : (sites, chargers) int or None
        Cabinets that an earlier phase builds, which stay and are paid here; the most that a later phase has.
    zone_world, pool_world : (zones,), (pools,) int
        World that a zone and a pool are in, where one instance holds several worlds that share their chargers (`stacking`): each
        has zones and pools of its own, and cabinets share their power in each world anew. All 0 where there is one.
    by_worst : bool
        The search judges a plan by the world that it serves worst, not by the sum of all.
    dual_share : DualShare or None
        Most of the new DC cabinets that may serve two standards.
    adapters : Routes
        Ways to charge by adapter at pools that `serves` does not name.
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
    substation: NDArray[np.int64] = field(default_factory=lambda: np.empty(0, dtype=np.int64))
    substation_kw: NDArray[np.float64] = field(default_factory=lambda: np.empty(0))
    step_kw: NDArray[np.float64] = field(default_factory=lambda: np.empty(0))
    step_usd: NDArray[np.float64] = field(default_factory=lambda: np.empty(0))
    cable_usd: NDArray[np.float64] = field(default_factory=lambda: np.empty(0))
    available: NDArray[np.int64] = field(default_factory=lambda: np.empty((0, 0), dtype=np.int64))
    upgrade: NDArray[np.bool_] = field(default_factory=lambda: np.empty(0, dtype=bool))
    coverage: float = 0.0
    drive_s: NDArray[np.float64] | None = None
    annual: NDArray[np.float64] | None = None
    site_annual: NDArray[np.float64] | None = None
    connection_annual: float = 0.0
    usd_per_kwh_s: float = 0.0
    reach_only_open: bool = False
    too_near_m: NDArray[np.float64] | None = None
    mandated: NDArray[np.bool_] = field(default_factory=lambda: np.empty((0, 0), dtype=bool))
    mandated_names: tuple[str, ...] = ()
    names: Names = NAMELESS
    unlike: tuple[tuple[NDArray[np.bool_], int], ...] = ()
    least: NDArray[np.int64] | None = None
    limit: NDArray[np.int64] | None = None
    zone_world: NDArray[np.int64] = field(default_factory=lambda: np.empty(0, dtype=np.int64))
    pool_world: NDArray[np.int64] = field(default_factory=lambda: np.empty(0, dtype=np.int64))
    by_worst: bool = False
    dual_share: DualShare | None = None
    adapters: Routes = NO_ADAPTERS

    def __post_init__(self) -> None:
        """Fill in what a question without substations, steps and upgrades leaves out."""
        sites, kinds = len(self.existing), len(self.kw)
        usual: dict[str, NDArray[np.generic]] = {
            "substation": np.full(sites, -1),
            "cable_usd": np.zeros(sites),
            "available": np.full((sites, kinds), UNLIMITED),
            "upgrade": np.zeros(kinds, dtype=bool),
            "mandated": np.zeros((0, kinds), dtype=bool),
            "zone_world": np.zeros(len(self.demand), dtype=np.int64),
            "pool_world": np.zeros(len(self.pool_dc), dtype=np.int64),
        }
        for name, values in usual.items():
            if getattr(self, name).size == 0:
                object.__setattr__(self, name, values)

    @property
    def worlds(self) -> int:
        """How many worlds the instance holds, which is one but for stacked ones."""
        return int(self.pool_world.max(initial=0)) + 1

    @cached_property
    def routes(self) -> Routes:
        """Every way of charging: each class at its own plugs, in their order, then by adapter."""
        own = own_plugs(self.class_family, self.serves, self.class_fast)
        return own.beside(self.adapters) if len(self.adapters) else own

    def flow_worth(self, pair: NDArray[np.int64], route: NDArray[np.int64]) -> NDArray[np.float64]:
        """Worth of a kWh over these pairs by these ways of charging; (flows,)."""
        return np.asarray(self.worth[pair] * self.routes.worth[route])

    def asked_by(self, zone: NDArray[np.int64]) -> NDArray[np.float64]:
        """KWh per day that may come from zones by each way of charging; (zones, routes)."""
        if not len(self.adapters):
            return self.demand[zone]
        return np.asarray(self.demand[zone][:, self.routes.class_of] * self.routes.share)

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

    def power_limit(self) -> NDArray[np.float64]:
        """KW that a site, its feeder, its substation and the largest connection allow on their own; (sites,).

        Feeder and substation with all that work at their other sites could free.
        """
        power, freed = self.grid_kw, self.freed(self.kw)
        for number, spare in ((self.feeder, self.feeder_kw), (self.substation, self.substation_kw)):
            on = number >= 0
            most = spare + np.bincount(number[on], freed[on], minlength=len(spare))
            power = np.minimum(power, np.where(on, np.append(most, np.inf)[number] - freed, np.inf))
        return np.asarray(np.minimum(power, self.step_kw[-1] if len(self.step_kw) else np.inf))

    def connection_usd(self, site: "NDArray[np.int64] | int", kw: "NDArray[np.float64] | float") -> NDArray[np.float64]:
        """Stepped connection of all new power at a site, the smallest step that carries it; 0 where chargers pay their own."""
        if not len(self.step_kw):
            return np.zeros(np.shape(kw))
        power = np.asarray(kw, dtype=float)
        usd = np.append(self.step_usd, np.inf)[np.searchsorted(self.step_kw, power - 1e-6)] + self.cable_usd[site]
        return np.where(power > 1e-6, usd, 0.0)

    def freed(self, taken: NDArray[np.generic], kinds: "NDArray[np.bool_] | None" = None) -> NDArray[np.float64]:
        """Most that work on standing guns frees of `taken`, bays or kW by charger, at each site; (sites,)."""
        each = np.maximum(0.0, -np.asarray(taken, dtype=float))
        return np.asarray(self.available * (each > 0) @ (each if kinds is None else each * kinds))

    def own_kw(self, pools: Sequence[int]) -> NDArray[np.float64]:
        """Power that one of each product brings to a set of pools: its own, or that of its guns where it works on standing ones."""
        chosen = list(pools)
        whole = self.kw * self.guns[chosen].any(axis=0)
        return np.asarray(np.where(self.upgrade, self.service_kw[chosen] @ self.guns[chosen], whole))

    def most_chargers(self) -> NDArray[np.int64]:
        """Most of each product at each site that bays, power, budget and what stands allow on their own; (sites, chargers)."""
        power = self.power_limit() + self.freed(self.kw)
        bays = self.bays + self.freed(self.bays_taken)
        money = np.maximum(0.0, self.budget - np.where(self.existing, 0.0, self.site_cost))
        taken, kw, cost = np.maximum(self.bays_taken, 0), np.maximum(self.kw, 0.0), self.cost
        by_bays = np.where(taken > 0, bays[:, None] // np.maximum(1, taken)[None, :], UNLIMITED)
        by_kw = np.where(kw > 0, np.floor(power[:, None] / np.maximum(kw, 1e-9)[None, :] + 1e-9), UNLIMITED)
        by_money = np.floor(money[:, None] / np.maximum(cost, 1e-9)[None, :] + 1e-9)
        most = np.minimum(np.minimum(by_bays, self.available), np.minimum(by_kw, by_money)).astype(np.int64)
        most[self.forbidden] = 0
        if self.dual_share is not None:
            most[:, self.dual_share.barred] = 0
        return most if self.limit is None else np.minimum(most, self.limit)

    def most_guns(self) -> NDArray[np.int64]:
        """More guns of each pool than any site can have at any budget, those that stand included; (pools,)."""
        rich = replace(self, budget=np.inf, forbidden=np.zeros_like(self.forbidden), limit=None, dual_share=None)
        added = (np.maximum(self.guns, 0)[None, :, :] * rich.most_chargers()[:, None, :]).sum(axis=2)
        return np.asarray((self.standing + added).max(axis=0, initial=0))
