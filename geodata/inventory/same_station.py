"""Matching of two records of different sources as one station: by distance first, then operator, name and plugs."""

import difflib
import re
import unicodedata
from collections.abc import Iterable
from dataclasses import dataclass
from functools import lru_cache

from geodata.inventory.record import UNKNOWN
from geodata.listing import listed
from geodata.speech import _

SURE_M = 25.0
"""Two sources so near mean the same station unless operator and plugs both contradict."""

NEAR_M = 60.0
"""Sources place a station at its entrance, its posts or its address: as far apart as this where something else agrees."""

_ALIKE = 0.8
_LATIN = str.maketrans(
    {
        **dict(zip("абвгдезийклмнопрстуфхцыэіғқңөұүһәў", "abvgdeziiklmnoprstufhcyeigqnouuhau", strict=True)),
        **dict.fromkeys("ъь", ""),
        **dict.fromkeys("шщ", "sh"),
        "ё": "e",
        "ж": "zh",
        "ч": "ch",
        "ю": "yu",
        "я": "ya",
    }
)
_COMMON_WORDS = frozenset(
    "ev evs charger chargers charging charge station stations point hub the llc llp ltd too ooo ao jsc inc gmbh "
    "elektro zaryadnaya zariadnaia zaryadnaia stanciya stanciia elektrozaryadnaya elektrozaryadnaia ezs azs zaryadka tc trc".split()
)
_ALIKE_PLUGS = {"SAE_J3400": "TESLA_S"}


@dataclass(frozen=True)
class Likeness:
    """What a station shows of itself when compared."""

    name: str | None
    operator: str | None
    connectors: frozenset[str]


def same_station(one: Likeness, other: Likeness, distance_m: float) -> str | None:
    """Why two records are the same station, in words, or None where they are two.

    Within `SURE_M` they are the same unless the operators differ and no plug is common. Up to `NEAR_M` the operators must
    not differ, and operator, name or a plug must agree.
    """
    operators = _agree(one.operator, other.operator)
    plugs = _share(one.connectors, other.connectors)
    if distance_m <= SURE_M:
        return None if operators is False and plugs is False else _("same place")
    if distance_m > NEAR_M or operators is False:
        return None
    names = _agree(one.name, other.name)
    reasons = [word for word, agrees in ((_("operator"), operators), (_("name"), names), (_("plugs"), plugs)) if agrees]
    return _("near, same {what}", what=listed(reasons)) if reasons else None


def comparable_plugs(connectors: Iterable[str]) -> frozenset[str]:
    """Known plugs, names that sources use for one another made the same."""
    return frozenset(_ALIKE_PLUGS.get(name, name) for name in connectors if name != UNKNOWN)


def name_order(one: Likeness) -> list[str]:
    """Sort key that puts side by side what is called alike."""
    return sorted(_words(one.name))


def _share(one: frozenset[str], other: frozenset[str]) -> bool | None:
    return bool(one & other) if one and other else None


def _agree(one: str | None, other: str | None) -> bool | None:
    """Whether two names mean the same thing; None where one says nothing."""
    first, second = _words(one), _words(other)
    if not first or not second:
        return None
    if first <= second or second <= first:
        return True
    joined = (" ".join(sorted(first)), " ".join(sorted(second)))
    return difflib.SequenceMatcher(None, *joined).ratio() >= _ALIKE


@lru_cache(maxsize=50_000)
def _words(text: str | None) -> frozenset[str]:
    """Telling words of a name in Latin letters, Russian and Kazakh ones transcribed."""
    if not text:
        return frozenset()
    plain = text[:120].casefold().translate(_LATIN)
    plain = "".join(c for c in unicodedata.normalize("NFKD", plain) if not unicodedata.combining(c))
    words = frozenset(word for word in re.split(r"[\W_]+", plain) if word)
    return words - _COMMON_WORDS or words
