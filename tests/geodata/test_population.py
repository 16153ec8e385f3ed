"""Population points, polygons and rasters."""

import contextlib
import re
import socket
import threading

import geopandas as gpd
import h3
import numpy as np
import pytest
import rasterio
from rasterio.transform import from_origin
from shapely import Point, Polygon, box

from geodata.errors import InputError
from geodata.input_file import InputFile
from geodata.sources.elevation import read_elevation
from geodata.sources.population import read_population

# rasterio 1.4 multiplies affine matrices the old way.
pytestmark = pytest.mark.filterwarnings("ignore:Use `@` matmul:PendingDeprecationWarning")

BOUNDS = (76.8, 43.1, 77.1, 43.4)
GRID = [(76.9 + i * 0.005, 43.2 + j * 0.005) for i in range(4) for j in range(4)]


def csv(path, rows, header="lon,lat,population"):
    path.write_text("\n".join([header, *rows]), encoding="utf-8")
    return path


def test_points_stand_for_cells_as_wide_as_their_spacing(tmp_path):
    surface = read_population(InputFile(csv(tmp_path / "p.csv", [f"{x},{y},10" for x, y in GRID])))
    assert surface.total == 160
    assert 400 < surface.spread_m < 420  # 0.005 degrees of longitude at 43 N
    sides = np.sqrt([piece.area for piece in surface.pieces("EPSG:32643")])
    assert sides == pytest.approx(np.full(16, surface.spread_m))
    assert "square" in surface.assumptions[0].value


def test_a_single_point_has_a_cell_of_assumed_size(tmp_path):
    assert read_population(InputFile(csv(tmp_path / "p.csv", ["76.9,43.2,500"]))).spread_m == 500


def test_columns_of_the_user_are_mapped(tmp_path):
    path = csv(tmp_path / "p.csv", ["76.9;43.2;1 500"], "долгота;широта;людей")
    assert read_population(InputFile(path, {"lon": "Долгота", "lat": "широта", "population": "людей"})).total == 1500


@pytest.mark.parametrize(
    ("row", "reason"),
    [
        ("76.9,43.2,-5", "negative"),
        ("76.9,43.2,nan", "not a number"),
        ("76.9,43.2,inf", "not a number"),
        ("76.9,43.2,many", "not a number"),
        ("76.9,43.2,", "no population"),
        ("0,0,50", r"at \(0, 0\)"),
        ("276.9,43.2,50", "out of range"),
        (",43.2,50", "no coordinates"),
        ("east,43.2,50", "no coordinates"),
    ],
)
def test_a_bad_row_is_dropped_and_named(tmp_path, row, reason):
    surface = read_population(InputFile(csv(tmp_path / "p.csv", ["76.9,43.2,100", row, "76.91,43.2,1"])))
    assert surface.total == 101
    assert (surface.report.records, surface.report.kept, surface.report.dropped) == (3, 2, 1)
    assert surface.report.problems[0].record == "row 3"
    assert re.search(reason, surface.report.problems[0].reason)


def test_swapped_coordinates_are_turned_round_where_the_roads_show_it(tmp_path):
    path = csv(tmp_path / "p.csv", [f"{y},{x},10" for x, y in GRID])
    surface = read_population(InputFile(path), bounds=BOUNDS)
    assert surface.people.geometry[0].coords[0] == (76.9, 43.2)
    assert "swapped" in surface.report.problems[0].reason
    assert surface.report.kept == 16


def test_a_single_swapped_row_of_a_table_of_the_city_is_turned_round_and_one_of_a_country_is_not(tmp_path):
    rows = [f"{x},{y},10" for x, y in GRID]
    surface = read_population(InputFile(csv(tmp_path / "p.csv", [*rows, "43.25,76.95,7"])), bounds=BOUNDS)
    assert surface.total == 167
    (problem,) = surface.report.problems
    assert (problem.record, problem.action) == ("row 18", "turned round")
    elsewhere = ["60,50,9"] * 30
    surface = read_population(InputFile(csv(tmp_path / "q.csv", [*rows, *elsewhere, "43.25,76.95,7"])), bounds=BOUNDS)
    assert surface.total == 160


def test_rows_written_twice_are_counted_and_named_unless_their_ids_differ(tmp_path):
    rows = [f"{x},{y},10,{k}" for k, (x, y) in enumerate(GRID)]
    path = csv(tmp_path / "p.csv", [*rows, rows[2]], header="lon,lat,population,id")
    surface = read_population(InputFile(path))
    assert surface.total == 170
    (problem,) = surface.report.problems
    assert (problem.record, problem.action) == ("row 18", "counted; take them out if they stand there twice")
    assert "row 18, as row 4" in problem.reason
    other = csv(tmp_path / "q.csv", [*rows, f"{rows[2]}0"], header="lon,lat,population,id")
    assert not read_population(InputFile(other)).report.problems


def test_coordinates_of_another_city_are_not_taken_for_swapped_ones(tmp_path):
    path = csv(tmp_path / "p.csv", ["69.2,41.3,10", "69.3,41.3,10"])
    surface = read_population(InputFile(path), bounds=BOUNDS)
    assert surface.people.geometry[0].coords[0] == (69.2, 41.3)


@pytest.mark.parametrize("rows", [["76.9,43.2,0"], ["76.9,43.2,x"], ["0,0,5"]])
def test_a_table_without_a_person_is_refused(tmp_path, rows):
    with pytest.raises(InputError, match="no usable record"):
        read_population(InputFile(csv(tmp_path / "p.csv", rows)))


def test_a_table_without_places_says_which_columns_are_wanted(tmp_path):
    with pytest.raises(InputError, match="lon, lat, population"):
        read_population(InputFile(csv(tmp_path / "p.csv", ["x,5"], "name,population")))


@pytest.mark.parametrize("ending", ["geojson", "gpkg"])
def test_polygons_keep_their_shape_and_broken_ones_are_mended(tmp_path, ending):
    bow_tie = Polygon([(76.9, 43.2), (76.92, 43.22), (76.92, 43.2), (76.9, 43.22)])
    shapes = [box(76.8, 43.1, 76.81, 43.11), bow_tie, None]
    layer = gpd.GeoDataFrame({"population": ["358 000", "20", "5"]}, geometry=shapes, crs="EPSG:4326")
    layer.to_file(tmp_path / f"p.{ending}")
    surface = read_population(InputFile(tmp_path / f"p.{ending}"))
    assert surface.total == 358020
    assert surface.spread_m == 0
    assert surface.people.is_valid.all()
    assert [(p.record, p.action) for p in surface.report.problems] == [
        ("row 2", "repaired"),
        ("row 3", "dropped"),
    ]


def test_a_layer_of_polygons_with_centroid_columns_is_still_one_of_polygons(tmp_path):
    cells = [box(76.8, 43.1, 76.9, 43.2), box(76.9, 43.1, 77.0, 43.2)]
    frame = gpd.GeoDataFrame(
        {"population": [1, 2], "lon": [76.85, 76.95], "lat": 43.15}, geometry=cells, crs="EPSG:4326"
    )
    frame.to_file(tmp_path / "p.geojson")
    assert set(read_population(InputFile(tmp_path / "p.geojson")).people.geom_type) == {"Polygon"}


def raster(path, values, crs, transform, nodata=-9999.0):
    profile = {"driver": "GTiff", "height": values.shape[0], "width": values.shape[1], "count": 1, "dtype": "float32"}
    with rasterio.open(path, "w", **profile, crs=crs, transform=transform, nodata=nodata) as file:
        file.write(values.astype("float32"), 1)
    return path


@pytest.mark.parametrize(
    ("crs", "west", "north", "step"), [("EPSG:4326", 76.9, 43.25, 0.001), ("EPSG:32643", 654000.0, 4790000.0, 100.0)]
)
def test_a_raster_in_any_projection_gives_its_people(tmp_path, crs, west, north, step):
    values = np.full((20, 30), 5.0)
    values[0, :3] = (-9999, np.nan, -3)
    surface = read_population(InputFile(raster(tmp_path / "p.tif", values, crs, from_origin(west, north, step, step))))
    assert surface.total == 5 * 597
    assert 80 < surface.spread_m < 105
    assert (surface.report.kept, surface.report.dropped) == (597, 1)
    assert surface.people.geometry.x.between(76.85, 77.0).all()


def test_only_the_window_over_the_roads_is_read_of_a_raster(tmp_path):
    path = raster(tmp_path / "p.tif", np.ones((1000, 1000)), "EPSG:4326", from_origin(70, 50, 0.01, 0.01))
    surface = read_population(InputFile(path), bounds=BOUNDS)
    assert surface.report.records < 40 * 40
    assert surface.people.geometry.iloc[0].distance(Point(76.8, 43.4)) < 0.05


def test_a_raster_of_another_place_is_refused(tmp_path):
    path = raster(tmp_path / "p.tif", np.ones((10, 10)), "EPSG:4326", from_origin(10, 50, 0.01, 0.01))
    with pytest.raises(InputError, match="covers nothing of the city"):
        read_population(InputFile(path), bounds=BOUNDS)


def test_a_raster_that_is_none_is_refused(tmp_path):
    (tmp_path / "p.tif").write_bytes(b"II*\x00 junk")
    with pytest.raises(InputError, match="cannot be read as a raster"):
        read_population(InputFile(tmp_path / "p.tif"))


@contextlib.contextmanager
def hanging_up():
    """A server that hangs up on whoever asks, so that nobody waits for its answer: its port, and who asked."""
    asked = []
    with socket.create_server(("127.0.0.1", 0)) as server:

        def serve():
            with contextlib.suppress(OSError):
                while True:
                    one, who = server.accept()
                    asked.append(who)
                    one.close()

        threading.Thread(target=serve, daemon=True).start()
        yield server.getsockname()[1], asked
        server.shutdown(socket.SHUT_RDWR)


VIRTUAL = """<VRTDataset rasterXSize="9" rasterYSize="9"><SRS>EPSG:4326</SRS>
<GeoTransform>76.9, 0.01, 0, 43.25, 0, -0.01</GeoTransform><VRTRasterBand dataType="Float32" band="1"><SimpleSource>
<SourceFilename>{}</SourceFilename></SimpleSource></VRTRasterBand></VRTDataset>"""
SERVICE = """<GDAL_WMS><Service name="TMS"><ServerUrl>http://127.0.0.1:{port}/{{z}}</ServerUrl></Service></GDAL_WMS>"""


@pytest.mark.parametrize("read", [read_population, lambda file: read_elevation(file, bounds=BOUNDS)])
@pytest.mark.parametrize("what", ["file", "address", "service"])
def test_a_raster_that_leads_elsewhere_is_refused_and_nothing_is_opened_or_asked_for(tmp_path, read, what):
    elsewhere = raster(tmp_path / "secret.tif", np.ones((9, 9)), "EPSG:4326", from_origin(76.9, 43.25, 0.01, 0.01))
    (tmp_path / "project").mkdir()
    path = tmp_path / "project" / "pop.tif"
    with hanging_up() as (port, asked):
        address = f"/vsicurl/http://127.0.0.1:{port}/secret.tif"
        held = {"file": VIRTUAL.format(elsewhere), "address": VIRTUAL.format(address), "service": SERVICE}
        path.write_text(held[what].replace("{port}", str(port)), encoding="utf-8")
        with pytest.raises(InputError, match="cannot be read as a raster") as error:
            read(InputFile(path))
    assert asked == []
    assert "\n" not in str(error.value)


@pytest.mark.real
def test_the_cells_of_almaty_are_500_m_wide_and_hold_the_official_total(shared_data):
    columns = {"lon": "centroid_longitude", "lat": "centroid_latitude", "population": "population_estimate_final"}
    surface = read_population(InputFile(shared_data / "population" / "almaty_uncertainty_cells.csv", columns))
    assert surface.spread_m == pytest.approx(500, abs=1)
    assert surface.total == pytest.approx(2351424)


def test_a_table_without_people_names_the_key_that_maps_its_columns(tmp_path):
    path = tmp_path / "cells.csv"
    path.write_text("lon,lat,population_estimate_final\n77,43,5\n", encoding="utf-8")
    with pytest.raises(InputError, match=r'city\.population_columns = \{ population = "your name" \}'):
        read_population(InputFile(path))


def test_cells_of_h3_stand_in_the_place_of_coordinates(tmp_path):
    cells = [h3.latlng_to_cell(43.2 + k / 100, 76.9, 8) for k in range(4)]
    rows = [f"{cell},10" for cell in cells]
    named = read_population(InputFile(csv(tmp_path / "p.csv", [*rows, "junk,5"], header="h3,population")))
    assert named.total == 40
    assert [one.reason for one in named.report.problems] == ["h3 'junk' is no cell of H3"]
    middle = named.people.geometry.iloc[0].centroid
    assert h3.latlng_to_cell(middle.y, middle.x, 8) == cells[0]
    mapped = read_population(InputFile(csv(tmp_path / "q.csv", rows, header="Zelle,population"), {"h3": "Zelle"}))
    by_id = read_population(InputFile(csv(tmp_path / "r.csv", rows, header="id,population")))
    assert mapped.people.geometry.geom_equals(by_id.people.geometry).all()
    assert by_id.report.problems[0].action == "laid in the hexagons of their ids"
    assert mapped.spread_m == 0.0
    assert {(one.report.format, one.credit) for one in (named, mapped, by_id)} == {
        ("population", None)
    }  # nobody else's
    with pytest.raises(InputError, match="or h3 for cells of H3"):
        read_population(InputFile(csv(tmp_path / "s.csv", ["1,10", "2,20"], header="id,population")))


def test_all_missing_columns_are_named_in_one_line_with_those_there_are(tmp_path):
    path = tmp_path / "cells.csv"
    path.write_text("Grid X,Grid Y,population_estimate_final\n77,43,5\n", encoding="utf-8")
    with pytest.raises(InputError) as error:
        read_population(InputFile(path))
    said = str(error.value)
    assert "no columns population, lon, lat; its columns are population_estimate_final, Grid X, Grid Y" in said
    assert 'city.population_columns = { population = "your name", lon = "your name", lat = "your name" }' in said
    with pytest.raises(InputError, match="no columns lon and lat; its columns are Grid X, Grid Y, population_est"):
        read_population(InputFile(path, {"population": "population_estimate_final"}))


def test_the_middles_of_cells_need_no_mapping(tmp_path):
    path = tmp_path / "cells.csv"
    path.write_text("centroid_longitude,centroid_latitude,population\n77,43,5\n77.01,43,6\n", encoding="utf-8")
    surface = read_population(InputFile(path))
    assert surface.total == 11
    assert "column 'centroid_longitude'" in {one.reason for one in surface.report.problems}
