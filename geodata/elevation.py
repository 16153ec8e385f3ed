"""Heights above the sea on a grid: read between the pixels, and as slopes along lines."""

from dataclasses import dataclass
from typing import Final

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]

SMOOTHED_M: Final = 45.0
"""Standard deviation of the Gaussian by which heights are averaged: radar sees roofs and trees, and errs by metres from pixel to pixel (assumed)."""

STEP: Final = 0.0025
"""Width of a class of slopes."""

STEEPEST: Final = 0.15
"""Steeper slopes count as this one: hardly any street is, and walls, bridges and cuttings are no slopes (assumed)."""

SLOPES: Final[Floats] = np.arange(-round(STEEPEST / STEP), round(STEEPEST / STEP) + 1).astype(np.float64) * STEP
"""Middles of the classes of slopes, rise over run, from the steepest way down to the steepest way up; level ground is 0 exactly."""

LEVEL: Final = len(SLOPES) // 2


@dataclass(frozen=True)
class Heights:
    """A grid of heights.

    Parameters
    ----------
    crs : str
        Of the grid, as WKT.
    affine : (6,) tuple
        a, b, c, d, e, f of the grid: x = a column + b row + c, y = d column + e row + f, from the corner of the first pixel.
    height_m : (rows, columns)
        NaN where nothing is known.
    """

    crs: str
    affine: tuple[float, float, float, float, float, float]
    height_m: Floats

    def at(self, x: Floats, y: Floats, crs: str) -> Floats:
        """Heights (points,) at places in any CRS, bilinear between the middles of pixels; NaN where any of the four is unknown."""
        from pyproj import Transformer  # noqa: PLC0415

        gx, gy = Transformer.from_crs(crs, self.crs, always_xy=True).transform(np.asarray(x), np.asarray(y))
        a, b, c, d, e, f = self.affine
        with np.errstate(invalid="ignore"):
            dx, dy, turn = np.asarray(gx) - c, np.asarray(gy) - f, a * e - b * d
            column, row = (e * dx - b * dy) / turn - 0.5, (a * dy - d * dx) / turn - 0.5
        rows, columns = self.height_m.shape
        inside = np.isfinite(row) & np.isfinite(column) & (row >= 0) & (column >= 0)
        inside &= (row <= rows - 1) & (column <= columns - 1)
        out = np.full(len(row), np.nan)
        r, k = row[inside], column[inside]
        top, left = np.minimum(r.astype(int), max(rows - 2, 0)), np.minimum(k.astype(int), max(columns - 2, 0))
        under, right = np.minimum(top + 1, rows - 1), np.minimum(left + 1, columns - 1)
        down, across = r - top, k - left
        grid = self.height_m
        upper = grid[top, left] * (1 - across) + grid[top, right] * across
        lower = grid[under, left] * (1 - across) + grid[under, right] * across
        out[inside] = upper * (1 - down) + lower * down
        return out


def smoothed(height_m: Floats, side_m: float) -> Floats:
    """Heights averaged by a Gaussian of `SMOOTHED_M`, over the pixels that are known; unknown ones stay so."""
    from scipy.ndimage import gaussian_filter  # noqa: PLC0415

    known = np.isfinite(height_m)
    # Of pixels of next to no size there would be no end of neighbours.
    sigma = min(SMOOTHED_M / side_m, float(max(height_m.shape)))
    weight = gaussian_filter(known.astype(np.float64), sigma, mode="nearest", truncate=3.0)
    total = gaussian_filter(np.where(known, height_m, 0.0), sigma, mode="nearest", truncate=3.0)
    return np.where(known, np.divide(total, weight, out=np.full_like(total, np.nan), where=weight > 1e-9), np.nan)


def slope_class(run_m: Floats, rise_m: Floats) -> NDArray[np.int64]:
    """Number of the class of `SLOPES` of each stretch; level where the run is nothing or a height unknown."""
    slope = np.divide(rise_m, run_m, out=np.zeros_like(run_m), where=(run_m > 0) & np.isfinite(rise_m))
    return (np.rint(np.clip(slope, -STEEPEST, STEEPEST) / STEP) + LEVEL).astype(np.int64)
