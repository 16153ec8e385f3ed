"""The table of a plan's sites: standing, upgraded and proposed, each with its plugs, cost, use and reason."""

import math
from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import geopandas as gpd
import pandas as pd

from geodata.city import City
from geodata.connectors import PortFamily
from geodata.crs import LONLAT
from geodata.inventory.supply import REASONS, SUPPLY, supply_account
from geodata.tables import rows_of
from planner.dossier.site_ground import GROUND, ground_of
from planner.dossier.site_reason import reason_of
from planner.model.solve.ranking import ranked
from planner.network.locations import districts_at, supply_rule
from planner.plan import Plan
from planner.question import Question

SITE_COLUMNS = (
    "site_id",
    "name",
    "status",
    "district",
    "connectors",
    "existing_connectors",
    "chargers",
    "power_kw",
    "cost_usd",
    "served_kwh_per_day",
    "utilisation",
    "rank",
    "rank_equal_from",
    "rank_equal_to",
    "build_year",
    "built_by_year",
    "kind",
    "operator",
    "land_status",
    "connection_status",
    "access",
    *GROUND,
    "reason",
    "ocpi_station_id",
    "marginal_value",
    "why",
)
"""Columns of `Dossier.sites` beside the geometry: the properties of a feature in `plan.geojson`, in this order."""

RANKS = ("rank", "rank_equal_from", "rank_equal_to")
"""Place in the order of building, and of the sites that are equal; empty where nothing is built."""
WHOLE = (*RANKS, "bays")
"""Columns of whole numbers."""
FROM_STUDIES = ("marginal_value", "why")
"""Columns that the studies fill, where they are asked for: numbers, and last a text."""


def with_studies(table: gpd.GeoDataFrame, studies: Mapping[str, Any]) -> gpd.GeoDataFrame:
    """Add the results of the studies to the sites."""
    found: dict[str, dict[str, Any]] = defaultdict(dict)
    for row in studies.get("reasons", {}).get("sites", ()):
        found[row["site_id"]] |= {name: row[name] for name in FROM_STUDIES if name in row}
    out = table.copy()
    for name in FROM_STUDIES[:-1]:
        figures = [found.get(site, {}).get(name, math.nan) for site in table["site_id"]]
        out[name] = pd.Series(figures, index=table.index, dtype="float64")
    out["why"] = pd.Series(
        [found.get(site, {}).get("why") for site in table["site_id"]], index=table.index, dtype=object
    )
    return out


def site_table(city: City, question: Question, plan: Plan, nothing: Plan) -> gpd.GeoDataFrame:
    """One Point a site in EPSG:4326, columns as `planner.dossier.dossier.Dossier.sites`; rank is the order in which to build."""
    sites, before = _Sites.of(plan), _uses(nothing)
    rows = [*_standing_rows(city, question, sites), *_proposed_rows(city, question, sites)]
    if not rows:
        return _no_sites()
    table = gpd.GeoDataFrame(
        pd.DataFrame(rows), geometry=gpd.points_from_xy([r["x"] for r in rows], [r["y"] for r in rows]), crs=city.crs
    )
    standing = (
        table["site_id"].map({site: sum(use.values()) - use["drive"] for site, use in before.items()}).fillna(0.0)
    )
    table["added_kwh"] = (table["served_kwh_per_day"].map(lambda one: one["total"]) - standing).clip(lower=0.0)
    _price(table)
    order = None if plan.chargers.empty else ranked(question, plan).order
    found = {} if order is None else {s.site_id: (s.rank, s.equal_from, s.equal_to) for s in order.steps}
    for at, name in enumerate(RANKS):
        table[name] = (
            table["site_id"].map({site: float(places[at]) for site, places in found.items()}).astype("float64")
        )
    years = {} if plan.phases is None else plan.phases.added()
    steps = [years.get(str(site), {}) for site in table["site_id"]]
    table["build_year"] = pd.Series([min(one, default=None) for one in steps], index=table.index, dtype=object)
    table["built_by_year"] = pd.Series([_steps_text(one) for one in steps], index=table.index, dtype=object)
    forced = set(question.scenario.plan.forced)
    table["reason"] = [reason_of(row, forced=row["site_id"] in forced) for row in table.to_dict("records")]
    table = with_studies(table, {})
    table = table[[*SITE_COLUMNS, "geometry"]]
    return gpd.GeoDataFrame(table.sort_values("site_id", ignore_index=True)).to_crs(LONLAT)


def _no_sites() -> gpd.GeoDataFrame:
    """The table where nothing stands and nothing is proposed."""
    numbers = ("power_kw", "cost_usd", "utilisation", "bays", "grid_kw", "site_cost_usd", *RANKS, *FROM_STUDIES[:-1])
    columns = {name: pd.Series(dtype="float64" if name in numbers else object) for name in SITE_COLUMNS}
    return gpd.GeoDataFrame(columns, geometry=[], crs=LONLAT)


def _steps_text(steps: dict[int, dict[str, int]]) -> str | None:
    """Write ``2027: 2 × dc_gbt_60; 2028: 1 × ac_t2_22``."""
    return (
        "; ".join(
            f"{year}: {', '.join(f'{count} × {kind}' for kind, count in kinds.items())}"
            for year, kinds in sorted(steps.items())
        )
        or None
    )


@dataclass(frozen=True)
class _Sites:
    """A plan site by site: what is used, as `_uses`; the rows of its chargers; those of its pools."""

    uses: dict[str, dict[str, float]]
    chargers: dict[str, list[Any]]
    pools: dict[str, list[Any]]

    @classmethod
    def of(cls, plan: Plan) -> "_Sites":
        return cls(_uses(plan), _rows_by_site(plan.chargers), _rows_by_site(plan.pools))


def _rows_by_site(table: pd.DataFrame) -> dict[str, list[Any]]:
    found: dict[str, list[Any]] = defaultdict(list)
    for row in rows_of(table):
        found[str(row.site_id)].append(row)
    return found


def _uses(plan: Plan) -> dict[str, dict[str, float]]:
    """Energy served by site and family, with the mean drive beside it."""
    uses: dict[str, dict[str, float]] = defaultdict(lambda: defaultdict(float))
    for row in rows_of(plan.flows):
        uses[row.site_id][row.family] += row.kwh_per_day
        uses[row.site_id]["drive"] += row.kwh_per_day * row.drive_s / 60.0
    return uses


def _standing_rows(city: City, question: Question, sites: _Sites) -> list[dict[str, Any]]:
    inside = city.stations.inside(city.boundary)
    number = question.places.number()
    account = supply_account(inside, city.boundary, supply_rule(question.scenario))
    why = {str(one.station_id): REASONS[one.why] for one in rows_of(account[account["why"] != SUPPLY])}
    plugs = inside.connectors.groupby("station_id")
    districts = districts_at(inside.table, city)
    rows = []
    for station, district in zip(rows_of(inside.table), districts, strict=True):
        known = (
            plugs.get_group(station.station_id) if station.station_id in plugs.groups else inside.connectors.iloc[:0]
        )
        counts = {str(name): int(count) for name, count in known.groupby("connector")["count"].sum().items()}
        row = {
            "site_id": station.station_id,
            "name": station.name,
            "kind": "station",
            "operator": station.operator,
            "district": district,
            "land_status": "unknown",
            "connection_status": "connected" if station.connection == "connected" else "unknown",
            "access": station.access,
            "existing_connectors": counts,
            "ocpi_station_id": station.station_id,
            "x": station.geometry.x,
            "y": station.geometry.y,
        }
        j = number.get(station.station_id)
        if j is not None and not question.places.existing[j]:
            if station.station_id in sites.chargers:
                continue  # given up and built anew: among the proposed sites
            j = None
        row |= ground_of(question, {}, number.get(station.station_id))
        row["ground"] = 0.0
        row["supply"] = j is not None
        row["why_none"] = why.get(station.station_id, "no plugs are known")
        rows.append(row | _built(station.station_id, question, sites, standing=True))
    return rows


def _proposed_rows(city: City, question: Question, sites: _Sites) -> list[dict[str, Any]]:
    places, number = question.places, question.places.number()
    given_usd = dict(zip(city.sites["site_id"], city.sites["site_cost_usd"], strict=True))
    rows = []
    for site in sorted(sites.chargers):
        j = number[site]
        if places.existing[j]:
            continue
        row = {
            "site_id": site,
            "name": places.name[j],
            "kind": places.kind[j],
            "operator": None,
            "district": places.district[j],
            "land_status": places.land_status[j],
            "connection_status": places.connection_status[j],
            "access": places.access[j],
            "existing_connectors": {},
            "ocpi_station_id": None,
            "x": places.xy_m[j, 0],
            "y": places.xy_m[j, 1],
            "ground": float(places.site_cost_usd[j] + places.gates.reserve_usd[j]),
            "reserve": float(places.gates.reserve_usd[j]),
            "supply": True,
            **ground_of(question, given_usd, j),
        }
        rows.append(row | _built(site, question, sites, standing=False))
    return rows


def _built(site: str, question: Question, sites: _Sites, *, standing: bool) -> dict[str, Any]:
    """What is added at a site, what it costs beside the ground, what it serves, and how long its guns are held."""
    kinds = {k.id: k for k in question.chargers}
    mine, uses = sites.chargers.get(site, []), sites.uses
    chargers, power, cost = [], 0.0, 0.0
    plugs: dict[str, int] = defaultdict(int)
    for row in mine:
        kind, count = kinds[row.charger], int(row.count)
        one = {"type": kind.id, "count": count, "power_kw": kind.power_kw, "connectors": kind.plugs()}
        chargers.append(one if kind.work is None else one | {"words": kind.words, "gun_kw": kind.gun_kw})
        power += kind.power_kw * count
        cost += question.costs.charger_usd(kind) * count
        for name, each in kind.plugs().items():
            plugs[name] += each * count
    cable_m = float(question.places.cable_m[j]) if (j := question.places.number().get(site)) is not None else 0.0
    cost += question.costs.shared_grid_usd([(kinds[row.charger], int(row.count)) for row in mine], cable_m)
    status = "proposed" if not standing else "upgrade" if chargers else "existing"
    served = {f.value: uses[site][f.value] for f in PortFamily if site in uses and uses[site].get(f.value, 0.0) > 0}
    total = sum(served.values())
    return {
        "status": status,
        "connectors": dict(plugs),
        "chargers": chargers,
        "power_kw": power,
        "utilisation": _held(question, site, mine, sites.pools.get(site, [])),
        "charger_usd": cost,
        "served_kwh_per_day": served | {"total": total},
        "drive_min": uses[site]["drive"] / total if total > 0 else math.nan,
    }


def _held(question: Question, site: str, mine: list[Any], used: list[Any]) -> float:
    """Share of the hours of the design day in which guns of a site, standing and new, are held; NaN where it has none.

    A session holds its gun for plugging in and charging, at slow posts for as long as the car stays parked.
    """
    pools, kind = question.pools, {k.id: at for at, k in enumerate(question.chargers)}
    j = question.places.number().get(site)
    guns = int(pools.standing[j].sum()) if j is not None else 0
    guns += sum(int(pools.guns[:, kind[row.charger]].sum()) * int(row.count) for row in mine)
    by_name = {one.name: one for one in pools.pools}
    held_h = sum(row.kwh_per_day / by_name[row.pool].session_kwh * by_name[row.pool].service_min / 60.0 for row in used)
    return held_h / (24.0 * guns) if guns else math.nan


def _price(table: gpd.GeoDataFrame) -> None:
    """Add what each site costs."""
    built = table["chargers"].map(len) > 0
    table["cost_usd"] = table["charger_usd"] + table["ground"].where(built, 0.0)
