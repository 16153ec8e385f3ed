"""What OCPI 2.3.0 says of parking and 2.2.1 does not: a bay for each gun that is planned, and who may stand there."""

from typing import Any

PARKING_TYPES = {"parking": "PARKING_LOT", "retail": "PARKING_LOT", "fuel": "PARKING_LOT", "street": "ON_STREET"}
"""Kinds of candidate sites that are one of the standard's types of parking for certain; of others nothing is said."""


def parking_type(kind: object) -> dict[str, str]:
    """Give the field `parking_type` of a Location for a kind of site, where it is certain."""
    found = PARKING_TYPES.get(str(kind))
    return {"parking_type": found} if found else {}


def for_customers(location: dict[str, Any], access: object) -> dict[str, Any]:
    """Say at every EVSE of a place that is for customers that it is; our own object says so too."""
    if access != "customers" or "evses" not in location:
        return location
    posts = [post | {"parking_restrictions": ["CUSTOMERS"]} for post in location["evses"]]
    return location | {"evses": posts}


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
