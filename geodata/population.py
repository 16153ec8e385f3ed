"""Where people were counted, as a source gives it: points that stand for a cell, or polygons."""

from dataclasses import dataclass

import geopandas as gpd
import numpy as np
import shapely
from numpy.typing import NDArray

from geodata.report import Assumption, SourceReport

LEAST_SIDE_M = 1.0
"""Side of the square of a point that stands for no more than itself."""


@dataclass(frozen=True)
class PopulationSurface:
    """People by place, before they are gathered into zones.

    Parameters
    ----------
    people : GeoDataFrame
        EPSG:4326; `population` (people, finite, not negative) and Points or Polygons.
    spread_m : float
        Side of the square that each point stands for; 0 for polygons.
    report : SourceReport
    assumptions : tuple of Assumption
    credit : str, optional
        Line that the licence of published data asks for.
    """

    people: gpd.GeoDataFrame
    spread_m: float
    report: SourceReport
    assumptions: tuple[Assumption, ...] = ()
    credit: str | None = None

    @property
    def total(self) -> float:
        """People altogether."""
        return float(self.people["population"].sum())

    def pieces(self, crs: str) -> NDArray[np.object_]:
        """Polygons (records,) in a metric CRS over which each record's people are spread evenly."""
        shapes = self.people.geometry.to_crs(crs).to_numpy()
        points = shapely.get_type_id(shapes) == shapely.GeometryType.POINT
        half = max(self.spread_m, LEAST_SIDE_M) / 2
        out = np.asarray(shapes, dtype=object).copy()
        x, y = shapely.get_x(shapes[points]), shapely.get_y(shapes[points])
        out[points] = shapely.box(x - half, y - half, x + half, y + half)
        return out
