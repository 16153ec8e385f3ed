"""The served floors of a question as rows over its zones, in flat arrays for bound and search."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from planner.model.instance.instance import Instance
from planner.model.instance.rulebook import Rule
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


@dataclass(frozen=True)
class GivenFloors(Rule):
    """Floors that are rows already: those of several phases side by side."""

    key = "plan.phases"
    place = 20
    rows: FloorRows


def floors_side_by_side(phases: Sequence[Instance]) -> GivenFloors:
    """The floors of each phase over the zones of all of them, one phase after another."""
    own = [floor_rows(one) for one in phases]
    zones = np.cumsum([0, *(one.row.shape[1] for one in own)])
    promised, rows = [np.empty(0)], [np.empty((0, zones[-1]), dtype=np.int64)]
    first = 0
    for one, at in zip(own, zones, strict=False):
        wide = np.full((len(one.row), zones[-1]), -1)
        wide[:, at : at + one.row.shape[1]] = np.where(one.row >= 0, one.row + first, -1)
        promised.append(one.promised)
        rows.append(wide)
        first += len(one)
    return GivenFloors(FloorRows(np.concatenate(promised), np.vstack(rows)))


def floor_rows(instance: Instance) -> FloorRows:
    """Build the rows, those of all rules one after another."""
    given = instance.rules.get(GivenFloors)
    if given is not None:
        return given.rows
    promised, row, first = [np.empty(0)], [], 0
    for rule in instance.rules.every(ServedFloor):
        mine, group = rule.promised_kwh(instance), rule.group(instance)
        promised.append(mine)
        row.append(np.where(group >= 0, group + first, -1))
        first += len(mine)
    zones = len(instance.demand.kwh)
    return FloorRows(np.concatenate(promised), np.array(row, dtype=np.int64).reshape(-1, zones))
