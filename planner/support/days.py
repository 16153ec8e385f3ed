"""Days in the words of a reader: ``1 декабря 2026 г.`` for one of Russian; English has them as they are filed, ``2026-12-01``."""

import re
from datetime import date

from geodata.speech import SOURCE, language

_MONTH = re.compile(r"\d{4}-\d{2}")


def day_words(day: str) -> str:
    """A day or month of ISO 8601 as Unicode CLDR writes it in the language of the moment; what is neither, as it is."""
    code = language()
    if code == SOURCE:
        return day
    try:
        known = date.fromisoformat(f"{day}-01" if _MONTH.fullmatch(day) else day)
    except ValueError:
        return day
    from babel.dates import format_date, format_skeleton  # noqa: PLC0415  only for readers of other languages

    if _MONTH.fullmatch(day):
        return str(format_skeleton("yMMMM", known, locale=code))
    return str(format_date(known, "long", locale=code))
