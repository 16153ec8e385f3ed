"""Location of a charging station that is no node and no valid area: a site relation, a line of bays, a broken ring."""

from collections.abc import Iterable, Sequence

import shapely
from shapely import GeometryCollection, Point
from shapely.geometry.base import BaseGeometry

from geodata.tangles import is_tangled

LonLat = tuple[float, float]


def shape_of_way(places: Sequence[LonLat | None]) -> BaseGeometry | None:
    """Area of a ring, else line, else point, of those nodes that have a place; None where none has.

    Parameters
    ----------
    places : sequence
        Of the nodes of a way in its order; None where a node is absent.
    """
    known = [place for place in places if place is not None]
    if not known:
        return None
    whole = len(known) == len(places)
    if whole and len(known) > 3 and known[0] == known[-1]:
        ring = shapely.Polygon(known)
        return shapely.MultiPoint(known) if is_tangled(ring) else shapely.make_valid(ring)
    return shapely.LineString(known) if whole and len(known) > 1 else shapely.MultiPoint(known)


def place_inside(shapes: Iterable[BaseGeometry | None]) -> Point | None:
    """Point inside the largest area of these shapes, else on their line, else one of their points; None without any."""
    known = [shape for shape in shapes if shape is not None and not shape.is_empty]
    if not known:
        return None
    inside = shapely.point_on_surface(GeometryCollection(known))
    return None if inside is None or inside.is_empty else inside
