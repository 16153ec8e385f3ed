"""Which spots become places: so few that no stretch of a way is longer than asked without one, those that many ways pass and that suit first."""

from collections.abc import Callable, Sequence

import numpy as np

from planner.corridors.stated.road_paths import RoadPath
from planner.corridors.stated.spots import Kind, Spots

ROUNDING_KM = 1e-6


def chosen_spots(
    spots: Spots,
    paths: Sequence[tuple[RoadPath, float]],
    every_km: float,
    *,
    in_towns: bool,
    barred: frozenset[int] = frozenset(),
) -> list[int]:
    """Numbers of the spots that become places, ascending.

    Standing stations and, where asked, towns are always taken. Then each way, the busiest first, is driven from its beginning:
    where the next place that is taken already is too far, the best spot of the farther half of the stretch is added. So between two
    places, and from either end of a way to the first, there are never more than `every_km`, wherever the network has a spot that may be taken;
    before and behind a longer stretch without one the nearest are taken.

    Parameters
    ----------
    spots : Spots
    paths : sequence of (RoadPath, float)
        Each with the cars that use it.
    every_km : float
    in_towns : bool
    barred : frozenset of int
        Spots that are taken for the station that stands there alone.
    """
    passed = np.zeros(len(spots.spots))
    driven = []
    for path, cars in sorted(paths, key=lambda one: (-one[1], one[0].nodes)):
        along = km_along(spots, path)
        passed[[number for number, _ in along]] += cars
        driven.append((along, path.km))
    of_towns = {at for at, spot in enumerate(spots.spots) if spot.kind is Kind.TOWN}
    banned = barred if in_towns else barred | of_towns
    taken = {at for at, spot in enumerate(spots.spots) if spot.standing} | (of_towns - banned)

    def worth(number: int) -> tuple[int, float, int]:
        spot = spots.spots[number]
        return (-int(spot.kind), round(float(passed[number]), 9), -spot.rank if spot.kind < Kind.JUNCTION else 0)

    for along, km in driven:
        _drive(along, km, every_km, taken, banned, worth)
    return sorted(taken)


def _drive(
    along: Sequence[tuple[int, float]],
    km: float,
    every_km: float,
    taken: set[int],
    banned: frozenset[int],
    worth: Callable[[int], tuple[int, float, int]],
) -> None:
    """Drive one way and add what it lacks to `taken`."""
    last = 0.0
    while km - last > every_km + ROUNDING_KM:
        reach = [(number, where) for number, where in along if last < where <= last + every_km + ROUNDING_KM]
        known = [where for number, where in reach if number in taken]
        if known:
            last = known[-1]
            continue
        free = [(number, where) for number, where in reach if number not in banned]
        far = [one for one in free if one[1] > last + every_km / 2] or free
        if not far:
            beyond = [
                one
                for one in along
                if one[1] > last + every_km + ROUNDING_KM and (one[0] in taken or one[0] not in banned)
            ]
            if not beyond:
                return
            number, last = beyond[0]
            taken.add(number)
            continue
        number, last = max(far, key=lambda one: (worth(one[0]), one[1]))
        taken.add(number)


def km_along(spots: Spots, path: RoadPath) -> list[tuple[int, float]]:
    """Spots of a way in driving order, with km from its beginning."""
    lengths = spots.network.km[[edge for edge, _ in path.edges]]
    before = np.concatenate([[0.0], np.cumsum(lengths)]).tolist()
    following = [*lengths.tolist(), 0.0]
    return [(number, before[done] + share * following[done]) for number, done, share in spots.along(path)]
