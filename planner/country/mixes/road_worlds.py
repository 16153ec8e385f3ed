"""The same roads in several worlds: what stations are worth in each, and what they lose beside what is known of each."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from planner.corridors.question.instance import CorridorInstance
from planner.corridors.question.places import StationOption
from planner.corridors.search.aims import Wish
from planner.corridors.search.driving import Driven, drive
from planner.corridors.search.prepared import Prepared
from planner.corridors.search.stations import Stations
from planner.country.mixes.offers import BuiltBySite

Floats = NDArray[np.float64]
KeyByPlace = Mapping[int, str]
"""Key of the option that is built, by place; options of two worlds may stand in another order."""
STEEP = 4.0
"""Power to which losses are added up where several plans lose alike in the worst world: great ones count, small ones hardly."""
MEAN = 1e-3
"""Of the mean loss in that sum, so that what costs nothing in the worst world is not thrown away."""
SAME = 1e-9
"""Losses that differ by less are the same."""
LACKING = 1e-6
"""Trips a day that a promise may lack by rounding."""


@dataclass(frozen=True, eq=False)
class RoadWorld:
    """The roads in one world.

    Parameters
    ----------
    prepared : Prepared
    stations : Stations
        All that may be built, those too that nobody would build in this world.
    number : mapping of (place, key) to int
        Of each of these.
    """

    prepared: Prepared
    stations: Stations
    number: Mapping[tuple[int, str], int]

    @classmethod
    def of(cls, instance: CorridorInstance, wish: Wish) -> "RoadWorld":
        """Prepare it."""
        stations = Stations.of(instance)
        pairs = zip(stations.place.tolist(), stations.option.tolist(), strict=True)
        number = {(at, instance.places[at].options[option].key): one for one, (at, option) in enumerate(pairs)}
        return cls(Prepared.of(instance, wish), stations, number)

    def capacity(self, built: KeyByPlace) -> Floats:
        """KWh a day of each place; (places, families)."""
        return self.stations.capacity(
            np.bincount([self.number[one] for one in built.items()], minlength=len(self.stations.usd)).astype(float)
        )


@dataclass(frozen=True, eq=False)
class Judged:
    """Stations driven in every world.

    Parameters
    ----------
    built : mapping of int to str
    usd : float
    losses : (worlds,)
        Of what each is held against, 0 to 1.
    driven : tuple of Driven
        By world.
    sound : bool
        Whether counts and promises of trips are kept in all worlds.
    """

    built: KeyByPlace
    usd: float
    losses: Floats
    driven: tuple[Driven, ...]
    sound: bool

    @property
    def guide(self) -> float:
        """Sum of the losses in which the greatest counts most; the less the better."""
        return float((self.losses**STEEP).sum() + MEAN * self.losses.mean())

    @property
    def slope(self) -> Floats:
        """By how much the guide falls for a little less loss in each world; (worlds,)."""
        steep: Floats = STEEP * self.losses ** (STEEP - 1.0) + MEAN / len(self.losses)
        return steep

    def better_than(self, other: "Judged") -> bool:
        """Whether it keeps more, or loses less in the world where it loses most, or as much there and less on the mean."""
        if self.sound != other.sound:
            return self.sound
        most, its = float(self.losses.max()), float(other.losses.max())
        return most < its - SAME or (
            most <= its + SAME and float(self.losses.mean()) < float(other.losses.mean()) - SAME
        )


class RoadWorlds:
    """The roads in all worlds, and what is held against them.

    Parameters
    ----------
    instances : mapping of str to CorridorInstance
        By world.
    against, elsewhere : mapping of str to float
        As `Worth.value`: what no plan of the country passes in a world, more than 0, and what others than the roads make there.
    weight : float
        By what counts on a road is multiplied.
    wish : Wish
        What counts there.
    """

    def __init__(
        self,
        instances: Mapping[str, CorridorInstance],
        against: Mapping[str, float],
        elsewhere: Mapping[str, float],
        weight: float,
        wish: Wish,
    ) -> None:
        self.worlds = [RoadWorld.of(instances[name], wish) for name in against]
        self.first = instances[next(iter(against))]
        self.against = np.array([against[name] for name in against]) / weight
        self.elsewhere = np.array([elsewhere.get(name, 0.0) for name in against]) / weight
        self.options: list[dict[str, StationOption]] = [
            {place.options[option].key: place.options[option] for option in self.first.may_build(at)}
            for at, place in enumerate(self.first.places)
        ]
        self._known: dict[frozenset[tuple[int, str]], Judged] = {}
        self._driven_before: dict[tuple[int, int, bytes], Driven] = {}

    def usd(self, built: KeyByPlace) -> float:
        """What stations cost."""
        return sum(self.options[at][key].cost_usd for at, key in built.items())

    def judge(self, built: KeyByPlace) -> Judged:
        """Drive with stations in every world."""
        key = frozenset(built.items())
        if key not in self._known:
            self._known[key] = self._judged(built)
        return self._known[key]

    def chosen(self, built: BuiltBySite) -> KeyByPlace:
        """A plan as it is told, without what may not be built."""
        at = self.first.place_at
        return {
            at[name]: key
            for name, kinds in built.items()
            if name in at
            for key in kinds
            if all((at[name], key) in world.number for world in self.worlds)
        }

    def told(self, built: KeyByPlace) -> BuiltBySite:
        """The other way round."""
        return {self.first.places[at].id: {key: 1} for at, key in sorted(built.items())}

    def together(self, plans: Sequence[KeyByPlace]) -> KeyByPlace:
        """At each place the cheapest station with as many guns of each plug as any of the plans has there."""
        out: dict[int, str] = {}
        for plan in plans:
            for at, key in plan.items():
                least = np.array(self.options[at][key].guns)
                out[at] = self.holding(at, np.maximum(least, self.guns(at, out.get(at))))
        return out

    def guns(self, at: int, key: str | None) -> NDArray[np.int64]:
        """Guns by family that a station has; (families,)."""
        return np.array(self.options[at][key].guns if key else (0,) * len(self.first.families), dtype=np.int64)

    def holding(self, at: int, least: NDArray[np.int64]) -> str:
        """The cheapest station of a place with so many guns by family; where none has, the one with most of them."""
        return min(
            self.options[at].values(),
            key=lambda one: (-int(np.minimum(one.guns, least).sum()), one.cost_usd, one.key),
        ).key

    def _judged(self, built: KeyByPlace) -> Judged:
        driven = tuple(self._driven(number, world.capacity(built)) for number, world in enumerate(self.worlds))
        served = np.array([one.value for one in driven])
        losses = np.clip(1.0 - (served + self.elsewhere) / self.against, 0.0, 1.0)
        most = self.first.rules.max_stations
        sound = (most is None or len(built) <= most) and all(one.lacking <= LACKING for one in driven)
        return Judged(built, self.usd(built), losses, driven, sound)

    def _driven(self, number: int, capacity: Floats) -> Driven:
        """The drives in a world; where no promises join the plugs those of each plug for itself, which is known where its guns are as before."""
        prepared = self.worlds[number].prepared
        if len(prepared.floor_trips):
            return drive(prepared, capacity)
        parts = []
        for family in range(capacity.shape[1]):
            key = number, family, capacity[:, family].tobytes()
            if key not in self._driven_before:
                alone = np.zeros_like(capacity)
                alone[:, family] = capacity[:, family]
                self._driven_before[key] = drive(prepared, alone)
            parts.append(self._driven_before[key])
        return Driven(
            np.sum([one.share for one in parts], axis=0),
            np.sum([one.kwh for one in parts], axis=0),
            sum(one.value for one in parts),
            0.0,
            np.sum([one.price for one in parts], axis=0),
            np.any([one.opened for one in parts], axis=0),
        )
