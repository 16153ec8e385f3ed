"""Formatting of amounts as plain text, the same in every sentence, page and table, with the decimal sign of the language spoken."""

import math
import re

from geodata.speech import domain, local

NO_VALUE = "–"
_POINT = re.compile(r"(?<=[0-9])\.(?=[0-9])")
THIN = "\u202f"
MOST_DIGITS = 9
"""After the point, of a figure that must not read as another."""
ROUNDING, FLOAT = 1e-6, 1e-12
"""So much of the last digit, and so large a share of a figure, is what solvers and floats round."""


def number(value: float | None, digits: int = 0) -> str:
    """Write ``12 345.6`` with narrow no-break spaces between thousands; a dash where there is no number."""
    if value is None or not math.isfinite(value):
        return NO_VALUE
    return local(f"{value:,.{digits}f}", THIN)


def money(usd: float | None) -> str:
    """Write whole US dollars."""
    return number(usd) if number(usd) == NO_VALUE else f"${number(usd)}"


def energy(kwh: float | None) -> str:
    """Write kWh, one decimal below a hundred."""
    return number(kwh, 1 if kwh is not None and 0 < abs(kwh) < 100 else 0)


def percent(share: float | None, digits: int = 0) -> str:
    """Write a share of one as a percentage; never 100 % for less than all, which gets the digits that tell so, never 0 % for more than nothing."""
    if share is None or not math.isfinite(share):
        return NO_VALUE
    if share == 0:
        return f"0{THIN}%"
    shown = round(100 * share, digits)
    step = 10.0**-digits
    if shown >= 100 and share < 1 - 1e-9:
        digits, shown = _digits_below_all(share, digits)
    elif shown <= 0 and share > 1e-9:
        return f"<{local(f'{step:.{digits}f}')}{THIN}%"
    return f"{local(f'{shown:.{digits}f}')}{THIN}%"


def _digits_below_all(share: float, digits: int) -> tuple[int, float]:
    """Digits with which a share is told that rounds to all and is less, and the percentage: 99.8 % is no 99 %."""
    for more in (digits + 1, digits + 2):
        if (shown := round(100 * share, more)) < 100:
            return more, shown
    return more, 100 - 10.0**-more


def loss(share: float | None) -> str:
    """Write a share that is lost: whole per cents from ten upwards, else with one decimal."""
    return percent(share, 0 if share is not None and abs(share) >= 0.0995 else 1)


def rounded_down(value: float, digits: int = 0) -> float:
    """Round down to so many digits after the point, what floats round forgiven: for what is told with "at least"."""
    return math.floor(value * 10.0**digits + ROUNDING) / 10.0**digits


def rounded_up(value: float, digits: int = 0) -> float:
    """Round up, as `rounded_down`: for what is told with "at most"."""
    return math.ceil(value * 10.0**digits - ROUNDING) / 10.0**digits


def pointed(text: str) -> str:
    """Figures within a text, ``x 1.32``, with the decimal sign of the language of the moment."""
    return _POINT.sub(local("."), text)


def exactly(value: float, digits: int = 6) -> str:
    """Write a figure as it was given, ``80,000.5``: to so many digits after the point, without those that say nothing."""
    after = f"{value:.{digits}f}".partition(".")[2].rstrip("0")
    return domain("planner").figure(value, len(after))


def in_place_of(figure: float, asked: float, *, enough: bool, digits: int = 0) -> tuple[str, str]:
    """Write a figure that takes the place of what was asked, and that.

    One that is enough is rounded away from what was asked, so that it is enough as it is written; one that is only a bound towards it, so
    that it is still a bound. It has so many digits after the point, and more where it would read as what was asked, or as nothing.

    Examples
    --------
    >>> in_place_of(107_956.2, 80_000.0, enough=True), in_place_of(80_000.03, 80_000.0, enough=False)
    (('107,957', '80,000'), ('80,000.03', '80,000'))
    >>> in_place_of(0.1996, 0.2, enough=True, digits=3), in_place_of(0.0004, 0.2, enough=True, digits=3)
    (('0.199', '0.2'), ('0.0004', '0.2'))
    """
    up = (figure >= asked) == enough
    for more in range(digits, MOST_DIGITS):
        unit = 10.0**-more
        exact = figure / unit
        dust = ROUNDING + FLOAT * abs(exact)
        steps = math.ceil(exact - dust) if up else math.floor(exact + dust)
        said = exactly(steps * unit, more)
        if said != exactly(asked) and (steps * unit > asked) == (figure > asked) and (steps or figure < ROUNDING):
            break
    return said, exactly(asked) if said != exactly(asked) else f"{asked:,}"


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
