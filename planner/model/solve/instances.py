"""Conversion of a question to the arrays of an instance."""

from dataclasses import replace
from itertools import product

import numpy as np

from geodata.connectors import Current, Need
from planner.model.instance.instance import Instance
from planner.model.instance.parts import Demand, Grid, Pools, Products, Reach, Sites
from planner.model.instance.routes import NO_ADAPTERS, Routes
from planner.model.instance.rulebook import Rules
from planner.model.rules.kinds.finding import rules_of
from planner.model.rules.plug_balance import PlugBalance
from planner.model.sets.limits import most_guns
from planner.model.solve import soundness
from planner.model.solve.siting import SitingModel
from planner.network.pools import SharedQueues
from planner.network.service_level import service_level_of
from planner.question import Question


def sound_instance(question: Question) -> Instance:
    """Convert a question to arrays and validate them.

    Raises
    ------
    ConfigError
        As `instance_of` and `soundness.check`.
    """
    instance = instance_of(question)
    soundness.check(instance)
    return instance


def instance_of(question: Question) -> Instance:
    """Convert a question to arrays.

    Raises
    ------
    ConfigError
        A rule names what is not there, or contradicts another.
    """
    instance = Instance(
        _demand(question),
        _reach(question),
        _pools(question),
        _products(question),
        _sites(question),
        _grid(question),
        rules_of(question),
        _adapters(question),
    )
    pools, level = question.pools, service_level_of(question.scenario.plan)
    tables = tuple(pools.capacities(q, int(most), level) for q, most in enumerate(most_guns(instance)))
    return _beside_standing(replace(instance, pools=replace(instance.pools, capacity=tables)))


def _beside_standing(instance: Instance) -> Instance:
    """The balance of plugs with what its families are served by what stands, where the most energy is served."""
    balance = instance.rules.get(PlugBalance)
    if balance is None or not instance.pools.standing.any():
        return instance
    nothing = np.zeros((len(instance.sites), len(instance.products.kw)), dtype=np.int64)
    stands = SitingModel(replace(instance, rules=Rules())).allocate(nothing)
    kwh = np.bincount(stands.flow_class, stands.flow_kwh, minlength=instance.demand.kwh.shape[1])
    return instance.ruled(replace(balance, standing_kwh=kwh))


def _demand(question: Question) -> Demand:
    demand = question.demand
    return Demand(
        kwh=demand.kwh_per_day,
        family=tuple(c.family.value for c in demand.classes),
        fast=np.array([c.need is Need.FAST for c in demand.classes], dtype=bool),
        zone_names=tuple(str(z) for z in demand.zone_id),
    )


def _reach(question: Question) -> Reach:
    access = question.access
    worth = access.worth(question.scenario.plan.worth_at_limit)
    return Reach(zone=access.zone, site=access.site, worth=worth, drive_s=access.drive_s)


def _pools(question: Question) -> Pools:
    pools, ask = question.pools, question.scenario.plan
    return Pools(
        dc=np.array([q.current is Current.DC for q in pools.pools], dtype=bool),
        serves=pools.serves,
        standing=pools.standing,
        capacity=(),
        service_kw=np.array([q.power_kw for q in pools.pools]),
        peak_share=np.array([q.peak_hour_share for q in pools.pools]),
        sharing=SharedQueues(pools, service_level_of(ask)),
    )


def _products(question: Question) -> Products:
    chargers, costs = question.chargers, question.costs
    yearly = np.array([costs.charger_annual_usd(k) for k in chargers], dtype=float) if _by_cost(question) else None
    return Products(
        guns=question.pools.guns,
        bays=np.array([k.bays for k in chargers], dtype=np.int64),
        kw=np.array([k.power_kw for k in chargers], dtype=float),
        usd=np.array([costs.charger_usd(k) for k in chargers], dtype=float),
        available=question.pools.available,
        upgrade=np.array([k.work is not None for k in chargers], dtype=bool),
        annual_usd=yearly,
        names=tuple(k.id for k in chargers),
    )


def _sites(question: Question) -> Sites:
    places, steps = question.places, question.costs.steps
    yearly = np.where(places.existing, 0.0, places.site_cost_usd) * question.costs.ground_annual_usd(1.0)
    return Sites(
        existing=places.existing,
        ground_usd=np.where(places.existing, 0.0, places.site_cost_usd + places.gates.reserve_usd),
        names=tuple(str(s) for s in places.site_id),
        cable_usd=places.cable_m * (steps.cable_usd_per_m if steps else 0.0),
        annual_usd=yearly if _by_cost(question) else None,
    )


def _grid(question: Question) -> Grid:
    steps = question.costs.steps
    return Grid(
        step_kw=np.array(steps.kw if steps else (), dtype=float),
        step_usd=np.array(steps.usd if steps else (), dtype=float),
        annual=question.costs.ground_annual_usd(1.0) if _by_cost(question) else 0.0,
    )


def _by_cost(question: Question) -> bool:
    """Tell whether some objective needs yearly costs."""
    ask = question.scenario.plan
    return "cost" in (ask.objective, *ask.then)


def _adapters(question: Question) -> Routes:
    """Every class by every adapter that fits it, at the pools that have the adapter's plug and not the class's own."""
    demand, pools = question.demand, question.pools
    found, free = [], ~pools.serves
    for adapter, (c, kind) in product(demand.adapters, enumerate(demand.classes)):
        fits = [adapter.joins(kind, q.families, q.current) for q in pools.pools]
        serves = free[c] & np.array(fits, dtype=bool)
        free[c] &= ~serves  # of several adapters that fit, drivers take the first
        if serves.any():
            found.append((c, adapter, serves))
    if not found:
        return NO_ADAPTERS
    fast = [demand.classes[c].need is Need.FAST or adapter.current is Current.DC for c, adapter, _ in found]
    return Routes(
        np.array([c for c, _, _ in found], dtype=np.int64),
        tuple(adapter.to.value for _, adapter, _ in found),
        np.array([adapter.worth for _, adapter, _ in found]),
        np.array([serves for _, _, serves in found], dtype=bool),
        np.array(fast, dtype=bool),
        np.array([adapter.share for _, adapter, _ in found]),
    )
