"""Siting questions of the size of a town, made from a seed."""

import numpy as np
from scipy.spatial import cKDTree

from planner.model.instance import Instance
from tests.planner.small_cities import CHARGERS, FAMILIES, FAST, PEAK, POOL_DC, SERVES, SERVICE_KW, capacities

TYPES = ("dc_gbt", "dc_ccs2", "dc_dual", "ac_t2", "ac_gbt")
DRIVE_S = 600.0


def town(zones: int, sites: int, *, budget: float, seed: int = 0) -> Instance:
    """People about a centre, candidate sites among them, each zone with its ten nearest sites within ten minutes."""
    rng = np.random.default_rng(seed)
    homes, places = rng.normal(0, 5000, (zones, 2)), rng.normal(0, 4000, (sites, 2))
    metres, near = cKDTree(places).query(homes, k=min(10, sites))
    drive = metres * 1.4 / (25 / 3.6)
    within = drive <= DRIVE_S
    share = rng.lognormal(0, 1, zones)
    chargers = [CHARGERS[name] for name in TYPES]
    return Instance(
        demand=60.0 * zones * (share / share.sum())[:, None] * np.array([0.26, 0.12, 0.42, 0.2]),
        zone=np.repeat(np.arange(zones), within.sum(axis=1)),
        site=near[within],
        worth=0.5 ** (drive[within] / DRIVE_S),
        class_family=FAMILIES,
        class_fast=FAST,
        pool_dc=POOL_DC,
        serves=SERVES,
        guns=np.array([c[0] for c in chargers], dtype=np.int64).T,
        standing=np.zeros((sites, 5), dtype=np.int64),
        capacity=capacities(24),
        service_kw=SERVICE_KW,
        peak_share=PEAK,
        bays_taken=np.array([c[1] for c in chargers], dtype=np.int64),
        kw=np.array([c[2] for c in chargers]),
        cost=np.array([c[3] for c in chargers]),
        existing=np.zeros(sites, dtype=bool),
        bays=rng.integers(2, 9, sites),
        grid_kw=np.full(sites, 250.0),
        site_cost=np.full(sites, 5000.0),
        feeder=np.full(sites, -1),
        feeder_kw=np.empty(0),
        budget=budget,
        forced=np.zeros(sites, dtype=bool),
        forbidden=np.zeros(sites, dtype=bool),
        too_near=np.empty((0, 2), dtype=np.int64),
        max_sites=None,
        district=np.full(zones, -1),
        district_names=(),
        floor=0.0,
        site_names=tuple(f"s{j}" for j in range(sites)),
    )
