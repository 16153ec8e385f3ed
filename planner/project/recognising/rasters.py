"""Rasters: heights or people, told by name, published layout, and how the values lie beside each other."""

from pathlib import Path

import numpy as np

from geodata.errors import InputError
from geodata.population_layouts import raster_layout
from geodata.rasters import opened_raster
from planner.project.recognising.kinds import FileKind
from planner.project.recognising.seen import Recognised
from planner.support.speech import _

SIDE = 256
"""Pixels of the sample, each way, out of the middle of the raster."""
HEIGHT_WORDS = ("elev", "dem", "dtm", "dsm", "srtm", "aster", "copernicus_30", "height", "alos", "рельеф", "высот")
PEOPLE_WORDS = ("pop", "people", "ppp", "ghs", "worldpop", "насел")
HIGHEST_M = 9_000
SMOOTH = 0.98
"""Correlation of a pixel with the next one: hills go over into each other, houses do not."""


def raster_kind(path: Path) -> Recognised:
    """Tell heights from people.

    Raises
    ------
    InputError
        It is no raster, has no coordinate system, or is one of a kind that is known to count no people.
    """
    with opened_raster(path, _("a raster"), _("expected a GeoTIFF of people per pixel or of heights")) as raster:
        from rasterio.windows import Window  # noqa: PLC0415

        layout = raster_layout(
            path.name, projection=raster.crs.to_wkt(), nodata=raster.nodata, step=abs(raster.transform.a)
        )
        if layout is not None:
            return Recognised(FileKind.POPULATION, layout.name, format="raster")
        width, height = min(SIDE, raster.width), min(SIDE, raster.height)
        window = Window((raster.width - width) // 2, (raster.height - height) // 2, width, height)
        sample = raster.read(1, window=window, masked=True)
    if sample.dtype.kind not in "iuf":
        raise InputError(
            path, _("a raster whose pixels are no numbers"), _("expected a GeoTIFF of people per pixel or of heights")
        )
    name = path.name.casefold()
    values = sample.astype(np.float64).filled(np.nan)
    smooth = _smoothness(values)
    likely = FileKind.ELEVATION if smooth >= SMOOTH else FileKind.POPULATION
    for kind, words in ((FileKind.ELEVATION, HEIGHT_WORDS), (FileKind.POPULATION, PEOPLE_WORDS)):
        if any(word in name for word in words):
            return Recognised(
                kind, _("a raster, by its name"), sure=kind == likely, alternatives=_others(kind), format="raster"
            )
    why = (
        _("a raster of values that go over into each other")
        if likely == FileKind.ELEVATION
        else _("a raster of counts")
    )
    return Recognised(likely, why, sure=False, alternatives=_others(likely), format="raster")


def _smoothness(values: "np.ndarray[tuple[int, ...], np.dtype[np.float64]]") -> float:
    """Correlation of neighbouring pixels, 0 where there are too few; values (rows, columns), nan where nothing is known."""
    known = np.nan_to_num(values, nan=np.nan, posinf=np.nan, neginf=np.nan)
    if np.nanmax(np.abs(known), initial=0.0) > HIGHEST_M:
        return 0.0
    left, right = known[:, :-1].ravel(), known[:, 1:].ravel()
    both = np.isfinite(left) & np.isfinite(right)
    if both.sum() < 16 or left[both].std() == 0 or right[both].std() == 0:
        return 0.0
    return float(np.corrcoef(left[both], right[both])[0, 1])


def _others(kind: FileKind) -> tuple[FileKind, ...]:
    return tuple(one for one in (FileKind.POPULATION, FileKind.ELEVATION) if one != kind)
