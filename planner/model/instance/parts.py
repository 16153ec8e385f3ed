"""The parts of a siting question as plain arrays; the symbols are those of docs/model.md."""

from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray

from planner.network.pools import SharedQueues
from planner.support.site_ids import SiteId

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]
Mask = NDArray[np.bool_]

UNLIMITED = 1_000_000
"""More of a product than any site can take."""


def _zeros_unless(values: NDArray[np.generic], count: int) -> Ints:
    return values if values.size else np.zeros(count, dtype=np.int64)  # type: ignore[return-value]


@dataclass(frozen=True)
class Demand:
    """Demand by zone and class.

    Parameters
    ----------
    kwh : (zones, classes)
        d[i, c], kWh per day.
    family : (classes,) tuple of str
        Port family of each class.
    fast : (classes,) bool
        The class needs DC.
    world : (zones,) int
        World that a zone is in, where one instance holds several worlds that share their chargers (`stacking`); all 0 elsewhere.
    zone_names : tuple of str
        For messages; may be empty.
    """

    kwh: Floats
    family: tuple[str, ...]
    fast: Mask
    world: Ints = field(default_factory=lambda: np.empty(0, dtype=np.int64))
    zone_names: tuple[str, ...] = ()

    def __post_init__(self) -> None:
        object.__setattr__(self, "world", _zeros_unless(self.world, len(self.kwh)))


@dataclass(frozen=True)
class Reach:
    """Pairs of a zone and a site that it can be served at.

    Parameters
    ----------
    zone, site : (pairs,) int
    worth : (pairs,)
        v[i, j], worth of a kWh.
    drive_s : (pairs,) or None
        t[i, j]; the objective ``distance`` needs it.
    usd_per_kwh_s : float
        USD a year that a kWh a day costs for each second of drive, in the objective ``cost``: what a warehouse pays for transport.
    only_open : bool
        State ``f <= d open`` for every flow to a new site: no tighter in whole numbers, much tighter in the relaxation where
        no queue limits a site.
    """

    zone: Ints
    site: Ints
    worth: Floats
    drive_s: Floats | None = None
    usd_per_kwh_s: float = 0.0
    only_open: bool = False


@dataclass(frozen=True)
class Pools:
    """Guns of one plug standard and current at a site share a queue, whatever cabinet they hang on.

    Parameters
    ----------
    dc : (pools,) bool
    serves : (classes, pools) bool
        a[c, q].
    standing : (sites, pools) int
        G0[j, q], guns that stand.
    capacity : tuple of (most + 1,) arrays
        cap_q(m) by pool, kWh per day.
    service_kw, peak_share : (pools,)
        Charging power of a session, and share of the day's energy in the peak hour.
    sharing : SharedQueues or None
        What guns carry whose cabinets share power, which `capacity` does not know.
    world : (pools,) int
        As `Demand.world`: cabinets share their power in each world anew.
    """

    dc: Mask
    serves: Mask
    standing: Ints
    capacity: tuple[Floats, ...]
    service_kw: Floats
    peak_share: Floats
    sharing: SharedQueues | None = None
    world: Ints = field(default_factory=lambda: np.empty(0, dtype=np.int64))

    def __post_init__(self) -> None:
        object.__setattr__(self, "world", _zeros_unless(self.world, len(self.dc)))


@dataclass(frozen=True)
class Products:
    """What may be bought: new cabinets, and work on standing guns.

    Parameters
    ----------
    guns : (pools, products) int
        Guns that one brings to a pool; below 0 it takes standing ones.
    bays : (products,) int
        Bays that one takes; below 0 it frees them.
    kw, usd : (products,)
    available : (sites, products) int
        Most of a product at a site, whatever its bays and power: of work on standing guns as many as stand.
    upgrade : (products,) bool
        Work on standing guns: what it takes from a pool must stand, and its guns draw their own power, like those that stand.
    annual_usd : (products,) or None
        Annuity with operation and maintenance; the objective ``cost`` needs it.
    names : tuple of str
        For messages; may be empty.
    """

    guns: Ints
    bays: Ints
    kw: Floats
    usd: Floats
    available: Ints = field(default_factory=lambda: np.empty((0, 0), dtype=np.int64))
    upgrade: Mask = field(default_factory=lambda: np.empty(0, dtype=bool))
    annual_usd: Floats | None = None
    names: tuple[str, ...] = ()

    def __post_init__(self) -> None:
        if not self.upgrade.size:
            object.__setattr__(self, "upgrade", np.zeros(len(self.kw), dtype=bool))


@dataclass(frozen=True)
class Sites:
    """Standing stations and candidate sites.

    Parameters
    ----------
    existing : (sites,) bool
        Stations that stand: open at no cost.
    ground_usd : (sites,)
        Ground works of a new site, with the reserve for unsettled land, connection and access.
    names : tuple of str
    cable_usd : (sites,)
        Cable that comes on top of a step of `Grid`.
    annual_usd : (sites,) or None
        USD a year of the ground works; the objective ``cost`` needs it.
    """

    existing: Mask
    ground_usd: Floats
    names: tuple[str, ...]
    cable_usd: Floats = field(default_factory=lambda: np.empty(0))
    annual_usd: Floats | None = None

    def __post_init__(self) -> None:
        if not self.cable_usd.size:
            object.__setattr__(self, "cable_usd", np.zeros(len(self.existing)))

    def __len__(self) -> int:
        return len(self.existing)

    def told(self, at: int) -> SiteId:
        """Id of a site, as a value of a message."""
        return SiteId(self.names[at])


@dataclass(frozen=True)
class Grid:
    """Connections to be had, where a site pays once for all its new power.

    Parameters
    ----------
    step_kw, step_usd : (steps,)
        Ascending; empty where each charger pays its own connection.
    annual : float
        USD a year of each USD of a connection.
    """

    step_kw: Floats = field(default_factory=lambda: np.empty(0))
    step_usd: Floats = field(default_factory=lambda: np.empty(0))
    annual: float = 0.0
