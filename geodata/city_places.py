"""Coordinates of table rows about a city: checked, and swapped where latitude and longitude are exchanged."""

import numpy as np
import shapely
from pyproj import Transformer
from shapely import MultiPolygon, Point, Polygon

from geodata.crs import LONLAT
from geodata.numerals import parse_number
from geodata.placing import bad_place
from geodata.speech import _

SWAPPED = _.term("longitude and latitude are swapped")


class CityPlacer:
    """Turns texts of longitude and latitude into points of the city.

    Parameters
    ----------
    crs : str
        Metric CRS.
    area : Polygon or MultiPolygon, optional
        Where points may lie, in `crs`; everywhere if None.
    """

    def __init__(self, crs: str, area: Polygon | MultiPolygon | None) -> None:
        self._area = area
        self._to_metric = Transformer.from_crs(LONLAT, crs, always_xy=True)
        if area is not None:
            shapely.prepare(area)

    def place(self, lon: str | None, lat: str | None) -> tuple[Point | None, str | None]:
        """Point in the metric CRS and what is to be said of it.

        Returns
        -------
        point : Point or None
            None where the coordinates are of no use.
        remark : str or None
            Why there is no point, or what was mended.
        """
        east, north = parse_number(lon), parse_number(lat)
        for text, value, name in ((lon, east, "lon"), (lat, north, "lat")):
            if text is not None and value is None:
                return None, _("{name} {text!r} is not a number", name=name, text=text[:40])
        reason = bad_place(east, north)
        if reason is None and (point := self._inside(east, north)) is not None:
            return point, None
        # Turned round only where that, and only that, leads into the city.
        if self._area is not None and bad_place(north, east) is None:
            turned = self._inside(north, east)
            if turned is not None:
                return turned, SWAPPED
        return None, reason or _("outside the city ({east:g}, {north:g})", east=east, north=north)

    def lonlat(self, x: float, y: float) -> tuple[float, float]:
        """Longitude and latitude of a place in the metric CRS."""
        lon, lat = self._to_metric.transform(x, y, direction="INVERSE")
        return float(lon), float(lat)

    def _inside(self, lon: float | None, lat: float | None) -> Point | None:
        x, y = self._to_metric.transform(lon, lat)
        if not (np.isfinite(x) and np.isfinite(y)):
            return None
        return Point(x, y) if self._area is None or shapely.contains_xy(self._area, x, y) else None
