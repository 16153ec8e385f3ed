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


@dataclass(frozen=True)
class SitePower(Capacity):
    """``sum_k kw_k n[j,k] <= grid_kw[j] open[j]``, as much of it as the winter leaves.

    Parameters
    ----------
    assumed : (sites,) bool
        Where nobody measured.
    """

    key = "grid.default_site_kw"
    place = 120
    title = "Power of a site"
    code = "site_power"
    called = "the spare power of sites"
    asked_words = "within the spare power of each site"
    assumed: NDArray[np.bool_]

    @classmethod
    def of(cls, question: Question) -> Self:
        """As the places have it, in winter."""
        left = question.scenario.grid.winter_share
        return cls(question.places.grid_kw * left, question.places.grid_assumed)

    def taken(self, instance: Instance) -> NDArray[Any]:
        """KW of each product."""
        return instance.products.kw

    def figures(self, instance: Instance) -> Iterator[Figures]:
        """KW by site."""
        yield Figures("spare power (grid_kw)", self.room, "site", instance.sites.names)

    def lacks(self, instance: Instance, site: int) -> Iterator[str]:
        """Power for the smallest cabinet or mended gun, beyond that of guns that can be taken down."""
        least = least_kw_at(instance, site)
        if self.room[site] < least < np.inf:
            yield f"grid_kw of {instance.sites.names[site]}: at least {least:g} kW instead of {self.room[site]:g}, {drawn_by(instance, site)}"

    def offers(self, instance: Instance, site: int) -> str:
        """How much there is."""
        return f"{self.room[site]:g} kW of spare power of its own"

    def full_words(self, instance: Instance, chargers: NDArray[np.int64], site: int) -> str:
        """How much is drawn."""
        drawn = float(chargers[site] @ instance.products.kw)
        assumed = "(assumed) " if self.assumed[site] else ""
        return f"{drawn:,.0f} of the {float(self.room[site]):,.0f} kW of its {assumed}grid connection are used up"
