"""Names of places, built from the parts that are known of where they are; the words come from `place_words`.

A name is built, not stored: from the name on the ground, the kind of place and the parts of `geodata.whereabouts`, in the language of the
reader. Names from data stay as the data has them for a reader of English who did not ask. They are cut and made inert in `inert` and nowhere else.
"""

import re
import unicodedata
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import lru_cache
from typing import Any

from geodata.street_names import core_of
from geodata.whereabouts import AT_M
from planner.output.shared.place_words import KINDS, SIDES, WORDS, Word
from planner.support.latin import LATIN_READERS, in_latin
from planner.support.speech import SOURCE, speaking
from planner.support.speech import language as spoken

ZONE = "zone"
ADDRESSES = ("stated", "house", "corner", "near_house", "street", "quarter")
"""Phrases that are an address."""
OWN_NAME = ("user",)
"""Kinds whose own name says all: who lists places of their own says in the name what they are."""
WITH_LANDMARK = ("house", "near_house", "corner", "street")
BY_M = 120
"""A landmark this near is by the place; of one farther away the distance is told."""
LONGEST = 60
"""Letters of one name from data within a name."""
LONGEST_NUMBER = 12
FAR_M = 975
"""Distances from here on are told in kilometres."""
REMEMBERED = 20_000
"""Names that are cut and made inert once for all outputs."""
_LIVE = re.compile(r"[<>{}`$\\|^~\[\]]+")


@dataclass(frozen=True)
class Subject:
    """What is to be named.

    Parameters
    ----------
    kind : str
        As the data has it; ``zone`` of a zone.
    parts : mapping
        As `geodata.whereabouts.Gazetteer` tells them.
    name : str or None
        Name on the ground.
    district, address : str or None
        As the data has them.
    lonlat : tuple of float
    """

    kind: str
    parts: Mapping[str, Any] = field(default_factory=dict)
    name: str | None = None
    district: str | None = None
    address: str | None = None
    lonlat: tuple[float, float] = (0.0, 0.0)


@dataclass(frozen=True)
class Speech:
    """How names are said: in which language, and what is known of names in other languages.

    Parameters
    ----------
    language : str or None
        Code of the reader's language; None for the language of the moment, and in English for names as the data has them.
    city : str
    names : mapping
        By the name as the data has it, its name by language.
    """

    language: str | None = None
    city: str = ""
    names: Mapping[str, Mapping[str, str]] = field(default_factory=dict)

    @property
    def reader(self) -> str | None:
        """Language in which names are told; None for names as the data has them between words in English."""
        return self.language or (None if spoken() == SOURCE else spoken())

    def said(self, name: object, most: int = LONGEST) -> str:
        """Name from data as the reader reads it, inert; empty where nothing is left of it."""
        text, reader = str(name or ""), self.reader
        if reader is not None:
            known = self.names.get(text, {}).get(reader)
            text = known or (in_latin(_once(text), reader) if reader in LATIN_READERS else text)
        return inert(_once(text), most)

    def phrase(self, key: str, **values: object) -> str:
        """Phrase of `WORDS` with these values."""
        with speaking(self.reader or SOURCE):
            return str(WORDS[key](**values))

    def word(self, words: Mapping[str, Word], key: str) -> str:
        """Word of a table of `place_words`."""
        with speaking(self.reader or SOURCE):
            return str(words[key]())


def name(subject: Subject, speech: Speech) -> str:
    """Name a place by what is known of it, never empty; `details` tell it from others of the same name.

    Examples
    --------
    >>> park = Subject("parking", {"house": ["Розыбакиева", "239", 8], "landmarks": [["Максима ТЦ", 60, "n"]]})
    >>> name(park, Speech()), name(park, Speech("en"))
    ('car park at Розыбакиева 239, by Максима ТЦ', 'car park at Rozybakieva 239, by Maksima TTs')
    """
    return _first(subject, speech)[0]


def address(subject: Subject, speech: Speech) -> str:
    """House, crossing, street or quarter of a place as an address; empty where none is known."""
    told = _Told(speech)
    key, values = next(_wheres(subject, speech, told))
    if key not in ADDRESSES:
        key, values = "quarter", {"quarter": told.take(subject.parts.get("quarter"))}
    return speech.phrase(f"own_{key}", **values)


def details(subject: Subject, speech: Speech) -> Iterator[str]:
    """Say what more is known of where it is, what tells most first; nothing that the name has already."""
    parts, told = subject.parts, _first(subject, speech)[1]
    for street in (parts.get("along"), *parts.get("corner", ())[:2]):
        if shown := told.take(street):
            yield speech.phrase("near", street=shown)
    for mark, metres, side in parts.get("landmarks", ()):
        if shown := told.take(mark):
            yield _landmark(shown, metres, side, speech)
    if "house" in parts and told.take(" ".join(parts["house"][:2])):
        yield speech.phrase("by_house", street=speech.said(parts["house"][0]), number=speech.said(parts["house"][1]))
    for area in (parts.get("quarter"), subject.district):
        if shown := told.take(area):
            yield shown
    if subject.kind == ZONE and "middle" in parts and parts["middle"][0] > 0:
        yield speech.phrase("from_middle", **_way(parts["middle"], speech))


@lru_cache(maxsize=REMEMBERED)
def inert(text: str, most: int = LONGEST) -> str:
    """Cut a name from data, and take out what could act: markup, control signs, marks of direction, heaps of accents.

    Examples
    --------
    >>> inert("<b>Мега</b>"), inert("=1+1"), inert("a" * 5000, 5)
    ('b Мега /b', '1+1', 'aaaa…')
    """
    plain = unicodedata.normalize("NFC", text[:2_000])
    kept: list[str] = []
    for one in plain:
        kind = unicodedata.category(one)
        if kind[0] == "C" or kind in ("Zl", "Zp"):
            kept.append(" " if kind in ("Cc", "Zl", "Zp") else "")
        elif kind not in ("Mn", "Me") or [unicodedata.category(c) for c in kept[-2:] if c].count(kind) < 2:
            kept.append(one)
    flat = " ".join(_LIVE.sub(" ", "".join(kept)).split()).lstrip("=+-@,;. ").rstrip(",; ")
    first = flat.split(";")[0].strip() or flat
    return first if len(first) <= most else f"{first[: most - 1].rstrip()}…"


_TWICE = re.compile(r"(?P<name>[^()]+)\((?P<again>[^()]+)\)")


def _once(text: str) -> str:
    """Name without its own transliteration in brackets: ``Толе Би (Tole Bi)``."""
    found = _TWICE.fullmatch(text[:200].strip())
    if found is None:
        return text
    one, other = (in_latin(found[part]).strip().casefold() for part in ("name", "again"))
    return found["name"].strip() if one == other else text


class _Told:
    """Names that a name has said already, so that none is said twice."""

    def __init__(self, speech: Speech, *said: str) -> None:
        self._speech, self._cores = speech, {core_of(one) for one in said if one}

    def take(self, one: object) -> str:
        """Return a name as the reader reads it, once; empty where it was said or nothing is left of it."""
        core, shown = core_of(str(one or "")), self._speech.said(one)
        if not core or not shown or core in self._cores:
            return ""
        self._cores.add(core)
        return shown


def _first(subject: Subject, speech: Speech) -> tuple[str, _Told]:
    """Return the name and what it says already."""
    own = "" if _is_street(subject) else speech.said(subject.name)
    told = _Told(speech, str(subject.name or "") if own else "")
    if own and subject.kind in OWN_NAME:
        return own, told
    key, values = next(_wheres(subject, speech, told))
    if subject.kind == ZONE:
        return _zone(subject, key, values, told, speech), told
    if own:
        where = speech.phrase(f"own_{key}", **values) if key != "point" else ""
        return (speech.phrase("own", name=own, where=where) if where else own), told
    what = "" if subject.kind in KINDS else inert(subject.kind)
    what = what or speech.word(KINDS, subject.kind if subject.kind in KINDS else "user")
    text = speech.phrase(key, what=what, **values)
    more = _more(subject, key, told, speech)
    return (speech.phrase("more", place=text, more=more) if more else text), told


def _zone(subject: Subject, key: str, values: dict[str, str], told: _Told, speech: Speech) -> str:
    """Name of a zone, its quarter or district behind it."""
    text = speech.phrase(f"zone_{key}", **values)
    area = next((shown for one in (subject.parts.get("quarter"), subject.district) if (shown := told.take(one))), "")
    return speech.phrase("more", place=text, more=area) if area else text


def _wheres(subject: Subject, speech: Speech, told: _Told) -> Iterator[tuple[str, dict[str, str]]]:
    """Phrases that tell where a place is, with their values, the surest first; asked for one by one, as each takes the names that it says."""
    parts, zone = subject.parts, subject.kind == ZONE
    house = None if zone else parts.get("house")
    if not zone and (stated := told.take(subject.address)):
        yield "stated", {"address": stated}
    if house and house[2] <= AT_M and (found := _house(house, speech, told)):
        yield "house", found
    if (two := parts.get("corner")) and (found := _pair(two[0], two[1], told)):
        yield "corner", found
    if house and (found := _house(house, speech, told)):
        yield "near_house", found
    if "street" in parts and (street := told.take(parts["street"][0])):
        yield "street", {"street": street}
    yield from _vaguer(subject, speech, told)


def _vaguer(subject: Subject, speech: Speech, told: _Told) -> Iterator[tuple[str, dict[str, str]]]:
    """Phrases for a place at no street with a name; the last one can always be said."""
    parts = subject.parts
    for mark, metres, side in parts.get("landmarks", ())[:1]:
        if shown := told.take(mark):
            yield ("landmark" if metres <= BY_M else "from"), {"landmark": shown, **_way((metres, side), speech)}
    if quarter := told.take(parts.get("quarter")):
        yield "quarter", {"quarter": quarter}
    if "beside" in parts and (beside := told.take(parts["beside"][0])):
        yield "from", {"landmark": beside, **_way(parts["beside"][1:], speech)}
    if "middle" in parts and (city := speech.said(speech.city)):
        yield "middle", {"city": city, **_way(parts["middle"], speech)}
    lon, lat = subject.lonlat
    yield "point", {"lat": f"{lat:.5f}", "lon": f"{lon:.5f}"}


def _pair(one: str, other: str, told: _Told) -> dict[str, str]:
    first, second = told.take(one), told.take(other)
    return {"street": first, "other": second} if first and second else {}


def _house(house: list[Any], speech: Speech, told: _Told) -> dict[str, str]:
    street, number = told.take(house[0]), speech.said(house[1], LONGEST_NUMBER)
    told.take(" ".join(house[:2]))
    return {"street": street, "number": number} if street and number else {}


def _is_street(subject: Subject) -> bool:
    """Whether a place is called as the street is that it lies at, as parking along a street is: that is no name of its own."""
    streets = [subject.parts[key][0] for key in ("street", "house") if key in subject.parts]
    return subject.kind not in OWN_NAME and core_of(str(subject.name or " ")) in {core_of(one) for one in streets}


def _more(subject: Subject, key: str, told: _Told, speech: Speech) -> str:
    """What a name adds: the landmark beside it; of a street alone, which is long, else the next crossing, else the quarter."""
    if key not in WITH_LANDMARK:
        return ""
    if near := _landmark_by(subject, told):
        return speech.phrase("by", landmark=near)
    if key == "street" and (other := told.take(subject.parts.get("along"))):
        return speech.phrase("near", street=other)
    return told.take(subject.parts.get("quarter")) if key == "street" else ""


def _landmark_by(subject: Subject, told: _Told) -> str:
    near = (one[0] for one in subject.parts.get("landmarks", ()) if one[1] <= BY_M)
    return next((shown for one in near if (shown := told.take(one))), "")


def _landmark(shown: str, metres: int, side: str, speech: Speech) -> str:
    if metres <= BY_M:
        return speech.phrase("by", landmark=shown)
    return speech.phrase("away", landmark=shown, **_way((metres, side), speech))


def _way(away: Sequence[Any], speech: Speech) -> dict[str, str]:
    """Distance, rounded as people tell it, and side, in words."""
    metres, side = int(away[0]), str(away[1])
    told = speech.word(SIDES, side)
    if metres < FAR_M:
        return {"distance": speech.phrase("metres", number=max(50, round(metres / 50) * 50)), "side": told}
    return {"distance": speech.phrase("kilometres", number=metres / 1000), "side": told}
