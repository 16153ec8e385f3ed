"""A file of a whole country gives the same city as one of the city alone, in every format; what was left out is counted."""

from dataclasses import replace

import geopandas as gpd
import numpy as np
import pandas as pd
import pytest
from city_fixtures import assert_city_equal, changed, town
from osm_fixtures import place
from shapely.geometry import box

from geodata.assemble import assemble_city
from geodata.errors import InputError
from geodata.input_file import InputFile
from geodata.sources.population import read_population
from tests.geodata.layer_files import FORMATS, write

FAR = 700
INSIDE = (76.90, 43.24, 76.96, 43.29)
LOTS = {"site_id": "lot-{}", "name": "Лот {}", "bays": "6"}


def layer(points, shapes, **columns):
    geometry = gpd.points_from_xy(*np.transpose(points))
    if shapes == "polygons":
        geometry = [box(one.x - 0.001, one.y - 0.001, one.x + 0.001, one.y + 0.001) for one in geometry]
    return gpd.GeoDataFrame(columns, geometry=geometry, crs=4326)


def near_and_far(shapes, *, is_country):
    """Cells with people and own lots of the town; in a country's file among them those of hundreds of other towns."""
    random = np.random.default_rng(3)
    cells = [place(column, row) for column in range(0, 21, 5) for row in range(0, 21, 5)]
    lots = [place(3.3, 3.3), place(7.2, 15.5)]
    away = list(zip(random.uniform(50, 76, FAR), random.uniform(44, 55, FAR), strict=True)) if is_country else []
    many = [*away[: FAR // 2], *cells, *away[FAR // 2 :]]
    people = layer(many, shapes, population=[300 if one in cells else 9_999 for one in many])
    others = [*lots, *away]
    return people, layer(
        others, shapes, **{name: [text.format(k) for k in range(len(others))] for name, text in LOTS.items()}
    )


def files(folder, kind, shapes, *, is_country):
    found = []
    for name, one in zip(("people", "lots"), near_and_far(shapes, is_country=is_country), strict=True):
        inner = folder / f"{name}-{is_country}"
        inner.mkdir()
        if kind == "csv":
            plain = pd.DataFrame(one.drop(columns="geometry"))
            plain.assign(lon=one.geometry.x, lat=one.geometry.y).to_csv(inner / "towns.csv", index=False)
            found.append(inner / "towns.csv")
        else:
            found.append(write(one, inner, kind))
    return found


@pytest.fixture(scope="module")
def base(tmp_path_factory):
    return town(tmp_path_factory.mktemp("town"))


@pytest.mark.parametrize(
    ("kind", "shapes", "has_limits"),
    [
        ("csv", "points", False),
        ("csv", "points", True),
        ("gpkg", "points", False),
        ("shp", "polygons", True),
        ("fgb", "polygons", False),
        ("parquet", "points", True),
        ("geojson", "polygons", False),
    ],
)
def test_a_country_file_gives_the_city_that_its_own_rows_give(tmp_path, base, kind, shapes, has_limits):
    own, country = (
        assemble_city(changed(base, population=people, sites_table=lots, **limits), progress=lambda _: None)
        for people, lots in (files(tmp_path, kind, shapes, is_country=one) for one in (False, True))
        for limits in ({} if has_limits else {"boundary": None},)
    )
    reports = [{one.format: one for one in city.sources} for city in (own, country)]
    for name, count in (("population", 25), ("own sites", 2)):
        mine, its = (one[name] for one in reports)
        assert (its.records, its.kept, its.dropped) == (count + FAR, count, FAR)
        assert (mine.records, mine.kept) == (count, count)
        assert [one for one in its.problems if one in mine.problems] == list(mine.problems)
        is_told_by_row = (kind, name) == ("csv", "own sites")
        assert is_told_by_row or f"{FAR} of {count + FAR} rows" in [one.record for one in its.problems]
    assert_city_equal(replace(own, sources=()), replace(country, sources=()))


@pytest.mark.parametrize("kind", FORMATS)
def test_swapped_axes_are_turned_round_for_points_and_refused_for_polygons(tmp_path, kind):
    points = [place(column, row) for column in range(0, 21, 5) for row in range(0, 21, 5)]
    swapped = [(lat, lon) for lon, lat in points]
    path = write(layer(swapped, "points", population=[5] * 25), tmp_path, kind)
    surface = read_population(InputFile(path), bounds=INSIDE)
    found = sorted(zip(surface.people.geometry.x, surface.people.geometry.y, strict=True))
    assert np.abs(np.array(found) - np.array(sorted(points))).max() < 1e-9
    assert "swapped" in surface.report.problems[0].reason
    path = write(layer(swapped, "polygons", population=[5] * 25), tmp_path, kind)
    with pytest.raises(InputError, match="longitude and latitude swapped"):
        read_population(InputFile(path), bounds=INSIDE)
