"""Selection of the tagged objects from which sites, stations, land and buildings are made."""

from geodata.osm.station_claims import CLAIM_KEYS, CLAIM_VALUES
from geodata.osm.tags import Tags

FEATURE_VALUES: dict[str, frozenset[str] | None] = {
    "amenity": None,
    "shop": None,
    "landuse": None,
    "natural": None,
    "waterway": frozenset({"riverbank"}),
    "leisure": None,
    "tourism": None,
    "building": None,
    "power": None,
    "man_made": None,
    "military": None,
    "public_transport": None,
    "railway": frozenset({"station"}),
    "aeroway": None,
    "office": None,
    "place": None,
    "boundary": frozenset({"administrative"}),
}
"""Keys that matter and, where not every value does, the values."""

ROADSIDE = frozenset({"services", "rest_area"})
"""Values of `highway` that are places beside a road; as points alone, for as areas every street would have to be looked at."""

_SOCKET = "socket:"

# Street furniture mapped as single nodes in great numbers, from which nothing of ours is ever made.
_NODE_NOISE: dict[str, frozenset[str]] = {
    "amenity": frozenset(
        {
            "bench",
            "waste_basket",
            "waste_disposal",
            "vending_machine",
            "hunting_stand",
            "grit_bin",
            "clock",
            "telephone",
            "post_box",
        }
    ),
    "natural": frozenset({"tree", "shrub", "stone", "rock", "peak", "saddle", "spring"}),
    "power": frozenset({"tower", "pole", "portal", "insulator", "catenary_mast", "terminal", "connection", "switch"}),
    "man_made": frozenset(
        {"manhole", "street_cabinet", "surveillance", "survey_point", "utility_pole", "mast", "flagpole", "cross"}
    ),
    "public_transport": frozenset({"stop_position", "platform"}),
    "leisure": frozenset({"picnic_table", "outdoor_seating"}),
    "boundary": frozenset({"administrative"}),
}


def is_area_feature(tags: Tags) -> bool:
    """Whether a polygon with these tags is kept."""
    return any(_matters(key, value) for key, value in tags.items())


def is_boundary_alone(tags: Tags) -> bool:
    """Whether the limits of an administration are all that is drawn: they end where an extract is cut, and say nothing of what is there."""
    return "boundary" in tags and not is_area_feature({key: value for key, value in tags.items() if key != "boundary"})


def is_missed(tags: Tags) -> bool:
    """Whether an area is told of where it cannot be made; a boundary that leaves the extract is nobody's fault."""
    return is_area_feature(tags) and not is_boundary_alone(tags)


def is_node_feature(tags: Tags) -> bool:
    """Whether a point with these tags is kept; as for polygons, less the street furniture."""
    return tags.get("highway") in ROADSIDE or any(
        _matters(key, value) and value not in _NODE_NOISE.get(key, ()) for key, value in tags.items()
    )


def _matters(key: str, value: str) -> bool:
    if key in FEATURE_VALUES:
        wanted = FEATURE_VALUES[key]
        return value != "no" and (wanted is None or value in wanted)
    return key.lower().startswith(_SOCKET) or (value in CLAIM_VALUES and key in CLAIM_KEYS)
