"""Days in the words of a reader: ``1 декабря 2026 г.`` for one of Russian; English has them as they are filed, ``2026-12-01``."""

from datetime import date

from geodata.speech import SOURCE, language


def day_words(day: str) -> str:
    """A day of ISO 8601 as Unicode CLDR writes it in the language of the moment; what is no whole day, as it is."""
    code = language()
    if code == SOURCE:
        return day
    try:
        known = date.fromisoformat(day)
    except ValueError:
        return day
    from babel.dates import format_date  # noqa: PLC0415  only for readers of other languages

    return str(format_date(known, "long", locale=code))
