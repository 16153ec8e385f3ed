"""`plan.gpkg` holds every layer, and QGIS opens it styled."""

import itertools
import json
import sqlite3
from contextlib import closing
from dataclasses import replace
from xml.etree import ElementTree as ET

import geopandas as gpd
import pyogrio
import pytest

from planner.edits.words import OFFERED
from planner.output.gpkg.contents import NO_TIME
from planner.output.gpkg.writer import write_gpkg
from planner.output.layers.qml import graduated
from tests.fixtures.dossier_fixture import HOSTILE, make_dossier

LAYERS = ("sites", "zones", "districts", "boundary", "roads", "ground", "stations")


@pytest.fixture(scope="module")
def package(tmp_path_factory):
    path = tmp_path_factory.mktemp("gpkg") / "plan.gpkg"
    write_gpkg(make_dossier(), path)
    return path


@pytest.fixture(scope="module")
def styles(package):
    connection = sqlite3.connect(package)
    rows = connection.execute(
        "SELECT f_table_name, f_geometry_column, styleName, styleQML, useAsDefault FROM layer_styles"
    ).fetchall()
    connection.close()
    return rows


def test_every_layer_is_there_with_every_row(package):
    dossier = make_dossier()
    assert set(LAYERS) <= {name for name, _ in pyogrio.list_layers(package)}
    for name in ("sites", "zones", "districts", "boundary", "roads", "ground"):
        assert len(gpd.read_file(package, layer=name)) == len(getattr(dossier, name)), name
    assert len(gpd.read_file(package, layer="stations")) == 4


def test_zones_carry_demand_and_service_by_class(package):
    zones = gpd.read_file(package, layer="zones")
    assert zones["demand_gbt_fast"].sum() == pytest.approx(make_dossier().scorecard.demand_kwh["gbt_fast"])
    assert zones["coverage"].isna().sum() == 1, "the zone that asks for nothing has no coverage"


def test_nested_cells_are_json_beside_flat_columns(package):
    sites = gpd.read_file(package, layer="sites").set_index("site_id")
    assert sites.loc["osm-w105", "plugs_gbt_dc"] == 3
    assert json.loads(sites.loc["osm-w105", "chargers_json"])[0]["type"] == "dc_dual_120"
    assert sites.loc["osm-w105", "name"] == HOSTILE[1]
    stations = gpd.read_file(package, layer="stations").set_index("station_id")
    assert stations.loc["ocpi-0", "plugs_gbt_dc"] == 1
    assert stations.loc["ocpi-2", "plugs_made_up_plug"] == 1, "an unknown plug is never lost"


def test_each_layer_has_one_default_style_on_its_own_geometry_column(package, styles):
    defaults = [layer for layer, _, _, _, default in styles if default]
    assert sorted(defaults) == sorted(LAYERS)
    connection = sqlite3.connect(package)
    columns = dict(connection.execute("SELECT table_name, column_name FROM gpkg_geometry_columns"))
    listed = connection.execute("SELECT data_type FROM gpkg_contents WHERE table_name = 'layer_styles'").fetchall()
    connection.close()
    assert all(columns[layer] == column for layer, column, *_ in styles)
    assert listed == [("attributes",)]


def test_each_style_is_well_formed_and_every_class_has_its_symbol(styles):
    for layer, _, name, qml, _ in styles:
        root = ET.fromstring(qml)
        renderer = root.find("renderer-v2")
        drawn = {symbol.get("name") for symbol in renderer.find("symbols")}
        used = {one.get("symbol") for kind in ("categories/category", "ranges/range") for one in renderer.findall(kind)}
        assert used <= drawn, (layer, name)
        assert drawn, (layer, name)


def test_sites_are_drawn_by_status_and_zones_by_demand(styles):
    kinds = {(layer, name): ET.fromstring(qml).find("renderer-v2").attrib for layer, _, name, qml, _ in styles}
    assert kinds["sites", "action and status"]["type"] == "categorizedSymbol"
    assert kinds["sites", "action and status"]["attr"].startswith('if("action" is null')
    assert kinds["zones", "demand"]["type"] == kinds["zones", "coverage"]["type"] == "graduatedSymbol"


def test_the_classes_of_demand_leave_no_zone_out(styles):
    zones = make_dossier().zones
    qml = next(qml for layer, _, name, qml, _ in styles if (layer, name) == ("zones", "demand"))
    ranges = [
        (float(one.get("lower")), float(one.get("upper")))
        for one in ET.fromstring(qml).findall("renderer-v2/ranges/range")
    ]
    assert ranges[0][0] <= zones["demand_kwh"].min()
    assert ranges[-1][1] >= zones["demand_kwh"].max()
    assert all(upper == lower for (_, upper), (lower, _) in itertools.pairwise(ranges))


def test_a_hostile_attribute_name_stays_inside_its_quotes():
    root = ET.fromstring(graduated('a"><evil/>', [0.0, 1.0], ("#ffffff",), "<b>"))
    assert root.find(".//evil") is None


def test_the_options_of_gdal_are_put_back_when_a_file_is_written(tmp_path, monkeypatch):
    during = []
    write = gpd.GeoDataFrame.to_file
    monkeypatch.setattr(
        gpd.GeoDataFrame,
        "to_file",
        lambda *args, **options: during.append(current_date()) or write(*args, **options),
    )
    pyogrio.set_gdal_config_options({"OGR_CURRENT_DATE": "2028-01-01T00:00:00.000Z"})
    try:
        write_gpkg(make_dossier(), tmp_path / "plan.gpkg")
        assert (set(during), current_date()) == ({NO_TIME}, "2028-01-01T00:00:00.000Z")
    finally:
        pyogrio.set_gdal_config_options({"OGR_CURRENT_DATE": None})


def current_date():
    return pyogrio.get_gdal_config_option("OGR_CURRENT_DATE")


def test_empty_layers_are_written_too(tmp_path):
    dossier = make_dossier()
    empty = {name: getattr(dossier, name).iloc[:0] for name in ("sites", "zones", "roads", "ground", "districts")}
    write_gpkg(replace(dossier, **empty), tmp_path / "plan.gpkg")
    assert len(gpd.read_file(tmp_path / "plan.gpkg", layer="roads")) == 0


def test_every_layer_and_every_column_of_the_sites_says_what_it_holds(package):
    with closing(sqlite3.connect(package)) as connection:
        layers = dict(connection.execute("SELECT table_name, description FROM gpkg_contents"))
        told = dict(
            connection.execute("SELECT column_name, description FROM gpkg_data_columns WHERE table_name = 'sites'")
        )
        words = {value for (value,) in connection.execute("SELECT value FROM gpkg_data_column_constraints")}
    assert all(layers[name].startswith(f"evplan layer {name}: ") for name in (*LAYERS, "provenance"))
    sites = pyogrio.read_info(package, layer="sites")
    assert set(sites["fields"]) == set(told)
    assert told["grid_kw"].endswith(", kW")
    assert words == {action.value for action in OFFERED}
