"""A street of ten corners with five zones, three candidates and one station, small enough to reckon by hand."""

from collections.abc import Iterable
from typing import Any

import geopandas as gpd
import numpy as np
import pandas as pd
import scipy.sparse as sp
from shapely import LineString, Point, box

from geodata.city import City
from geodata.fleet import FLEET
from geodata.power import FEEDERS
from geodata.roads import Roads
from geodata.sites import SITES
from geodata.stations import CONNECTORS, STATIONS, Stations
from geodata.zones import DISTRICTS, ZONES
from planner.scenario import Scenario, scenario_from

CRS = "EPSG:32643"
EAST, NORTH = 600_000.0, 4_790_000.0
STEP_M, STEP_S = 500.0, 60.0
PEOPLE = {0: 1_000, 2: 2_000, 4: 3_000, 6: 2_000, 8: 2_000}
"""People of the zone at each corner; corners 0 to 4 are West, the rest East."""
CANDIDATES = {"a": 1, "b": 5, "c": 9}
STATION = "st"
SPARE_KW = 300.0


def corner(number: float) -> tuple[float, float]:
    """Where a corner of the street lies."""
    return EAST + STEP_M * number, NORTH


def tiny_city(fleet: "list[dict[str, Any]] | None" = None, **changes: Any) -> City:
    """Build the street; `fleet` is rows of the fleet table, `changes` are fields of City."""
    rows = (
        [{"vehicle_class": "taxi", "count": 40}, {"vehicle_class": "private", "count": 400}] if fleet is None else fleet
    )
    facts: dict[str, Any] = {
        "name": "Street",
        "country": "KZ",
        "crs": CRS,
        "boundary": box(EAST - 1_000, NORTH - 1_000, EAST + 6_000, NORTH + 1_000),
        "roads": street(10),
        "zones": zones(PEOPLE),
        "districts": districts(),
        "stations": stations(),
        "sites": sites(CANDIDATES),
        "fleet": FLEET.checked(pd.DataFrame(rows, columns=list(FLEET.columns)), source="test"),
        "feeders": FEEDERS.checked(
            pd.DataFrame([{"feeder": "F1", "spare_kw": SPARE_KW, "x_m": None, "y_m": None, "substation": None}]),
            source="test",
        ),
        "ground": gpd.GeoDataFrame({"kind": []}, geometry=[], crs=CRS),
    }
    return City(**{**facts, **changes})


def tiny_scenario(**sections: dict[str, Any]) -> Scenario:
    """Ask a question of the street; sections are merged into the defaults below."""
    base: dict[str, dict[str, Any]] = {
        "city": {"name": "Street", "country": "KZ", "place": "Street"},
        "fleet": {"mix": {"gbt": 0.5, "ccs2": 0.5}, "temperature_c": 20.0},
        "demand": {"apartment_share": 0.5, "winter_factor": 1.0},
        "plan": {
            "budget_usd": 300_000,
            "chargers": ["dc_gbt_60", "dc_ccs2_60", "ac_t2_22"],
            "gap": 0.0,
            "time_limit_s": 20,
        },
    }
    return scenario_from({name: {**base.get(name, {}), **sections.get(name, {})} for name in {**base, **sections}})


def street(corners: int) -> Roads:
    """A two-way street, a minute from corner to corner."""
    at = np.arange(corners - 1)
    tail, head = np.concatenate([at, at + 1]), np.concatenate([at + 1, at])
    drive_s = sp.csr_array((np.full(len(tail), STEP_S), (tail, head)), shape=(corners, corners))
    xy = np.array([corner(k) for k in range(corners)])
    lines = gpd.GeoDataFrame({"road_class": ["primary"], "name": ["Абай"]}, geometry=[LineString(xy)], crs=CRS)
    return Roads(xy, drive_s, np.ones(corners, dtype=bool), lines, km=(corners - 1) * STEP_M / 1_000)


def zones(people: dict[int, int]) -> gpd.GeoDataFrame:
    """Lay a zone on each of these corners."""
    rows = [
        {
            "zone_id": f"z{k}",
            "population": n,
            "district": "West" if k < 5 else "East",
            "x_m": corner(k)[0],
            "y_m": NORTH,
        }
        for k, n in people.items()
    ]
    cells = [box(corner(k)[0] - 250, NORTH - 250, corner(k)[0] + 250, NORTH + 250) for k in people]
    return ZONES.checked(gpd.GeoDataFrame(rows, geometry=cells, crs=CRS), source="test")


def districts() -> gpd.GeoDataFrame:
    """West and East, meeting half-way between the corners 4 and 5."""
    middle = corner(4.5)[0]
    areas = [
        box(EAST - 1_000, NORTH - 1_000, middle, NORTH + 1_000),
        box(middle, NORTH - 1_000, EAST + 6_000, NORTH + 1_000),
    ]
    return DISTRICTS.checked(
        gpd.GeoDataFrame({"district": ["West", "East"], "population": [6_000.0, 4_000.0]}, geometry=areas, crs=CRS),
        source="test",
    )


def sites(at: dict[str, float]) -> gpd.GeoDataFrame:
    """Car parks of six bays and 200 kW, on the feeder F1."""
    rows = [
        {
            "site_id": name,
            "name": f"Lot {name}",
            "kind": "parking",
            "bays": 6,
            "bays_assumed": False,
            "grid_kw": 200.0,
            "site_cost_usd": 5_000.0,
            "land_status": "municipal",
            "connection_status": "unknown",
            "feeder": "F1",
            "district": "West" if k < 4.5 else "East",
        }
        for name, k in at.items()
    ]
    return SITES.checked(
        gpd.GeoDataFrame(rows, geometry=[Point(corner(k)) for k in at.values()], crs=CRS), source="test"
    )


DUAL_EVSE = (("e1", "IEC_62196_T2_COMBO", 1, 50.0), ("e1", "GBT_DC", 1, 50.0))
"""One EVSE with a cable of each standard: one vehicle at a time."""


def stations(plugs: Iterable[tuple[str, str, int, float]] = DUAL_EVSE, at: float = 4) -> Stations:
    """One public station; plugs are (EVSE, connector, count, kW)."""
    words = dict.fromkeys(STATIONS.columns)
    row = words | {
        "station_id": STATION,
        "name": "ЭЗС",
        "access": "public",
        "connection": "connected",
        "source": "test",
        "source_id": "1",
    }
    table = gpd.GeoDataFrame([row], geometry=[Point(corner(at))], crs=CRS)
    connectors = [
        {
            "station_id": STATION,
            "evse_id": evse,
            "connector": name,
            "format": "CABLE",
            "count": count,
            "power_kw": kw,
            "power_guessed": False,
            "status": "operational",
        }
        for evse, name, count, kw in plugs
    ]
    return Stations(STATIONS.checked(table, source="test"), CONNECTORS.checked(pd.DataFrame(connectors), source="test"))


def silent(_: str) -> None:
    """Say nothing."""
