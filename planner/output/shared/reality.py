"""Reality checks in words, from their plain form in a dossier, and what they leave of “served today”.

Where far fewer stations are on file than are known to stand, a share served today is no headline: it is said of what is on file alone,
after the warning. Plain text: each format escapes for itself.
"""

from collections.abc import Mapping, Sequence
from typing import Any

from planner.dossier.dossier import Dossier
from planner.dossier.reality_check import Severity
from planner.output.shared.near_sites import near_sites
from planner.support.speech import _, filed, told, within

Records = Sequence[Mapping[str, Any]]
"""`planner.dossier.reality_check.RealityCheck.as_dict`, one a check."""


def not_known() -> str:
    """What stands in the place of a share served today that is not known."""
    return _("today not known: few of its stations are on file")


def severity_words(severity: str) -> str:
    """How a check ended."""
    known = {
        "ok": lambda: within("how a check ended", "ok"),
        "doubt": lambda: within("how a check ended", "doubt"),
        "warning": lambda: within("how a check ended", "warning"),
    }
    return known[severity]() if severity in known else severity


def is_unknown(records: Records) -> bool:
    """Whether what today's network serves is not known, for want of its stations."""
    return any(one["key"] == "stations" and one["severity"] == Severity.WARNING for one in records)


def warnings(records: Records) -> list[str]:
    """Sentences that belong beside a headline."""
    return [
        _("Warning: {sentence}", sentence=told(one["sentence"]))
        for one in records
        if one["severity"] == Severity.WARNING
    ]


def notes(dossier: Dossier) -> list[str]:
    """What belongs beside the headline of a plan: warnings, which assumed figures size it, and new sites that may be one place."""
    sized = dossier.studies.get("sizing", {}).get("sentence")
    near = near_sites(dossier)
    return [
        *warnings(dossier.reality),
        *_doubted(dossier.reality),
        *([told(sized)] if sized else []),
        *([near] if near else []),
    ]


def notes_of_plans(dossiers: Mapping[str, Dossier]) -> list[tuple[str, list[str]]]:
    """The same of several plans, each sentence once, with the plans of which it is true: those of the data are mostly of all."""
    plans: dict[str, list[str]] = {}
    for plan, dossier in dossiers.items():
        with filed(dossier.known_messages()):  # one that was read from an earlier run holds plain strings
            for line in notes(dossier):
                plans.setdefault(told(line), []).append(plan)
    return list(plans.items())


def _doubted(records: Records) -> list[str]:
    """Doubts of the number of vehicles, on which all demand rests, and of the user's speeds, on which all drives rest; nothing where there is none."""
    return [
        _("Doubt: {sentence}", sentence=told(one["sentence"]))
        for one in records
        if one["key"] in ("stock", "speeds") and one["severity"] == Severity.DOUBT
    ]


def served_today(dossier: Dossier) -> str:
    """One sentence on the share served if nothing is built: in the hours of use that are counted on, and however long drivers wait."""
    values, unknown = _shares(dossier), is_unknown(dossier.reality)
    if values["waited"] is None:
        if unknown:
            return _(
                "What today's network serves is not known, for few of its stations are on file: these alone would serve {share:percent1} of it.",
                **values,
            )
        return _("What stands today serves {share:percent1} of it.", **values)
    if unknown:
        return _(
            "What today's network serves is not known, for few of its stations are on file: these alone would serve {share:percent1} of it in the hours of use that are counted on, and {waited:percent1} however long drivers wait.",
            **values,
        )
    return _(
        "What stands today serves {share:percent1} of it in the hours of use that are counted on, and {waited:percent1} however long drivers wait.",
        **values,
    )


def today_briefly(dossier: Dossier) -> str:
    """The same in a few words, or that it is not known."""
    values = _shares(dossier)
    if is_unknown(dossier.reality):
        return not_known()
    if values["waited"] is None:
        return _("{share:percent1} today", **values)
    return _("{share:percent1} today, {waited:percent1} however long drivers wait", **values)


def if_nothing_is_built(dossier: Dossier) -> str:
    """The same for a map's panel."""
    values = _shares(dossier)
    if is_unknown(dossier.reality):
        return not_known()
    if values["waited"] is None:
        return _("{share:percent1} if nothing is built", **values)
    return _("{share:percent1} if nothing is built, {waited:percent1} however long drivers wait", **values)


def today_heads(records: Records) -> tuple[str, str]:
    """Heads of the columns of what is served if nothing is built: in a word, and whole."""
    if is_unknown(records):
        return within("column", "on file"), within("column", "served by what is on file")
    return within("column", "today"), within("column", "served today")


def _shares(dossier: Dossier) -> dict[str, float | None]:
    waited = dossier.any_wait
    return {"share": dossier.do_nothing.coverage, "waited": None if waited is None else waited.coverage}
