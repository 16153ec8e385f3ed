"""Bays of an EVSE as OCPI 2.3.0 has them: what of them is kept, and whom alone they are for."""

import hashlib
import json
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from geodata.inventory.record import Note
from geodata.loose import list_of, mapping_of, number_of, short, text_of
from geodata.report import Kind
from geodata.speech import _
from geodata.stations import RESERVED

Bay = dict[str, Any]

MOST_BAYS = 20
"""An EVSE is reached from one bay, or from both sides; more references are a slip of the system."""

_KINDS = {
    "PERSONAL_VEHICLE": None,
    "PERSONAL_VEHICLE_WITH_TRAILER": None,
    "VAN": "vans",
    "SEMI_TRACTOR": "trucks",
    "RIGID": "trucks",
    "TRUCK_WITH_TRAILER": "trucks",
    "BUS": "buses",
    "MOTORCYCLE": "motorcycles",
    "DISABLED": "disabled",
}
"""OCPI VehicleType as a word of `RESERVED`; None for cars."""
RESTRICTIONS = {
    "disabled": "DISABLED",
    "motorcycles": "MOTORCYCLES",
    "taxis": "TAXIS",
    "employees": "EMPLOYEES",
    "tenants": "TENANTS",
}
"""Words of `RESERVED` that OCPI has a ParkingRestriction for; its others (EV_ONLY, PLUGGED, CUSTOMERS) shut nobody out."""
_RESTRICTED = {word: reserved for reserved, word in RESTRICTIONS.items()}
_ID, _REFERENCE = 36, 12
_NUMBERS = (
    *("max_vehicle_weight", "max_vehicle_height", "max_vehicle_length", "max_vehicle_width"),
    *("parking_space_length", "parking_space_width", "time_limit"),
)
_FLAGS = ("dangerous_goods_allowed", "drive_through", "roofed", "lighting", "refrigeration_outlet")
_NEEDED = ("restricted_to_type", "reservation_required")
_WORDS = {"direction": ("PARALLEL", "PERPENDICULAR", "ANGLE"), "evse_position": ("LEFT", "RIGHT", "CENTER")}


def bays_in(location: Mapping[str, Any], note: Note) -> dict[str, Bay]:
    """Parking places of a Location by id in small letters, without what OCPI 2.3.0 does not have; pictures are left out."""
    found: dict[str, Bay] = {}
    for place in list_of(location.get("parking_places")):
        bay = _bay(mapping_of(place))
        if bay is None:
            note(
                Kind.ACCESS,
                _("a parking place without id or types of vehicles: {short}", short=short(place)),
                _("left out"),
            )
        else:
            found.setdefault(bay["id"].casefold(), bay)
    return found


def bays_at(evse: Mapping[str, Any], bays: Mapping[str, Bay], note: Note) -> tuple[Bay, ...]:
    """Bays of an EVSE, each with the EVSE's place beside it where that is told."""
    out = []
    for one in list_of(evse.get("parking"))[:MOST_BAYS]:
        identity = _identity(mapping_of(one).get("parking_id"))
        bay = bays.get(identity.casefold()) if identity else None
        if bay is None:
            note(
                Kind.ACCESS,
                _("EVSE at a parking place {short!r} that is not listed", short=short(identity or one)),
                _("left out"),
            )
        else:
            out.append(bay | _words_of(mapping_of(one), ("evse_position",)))
    return tuple(out)


def parking_text(bays: Sequence[Bay]) -> str | None:
    """Bays as the column `parking` holds them; None for none."""
    return json.dumps(list(bays), ensure_ascii=False, sort_keys=True) if bays else None


def bays_from(text: object) -> tuple[Bay, ...]:
    """Undo `parking_text`; what is no such text holds no bays."""
    if not isinstance(text, str):
        return ()
    try:
        places = list_of(json.loads(text))
    except (ValueError, RecursionError):
        return ()
    found = ((_bay(mapping_of(one)), mapping_of(one)) for one in places[:MOST_BAYS])
    return tuple(bay | _words_of(one, ("evse_position",)) for bay, one in found if bay is not None)


def reserved_for(bays: Sequence[Bay], restrictions: object, note: Note) -> str | None:
    """Who alone may charge at an EVSE, as the column `reserved_for` has it; None where every driver of a car may.

    A restriction counts always; bays only where all are restricted to their types of vehicles and none is for cars.
    """
    listed = restrictions if isinstance(restrictions, list) else [restrictions]
    said = {one.strip().upper() for one in listed if isinstance(one, str)}
    words = {_RESTRICTED[word] for word in said & set(_RESTRICTED)}
    meant = {_KINDS[kind] for bay in bays for kind in bay["vehicle_types"]}
    others = {word for word in meant if word is not None}
    if bays and None not in meant:
        if all(bay["restricted_to_type"] for bay in bays):
            words |= others
        else:
            note(
                Kind.ACCESS,
                _("its bays are for {others}, and open to others", others=", ".join(sorted(others))),
                _("taken as open to cars"),
            )
    if any(bay["reservation_required"] for bay in bays):
        note(Kind.ACCESS, _("its bays must be reserved beforehand"), _("taken as open to all"))
    return reserved_text(words)


def reserved_text(words: Iterable[str]) -> str | None:
    """Words of `RESERVED` in their order, as the column holds them; None where there is none."""
    known = set(words)
    return ", ".join(word for word in RESERVED if word in known) or None


def is_for_disabled(bays: Iterable[Bay]) -> bool:
    """Whether a bay is made for disabled drivers, alone or among others."""
    return any("DISABLED" in bay["vehicle_types"] for bay in bays)


def _bay(place: Mapping[str, Any]) -> Bay | None:
    identity = _identity(place.get("id"))
    kinds = [kind for kind in _KINDS if kind in list_of(place.get("vehicle_types"))]
    if identity is None or not kinds:
        return None
    out: Bay = {"id": identity, "vehicle_types": kinds, **{name: place.get(name) is True for name in _NEEDED}}
    out |= {name: place[name] for name in _FLAGS if isinstance(place.get(name), bool)}
    numbers = {name: number_of(place.get(name)) for name in _NUMBERS}
    out |= {name: number for name, number in numbers.items() if number is not None and 0 < number < 1e6}
    if reference := _printable(text_of(place.get("physical_reference")) or "")[:_REFERENCE].strip():
        out["physical_reference"] = reference
    return out | _words_of(place, ("direction",))


def _words_of(thing: Mapping[str, Any], names: Sequence[str]) -> dict[str, str]:
    return {name: thing[name] for name in names if thing.get(name) in _WORDS[name]}


def _identity(value: object) -> str | None:
    """Id within the limits of the standard: printable ASCII of at most 36 letters, else a stable mark of it."""
    text = text_of(value)
    if text is None or (len(text) <= _ID and text.isascii() and text.isprintable()):
        return text
    return f"bay-{hashlib.sha256(text.encode('utf-8', 'replace')).hexdigest()[:16]}"


def _printable(text: str) -> str:
    return "".join(sign if sign.isprintable() else " " for sign in text)
