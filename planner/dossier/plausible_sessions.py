"""Reality check of the metered sessions: whether they can be used, and whether they are of stations of this city."""

from planner.dossier.reality_check import Held, RealityCheck, Severity
from planner.support.amounts import number
from planner.support.speech import _

MOST_DROPPED_DOUBT, MOST_DROPPED = 0.5, 0.9
"""Shares of the session records that cannot be used above which the files are doubted, and above which it is a warning (chosen)."""
LEAST_PLACED = 0.5
"""Share of the sessions at known places below which their figures are of other stations than those of the city (chosen)."""


def sessions(held: Held) -> RealityCheck | None:
    """Metered sessions: how many records could be used, and how many of these are of a station or place in the city."""
    given = held.sessions
    if given is None or not given.records:
        return None
    lost = 1.0 - given.kept / given.records
    found = _(
        "{kept:number} of {records:number} records can be used, {placed:number} of them at a known place in the city",
        kept=given.kept,
        records=given.records,
        placed=given.placed,
    )
    expected = _("most records of use, at stations on file in the city")

    def ended(severity: Severity, sentence: str) -> RealityCheck:
        return RealityCheck("sessions", "metered sessions", expected, found, severity, sentence)

    if lost > MOST_DROPPED_DOUBT:
        part = "None" if not given.kept else f"Only {number(given.kept)}"
        why = _(", mostly for this reason: {reason}", reason=given.reason) if given.reason else ""
        said = _(
            "{part} of the {records:number} records of metered sessions can be used{why}; the notes on the file name the rows. Look at its columns ([[sessions]] columns): what was assumed stands wherever too few are left.",
            part=part,
            records=given.records,
            why=why,
        )
        return ended(Severity.WARNING if lost > MOST_DROPPED else Severity.DOUBT, said)
    if given.placed < LEAST_PLACED * given.kept:
        part = (
            _("None of the {kept:number}", kept=given.kept)
            if not given.placed
            else _(
                "Only {placed:number} of the {kept:number} ({placed_2:percent})",
                placed=given.placed,
                kept=given.kept,
                placed_2=given.placed / given.kept,
            )
        )
        said = _(
            "{part} metered sessions that can be used are of a station on file or a place in this city: energy, power, hours plugged in and hours of the day of a session are taken from stations not on file in this city, and nothing says that drivers here do alike; where demand lies is not set right by them.",
            part=part,
        )
        return ended(Severity.WARNING, said)
    return ended(Severity.OK, f"{found[0].upper()}{found[1:]}.")
