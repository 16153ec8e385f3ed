"""Shape of the answers of Overpass and Nominatim, checked before anything is made of them: valid JSON may still be nonsense."""

from collections.abc import Mapping
from typing import Any

from geodata.loose import short
from geodata.speech import _

_KINDS = ("node", "way", "relation")
_MOST_DEEP = 4
"""Lists in lists of the places of a multipolygon: polygons, rings, places, numbers."""

MOST_OUTLINE = 500_000
"""Points of an outline; those of whole countries have fewer."""


def wrong_overpass(body: object) -> str | None:
    """What is wrong with the shape of an answer of Overpass, in words, or None."""
    if not isinstance(body, Mapping):
        return _("not an object but {short}", short=short(body))
    elements = body.get("elements")
    if not isinstance(elements, list):
        return _("no list of elements")
    nodes = {
        one["id"]
        for one in elements
        if isinstance(one, Mapping) and _is_id(one.get("id")) and one.get("type") == "node"
    }
    for number, one in enumerate(elements, start=1):
        if (wrong := _wrong_element(one, nodes)) is not None:
            return f"element {number} has {wrong}"
    return None


def wrong_nominatim(body: object) -> str | None:
    """What is wrong with the shape of an answer of Nominatim, in words, or None."""
    if not isinstance(body, list):
        return _("not a list but {short}", short=short(body))
    for number, one in enumerate(body, start=1):
        if not isinstance(one, Mapping):
            return _("place {number} is not an object", number=number)
        if (wrong := _wrong_place(one)) is not None:
            return f"place {number} has {wrong}"
    return None


def _wrong_element(one: object, nodes: set[int]) -> str | None:
    if not isinstance(one, Mapping):
        return _("no keys, it is {short}", short=short(one))
    kind, tags = one.get("type"), one.get("tags", {})
    if kind not in _KINDS or not _is_id(one.get("id")):
        return _("no type and id of OpenStreetMap")
    if not isinstance(tags, Mapping) or not all(isinstance(value, str) for value in tags.values()):
        return _("tags that are no texts")
    return _wrong_part(str(kind), one, nodes)


def _wrong_part(kind: str, one: Mapping[str, Any], nodes: set[int]) -> str | None:
    """What is wrong with the place of a node, the nodes of a way or the members of a relation."""
    if kind == "node":
        return (
            None if _is_degrees(one.get("lon"), 180) and _is_degrees(one.get("lat"), 90) else _("no place in degrees")
        )
    parts = one.get("nodes" if kind == "way" else "members")
    if not isinstance(parts, list) or (kind == "way" and not parts):
        return _("no list of nodes") if kind == "way" else _("no list of members")
    if kind == "way":
        return None if all(_is_id(ref) and ref in nodes for ref in parts) else _("nodes that did not come with it")
    return None if all(map(_is_member, parts)) else _("members that are none")


def _is_member(one: object) -> bool:
    return (
        isinstance(one, Mapping)
        and one.get("type") in _KINDS
        and _is_id(one.get("ref"))
        and isinstance(one.get("role"), str)
    )


def _wrong_place(one: Mapping[str, Any]) -> str | None:
    box, shape = one.get("boundingbox"), one.get("geojson")
    if not isinstance(box, list) or len(box) != 4 or not all(_is_degrees(_number(edge), 180) for edge in box):
        return _("no boundingbox of four numbers")
    if not isinstance(shape, Mapping) or not isinstance(shape.get("type"), str):
        return "no geojson"
    wanted = {"Point": 1, "LineString": 2, "Polygon": 3, "MultiPolygon": 4, "MultiPoint": 2, "MultiLineString": 3}
    deep = wanted.get(shape["type"])
    if deep is None:
        return _("a geometry of type {short}", short=short(shape["type"]))
    points = _points(shape.get("coordinates"), deep)
    if points is None:
        return _("coordinates that are none")
    return (
        None
        if points <= MOST_OUTLINE
        else _("an outline of more than {most_outline} points", most_outline=MOST_OUTLINE)
    )


def _points(value: object, deep: int) -> int | None:
    """Points in lists nested so deep, None where anything in them is none."""
    if not isinstance(value, list) or not value or deep > _MOST_DEEP:
        return None
    if deep == 1:
        good = 2 <= len(value) <= 3 and _is_degrees(value[0], 180) and _is_degrees(value[1], 90)
        return 1 if good else None
    counts = [_points(inner, deep - 1) for inner in value]
    found = sum(count for count in counts if count is not None)
    return None if None in counts else found


def _number(text: object) -> object:
    try:
        return float(text) if isinstance(text, str) and len(text) < 30 else text
    except ValueError:
        return None


def _is_id(value: object) -> bool:
    return isinstance(value, int) and not isinstance(value, bool) and abs(value) < 2**63


def _is_degrees(value: object, most: float) -> bool:
    return isinstance(value, int | float) and not isinstance(value, bool) and abs(value) <= most  # so no NaN
