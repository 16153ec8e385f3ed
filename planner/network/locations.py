"""Existing stations and candidate sites in one table: every place where guns stand or may be added."""

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property

import geopandas as gpd
import numpy as np
import pandas as pd
from numpy.typing import NDArray

from geodata.city import City
from geodata.inventory.supply import SupplyRule, supply_of
from geodata.power import assign_feeders, assign_substations, cable_lengths
from geodata.report import Assumption, Problem
from geodata.stations import Stations
from planner.config.scenario import Scenario
from planner.network.changes import with_changes
from planner.network.gates import Gates, gates_of
from planner.network.operators import run_by_others
from planner.network.same_ground import SharedGround, same_ground
from planner.network.site_assumptions import (
    candidate_assumptions,
    fault_assumptions,
    grid_assumptions,
    place_assumptions,
    unlimited_substations,
)
from planner.network.standing import bays_of, given_up, guns_of, mendable_guns, mendable_plugs
from planner.support.speech import _

_TEXTS = ("name", "district", "kind", "land_status", "connection_status", "access", "feeder")
_GATES = {"land": "land_status", "connection": "connection_status", "access": "access"}
"""Column that each gate looks at."""


@dataclass(frozen=True)
class Locations:
    """Existing stations and candidate sites together, in ascending order of id.

    Parameters
    ----------
    site_id : (sites,) str
    name, district, kind, land_status, connection_status, access, feeder : (sites,) object
        Text or None.
    xy_m : (sites, 2)
    existing : (sites,) bool
        A station stands there: its guns serve at no cost, and opening it is free.
    operator : (sites,) object
        Who runs the station, None where nobody says and at candidates.
    of_others : (sites,) bool
        Its operator is none of `sites.own_operators`.
    bays : (sites,) int
        Bays for new guns.
    bays_assumed : (sites,) bool
        Where nobody counted them: what may be added at a station, and what is taken for a place of unknown size.
    grid_kw, site_cost_usd : (sites,) float
        Power for new chargers; ground works once.
    grid_assumed : (sites,) bool
    ground : SharedGround
        Places next to each other that share one assumed connection.
    standing : DataFrame
        ``site (number), families ("ccs2+gbt"), current, power_kw, guns``: guns that are supply today.
    feeder_kw : dict
        Spare kW by feeder, of the feeders that supply some place.
    substation : (sites,) object
        Substation of known spare power behind the place, None where there is none.
    substation_kw : dict
        Spare kW by substation behind some place.
    cable_m : (sites,)
        To the nearest known substation, or assumed.
    assumptions : tuple of Assumption
    mendable : DataFrame
        As `standing`, with `why` (out_of_order, disconnected): guns that work could bring into service, where it is offered.
    gates : Gates
        Which candidates are left out for their land, connection or access, and the reserve in USD at the others.
    problems : tuple of Problem
        Stations whose feeder is assumed, feeders without a site, sites without power.
    own_bays : (sites,) int, or None
    own_grid_kw : (sites,) float, or None
        What the places have, where a given list of chargers takes more and `bays` and `grid_kw` are raised to it; None of all other questions.
    """

    site_id: NDArray[np.str_]
    name: NDArray[np.object_]
    district: NDArray[np.object_]
    kind: NDArray[np.object_]
    land_status: NDArray[np.object_]
    connection_status: NDArray[np.object_]
    access: NDArray[np.object_]
    feeder: NDArray[np.object_]
    xy_m: NDArray[np.float64]
    existing: NDArray[np.bool_]
    operator: NDArray[np.object_]
    of_others: NDArray[np.bool_]
    bays: NDArray[np.int64]
    bays_assumed: NDArray[np.bool_]
    grid_kw: NDArray[np.float64]
    site_cost_usd: NDArray[np.float64]
    grid_assumed: NDArray[np.bool_]
    ground: SharedGround
    standing: pd.DataFrame
    feeder_kw: dict[str, float]
    substation: NDArray[np.object_]
    substation_kw: dict[str, float]
    cable_m: NDArray[np.float64]
    mendable: pd.DataFrame
    gates: Gates
    assumptions: tuple[Assumption, ...] = ()
    problems: tuple[Problem, ...] = ()
    own_bays: NDArray[np.int64] | None = None
    own_grid_kw: NDArray[np.float64] | None = None

    def __len__(self) -> int:
        return len(self.site_id)

    def number(self) -> dict[str, int]:
        """Return place number by id; made once, for it is asked of every standing station."""
        return self._numbers

    @cached_property
    def _numbers(self) -> dict[str, int]:
        return {str(site): j for j, site in enumerate(self.site_id)}

    def same_sites(self, other: "Locations") -> bool:
        """Tell whether these are the same places, with stations at the same ones."""
        pairs = ((getattr(self, name), getattr(other, name)) for name in ("site_id", "xy_m", "existing"))
        return all(np.array_equal(one, another) for one, another in pairs)

    def reached_as(self, other: "Locations") -> bool:
        """Tell whether access is the same too: the same places, of which the same are left out."""
        return self.same_sites(other) and np.array_equal(self.gates.excluded, other.gates.excluded)


def locations_of(city: City, scenario: Scenario) -> Locations:
    """Join candidate sites and existing stations of the city into one table; what is unknown is assumed and reported.

    Only plugs that are supply count as standing: public or for customers, inside the city, working, connected, and what
    `inventory.also_supply` adds.
    """
    supply = supply_of(city.stations, city.boundary, supply_rule(scenario))
    mendable, to_mend = mendable_plugs(city, supply_rule(scenario), scenario.upgrades)
    empty, on_ground = given_up(city, scenario.plan.retired)
    stand = {*supply.table["station_id"], *mendable["station_id"]} - set(empty)
    stations, on_feeders = _stations(city.stations.only(stand).table, city, scenario)
    anew, anew_on_feeders = _built_anew(city.stations.only(set(empty)), city, scenario)
    parts = [part for part in (_candidates(city, scenario), stations, anew) if len(part)]
    rows = pd.concat(parts or [stations], ignore_index=True)
    rows = with_changes(rows.sort_values("site_id", kind="stable", ignore_index=True), scenario.sites.changes)
    unknown_grid = rows["grid_kw"].isna().to_numpy()
    unknown_cost = rows["site_cost_usd"].isna().to_numpy()
    number = {site: j for j, site in enumerate(rows["site_id"])}
    operator = rows["operator"].where(rows["operator"].notna(), None).to_numpy(dtype=object)
    of_others = run_by_others(operator, scenario.sites.own_operators)
    named = [*scenario.plan.forced, *(one.site for one in scenario.plan.locked)]
    left_alone = int((of_others & ~rows["site_id"].isin(named).to_numpy()).sum())
    spare = dict(zip(city.feeders["feeder"], city.feeders["spare_kw"], strict=True))
    used = set(rows["feeder"].dropna())
    points = gpd.GeoDataFrame(rows, geometry=gpd.points_from_xy(rows["x_m"], rows["y_m"]), crs=city.crs)
    behind, behind_guessed = assign_substations(points, city.feeders, city.substations)
    known = city.substations[city.substations["spare_kw"].notna()]
    limits = dict(zip(known["substation"], known["spare_kw"], strict=True))
    cable_m = cable_lengths(points, city.substations)
    ground = same_ground(rows, city, scenario.sites.same_ground_m)
    gates = gates_of(
        {gate: rows[column].to_numpy(dtype=object) for gate, column in _GATES.items()},
        rows["existing"].to_numpy(dtype=bool),
        scenario.gates,
    )
    return Locations(
        site_id=rows["site_id"].to_numpy(dtype=str),
        **{key: rows[key].to_numpy(dtype=object) for key in _TEXTS},
        xy_m=rows[["x_m", "y_m"]].to_numpy(dtype=float),
        existing=rows["existing"].to_numpy(dtype=bool),
        operator=operator,
        of_others=of_others,
        bays=rows["bays"].to_numpy(dtype=np.int64),
        bays_assumed=rows["bays_assumed"].to_numpy(dtype=bool),
        grid_kw=rows["grid_kw"].fillna(scenario.grid.default_site_kw).to_numpy(dtype=float),
        site_cost_usd=rows["site_cost_usd"].fillna(scenario.sites.default_site_cost_usd).to_numpy(dtype=float),
        grid_assumed=unknown_grid,
        ground=ground,
        standing=guns_of(supply.connectors, number),
        mendable=mendable_guns(mendable, number),
        feeder_kw={str(name): float(kw) for name, kw in sorted(spare.items()) if name in used},
        substation=np.array(behind, dtype=object),
        substation_kw={str(name): float(kw) for name, kw in sorted(limits.items()) if name in set(behind)},
        cable_m=np.where(np.isnan(cable_m), scenario.grid.assumed_cable_m, cable_m),
        gates=gates,
        assumptions=(
            *place_assumptions(
                scenario,
                int(unknown_grid.sum()),
                int(unknown_cost.sum()),
                len(supply.table),
                len(stations) - left_alone,
                left_alone,
            ),
            *fault_assumptions(supply.connectors),
            *candidate_assumptions(city.sites, scenario.sites),
            *gates.assumptions,
            *grid_assumptions(scenario, cable_m),
        ),
        problems=(
            *(*on_feeders, *anew_on_feeders, *behind_guessed, *unlimited_substations(city)),
            *ground.problems(scenario.sites.same_ground_m),
            *(*on_ground, *to_mend, *_without_use(rows, spare)),
        ),
    )


def _without_use(rows: pd.DataFrame, spare: "dict[str, float]") -> Iterator[Problem]:
    """Report feeders that supply no place and candidate sites without power, which are most likely mistakes in the data."""
    used = set(rows["feeder"].dropna())
    for name in sorted(str(one) for one in spare if one not in used):
        yield Problem(
            _("feeder {name}", name=name),
            _("no site names it and none stands near it"),
            _("its spare power is used by nobody"),
        )
    for site in rows["site_id"][(rows["grid_kw"] <= 0) & ~rows["existing"].astype(bool)]:
        yield Problem(str(site), _("no spare power (grid_kw is 0)"), _("nothing can be built there"))


def supply_rule(scenario: Scenario) -> SupplyRule:
    """What the scenario counts as supply."""
    own = scenario.inventory
    return SupplyRule(frozenset(own.also_supply), frozenset(scenario.plan.retired), own.out_of_order_now == "counts")


def _candidates(city: City, scenario: Scenario) -> pd.DataFrame:
    columns = ["site_id", *_TEXTS, "bays", "bays_assumed", "grid_kw", "site_cost_usd"]
    rows = pd.DataFrame(city.sites[columns])
    rows["bays"] = rows["bays"].clip(upper=scenario.sites.max_bays)
    return rows.assign(x_m=city.sites.geometry.x, y_m=city.sites.geometry.y, existing=False, operator=None)


def _stations(table: gpd.GeoDataFrame, city: City, scenario: Scenario) -> tuple[pd.DataFrame, tuple[Problem, ...]]:
    """Rows of standing stations; what is added there draws on the nearest known feeder, as at any other site."""
    district = districts_at(table, city)
    rows = pd.DataFrame(
        {
            "site_id": table["station_id"],
            "name": table["name"],
            "district": district,
            "kind": "station",
            "land_status": "unknown",
            "connection_status": ["connected" if one == "connected" else "unknown" for one in table["connection"]],
            "access": "unknown",
            "feeder": None,
            "bays": scenario.sites.upgrade_bays,
            "bays_assumed": True,
            "grid_kw": np.nan,
            "site_cost_usd": 0.0,
            "x_m": table.geometry.x,
            "y_m": table.geometry.y,
            "existing": True,
            "operator": table["operator"],
        }
    )
    fed, problems = assign_feeders(
        gpd.GeoDataFrame(rows, geometry=table.geometry.to_numpy(), crs=city.crs), city.feeders
    )
    return rows.assign(feeder=fed["feeder"].to_numpy(dtype=object)), problems


def _built_anew(stations: Stations, city: City, scenario: Scenario) -> tuple[pd.DataFrame, tuple[Problem, ...]]:
    """Rows of stations that are given up, as candidate sites: their ground may be built anew."""
    rows, problems = _stations(stations.table, city, scenario)
    bays = bays_of(stations.connectors, rows["site_id"], scenario.sites.max_bays)
    return rows.assign(kind="former station", bays=bays, site_cost_usd=np.nan, existing=False, operator=None), problems


def districts_at(points: pd.DataFrame, city: City) -> list[str | None]:
    """Name of the district each point lies in, None outside of all."""
    if not len(city.districts) or not len(points):
        return [None] * len(points)
    tree = city.districts.sindex
    at, which = tree.query(points.geometry, predicate="intersects")
    first = dict(zip(at[::-1].tolist(), which[::-1].tolist(), strict=True))
    names = city.districts["district"].tolist()
    return [names[first[k]] if k in first else None for k in range(len(points))]
