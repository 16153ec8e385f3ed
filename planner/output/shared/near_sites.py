"""New sites that stand so close to one another that they may be one place on the ground."""

from itertools import combinations
from math import floor

from planner.dossier.dossier import Dossier
from planner.support.metres import DEGREE_M, metres_apart
from planner.support.speech import _, joined, plural

CLOSE_M = 150.0
"""A walk of two minutes (chosen): nearer ones share the drivers, and often the cable."""
MOST_NAMED = 3
"""Pairs that are named; the rest is counted."""
DIGITS = 6
"""Decimals of a distance in metres that count; the rest is noise, which may lack of a whole one."""


def near_sites(dossier: Dossier) -> str | None:
    """One sentence on new sites nearer than `CLOSE_M` to each other, by their numbers, the nearest first; None where there are none."""
    sites = dossier.sites[dossier.sites["status"] == "proposed"]
    places = [(int(rank), point.x, point.y) for rank, point in zip(sites["rank"], sites.geometry, strict=True)]
    pairs = sorted(
        (round(metres_apart(east, north, east2, north2), DIGITS), rank, other)
        for (rank, east, north), (other, east2, north2) in combinations(sorted(places), 2)
        if DEGREE_M * abs(north - north2) < CLOSE_M
    )
    close = [pair for pair in pairs if pair[0] < CLOSE_M]
    if not close:
        return None
    named = [_pair(*pair) for pair in close[:MOST_NAMED]]
    rest = len(close) - len(named)
    more = [plural("{n:number} more pair", "{n:number} more pairs", rest)] if rest else []
    return _(
        "New sites stand less than {close:number} m from one another, by number: {pairs}. They may be one place on the ground, with one connection{advice}.",
        close=CLOSE_M,
        pairs=joined("; ", [*named, *more]),
        advice=_("; plan.min_spacing_m keeps new sites apart"),
    )


def _pair(apart_m: float, one: int, other: int) -> str:
    """Two sites with the whole metres between them: what is less than a limit is not rounded up to it."""
    if apart_m < 1.0:
        return _("{one} and {other} (the same place)", one=str(one), other=str(other))
    return _("{one} and {other} ({apart:number} m)", one=str(one), other=str(other), apart=floor(apart_m))
