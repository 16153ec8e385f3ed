"""Whichever tool wrote the file of edits, the same question comes back."""

import random
import shutil
import sqlite3
import subprocess
from contextlib import closing

import geopandas as gpd
import pytest

from geodata.crs import LONLAT
from geodata.input_file import InputFile
from planner.edits.edit_layer import read_edits
from planner.edits.words import WORDS
from tests.fixtures.drawing import asked
from tests.fixtures.edited_layer import edited, judged, with_cells
from tests.fixtures.tiny_city import CRS


def by_geopandas(source, path, rng):
    """Columns and rows in another order, the geometry by another name, further layers before and after."""
    sites = gpd.read_file(source, layer="sites")
    columns = [name for name in sites.columns if name != "geometry"]
    rng.shuffle(columns)
    again = sites.sample(frac=1.0, random_state=rng.randrange(1_000))[[*columns, "geometry"]].rename_geometry("geom_2")
    gpd.read_file(source, layer="zones").to_file(path, layer="zones", driver="GPKG")
    again.to_crs(rng.choice([LONLAT, CRS, "EPSG:3857"])).to_file(path, layer="sites", driver="GPKG")
    gpd.read_file(source, layer="boundary").to_file(path, layer="a first layer", driver="GPKG")


def by_geojson(source, path, rng):
    gpd.read_file(source, layer="sites").to_crs(LONLAT).to_file(path.with_suffix(".geojson"), driver="GeoJSON")


def by_ogr2ogr(source, path, rng):
    """Layers in reverse, another name of the key and of the geometry, the sites under another name and named back by the path."""
    for layer in ("zones", "stations", "sites"):
        name = "nouveau" if layer == "sites" else layer
        subprocess.run(
            ["ogr2ogr", "-update", "-append", "-f", "GPKG", str(path), str(source), layer, "-nln", name]
            + ["-lco", "FID=ogc_fid", "-lco", "GEOMETRY_NAME=the_geom", "-nlt", "MULTIPOINT"] * (layer == "sites"),
            check=True,
            capture_output=True,
        )
    return path.with_name(f"{path.name}|layername=nouveau")


def by_hand(source, path, rng):
    """A copy whose layer was renamed in place: known by what the table of contents says of it."""
    shutil.copy(source, path)
    with closing(sqlite3.connect(path)) as connection, connection:
        for table in ("gpkg_contents", "gpkg_geometry_columns"):
            connection.execute(f"UPDATE {table} SET table_name = 'участки' WHERE table_name = 'sites'")
        connection.execute("DELETE FROM gpkg_extensions WHERE table_name = 'sites'")
        connection.execute("DROP TABLE IF EXISTS gpkg_ogr_contents")
        triggers = connection.execute("SELECT name FROM sqlite_master WHERE type = 'trigger'")
        for (name,) in triggers.fetchall():
            connection.execute(f'DROP TRIGGER "{name}"')
        connection.execute("ALTER TABLE sites RENAME TO участки")


@pytest.mark.parametrize("tool", [by_geopandas, by_geojson, by_ogr2ogr, by_hand], ids=lambda tool: tool.__name__)
@pytest.mark.parametrize("seed", range(1, 1 + asked(2, few=1)))
def test_whatever_tool_rewrites_the_file_the_same_question_comes_back(city, plan, sites, tmp_path, tool, seed):
    """Random edits, written into the plan's own file as QGIS does, then rewritten: question and outcomes are those of the file itself."""
    if tool is by_ogr2ogr and shutil.which("ogr2ogr") is None:
        pytest.skip("needs ogr2ogr (Debian: gdal-bin)")
    rng = random.Random(seed)
    words = sorted(WORDS)
    cells = {
        site: {
            "action": rng.choice([None, *words, f"{rng.choice(words)}; {rng.choice(words)}"]),
            "new_bays": rng.choice([None, None, 3, 40]),
            "new_kw": rng.choice([None, None, 99.5]),
            "note": rng.choice([None, "«ёлка»; \"'"]),
            "moved_m": rng.choice([0.0, 0.0, 0.0, 77.0, 90_000.0]),
        }
        for site in sites.index
    }
    source = tmp_path / "source.gpkg"
    shutil.copy(plan, source)
    drawn = [
        (rng.uniform(0, 9), rng.uniform(-900, 900), {"action": rng.choice([None, "force", "ban"])}) for _ in range(3)
    ]
    edited(with_cells(sites, cells, drawn), source, DESCRIPTION="evplan layer sites: as the plan has it")
    path = tmp_path / "back.gpkg"
    path = tool(source, path, rng) or (path if path.exists() else path.with_suffix(".geojson"))
    (before, told), (after, told_back) = judged(source, city), judged(path, city)
    assert told_back == told
    assert told
    assert after.scenario == before.scenario
    assert after.places.same_sites(before.places) or abs(after.places.xy_m - before.places.xy_m).max() < 0.1
    read = [
        {(row.site_id, *sorted(row.asked.items())) for row in read_edits(InputFile(one)).rows} for one in (source, path)
    ]
    assert read[0] == read[1], "every cell comes back, also of what is refused"
