"""What OCPI 2.3.0 says of parking and 2.2.1 does not: bays that stand or are planned, and who may stand there."""

from typing import Any

from geodata.inventory.parking import RESTRICTIONS, Bay, bays_from

PARKING_TYPES = {"parking": "PARKING_LOT", "retail": "PARKING_LOT", "fuel": "PARKING_LOT", "street": "ON_STREET"}
"""Kinds of candidate sites that are one of the standard's types of parking for certain; of others nothing is said."""


IN_2_2_1 = ("disabled", "motorcycles")
"""Words of whom a bay is reserved for that 2.2.1 has too."""


def parking_type(kind: object) -> dict[str, str]:
    """Give the field `parking_type` of a Location for a kind of site, where it is certain."""
    found = PARKING_TYPES.get(str(kind))
    return {"parking_type": found} if found else {}


def for_customers(location: dict[str, Any], access: object) -> dict[str, Any]:
    """Say at every EVSE of a place that is for customers that it is; our own object says so too."""
    if access != "customers" or "evses" not in location:
        return location
    posts = [
        post | {"parking_restrictions": ["CUSTOMERS", *post.get("parking_restrictions", ())]}
        for post in location["evses"]
    ]
    return location | {"evses": posts}


def with_standing_bays(location: dict[str, Any], *, parking: bool) -> dict[str, Any]:
    """Say in the words of the standard whom the EVSEs of a standing station are reserved for, and what their bays are like.

    Our own object keeps what is reserved, and the bays where the version has none (`parking`) or where two EVSEs tell
    of different bays by one id.
    """
    bays: dict[str, Bay] = {}
    posts = []
    for post in location.get("evses", ()):
        words = (post.get("evplan", {}).get("reserved_for") or "").split(", ")
        known = [RESTRICTIONS[word] for word in words if word in RESTRICTIONS and (parking or word in IN_2_2_1)]
        told = post | ({"parking_restrictions": known} if known else {})
        posts.append(_at_bays(told, bays) if parking else told)
    out = location | ({"evses": posts} if posts else {})
    return out | ({"parking_places": list(bays.values())} if bays else {})


def _at_bays(post: dict[str, Any], bays: dict[str, Bay]) -> dict[str, Any]:
    """EVSE that refers to its bays, which come to the others of the place."""
    own = dict(post.get("evplan", {}))
    here = bays_from(own.get("parking"))
    plain = [{key: cell for key, cell in bay.items() if key != "evse_position"} for bay in here]
    mine = {bay["id"].casefold(): bay for bay in plain}
    if not here or any((mine | bays)[bay["id"].casefold()] != bay for bay in plain):
        return post
    bays |= mine
    del own["parking"]
    refer = [{"parking_id": bay["id"], **{key: bay[key] for key in ("evse_position",) if key in bay}} for bay in here]
    out = {key: cell for key, cell in post.items() if key != "evplan"} | {"parking": refer}
    return out | ({"evplan": own} if own else {})


def with_bays(location: dict[str, Any]) -> dict[str, Any]:
    """Give each planned EVSE a bay of its own, as the plan counts bays: for cars, and open to other vehicles.

    Nothing is said of size, roof or light, which nobody has looked at yet.
    """
    if "evses" not in location:
        return location
    bays = [
        {
            "id": str(number),
            "vehicle_types": ["PERSONAL_VEHICLE"],
            "restricted_to_type": False,
            "reservation_required": False,
        }
        for number in range(1, len(location["evses"]) + 1)
    ]
    posts = [post | {"parking": [{"parking_id": bay["id"]}]} for post, bay in zip(location["evses"], bays, strict=True)]
    return location | {"evses": posts, "parking_places": bays}
