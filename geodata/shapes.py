"""Polygons out of whatever geometry a file holds."""

from collections import Counter
from collections.abc import Iterable
from typing import Any

import shapely
from shapely import MultiPolygon, Polygon

from geodata.speech import _
from geodata.tangles import MOST_CROSSINGS, is_tangled


def polygonal(shape: Any) -> tuple[Polygon | MultiPolygon | None, str | None]:
    """Polygons of a geometry, mended where their rings cross.

    Returns
    -------
    area : Polygon, MultiPolygon or None
        None where there is no ground in it.
    remark : str or None
        What was mended or, without an area, what is wrong.
    """
    if shape is None or shape.is_empty:
        return None, _("no geometry")
    remark = None
    if not shape.is_valid:
        remark = _("invalid geometry ({why})", why=shapely.is_valid_reason(shape)[:80])
        if is_tangled(shape):
            return None, _(
                "{remark} that crosses itself more than {most_crossings} times",
                remark=remark,
                most_crossings=MOST_CROSSINGS,
            )
        shape = shapely.make_valid(shape, method="structure", keep_collapsed=False)
    if shape.geom_type not in ("Polygon", "MultiPolygon"):
        remark = remark or _("a {geom_type}: only its polygons are used", geom_type=shape.geom_type)
    parts = [part for part in _parts(shape) if part.area > 0]
    if not parts:
        return None, _("a {geom_type} without any polygon", geom_type=shape.geom_type)
    area = parts[0] if len(parts) == 1 else shapely.union_all(parts)
    return (area, remark) if isinstance(area, Polygon | MultiPolygon) else (None, _("no polygon"))


def counted_kinds(shapes: Iterable[Any]) -> str:
    """How many of which kind of geometry there are, for a message: ``3 Point, 2 LineString``."""
    kinds = Counter("without geometry" if one is None or one.is_empty else one.geom_type for one in shapes)
    return ", ".join(f"{count} {kind}" for kind, count in kinds.most_common())


def _parts(shape: Any) -> list[Polygon]:
    """Polygons of a geometry, collections within collections included."""
    if isinstance(shape, Polygon):
        return [shape]
    return [part for inner in getattr(shape, "geoms", ()) for part in _parts(inner)]
