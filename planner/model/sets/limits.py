"""Limits of each site implied by all rules, one site at a time; they bound the enumeration of its sets."""

from dataclasses import replace

import numpy as np
from numpy.typing import NDArray

from planner.model.instance.instance import Instance
from planner.model.instance.parts import UNLIMITED
from planner.model.rules.kinds.coupling import Coupling
from planner.model.rules.kinds.local import Capacity, Local
from planner.model.rules.kinds.resource import KW, OPENINGS, USD
from planner.model.rules.kinds.ruling import Ruling

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]
Mask = NDArray[np.bool_]

STRONG = 1e9
"""Power limit where there is none, kW."""


def room_of(instance: Instance) -> Floats:
    """Bays that each site has, more than any takes where none are counted; (sites,)."""
    rooms = [rule.room for rule in instance.rules.every(Capacity) if rule.taken(instance) is instance.products.bays]
    return (
        np.asarray(np.min(np.asarray(rooms, dtype=float), axis=0))
        if rooms
        else np.full(len(instance.sites), float(UNLIMITED))
    )


def power_of(instance: Instance) -> Floats:
    """KW that a site, what it hangs on and the largest connection allow on their own; (sites,).

    What it hangs on with all that work at its other sites could free.
    """
    out = np.full(len(instance.sites), STRONG)
    for one in instance.rules.every(Capacity):
        if one.taken(instance) is instance.products.kw:
            out = np.minimum(out, one.room)
    for rule in instance.rules.every(Coupling):
        if rule.resource(instance).name == KW:
            out = np.minimum(out, rule.alone(instance))
    return np.asarray(out)


def money_of(instance: Instance) -> Floats:
    """USD for the chargers of a site beside its ground works, at least 0; (sites,)."""
    most = np.full(len(instance.sites), np.inf)
    for rule in instance.rules.every(Coupling):
        if rule.resource(instance).name == USD:
            most = np.minimum(most, rule.alone(instance))
    return np.asarray(np.maximum(0.0, most - np.where(instance.sites.existing, 0.0, instance.sites.ground_usd)))


def most_products(instance: Instance) -> Ints:
    """Most of each product at each site that every rule allows on its own; (sites, products)."""
    products = instance.products
    kw_left = power_of(instance) + instance.freed(products.kw)
    bays_left = room_of(instance) + instance.freed(products.bays)
    taken, kw, usd = np.maximum(products.bays, 0), np.maximum(products.kw, 0.0), products.usd
    by_bays = np.where(taken > 0, bays_left[:, None] // np.maximum(1, taken)[None, :], UNLIMITED)
    by_kw = np.where(kw > 0, np.floor(kw_left[:, None] / np.maximum(kw, 1e-9)[None, :] + 1e-9), UNLIMITED)
    paid = np.floor(money_of(instance)[:, None] / np.maximum(usd, 1e-9)[None, :] + 1e-9)
    by_money = np.where(usd > 0, paid, UNLIMITED)
    most = np.minimum(np.minimum(by_bays, products.available), np.minimum(by_kw, by_money))
    for rule in instance.rules.every(Ruling):
        own = rule.most(instance)
        most = most if own is None else np.minimum(most, own)
    return np.asarray(np.minimum(most, UNLIMITED).astype(np.int64))


def most_guns(instance: Instance) -> Ints:
    """More guns of each pool than any site can have whatever is asked, those that stand included; (pools,)."""
    free = replace(instance, rules=instance.rules.only(lambda rule: isinstance(rule, Ruling) and rule.physical))
    added = (np.maximum(instance.products.guns, 0)[None, :, :] * most_products(free)[:, None, :]).sum(axis=2)
    return np.asarray((instance.pools.standing + added).max(axis=0, initial=0))


def least_products(instance: Instance) -> Ints:
    """Least of each product at each site: no new one but those that stand from an earlier phase; (sites, products)."""
    least = np.zeros((len(instance.sites), len(instance.products.kw)), dtype=np.int64)
    for rule in instance.rules.every(Local):
        own = rule.least(instance)
        least = least if own is None else np.maximum(least, own)
    return least


def must_build(instance: Instance) -> Mask:
    """Sites at which some rule demands that something stands; (sites,)."""
    must = np.zeros(len(instance.sites), dtype=bool)
    for rule in instance.rules.every(Local):
        must |= rule.must(instance)
    return must


def worth_a_set(instance: Instance) -> Mask:
    """Sites that somebody reaches, or at which work on standing guns frees bays or power that others may take; (sites,)."""
    products = instance.products
    frees = (products.bays < 0) | (products.kw < 0)
    reached = np.isin(np.arange(len(instance.sites)), instance.reach.site)
    return np.asarray(reached | (products.available[:, frees] > 0).any(axis=1))


def allowed_at(instance: Instance, site: "Ints | int", chargers: Ints) -> Mask:
    """Tell which whole sets of chargers every local rule allows at their sites; (sets,)."""
    kept = np.ones(len(chargers), dtype=bool)
    for rule in instance.rules.every(Local):
        kept &= rule.keeps(instance, site, chargers)
    return kept


def most_openings(instance: Instance) -> float:
    """Most new sites in the whole city; 0 where none is limited."""
    rules = [rule for rule in instance.rules.every(Coupling) if rule.resource(instance).name == OPENINGS]
    return min((float(one.limits(instance)[0]) for one in rules if one.members(instance) is None), default=0.0)


def demands(instance: Instance) -> list[Ruling]:
    """Rules that ask for something to be built or served, which doing nothing may break."""
    return [rule for rule in instance.rules.every(Ruling) if rule.demands]
