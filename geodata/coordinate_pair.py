"""Longitude and latitude in one cell, as maps on the web copy them and national tables have them: ``43.238949, 76.889709``."""

import re

from geodata.words.vocabulary import same_word, words_of

_OTHER = re.compile(r"[^0-9,.;+\-\s|/eE°]")
_POINT = re.compile(r"\s*(?:SRID\s*=\s*4326\s*;)?\s*POINT\s*\(", re.IGNORECASE)
_BETWEEN = re.compile(r"\s*[,;/|]\s*|\s+")


def pair_of(text: str | None) -> tuple[str, str] | None:
    """The two figures of one cell in the order in which they stand, decimal commas too; None where it holds anything else.

    Examples
    --------
    >>> pair_of("43.25, 76.95"), pair_of("43,25; 76,95"), pair_of("[43,25,76,95]"), pair_of("POINT(76.95 43.25)")
    (('43.25', '76.95'), ('43,25', '76,95'), ('43.25', '76.95'), ('76.95', '43.25'))
    >>> pair_of("Almaty"), pair_of("1, 2, 3")
    (None, None)
    """
    inner = re.sub(
        r"^\s*(?:srid\s*=\s*4326\s*;)?\s*(?:point)?\s*[\[({\"']*|[\])}\"'\s]*$",
        "",
        (text or "")[:100],
        flags=re.IGNORECASE,
    )
    if not inner or _OTHER.search(inner):
        return None
    inner = inner.replace("°", "")
    for separator in (";", "|", "/", None):
        parts = [part.strip(" ,") for part in inner.split(separator) if part.strip(" ,")]
        if len(parts) == 2:
            return parts[0], parts[1]
    parts = [part.strip() for part in inner.split(",")]
    if len(parts) == 4 and all(re.fullmatch(r"[+-]?[0-9]+", part) for part in parts):
        return f"{parts[0]}.{parts[1]}", f"{parts[2]}.{parts[3]}"
    return (parts[0], parts[1]) if len(parts) == 2 else None


def is_pair_heading(heading: str) -> bool:
    """Whether a heading says that its cells hold both: a word for coordinates, or one for each of the two."""
    return any(same_word(heading, word) for word in ("coordinates", *words_of("heading", "coordinates"))) or (
        set(_both(heading)) == {"lon", "lat"}
    )


def pair_order(heading: str) -> tuple[str, str]:
    """Which of the two stands first by the heading; where it does not say, latitude, as on all maps of the web."""
    both = _both(heading)
    return ("lon", "lat") if both[:1] == ("lon",) else ("lat", "lon")


def lonlat_of(text: str | None, heading: str) -> tuple[str, str] | None:
    """Longitude and latitude of a cell under a heading; of a point of WKT (``POINT (76.95 43.25)``) longitude stands first whatever the heading."""
    pair = pair_of(text)
    if pair is None:
        return None
    is_turned = pair_order(heading) == ("lat", "lon") and not _POINT.match(text or "")
    return (pair[1], pair[0]) if is_turned else pair


def _both(heading: str) -> tuple[str, ...]:
    """``lon`` and ``lat`` in the order in which a heading of two words for them has them; empty where it is no such heading."""
    parts = [part.strip(" ()[]") for part in _BETWEEN.split(heading[:100]) if part.strip(" ()[]")]
    found = [name for part in parts for name in ("lon", "lat") if part.casefold() == name or _means(part, name)]
    return tuple(found) if len(parts) == len(found) == 2 else ()


def _means(part: str, name: str) -> bool:
    return any(same_word(part, word) for word in words_of("heading", name))
