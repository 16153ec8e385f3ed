"""Messages of the planner, told in the language of their reader; how they work stands in `geodata.speech`.

``_("{name} costs {usd:money}", name=name, usd=usd)``. Behind the colon: ``number``, ``number1`` and ``number2`` (digits after the point), ``money``
(dollars), ``energy`` (kWh), ``percent`` and ``percent1`` (a share of one), ``loss`` (a share with a decimal where it is small).
"""

from geodata.speech import LANGUAGES, SOURCE, Text, domain, filed, gathering, language, speaking, told
from planner.support import amounts

__all__ = [
    "LANGUAGES",
    "SOURCE",
    "Text",
    "_",
    "filed",
    "gathering",
    "language",
    "message_of",
    "plural",
    "speaking",
    "told",
    "within",
]

_ = domain(
    "planner",
    {
        "number": amounts.number,
        "number1": lambda value: amounts.number(value, 1),
        "number2": lambda value: amounts.number(value, 2),
        "money": amounts.money,
        "energy": amounts.energy,
        "loss": amounts.loss,
        "percent": amounts.percent,
        "percent1": lambda share: amounts.percent(share, 1),
    },
)


def message_of(error: BaseException) -> str:
    """Message of an error, to be kept and told later; its text where it is no message."""
    return getattr(error, "message", None) or (error.args[0] if error.args and isinstance(error.args[0], Text) else str(error))  # fmt: skip


plural = _.plural
within = _.within
