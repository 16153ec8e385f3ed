"""Small siting questions drawn by hypothesis, and their optimum by complete enumeration with scipy, sharing no code with the model."""

import itertools
from collections.abc import Iterator
from dataclasses import replace

import numpy as np
from hypothesis import strategies as st
from scipy.optimize import brentq, linprog
from scipy.stats import poisson

from geodata.connectors import Current, PortFamily
from planner.model.instance import Instance
from planner.pools import Pool, PoolTable, SharedQueues
from planner.queueing import capacity_kwh

FAMILIES = ("ccs2", "ccs2", "gbt", "gbt")
FAST = np.array([True, False, True, False])
POOLS = ("ccs2 AC", "ccs2 DC", "gbt AC", "gbt DC", "ccs2+gbt DC")
POOL_DC = np.array([False, True, False, True, True])
SERVES = np.array(
    [
        [False, True, False, False, True],
        [True, True, False, False, True],
        [False, False, False, True, True],
        [False, False, True, True, True],
    ]
)
CHARGERS = {  # guns by pool, bays, kW, price
    "dc_gbt": ((0, 0, 0, 2, 0), 2, 60.0, 24_000.0),
    "dc_ccs2": ((0, 2, 0, 0, 0), 2, 60.0, 27_000.0),
    "dc_dual": ((0, 1, 0, 1, 0), 2, 60.0, 31_000.0),
    "dc_pooled": ((0, 0, 0, 0, 2), 2, 120.0, 50_000.0),
    "ac_t2": ((1, 0, 0, 0, 0), 1, 22.0, 3_900.0),
    "ac_gbt": ((0, 0, 1, 0, 0), 1, 7.0, 1_300.0),
}
SERVICE_KW = np.array([7.0, 50.0, 7.0, 50.0, 50.0])
SESSION_KWH = (15.0, 28.0, 15.0, 28.0, 28.0)
PEAK = np.array([0.09, 0.08, 0.09, 0.08, 0.08])


def capacities(most: int) -> tuple[np.ndarray, ...]:
    """Erlang capacity of 0..most guns by pool."""
    return tuple(
        np.array(
            [
                capacity_kwh(
                    m,
                    service_min=kwh / kw * 60 + 5,
                    session_kwh=kwh,
                    peak_hour_share=peak,
                    wait_min=10.0,
                    probability=0.1,
                )
                for m in range(most + 1)
            ]
        )
        for kwh, kw, peak in zip(SESSION_KWH, SERVICE_KW, PEAK, strict=True)
    )


@st.composite
def small_cities(draw: st.DrawFn, *, rules: bool = False) -> Instance:
    """Two or three sites, up to five zones and two charger types; with `rules`, feeders, floors, spacing and the like too."""
    rng = np.random.default_rng(draw(st.integers(0, 2**32 - 1)))
    zones, sites = draw(st.integers(1, 5)), draw(st.integers(1, 3))
    names = draw(st.lists(st.sampled_from(sorted(CHARGERS)), min_size=1, max_size=2, unique=True))
    return city(
        rng, zones, sites, names, budget=draw(st.sampled_from([0.0, 20_000.0, 60_000.0, 130_000.0])), rules=rules
    )


def city(rng: np.random.Generator, zones: int, sites: int, names: list[str], *, budget: float, rules: bool) -> Instance:
    """Draw one question."""
    reach = rng.random((zones, sites)) < 0.8
    zone, site = np.nonzero(reach)
    demand = np.where(rng.random((zones, 4)) < 0.8, rng.uniform(20, 900, (zones, 4)), 0.0)
    guns = np.array([CHARGERS[n][0] for n in names], dtype=np.int64).T
    existing = rng.random(sites) < 0.3
    standing = np.where(existing[:, None], rng.integers(0, 3, (sites, 5)), 0)
    standing[:, 4] = 0
    feeder = rng.integers(-1, 2, sites) if rules else np.full(sites, -1)
    able = np.ones(sites, dtype=bool)
    forbidden = (rng.random(sites) < 0.2) if rules else np.zeros(sites, dtype=bool)
    near = np.array(
        [(a, b) for a, b in itertools.combinations(range(sites), 2) if not (existing[a] or existing[b])]
    ).reshape(-1, 2)
    return Instance(
        demand=demand,
        zone=zone,
        site=site,
        worth=rng.uniform(0.5, 1.0, len(zone)),
        class_family=FAMILIES,
        class_fast=FAST,
        pool_dc=POOL_DC,
        serves=SERVES,
        guns=guns,
        standing=standing.astype(np.int64),
        capacity=capacities(16),
        service_kw=SERVICE_KW,
        peak_share=PEAK,
        bays_taken=np.array([CHARGERS[n][1] for n in names]),
        kw=np.array([CHARGERS[n][2] for n in names]),
        cost=np.array([CHARGERS[n][3] for n in names]),
        existing=existing,
        bays=rng.integers(0, 5, sites),
        grid_kw=rng.choice([50.0, 130.0, 250.0], sites),
        site_cost=np.where(existing, 0.0, 5_000.0),
        feeder=feeder,
        feeder_kw=np.array([60.0, 180.0]) if rules else np.empty(0),
        budget=budget,
        forced=np.zeros(sites, dtype=bool) & able,
        forbidden=forbidden,
        too_near=near[rng.random(len(near)) < 0.5] if rules else near[:0],
        max_sites=int(rng.integers(0, 3)) if rules and rng.random() < 0.5 else None,
        district=rng.integers(-1, 2, zones),
        district_names=("north", "south"),
        floor=float(rng.choice([0.0, 0.02])) if rules else 0.0,
        site_names=tuple(f"s{j}" for j in range(sites)),
    )


MORE_IS_BETTER = {"energy": True, "cost": False, "distance": False}
Held = tuple[str, float]
"""An objective and the value that it must keep."""


def promised(instance: Instance, rng: np.random.Generator, coverage: float) -> Instance:
    """Add drives, yearly costs that do not follow the prices, and a promise of coverage."""
    return replace(
        instance,
        coverage=coverage,
        drive_s=rng.uniform(30.0, 600.0, len(instance.zone)),
        annual=instance.cost * rng.uniform(0.1, 0.3, len(instance.cost)),
        site_annual=np.where(instance.existing, 0.0, rng.uniform(100.0, 3_000.0, len(instance.existing))),
        connection_annual=float(rng.uniform(0.1, 0.2)),
    )


def enumerated(instance: Instance, objective: str = "energy", holds: tuple[Held, ...] = ()) -> float | None:
    """Best value over every whole assignment of chargers, None where none keeps the rules."""
    best: float | None = None
    for chargers in allowed_chargers(instance):
        value = served_worth(instance, chargers, objective, holds)
        if value is not None and (best is None or (value > best) == MORE_IS_BETTER[objective]):
            best = value
    return best


def allowed_chargers(instance: Instance) -> Iterator[np.ndarray]:
    """Every whole assignment of chargers that keeps the rules of building, (sites, chargers)."""
    sites, kinds = len(instance.existing), len(instance.kw)
    options = []
    for j in range(sites):
        each = itertools.product(*(range(_most(instance, j, k) + 1) for k in range(kinds)))
        options.append([np.array(one) for one in each if _fits(instance, j, np.array(one))])
    for chosen in itertools.product(*options):
        if _allowed(instance, np.array(chosen)):
            yield np.array(chosen)


def _most(instance: Instance, site: int, kind: int) -> int:
    if instance.upgrade[kind]:
        return int(instance.available[site, kind])
    freed = sum(-instance.bays_taken[k] * instance.available[site, k] for k in np.flatnonzero(instance.bays_taken < 0))
    return int((instance.bays[site] + freed) // instance.bays_taken[kind])


def _connection(instance: Instance, site: int, kw: float) -> float:
    """Price of the smallest step that carries the power; none for no power, infinite above the largest."""
    if not len(instance.step_kw) or kw <= 0:
        return 0.0
    enough = [usd for most, usd in zip(instance.step_kw, instance.step_usd, strict=True) if kw <= most + 1e-9]
    return enough[0] + instance.cable_usd[site] if enough else np.inf


def _fits(instance: Instance, site: int, row: np.ndarray) -> bool:
    if instance.forbidden[site] and row.any():
        return False
    if instance.forced[site] and not row[instance.bays_taken >= 0].any():
        return False
    lacks = any(not (row * kinds).any() for kinds in instance.mandated)
    if row.any() and not instance.existing[site] and lacks:
        return False
    for pool in range(len(instance.capacity)):
        if (
            sum(-instance.guns[pool, k] * row[k] for k in range(len(row)) if instance.guns[pool, k] < 0)
            > (instance.standing[site, pool])
        ):
            return False
    return row @ instance.bays_taken <= instance.bays[site] and row @ instance.kw <= instance.grid_kw[site] + 1e-9


def _allowed(instance: Instance, chargers: np.ndarray) -> bool:
    opened = chargers.any(axis=1) & ~instance.existing
    spent = (chargers @ instance.cost).sum() + instance.site_cost[opened].sum()
    drawn = chargers @ instance.kw
    spent += sum(_connection(instance, j, drawn[j]) for j in range(len(drawn)))
    behind = all(drawn[instance.substation == u].sum() <= kw + 1e-9 for u, kw in enumerate(instance.substation_kw))
    feeders = behind and all(drawn[instance.feeder == h].sum() <= kw + 1e-9 for h, kw in enumerate(instance.feeder_kw))
    apart = not any(opened[a] and opened[b] for a, b in instance.too_near)
    few = instance.max_sites is None or opened.sum() <= instance.max_sites
    other = all((chargers.any(axis=1) != built).sum() >= differ for built, differ in instance.unlike)
    return (
        spent <= instance.budget + 1e-6 and feeders and apart and few and other and keeps_dual_share(instance, chargers)
    )


def keeps_dual_share(instance: Instance, chargers: np.ndarray) -> bool:
    """Cabinets counted one by one."""
    rule = instance.dual_share
    if rule is None:
        return True
    count = [(int(n), two, dc) for n, two, dc in zip(chargers.sum(axis=0), rule.two, rule.direct, strict=True)]
    return sum(n for n, two, _ in count if two) <= rule.most * sum(n for n, _, dc in count if dc) + 1e-9


def yearly(instance: Instance, chargers: np.ndarray) -> float:
    """US dollars a year of these chargers."""
    opened = chargers.any(axis=1) & ~instance.existing
    wired = sum(_connection(instance, j, kw) for j, kw in enumerate(chargers @ instance.kw))
    own = (chargers @ instance.annual).sum() + instance.site_annual[opened].sum()
    return float(own + instance.connection_annual * wired)


def served_worth(
    instance: Instance, chargers: np.ndarray, objective: str = "energy", holds: tuple[Held, ...] = ()
) -> float | None:
    """Most worth that these chargers serve, or least drive: one linear program over (pair, class, pool), None where a promise is missed."""
    guns = instance.standing + chargers @ instance.guns.T
    keys = [
        (p, c, q)
        for p in range(len(instance.zone))
        for c in range(4)
        for q in range(5)
        if factor(instance, c, q) > 0 and guns[instance.site[p], q] > 0 and instance.demand[instance.zone[p], c] > 0
    ]
    rows, limits = [], []

    def add(weights: list[float], limit: float) -> None:
        rows.append(weights)
        limits.append(limit)

    for i, c in itertools.product(range(len(instance.demand)), range(4)):
        add([float(instance.zone[p] == i and k == c) for p, k, _ in keys], instance.demand[i, c])
    for i, a in itertools.product(range(len(instance.demand)), range(len(instance.adapters))):
        c = int(instance.adapters.class_of[a])
        by = [float(instance.zone[p] == i and k == c and instance.adapters.serves[a, q]) for p, k, q in keys]
        add(by, instance.adapters.share[a] * instance.demand[i, c])
    for j, q in itertools.product(range(len(guns)), range(5)):
        here = [float(instance.site[p] == j and r == q) for p, _, r in keys]
        add(here, carried(instance, j, q, chargers))
    for j in range(len(guns)):
        for chosen in _sharing(instance):
            here = [float(instance.site[p] == j and q in chosen) * PEAK[q] for p, _, q in keys]
            add(here, _power(instance, j, chosen, chargers))
    for row, limit in (*_promised(instance, keys), *(_held(instance, chargers, keys, hold) for hold in holds)):
        add(row, limit)
    money = yearly(instance, chargers) if objective == "cost" else 0.0
    if not keys:
        return money if all(limit >= -1e-6 for limit in limits) else None
    sign = -1.0 if MORE_IS_BETTER[objective] else 1.0
    aim = [0.0 if objective == "cost" else sign * _weight(instance, objective, p, c, q) for p, c, q in keys]
    result = linprog(aim, A_ub=np.array(rows), b_ub=np.array(limits), method="highs")
    return money + sign * float(result.fun) if result.status == 0 else None


def _power(instance: Instance, site: int, chosen: tuple[int, ...], chargers: np.ndarray) -> float:
    """KW of a site for pools that share cabinets."""
    power = sum(SERVICE_KW[q] * instance.standing[site, q] for q in chosen)
    for k in range(len(instance.kw)):
        if instance.upgrade[k]:
            power += sum(SERVICE_KW[q] * instance.guns[q, k] for q in chosen) * chargers[site, k]
        elif instance.guns[list(chosen), k].any():
            power += instance.kw[k] * chargers[site, k]
    return float(power)


def _promised(instance: Instance, keys: list[tuple[int, int, int]]) -> list[tuple[list[float], float]]:
    """Rows of the floors of districts and of the promise of coverage."""
    rows = []
    for number in range(2) if instance.floor > 0 else ():
        within = instance.district == number
        asked = instance.floor * instance.demand[within].sum()
        rows.append(([-float(within[instance.zone[p]]) for p, _, _ in keys], -asked))
    if instance.coverage > 0:
        rows.append(([-1.0] * len(keys), -instance.coverage * instance.demand.sum()))
    return rows


def _held(
    instance: Instance, chargers: np.ndarray, keys: list[tuple[int, int, int]], hold: Held
) -> tuple[list[float], float]:
    """Row that keeps another objective at its value."""
    name, kept = hold
    if name == "cost":
        return [0.0] * len(keys), kept - yearly(instance, chargers)
    sign = -1.0 if MORE_IS_BETTER[name] else 1.0
    return [sign * _weight(instance, name, p, c, q) for p, c, q in keys], sign * kept


def _weight(instance: Instance, objective: str, pair: int, kind: int, pool: int) -> float:
    """Of a kWh over this pair at this pool."""
    if objective == "energy":
        return float(instance.worth[pair]) * factor(instance, kind, pool)
    return float(instance.drive_s[pair])


def factor(instance: Instance, kind: int, pool: int) -> float:
    """Worth of a kWh of a class at a pool: 1 by its own plug, that of the adapter, 0 where it cannot charge."""
    if instance.serves[kind, pool]:
        return 1.0
    ways = zip(instance.adapters.class_of, instance.adapters.worth, instance.adapters.serves, strict=True)
    return max((float(worth) for c, worth, serves in ways if c == kind and serves[pool]), default=0.0)


def carried(instance: Instance, site: int, pool: int, chargers: np.ndarray) -> float:
    """Capacity of a pool; where cabinets share power by summing the states of its queue one by one, up to 400 in line."""
    guns = int(instance.standing[site, pool] + chargers[site] @ instance.guns[pool])
    if instance.sharing is None or guns == 0:
        return float(instance.capacity[pool][guns])
    missing = float(sum(n * lacking_kw(instance, pool, k) for k, n in enumerate(chargers[site])))
    if missing <= 0:
        return float(instance.capacity[pool][guns])
    kwh, kw = SESSION_KWH[pool], SERVICE_KW[pool]
    slowest = kw - missing / guns
    shares = [1.0] if guns == 1 else [n / (guns - 1) for n in range(guns)]
    ends = [(n + 1) / _slowed(kw, slowest, kwh, share) for n, share in enumerate(shares)]
    states = np.arange(400)
    rates = np.array([ends[min(n, guns) - 1] for n in range(1, 401)])

    def late(rate: float) -> float:
        weights = np.exp(np.concatenate([[0.0], np.cumsum(np.log(rate / rates))]))
        weights /= weights.sum()
        ahead = states[states + guns < 400]
        return float((weights[guns + ahead] * poisson.cdf(ahead, ends[-1] * 10.0)).sum())

    rate = brentq(lambda x: late(x) - 0.1, 1e-9, 0.93 * ends[-1])
    return float(rate * 60 * kwh / PEAK[pool])


def _slowed(kw: float, slowest_kw: float, kwh: float, share: float) -> float:
    """Minutes of a session while a share of its neighbours is busy: sessions an hour fall in a straight line."""
    alone, full = 1 / (kwh / kw * 60 + 5), 1 / (kwh / slowest_kw * 60 + 5)
    return 1 / (alone + (full - alone) * share)


def lacking_kw(instance: Instance, pool: int, charger: int) -> float:
    """Power that the guns of a pool on one full cabinet lack, where all its guns could use as much."""
    count = instance.guns[:, charger].sum()
    needed = float(instance.guns[:, charger] @ SERVICE_KW)
    return (
        float((needed - instance.kw[charger]) / count * instance.guns[pool, charger])
        if needed > instance.kw[charger]
        else 0.0
    )


def sharing_of(instance: Instance) -> SharedQueues:
    """Shared cabinets of a drawn city, as its chargers say."""
    pools = tuple(
        Pool(
            tuple(PortFamily(one) for one in name.split()[0].split("+")),
            Current(name.split()[1]),
            float(kw),
            kwh,
            kwh / kw * 60 + 5,
            float(peak),
        )
        for name, kw, kwh, peak in zip(POOLS, SERVICE_KW, SESSION_KWH, PEAK, strict=True)
    )
    missing = np.array([[lacking_kw(instance, q, k) for k in range(len(instance.kw))] for q in range(len(POOLS))])
    return SharedQueues(PoolTable(pools, SERVES, instance.guns, instance.standing, 0, missing), 10.0, 0.1)


def _sharing(instance: Instance) -> set[tuple[int, ...]]:
    """Pools of a cabinet whose guns could draw more than it has, together and one by one."""
    sets = set()
    for k in range(len(instance.kw)):
        fed = tuple(int(q) for q in np.flatnonzero(instance.guns[:, k]))
        if not instance.upgrade[k] and sum(instance.guns[q, k] * SERVICE_KW[q] for q in fed) > instance.kw[k]:
            sets |= {fed, *((q,) for q in fed)}
    return sets
