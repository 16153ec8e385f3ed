"""Grids of pixels (.tif): opened, cut to a window, and counts on them read as points with the pixel's side."""

import logging
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from geodata.address import Address
from geodata.crs import LONLAT
from geodata.errors import InputError
from geodata.input_file import checked_file
from geodata.placing import Bounds, grown, within
from geodata.population_layouts import Layout, raster_layout
from geodata.speech import _

logger = logging.getLogger(__name__)

MOST_PIXELS = 20_000_000
DEGREE_M = 111_000.0
DRIVER = "GTiff"
"""The one that GDAL may use, whatever the file holds: a virtual raster (VRT) would lead to other files and addresses."""
EXPECTED = _.term("expected a GeoTIFF of people per pixel")


@dataclass(frozen=True)
class Pixels:
    """Pixels that hold a value: `lon`, `lat`, `value` (pixels,), the side of a pixel in the middle, metres, and whose data they are."""

    lon: NDArray[np.float64]
    lat: NDArray[np.float64]
    value: NDArray[np.float64]
    side_m: float
    layout: Layout | None = None


def read_pixels(address: Address, bounds: Bounds | None = None) -> Pixels:
    """Read the first band, in any CRS; only pixels within the bounds, and those at their edge, where they are given.

    Raises
    ------
    MissingFileError
        There is no such file.
    InputError
        Not a raster, without a CRS, away from the bounds, too large without them, or known not to count people.
    """
    with opened_raster(address, _("population of the city"), EXPECTED) as raster:
        return _pixels(raster, Path(raster.name), bounds)


@contextmanager
def opened_raster(address: Address, role: str, expected: str) -> Iterator[Any]:
    """Open a raster of which the first band is read; what it cannot give within the block is an error of one line.

    Raises
    ------
    MissingFileError
        There is no such file; `role` says what it is needed as.
    InputError
        Not a raster, or without a CRS.
    """
    import rasterio  # noqa: PLC0415  (loads GDAL)

    path = checked_file(address, role, expected)
    try:
        with rasterio.open(path, driver=DRIVER) as raster:
            if raster.crs is None:
                raise InputError(
                    path, _("a raster without a coordinate system"), _("save it as a GeoTIFF with its CRS")
                )
            if raster.count > 1:
                logger.warning("%s has %d bands; reading the first", path, raster.count)
            yield raster
    except (rasterio.errors.RasterioError, rasterio.errors.CRSError, OSError) as error:
        raise InputError(path, _("cannot be read as a raster ({error})", error=str(error)[:120]), expected) from None


def _pixels(raster: Any, path: Path, bounds: Bounds | None) -> Pixels:
    from pyproj import Transformer  # noqa: PLC0415

    layout = raster_layout(
        path.name, projection=raster.crs.to_wkt(), nodata=raster.nodata, step=abs(raster.transform.a)
    )
    window = window_over(raster, path, bounds)
    values = raster.read(1, window=window, masked=True)
    place = raster.window_transform(window)
    row, column = np.nonzero(~np.ma.getmaskarray(values) & np.isfinite(values.filled(np.nan).astype(np.float64)))
    to_lonlat = Transformer.from_crs(raster.crs.to_wkt(), LONLAT, always_xy=True)
    lon, lat = to_lonlat.transform(*_on_map(place, column + 0.5, row + 0.5))
    value, side_m = values.data[row, column].astype(np.float64), side_of_pixel_m(raster, window)
    lon, lat = np.asarray(lon, dtype=np.float64), np.asarray(lat, dtype=np.float64)
    if bounds is not None:  # the window of a slanted grid is wider than what was asked for
        middle_lat = np.radians((bounds[1] + bounds[3]) / 2)
        near = within(lon, lat, grown(bounds, side_m / DEGREE_M / max(np.cos(middle_lat), 0.1)))
        lon, lat, value = lon[near], lat[near], value[near]
    return Pixels(lon, lat, value, side_m, layout)


def side_of_pixel_m(raster: Any, window: Any) -> float:
    """Side of a square as large as the pixel in the middle of a window, metres."""
    from pyproj import Geod, Transformer  # noqa: PLC0415

    right, down = np.array([0, 1, 1, 0]), np.array([0, 0, 1, 1])
    to_lonlat = Transformer.from_crs(raster.crs.to_wkt(), LONLAT, always_xy=True)
    place = raster.window_transform(window)
    ring = to_lonlat.transform(*_on_map(place, window.width // 2 + right, window.height // 2 + down))
    area_m2, _ = Geod(ellps="WGS84").polygon_area_perimeter(*ring)
    return float(abs(area_m2) ** 0.5)


def _on_map(place: Any, column: NDArray[Any], row: NDArray[Any]) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    """Coordinates in the raster's CRS of places in its pixels, by its affine transform."""
    return place.a * column + place.b * row + place.c, place.d * column + place.e * row + place.f


def window_over(raster: Any, path: Path, bounds: Bounds | None) -> Any:
    """Window of a raster over the bounds and a pixel more, the whole of it without them; refused where it is empty or too large."""
    from rasterio.errors import WindowError  # noqa: PLC0415
    from rasterio.warp import transform_bounds  # noqa: PLC0415
    from rasterio.windows import Window  # noqa: PLC0415

    window = Window(0, 0, raster.width, raster.height)
    if bounds is not None:
        asked = raster.window(*transform_bounds(LONLAT, raster.crs, *bounds)).round_offsets().round_lengths()
        grown = Window(asked.col_off - 1, asked.row_off - 1, asked.width + 2, asked.height + 2)
        try:
            window = window.intersection(grown)
        except WindowError:
            advice = _("use the raster of this city or country")
            raise InputError(
                path, _("covers nothing of the city's {degrees}", degrees=_degrees(bounds)), advice
            ) from None
    if window.width * window.height > MOST_PIXELS:
        raise InputError(
            path,
            _("{width} x {height} pixels", width=raster.width, height=raster.height),
            _("cut the raster to the city"),
        )
    return window


def _degrees(bounds: Bounds) -> str:
    return _("{:.3f},{:.3f} to {:.3f},{:.3f}").format(*bounds)
