"""Programs of the sites built so far are worth what the allocation says, site after site and demand after demand."""

from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from planner.model.explain.marginal_value import Allocation
from planner.model.explain.prefixes import Prefixes
from tests.fixtures.drawing import drawn
from tests.fixtures.instances import TYPES, town

SHARING = TYPES.index("dc_dual")


def plan_of(seed):
    """An instance with standing guns at some sites and cabinets that lack power, for some seeds adapters of few drivers, and chargers at a third of its sites."""
    rng = np.random.default_rng(seed)
    instance = town(int(rng.integers(5, 40)), int(rng.integers(3, 20)), budget=1e6, seed=seed)
    sites = len(instance.sites)
    chargers = rng.integers(0, 3, (sites, len(TYPES))) * (rng.random((sites, 1)) < 0.35)
    standing = rng.integers(0, 3, (sites, 5)) * (rng.random((sites, 1)) < 0.2)
    kw = np.where(np.arange(len(TYPES)) == SHARING, rng.choice([1.0, 60.0, 119.0]), instance.products.kw)
    own = instance.routes
    return (
        replace(
            instance,
            products=replace(instance.products, kw=kw),
            pools=replace(instance.pools, standing=standing),
            sites=replace(instance.sites, existing=standing.any(axis=1)),
            adapters=replace(own, share=np.full(len(own), 0.5)) if seed % 3 == 0 else instance.adapters,
        ),
        chargers,
        rng,
    )


def by_allocation(allocation, sites, kwh):
    allocation.ask_for(kwh)
    built, values = np.zeros_like(allocation.built), []
    for site in (None, *sites):
        if site is not None:
            built[site] = True
        values.append(allocation.value(built))
    return values


@drawn(30)
@given(st.integers(0, 10_000))
def test_each_further_site_brings_what_the_allocation_says(seed):
    instance, chargers, rng = plan_of(seed)
    allocation = Allocation(instance, chargers)
    sites = rng.permutation(np.flatnonzero(allocation.built))
    prefixes = Prefixes(Allocation(instance, chargers), sites)
    for _ in range(3):
        kwh = instance.demand.kwh * rng.lognormal(0, 0.7, (len(instance.demand.kwh), 1)) * (rng.random() < 0.9)
        assert prefixes.values(kwh) == pytest.approx(by_allocation(allocation, sites, kwh), rel=1e-9, abs=1e-7)


def test_values_are_the_same_to_the_last_digit_whatever_was_asked_before():
    instance, chargers, rng = plan_of(5)
    sites = rng.permutation(np.flatnonzero(chargers.any(axis=1)))
    demands = [instance.demand.kwh * rng.lognormal(0, 0.7, (len(instance.demand.kwh), 1)) for _ in range(4)]
    there, back = (Prefixes(Allocation(instance, chargers), sites) for _ in range(2))
    once = [there.values(kwh) for kwh in demands]
    again = [back.values(kwh) for kwh in reversed(demands)]
    assert np.array_equal(once, again[::-1])
