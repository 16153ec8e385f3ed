"""Dates with the name of the month, in any language of the region, written in figures."""

import re

from geodata.words.vocabulary import meant

_DAY_FIRST = re.compile(
    r"(\d{1,2})[ .\-]+([^\W\d_]{3,12})\.?[ ,\-]+(\d{4})(?:[ -]?(?:года|год|жылы|жыл|yil|йил|соли|г|ж|й|с)\b\.?)?(.*)"
)
_YEAR_FIRST = re.compile(
    r"(\d{4})[ -]*(?:года|жылғы|жылы|жылдын|yil|йил|соли|г|ж|й|с)?\.?[ ,]+(\d{1,2})[ \-]+([^\W\d_]{3,12})(.*)"
)


def in_figures(text: str) -> str:
    """``12 марта 2024 г. 10:05`` as ``2024-03-12 10:05``; any other text as it is.

    Examples
    --------
    >>> in_figures("12 наурыз 2024"), in_figures("2024-yil 5-mart"), in_figures("12.03.2024")
    ('2024-03-12', '2024-03-05', '12.03.2024')
    """
    clean = text.strip()
    found = _DAY_FIRST.fullmatch(clean)
    day, name, year, rest = found.groups() if found else ("", "", "", "")
    if not found and (found := _YEAR_FIRST.fullmatch(clean)):
        year, day, name, rest = found.groups()
    month = meant("month", name) if name else None
    if month is None:
        return text
    return f"{year}-{int(month):02d}-{int(day):02d} {rest.strip(' ,')}".strip()
