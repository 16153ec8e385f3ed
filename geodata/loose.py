"""Conversion of raw values from JSON, tags and cells to text and numbers, or None where they are unusable."""

import math
import re
from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Any

from geodata.words.dates import in_figures

_DOTTED = re.compile(
    r"([0-9]{1,2})\.([0-9]{1,2})\.([0-9]{4})(?: г\.?)?(?:,? +([0-9]{1,2}):([0-9]{2})(?::([0-9]{2}))?)?"
)
"""A day as tables of the region have it, with or without a time."""

MOST_TEXT = 2_000
"""Longest text kept of one field; the rest is no name, address or operator."""


def text_of(value: object) -> str | None:
    """Text of a string or plain number, otherwise None; raw but for what no file format can carry.

    Lone surrogates become U+FFFD and NUL is left out: neither can be written as UTF-8 to every format we write.
    """
    if isinstance(value, bool) or not isinstance(value, str | int | float):
        return None
    if isinstance(value, str):
        clean = value.encode("utf-8", "replace").decode("utf-8") if not value.isascii() else value
        return clean.replace("\x00", "").strip()[:MOST_TEXT] or None
    number = number_of(value)
    return None if number is None else f"{number:.15g}"


def number_of(value: object) -> float | None:
    """Finite number of a number or of text with a decimal point or comma, otherwise None."""
    if isinstance(value, bool) or not isinstance(value, str | int | float):
        return None
    if isinstance(value, str) and (len(value) > 60 or "_" in value):
        return None
    try:
        number = float(value.strip().replace(",", ".") if isinstance(value, str) else value)
    except (ValueError, OverflowError):
        return None
    return number if math.isfinite(number) else None


def mapping_of(value: object) -> Mapping[str, Any]:
    """Return the object itself where it is one, otherwise an empty one."""
    return value if isinstance(value, Mapping) else {}


def list_of(value: object) -> list[Any]:
    """Return the list itself where it is one, otherwise an empty one."""
    return value if isinstance(value, list) else []


def short(value: object, most: int = 40) -> str:
    """Show a value in a report: one line, cut; a message of ours that needs no cut stays one, to be told to its reader."""
    try:
        shown = value if isinstance(value, str) else repr(value)
    except (ValueError, RecursionError):
        shown = type(value).__name__
    safe = shown[: 4 * most].encode("utf-8", "replace").decode("utf-8")
    flat = " ".join("".join(c if c.isprintable() else " " for c in safe).split())
    if len(flat) > most or len(shown) > 4 * most:
        return f"{flat[: most - 1]}…"
    return shown if flat == shown else flat


def time_of(value: object) -> str | None:
    """ISO 8601 UTC time to the second of a time or date, None where it is none or before 1990.

    Read are the ISO forms, day.month.year and months by name; days with slashes are not, as nobody can tell day and month apart.

    Examples
    --------
    >>> time_of("12.03.2024"), time_of("1.2.2023 10:05"), time_of("03/04/2024")
    ('2024-03-12T00:00:00Z', '2023-02-01T10:05:00Z', None)
    >>> time_of("2023-04-13T12:38:40.908"), time_of("2015-06-29T20:39:09+02:00"), time_of("0001-01-01T00:00:00")
    ('2023-04-13T12:38:40Z', '2015-06-29T18:39:09Z', None)
    """
    if not isinstance(value, str) or len(value) > 40:
        return None
    value = in_figures(value)
    try:
        dotted = _DOTTED.fullmatch(value.strip())
        if dotted:
            day, month, year, hour, minute, second = (int(part or 0) for part in dotted.groups())
            time = datetime(year, month, day, hour, minute, second, tzinfo=UTC)
        else:
            time = datetime.fromisoformat(value.strip())
        time = time.replace(tzinfo=UTC) if time.tzinfo is None else time.astimezone(UTC)
    except (ValueError, OverflowError):
        return None
    return time.strftime("%Y-%m-%dT%H:%M:%SZ") if time.year >= 1990 else None
