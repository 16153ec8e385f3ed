"""Inventories made by hand, written as OCPI and read again, and all that an inventory says."""

import json
from pathlib import Path
from typing import Any

import geopandas as gpd
import pandas as pd

from geodata.inventory.reading import StationsRead
from geodata.sources.ocpi import read_ocpi
from geodata.stations import CONNECTORS, STATIONS, Stations
from planner.output.ocpi import inventory
from tests.planner.ocpi_validity import check_locations


def told(stations: Stations) -> tuple[list[tuple], list[tuple]]:
    """All that an inventory says, in an order of its own; places to a millionth of a degree, no plugs that count nothing."""
    table = stations.table.to_crs("EPSG:4326")
    columns = [name for name in STATIONS.columns if name != "geometry"]
    rows = [
        (*(none_of(row[name]) for name in columns), round(row["geometry"].x, 6), round(row["geometry"].y, 6))
        for row in table.to_dict("records")
    ]
    plugs = [
        tuple(none_of(row[name]) for name in CONNECTORS.columns)
        for row in stations.connectors.to_dict("records")
        if row["count"]
    ]
    return sorted(rows, key=repr), sorted(plugs, key=repr)


def none_of(cell: Any) -> Any:
    return None if isinstance(cell, float) and cell != cell else cell  # noqa: PLR0124 - what is not itself is NaN


def again(stations: Stations, folder: Path, **defaults: str) -> StationsRead:
    """Write an inventory, check it, read it."""
    locations = inventory(stations, **defaults)
    check_locations(locations)
    file = folder / "ocpi_inventory.json"
    file.write_text(json.dumps(locations, ensure_ascii=False, allow_nan=False), encoding="utf-8")
    return read_ocpi(file)


def rows_of(*rows: dict[str, Any]) -> Stations:
    """Stations with their plugs under the key `plugs`, (EVSE, connector, format, count, kW, guessed, status)."""
    usual = dict.fromkeys(STATIONS.columns) | {
        "access": "public",
        "connection": "unknown",
        "source": "a.json",
        "source_id": "1",
    }
    usual.pop("geometry", None)
    cells = [usual | {key: value for key, value in row.items() if key != "plugs"} for row in rows]
    points = gpd.points_from_xy([76.9 + 0.01 * k for k in range(len(rows))], [43.2] * len(rows))
    plugs = [(row["station_id"], *plug) for row in rows for plug in row.get("plugs", ())]
    return Stations(
        STATIONS.checked(gpd.GeoDataFrame(cells, geometry=points, crs="EPSG:4326"), source="test"),
        CONNECTORS.checked(pd.DataFrame(plugs, columns=list(CONNECTORS.columns)), source="test"),
    )


def plug(evse: str = "e", name: str = "GBT_DC", count: int = 1, kw: float = 60.0, **more: Any) -> tuple:
    facts = {"format": "CABLE", "guessed": False, "status": "operational"} | more
    return (evse, name, facts["format"], count, kw, facts["guessed"], facts["status"])
