"""Messages of the planner, told in the language of their reader; how they work stands in `geodata.speech`.

``_("{name} costs {usd:money}", name=name, usd=usd)``. Behind the colon: ``number``, ``number1`` and ``number2`` (digits after the point), ``money``
(dollars, and the currency beside them where one is asked for), ``usd`` (dollars alone, where there is no room for two), ``energy`` (kWh), ``percent`` and ``percent1`` (a share of one), ``percent_exactly`` (one that was asked for), ``loss`` (a share with a
decimal where it is small), ``within`` (a heading in the middle of a sentence: it begins with a small letter), ``latin`` and ``cyrillic`` (a name
for those who read these letters, nothing for others), ``day`` (a day of ISO 8601 in words), ``gap`` (a share with two decimals). A proven figure says to
which side it may be rounded: ``money_least`` is never more than the truth, ``percent1_most`` never less (`planner.support.amounts.rounded`).
"""

from collections.abc import Callable, Sequence
from functools import partial
from typing import Any

from geodata.speech import LANGUAGES, SOURCE, Text, domain, filed, gathering, language, message_of, speaking, told
from planner.support import amounts
from planner.support.amounts import Side
from planner.support.currency import priced
from planner.support.days import day_words
from planner.support.latin import LATIN_READERS

__all__ = [
    "LANGUAGES",
    "SOURCE",
    "Text",
    "_",
    "begun",
    "dated",
    "either",
    "filed",
    "gathering",
    "joined",
    "language",
    "listed",
    "message_of",
    "named_in_letters",
    "plural",
    "speaking",
    "term",
    "told",
    "within",
]

FIGURES: dict[str, Callable[[float | None, Side | None], str]] = {
    "number": lambda value, side: amounts.number(value, 0, side),
    "number1": lambda value, side: amounts.number(value, 1, side),
    "number2": lambda value, side: amounts.number(value, 2, side),
    "money": priced,
    "usd": amounts.money,
    "energy": amounts.energy,
    "loss": amounts.loss,
    "gap": amounts.gap,
    "percent": lambda share, side: amounts.percent(share, 0, side),
    "percent1": lambda share, side: amounts.percent(share, 1, side),
    "percent2": lambda share, side: amounts.percent(share, 2, side),
    ",.0f": lambda value, side: amounts.plain(value, 0, side),
    ".2%": lambda share, side: amounts.plain(share, 2, side, as_percent=True),
}
"""What writes a figure, by the word behind the colon; with ``_least`` or ``_most`` behind that word it is rounded to that side."""


def _formats() -> dict[str, Callable[[Any], str]]:
    """The words behind the colon of a figure: each by itself, and for both sides."""
    return {
        name if side is None else f"{name}_{side.value}": partial(
            lambda write, side, value: write(value, side), write, side
        )
        for name, write in FIGURES.items()
        for side in (None, *Side)
    }


_ = domain(
    "planner",
    {
        **_formats(),
        "percent_exactly": amounts.percent_exactly,
        "day": day_words,
        "within": lambda heading: told(heading)[:1].lower() + told(heading)[1:],
        "latin": lambda name: name if language() in LATIN_READERS else "",
        "cyrillic": lambda name: "" if language() in LATIN_READERS else name,
    },
)

plural = _.plural
joined = _.joined
term = _.term
within = _.within

BOTH_LETTERS = "{latin:latin}{cyrillic:cyrillic}"


def named_in_letters(latin: str, cyrillic: str) -> str:
    """A name in the letters of its reader, whoever that is when it is told; in Latin ones where no others are known."""
    return _(BOTH_LETTERS, latin=latin, cyrillic=cyrillic) if cyrillic else latin


def dated(day: str) -> str:
    """A day, ``2026-12-01``, in the words of its reader, whoever that is when it is told."""
    return _("{day:day}", day=day)


def begun(said: str) -> str:
    """What begins a line or sentence, told now: with a capital letter."""
    plain = told(said)
    return plain[:1].upper() + plain[1:]


def listed(parts: Sequence[object]) -> str:
    """Write ``a, b and c``."""
    if len(parts) == 1:
        return joined("", parts)
    return _("{several} and {last}", several=joined(", ", parts[:-1]), last=parts[-1])


def either(parts: Sequence[object]) -> str:
    """Write ``a, b or c``."""
    if len(parts) == 1:
        return joined("", parts)
    return _("{several} or {last}", several=joined(", ", parts[:-1]), last=parts[-1])
