"""The ways of trips as the model takes them: places in driving order with the energy used to each, by class and season."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from planner.corridors.question.trips import Route
from planner.corridors.stated.road_paths import RoadPath
from planner.corridors.stated.spots import Spots

Floats = NDArray[np.float64]


@dataclass(frozen=True)
class PlacedPath:
    """A way with the places on it.

    Parameters
    ----------
    path : RoadPath
    stops : (stops,) int
        Numbers of places.
    done : (stops,) int
        Edges driven before each.
    share : (stops,)
        Of the next edge.
    """

    path: RoadPath
    stops: NDArray[np.int64]
    done: NDArray[np.int64]
    share: Floats

    def route(self, km: Floats, edge_kwh: Floats) -> Route:
        """Route of a class in a season; `edge_kwh` (edges, 2) there and back."""
        numbers = np.array([edge for edge, _ in self.path.edges], dtype=np.int64)
        back = np.array([0 if there else 1 for _, there in self.path.edges], dtype=np.int64)
        takes, lengths = edge_kwh[numbers, back], km[numbers]
        return Route(
            stops=self.stops,
            kwh_at=self._at(takes),
            kwh_total=float(np.cumsum(takes)[-1]),
            km_total=float(lengths.sum()),
            minutes=self.path.minutes,
            km_at=self._at(lengths),
        )

    def km_at(self, km: Floats) -> Floats:
        """Road from the beginning to each stop; `km` (edges,) of the network."""
        return self._at(km[np.array([edge for edge, _ in self.path.edges], dtype=np.int64)])

    def turned(self) -> "PlacedPath":
        """The same way back, with the same places."""
        last = len(self.path.edges)
        inside = self.share > 0
        done = np.where(inside, last - 1 - self.done, last - self.done)
        return PlacedPath(
            self.path.turned(), self.stops[::-1], done[::-1], np.where(inside, 1.0 - self.share, 0.0)[::-1]
        )

    def _at(self, amount: Floats) -> Floats:
        """Amount up to each stop, of amounts of the edges in driving order; never falling, never above the whole."""
        before = np.concatenate([[0.0], np.cumsum(amount)])
        following = np.append(amount, 0.0)
        return np.asarray(np.minimum(before[self.done] + self.share * following[self.done], before[-1]))


def placed(path: RoadPath, spots: Spots, place_at: Mapping[int, int]) -> PlacedPath:
    """Places of a way; `place_at` is the number of the place at a spot."""
    found = [(place_at[spot], done, share) for spot, done, share in spots.along(path) if spot in place_at]
    stops, done, share = zip(*found, strict=True) if found else ((), (), ())
    return PlacedPath(
        path,
        np.array(stops, dtype=np.int64),
        np.array(done, dtype=np.int64),
        np.array(share, dtype=np.float64),
    )


def busiest(
    paths: Mapping[tuple[int, int], Sequence[RoadPath]], cars: Mapping[tuple[int, int], float]
) -> list[tuple[RoadPath, float]]:
    """Every way with the cars of its pair, shared evenly among its ways."""
    return [(path, cars.get(pair, 0.0) / len(several)) for pair, several in paths.items() for path in several]
