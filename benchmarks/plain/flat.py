"""An instance of the siting model as one flat record with names of its own, for those whose reckoning shares nothing with the model's rules.

`instance_from` makes an instance of such figures, `changed` changes some of an instance, `flat` reads them all off one.
"""

import itertools
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace
from functools import cached_property
from types import SimpleNamespace
from typing import Any

import numpy as np

from planner.model.instance.instance import Instance
from planner.model.instance.parts import Demand, Grid, Pools, Products, Reach, Sites
from planner.model.instance.routes import NO_ADAPTERS
from planner.model.instance.rulebook import Rule, Rules
from planner.model.rules.bays import Bays
from planner.model.rules.budget import Budget
from planner.model.rules.connection import Connection
from planner.model.rules.coverage import Coverage
from planner.model.rules.district_floor import DistrictFloor
from planner.model.rules.feeders import Feeders
from planner.model.rules.forbidden import Forbidden
from planner.model.rules.forced import Forced
from planner.model.rules.kept_chargers import KeptChargers
from planner.model.rules.locked import Locked
from planner.model.rules.mandated_plugs import MandatedPlugs
from planner.model.rules.max_dual_share import MaxDualShare
from planner.model.rules.max_sites import MaxSites
from planner.model.rules.plug_balance import PlugBalance
from planner.model.rules.plug_floors import PlugFloors
from planner.model.rules.same_ground import SameGround
from planner.model.rules.site_power import SitePower
from planner.model.rules.spacing import Spacing
from planner.model.rules.substations import Substations
from planner.network.same_ground import SharedGround

USUAL: dict[str, Any] = {
    "worlds": None,
    "names": None,
    "feeder_names": (),
    "substation_names": (),
    "zone_names": (),
    "charger_names": (),
    "sharing": None,
    "substation": None,
    "substation_kw": np.empty(0),
    "step_kw": np.empty(0),
    "step_usd": np.empty(0),
    "cable_usd": np.empty(0),
    "available": np.empty((0, 0), dtype=np.int64),
    "upgrade": np.empty(0, dtype=bool),
    "coverage": 0.0,
    "plug_balance": 0.0,
    "plug_balance_from": 0.1,
    "standing_kwh": None,
    "plug_floors": {},
    "drive_s": None,
    "annual": None,
    "site_annual": None,
    "connection_annual": 0.0,
    "usd_per_kwh_s": 0.0,
    "reach_only_open": False,
    "too_near_m": None,
    "mandated": np.empty((0, 0), dtype=bool),
    "mandated_names": (),
    "mandated_fast": None,
    "fast_kinds": None,
    "unlike": (),
    "neighbours": None,
    "neighbours_kw": np.inf,
    "settled_least": None,
    "settled_most": None,
    "least": None,
    "limit": None,
    "zone_world": np.empty(0, dtype=np.int64),
    "pool_world": np.empty(0, dtype=np.int64),
    "by_worst": False,
    "dual_share": None,
    "dual_usd": None,
    "adapters": NO_ADAPTERS,
}
"""What a question without them leaves out; `dual_share` is a share of the budget, `dual_usd` the prices of the cabinets it is about; `mandated_fast` says which kinds bring a DC gun of a mandated plug, `fast_kinds` which bring any."""


UNASKED = ("district", "district_names", "feeder", "substation")
"""What an instance does not hold where no rule asks for it, and a later change may."""


@dataclass(frozen=True)
class FlatInstance(Instance):
    """An instance made of flat figures, with those of rules that are not asked: so a floor can be added to districts that stand.

    Parameters
    ----------
    unasked : dict
        By `UNASKED`.
    """

    unasked: dict[str, Any] = field(default_factory=dict)

    @cached_property
    def figures(self) -> SimpleNamespace:
        """All flat figures, read once: enumeration asks for them for every plan."""
        return _figures_of(self)


def instance_from(**figures: Any) -> Instance:
    """Make an instance of flat figures."""
    one = SimpleNamespace(**{**USUAL, **figures})
    sites = len(one.existing)
    return FlatInstance(
        Demand(one.demand, one.class_family, one.class_fast, one.zone_world, one.zone_names),
        Reach(one.zone, one.site, one.worth, one.drive_s, one.usd_per_kwh_s, one.reach_only_open),
        Pools(
            one.pool_dc,
            one.serves,
            one.standing,
            one.capacity,
            one.service_kw,
            one.peak_share,
            one.sharing,
            one.pool_world,
        ),
        Products(one.guns, one.bays_taken, one.kw, one.cost, one.available, one.upgrade, one.annual, one.charger_names),
        Sites(one.existing, one.site_cost, one.site_names, one.cable_usd, one.site_annual),
        Grid(one.step_kw, one.step_usd, one.connection_annual),
        Rules(tuple(_rules(one, sites))),
        one.adapters,
        one.unlike,
        one.by_worst,
        {name: getattr(one, name) for name in UNASKED},
    )


def _neighbours(shared: SharedGround) -> Any:
    """Pairs of places of one ground, or of grounds that are neighbours; (pairs, 2)."""
    near = {(a, b) for a, b in np.sort(shared.pairs, axis=1).tolist()}
    grounds = list(enumerate(shared.first.tolist()))
    pairs = [
        (i, j) for (i, a), (j, b) in itertools.combinations(grounds, 2) if a == b or (min(a, b), max(a, b)) in near
    ]
    return np.array(pairs, dtype=np.int64).reshape(-1, 2)


def _rules(one: SimpleNamespace, sites: int) -> Iterator[Rule]:
    yield from _limits(one, sites)
    yield from _promises(one)


def _limits(one: SimpleNamespace, sites: int) -> Iterator[Rule]:
    """What ground, grid and money allow."""
    nowhere = np.zeros(sites, dtype=bool)
    yield Bays(one.bays, one.existing)
    yield SitePower(one.grid_kw, nowhere)
    yield Budget(one.budget)
    if len(one.feeder_kw):
        yield Feeders(one.feeder, one.feeder_kw, one.feeder_names)
    if len(one.substation_kw):
        yield Substations(one.substation, one.substation_kw, one.substation_names)
    if len(one.step_kw):
        yield Connection(np.full(sites, float(one.step_kw[-1])))
    if one.neighbours is not None:
        yield SameGround(SharedGround(np.arange(sites), np.sort(one.neighbours, axis=1)), one.neighbours_kw)
    if one.dual_share is not None:
        yield MaxDualShare(one.dual_share, one.dual_usd, one.budget)
    if one.least is not None or one.limit is not None:
        yield KeptChargers(one.least, one.limit)


def _promises(one: SimpleNamespace) -> Iterator[Rule]:
    """What people ask; a share that is not a number is asked too, and refused."""
    if one.forced.any():
        yield Forced(one.forced)
    if one.forbidden.any():
        yield Forbidden(one.forbidden)
    if one.settled_least is not None:
        yield Locked(one.settled_least, one.settled_most)
    if len(one.too_near):
        apart = np.full(len(one.too_near), 100.0) if one.too_near_m is None else one.too_near_m
        yield Spacing(one.too_near, apart, float(np.max(apart)) + 1.0)
    if one.max_sites is not None:
        yield MaxSites(one.max_sites)
    if one.floor != 0:
        yield DistrictFloor(one.floor, one.district, one.district_names)
    if one.coverage != 0:
        yield Coverage(one.coverage)
    yield from _plug_rules(one)
    if len(one.mandated):
        fast = (one.guns[one.pool_dc] > 0).any(axis=0) if one.fast_kinds is None else one.fast_kinds
        own = one.mandated & fast if one.mandated_fast is None else one.mandated_fast
        yield MandatedPlugs(one.mandated, own, fast, one.mandated_names)


def _plug_rules(one: SimpleNamespace) -> Iterator[Rule]:
    """Balance and floors of plug families."""
    if one.plug_balance != 0:
        offered = (one.serves & (one.guns[:, ~_upgrades(one)] > 0).any(axis=1)).any(axis=1)
        asked, fast = one.demand.sum(axis=0), np.asarray(one.class_fast, dtype=bool)
        rule = PlugBalance.between(
            one.plug_balance, one.plug_balance_from, asked, fast, offered, tuple(one.class_family)
        )
        if rule is not None:
            yield rule if one.standing_kwh is None else replace(rule, standing_kwh=one.standing_kwh)
    if one.plug_floors:
        names = tuple(one.plug_floors)
        most = max(one.plug_floors.values())
        family = np.array([names.index(f) if f in names else -1 for f in one.class_family], dtype=np.int64)
        yield PlugFloors(most, names, tuple(share / most for share in one.plug_floors.values()), family)


def _upgrades(one: SimpleNamespace) -> "np.ndarray[Any, np.dtype[np.bool_]]":
    return np.asarray(one.upgrade if len(one.upgrade) else np.zeros(one.guns.shape[1]), dtype=bool)


def flat(instance: Instance) -> SimpleNamespace:
    """Read all figures off an instance."""
    return instance.figures if isinstance(instance, FlatInstance) else _figures_of(instance)


def _figures_of(instance: Instance) -> SimpleNamespace:
    demand, reach, pools, products = instance.demand, instance.reach, instance.pools, instance.products
    sites, grid, get = instance.sites, instance.grid, instance.rules.get
    count, kinds, zones = len(sites), len(products.kw), len(demand.kwh)
    none, nowhere = np.full(count, -1), np.zeros(count, dtype=bool)
    feeders, substations, spacing, floor = get(Feeders), get(Substations), get(Spacing), get(DistrictFloor)
    coverage, mandated, dual, kept, number = (
        get(Coverage),
        get(MandatedPlugs),
        get(MaxDualShare),
        get(KeptChargers),
        get(MaxSites),
    )
    forced, forbidden, balance, plugs = get(Forced), get(Forbidden), get(PlugBalance), get(PlugFloors)
    settled, ground = get(Locked), get(SameGround)
    unasked = {"district": np.full(zones, -1), "district_names": (), "feeder": none, "substation": none}
    unasked |= instance.unasked if isinstance(instance, FlatInstance) else {}
    return SimpleNamespace(
        demand=demand.kwh,
        class_family=demand.family,
        class_fast=demand.fast,
        zone_world=demand.world,
        zone_names=demand.zone_names,
        zone=reach.zone,
        site=reach.site,
        worth=reach.worth,
        drive_s=reach.drive_s,
        usd_per_kwh_s=reach.usd_per_kwh_s,
        reach_only_open=reach.only_open,
        pool_dc=pools.dc,
        serves=pools.serves,
        standing=pools.standing,
        capacity=pools.capacity,
        service_kw=pools.service_kw,
        peak_share=pools.peak_share,
        sharing=pools.sharing,
        pool_world=pools.world,
        guns=products.guns,
        bays_taken=products.bays,
        kw=products.kw,
        cost=products.usd,
        available=products.available,
        upgrade=products.upgrade,
        annual=products.annual_usd,
        charger_names=products.names,
        existing=sites.existing,
        site_cost=sites.ground_usd,
        site_names=sites.names,
        cable_usd=sites.cable_usd,
        site_annual=sites.annual_usd,
        step_kw=grid.step_kw,
        step_usd=grid.step_usd,
        connection_annual=grid.annual,
        bays=instance.rules.of(Bays).room,
        grid_kw=instance.rules.of(SitePower).room,
        budget=instance.rules.of(Budget).usd,
        feeder=unasked["feeder"] if feeders is None else feeders.of_site,
        feeder_kw=np.empty(0) if feeders is None else feeders.kw,
        feeder_names=() if feeders is None else feeders.names,
        substation=unasked["substation"] if substations is None else substations.of_site,
        substation_kw=np.empty(0) if substations is None else substations.kw,
        substation_names=() if substations is None else substations.names,
        forced=nowhere if forced is None else forced.sites,
        forbidden=nowhere if forbidden is None else forbidden.sites,
        too_near=np.empty((0, 2), dtype=np.int64) if spacing is None else spacing.pairs,
        too_near_m=None if spacing is None else spacing.apart_m,
        max_sites=None if number is None else number.number,
        district=unasked["district"] if floor is None else floor.district,
        district_names=unasked["district_names"] if floor is None else floor.names,
        floor=0.0 if floor is None else floor.share,
        coverage=0.0 if coverage is None else coverage.share,
        plug_balance=0.0 if balance is None else balance.share,
        plug_balance_from=0.1 if balance is None else balance.large_from,
        standing_kwh=None if balance is None else balance.standing_kwh,
        plug_floors={} if plugs is None else _floors_by_family(demand.family, plugs),
        mandated=np.zeros((0, kinds), dtype=bool) if mandated is None else mandated.brings,
        mandated_names=() if mandated is None else mandated.names,
        mandated_fast=None if mandated is None else mandated.brings_fast,
        fast_kinds=None if mandated is None else mandated.fast,
        dual_share=None if dual is None else dual.share,
        dual_usd=None if dual is None else dual.usd,
        neighbours=None if ground is None else _neighbours(ground.shared),
        neighbours_kw=np.inf if ground is None else ground.kw,
        settled_least=None if settled is None else settled.low,
        settled_most=None if settled is None else settled.high,
        least=None if kept is None else kept.low,
        limit=None if kept is None else kept.high,
        adapters=instance.adapters,
        unlike=instance.unlike,
        by_worst=instance.by_worst,
    )


def _floors_by_family(families: Sequence[str], plugs: PlugFloors) -> dict[str, float]:
    at = {int(number): family for family, number in zip(families, plugs.family, strict=True) if number >= 0}
    return {at[number]: plugs.share * part for number, part in enumerate(plugs.parts)}


def changed(instance: Instance, **figures: Any) -> Instance:
    """Change some flat figures of an instance; other pairs of sites stand as far apart as those of `instance_from`, and other mandates are met by DC guns of the pools."""
    apart = {"too_near_m": None} if "too_near" in figures else {}
    fast = {"mandated_fast": None, "fast_kinds": None} if "mandated" in figures or "guns" in figures else {}
    return instance_from(**{**vars(flat(instance)), **apart, **fast, **figures})
