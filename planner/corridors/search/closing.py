"""What drives lose where stations close: the drives of a plan are stated once, and solved again from the last basis with a station less."""

import numpy as np
from numpy.typing import NDArray

from planner.corridors.search.driving import MANY, OPEN_KWH, Drives, blocks, reached
from planner.corridors.search.prepared import Prepared
from planner.model.program.draft import Draft

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]


class Closing:
    """The best drives of given stations, of which some close for good.

    Parameters
    ----------
    asked : Prepared
        Without floors, which a plan with a station less may not keep.
    capacity : (places, families)
        KWh a day of each place with all stations.
    """

    def __init__(self, asked: Prepared, capacity: Floats) -> None:
        self.asked, self.capacity = asked, capacity
        opened = capacity[asked.lines.place, asked.stop_family] > OPEN_KWH
        self._drives: list[Drives] = []
        for block in blocks(asked, reached(asked, opened)):
            many = int(opened[np.isin(asked.stop_leg, block)].sum()) > MANY
            self._drives.append(Drives(asked, capacity, opened, block, Draft("closing", primal=many)))
        self._gain = [self._best(one) for one in self._drives]
        for one in self._drives:
            one.draft.primal = False  # with a station less the last basis stays dual feasible

    @property
    def value(self) -> float:
        """What is gained with all that are open."""
        return sum(self._gain)

    def close(self, place: int, most: float) -> float | None:
        """Close what is built at a place where no more than this is lost: what is lost, or None where it stays open."""
        gain = list(self._gain)
        for number, one in enumerate(self._drives):
            rows = self._rows(one, place)
            if len(rows):
                one.draft.right(rows, self._left(one, place))
                gain[number] = self._best(one)
                if self.value - sum(gain) > most:
                    break
        lost = self.value - sum(gain)
        if lost <= most:
            self._gain = gain
            return lost
        for one in self._drives:
            rows = self._rows(one, place)
            if len(rows):
                one.draft.right(rows, np.ones(len(rows)))
        return None

    def _best(self, drives: Drives) -> float:
        return -drives.draft.minimum() * drives.unit if drives.draft.columns else 0.0

    def _rows(self, drives: Drives, place: int) -> Ints:
        """Rows of the energy of a place."""
        first, sellers = drives.places
        return first + np.flatnonzero(sellers[:, 0] == place)

    def _left(self, drives: Drives, place: int) -> Floats:
        """What stands there without what is built, as a part of all."""
        _first, sellers = drives.places
        family = sellers[sellers[:, 0] == place, 1]
        return np.asarray(self.asked.stations.standing_kwh[place, family] / self.capacity[place, family])
