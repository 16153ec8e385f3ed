"""A phase of a planned country: what stands by its end, nothing of which a later one tears down."""

from collections.abc import Mapping
from dataclasses import dataclass, field


@dataclass(frozen=True)
class Phase:
    """A step of building.

    Parameters
    ----------
    year : int
    money_usd : float
        That has come by then.
    value : float
        Of what stands by then, a day in the unit of the country, with the trips and the demand of the last phase.
    usd : mapping of str to float
        That each city, and the roads, have spent by then.
    sites : mapping of str to int
        How many sites each city has built or enlarged by then, the first in its order of building; of the roads new stations.
    upgraded : mapping of str to int
        How many of these stood before and are enlarged; nothing of those without any.
    possible : mapping of str to float
        Trips a day between towns that can be driven, by season.
    """

    year: int
    money_usd: float
    value: float
    usd: Mapping[str, float] = field(default_factory=dict)
    sites: Mapping[str, int] = field(default_factory=dict)
    possible: Mapping[str, float] = field(default_factory=dict)
    upgraded: Mapping[str, int] = field(default_factory=dict)

    @property
    def spent_usd(self) -> float:
        """By all together."""
        return sum(self.usd.values())

    def new_sites(self, name: str) -> int:
        """New sites of a city or the roads."""
        return self.sites[name] - self.upgraded.get(name, 0)

    @property
    def all_upgraded(self) -> int:
        """Enlarged stations of all together."""
        return sum(self.upgraded.values())

    @property
    def all_new(self) -> int:
        """New sites of all together."""
        return sum(self.sites.values()) - self.all_upgraded
