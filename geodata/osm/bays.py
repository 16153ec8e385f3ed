"""Number of bays that chargers may use at a place: from its capacity, else from its area, else by its kind."""

from dataclasses import dataclass
from enum import IntEnum

from geodata.numerals import parse_number
from geodata.osm.site_kinds import SiteKind
from geodata.osm.tags import Tags
from geodata.sites import BayRule
from geodata.speech import _

_NOT_CARS = ("bus", "hgv", "truck", "trailer", "motorcycle", "moped", "bicycle", "caravan", "coach")
_MOST_STOREYS = 40.0


class Basis(IntEnum):
    """What a number of bays rests on, the surest first."""

    CAPACITY = 0
    AREA = 1
    NOTHING = 2


@dataclass(frozen=True)
class Bays:
    """Bays for chargers, what they rest on, and what was wrong with the tag that should have said."""

    count: int
    basis: Basis
    complaint: str | None = None


def bays_of(tags: Tags, kind: SiteKind, area_m2: float, rule: BayRule) -> Bays:
    """Size one place.

    Parameters
    ----------
    tags : mapping
    kind : SiteKind
    area_m2 : float
        Of its mapped outline, 0 for a point.
    rule : BayRule
    """
    if kind.fixed_bays is not None:
        return Bays(rule.bounded(kind.fixed_bays), Basis.NOTHING)
    told = tags.get("capacity") if kind.counts_bays else None
    total = parse_number(told)
    if total is not None and total >= 1:
        return Bays(rule.usable(total), Basis.CAPACITY)
    complaint = None if told is None else _("capacity {told!r} is not a number of cars", told=told)
    # Parts (capacity:disabled, capacity:charging) are a floor: nobody lists all of them.
    parts = _part_capacity(tags) if kind.counts_bays else 0.0
    by_area = area_m2 * _storeys(tags) / kind.m2_per_bay
    if max(parts, by_area) > 0:
        basis = Basis.AREA if by_area > parts else Basis.CAPACITY
        return Bays(rule.usable(max(parts, by_area)), basis, complaint)
    return Bays(rule.unknown(kind.usual_bays), Basis.NOTHING, complaint)


def _part_capacity(tags: Tags) -> float:
    parts = (
        parse_number(value)
        for key, value in tags.items()
        if key.startswith("capacity:") and key.count(":") == 1 and not key.endswith(_NOT_CARS)
    )
    return sum(part for part in parts if part is not None and part > 0)


def _storeys(tags: Tags) -> float:
    """Storeys of a building or a multi-storey car park; 1 where the area is ground or nothing is said."""
    stacked = "building" in tags or tags.get("parking") in ("multi-storey", "underground")
    told = parse_number(tags.get("building:levels") or tags.get("parking:levels") or tags.get("levels"))
    return min(max(told, 1.0), _MOST_STOREYS) if stacked and told is not None else 1.0
