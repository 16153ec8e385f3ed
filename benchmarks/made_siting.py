"""The family `siting`: budgeted, capacitated sites for three classes of plugs in a made country; the same seed gives the same arrays everywhere."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy.spatial import cKDTree

from benchmarks.clustered import clustered
from planner.model.instance.instance import Instance
from planner.model.instance.parts import Demand, Pools, Products, Reach, Sites
from planner.model.instance.rulebook import Rules
from planner.model.rules.bays import Bays
from planner.model.rules.budget import Budget
from planner.model.rules.feeders import Feeders
from planner.model.rules.site_power import SitePower

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]

CLASSES = 3


@dataclass(frozen=True)
class MadeSiting:
    """Arrays of one question, named as the family's definition names them.

    Maximise ``sum v[e] d[i(e), s] x[e, s]``, 0 <= x <= 1 the share of zone i's demand of class s that is served over pair e, subject to
    ``sum_e x <= 1`` by zone and class; ``sum_e d x <= cap[s] n[j, s]``; ``sum_s n[j, s] <= bays[j] y[j]``;
    ``sum_s P[s] n[j, s] <= G[j] y[j]``; ``sum P n <= H`` over a feeder's sites; ``sum f y + cost n <= B``; n whole, y 0 or 1.

    Parameters
    ----------
    I, J : (pairs,) int
        Zone and site.
    v : (pairs,)
        Worth.
    d : (zones, 3)
        KWh a day.
    cap, P, cost : (3,)
        KWh a day, kW and thousand dollars of a charger.
    f : (sites,)
        Thousand dollars of ground works.
    bays, G, feeder : (sites,)
        Bays, kW, number of the feeder.
    H : (feeders,)
        KW.
    B : float
        Thousand dollars.
    """

    I: Ints  # noqa: E741  # the family's own names
    J: Ints
    v: Floats
    d: Floats
    cap: Floats
    P: Floats
    cost: Floats
    f: Floats
    bays: Ints
    G: Floats
    feeder: Ints
    H: Floats
    B: float


def made(zones: int, sites: int, near: int = 20, seed: int = 0, budget_share: float = 0.35) -> MadeSiting:
    """Draw a question; about 1.1 times `near` sites are in reach of a zone."""
    rng = np.random.default_rng(seed)
    zone_xy, site_xy = clustered(zones, rng), clustered(sites, rng)
    distance, neighbour = cKDTree(site_xy).query(zone_xy, k=min(sites, 2 * near))
    radius = np.median(distance[:, near - 1]) * 1.6
    keep = (distance <= radius) & (np.arange(distance.shape[1])[None, :] < int(1.25 * near))
    minutes_per_m = 1.4 / 25 * 60 / 1000  # detour 1.4 at 25 km/h
    worth = np.exp(-distance[keep] * minutes_per_m / (radius * minutes_per_m) * 1.2)
    total = rng.lognormal(5.0, 0.9, zones)
    share = rng.dirichlet([5.5, 3.5, 1.0], zones)
    kwh = np.round(total[:, None] * share, 1) + 0.1
    capacity, power, cost = np.array([110.0, 400.0, 300.0]), np.array([22.0, 60.0, 60.0]), np.array([3.0, 35.0, 28.0])
    fixed = np.round(rng.uniform(15, 60, sites), 0)
    bays, grid = rng.integers(4, 13, sites), rng.choice([100.0, 200.0, 300.0, 500.0], sites)
    feeders = max(1, sites // 20)
    feeder = np.asarray(cKDTree(clustered(feeders, rng)).query(site_xy)[1])
    feeder_kw = np.bincount(feeder, grid, feeders) * 0.6
    by_class = sum(kwh[:, s].sum() / capacity[s] * cost[s] for s in range(CLASSES))
    full = by_class + (kwh.sum(0) / capacity).sum() / bays.mean() * fixed.mean()
    return MadeSiting(
        I=np.repeat(np.arange(zones), keep.sum(1)),
        J=neighbour[keep].astype(np.int64),
        v=worth,
        d=kwh,
        cap=capacity,
        P=power,
        cost=cost,
        f=fixed,
        bays=bays,
        G=grid,
        feeder=feeder.astype(np.int64),
        H=feeder_kw,
        B=float(round(budget_share * full)),
    )


def instance_of(asked: MadeSiting) -> Instance:
    """State the question as the siting model's own: a pool of its own for each class, whose guns do not queue."""
    sites = len(asked.f)
    most = int(asked.bays.max())
    nowhere = np.zeros(sites, dtype=bool)
    return Instance(
        Demand(asked.d, ("one", "three", "two"), np.ones(CLASSES, dtype=bool)),
        Reach(asked.I, asked.J, asked.v),
        Pools(
            dc=np.ones(CLASSES, dtype=bool),
            serves=np.eye(CLASSES, dtype=bool),
            standing=np.zeros((sites, CLASSES), dtype=np.int64),
            capacity=tuple(kwh * np.arange(most + 1) for kwh in asked.cap),
            service_kw=np.zeros(CLASSES),
            peak_share=np.zeros(CLASSES),
        ),
        Products(np.eye(CLASSES, dtype=np.int64), np.ones(CLASSES, dtype=np.int64), asked.P, asked.cost),
        Sites(nowhere, asked.f, tuple(f"site {site + 1}" for site in range(sites))),
        rules=Rules(
            (Bays(asked.bays, nowhere), SitePower(asked.G, nowhere), Feeders(asked.feeder, asked.H), Budget(asked.B))
        ),
    )


def broken_rows(asked: MadeSiting, chargers: Ints, pair: Ints, group: Ints, kwh: Floats) -> list[str]:
    """Rows of the definition that a plan breaks, by its own arithmetic; empty where none.

    Parameters
    ----------
    chargers : (sites, 3) int
    pair, group, kwh : (flows,)
        Energy served by pair and class.
    """
    served = np.zeros_like(asked.d)
    np.add.at(served, (asked.I[pair], group), kwh)
    carried = np.zeros((len(asked.f), CLASSES))
    np.add.at(carried, (asked.J[pair], group), kwh)
    power, opened = chargers @ asked.P, chargers.any(axis=1)
    spent = float(asked.f[opened].sum() + (chargers @ asked.cost).sum())
    kept = {
        "demand": (served <= asked.d + 1e-4).all() and (kwh >= 0).all(),
        "capacity": (carried <= asked.cap * chargers + 1e-4).all(),
        "bays": (chargers.sum(axis=1) <= asked.bays).all() and (chargers >= 0).all(),
        "power": (power <= asked.G + 1e-6).all(),
        "feeders": (np.bincount(asked.feeder, power, len(asked.H)) <= asked.H + 1e-6).all(),
        "budget": spent <= asked.B + 1e-6,
    }
    return [name for name, holds in kept.items() if not holds]
