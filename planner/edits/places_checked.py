"""Points that an edited layer shows, beside where its sites were."""

from collections.abc import Iterable

import geopandas as gpd
import numpy as np
from shapely import Point

from geodata.crs import LONLAT
from geodata.errors import InputError
from planner.edits.edit_layer import EditLayer
from planner.support.speech import _

FAR_M = 20_000.0
"""Points that lie farther from their sites, most of them, are in another coordinate system than their layer says."""
DRAWN = "drawn-"
"""How the ids of points begin that users drew; what follows is where they lie, so that the id stays the same."""


def check_places(layer: EditLayer, points: dict[str, Point], crs: str) -> None:
    """Refuse a layer of another city, and one that most sites lie far from their own places in."""
    named = [row for row in layer.rows if row.site_id is not None and not row.site_id.startswith(DRAWN)]
    mine = [row for row in named if row.site_id in points]
    if named and not mine:
        raise InputError(
            layer.path,
            _(
                "none of the {count} sites of the layer {layer!r} is of this city ({site_id}, …)",
                count=len(named),
                layer=layer.layer,
                site_id=named[0].site_id,
            ),
            _("name the plan.gpkg that this configuration gave"),
        )
    placed = [row for row in mine if row.lon is not None and row.lat is not None]
    if not placed:
        return
    own = np.array([[points[str(row.site_id)].x, points[str(row.site_id)].y] for row in placed])
    here, turned = (apart_m(own, [(row.lon, row.lat) for row in placed], crs, turned=one) for one in (False, True))
    far = int((here > FAR_M).sum())
    if 2 * far > len(placed):
        said = _(
            "{far} of its {count} sites lie far from their places, {median:,.0f} km as a rule",
            far=far,
            count=len(placed),
            median=float(np.median(here)) / 1000,
        )
        if float(np.median(turned)) < FAR_M:
            raise InputError(
                layer.path, _("{said}: longitude and latitude are swapped", said=said), _("swap them and save it again")
            )
        raise InputError(
            layer.path,
            _(
                "{said}: the layer {layer!r} says {crs} and is in another one",
                said=said,
                layer=layer.layer,
                crs=layer.crs or _("nothing of its coordinate system"),
            ),
            _("set the coordinate system that its points are in (QGIS: Layer, Set CRS of Layer) and save it again"),
        )


def apart_m(
    own: np.ndarray, lonlat: Iterable[tuple[float | None, float | None]], crs: str, *, turned: bool
) -> np.ndarray:
    """Metres of each point from where its site was, ``own`` (rows, 2) in `crs`; with longitude and latitude swapped if `turned`."""
    pairs = np.array(list(lonlat), dtype=float)
    east, north = (pairs[:, 1], pairs[:, 0]) if turned else (pairs[:, 0], pairs[:, 1])
    with np.errstate(all="ignore"):
        there = gpd.GeoSeries(gpd.points_from_xy(east, np.clip(north, -90, 90)), crs=LONLAT).to_crs(crs)
    apart = np.hypot(there.x - own[:, 0], there.y - own[:, 1]).to_numpy()
    return np.where(np.isfinite(apart), apart, 2e7)
