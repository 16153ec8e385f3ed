"""Bays: every new gun takes a bay of its site."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any, Self

import numpy as np
from numpy.typing import NDArray

from planner.model.instance.instance import Instance
from planner.model.rules.kinds.figures import Figures
from planner.model.rules.kinds.least import least_at
from planner.model.rules.kinds.local import Capacity
from planner.question import Question
from planner.support.speech import _, term


@dataclass(frozen=True)
class Bays(Capacity):
    """``sum_k bays_k n[j,k] <= bays[j] open[j]``.

    Parameters
    ----------
    assumed : (sites,) bool
        Where nobody counted.
    has : (sites,) int, or None
        Bays of the places, where `room` is raised to what a given list takes.
    """

    key = "sites.path"
    place = 110
    title = term("Bays")
    code = "bays"
    called = term("the bays of sites")
    asked_words = term("every gun on a bay of its site")
    assumed: NDArray[np.bool_]
    has: NDArray[np.int64] | None = None

    @classmethod
    def of(cls, question: Question) -> Self:
        """As the places have them."""
        return cls(question.places.bays, question.places.bays_assumed, question.places.own_bays)

    def taken(self, instance: Instance) -> NDArray[Any]:
        """Bays of each product."""
        return instance.products.bays

    def slack(self) -> float:
        """Bays are whole."""
        return 0.0

    def figures(self, instance: Instance) -> Iterator[Figures]:
        """Bays by site."""
        yield Figures("room (bays)", self.room, "site", instance.sites.names)

    def lacks(self, instance: Instance, site: int) -> Iterator[str]:
        """Bays for the smallest cabinet, beyond those of guns that can be taken down."""
        bays = instance.products.bays
        least = least_at(instance, site, bays, float(instance.freed(bays)[site]))
        if self.room[site] < least < np.inf:
            yield _(
                "bays of {names}: at least {least:.0f} instead of {room}",
                names=instance.sites.told(site),
                least=least,
                room=self.room[site],
            )

    def offers(self, instance: Instance, site: int) -> str:
        """How many there are."""
        return _("{room} bays", room=int(self.room[site]))

    def full_words(self, instance: Instance, chargers: NDArray[np.int64], site: int) -> str:
        """How many are taken."""
        taken = int(chargers[site] @ instance.products.bays)
        room = int(self.room[site])
        if self.has is not None and self.has[site] < taken:
            return _("{taken} bays are taken where it has {room}", taken=taken, room=int(self.has[site]))
        if self.assumed[site]:
            return _("{taken} of its {room} bays (assumed) are taken", taken=taken, room=room)
        return _("{taken} of its {room} bays are taken", taken=taken, room=room)
