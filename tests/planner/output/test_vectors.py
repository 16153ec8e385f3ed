"""GeoParquet, FlatGeobuf and KML hold the sites of the plan: read back, the same ids, places, plugs and figures."""

import dataclasses
import json
from xml.etree import ElementTree as ET

import geopandas as gpd
import pandas as pd
import pyarrow.parquet as pq
import pytest

from planner.output import write_one
from planner.output.shared.sites_table import NESTED, flat_sites, ranked
from planner.support.frames import plain
from tests.fixtures.dossier_fixture import HOSTILE, make_dossier
from tests.fixtures.planned_street import planned_street

ENDINGS = ("parquet", "fgb", "kml")


@pytest.fixture(scope="module")
def dossiers():
    return {"by hand": make_dossier(), "planned": planned_street()}


def read(path):
    return (
        gpd.read_parquet(path)
        if path.suffix == ".parquet"
        else kml(path)
        if path.suffix == ".kml"
        else gpd.read_file(path)
    )


def kml(path):
    """All folders, by GDAL; the extended data come back as columns of text."""
    layers = gpd.list_layers(path)["name"]
    parts = [gpd.read_file(path, layer=name) for name in layers]
    whole = pd.concat([one for one in parts if len(one)], ignore_index=True).rename(columns={"site_name": "name"})
    return gpd.GeoDataFrame(whole, crs=parts[0].crs)


@pytest.mark.parametrize("ending", ENDINGS)
@pytest.mark.parametrize("made", ["by hand", "planned"])
def test_the_same_sites_come_back(ending, made, dossiers, tmp_path):
    dossier = dossiers[made]
    back = read(write_one(dossier, tmp_path / f"x.{ending}")).set_index("site_id")
    assert back.index.is_unique
    given = flat_sites(dossier).set_index("site_id")
    assert back.crs == "EPSG:4326"
    assert set(back.index) == set(given.index)
    back = back.loc[given.index]
    assert [(round(one.x, 6), round(one.y, 6)) for one in back.geometry] == list(
        zip(given["lon"], given["lat"], strict=True)
    )
    for name in given:
        if pd.api.types.is_numeric_dtype(given[name]):
            wanted = given[name].astype("float64").tolist()
            shown = back[name] if name in back else [None] * len(back)  # KML has no cell for what is empty
            assert pd.to_numeric(pd.Series(shown)).astype("float64").tolist() == pytest.approx(wanted, nan_ok=True), (
                name
            )
        elif name in back:
            assert [plain(one) or None for one in back[name]] == [plain(one) or None for one in given[name]], name
    if ending != "kml":
        order = ranked(dossier).set_index("site_id")
        for name in NESTED:
            assert [json.loads(one) for one in back[f"{name}_json"]] == [plain(one) for one in order[name]]


@pytest.mark.parametrize("ending", ENDINGS)
def test_the_same_plan_gives_the_same_bytes_whatever_the_name(ending, tmp_path):
    one, two = (write_one(make_dossier(), tmp_path / f"{name}.{ending}") for name in ("one", "two"))
    assert one.read_bytes() == two.read_bytes()


@pytest.mark.parametrize("ending", ENDINGS)
def test_hostile_names_are_kept_as_text_and_broken_ones_break_nothing(ending, tmp_path):
    dossier = make_dossier()
    names = [*HOSTILE, "bell\x07", "half \ud800", "nul\x00", "a\nb", "", None]
    path = write_one(
        dataclasses.replace(dossier, sites=dossier.sites.assign(name=pd.Series(names, dtype=object))),
        tmp_path / f"Ж.{ending}",
    )
    back = read(path)
    assert len(back) == len(names)
    assert set(HOSTILE) <= set(back["name"])


@pytest.mark.parametrize("ending", ENDINGS)
def test_a_plan_without_sites_is_an_empty_file_that_opens(ending, tmp_path):
    dossier = make_dossier()
    path = write_one(dataclasses.replace(dossier, sites=dossier.sites.iloc[:0]), tmp_path / f"x.{ending}")
    if ending == "kml":
        assert ET.parse(path).findall(".//{*}Placemark") == []
    else:
        assert len(read(path)) == 0


def test_geoparquet_is_of_version_1_1_and_its_boxes_let_a_reader_skip(tmp_path):
    path = write_one(make_dossier(), tmp_path / "x.parquet")
    geo = json.loads(pq.read_metadata(path).metadata[b"geo"])
    column = geo["columns"][geo["primary_column"]]
    assert geo["version"] == "1.1.0"
    assert column["covering"]["bbox"]["xmin"] == ["bbox", "xmin"]
    assert column["geometry_types"] == ["Point"]
    whole = gpd.read_parquet(path)
    point = whole.geometry.iloc[0]
    found = gpd.read_parquet(path, bbox=(point.x - 1e-9, point.y - 1e-9, point.x + 1e-9, point.y + 1e-9))
    assert whole["site_id"].iloc[0] in set(found["site_id"])
    assert len(found) < len(whole)


def test_flatgeobuf_has_an_index_of_places(tmp_path):
    path = write_one(make_dossier(), tmp_path / "x.fgb")
    whole = gpd.read_file(path)
    point = whole.geometry.iloc[3]
    found = gpd.read_file(path, bbox=(point.x - 1e-9, point.y - 1e-9, point.x + 1e-9, point.y + 1e-9))
    assert whole["site_id"].iloc[3] in set(found["site_id"])
    assert len(found) < len(whole)


def test_a_balloon_of_kml_shows_text_of_the_data_as_text(tmp_path):
    tree = ET.parse(write_one(make_dossier(), tmp_path / "x.kml"))
    marks = [one.text or "" for one in tree.findall(".//{*}Placemark/{*}description")]
    assert len(marks) == len(make_dossier().sites)
    assert not any("<script" in one or "<img" in one for one in marks)
    assert any("&lt;script&gt;" in one for one in marks)
