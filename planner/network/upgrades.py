"""Upgrades of existing guns (retrofit, repair, connection, removal): each is a product beside the chargers, offered where such guns stand.

A retrofit turns a DC gun of one standard into one that serves GB/T too, by turns: the gun leaves its own queue for the joint
one. A gun that is taken down leaves its queue and frees a bay and the power at which it charged, so that a new cabinet can
take its place. A repaired or connected gun joins the queue that it would have been in all along.
"""

import math
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np

from geodata.connectors import Connector, Current, PortFamily
from geodata.report import Assumption, Problem
from geodata.tables import rows_of
from planner.catalogue.chargers import ChargerType, Work
from planner.config.upgrades import UpgradesConfig
from planner.demand.surface import DemandSurface
from planner.network.locations import Locations
from planner.network.pool import Pool
from planner.network.pools import PoolTable, by_name, pool_of, serves_of
from planner.support.speech import _

WORK_LIFETIME_YEARS = 5.0
"""A repaired, connected or removed gun is taken to be good for half the life of a new one (assumed)."""


@dataclass(frozen=True)
class Product:
    """One piece of work on one kind of gun.

    Parameters
    ----------
    charger : ChargerType
        With its price.
    takes, gives : Pool or None
        Queue that the gun leaves, and that it joins.
    available : tuple of (site, guns)
    """

    charger: ChargerType
    takes: Pool | None
    gives: Pool | None
    available: tuple[tuple[int, int], ...]


def with_upgrades(
    table: PoolTable,
    chargers: Sequence[ChargerType],
    demand: DemandSurface,
    places: Locations,
    config: UpgradesConfig,
    availability: float = 1.0,
) -> tuple[PoolTable, tuple[ChargerType, ...]]:
    """Add the upgrades that the scenario allows to the chargers; they replace the catalogue's general entry for a retrofit.

    `availability` is the share of the time that a gun works which stands, or is repaired or connected.
    """
    new = [k for k, charger in enumerate(chargers) if charger.work is None]
    products = [
        *(
            p
            for charger in chargers
            if charger.work is Work.RETROFIT
            for p in _retrofits(charger, table, demand, config)
        ),
        *_repairs_and_connections(places, demand, config, availability),
        *(_removals(table, config) if config.replace else ()),
    ]
    kept = tuple(chargers[k] for k in new)
    if not products:
        return replace(table, guns=table.guns[:, new], missing_kw=table.missing_kw[:, new]), kept
    found = by_name([*table.pools, *(p.gives for p in products if p.gives is not None)])
    order = {name: q for q, name in enumerate(sorted(found))}
    at = [order[q.name] for q in table.pools]
    guns = np.zeros((len(order), len(new) + len(products)), dtype=np.int64)
    guns[np.ix_(at, range(len(new)))] = table.guns[:, new]
    missing_kw = np.zeros(guns.shape)
    missing_kw[np.ix_(at, range(len(new)))] = table.missing_kw[:, new]
    standing = np.zeros((len(places), len(order)), dtype=np.int64)
    standing[:, at] = table.standing
    available = np.full((len(places), guns.shape[1]), MANY, dtype=np.int64)
    available[:, len(new) :] = 0
    for k, product in enumerate(products, start=len(new)):
        if product.takes is not None:
            guns[order[product.takes.name], k] -= 1
        if product.gives is not None:
            guns[order[product.gives.name], k] += 1
        for site, count in product.available:
            available[site, k] += count
    pools = tuple(found[name] for name in sorted(found))
    standing_kw = np.full(len(order), math.inf)
    standing_kw[at] = table.standing_kw
    whole = PoolTable(
        pools, serves_of(demand, pools), guns, standing, table.unused_standing, missing_kw, available, standing_kw
    )
    return whole, (*kept, *(product.charger for product in products))


NO_RETROFIT = (PortFamily.GBT, PortFamily.WIRELESS)
"""Families that a GB/T cable adds nothing to: GB/T itself, and wireless pads, which have no cables."""

MANY = 1_000_000
"""Stands for no limit: new cabinets are limited by bays, power and money alone."""


def _standing(table: PoolTable, pool: int) -> tuple[tuple[int, int], ...]:
    return tuple((int(j), int(table.standing[j, pool])) for j in np.flatnonzero(table.standing[:, pool]))


def _retrofits(charger: ChargerType, table: PoolTable, demand: DemandSurface, config: UpgradesConfig) -> list[Product]:
    """A GB/T cable on each kind of standing DC gun of one other standard."""
    out = []
    for q, pool in enumerate(table.pools):
        single = len(pool.families) == 1 and pool.current is Current.DC and pool.families[0] not in NO_RETROFIT
        both, kw = (*pool.families, PortFamily.GBT), float(table.standing_kw[q])
        joint = pool_of(both, Current.DC, kw, demand, charger.availability) if single else None
        stands = _standing(table, q)
        if joint is None or not stands:
            continue
        words = _(
            "GB/T cable added to a standing {plugs} gun of {kw:g} kW", plugs=_plugs(pool.families, Current.DC), kw=kw
        )
        made = replace(charger, id=f"{charger.id}_{_slug(pool)}", power_kw=0.0, words=words, gun_kw=kw)
        if config.retrofit_usd is not None:
            made = replace(made, hardware_usd=config.retrofit_usd, install_usd=0.0, source="upgrades.retrofit_usd")
        out.append(Product(made, pool, joint, stands))
    return out


def _repairs_and_connections(
    places: Locations, demand: DemandSurface, config: UpgradesConfig, availability: float
) -> list[Product]:
    """Repair of broken guns, and connection of guns without a grid connection."""
    found: dict[tuple[str, str, str, float], list[tuple[int, int]]] = defaultdict(list)
    for row in rows_of(places.mendable):
        found[row.why, row.families, row.current, float(row.power_kw)].append((int(row.site), int(row.guns)))
    out = []
    for (why, families, current, kw), sites in sorted(found.items()):
        kind = Current(current)
        pool = pool_of(tuple(families.split("+")), kind, kw, demand, availability)
        if pool is None:
            continue
        label = _plugs([PortFamily(one) for one in families.split("+")], kind)
        slug = f"{families.replace('+', '_')}_{current.lower()}_{kw:g}"
        if why != "disconnected":
            usd = config.repair_dc_usd if kind is Current.DC else config.repair_ac_usd
            made = _work(
                Work.REPAIR, slug, usd, 0.0, _("broken {label} gun of {kw:g} kW repaired", label=label, kw=kw), kw
            )
        else:
            words = _("{label} gun of {kw:g} kW, so far without grid, connected", label=label, kw=kw)
            made = _work(Work.CONNECT, slug, config.connect_usd, kw, words, kw)
        out.append(Product(made, None, pool, tuple(sites)))
    return out


def _removals(table: PoolTable, config: UpgradesConfig) -> list[Product]:
    """Removal of existing guns; each frees the power of the weakest gun of its queue, which is never more than the gun has."""
    out = []
    for q, pool in enumerate(table.pools):
        if stands := _standing(table, q):
            kw = float(table.standing_kw[q])
            words = _("standing {plugs} gun of {kw:g} kW taken down", plugs=_plugs(pool.families, pool.current), kw=kw)
            made = _work(Work.REMOVE, _slug(pool), config.remove_usd, -kw, words, kw)
            out.append(Product(made, pool, None, stands))
    return out


def _work(work: Work, slug: str, usd: float, power_kw: float, words: str, gun_kw: float) -> ChargerType:
    return ChargerType(
        id=f"{work}_{slug}",
        connectors=(),
        power_kw=power_kw,
        guns=1,
        pooled=False,
        hardware_usd=0.0,
        install_usd=usd,
        om_usd_per_year=0.0,
        lifetime_years=WORK_LIFETIME_YEARS,
        source=f"upgrades.{work}",
        confidence="low",
        work=work,
        words=words,
        gun_kw=gun_kw,
    )


def _plugs(families: Sequence[PortFamily], current: Current) -> str:
    """Name of a gun by its plugs, ``"CCS2 and GB/T DC"``; by the family where it has several plugs of that current."""
    labels = []
    for one in families:
        mine = [plug.label for plug in Connector if (plug.family, plug.current) == (one, current)]
        labels.append(mine[0] if len(mine) == 1 else one.label)
    return " and ".join(labels)


def _slug(pool: Pool) -> str:
    return f"{'_'.join(pool.families)}_{pool.current.lower()}_{pool.power_kw:g}"


def upgrade_assumptions(chargers: Sequence[ChargerType]) -> list[Assumption]:
    """Prices of the work on offer, all assumed."""
    prices: dict[tuple[str, float, str], int] = {}
    for one in chargers:
        if one.work is not None:
            own = one.source.startswith("upgrades.")
            source = one.source if own else "configs/chargers.csv, retrofit_gbt_gun"
            prices.setdefault((_NAMES[one.work], one.hardware_usd + one.install_usd, source), 0)
    out = [
        Assumption(_("price of {what}", what=what), _("{usd:number} USD", usd=usd), source)
        for what, usd, source in prices
    ]
    if any(one.source.startswith("upgrades.") for one in chargers):
        life = _("{work_lifetime_years:g} years, without upkeep", work_lifetime_years=WORK_LIFETIME_YEARS)
        out.append(
            Assumption(
                _("life of guns that are repaired, connected or taken down"), life, "planner/network/upgrades.py"
            )
        )
    return out


_NAMES = {
    Work.RETROFIT: "adding a GB/T cable to a standing gun",
    Work.REPAIR: "repairing a broken gun",
    Work.CONNECT: "bringing a gun without grid into service, its connection apart",
    Work.REMOVE: "taking a standing gun down",
}


def idle_entries(requested: Sequence[ChargerType], table: PoolTable, offered: Sequence[ChargerType]) -> list[Problem]:
    """Report chargers of the scenario that no demand can use; one is bought only where something must be built."""
    out = [
        Problem(
            _("charger {id}", id=charger.id),
            _("no demand of this plan can use its plugs"),
            _("bought only where a promise asks that something be built"),
        )
        for k, charger in enumerate(offered)
        if charger.work is None and not table.guns[:, k].any()
    ]
    if any(one.work is Work.RETROFIT for one in requested) and not any(one.work is Work.RETROFIT for one in offered):
        reason = _("no DC gun of one standard other than GB/T stands, or nobody asks for GB/T")
        out.append(Problem("retrofit_gbt_gun", reason, _("nothing to retrofit")))
    return out
