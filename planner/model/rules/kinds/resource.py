"""What sets of chargers take of something that is limited over groups of sites: money, power, openings, or a rule's own."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from planner.model.instance.instance import Instance
from planner.support.speech import _, plural

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]

USD, KW, OPENINGS = "usd", "kw", "openings"
"""Names of the resources that several rules share."""


@dataclass(frozen=True)
class Resource:
    """An amount by whole set of chargers: ``sum_k product[k] n[k] + opening[j] open[j]``, with the connection where it is stepped.

    Parameters
    ----------
    name : str
        Rules on a resource of one name limit the same amounts.
    unit : str
        For people.
    product : (products,)
        Of one cabinet or work.
    opening : (sites,)
        Of opening a new site.
    stepped : bool
        The price of a stepped connection counts.
    stride : float
        How far the subgradient method moves the multipliers of this resource beside those of demand; measured on cities of 200 to 5,000
        zones, with feeders from nearly empty to nearly full.
    by_site : bool
        Its rows hold few sites each and count openings: their multipliers move in a site's mean share of all worth, and one that is 0 with
        slack left is left out of a step.
    """

    name: str
    unit: str
    product: Floats
    opening: Floats
    stepped: bool = False
    stride: float = 1.0
    by_site: bool = False

    def same(self, other: "Resource") -> bool:
        """Tell whether another of the same name means the same amounts."""
        alike = np.array_equal(self.product, other.product) and np.array_equal(self.opening, other.opening)
        return alike and (self.stepped, self.unit) == (other.stepped, other.unit)

    def of(self, instance: Instance, site: Ints, chargers: Ints) -> Floats:
        """Amount of each set of chargers at its site; (sets,)."""
        opens = chargers.any(axis=1) & ~instance.sites.existing[site]
        amount = np.where(opens, self.opening[site], 0.0) + chargers @ self.product
        if self.stepped:
            amount = amount + instance.connection_usd(site, chargers @ instance.products.kw)
        return np.asarray(amount)

    def of_plan(self, instance: Instance, chargers: Ints) -> Floats:
        """Amount of a plan by site; (sites,)."""
        return self.of(instance, np.arange(len(chargers)), chargers)

    def words(self, amount: float) -> str:
        """An amount for people, of one thing in the singular."""
        if self.name == OPENINGS:
            return plural("{n:number} new site", "{n:number} new sites", round(amount))
        if self.name == KW:
            return _("{amount:number} kW", amount=amount)
        return _("{amount:number} {unit}", amount=amount, unit=self.unit)

    def of_one_more(self, instance: Instance, site: int, chargers: Ints) -> Floats:
        """Amount of one more of each product at a site where these stand; (products,)."""
        more = chargers[None, :] + np.eye(len(self.product), dtype=np.int64)
        at = np.full(len(more), site)
        now = self.of(instance, at[:1], chargers[None, :])
        return np.asarray(self.of(instance, at, more) - now)

    def divisor(self, limits: Floats, sites: int) -> Floats:
        """What the squared slack of each row is divided by, to be comparable with kWh; (rows,)."""
        if self.by_site:
            return np.full(len(limits), float(max(sites, 1)))
        least = np.maximum(limits, 1.0)
        return np.asarray(least.sum() * least)


def money(instance: Instance) -> Resource:
    """US dollars: chargers, ground works of new sites, stepped connections."""
    return Resource(USD, "USD", instance.products.usd, instance.sites.ground_usd, stepped=True, stride=1.5)


def power(instance: Instance) -> Resource:
    """KW of new chargers."""
    return Resource(KW, "kW", instance.products.kw, np.zeros(len(instance.sites)))


def openings(instance: Instance) -> Resource:
    """New sites that are opened."""
    none, one = np.zeros(len(instance.products.kw)), np.ones(len(instance.sites))
    return Resource(OPENINGS, "new sites", none, one, stride=0.3, by_site=True)
