"""The money of a country shared in every world by its curves there, and the plan that loses least over all."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from planner.country.mixes.choice import Choice, Floors
from planner.country.mixes.offers import PartOffers
from planner.country.money.sharing import Sharing


@dataclass(frozen=True)
class WorldSharings:
    """The money shared in every world, and over all of them.

    Parameters
    ----------
    parts : sequence of PartOffers
    by_world : mapping of str to Sharing
        Worlds in which a plan of the country keeps all floors.
    floors : mapping
    hedged : Choice or None
    """

    parts: Sequence[PartOffers]
    by_world: Mapping[str, Sharing]
    floors: Floors
    hedged: Choice | None

    @property
    def bounds(self) -> dict[str, float]:
        """What no plan passes, by world."""
        return {world: one.bound for world, one in self.by_world.items()}

    @property
    def known(self) -> dict[str, float]:
        """Of the best plan that is known, by world."""
        return {world: one.value for world, one in self.by_world.items()}
