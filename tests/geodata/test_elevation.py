"""Heights: read in any CRS, smoothed, and laid under the nodes of roads; what is no height is counted or refused."""

import warnings

import numpy as np
import pytest
import rasterio
from city_fixtures import assert_city_equal, town
from osm_fixtures import place

from geodata.assemble import assemble_city
from geodata.city import City
from geodata.elevation import LEVEL, SLOPES, slope_class, smoothed
from geodata.errors import InputError, MissingFileError
from geodata.input_file import InputFile
from geodata.sources.elevation import read_elevation
from tests.fixtures.sloped_raster import EAST, NORTH, SOUTH, WEST, rising, sloped_raster

# rasterio 1.4 multiplies affine matrices the old way.
pytestmark = pytest.mark.filterwarnings("ignore:.*matrix multiplication.*:PendingDeprecationWarning")


def read(path):
    return read_elevation(InputFile(path), bounds=(WEST, SOUTH, EAST, NORTH))


def test_a_plane_is_read_as_it_is_between_the_pixels(tmp_path):
    heights, report = read(sloped_raster(tmp_path / "d.tif"))
    x, y = np.array([place(3, 3)[0], place(11.7, 4)[0]]), np.array([place(3, 3)[1], place(11.7, 4)[1]])
    assert heights.at(x, y, "EPSG:4326") == pytest.approx(1000 + 4000 * (x - WEST), abs=0.05)
    assert np.isnan(heights.at(np.array([0.0]), np.array([0.0]), "EPSG:4326")).all()
    assert (report.format, report.dropped, report.problems) == ("elevation", 0, ())


def test_the_same_ground_in_a_metric_projection_and_in_feet_has_the_same_heights(tmp_path):
    plain, _ = read(sloped_raster(tmp_path / "d.tif"))
    feet, report = read(sloped_raster(tmp_path / "f.tif", lambda x, y: rising(x, y) / 0.3048, unit="ft"))
    with rasterio.open(tmp_path / "d.tif") as source:
        from rasterio.warp import calculate_default_transform, reproject

        transform, width, height = calculate_default_transform(source.crs, "EPSG:32643", source.width, source.height, *source.bounds)  # fmt: skip
        out = np.full((height, width), np.nan, dtype="float32")
        reproject(source.read(1), out, src_transform=source.transform, src_crs=source.crs, dst_transform=transform, dst_crs="EPSG:32643", dst_nodata=np.nan)  # fmt: skip
    profile = {"driver": "GTiff", "width": width, "height": height, "count": 1, "dtype": "float32", "nodata": np.nan}
    with rasterio.open(tmp_path / "m.tif", "w", **profile, crs="EPSG:32643", transform=transform) as file:
        file.write(out, 1)
    metric, _ = read(tmp_path / "m.tif")
    x, y = np.array([place(k, 8)[0] for k in range(15)]), np.array([place(k, 8)[1] for k in range(15)])
    asked = plain.at(x, y, "EPSG:4326")
    assert metric.at(x, y, "EPSG:4326") == pytest.approx(asked, abs=1.0)
    assert feet.at(x, y, "EPSG:4326") == pytest.approx(asked, abs=0.1)
    assert [one.action for one in report.problems] == ["turned into metres"]


def test_pixels_that_are_no_heights_are_left_out_and_counted(tmp_path):
    def height(x, y):
        grid = np.full(x.shape, 200.0)
        grid[3, 3], grid[4, 4] = -9999, -32768
        return grid

    heights, report = read(sloped_raster(tmp_path / "d.tif", height, kind="int16", nodata=-32768))
    assert report.dropped == 1
    assert np.isnan(heights.height_m).sum() == 2
    assert np.nanmax(np.abs(heights.height_m - 200)) == pytest.approx(0, abs=1e-9)
    _, full = read(sloped_raster(tmp_path / "u.tif", lambda x, _: np.full(x.shape, 255), kind="uint8"))
    assert "hills may be cut off" in full.problems[0].reason


@pytest.mark.parametrize(
    ("made", "said"),
    [
        (
            lambda p: sloped_raster(p, lambda x, _: np.full(x.shape, -9999.0)),
            "not one pixel over the city holds a height",
        ),
        (lambda p: p.write_bytes(b"II*\x00junk"), "cannot be read as a raster"),
        (lambda p: sloped_raster(p, crs=None), "without a coordinate system"),
        (lambda p: sloped_raster(p, kind="complex64"), "pixels are no numbers"),
    ],
)
def test_a_raster_of_no_use_is_one_line(tmp_path, made, said):
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        made(tmp_path / "d.tif")
    with pytest.raises(InputError, match=said) as caught:
        read(tmp_path / "d.tif")
    assert "\n" not in str(caught.value)
    with pytest.raises(MissingFileError, match="heights of the city"):
        read(tmp_path / "none.tif")


def test_smoothing_takes_noise_and_leaves_a_plane():
    rng = np.random.default_rng(1)
    plane = np.add.outer(np.arange(60.0), 2 * np.arange(60.0))
    out = smoothed(plane + rng.normal(0, 3, plane.shape), 30.0)
    inner = slice(8, -8)
    assert np.abs(out - plane)[inner, inner].std() < 1.0
    assert np.isfinite(smoothed(plane, 1e-7)).all()  # pixels of next to no size are no end of neighbours
    assert smoothed(plane, 30.0)[inner, inner] == pytest.approx(plane[inner, inner], abs=0.01)


def test_slopes_are_classed_level_is_exact_and_the_steepest_hold_all_beyond():
    run = np.array([100.0, 100, 100, 0, 100, 100])
    kinds = slope_class(run, np.array([0.0, 2.5, -2.5, 9, np.nan, 80]))
    assert SLOPES[LEVEL] == 0.0
    assert SLOPES[kinds].tolist() == pytest.approx([0, 0.025, -0.025, 0, 0, 0.15])


def test_a_city_knows_the_heights_of_its_streets_and_keeps_them_on_disk(tmp_path):
    request = town(tmp_path, elevation=sloped_raster(tmp_path / "d.tif"))
    city = assemble_city(request)
    heights = city.roads.height_m
    assert np.isfinite(heights).all()
    east = city.roads.xy_m[:, 0]
    assert np.corrcoef(heights, east)[0, 1] > 0.999
    assert "d.tif" in city.inputs
    city.save(tmp_path / "city")
    assert_city_equal(City.load(tmp_path / "city"), city)
    np.testing.assert_array_equal(City.load(tmp_path / "city").roads.height_m, heights)
    assert assemble_city(town(tmp_path)).roads.height_m is None
