"""Reality checks in words, from their plain form in a dossier, and what they leave of “served today”.

Where far fewer stations are on file than are known to stand, a share served today is no headline: it is said of what is on file alone,
after the warning. Plain text: each format escapes for itself.
"""

from collections.abc import Mapping, Sequence
from typing import Any

from planner.dossier.dossier import Dossier
from planner.dossier.reality_check import Severity
from planner.output.shared.words import percent

Records = Sequence[Mapping[str, Any]]
"""`planner.dossier.reality_check.RealityCheck.as_dict`, one a check."""

NOT_KNOWN = "today not known: few of its stations are on file"
ANY_WAIT = "however long drivers wait"


def is_unknown(records: Records) -> bool:
    """Whether what today's network serves is not known, for want of its stations."""
    return any(one["key"] == "stations" and one["severity"] == Severity.WARNING for one in records)


def warnings(records: Records) -> list[str]:
    """Sentences that belong beside a headline."""
    return [f"Warning: {one['sentence']}" for one in records if one["severity"] == Severity.WARNING]


def notes(dossier: Dossier) -> list[str]:
    """What belongs beside the headline of a plan: warnings, and which assumed figures size it."""
    sized = dossier.studies.get("sizing", {}).get("sentence")
    return [*warnings(dossier.reality), *([str(sized)] if sized else [])]


def served_today(dossier: Dossier) -> str:
    """One sentence on the share served if nothing is built: within the promised waits, and however long drivers wait."""
    within, waited = _shares(dossier)
    shares = (
        f"{within} of it" if waited is None else f"{within} of it within the promised waits, and {waited} {ANY_WAIT}"
    )
    if is_unknown(dossier.reality):
        return f"What today's network serves is not known, for few of its stations are on file: these alone would serve {shares}."
    return f"What stands today serves {shares}."


def today_briefly(dossier: Dossier) -> str:
    """The same in a few words, or that it is not known."""
    if is_unknown(dossier.reality):
        return NOT_KNOWN
    within, waited = _shares(dossier)
    return f"{within} today" + ("" if waited is None else f", {waited} {ANY_WAIT}")


def if_nothing_is_built(dossier: Dossier) -> str:
    """The same for a map's panel."""
    if is_unknown(dossier.reality):
        return NOT_KNOWN
    within, waited = _shares(dossier)
    return f"{within} if nothing is built" + ("" if waited is None else f", {waited} {ANY_WAIT}")


def today_heads(records: Records) -> tuple[str, str]:
    """Heads of the columns of what is served if nothing is built: in a word, and whole."""
    return ("on file", "served by what is on file") if is_unknown(records) else ("today", "served today")


def headline(dossier: Dossier) -> list[str]:
    """What is served today, and the notes, as `summary.json` has them."""
    return [*notes(dossier), served_today(dossier)]


def _shares(dossier: Dossier) -> tuple[str, str | None]:
    waited = dossier.any_wait
    return percent(dossier.do_nothing.coverage, 1), None if waited is None else percent(waited.coverage, 1)
