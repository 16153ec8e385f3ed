"""Occasions of public charging (near home, work, destination, taxi, en route), which decide where in the city the energy is needed."""

from enum import StrEnum
from functools import cache

import numpy as np

from geodata.connectors import Need
from planner.catalogue.facts import fact_rows
from planner.demand.spans import Span
from planner.support.speech import _

NEEDS = (Need.FAST, Need.SLOW)
"""Order of needs in arrays."""


class Occasion(StrEnum):
    """Where the driver is when the vehicle charges; a new one is a member here and its rows in the two tables of the facts."""

    HOME = "home"
    WORK = "work"
    DESTINATION = "destination"
    TAXI = "taxi"
    EN_ROUTE = "en_route"

    @property
    def label(self) -> str:
        """Name as planners write it."""
        return {
            "home": _("at night near home"),
            "work": _("at work"),
            "destination": _("shopping and visits"),
            "taxi": _("taxis between rides"),
            "en_route": _("on the way"),
        }[self.value]


OCCASIONS = tuple(Occasion)


@cache
def occasion_shares(vehicle_class: str) -> Span:
    """Share of each occasion in the energy that a class charges in public by need, work places apart; (needs, occasions).

    Source: configs/facts/charging_occasions.csv, all assumed. The low and high ends are each for itself; whoever moves
    one makes the sum one again.
    """
    shape = (len(NEEDS), len(OCCASIONS))
    low, central, high = np.zeros(shape), np.zeros(shape), np.zeros(shape)
    for row in fact_rows("charging_occasions"):
        if row["vehicle_class"] == vehicle_class:
            at = NEEDS.index(Need(row["need"])), OCCASIONS.index(Occasion(row["occasion"]))
            low[at], central[at], high[at] = (float(row[case]) for case in ("low", "central", "high"))
    return Span(low, central, high)
