"""Power of a site: new chargers stay within the spare power of the site's own connection."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any, Self

import numpy as np
from numpy.typing import NDArray

from planner.model.instance.instance import Instance
from planner.model.rules.kinds.figures import Figures
from planner.model.rules.kinds.least import drawn_by, least_kw_at
from planner.model.rules.kinds.local import Capacity
from planner.question import Question
from planner.support.speech import _, term


@dataclass(frozen=True)
class SitePower(Capacity):
    """``sum_k kw_k n[j,k] <= grid_kw[j] open[j]``, as much of it as the winter leaves.

    Parameters
    ----------
    assumed : (sites,) bool
        Where nobody measured.
    has : (sites,) float, or None
        KW of the places, where `room` is raised to what a given list takes.
    """

    key = "grid.default_site_kw"
    place = 120
    title = term("Power of a site")
    code = "site_power"
    called = term("the spare power of sites")
    asked_words = term("within the spare power of each site")
    assumed: NDArray[np.bool_]
    has: NDArray[np.float64] | None = None

    @classmethod
    def of(cls, question: Question) -> Self:
        """As the places have it, in winter."""
        left = question.scenario.grid.winter_share
        places = question.places
        has = None if places.own_grid_kw is None else places.own_grid_kw * left
        return cls(places.grid_kw * left, places.grid_assumed, has)

    def taken(self, instance: Instance) -> NDArray[Any]:
        """KW of each product."""
        return instance.products.kw

    def figures(self, instance: Instance) -> Iterator[Figures]:
        """KW by site."""
        yield Figures(_("spare power (grid_kw)"), self.room, "site", instance.sites.names)

    def lacks(self, instance: Instance, site: int) -> Iterator[str]:
        """Power for the smallest cabinet or mended gun, beyond that of guns that can be taken down."""
        least = least_kw_at(instance, site)
        if self.room[site] < least < np.inf:
            yield _(
                "grid_kw of {names}: at least {least:g} kW instead of {room:g}, {drawn_by}",
                names=instance.sites.told(site),
                least=least,
                room=self.room[site],
                drawn_by=drawn_by(instance, site),
            )

    def offers(self, instance: Instance, site: int) -> str:
        """How much there is."""
        return _("{room:g} kW of spare power of its own", room=self.room[site])

    def full_words(self, instance: Instance, chargers: NDArray[np.int64], site: int) -> str:
        """How much is drawn."""
        drawn = float(chargers[site] @ instance.products.kw)
        room = float(self.room[site])
        if self.has is not None and self.has[site] < drawn - 1e-6:
            return _("{drawn:number} kW are drawn where it has {room:number}", drawn=drawn, room=float(self.has[site]))
        if self.assumed[site]:
            return _(
                "{drawn:number} of the {room:number} kW of its (assumed) grid connection are used up",
                drawn=drawn,
                room=room,
            )
        return _("{drawn:number} of the {room:number} kW of its grid connection are used up", drawn=drawn, room=room)
