"""Elevation rasters of the user's: metres above the sea in any CRS."""

from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from geodata.elevation import SMOOTHED_M, Heights, smoothed
from geodata.errors import InputError
from geodata.input_file import InputFile
from geodata.placing import Bounds
from geodata.rasters import opened_raster, side_of_pixel_m, window_over
from geodata.report import Problem, SourceReport
from geodata.speech import _

ROLE = _.term("heights of the city")
EXPECTED = _.term("expected a GeoTIFF of heights in metres")
LOWEST_M, HIGHEST_M = -450.0, 9_000.0
"""No street lies lower or higher."""
COARSE_M = 250.0
"""Pixels wider than this hide hills."""
FOOT_M = {"ft": 0.3048, "foot": 0.3048, "feet": 0.3048, "us survey foot": 1200 / 3937, "us_survey_foot": 1200 / 3937}


def read_elevation(file: InputFile, *, bounds: Bounds) -> tuple[Heights, SourceReport]:
    """Read heights over the bounds (west, south, east, north in degrees), smoothed.

    Raises
    ------
    MissingFileError, InputError
        The file is missing, no raster, of another place, or without any height that can be.
    """
    path = file.path
    with opened_raster(path, ROLE, EXPECTED) as raster:
        window = window_over(raster, Path(raster.name), bounds)
        values = raster.read(1, window=window, masked=True)
        place, side_m = raster.window_transform(window), side_of_pixel_m(raster, window)
        unit, crs = (raster.units[0] or "").strip().casefold(), raster.crs.to_wkt()
        scale, offset = float(raster.scales[0]), float(raster.offsets[0])
    affine = (place.a, place.b, place.c, place.d, place.e, place.f)
    if values.dtype.kind not in "iuf" or not np.isfinite((*affine, scale, offset, side_m)).all() or side_m <= 0:
        raise InputError(path, _("a raster whose pixels are no numbers or have no size"), EXPECTED)
    problems: list[Problem] = []
    raw = values.filled(0).astype(np.float64)
    with np.errstate(over="ignore", invalid="ignore"):  # what is no height is dropped below
        height_m = (raw * scale + offset) * FOOT_M.get(unit, 1.0)
    known = ~np.ma.getmaskarray(values) & np.isfinite(height_m)
    records, wrong = int(known.sum()), known & ((height_m < LOWEST_M) | (height_m > HIGHEST_M))
    known &= ~wrong
    if not known.any():
        raise InputError(path, _("not one pixel over the city holds a height"), EXPECTED)
    if unit in FOOT_M:
        problems.append(Problem(_("all pixels"), _("heights in {unit}", unit=unit), _("turned into metres")))
    if wrong.any():
        reason = _("no height of a street ({lowest_m:g} to {highest_m:g} m)", lowest_m=LOWEST_M, highest_m=HIGHEST_M)
        problems.append(Problem(_("{sum} pixels", sum=int(wrong.sum())), reason, _("dropped")))
    problems += _cut_off(values.data[known])
    if side_m > COARSE_M:
        problems.append(
            Problem(
                _("all pixels"), _("{side_m:.0f} m wide, so that hills between them are lost", side_m=side_m), _("kept")
            )
        )
    found = smoothed(np.where(known, height_m, np.nan), side_m)
    dropped = int(wrong.sum())
    report = SourceReport(
        str(path),
        "elevation",
        records,
        records - dropped,
        dropped=dropped,
        problems=tuple(problems),
        file=file.fingerprint(),
    )
    return Heights(crs, affine, found), report


def _cut_off(values: NDArray[Any]) -> list[Problem]:
    """Heights at the end of what whole numbers of their kind can hold."""
    if values.dtype.kind not in "iu":
        return []
    most = np.iinfo(values.dtype).max
    count = int((values == most).sum())
    if not count:
        return []
    return [
        Problem(
            _("{count} pixels", count=count),
            _("at {most}, the most that their kind holds: hills may be cut off", most=most),
            _("kept"),
        )
    ]


def smoothing_words() -> str:
    """How heights are smoothed, for the list of assumptions."""
    return _("averaged by a Gaussian of {smoothed_m:.0f} m", smoothed_m=SMOOTHED_M)
