"""What holds for every source that was read, whatever it held, and for every merge."""

import json
from collections.abc import Sequence
from typing import Any

import geopandas as gpd
import numpy as np
from shapely import Point, box

from geodata.inventory.merging import merge_stations
from geodata.inventory.reading import StationsRead
from geodata.inventory.supply import supply_of
from geodata.osm.extract import OsmExtract, RoadNetwork
from geodata.stations import ACCESSES, CONNECTIONS, STATUSES

CRS = "EPSG:32643"
ALMATY = gpd.GeoSeries([box(76.8, 43.1, 77.1, 43.4)], crs="EPSG:4326").to_crs(CRS).iloc[0]


def assert_books_are_sound(read: StationsRead, records: int) -> None:
    report = read.report
    assert report.records == records
    assert report.kept + report.merged + report.dropped == records
    assert report.kept == sum(len(read.records_of(one)) for one in read.stations.table["station_id"])
    assert sum(problem.action == "dropped" for problem in report.problems) <= report.dropped
    assert (report.dropped == 0) == (not any(problem.action == "dropped" for problem in report.problems))
    assert dict(report.connectors) == read.stations.plugs()
    table, plugs = read.stations.table, read.stations.connectors
    assert table.geometry.x.between(-180, 180).all()
    assert table.geometry.y.between(-90, 90).all()
    assert table["access"].isin(ACCESSES).all()
    assert table["connection"].isin(CONNECTIONS).all()
    assert plugs["status"].isin(STATUSES).all()
    assert plugs["power_kw"].between(1, 5000).all()
    assert plugs["count"].between(1, 500).all()
    assert plugs["station_id"].isin(table["station_id"]).all()
    json.dumps(report.as_dict(), ensure_ascii=False, allow_nan=False).encode("utf-8")
    for column in ("name", "operator", "station_id", "source_id"):
        "".join(text for text in table[column] if text is not None).encode("utf-8")


def assert_merge_is_sound(reads: Sequence[StationsRead]) -> None:
    stations, reports = merge_stations(reads, crs=CRS, boundary=ALMATY)
    for read, report in zip(reads, reports, strict=True):
        assert report.records == read.report.records == report.kept + report.merged + report.dropped
        assert report.outside_city <= report.kept
    assert len(stations.table) <= sum(report.kept for report in reports)
    total = sum(sum(report.connectors.values()) for report in reports)
    assert sum(stations.plugs().values()) == total <= sum(sum(read.stations.plugs().values()) for read in reads)
    for name, count in stations.plugs().items():
        assert count <= sum(read.stations.plugs().get(name, 0) for read in reads)
    supply = supply_of(stations, ALMATY)
    assert set(supply.table["access"]) <= {"public", "customers"}
    assert set(supply.table["connection"]) <= {"connected", "unknown"}
    assert set(supply.connectors["status"]) <= {"operational", "unknown", "out_of_order_now"}
    assert supply.connectors["reserved_for"].isna().all()
    assert supply.table.intersects(ALMATY).all()


def extract_of(objects: list[dict[str, str]], **columns: list[Any]) -> OsmExtract:
    nothing = np.empty(0, dtype=np.int64)
    network = RoadNetwork(
        np.empty((0, 2)), nothing, nothing, np.empty(0), np.empty(0), gpd.GeoDataFrame(geometry=[], crs="EPSG:4326")
    )
    points = columns.pop("shapes", None) or [Point(76.9 + 0.0003 * k, 43.2) for k in range(len(objects))]
    data = {"osm_id": [f"n{k}" for k in range(len(objects))], "tags": objects} | columns
    return OsmExtract(
        "test.osm", network, gpd.GeoDataFrame(data, geometry=points, crs="EPSG:4326"), None, (76, 43, 77, 44)
    )


def claims(tags: dict[str, str]) -> bool:
    """Whether an object says at all that it is, was or will be a station or a charge point."""
    said = [value for key, value in tags.items() if key.split(":")[-1] in ("amenity", "man_made")]
    return "charging_station" in said or "charge_point" in said
