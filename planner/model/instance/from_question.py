"""From a question to the plain arrays of an instance."""

from dataclasses import replace
from itertools import product

import numpy as np

from geodata.connectors import Current, Need
from planner.model.instance.dual_share import DualShare
from planner.model.instance.instance import Instance
from planner.model.instance.mandates import mandates_of
from planner.model.instance.routes import NO_ADAPTERS, Routes
from planner.model.instance.site_requests import asked_of, names_of, numbered
from planner.network.pools import SharedQueues
from planner.question import Question


def instance_of(question: Question) -> Instance:
    """Put the question into arrays.

    Raises
    ------
    ConfigError
        A forced or forbidden id that no site has, or a site that is both.
    """
    demand, places, access, pools = question.demand, question.places, question.access, question.pools
    chargers, costs, ask = question.chargers, question.costs, question.scenario.plan
    asked = asked_of(places, ask)
    names = tuple(sorted({d for d in demand.district if isinstance(d, str)}))
    mandated, mandated_names = mandates_of(chargers, ask.mandated_plugs)
    left, steps = question.scenario.grid.winter_share, costs.steps
    instance = Instance(
        demand=demand.kwh_per_day,
        zone=access.zone,
        site=access.site,
        worth=access.worth(ask.worth_at_limit),
        class_family=tuple(c.family.value for c in demand.classes),
        class_fast=np.array([c.need is Need.FAST for c in demand.classes], dtype=bool),
        pool_dc=np.array([q.current is Current.DC for q in pools.pools], dtype=bool),
        serves=pools.serves,
        guns=pools.guns,
        standing=pools.standing,
        capacity=(),
        service_kw=np.array([q.power_kw for q in pools.pools]),
        peak_share=np.array([q.peak_hour_share for q in pools.pools]),
        bays_taken=np.array([k.bays for k in chargers], dtype=np.int64),
        kw=np.array([k.power_kw for k in chargers], dtype=float),
        cost=np.array([costs.charger_usd(k) for k in chargers], dtype=float),
        existing=places.existing,
        bays=places.bays,
        grid_kw=places.grid_kw * left,
        site_cost=np.where(places.existing, 0.0, places.site_cost_usd + places.gates.reserve_usd),
        feeder=numbered(places.feeder, places.feeder_kw),
        feeder_kw=np.array(list(places.feeder_kw.values()), dtype=float) * left,
        budget=ask.budget_usd,
        forced=asked.forced,
        forbidden=asked.forbidden,
        too_near=asked.too_near,
        max_sites=ask.max_sites,
        district=numbered(demand.district, names),
        district_names=names,
        floor=ask.district_floor,
        site_names=tuple(str(s) for s in places.site_id),
        sharing=SharedQueues(pools, ask.max_wait_min, ask.wait_probability),
        substation=numbered(places.substation, places.substation_kw),
        substation_kw=np.array(list(places.substation_kw.values()), dtype=float) * left,
        step_kw=np.array(steps.kw if steps else (), dtype=float),
        step_usd=np.array(steps.usd if steps else (), dtype=float),
        available=pools.available,
        upgrade=np.array([k.work is not None for k in chargers], dtype=bool),
        cable_usd=places.cable_m * (steps.cable_usd_per_m if steps else 0.0),
        coverage=ask.coverage,
        drive_s=access.drive_s,
        too_near_m=asked.too_near_m,
        names=names_of(question),
        dual_share=_dual_share(question),
        adapters=_adapters(question),
        mandated=mandated,
        mandated_names=mandated_names,
    )
    if "cost" in (ask.objective, *ask.then):
        instance = replace(
            instance,
            annual=np.array([costs.charger_annual_usd(k) for k in chargers], dtype=float),
            site_annual=np.where(places.existing, 0.0, places.site_cost_usd) * costs.ground_annual_usd(1.0),
            connection_annual=costs.ground_annual_usd(1.0),
        )
    promise = {"wait_min": ask.max_wait_min, "probability": ask.wait_probability}
    tables = tuple(pools.capacities(q, int(most), **promise) for q, most in enumerate(instance.most_guns()))
    return replace(instance, capacity=tables)


def _adapters(question: Question) -> Routes:
    """Every class by every adapter that fits it, at the pools that have the adapter's plug and not the class's own."""
    demand, pools = question.demand, question.pools
    ways, free = [], ~pools.serves
    for adapter, (c, kind) in product(demand.adapters, enumerate(demand.classes)):
        fits = [adapter.joins(kind, q.families, q.current) for q in pools.pools]
        serves = free[c] & np.array(fits, dtype=bool)
        free[c] &= ~serves  # of several adapters that fit, drivers take the first
        if serves.any():
            ways.append((c, adapter, serves))
    if not ways:
        return NO_ADAPTERS
    fast = [demand.classes[c].need is Need.FAST or adapter.current is Current.DC for c, adapter, _ in ways]
    return Routes(
        np.array([c for c, _, _ in ways], dtype=np.int64),
        tuple(adapter.to.value for _, adapter, _ in ways),
        np.array([adapter.worth for _, adapter, _ in ways]),
        np.array([serves for _, _, serves in ways], dtype=bool),
        np.array(fast, dtype=bool),
        np.array([adapter.share for _, adapter, _ in ways]),
    )


def _dual_share(question: Question) -> DualShare | None:
    """Read the rule on cabinets of two standards off the catalogue's cables, whoever comes; None where it asks for nothing."""
    most = question.scenario.plan.max_dual_share
    if most is None or most >= 1.0:
        return None
    standards = [len(kind.standards) for kind in question.chargers]
    return DualShare(most, tuple(n > 1 for n in standards), tuple(n > 0 for n in standards))
