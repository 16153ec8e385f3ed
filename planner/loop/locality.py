"""Where an edit may change a plan: at the sites that it is of, and at those that share drivers with them."""

from collections.abc import Iterable, Iterator, Sequence

import numpy as np
from numpy.typing import NDArray

from planner.loop.asking import Asked
from planner.loop.edits import Edit, Kind
from planner.loop.folded import site_of
from planner.model.instance.parts import UNLIMITED
from planner.question import Question

Ints = NDArray[np.int64]
Mask = NDArray[np.bool_]

CLOSEST = 8
"""Sites beside those of an edit that may change at first: those that share most demand with them."""


def edited_sites(edits: Sequence[Edit], asked: Asked, before: Asked) -> set[str]:
    """Ids of the sites that edits are of, those in areas that they keep free or release among them."""
    sites = {site for edit in edits if (site := site_of(edit)) is not None}
    if any(edit.kind is Kind.KEEP_FREE or (edit.kind is Kind.RELEASE and edit.site is None) for edit in edits):
        sites |= set(asked.folded.kept_free(asked.city)) ^ set(before.folded.kept_free(before.city))
    return sites


def widen_scope(sites: Iterable[str], questions: Sequence[Question]) -> Iterator[Mask]:
    """Which sites may change, (sites,) of the first question: the nearest few, then all that share a driver.

    Parameters
    ----------
    sites : iterable of str
        That an edit is of.
    questions : sequence of Question
        After the edit and before it: a site that moves or goes shares drivers where it was, too.
    """
    number = questions[0].places.number()
    shared = np.zeros(len(number))
    own = np.zeros(len(number), dtype=bool)
    own[[number[site] for site in sites if site in number]] = True
    for question in questions:
        kwh = _shared_kwh(sites, question)
        known = [(number[site], kwh[j]) for site, j in question.places.number().items() if site in number]
        for j, amount in known:
            shared[j] = max(shared[j], amount)
    shared[own] = 0.0
    close = own.copy()
    close[np.argsort(-shared, kind="stable")[:CLOSEST]] = True
    yield close & (own | (shared > 0))
    yield own | (shared > 0)


def _shared_kwh(sites: Iterable[str], question: Question) -> NDArray[np.float64]:
    """Demand of the zones from which both a site and one of these can be reached; (sites,)."""
    number, access = question.places.number(), question.access
    mine = np.isin(access.site, [number[site] for site in sites if site in number])
    served = np.isin(access.zone, access.zone[mine])
    kwh = question.demand.kwh_per_day.sum(axis=1)
    return np.bincount(access.site[served], weights=kwh[access.zone[served]], minlength=len(number))


def limit_chargers(chargers: Ints, free: Mask, usd: float) -> tuple[Ints, Ints]:
    """Least and most of each product at each site, (sites, products): any at free sites, elsewhere the chargers of a plan.

    Where there is more money by `usd`, more may be added anywhere, and where there is less, anything may be left out.
    """
    low, high = chargers.copy(), chargers.copy()
    low[free], high[free] = 0, UNLIMITED
    if usd > 0:
        high[:] = UNLIMITED
    if usd < 0:
        low[:] = 0
    return low, high
