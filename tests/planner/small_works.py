"""What the grid asks and what can be done to standing guns, put upon the small siting questions of `small_cities`."""

from dataclasses import replace

import numpy as np
from hypothesis import strategies as st

from planner.model.instance import UNLIMITED, Instance
from tests.planner.small_cities import CHARGERS, city

WORKS = {  # guns by pool, bays, kW, price; what falls below 0 is taken from what stands, or freed
    "retrofit": ((0, -1, 0, 0, 1), 0, 0.0, 3_100.0),
    "remove_ccs2": ((0, -1, 0, 0, 0), -1, -50.0, 1_500.0),
    "remove_gbt": ((0, 0, 0, -1, 0), -1, -50.0, 1_500.0),
    "remove_ac": ((-1, 0, 0, 0, 0), -1, -7.0, 400.0),
    "repair_gbt": ((0, 0, 0, 1, 0), 0, 0.0, 3_000.0),
    "connect_ccs2": ((0, 1, 0, 0, 0), 0, 60.0, 5_900.0),
}


def with_grid(instance: Instance, rng: np.random.Generator) -> Instance:
    """Two substations over the sites, and a connection in steps, paid once a site with its cable."""
    sites = len(instance.existing)
    return replace(
        instance,
        substation=rng.integers(-1, 2, sites),
        substation_kw=rng.choice([10.0, 60.0, 130.0, 250.0], 2),
        step_kw=np.array([25.0, 57.0, 144.0]),
        step_usd=np.array([3_000.0, 9_000.0, 12_000.0]),
        cable_usd=rng.choice([0.0, 2_000.0, 9_000.0], sites),
    )


def with_works(instance: Instance, rng: np.random.Generator, names: list[str]) -> Instance:
    """Work on standing guns on offer beside the chargers; three guns stand at most of each kind."""
    works = [WORKS[name] for name in names]
    guns = np.array([one[0] for one in works], dtype=np.int64).T
    standing = np.where(instance.existing[:, None], rng.integers(0, 3, instance.standing.shape), 0)
    takes = (guns < 0).any(axis=0)
    hurt = np.where(instance.existing[:, None], rng.integers(0, 3, (len(standing), len(works))), 0)
    stands = np.array([standing[:, guns[:, k] < 0].min(axis=1) if takes[k] else hurt[:, k] for k in range(len(works))])
    chargers = len(instance.kw)
    return replace(
        instance,
        standing=standing,
        guns=np.hstack([instance.guns, guns]),
        bays_taken=np.append(instance.bays_taken, [one[1] for one in works]),
        kw=np.append(instance.kw, [one[2] for one in works]),
        cost=np.append(instance.cost, [one[3] for one in works]),
        available=np.hstack([np.full((len(standing), chargers), UNLIMITED), stands.T]),
        upgrade=np.array([False] * chargers + [True] * len(works)),
    )


@st.composite
def wired_cities(draw: st.DrawFn) -> Instance:
    """Small questions with substations, steps and every other rule."""
    rng = np.random.default_rng(draw(st.integers(0, 2**32 - 1)))
    names = draw(st.lists(st.sampled_from(sorted(CHARGERS)), min_size=1, max_size=2, unique=True))
    budget = draw(st.sampled_from([30_000.0, 60_000.0, 130_000.0]))
    return with_grid(city(rng, draw(st.integers(1, 4)), draw(st.integers(1, 3)), names, budget=budget, rules=True), rng)


@st.composite
def worked_cities(draw: st.DrawFn) -> Instance:
    """Small questions in which standing guns can be worked on, with or without what the grid asks."""
    rng = np.random.default_rng(draw(st.integers(0, 2**32 - 1)))
    works = draw(st.lists(st.sampled_from(sorted(WORKS)), min_size=1, max_size=2, unique=True))
    name = draw(st.sampled_from(sorted(CHARGERS)))
    budget = draw(st.sampled_from([4_000.0, 30_000.0, 90_000.0]))
    plain = city(
        rng, draw(st.integers(1, 4)), draw(st.integers(1, 2)), [name], budget=budget, rules=draw(st.booleans())
    )
    plain = replace(plain, existing=np.ones_like(plain.existing), site_cost=np.zeros_like(plain.site_cost), floor=0.0)
    plain = replace(plain, too_near=plain.too_near[:0], bays=np.minimum(plain.bays, 3))
    if len(plain.feeder_kw):  # spent feeders, on which only power that is freed can be used
        plain = replace(plain, feeder_kw=rng.choice([0.0, 15.0, 60.0, 180.0], len(plain.feeder_kw)))
    instance = with_works(plain, rng, works)
    return with_grid(instance, rng) if draw(st.booleans()) else instance
