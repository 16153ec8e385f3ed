"""The instance: all data of the siting model as arrays."""

from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from functools import cached_property

import numpy as np
from numpy.typing import NDArray

from planner.model.instance.parts import UNLIMITED, Demand, Grid, Pools, Products, Reach, Sites
from planner.model.instance.routes import NO_ADAPTERS, Routes, own_plugs
from planner.model.instance.rulebook import Rule, Rules

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]
Mask = NDArray[np.bool_]


@dataclass(frozen=True)
class Instance:
    """Data of the siting model.

    Parameters
    ----------
    demand : Demand
    reach : Reach
    pools : Pools
    products : Products
    sites : Sites
    grid : Grid
    rules : Rules
    adapters : Routes
        Routes by adapter, at pools that `Pools.serves` excludes.
    unlike : tuple of ((sites,) bool, int)
        Known plans, by their built sites, each with the least number of sites in which a plan must differ.
    by_worst : bool
        The search has the max-min objective over worlds in place of the sum.
    """

    demand: Demand
    reach: Reach
    pools: Pools
    products: Products
    sites: Sites
    grid: Grid = field(default_factory=Grid)
    rules: Rules = field(default_factory=Rules)
    adapters: Routes = NO_ADAPTERS
    unlike: tuple[tuple[Mask, int], ...] = ()
    by_worst: bool = False

    def __post_init__(self) -> None:
        """Products are unlimited by default."""
        if not self.products.available.size:
            available = np.full((len(self.sites), len(self.products.kw)), UNLIMITED)
            object.__setattr__(self, "products", replace(self.products, available=available))

    def ruled(self, *rules: Rule) -> "Instance":
        """The same question with these rules in place of those of the same kind, or beside the others."""
        return replace(self, rules=self.rules.having(*rules))

    def offering(self, products: Mask) -> "Instance":
        """The same question with these products alone on offer; (products,)."""
        available = np.where(products, self.products.available, 0)
        return replace(self, products=replace(self.products, available=available))

    def without(self, *kinds: type[Rule]) -> "Instance":
        """The same question with some rules switched off."""
        return replace(self, rules=self.rules.without(*kinds))

    @property
    def worlds(self) -> int:
        """Number of worlds; 1 unless stacked."""
        return int(self.pools.world.max(initial=0)) + 1

    @cached_property
    def routes(self) -> Routes:
        """Routes of charging: each class at its own plugs, in their order, then by adapter."""
        own = own_plugs(self.demand.family, self.pools.serves, self.demand.fast)
        return own.beside(self.adapters) if len(self.adapters) else own

    def flow_worth(self, pair: Ints, route: Ints) -> Floats:
        """Worth of a kWh over these pairs by these routes; (flows,)."""
        return np.asarray(self.reach.worth[pair] * self.routes.worth[route])

    def demand_by_route(self, zone: Ints) -> Floats:
        """KWh per day that may come from zones by each route; (zones, routes)."""
        if not len(self.adapters):
            return self.demand.kwh[zone]
        return np.asarray(self.demand.kwh[zone][:, self.routes.class_of] * self.routes.share)

    def carries(self, standing: Ints, chargers: Ints) -> Floats:
        """KWh per day that pools carry at the service level with these sets of chargers beside what stands; (sets, pools).

        Parameters
        ----------
        standing : (pools,) or (sets, pools) int
        chargers : (sets, products) int
        """
        guns = standing + chargers @ self.products.guns.T
        out = np.zeros(guns.shape)
        for q, table in enumerate(self.pools.capacity):
            out[:, q] = table[np.clip(guns[:, q], 0, len(table) - 1)]
            if self.pools.sharing is not None:
                rows, kwh = self.pools.sharing.carry(q, guns[:, q], chargers)
                out[rows, q] = kwh
        return out

    def opens(self, chargers: Ints) -> Mask:
        """New sites at which a plan builds something; (sites,)."""
        return np.asarray(chargers.any(axis=1) & ~self.sites.existing)

    def differs(self, chargers: Ints) -> bool:
        """Whether a plan, (sites, products), differs from the `unlike` ones as much as is asked."""
        built = chargers.any(axis=1)
        return all(int((built != other).sum()) >= differ for other, differ in self.unlike)

    def connection_usd(self, site: "Ints | int", kw: "Floats | float") -> Floats:
        """Stepped connection of all new power at a site, the smallest step that carries it; 0 where chargers pay their own."""
        if not len(self.grid.step_kw):
            return np.zeros(np.shape(kw))
        power = np.asarray(kw, dtype=float)
        steps = np.append(self.grid.step_usd, np.inf)[np.searchsorted(self.grid.step_kw, power - 1e-6)]
        return np.where(power > 1e-6, steps + self.sites.cable_usd[site], 0.0)

    def cost_usd(self, chargers: Ints) -> Floats:
        """Money for a plan by site: chargers, ground works of new sites, stepped connections; (sites,)."""
        ground = np.where(self.opens(chargers), self.sites.ground_usd, 0.0)
        wires = self.connection_usd(np.arange(len(chargers)), chargers @ self.products.kw)
        return np.asarray(chargers @ self.products.usd + ground + wires)

    def freed(self, taken: NDArray[np.generic], kinds: "Mask | None" = None) -> Floats:
        """Most that work on standing guns frees of `taken`, an amount by product, at each site; (sites,)."""
        each = np.maximum(0.0, -np.asarray(taken, dtype=float))
        return np.asarray(self.products.available * (each > 0) @ (each if kinds is None else each * kinds))

    def own_kw(self, pools: Sequence[int]) -> Floats:
        """Power that one of each product brings to a set of pools: its own, or that of its guns where it works on standing ones."""
        chosen, products = list(pools), self.products
        whole = products.kw * products.guns[chosen].any(axis=0)
        return np.asarray(np.where(products.upgrade, self.pools.service_kw[chosen] @ products.guns[chosen], whole))
