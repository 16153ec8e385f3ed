"""Flows in a network are worth what the linear program of the allocation says, site after site and demand after demand."""

from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from planner.model.explain.marginal_value import Allocation
from planner.model.explain.nested_values import Nested
from tests.fixtures.instances import TYPES, town

SHARING = TYPES.index("dc_dual")


def plan_of(instance, rng):
    """Chargers at a third of the sites, standing guns at some; no cabinets that share power."""
    sites = len(instance.sites)
    chargers = rng.integers(0, 3, (sites, len(TYPES))) * (rng.random((sites, 1)) < 0.35)
    chargers[:, SHARING] = 0
    standing = rng.integers(0, 3, (sites, 5)) * (rng.random((sites, 1)) < 0.2)
    pools = replace(instance.pools, standing=standing)
    existing = replace(instance.sites, existing=standing.any(axis=1))
    return replace(instance, pools=pools, sites=existing), chargers


def by_program(allocation, sites, kwh):
    allocation.ask_for(kwh)
    built, values = np.zeros_like(allocation.built), []
    for site in (None, *sites):
        if site is not None:
            built[site] = True
        values.append(allocation.value(built))
    return values


@settings(max_examples=40, deadline=None)
@given(st.integers(0, 10_000))
def test_each_further_site_brings_what_the_program_says(seed):
    rng = np.random.default_rng(seed)
    instance, chargers = plan_of(town(int(rng.integers(5, 60)), int(rng.integers(3, 25)), budget=1e6, seed=seed), rng)
    allocation = Allocation(instance, chargers)
    sites = rng.permutation(np.flatnonzero(allocation.built))
    nested = Nested.of(instance, allocation.columns, sites)
    assert (nested is None) == (allocation.flows == 0)
    for _ in range(3 if nested else 0):
        kwh = instance.demand.kwh * rng.lognormal(0, 0.7, (len(instance.demand.kwh), 1)) * (rng.random() < 0.9)
        assert nested.values(kwh) == pytest.approx(by_program(allocation, sites, kwh), rel=1e-9, abs=1e-7)


@given(st.integers(0, 1_000))
@settings(max_examples=20, deadline=None)
def test_where_cabinets_share_power_there_is_a_network_only_if_it_suffices(seed):
    rng = np.random.default_rng(seed)
    instance, chargers = plan_of(town(30, 12, budget=1e6, seed=seed), rng)
    chargers[:, SHARING] = chargers.any(axis=1) & (rng.random(len(chargers)) < 0.5)
    kw = np.where(np.arange(len(TYPES)) == SHARING, rng.choice([1.0, 60.0, 119.0]), instance.products.kw)
    instance = replace(instance, products=replace(instance.products, kw=kw))
    allocation = Allocation(instance, chargers)
    sites = np.flatnonzero(allocation.built)
    nested = Nested.of(instance, allocation.columns, sites)
    if nested:
        kwh = instance.demand.kwh
        assert nested.values(kwh) == pytest.approx(by_program(allocation, sites, kwh), rel=1e-9, abs=1e-7)


def test_where_few_drivers_have_an_adapter_there_is_no_network():
    instance, chargers = plan_of(town(20, 9, budget=1e6), np.random.default_rng(1))
    own = instance.routes
    few = replace(instance, adapters=replace(own, share=np.full(len(own), 0.5)))
    columns = Allocation(few, chargers).columns
    assert Nested.of(few, columns, np.flatnonzero(chargers.any(axis=1))) is None
