"""Formatting of amounts as plain text, the same in every sentence, page and table."""

import math

NO_VALUE = "–"
THIN = "\u202f"


def number(value: float | None, digits: int = 0) -> str:
    """Write ``12 345.6`` with narrow no-break spaces between thousands; a dash where there is no number."""
    if value is None or not math.isfinite(value):
        return NO_VALUE
    return f"{value:,.{digits}f}".replace(",", THIN)


def money(usd: float | None) -> str:
    """Write whole US dollars."""
    return number(usd) if number(usd) == NO_VALUE else f"${number(usd)}"


def energy(kwh: float | None) -> str:
    """Write kWh, one decimal below a hundred."""
    return number(kwh, 1 if kwh is not None and 0 < abs(kwh) < 100 else 0)


def percent(share: float | None, digits: int = 0) -> str:
    """Write a share of one as a percentage; never 100 % for less than all, never 0 % for more than nothing."""
    if share is None or not math.isfinite(share):
        return NO_VALUE
    if share == 0:
        return f"0{THIN}%"
    shown = round(100 * share, digits)
    step = 10.0**-digits
    if shown >= 100 and share < 1 - 1e-9:
        shown = 100 - step
    elif shown <= 0 and share > 1e-9:
        return f"<{step:.{digits}f}{THIN}%"
    return f"{shown:.{digits}f}{THIN}%"


def counted(count: int, what: str) -> str:
    """Write ``1 charger``, ``3 chargers``."""
    return f"{number(count)} {what}" if count == 1 else f"{number(count)} {what}s"


def ended(sentence: str) -> str:
    """Close a sentence with a full stop, unless it has an end of its own.

    Examples
    --------
    >>> ended("ease it"), ended("ease it."), ended("did you mean 'kz'?")
    ('ease it.', 'ease it.', "did you mean 'kz'?")
    """
    return sentence if sentence.endswith((".", "?", "!")) else f"{sentence}."


def listed(parts: list[str]) -> str:
    """Write ``a, b and c``."""
    return parts[0] if len(parts) == 1 else f"{', '.join(parts[:-1])} and {parts[-1]}"
