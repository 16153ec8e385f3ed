"""Schemas hold what they promise."""

import geopandas as gpd
import numpy as np
import pandas as pd
import pytest
from shapely import Point, box

from geodata.crs import metric_crs
from geodata.errors import InputError
from geodata.fleet import FLEET
from geodata.report import Problem, SourceReport
from geodata.tables import Column, Schema, rows_of
from geodata.zones import DISTRICTS, ZONES

SCHEMA = Schema(
    "things",
    {
        "name": Column("text", "name"),
        "n": Column("count", "how many", "things"),
        "kw": Column("number", "power", "kW", optional=True),
        "year": Column("count", "year", optional=True),
        "open": Column("flag", "open"),
    },
    key="name",
)


def things(**changes):
    return pd.DataFrame(
        {"name": ["a", "b"], "n": [1, 2], "kw": [1.5, None], "year": [None, 2028], "open": [True, False], **changes}
    )


def test_a_checked_table_has_its_columns_in_order_and_typed():
    out = SCHEMA.checked(things(extra=1)[["open", "extra", "year", "kw", "n", "name"]], source="x")
    assert list(out.columns) == list(SCHEMA.columns)
    assert out["n"].dtype == np.int64
    assert out["open"].dtype == bool
    assert out["year"].tolist()[1] == 2028


@pytest.mark.parametrize(
    ("changes", "said"),
    [
        ({"n": [1, -2]}, "column n, row 2"),
        ({"n": [1, 2.5]}, "column n, row 2"),
        ({"n": ["x", 2]}, "column n, row 1"),
        ({"kw": [np.inf, 1]}, "column kw, row 1"),
        ({"kw": [-1, None]}, "column kw, row 1"),
        ({"year": [None, 2028.5]}, "column year, row 2"),
        ({"name": ["a", None]}, "column name, row 2"),
        ({"name": ["a", "a"]}, "'a' twice"),
    ],
)
def test_a_broken_promise_names_column_and_row(changes, said):
    with pytest.raises(InputError, match=said):
        SCHEMA.checked(things(**changes), source="x")


def test_a_missing_column_is_named():
    with pytest.raises(InputError, match="lacks column 'kw'"):
        SCHEMA.checked(things().drop(columns="kw"), source="x")


def test_an_empty_cell_is_none_in_text_whatever_pandas_calls_it():
    frame = pd.DataFrame(
        {
            "vehicle_class": ["taxi"] * 3,
            "count": [1, 1, 1],
            "district": [None, np.nan, pd.NA],
            "year": None,
            "port": None,
        }
    )
    assert FLEET.checked(frame, source="x")["district"].tolist() == [None, None, None]


def test_a_wrong_geometry_is_refused():
    frame = gpd.GeoDataFrame({"district": ["a", "b"], "population": [1, None]}, geometry=[box(0, 0, 1, 1), Point(0, 0)])
    with pytest.raises(InputError, match="row 2: geometry Point"):
        DISTRICTS.checked(frame, source="x")


def test_an_empty_table_passes_its_own_check():
    empty = ZONES.empty("EPSG:32643")
    assert len(ZONES.checked(empty, source="x")) == 0
    assert empty.crs == "EPSG:32643"


def test_a_report_that_loses_a_record_cannot_be_made():
    with pytest.raises(AssertionError, match="3 records but"):
        SourceReport("x", "csv", records=3, kept=1, dropped=1)


def test_a_report_survives_its_plain_form():
    report = SourceReport("x", "csv", 3, 1, 1, 1, 1, {"CHADEMO": 2}, (Problem("row 2", "why", "dropped"),))
    assert SourceReport.from_dict(report.as_dict()) == report


@pytest.mark.parametrize(
    ("lon", "lat", "crs"),
    [
        (76.9, 43.2, "EPSG:32643"),
        (69.3, 41.3, "EPSG:32642"),
        (58.4, 37.9, "EPSG:32640"),
        (18.4, -33.9, "EPSG:32734"),
        (180, 0, "EPSG:32660"),
    ],
)
def test_a_place_lies_in_its_utm_zone(lon, lat, crs):
    assert metric_crs(lon, lat) == crs


@pytest.mark.parametrize(("lon", "lat"), [(200, 0), (0, 89), (float("nan"), 0)])
def test_a_place_without_a_utm_zone_is_refused(lon, lat):
    with pytest.raises(InputError):
        metric_crs(lon, lat)


def test_rows_are_those_that_pandas_gives_cell_by_cell():
    table = SCHEMA.checked(things(), source="x").assign(word=pd.Series(["é", None], dtype="str"))
    frame = gpd.GeoDataFrame(table.rename(columns={"open": "0 open"}), geometry=[Point(0, 1), None])
    theirs, ours = list(frame.itertuples(index=False)), list(rows_of(frame))
    assert [one._fields for one in ours] == [one._fields for one in theirs]
    assert [[(type(cell), repr(cell)) for cell in one] for one in ours] == [
        [(type(cell), repr(cell)) for cell in one] for one in theirs
    ]
    assert list(rows_of(frame.iloc[:0])) == []
