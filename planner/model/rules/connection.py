"""Connection in steps: a site pays once for a connection that carries all its new power, no more than the largest step."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any, Self

import numpy as np
from numpy.typing import NDArray

from planner.model.instance.instance import Instance
from planner.model.rules.kinds.least import drawn_by, least_kw_at
from planner.model.rules.kinds.local import Capacity, Offered, SiteRow
from planner.question import Question
from planner.support.speech import _, term


@dataclass(frozen=True)
class Connection(Capacity):
    """``sum_k kw_k n[j,k] <= sum_t step_kw[t] z[j,t]`` and ``sum_t z[j,t] <= open[j]``; its price is part of the money.

    `room` is the largest step; (sites,).
    """

    key = "grid.connection"
    place = 130
    title = term("Connection in steps")
    code = "site_power"
    called = term("the connections to be had")
    asked_words = term("one connection a site, of the steps to be had")

    @classmethod
    def of(cls, question: Question) -> Self | None:
        """Where connections are stepped."""
        steps = question.costs.steps
        return None if steps is None else cls(np.full(len(question.places), float(steps.kw[-1])))

    def taken(self, instance: Instance) -> NDArray[Any]:
        """KW of each product."""
        return instance.products.kw

    def rows(self, instance: Instance, offered: Offered) -> Iterator[SiteRow]:
        """Two a site: the power, and one step at most."""
        drawn, none = offered.chargers @ instance.products.kw, np.empty(0, dtype=np.int64)
        for site, sets in offered.at:
            yield SiteRow(site, sets, drawn[sets], steps=-instance.grid.step_kw)
            yield SiteRow(site, none, np.empty(0), opened=1.0, steps=np.ones(len(instance.grid.step_kw)))

    def lacks(self, instance: Instance, site: int) -> Iterator[str]:
        """A step for the smallest cabinet or mended gun, beyond the power of guns that can be taken down."""
        least = least_kw_at(instance, site)
        if self.room[site] < least < np.inf:
            yield _(
                "grid.steps_kva: a step of at least {least:g} kW, {drawn_by}, instead of {room:g}",
                least=least,
                drawn_by=drawn_by(instance, site),
                room=self.room[site],
            )

    def full_words(self, instance: Instance, chargers: NDArray[np.int64], site: int) -> str:
        """How much of the largest step is drawn."""
        drawn = float(chargers[site] @ instance.products.kw)
        return _(
            "{drawn:number} of the {room:number} kW of the largest connection are used up",
            drawn=drawn,
            room=float(self.room[site]),
        )
