"""Messages of the planner, told in the language of their reader; how they work stands in `geodata.speech`.

``_("{name} costs {usd:money}", name=name, usd=usd)``. Behind the colon: ``number``, ``number1`` and ``number2`` (digits after the point), ``money``
(dollars, and the currency beside them where one is asked for), ``usd`` (dollars alone, where there is no room for two), ``energy`` (kWh), ``percent`` and ``percent1`` (a share of one), ``loss`` (a share with a
decimal where it is small), ``within`` (a heading in the middle of a sentence: it begins with a small letter), ``latin`` and ``cyrillic`` (a name
for those who read these letters, nothing for others), ``day`` (a day of ISO 8601 in words).
"""

from collections.abc import Sequence

from geodata.speech import LANGUAGES, SOURCE, Text, domain, filed, gathering, language, message_of, speaking, told
from planner.support import amounts
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

_ = domain(
    "planner",
    {
        "number": amounts.number,
        "number1": lambda value: amounts.number(value, 1),
        "number2": lambda value: amounts.number(value, 2),
        "money": priced,
        "usd": amounts.money,
        "energy": amounts.energy,
        "loss": amounts.loss,
        "percent": amounts.percent,
        "day": day_words,
        "percent1": lambda share: amounts.percent(share, 1),
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
