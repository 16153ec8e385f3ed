"""Validation of an instance before solving: no negative, infinite or missing figures; errors name the item."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import overload

import numpy as np

from planner.errors import ConfigError
from planner.model.instance.instance import Instance
from planner.model.rules.kinds.figures import Figures, name_of
from planner.model.rules.kinds.ruling import Ruling
from planner.support.speech import _

LEAST_KWH = 1e-3
"""Less demand in all, kWh a day, is refused: below 1e-5 what solvers round (1e-8 in each row) is more than what they prove."""


def check(instance: Instance) -> None:
    """Raise ConfigError for invalid figures and for limits that contradict each other.

    Raises
    ------
    ConfigError
        Names the first invalid item.
    """
    for fault in _faults(instance):
        raise ConfigError(fault)


def _faults(instance: Instance) -> Iterator[str]:
    products, sites, grid, pools, pairs = (
        instance.products,
        instance.sites,
        instance.grid,
        instance.pools,
        _PairNames(instance),
    )
    rules = instance.rules.every(Ruling)
    for figures in (
        *(one for rule in rules for one in rule.figures(instance)),
        Figures("demand", instance.demand.kwh, "zone", instance.demand.zone_names),
        Figures("price", products.usd, "charger", products.names),
        Figures("power", np.where(products.upgrade, np.abs(products.kw), products.kw), "charger", products.names),
        Figures(_("cost of opening (site_cost_usd)"), sites.ground_usd, "site", sites.names),
        Figures("price", grid.step_usd, "connection step", ()),
        Figures(_("cost of its cable"), sites.cable_usd, "site", sites.names),
        Figures(_("worth of a kWh"), instance.reach.worth, _("zone and site"), pairs),
        Figures(_("charging power of its sessions"), pools.service_kw, "pool", ()),
        Figures(_("share of the peak hour"), pools.peak_share, "pool", (), most=1.0),
        *(
            Figures(_("capacity by guns"), table, "pool", (f"number {q + 1}",))
            for q, table in enumerate(pools.capacity)
        ),
    ):
        yield from figures.faults()
    asked = np.bincount(instance.demand.world, instance.demand.kwh.sum(axis=1))
    if (little := asked[(asked > 0) & (asked < LEAST_KWH)]).size:
        yield _(
            "demand: all zones together ask for {little:g} kWh a day, less than the {least_kwh:g} from which a plan can be reckoned; mend the fleet or the demand, in whole vehicles and kWh, or ask for none",
            little=little[0],
            least_kwh=LEAST_KWH,
        )
    new = ~products.upgrade
    for k in np.flatnonzero(new & ((products.bays <= 0) | (products.kw <= 0))).tolist():
        lacks = _("no plug") if products.bays[k] <= 0 else _("no power")
        yield _(
            "charger {name_of}: has {lacks}, so nobody can charge at it; take it out of plan.chargers",
            name_of=name_of(products.names, k),
            lacks=lacks,
        )
    for rule in rules:
        yield from rule.contradictions(instance)


@dataclass(frozen=True)
class _PairNames(Sequence[str]):
    """Names of the pairs of zone and site, made up when one is asked for: there are half a million in a large city."""

    instance: Instance

    def __len__(self) -> int:
        return len(self.instance.reach.zone)

    @overload
    def __getitem__(self, at: int) -> str: ...
    @overload
    def __getitem__(self, at: slice) -> Sequence[str]: ...
    def __getitem__(self, at: int | slice) -> str | Sequence[str]:
        if isinstance(at, slice):
            return [self[one] for one in range(*at.indices(len(self)))]
        zone, site = int(self.instance.reach.zone[at]), int(self.instance.reach.site[at])
        return f"{name_of(self.instance.demand.zone_names, zone)} and {self.instance.sites.names[site]}"
