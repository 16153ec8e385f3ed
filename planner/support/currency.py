"""A currency shown beside US dollars: which, at what rate of which day."""

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass
from math import floor, isfinite, log10

from geodata.speech import language
from planner.support import amounts

OF_COUNTRIES = {"KZ": "KZT", "UZ": "UZS", "KG": "KGS", "TJ": "TJS", "TM": "TMT"}
"""Currencies (ISO 4217) of countries (ISO 3166-1 alpha-2)."""
DIGITS = 5
"""So many figures of an amount in another currency are shown: money spent stays apart from money given, though the rate is of one day, the amount of another."""


@dataclass(frozen=True)
class Rate:
    """Units of a currency for one US dollar.

    Parameters
    ----------
    code : str
        ISO 4217: ``"KZT"``.
    usd_rate : float
        Units for one dollar.
    day : str or None
        Of the rate, as ``2026-11-01``.
    """

    code: str
    usd_rate: float
    day: str | None = None


_RATE: ContextVar[Rate | None] = ContextVar("rate", default=None)


@contextmanager
def beside_dollars(rate: Rate | None) -> Iterator[None]:
    """Show amounts in this currency too, where `priced` writes them; in dollars alone with None."""
    token = _RATE.set(rate)
    try:
        yield
    finally:
        _RATE.reset(token)


def rate() -> Rate | None:
    """The currency shown beside dollars now."""
    return _RATE.get()


def priced(usd: float | None, side: amounts.Side | None = None) -> str:
    """Write dollars, and behind them the same in the currency beside, ``$5 000 000 (2 617 000 000 ₸)``, rounded ones as about; both to a side where one is given."""
    told = amounts.money(usd, side)
    now = _RATE.get()
    if now is None or usd is None or not isfinite(usd) or usd == 0:
        return told
    return f"{told} ({in_currency(usd * now.usd_rate, now.code, side)})"


def in_currency(amount: float, code: str, side: amounts.Side | None = None) -> str:
    """Write an amount with the sign of its currency, to five figures; one that is not so round as about."""
    step = 10 ** max(0, floor(log10(abs(amount))) + 1 - DIGITS) if amount else 1
    shown = amounts.rounded(amount / step, 0, side) * step
    about = "≈\u00a0" if step > 1 and abs(shown - amount) >= 1 else ""
    return f"{about}{amounts.number(shown, 0, side)}\u00a0{sign_of(code)}"


def sign_of(code: str) -> str:
    """Sign of a currency as readers of the language spoken know it, its code where they know none."""
    from babel.numbers import get_currency_symbol  # noqa: PLC0415  only where a rate is given

    return str(get_currency_symbol(code, locale=language()))
