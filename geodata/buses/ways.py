"""Length of the ways that trips take, and their slopes: along shapes, and through stops where there are none."""

from dataclasses import dataclass

import numpy as np
import pandas as pd
import shapely
from numpy.typing import NDArray

from geodata.buses.feed import Feed
from geodata.crs import LONLAT
from geodata.elevation import SLOPES, Heights, slope_class
from geodata.errors import InputError
from geodata.numerals import parse_degrees
from geodata.osm.network import geodesic_m
from geodata.placing import bad_place
from geodata.speech import _

Floats = NDArray[np.float64]
STRETCH_DEG = 60.0 / 111_000.0
"""Heights are asked of shapes about each 60 m."""
MOST_POINTS = 10_000_000
"""Of all shapes with a point each 60 m: half a million kilometres."""


@dataclass(frozen=True)
class Ways:
    """Ways by id, one behind the other.

    Parameters
    ----------
    ids : (ways,)
        Sorted.
    of : (points,)
        Which way each point belongs to.
    lonlat : (points, 2)
    """

    ids: NDArray[np.object_]
    of: NDArray[np.int64]
    lonlat: Floats

    def measured(self, heights: Heights | None) -> tuple[Floats, Floats | None]:
        """Km of each way, and of them those in each class of `SLOPES`; (ways,), (ways, classes). The second None without heights."""
        same = np.flatnonzero(self.of[1:] == self.of[:-1])
        run_m = geodesic_m(self.lonlat[same], self.lonlat[same + 1])
        way = self.of[same]
        km = np.bincount(way, run_m, minlength=len(self.ids)) / 1000.0
        if heights is None:
            return km, None
        height_m = heights.at(self.lonlat[:, 0], self.lonlat[:, 1], LONLAT)
        kind = slope_class(run_m, height_m[same + 1] - height_m[same])
        flat = np.bincount(way * len(SLOPES) + kind, run_m, minlength=len(self.ids) * len(SLOPES))
        return km, flat.reshape(len(self.ids), len(SLOPES)) / 1000.0


def stop_ways(calls: pd.DataFrame, stops: pd.DataFrame) -> Ways:
    """Way of each trip from stop to stop."""
    ids, of = np.unique(calls["trip_id"].to_numpy(dtype=object), return_inverse=True)
    stop = calls["stop"].to_numpy()
    lonlat = stops[["lon", "lat"]].to_numpy(dtype=float)[stop]
    return Ways(ids, of.astype(np.int64), lonlat)


def shape_ways(feed: Feed, wanted: "pd.Series[str]") -> tuple[Ways, int]:
    """Ways of the wanted shapes, with a point about each 60 m; and points of them that are nowhere and were left out.

    Raises
    ------
    InputError
        They go round the Earth too often for buses.
    """
    shapes = feed["shapes"]
    mine = shapes[shapes["shape_id"].isin(wanted[wanted != ""])]
    order = pd.to_numeric(mine["shape_pt_sequence"], errors="coerce").to_numpy(dtype=float)
    lon, lat = (
        np.array([parse_degrees(one) for one in mine[name]], dtype=float) for name in ("shape_pt_lon", "shape_pt_lat")
    )
    good = np.array([bad_place(x, y) is None for x, y in zip(lon, lat, strict=True)], dtype=bool) & np.isfinite(order)
    name = mine["shape_id"].to_numpy(dtype=object)[good]
    sort = np.lexsort((order[good], name.astype(str)))
    ids, of = np.unique(name[sort].astype(str), return_inverse=True)
    lonlat = np.column_stack([lon[good], lat[good]])[sort]
    enough = np.bincount(of, minlength=len(ids)) >= 2
    kept = enough[of]
    renumbered = np.cumsum(enough) - 1
    of, lonlat, ids = renumbered[of[kept]], lonlat[kept], ids[enough]
    if not len(ids):
        return Ways(ids.astype(object), of.astype(np.int64), lonlat), int((~good).sum())
    rough = shapely.linestrings(lonlat, indices=of)
    if shapely.length(rough).sum() / STRETCH_DEG > MOST_POINTS:
        raise InputError(feed.path, _("shapes that are longer than any city's buses go"), _("check shapes.txt"))
    lines = shapely.segmentize(rough, STRETCH_DEG)
    points, line = shapely.get_coordinates(lines, return_index=True)
    return Ways(ids.astype(object), line.astype(np.int64), points), int((~good).sum())
