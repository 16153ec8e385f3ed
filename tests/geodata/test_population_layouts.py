"""Published population data are recognised, named and credited, and read whole without a mapping of columns."""

import geopandas as gpd
import h3
import numpy as np
import pytest
import rasterio
from pyproj import Transformer
from rasterio.transform import from_origin
from shapely.geometry import Polygon, box

from geodata.crs import metric_crs
from geodata.errors import InputError
from geodata.input_file import InputFile
from geodata.sources.population import read_population
from geodata.zoning import make_zones

# rasterio 1.4 multiplies affine matrices the old way.
pytestmark = pytest.mark.filterwarnings("ignore:Use `@` matmul:PendingDeprecationWarning")

BOUNDS = (76.8, 43.1, 77.1, 43.4)
MOLLWEIDE = "ESRI:54009"


def raster(path, values, crs, corner, step, nodata):
    profile = {"driver": "GTiff", "height": values.shape[0], "width": values.shape[1], "count": 1, "dtype": "float64"}
    with rasterio.open(
        path, "w", **profile, crs=crs, transform=from_origin(*corner, step, step), nodata=nodata
    ) as file:
        file.write(values, 1)
    return InputFile(path)


def mollweide(path, step, nodata=-200.0):
    """Cells of Mollweide's grid over more than the city, each with its own count; and the middles of all."""
    west, south, east, north = Transformer.from_crs(4326, MOLLWEIDE, always_xy=True).transform_bounds(*BOUNDS)
    left, top = np.floor(west / step) * step - 50 * step, np.ceil(north / step) * step + 50 * step
    width, height = int((east - west) / step) + 100, int((north - south) / step) + 100
    values = np.random.default_rng(1).integers(0, 50, (height, width)).astype(float)
    values[::7, ::5] = nodata
    x, y = np.meshgrid(left + (np.arange(width) + 0.5) * step, top - (np.arange(height) + 0.5) * step)
    lon, lat = Transformer.from_crs(MOLLWEIDE, 4326, always_xy=True).transform(x, y)
    return raster(path, values, MOLLWEIDE, (left, top), step, nodata), lon, lat, np.where(values == nodata, 0, values)


@pytest.mark.parametrize("step", [100.0, 1000.0])
def test_cells_of_mollweide_s_grid_keep_every_person_up_to_the_edge(tmp_path, step):
    file, lon, lat, people = mollweide(tmp_path / "GHS_POP_E2020_GLOBE_R2023A_54009_100_V1_0_R6_C25.tif", step)
    surface = read_population(file, bounds=BOUNDS)
    west, south, east, north = BOUNDS
    inside = (lon >= west) & (lon <= east) & (lat >= south) & (lat <= north)
    edge = 2 * step / 75_000  # a cell at 43 degrees north, in degrees of longitude
    wide = (lon >= west - edge) & (lon <= east + edge) & (lat >= south - edge) & (lat <= north + edge)
    assert people[inside].sum() <= surface.total <= people[wide].sum()
    assert surface.spread_m == pytest.approx(step, rel=0.01), "an equal-area grid"
    assert surface.report.format.startswith("GHSL")
    assert "Joint Research Centre" in surface.credit
    # A city in the middle of it: its zones hold the people of its ground, but for cells that its border cuts.
    city, crs = box(76.9, 43.2, 77.0, 43.3), metric_crs(76.95, 43.25)
    zones = make_zones(surface, boundary=city, resolution=7, districts=None, total=None, crs=crs).zones
    there = (lon >= 76.9) & (lon <= 77.0) & (lat >= 43.2) & (lat <= 43.3)
    cut = 4 * 12_000 / step * 25  # cells along the border, half of whose people may be on the other side
    assert abs(zones["population"].sum() - people[there].sum()) < cut / 2


@pytest.mark.parametrize(
    ("name", "nodata", "step", "said"),
    [
        ("kaz_ppp_2020_UNadj.tif", -99999.0, 3 / 3600, "WorldPop"),
        ("kaz_pop_2025_CN_100m_R2025A_v1.tif", -99999.0, 3 / 3600, "WorldPop"),
        ("people.tif", -99999.0, 30 / 3600, "WorldPop"),
        ("kaz_general_2020.tif", np.nan, 1 / 3600, "HRSL"),
        ("GHS_POP_E2020_GLOBE_R2023A_4326_3ss_V1_0_R6_C25.tif", -200.0, 3 / 3600, "GHSL"),
        ("people.tif", -9999.0, 3 / 3600, "raster"),
    ],
)
def test_rasters_are_known_by_name_grid_and_what_they_leave_out(tmp_path, name, nodata, step, said):
    values = np.full((40, 40), 2.0)
    values[0, 0] = nodata
    surface = read_population(raster(tmp_path / name, values, "EPSG:4326", (76.9, 43.3), step, nodata))
    assert surface.total == 2 * 1599
    assert surface.report.format.startswith(said)
    assert (surface.credit is None) == (said == "raster")
    assert surface.credit is None or "CC BY 4.0" in surface.credit


@pytest.mark.parametrize(
    ("name", "said"),
    [("kaz_pd_2020_1km.tif", "per square kilometre"), ("kaz_women_2020.tif", "one group of people alone")],
)
def test_a_raster_that_does_not_count_everybody_is_refused(tmp_path, name, said):
    with pytest.raises(InputError, match=said):
        read_population(raster(tmp_path / name, np.ones((5, 5)), "EPSG:4326", (76.9, 43.3), 0.001, -99999.0))


def test_hexagons_of_kontur_are_read_in_their_projection(tmp_path):
    cells = sorted(h3.grid_disk(h3.latlng_to_cell(43.25, 76.95, 8), 6))
    shapes = [Polygon([(lon, lat) for lat, lon in h3.cell_to_boundary(cell)]) for cell in cells]
    frame = gpd.GeoDataFrame({"h3": cells, "population": range(len(cells))}, geometry=shapes, crs=4326).to_crs(3857)
    frame.to_file(tmp_path / "kontur_population_KZ_20231101.gpkg", layer="population")
    surface = read_population(InputFile(tmp_path / "kontur_population_KZ_20231101.gpkg"), bounds=BOUNDS)
    assert surface.total == sum(range(len(cells)))
    assert surface.report.format == "Kontur Population (H3 hexagons)"
    assert "Kontur" in surface.credit


def test_the_table_of_hrsl_is_read_without_a_mapping_and_its_last_year_counts(tmp_path):
    head, rows = "latitude,longitude,population_2015,population_2020", ["43.25,76.95,1.5,2.5", "43.251,76.951,3,4"]
    (tmp_path / "kaz.csv").write_text("\n".join([head, *rows]), encoding="utf-8")
    surface = read_population(InputFile(tmp_path / "kaz.csv"), bounds=BOUNDS)
    assert (surface.total, surface.report.format) == (6.5, "HRSL (Meta and CIESIN)")
    text = "\n".join([head.replace("population_2015,population_2020", "kaz_general_2020"), "43.25,76.95,7"])
    (tmp_path / "new.csv").write_text(text.replace(",", "\t"), encoding="utf-8")
    assert read_population(InputFile(tmp_path / "new.csv")).total == 7
    mapped = read_population(
        InputFile(tmp_path / "kaz.csv", {"population": "population_2015", "lon": "longitude", "lat": "latitude"})
    )
    assert mapped.total == 4.5, "what the user maps counts"
