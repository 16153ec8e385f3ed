"""At what rate amounts in another currency stand beside dollars, in words."""

from planner.support.amounts import number
from planner.support.currency import rate, sign_of
from planner.support.speech import _, dated


def rate_told() -> str:
    """At what rate prices stand beside dollars; nothing where none was given."""
    now = rate()
    if now is None:
        return ""
    amount = f"{number(now.usd_rate, 2)}\u00a0{sign_of(now.code)}"
    if now.day is None:
        return _("One US dollar is reckoned as {amount}; of which day the rate is was not told.", amount=amount)
    return _("One US dollar is reckoned as {amount}, the rate of {day}.", amount=amount, day=dated(str(now.day)))
