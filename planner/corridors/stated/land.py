"""Whose land each spot is on: nothing new is built on that of a country that is not planned, unless it is asked for."""

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import groupby

from geodata.trunk.towns import Towns
from planner.corridors.stated.spots import Spot, Spots
from planner.support.speech import _


@dataclass(frozen=True)
class Land:
    """Countries of the spots.

    Parameters
    ----------
    country : tuple of str
        Of each spot, ISO 3166-1 alpha-2; empty where the data do not tell.
    home : tuple of str
        Countries that are planned; all where empty.
    barred : frozenset of int
        Spots where nothing new may be built.
    """

    country: tuple[str, ...]
    home: tuple[str, ...]
    barred: frozenset[int]

    def region(self, spot: int, region: str) -> str:
        """Region of a spot, that of the nearest town: land of another country is of no region here, but of its country."""
        own = self.country[spot]
        return own if self.foreign(spot) else region

    def foreign(self, spot: int) -> bool:
        """Whether a spot is known to be on land of a country that is not planned."""
        own = self.country[spot]
        return bool(self.home and own and own not in self.home)

    def parts(self, along: Sequence[tuple[int, float]], km: float) -> list[tuple[float, float]]:
        """Stretches of a way on land where stations may be built, from and to km; one of them where all of it is.

        Parameters
        ----------
        along : sequence of (int, float)
            Spots of the way in driving order, each with its km.
        km : float
            Its length.
        """
        runs = [
            (free, [where for _at, where in run]) for free, run in groupby(along, lambda one: one[0] not in self.barred)
        ]
        if not runs:
            return [(0.0, km)]
        runs[0][1].insert(0, 0.0)
        runs[-1][1].append(km)
        return [(run[0], max(run)) for free, run in runs if free and max(run) > run[0]]

    def unknown_line(self, chosen: Sequence[int], ids: Sequence[str]) -> tuple[str, ...]:
        """A line on places of which the data do not tell the country; none where they tell all, or no country is asked for."""
        unknown = [name for at, name in zip(chosen, ids, strict=True) if not self.country[at]]
        if not self.home or not unknown:
            return ()
        return (
            _(
                "places of which the data do not tell the country: {n} of {all}, the first {name}; taken for land of {countries}, stations may stand there",
                n=len(unknown),
                all=len(ids),
                name=unknown[0],
                countries=", ".join(self.home),
            ),
        )


def land_of(spots: Spots, towns: Towns, home: tuple[str, ...], *, abroad: bool) -> Land:
    """Whose land the spots are on: that of the nearest node, which is of the country that the table of towns tells where a town stands at it.

    Parameters
    ----------
    spots : Spots
    towns : Towns
    home : tuple of str
        Countries that are planned; all where empty.
    abroad : bool
        Whether stations may be built on land of others.
    """
    told = {node: one.country for node, one in zip(towns.node.tolist(), towns.towns, strict=True) if one.country}
    nodes = [told.get(node, country) for node, country in enumerate(spots.network.country)]
    country = tuple(nodes[_node(spots, one)] for one in spots.spots)
    land = Land(country, home, frozenset())
    return land if abroad else Land(country, home, frozenset(at for at in range(len(country)) if land.foreign(at)))


def _node(spots: Spots, spot: Spot) -> int:
    """The nearest one."""
    return spot.node if spot.node >= 0 else int(spots.network.ends[spot.edge, int(spot.share > 0.5)])
