"""Formatting of amounts as plain text, the same in every sentence, page and table, with the decimal sign of the language spoken."""

import math
import re
from enum import StrEnum

from geodata.speech import domain, local

NO_VALUE = "–"
_POINT = re.compile(r"(?<=[0-9])\.(?=[0-9])")
THIN = "\u202f"
MOST_DIGITS = 9
"""After the point, of a figure that must not read as another."""
ROUNDING, FLOAT = 1e-6, 1e-12
"""So much of the last digit, and so large a share of a figure, is what solvers and floats round."""


class Side(StrEnum):
    """The side to which a proven figure may be rounded, so that what is said stays true: never more than the truth, or never less."""

    LEAST = "least"
    MOST = "most"


def rounded(value: float, digits: int = 0, side: Side | None = None) -> float:
    """Round to so many digits after the point: to the nearest, or to the side that what is said allows, what solvers and floats round forgiven.

    Every figure of a proof goes through here, by the formats ``least`` and ``most`` of `planner.support.speech`.
    """
    if side is None:
        return round(value, digits)
    exact = value * 10.0**digits
    dust = ROUNDING + FLOAT * abs(exact)
    steps = math.floor(exact + dust) if side == Side.LEAST else math.ceil(exact - dust)
    return steps / 10.0**digits


def number(value: float | None, digits: int = 0, side: Side | None = None) -> str:
    """Write ``12 345.6`` with narrow no-break spaces between thousands; a dash where there is no number."""
    if value is None or not math.isfinite(value):
        return NO_VALUE
    return local(_figure(value, digits, side), THIN)


def _figure(value: float, digits: int, side: Side | None) -> str:
    """A figure as Python writes it; without a side as Python itself rounds, which is not to be done twice."""
    return f"{value if side is None else rounded(value, digits, side) + 0.0:,.{digits}f}"


def money(usd: float | None, side: Side | None = None) -> str:
    """Write whole US dollars."""
    told = number(usd, 0, side)
    return told if told == NO_VALUE else f"${told}"


def energy(kwh: float | None, side: Side | None = None) -> str:
    """Write kWh, one decimal below a hundred."""
    return number(kwh, 1 if kwh is not None and 0 < abs(kwh) < 100 else 0, side)


def percent(share: float | None, digits: int = 0, side: Side | None = None) -> str:
    """Write a share of one as a percentage; never 100 % for less than all, which gets the digits that tell so, never 0 % for more than nothing.

    One that is rounded to a side has the digits that are asked for: 0 % at least, 100 % at most.
    """
    if share is None or not math.isfinite(share):
        return NO_VALUE
    if share == 0:
        return f"0{THIN}%"
    if side is not None:
        return f"{local(_figure(100 * share, digits, side))}{THIN}%"
    shown = round(100 * share, digits)
    step = 10.0**-digits
    if shown >= 100 and share < 1 - 1e-9:
        digits, shown = _digits_below_all(share, digits)
    elif shown <= 0 and share > 1e-9:
        return f"<{local(f'{step:.{digits}f}')}{THIN}%"
    return f"{local(f'{shown:.{digits}f}')}{THIN}%"


def percent_exactly(share: float | None) -> str:
    """Write a share of one that somebody asked for as a percentage with the digits it needs, two at most: ``75 %``, ``33.33 %``."""
    return NO_VALUE if share is None else f"{exactly(100 * share, 2)}{THIN}%"


def _digits_below_all(share: float, digits: int) -> tuple[int, float]:
    """Digits with which a share is told that rounds to all and is less, and the percentage: 99.8 % is no 99 %."""
    for more in (digits + 1, digits + 2):
        if (shown := round(100 * share, more)) < 100:
            return more, shown
    return more, 100 - 10.0**-more


def loss(share: float | None, side: Side | None = None) -> str:
    """Write a share that is lost: whole per cents from ten upwards, else with one decimal."""
    return percent(share, 0 if share is not None and abs(share) >= (0.0995 if side is None else 0.1) else 1, side)


def gap(share: float | None, side: Side | None = None) -> str:
    """Write a gap with two decimals; up to `Side.MOST`, no proof is made to look better than it is."""
    return NO_VALUE if share is None else f"{number(100 * share, 2, side)}{THIN}%"


def plain(value: float | None, digits: int = 0, side: Side | None = None, *, as_percent: bool = False) -> str:
    """Write a figure or a percentage as Python does, ``12,345`` or ``0.12%``: for lines of progress."""
    if value is None or not math.isfinite(value):
        return NO_VALUE
    shown = _figure(100 * value if as_percent else value, digits, side)
    return local(f"{shown}%" if as_percent else shown)


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
        told = rounded(figure, more, Side.MOST if up else Side.LEAST)
        said = exactly(told, more)
        if said != exactly(asked) and (told > asked) == (figure > asked) and (told or figure < ROUNDING):
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
