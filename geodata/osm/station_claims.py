"""Classification of objects as charging station or charge point, and as standing, removed or planned."""

from collections.abc import Mapping
from dataclasses import dataclass

GONE = ("disused", "abandoned", "demolished", "removed", "razed", "was", "destroyed")
COMING = ("planned", "proposed", "construction")
LIFECYCLE = (*GONE, *COMING)

_CLAIMS = (("amenity", "charging_station"), ("man_made", "charge_point"))
# A relation may be a station without an amenity tag: see the wiki, Relation:site.
_RELATION_CLAIMS = (*_CLAIMS, ("site", "charging_station"), ("type", "charging_station"))

CLAIM_VALUES = tuple(value for _, value in _CLAIMS)

CLAIM_KEYS = tuple(f"{word}:{key}" for word in LIFECYCLE for key, _ in _CLAIMS)
"""Keys with a lifecycle prefix that claim; the plain ones are features anyway."""


@dataclass(frozen=True)
class Claim:
    """What the tags claim: `lifecycle` is a word of `LIFECYCLE`, or "" for what stands."""

    lifecycle: str
    is_point: bool


def claim_of(tags: Mapping[str, str], *, relation: bool = False) -> Claim | None:
    """Claim of an object, None where its tags make none.

    Parameters
    ----------
    tags : mapping
    relation : bool
        Whether it is a relation, of which ``type`` and ``site`` may claim too.

    Examples
    --------
    >>> claim_of({"disused:amenity": "charging_station"})
    Claim(lifecycle='disused', is_point=False)
    >>> claim_of({"amenity": "construction", "construction": "charging_station"})
    Claim(lifecycle='construction', is_point=False)
    """
    if not any(value in CLAIM_VALUES for value in tags.values()):
        return None
    for key, value in _RELATION_CLAIMS if relation else _CLAIMS:
        is_point = key == "man_made"
        if tags.get(key) == value:
            flags = (word for word in LIFECYCLE if (tags.get(word) or "no").lower() == "yes")
            return Claim(next(flags, ""), is_point)
        for word in LIFECYCLE:
            if tags.get(f"{word}:{key}") == value or (tags.get(key) == word and tags.get(word) == value):
                return Claim(word, is_point)
    return None
