"""Local rules: which sets of chargers a site may have, whatever is built elsewhere."""

from collections.abc import Hashable, Iterator
from dataclasses import dataclass
from typing import Any, ClassVar, NamedTuple

import numpy as np
from numpy.typing import NDArray

from planner.model.instance.instance import Instance
from planner.model.rules.kinds.ruling import DUST, Line, Ruling, Use
from planner.support.speech import _, term

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]
Mask = NDArray[np.bool_]


class SiteRow(NamedTuple):
    """One row of the exact model: ``sum take[s] w[s] + steps @ z[j] <= right + opened * open[j]``, where a station that stands is open.

    Parameters
    ----------
    site : int
    sets : (some,) int
        Positions among the sets on offer.
    take : (some,)
    opened, right : float
    steps : (steps,) or None
        Of the binaries of the steps of a connection.
    part : int or None
        What of the rule the row states: rows of one part give way together.
    """

    site: int
    sets: Ints
    take: Floats
    opened: float = 0.0
    right: float = 0.0
    steps: Floats | None = None
    part: int | None = None


class Offered(NamedTuple):
    """Sets of chargers on offer in the exact model.

    Parameters
    ----------
    chargers : (sets, products) int
    at : list of (int, (some,) int)
        Sites with something on offer, ascending, and the positions of their sets.
    group : (sets,) int
        At most one set of each group is built at a site.
    """

    chargers: Ints
    at: list[tuple[int, Ints]]
    group: Ints


@dataclass(frozen=True)
class Local(Ruling):
    """A rule that looks at one site at a time: a filter on the sets of chargers that the site may have."""

    gives_way = False
    way_out: ClassVar[str] = term("ask for less")
    """What a user may do where `companions` do not fit, as half a sentence after the key."""

    def keeps(self, instance: Instance, site: "Ints | int", chargers: Ints) -> Mask:
        """Tell which whole sets of chargers a site may have; (sets,)."""
        raise NotImplementedError

    def exceeded(self, instance: Instance, site: int, chargers: Ints) -> bool:
        """Whether a set, (products,), is too much for a site, and so is every larger one."""
        return False

    def rows(self, instance: Instance, offered: Offered) -> Iterator[SiteRow]:
        """The same as rows of the exact model, in which a site's set is put together from several groups."""
        raise NotImplementedError

    def must(self, instance: Instance) -> Mask:
        """Sites at which it demands that something be built; (sites,)."""
        return np.zeros(len(instance.sites), dtype=bool)

    def least(self, instance: Instance) -> Ints | None:
        """Least of each product at each site; None where there is none; (sites, products)."""
        return None

    def signature(self, instance: Instance, site: int) -> Hashable:
        """What sites must have in common to be offered the same sets, as far as this rule goes; unless said, no two have."""
        return site

    def dominance(self, instance: Instance, site: int, chargers: Ints) -> Floats | None:
        """Columns in which a set must equal or beat another to make it useless, the more the better; None for none; (sets, columns)."""
        return None

    def wanted(self, instance: Instance) -> Mask:
        """Products that count for the rule at a site though they may serve nobody; (sites, products)."""
        return np.zeros((len(instance.sites), len(instance.products.kw)), dtype=bool)

    def companions(self, instance: Instance) -> Ints:
        """Sets of chargers one of which a new site must have, each once; (sets, products)."""
        return np.zeros((1, len(instance.products.kw)), dtype=np.int64)


@dataclass(frozen=True)
class Capacity(Local):
    """A local limit on an amount: ``sum_k taken[k] n[j,k] <= room[j] open[j]``.

    Parameters
    ----------
    room : (sites,)
    code : str
        For scripts: what binds a site.
    asked_words : str
        What is asked, for the report.
    """

    physical = True
    code: ClassVar[str]
    asked_words: ClassVar[str]
    room: NDArray[Any]

    def taken(self, instance: Instance) -> NDArray[Any]:
        """Of one of each product; (products,)."""
        raise NotImplementedError

    def slack(self) -> float:
        """Rounding that is allowed."""
        return 1e-9

    def keeps(self, instance: Instance, site: "Ints | int", chargers: Ints) -> Mask:
        """Within the room."""
        return np.asarray(chargers @ self.taken(instance) <= self.room[site] + self.slack())

    def exceeded(self, instance: Instance, site: int, chargers: Ints) -> bool:
        """Beyond the room, also where all that can be taken down there is."""
        taken = self.taken(instance)
        return bool(chargers @ taken > self.room[site] + instance.freed(taken)[site] + self.slack())

    def rows(self, instance: Instance, offered: Offered) -> Iterator[SiteRow]:
        """One a site."""
        taken = (offered.chargers @ self.taken(instance)).astype(float)
        for site, sets in offered.at:
            yield SiteRow(site, sets, taken[sets], opened=float(self.room[site]))

    def signature(self, instance: Instance, site: int) -> Hashable:
        """The room."""
        return float(self.room[site])

    def dominance(self, instance: Instance, site: int, chargers: Ints) -> Floats | None:
        """What is taken of it, unless it is bays or power, which every set is judged by anyway."""
        taken, products = self.taken(instance), instance.products
        known = taken is products.bays or taken is products.kw
        return None if known else -np.asarray(chargers @ taken, dtype=float)[:, None]

    def full_words(self, instance: Instance, chargers: Ints, site: int) -> str:
        """What keeps a site from taking more, in words."""
        raise NotImplementedError

    def line(self, instance: Instance, use: Use) -> Line:
        """At how many built sites the smallest cabinet would not fit any more."""
        taken = np.asarray(self.taken(instance), dtype=float)
        built = use.chargers.any(axis=1)
        smallest = float(taken[~instance.products.upgrade & (taken > 0)].min(initial=np.inf))
        full = (
            built
            & (np.asarray(self.room, dtype=float) - use.chargers @ taken < smallest - DUST)
            & np.isfinite(smallest)
        )
        reached = (
            _(
                "not even the smallest charger on offer fits any more at {sum} of {sum_2} sites",
                sum=int(full.sum()),
                sum_2=int(built.sum()),
            )
            if built.any()
            else _("nothing is built")
        )
        return Line(self.key, self.asked_words, reached, bool(full.any()))
