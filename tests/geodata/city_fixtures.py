"""A town of a few streets with every kind of source, small enough to assemble in a test; and equality of cities."""

from dataclasses import fields, replace
from pathlib import Path

import geopandas as gpd
import numpy as np
import pandas as pd
import shapely
from osm_fixtures import OsmFile, place
from pandas.testing import assert_frame_equal
from shapely import box

from geodata.city import City
from geodata.city_request import CityRequest, FleetRequest, PlaceRequest
from geodata.input_file import InputFile

BOUNDARY = box(*place(-4, -4), *place(24, 24))
COLUMNS = range(0, 21, 2)
PARTS = ("place", "inventory", "fleet", "sites", "grid")


def town_file() -> OsmFile:
    """Streets every 200 m, two car parks, a fuel station, a pond, houses and a charging station."""
    file = OsmFile()
    for column in COLUMNS:
        for row in COLUMNS:
            file.node(100 + column * 50 + row, place(column, row))
    for line in COLUMNS:
        file.way(5000 + line, [100 + column * 50 + line for column in COLUMNS], highway="residential", name="Абай")
        file.way(5100 + line, [100 + line * 50 + row for row in COLUMNS], highway="secondary")
    file.area(61, _square(4.4, 4.4, 0.8), amenity="parking", name="ТРЦ {{7*7}}", capacity="120")
    file.area(62, _square(12.4, 12.4, 0.8), amenity="parking")
    file.area(63, _square(8.3, 2.3, 1.2), natural="water")
    file.node(71, place(15, 5), amenity="fuel", name="Азс")
    tags = {"socket__gb_dc": "2", "socket__gb_dc__output": "60 kW", "socket__type2_combo": "1"}
    file.node(72, place(9, 9), amenity="charging_station", name="ЭЗС", **tags)
    for number in range(30):
        corner = (1.2 + 2 * (number % 9), 1.2 + 2 * (number // 9))
        file.area(200 + number, _square(*corner, 0.4), building="apartments", building__levels="5")
    return file


def town(folder: Path, **changes: object) -> CityRequest:
    """Write the town's files and say where they lie."""
    roads = town_file().write(folder / "town.osm.pbf")
    cells = [(*place(column, row), 300) for column in range(0, 21, 5) for row in range(0, 21, 5)]
    pd.DataFrame(cells, columns=["lon", "lat", "population"]).to_csv(folder / "cells.csv", index=False)
    (folder / "fleet.csv").write_text("vehicle_class;count;port\ntaxi;40;GB/T\nprivate;1 200;\n", encoding="utf-8")
    gpd.GeoSeries([BOUNDARY], crs="EPSG:4326").to_file(folder / "boundary.geojson", driver="GeoJSON")
    halves = [box(*place(-4, -4), *place(10, 24)), box(*place(10, -4), *place(24, 24))]
    names = {"name": ["Батыс", "Шығыс"]}
    gpd.GeoDataFrame(names, geometry=halves, crs="EPSG:4326").to_file(folder / "districts.geojson", driver="GeoJSON")
    request = CityRequest(
        PlaceRequest(
            "Тест",
            "KZ",
            roads=InputFile(roads),
            population=InputFile(folder / "cells.csv"),
            boundary=InputFile(folder / "boundary.geojson"),
            districts=InputFile(folder / "districts.geojson"),
        ),
        fleet=FleetRequest(table=InputFile(folder / "fleet.csv")),
    )
    return changed(request, **changes)


def changed(request: CityRequest, **changes: object) -> CityRequest:
    """Change fields of a request, or of the part of it that has them (a `table` as ``fleet_table``); a path stands for its file."""
    for name, value in changes.items():
        part, _, field = name.rpartition("_") if name in ("fleet_table", "sites_table") else ("", "", name)
        parts = [part] if part else [one for one in PARTS if field in vars(getattr(request, one))]
        given = InputFile(value) if isinstance(value, Path) and field != "cache" else value
        if field in vars(request):
            request = replace(request, **{field: given})
        else:
            (owner,) = parts
            request = replace(request, **{owner: replace(getattr(request, owner), **{field: given})})
    return request


def assert_city_equal(one: City, other: City) -> None:
    """Raise AssertionError where two cities differ in any cell, geometry or fact."""
    for name in (field.name for field in fields(City)):
        mine, its = getattr(one, name), getattr(other, name)
        if isinstance(mine, pd.DataFrame):
            _assert_tables_equal(mine, its)
        elif name == "stations":
            _assert_tables_equal(mine.table, its.table)
            _assert_tables_equal(mine.connectors, its.connectors)
            _assert_tables_equal(mine.provenance, its.provenance)
        elif name == "roads":
            _assert_roads_equal(mine, its)
        else:
            assert mine == its, name


def _assert_tables_equal(mine: pd.DataFrame, its: pd.DataFrame) -> None:
    assert type(mine) is type(its)
    if isinstance(mine, gpd.GeoDataFrame):
        assert mine.crs == its.crs
        assert shapely.to_wkb(mine.geometry.to_numpy()).tolist() == shapely.to_wkb(its.geometry.to_numpy()).tolist()
        mine, its = (pd.DataFrame(table.drop(columns="geometry")) for table in (mine, its))
    assert_frame_equal(mine, its, check_exact=True)


def _assert_roads_equal(mine, its) -> None:
    assert np.array_equal(mine.xy_m, its.xy_m)
    assert np.array_equal(mine.main, its.main)
    assert mine.drive_s.shape == its.drive_s.shape
    assert (mine.drive_s != its.drive_s).nnz == 0
    _assert_tables_equal(mine.lines, its.lines)
    for name in ("km", "obeyed_turn_restrictions", "ignored_turns", "cut_ways"):
        assert getattr(mine, name) == getattr(its, name)
    for name in ("node", "ended", "end"):
        assert np.array_equal(getattr(mine.twins, name), getattr(its.twins, name))
    assert (mine.peak_s is None) == (its.peak_s is None)
    assert mine.peak_s is None or np.array_equal(mine.peak_s, its.peak_s)


def _square(column: float, row: float, side: float) -> list[tuple[float, float]]:
    return [place(column + dx, row + dy) for dx, dy in ((0, 0), (side, 0), (side, side), (0, side))]
