"""Parking along a street, as the tags of the street tell it."""

from geodata.osm.tags import Tags

_SIDES = (("left", 1), ("right", 1), ("both", 2))
_PARKED = {"lane", "street_side", "on_kerb", "half_on_kerb", "shoulder", "yes"}
"""Values of ``parking:left`` and its like, where cars park at the side of the street."""
_PARKED_OF_OLD = {"parallel", "diagonal", "perpendicular", "marked", "yes"}
"""Values of the older ``parking:lane:left``; both keys also know `no`, and `separate` for bays drawn by themselves."""
_FORBIDDEN = {"no_parking", "no_stopping", "no_standing", "loading_only"}


def kerb_sides(tags: Tags) -> int:
    """Count the sides of a street along which cars may park: 0, 1 or 2.

    Keys and values are those of the wiki pages Street parking and Key:parking:lane.

    Examples
    --------
    >>> kerb_sides({"parking:both": "lane"}), kerb_sides({"parking:lane:left": "diagonal"}), kerb_sides({"parking:left": "no"})
    (2, 1, 0)
    """
    return min(2, sum(count for side, count in _SIDES if _parked(tags, side)))


def kerb_place(tags: Tags) -> dict[str, str]:
    """Return the tags of the kerb as if it were drawn by itself; whoever may drive there may park, unless it is said otherwise."""
    told = next((tags[key] for side, _ in _SIDES if (key := f"parking:{side}:access") in tags), None)
    access = told or next((tags[key] for key in ("motorcar", "motor_vehicle", "access") if key in tags), "yes")
    place = {"amenity": "parking", "parking": "lane", "access": access}
    return place | ({"name": tags["name"]} if "name" in tags else {})


def _parked(tags: Tags, side: str) -> bool:
    if tags.get(f"parking:{side}:restriction") in _FORBIDDEN:
        return False
    return tags.get(f"parking:{side}") in _PARKED or tags.get(f"parking:lane:{side}") in _PARKED_OF_OLD
