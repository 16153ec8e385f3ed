"""Reality check of the metered sessions: whether they can be used, and whether they are of stations of this city."""

from planner.dossier.reality_check import Held, RealityCheck, Severity
from planner.support.amounts import number, percent

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
    found = f"{number(given.kept)} of {number(given.records)} records can be used, {number(given.placed)} of them at a known place in the city"
    expected = "most records of use, at stations on file in the city"

    def ended(severity: Severity, sentence: str) -> RealityCheck:
        return RealityCheck("sessions", "metered sessions", expected, found, severity, sentence)

    if lost > MOST_DROPPED_DOUBT:
        part = "None" if not given.kept else f"Only {number(given.kept)}"
        why = f", mostly for this reason: {given.reason}" if given.reason else ""
        said = f"{part} of the {number(given.records)} records of metered sessions can be used{why}; the notes on the file name the rows. Look at its columns ([[sessions]] columns): what was assumed stands wherever too few are left."
        return ended(Severity.WARNING if lost > MOST_DROPPED else Severity.DOUBT, said)
    if given.placed < LEAST_PLACED * given.kept:
        part = (
            f"None of the {number(given.kept)}"
            if not given.placed
            else f"Only {number(given.placed)} of the {number(given.kept)} ({percent(given.placed / given.kept)})"
        )
        said = f"{part} metered sessions that can be used are of a station on file or a place in this city: energy, power, hours plugged in and hours of the day of a session are taken from stations not on file in this city, and nothing says that drivers here do alike; where demand lies is not set right by them."
        return ended(Severity.WARNING, said)
    return ended(Severity.OK, f"{found[0].upper()}{found[1:]}.")
