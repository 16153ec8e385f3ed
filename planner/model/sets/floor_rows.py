"""The served floors of a question as rows over its zones, in flat arrays for bound and search."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from planner.model.instance.instance import Instance
from planner.model.rules.kinds.served_floor import ServedFloor

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]


@dataclass(frozen=True)
class FloorRows:
    """Rows ``energy served in the zones of a row >= promised``.

    Parameters
    ----------
    promised : (rows,)
        KWh a day.
    row : (rules, zones) int
        Row that each zone is in by each rule, -1 for none.
    """

    promised: Floats
    row: Ints

    def __len__(self) -> int:
        return len(self.promised)

    def by_zone(self, of_row: Floats) -> Floats:
        """Figures of rows summed over the rows that each zone is in; (zones,)."""
        padded, out = np.append(of_row, 0.0), np.zeros(self.row.shape[1])
        for rows in self.row:
            out += padded[rows]
        return out

    def served(self, by_zone: Floats) -> Floats:
        """Energy of zones added up by row; (rows,)."""
        out = np.zeros(len(self))
        for rows in self.row:
            inside = rows >= 0
            out += np.bincount(rows[inside], by_zone[inside], minlength=len(self))
        return out


def floor_rows(instance: Instance) -> FloorRows:
    """Build the rows, those of all rules one after another."""
    promised, row, first = [np.empty(0)], [], 0
    for rule in instance.rules.every(ServedFloor):
        mine, group = rule.promised_kwh(instance), rule.group(instance)
        promised.append(mine)
        row.append(np.where(group >= 0, group + first, -1))
        first += len(mine)
    zones = len(instance.demand.kwh)
    return FloorRows(np.concatenate(promised), np.array(row, dtype=np.int64).reshape(-1, zones))
