"""An edit of a plan as a page or a script sends it: JSON, checked, one line where it is not understood."""

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Any, TypeVar

from shapely import Polygon

from planner.edits.wishes import MOST_KW
from planner.errors import EditError
from planner.support.speech import _
from planner.support.spelling import nearest_known

Point = tuple[float, float]
"""Longitude and latitude, degrees."""
MOST_LETTERS = 200
"""Of an id or a name."""
MOST_CORNERS = 1_000
"""Of an area."""
MOST_COUNT = 1_000
"""Of chargers of a type, and of bays."""
MOST_USD = 1e12
MOST_EDITS = 1_000
"""In one list."""
Word = TypeVar("Word", bound=StrEnum)


class Kind(StrEnum):
    """What an edit does."""

    LOCK = "lock"
    FORCE = "force"
    FORBID = "forbid"
    RELEASE = "release"
    MOVE = "move"
    ADD = "add"
    CHARGERS = "chargers"
    BAYS = "bays"
    KW = "kw"
    KEEP_FREE = "keep_free"
    BUDGET = "budget"
    BALANCE = "balance"
    ANEW = "anew"


NARROWING = frozenset({Kind.LOCK, Kind.FORBID, Kind.KEEP_FREE})
"""Edits that only take choices away, where none was made of the same site before."""


class Hold(StrEnum):
    """How chargers are settled."""

    EXACTLY = "exactly"
    AT_LEAST = "at_least"


@dataclass(frozen=True)
class Edit:
    """One edit; what its kind does not need is None.

    Parameters
    ----------
    kind : Kind
    site : str or None
        Id of the site.
    name : str or None
        Of a site that is added, of an area; of the area that is released.
    at : (lon, lat) or None
    bays : int or None
    kw, usd : float or None
    share : float or None
        Balance of plugs, 0 to 1.
    chargers : tuple of (str, int)
        How many of each type, by id.
    hold : Hold
    polygon : tuple of (lon, lat)
        Corners of an area; the first is not repeated.
    """

    kind: Kind
    site: str | None = None
    name: str | None = None
    at: Point | None = None
    bays: int | None = None
    kw: float | None = None
    usd: float | None = None
    share: float | None = None
    chargers: tuple[tuple[str, int], ...] = ()
    hold: Hold = Hold.EXACTLY
    polygon: tuple[Point, ...] = ()

    def as_json(self) -> dict[str, Any]:
        """Plain JSON form, as `edit_from` reads it."""
        out: dict[str, Any] = {"kind": self.kind.value}
        for key in ("site", "name", "bays", "kw", "usd", "share"):
            if (value := getattr(self, key)) is not None:
                out[key] = value
        if self.at is not None:
            out |= {"lon": self.at[0], "lat": self.at[1]}
        if self.kind is Kind.CHARGERS:
            out |= {"chargers": dict(self.chargers), "hold": self.hold.value}
        if self.polygon:
            out["polygon"] = [list(point) for point in self.polygon]
        return out


_NEEDS: Mapping[Kind, tuple[tuple[str, ...], tuple[str, ...]]] = {
    Kind.LOCK: (("site",), ()),
    Kind.FORCE: (("site",), ()),
    Kind.FORBID: (("site",), ()),
    Kind.RELEASE: ((), ("site", "name")),
    Kind.MOVE: (("site", "lon", "lat"), ()),
    Kind.ADD: (("lon", "lat"), ("name", "bays", "kw")),
    Kind.CHARGERS: (("site", "chargers"), ("hold",)),
    Kind.BAYS: (("site", "bays"), ()),
    Kind.KW: (("site", "kw"), ()),
    Kind.KEEP_FREE: (("name", "polygon"), ()),
    Kind.BUDGET: (("usd",), ()),
    Kind.BALANCE: (("share",), ()),
    Kind.ANEW: ((), ()),
}
"""Keys of each kind, needed ones and others."""


def edits_from(data: object) -> tuple[Edit, ...]:
    """Read a list of edits.

    Raises
    ------
    EditError
        In one line, which is not understood and why.
    """
    if not isinstance(data, list) or len(data) > MOST_EDITS:
        raise EditError(_("expected a list of at most {most} edits", most=MOST_EDITS))
    return tuple(edit_from(one) for one in data)


def edit_from(data: object) -> Edit:
    """Read one edit.

    Raises
    ------
    EditError
        In one line, what is not understood.
    """
    if not isinstance(data, dict):
        raise EditError(_("an edit is an object with its kind, not {found}", found=_shown(data)))
    kind = _one_of(Kind, data.get("kind"), "kind")
    needed, others = _NEEDS[kind]
    for key in data:
        if key not in ("kind", *needed, *others):
            known = nearest_known(_shown(key), (*needed, *others))
            raise EditError(_("{kind}: unknown key {key}; {known}", kind=kind, key=_shown(key), known=known))
    for key in needed:
        if data.get(key) is None:
            raise EditError(_("{kind}: {key} is missing", kind=kind, key=key))
    if kind is Kind.RELEASE and (data.get("site") is None) == (data.get("name") is None):
        raise EditError(_("release: name either a site or an area"))
    read = _Read(kind, data)
    return Edit(
        kind,
        site=read.text("site"),
        name=read.text("name"),
        at=read.point(),
        bays=read.count("bays"),
        kw=read.amount("kw", 0.0, MOST_KW, above=True),
        usd=read.amount("usd", 0.0, MOST_USD),
        share=read.amount("share", 0.0, 1.0),
        chargers=read.chargers(),
        hold=_one_of(Hold, data.get("hold") or Hold.EXACTLY, "hold"),
        polygon=read.polygon(),
    )


def _one_of(words: type[Word], value: object, key: str) -> Word:
    try:
        return words(value)  # type: ignore[arg-type]  # what is no string is no word
    except ValueError:
        said = nearest_known(_shown(value), [one.value for one in words])
        raise EditError(_("unknown {key} {value}; {known}", key=key, value=_shown(value), known=said)) from None


def _shown(value: object) -> str:
    """What was found, short and in one line."""
    return " ".join(repr(value)[:60].split()).strip("'\"")


@dataclass(frozen=True)
class _Read:
    """The cells of one edit."""

    kind: Kind
    data: Mapping[str, Any]

    def _bad(self, key: str, expected: str) -> EditError:
        found = _shown(self.data.get(key))
        return EditError(
            _("{kind}: {key} is {found}; expected {expected}", kind=self.kind, key=key, found=found, expected=expected)
        )

    def text(self, key: str) -> str | None:
        value = self.data.get(key)
        if value is None:
            return None
        if not isinstance(value, str) or not 0 < len(value.strip()) <= MOST_LETTERS or not value.isprintable():
            raise self._bad(key, _("a text of at most {most} letters", most=MOST_LETTERS))
        return value.strip()

    def amount(self, key: str, least: float, most: float, *, above: bool = False) -> float | None:
        value = self.data.get(key)
        if value is None:
            return None
        if not _is_number(value) or not least <= value <= most or (above and value <= least):
            expected = _("a number from {least:,.0f} to {most:,.0f}", least=least, most=most)
            if _is_number(value) and value > most:
                raise EditError(
                    _("{kind}: {key} is far too large; expected {expected}", kind=self.kind, key=key, expected=expected)
                )
            raise self._bad(key, expected)
        return float(value)

    def count(self, key: str) -> int | None:
        value = self.data.get(key)
        if value is None:
            return None
        if not _is_number(value) or value != int(value) or not 1 <= value <= MOST_COUNT:
            raise self._bad(key, _("a whole number from 1 to {most}", most=MOST_COUNT))
        return int(value)

    def point(self) -> Point | None:
        if self.data.get("lon") is None:
            return None
        return self._degrees("lon", 180.0), self._degrees("lat", 90.0)

    def _degrees(self, key: str, most: float) -> float:
        value = self.data[key]
        if not _is_number(value) or abs(value) > most:
            raise self._bad(key, _("degrees from {least:g} to {most:g}", least=-most, most=most))
        return float(value)

    def chargers(self) -> tuple[tuple[str, int], ...]:
        value = self.data.get("chargers")
        if value is None:
            return ()
        good = isinstance(value, dict) and 0 < len(value) <= MOST_LETTERS
        if not good or not all(
            _is_number(one) and one == int(one) and 1 <= one <= MOST_COUNT for one in value.values()
        ):
            raise self._bad("chargers", _("how many of each type, as {example}", example='{"dc_gbt_60": 2}'))
        return tuple(sorted((str(name)[:MOST_LETTERS], int(count)) for name, count in value.items()))

    def polygon(self) -> tuple[Point, ...]:
        value = self.data.get("polygon")
        if value is None:
            return ()
        expected = _(
            "from 3 to {most} corners, [lon, lat] each, of an area that does not cross itself", most=MOST_CORNERS
        )
        if not isinstance(value, Sequence) or not 3 <= len(value) <= MOST_CORNERS + 1:
            raise self._bad("polygon", expected)
        if not all(_is_corner(one) for one in value):
            raise self._bad("polygon", expected)
        corners = [(float(lon), float(lat)) for lon, lat in value]
        corners = corners[:-1] if corners[0] == corners[-1] else corners
        if len(corners) < 3 or not Polygon(corners).is_valid:
            raise self._bad("polygon", expected)
        return tuple(corners)


def _is_number(value: object) -> bool:
    return isinstance(value, int | float) and not isinstance(value, bool) and math.isfinite(value)


def _is_corner(value: object) -> bool:
    if not isinstance(value, list | tuple) or len(value) != 2 or not all(_is_number(one) for one in value):
        return False
    lon, lat = (float(one) for one in value)
    return abs(lon) <= 180 and abs(lat) <= 90
