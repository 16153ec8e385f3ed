"""What lies around a plan, for its map: drive times to each plug, waits, the grid, and the candidates that were not chosen."""

import math
from collections import defaultdict
from functools import cache
from typing import Any

import numpy as np
import pandas as pd
from numpy.typing import NDArray
from pyproj import Transformer

from geodata.city import City
from geodata.connectors import PortFamily
from geodata.crs import LONLAT
from geodata.tables import rows_of
from geodata.whereabouts import Gazetteer
from planner.demand.surface import DemandSurface
from planner.plan import Plan
from planner.question import Question
from planner.simulate.network import Place
from planner.simulate.onward import taken_shares

FARTHEST_MIN = 30.0
"""Longer drives to a plug are not told apart."""
LEAST_KWH = 1.0
"""Less unserved demand a day is none worth a site."""
MOST_CANDIDATES = 3_000
"""Those with most unserved demand in reach; a map of more hides the city."""
FORBIDDEN, GATE, REACH, SERVED, MONEY = "forbidden", "gate", "reach", "served", "money"
"""Why a candidate was not chosen: `plan.forbidden`; its land, connection or access; nobody in reach asks; all who ask are served without it; money and rules."""


def surroundings_of(city: City, book: Gazetteer, question: Question, plan: Plan, nothing: Plan) -> dict[str, Any]:
    """Give the surroundings as plain JSON; `book` knows the names of the city.

    Returns
    -------
    dict
        ``drives`` (minutes from each zone to the nearest gun by family, ``before``, ``after``, and in a list ``phases`` in each phase before
        the last; None where there is none within `FARTHEST_MIN`), ``busiest`` (`site_id, pool, guns, taken, cars, parks`: share of drivers who find
        all guns taken at the busiest time), ``stages`` (`year`, None for today, `served_kwh` and `demand_kwh` of each zone, and of all stages but the last ``classes``: `served_kwh` and `demand_kwh` by demand class), ``grid`` (`kind, name, spare_kw, taken_kw, at`), ``photos`` (addresses by `site_id`, where the map names some), ``beyond_reach`` (zones with demand from which no place for chargers can be reached) and ``built_in_reach`` (from which one can at which the plan builds), ``candidates`` (`site_id, name, parts, kind, why, gate,
        unserved_kwh, at`) and ``candidates_in_all``.
    """
    guns = question.guns_with(plan.chargers)
    earlier = () if plan.phases is None else plan.phases.plans[:-1]
    return {
        "drives": _drives(
            city, question, question.pools.standing, [question.guns_with(one.chargers) for one in (*earlier, plan)]
        ),
        "stages": _stages(question, plan, nothing, [str(one) for one in city.zones["zone_id"]]),
        "busiest": _busiest(question, plan, guns),
        **_reached(city, question, plan),
        **_photos(city, plan),
        "grid": _grid(city, question, plan),
        **_candidates(city, book, question, plan),
    }


def _reached(city: City, question: Question, plan: Plan) -> dict[str, list[str]]:
    """Zones with demand from which no place for chargers can be reached in the drive that is allowed, and those from which one can at which the plan builds."""
    zones, access = len(city.zones), question.access
    asks = question.demand.kwh_per_day.sum(axis=1) > 0
    built = np.isin(question.places.site_id[access.site].astype(str), plan.chargers["site_id"].astype(str))
    reaches, built_near = (np.isin(np.arange(zones), one) for one in (access.zone, access.zone[built]))
    ids = city.zones["zone_id"].astype(str)
    return {"beyond_reach": ids[asks & ~reaches].tolist(), "built_in_reach": ids[asks & built_near].tolist()}


def _drives(
    city: City, question: Question, before: NDArray[np.int64], phases: list[NDArray[np.int64]]
) -> dict[str, Any]:
    """Drives today, with the plan (the last of the phases), and in the phases before it; guns are (sites, pools)."""
    zones = city.roads.departures(city.zones[["x_m", "y_m"]].to_numpy(dtype=float))
    used = np.flatnonzero(sum(one.sum(axis=1) for one in (before, *phases)) > 0)
    sites = city.roads.arrivals(question.places.xy_m[used])
    at_zone, at_site, seconds = city.roads.drives_between(zones, sites, limit_s=FARTHEST_MIN * 60.0)
    minutes = seconds / 60.0
    pools = question.pools.pools
    families = [one for one in PortFamily if any(one in pool.families for pool in pools)]

    def told(guns: NDArray[np.int64]) -> dict[str, list[float | None]]:
        out = {}
        for family in families:
            has = guns[used][:, [family in pool.families for pool in pools]].sum(axis=1) > 0
            least = np.full(len(city.zones), math.inf)
            np.minimum.at(least, at_zone[has[at_site]], minutes[has[at_site]])
            out[family.value] = [round(float(one), 1) if one <= FARTHEST_MIN else None for one in least]
        return out

    found = {"before": told(before), "after": told(phases[-1])}
    return found | ({"phases": [told(one) for one in phases[:-1]]} if len(phases) > 1 else {})


def _stages(question: Question, plan: Plan, nothing: Plan, zones: list[str]) -> list[dict[str, Any]]:
    """Today, then the phases or the plan's only year; demand of its own year each, today's network beside that of the first."""
    demands = [*(one.demand for one in question.earlier), question.demand]
    phases = plan.phases
    years = [question.scenario.fleet.year] if phases is None else list(phases.years)
    plans = [nothing, *([plan] if phases is None else phases.plans)]
    out = []
    for year, one, demand in zip([None, *years], plans, [demands[0], *demands[-len(years) :]], strict=True):
        served = one.flows.groupby("zone_id")["kwh_per_day"].sum().reindex(zones).fillna(0.0)
        asked = demand.kwh_per_day.sum(axis=1)
        stage = {"year": year, "served_kwh": served.round(1).tolist(), "demand_kwh": asked.round(1).tolist()}
        out.append(stage | ({} if one is plans[-1] else {"classes": _by_class(one, demand, zones)}))
    return out


def _by_class(plan: Plan, demand: DemandSurface, zones: list[str]) -> dict[str, Any]:
    """Energy of each class in each zone, of classes with demand."""
    served = plan.flows.assign(name=plan.flows["family"] + "_" + plan.flows["need"]).pivot_table(
        index="zone_id", columns="name", values="kwh_per_day", aggfunc="sum"
    )
    return {
        kind.name: {
            "served_kwh": (
                served[kind.name].reindex(zones).fillna(0.0) if kind.name in served else pd.Series(0.0, zones)
            )
            .round(1)
            .tolist(),
            "demand_kwh": asked.round(1).tolist(),
        }
        for kind, asked in zip(demand.classes, demand.kwh_per_day.T, strict=True)
        if asked.sum() > 0
    }


def _photos(city: City, plan: Plan) -> dict[str, Any]:
    """Addresses of pictures of the places where something is built, by `site_id`."""
    sites = city.sites[city.sites["photo"].notna() & city.sites["site_id"].isin(plan.chargers["site_id"])]
    found = {str(site): str(photo) for site, photo in zip(sites["site_id"], sites["photo"], strict=True)}
    return {"photos": found} if found else {}


def _busiest(question: Question, plan: Plan, guns: NDArray[np.int64]) -> list[dict[str, Any]]:
    carried, rows = plan.pools.groupby(["site_id", "pool"])["kwh_per_day"].sum().to_dict(), []
    places = [Place(site, pool, int(guns[site, pool])) for site, pool in np.argwhere(guns > 0).tolist()]
    for one, taken in zip(places, taken_shares(question, plan, places), strict=True):
        kind, name = question.pools.pools[one.pool], str(question.places.site_id[one.site])
        cars = kind.peak_cars_of(float(carried.get((name, kind.name), 0.0)))
        own = {"guns": one.guns, "taken": round(taken, 4), "cars": round(cars, 4), "parks": kind.parks}
        rows.append({"site_id": name, "pool": kind.name, **own})
    return rows


def _grid(city: City, question: Question, plan: Plan) -> list[dict[str, Any]]:
    power = {one.id: one.power_kw for one in question.chargers}
    taken: dict[tuple[str, str], float] = defaultdict(float)
    for row in rows_of(plan.chargers):
        at = question.places.number()[str(row.site_id)]
        for kind, name in (("feeder", question.places.feeder[at]), ("substation", question.places.substation[at])):
            taken[kind, str(name)] += power[row.charger] * int(row.count)
    tables = (("feeder", city.feeders), ("substation", city.substations))
    return [
        {
            "kind": kind,
            "name": str(name),
            "spare_kw": None if pd.isna(spare) else float(spare),
            "taken_kw": round(taken.get((kind, str(name)), 0.0), 1),
            "at": _lonlat(city, x, y),
        }
        for kind, table in tables
        for name, spare, x, y in zip(table[kind], table["spare_kw"], table["x_m"], table["y_m"], strict=True)
        if pd.notna(x) and pd.notna(y)
    ]


def _candidates(city: City, book: Gazetteer, question: Question, plan: Plan) -> dict[str, Any]:
    places, access = question.places, question.access
    built = np.isin(places.site_id, plan.chargers["site_id"].to_numpy(dtype=str))
    numbers = np.flatnonzero(~places.existing & ~built)
    unserved = question.demand.kwh_per_day.sum(axis=1)
    row = {str(zone): at for at, zone in enumerate(city.zones["zone_id"])}
    for flow in rows_of(plan.flows):
        unserved[row[str(flow.zone_id)]] -= flow.kwh_per_day
    in_reach = np.bincount(access.site, weights=unserved.clip(min=0.0)[access.zone], minlength=len(places))
    asked = np.bincount(access.site, minlength=len(places)) > 0
    order = sorted(numbers, key=lambda at: (-in_reach[at], str(places.site_id[at])))[:MOST_CANDIDATES]
    parts = book.sites(places.xy_m[order]) if order else []
    rows = [
        {
            "site_id": str(places.site_id[at]),
            "name": places.name[at],
            "parts": part,
            "kind": str(places.kind[at]),
            "why": _why(question, int(at), asked=bool(asked[at]), unserved_kwh=float(in_reach[at])),
            "gate": str(places.gates.why[at]),
            "unserved_kwh": round(float(in_reach[at]), 1),
            "at": _lonlat(city, *places.xy_m[at]),
        }
        for at, part in zip(order, parts, strict=True)
    ]
    return {"candidates": rows, "candidates_in_all": len(numbers)}


def _why(question: Question, at: int, *, asked: bool, unserved_kwh: float) -> str:
    if str(question.places.site_id[at]) in question.scenario.plan.forbidden:
        return FORBIDDEN
    if question.places.gates.why[at]:
        return GATE
    if not asked:
        return REACH
    return MONEY if unserved_kwh >= LEAST_KWH else SERVED


def _lonlat(city: City, x_m: float, y_m: float) -> list[float]:
    lon, lat = _to_lonlat(city.crs).transform(float(x_m), float(y_m))
    return [round(lon, 5), round(lat, 5)]


@cache
def _to_lonlat(crs: str) -> Transformer:
    return Transformer.from_crs(crs, LONLAT, always_xy=True)
