"""From a question to the plain arrays of an instance."""

import difflib
from dataclasses import replace

import numpy as np
from numpy.typing import NDArray
from scipy.spatial import cKDTree

from geodata.connectors import Current, Need
from planner.errors import ConfigError
from planner.locations import Locations
from planner.model.instance import Instance
from planner.pools import SharedQueues
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
    number = places.number()
    forced, forbidden = _mask(ask.forced, "forced", number), _mask(ask.forbidden, "forbidden", number)
    if (forced & forbidden).any():
        both = places.site_id[np.flatnonzero(forced & forbidden)[0]]
        raise ConfigError(f"plan: site {str(both)!r} is both forced and forbidden; take it from one list")
    if (forced & places.gates.excluded).any():
        j = int(np.flatnonzero(forced & places.gates.excluded)[0])
        status = f"land is {places.land_status[j]} and its connection {places.connection_status[j]}"
        raise ConfigError(
            f"plan.forced: site {str(places.site_id[j])!r} is left out by [gates], its {status}; take it from the list, or give its status a price there"
        )
    names = tuple(sorted({d for d in demand.district if isinstance(d, str)}))
    feeders = {name: h for h, name in enumerate(places.feeder_kw)}
    substations = {name: u for u, name in enumerate(places.substation_kw)}
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
        feeder=np.array([feeders.get(f, -1) for f in places.feeder], dtype=np.int64),
        feeder_kw=np.array(list(places.feeder_kw.values()), dtype=float) * left,
        budget=ask.budget_usd,
        forced=forced,
        forbidden=forbidden | places.gates.excluded,
        too_near=_too_near(places, ask.min_spacing_m),
        max_sites=ask.max_sites,
        district=np.array([names.index(d) if isinstance(d, str) else -1 for d in demand.district], dtype=np.int64),
        district_names=names,
        floor=ask.district_floor,
        site_names=tuple(str(s) for s in places.site_id),
        sharing=SharedQueues(pools, ask.max_wait_min, ask.wait_probability),
        substation=np.array([substations.get(u, -1) for u in places.substation], dtype=np.int64),
        substation_kw=np.array(list(places.substation_kw.values()), dtype=float) * left,
        step_kw=np.array(steps.kw if steps else (), dtype=float),
        step_usd=np.array(steps.usd if steps else (), dtype=float),
        available=pools.available,
        upgrade=np.array([k.work is not None for k in chargers], dtype=bool),
        cable_usd=places.cable_m * (steps.cable_usd_per_m if steps else 0.0),
        coverage=ask.coverage,
        drive_s=access.drive_s,
    )
    if "cost" in (ask.objective, *ask.then):
        instance = replace(
            instance,
            annual=np.array([costs.charger_annual_usd(k) for k in chargers], dtype=float),
            site_annual=np.where(places.existing, 0.0, places.site_cost_usd) * costs.ground_annual_usd(1.0),
            connection_annual=costs.ground_annual_usd(1.0),
        )
    most = instance.most_guns()
    tables = tuple(
        pools.capacities(q, int(most[q]), wait_min=ask.max_wait_min, probability=ask.wait_probability)
        for q in range(len(pools.pools))
    )
    return replace(instance, capacity=tables)


def _mask(ids: tuple[str, ...], key: str, number: dict[str, int]) -> NDArray[np.bool_]:
    """Sites that a list of the scenario names; (sites,).

    Raises
    ------
    ConfigError
        No site has such an id; the nearest known one is named.
    """
    mask = np.zeros(len(number), dtype=bool)
    for one in ids:
        if one not in number:
            close = difflib.get_close_matches(one, list(number), n=1, cutoff=0.5)
            hint = f"did you mean {close[0]!r}?" if close else "see site_id in sites.csv of any run for the known ones"
            raise ConfigError(f"plan.{key}: no site has the id {one!r}; {hint}")
        mask[number[one]] = True
    return mask


def _too_near(places: Locations, spacing_m: float) -> NDArray[np.int64]:
    """Pairs of candidate sites nearer to each other than the spacing; (n, 2)."""
    free = np.flatnonzero(~places.existing)
    if spacing_m <= 0 or len(free) < 2:
        return np.empty((0, 2), dtype=np.int64)
    pairs = cKDTree(places.xy_m[free]).query_pairs(spacing_m * (1 - 1e-12), output_type="ndarray")
    return np.asarray(free[pairs[np.lexsort((pairs[:, 1], pairs[:, 0]))]], dtype=np.int64).reshape(-1, 2)
