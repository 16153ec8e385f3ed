"""Who may park at a place, by its access tags."""

from geodata.osm.tags import Tags

_MOST_SPECIFIC_FIRST = ("motorcar", "motor_vehicle", "vehicle", "access")

_WORDS = {
    "yes": "public",
    "public": "public",
    "designated": "public",
    "official": "public",
    "permissive": "permissive",
    "customers": "customers",
    "customer": "customers",
    "destination": "customers",
    "permit": "permit",
    "private": "private",
    "residents": "private",
    "employees": "private",
    "staff": "private",
}
"""Our word for a value; a value that stands neither here nor in `_NOBODY` says nothing that we understand."""

_NOBODY = {"no", "military", "emergency", "delivery", "agricultural", "forestry"}
"""Values that keep every driver out who could want to charge."""

_MOST_OPEN_FIRST = ("public", "permissive", "customers", "permit", "private")
CLOSED = ("permit", "private")
"""Access that leaves the public out."""


def access_of(tags: Tags) -> str:
    """Return one of `geodata.sites.SITE_ACCESSES`; of several values (``private;customers``) the most open one counts.

    The most specific key that is there decides, as the OpenStreetMap wiki says of Key:access: motorcar, motor_vehicle,
    vehicle, access.

    Examples
    --------
    >>> access_of({"access": "private;customers"}), access_of({"access": "residents"}), access_of({})
    ('customers', 'private', 'unknown')
    """
    said = {_WORDS[part] for part in _said(tags)[1] if part in _WORDS}
    return next((word for word in _MOST_OPEN_FIRST if word in said), "unknown")


def shut_reason(tags: Tags) -> str | None:
    """Say which tag keeps everybody out who could want to charge, ``access=no``; None where none does."""
    key, parts = _said(tags)
    return f"{key}={tags[key]}" if key and all(part in _NOBODY for part in parts) else None


def _said(tags: Tags) -> tuple[str | None, list[str]]:
    """The key that decides and the values it has."""
    key = next((one for one in _MOST_SPECIFIC_FIRST if tags.get(one, "").strip()), None)
    return key, [] if key is None else [part.strip() for part in tags[key].lower().split(";") if part.strip()]
