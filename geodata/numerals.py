"""Parsing of numbers in tables with any usual grouping and decimal separators."""

import math
import re
from functools import cache

from geodata.speech import _
from geodata.words.vocabulary import meant, words

_SPACES = {ord(space): " " for space in "\u00a0\u202f\u2009\u2007\t'’"}
_MINUS = {ord("−"): "-", ord("–"): "-"}

_PLAIN = re.compile(r"[+-]?([0-9]+\.?[0-9]*|\.[0-9]+)(e[+-]?[0-9]+)?", re.IGNORECASE)
_SPACED = re.compile(r"([+-]?[0-9]{1,3}(?: [0-9]{3})+)(?:[.,]([0-9]+))?")
_COMMAS = re.compile(r"([+-]?[1-9][0-9]{0,2}(?:,[0-9]{3})+)(?:\.([0-9]+))?")
_POINTS = re.compile(r"([+-]?[1-9][0-9]{0,2}(?:\.[0-9]{3})+),([0-9]+)")
_MANY_POINTS = re.compile(r"([+-]?[1-9][0-9]{0,2}(?:\.[0-9]{3}){2,})()")
_THOUSANDS_OR_DECIMALS = re.compile(r"[1-9][0-9]{0,2}\.[0-9]{3}")
_DECIMAL_COMMA = re.compile(r"([+-]?[0-9]*),([0-9]+)")
# In this order: "358,000" is thousands, as three digits after a comma are in a table of counts; "3,5" and "0,500" are not.
_GROUPED = (_SPACED, _COMMAS, _POINTS, _MANY_POINTS, _DECIMAL_COMMA)

_AT_LEAST = r"over|more than|above|at least|>=?|более(?: чем)?|свыше|больше|не менее"
_ABOUT = r"about|around|approximately|approx\.?|circa|ca\.?|some|~|около|примерно|порядка"
_PEOPLE = r"people|persons|inhabitants|residents|человек|чел\.?|адам|киши|kishi|нафар|одам|odam"


MOST_FIGURE = 100
"""A longer text is no figure, with or without words around it; it would only take long to find that out."""


def parse_number(text: str | None) -> float | None:
    """Read one number, or None where the text is none, is not finite, or leaves doubt.

    ``358 000`` (also with no-break spaces or apostrophes), ``358,000`` and ``1.234.567`` are thousands; ``3,5``,
    ``1 234,5`` and ``1.234,5`` have a decimal comma; ``1.234`` a decimal point. Words are not read: see `parse_estimate`.
    """
    if text is None:
        return None
    clean = str(text).strip()
    if len(clean) > MOST_FIGURE:
        return None
    clean = clean.translate(_SPACES).translate(_MINUS).strip()
    if _PLAIN.fullmatch(clean):
        return _finite(clean)
    for pattern in _GROUPED:
        found = pattern.fullmatch(clean)
        if found:
            whole, decimals = re.sub("[ .,]", "", found[1]), found[2] or "0"
            return _finite(f"{whole}.{decimals}")
    return None


def count_in_doubt(text: str | None) -> str | None:
    """How to write a count whose point may stand before thousands or before decimals (``1.200``), None where there is no doubt.

    For what is counted in whole things: `parse_number` takes such a point for a decimal one.
    """
    clean = "" if text is None else str(text).strip()
    if not _THOUSANDS_OR_DECIMALS.fullmatch(clean):
        return None
    return _(
        "a point before three digits may mean thousands; write {thousands} or {decimal}",
        thousands=clean.replace(".", ""),
        decimal=str(round(float(clean))),
    )


def parse_degrees(text: str | None) -> float | None:
    """Read a coordinate: as `parse_number`, but a comma is always the decimal sign (``76,945``)."""
    clean = "" if text is None else str(text).strip()
    return parse_number(clean.replace(",", ".") if clean.count(",") == 1 and "." not in clean else clean)


def parse_estimate(text: str | None) -> tuple[float, bool] | None:
    """Read a figure with words around it: ``over 358 thousand`` is 358000 and a lower bound.

    Returns
    -------
    (value, is_lower_bound) or None
        None where more or other words stand there than are understood.
    """
    exact = parse_number(text)
    if exact is not None:
        return exact, False
    clean = " ".join(str(text or "").translate(_SPACES).split())
    found = _worded().fullmatch(clean) if len(clean) <= MOST_FIGURE else None
    value = parse_number(found["number"]) if found else None
    if found is None or value is None:
        return None
    unit = meant("magnitude", found["unit"])
    return value * (1.0 if unit is None else float(unit)), bool(found["least"] or found["plus"])


@cache
def _worded() -> re.Pattern[str]:
    units = sorted({word.rstrip(".") for value, word in words("magnitude") if word != value}, key=len, reverse=True)
    return re.compile(
        rf"(?:(?P<least>{_AT_LEAST})|(?P<about>{_ABOUT}))?\s*(?P<number>[0-9][0-9 .,]*?)\s*(?P<unit>{'|'.join(units)})?\.?"
        rf"\s*(?:{_PEOPLE})?(?P<plus>\+)?",
        re.IGNORECASE,
    )


def number_text(value: float) -> str:
    """Write a number so that `parse_number` gives it back; a whole one without decimals."""
    return str(int(value)) if float(value).is_integer() and abs(value) < 1e15 else repr(float(value))


def _finite(text: str) -> float | None:
    value = float(text)
    return value if math.isfinite(value) else None
