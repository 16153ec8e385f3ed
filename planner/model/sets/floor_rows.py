"""The served floors of a question as rows over its zones and classes, in flat arrays for bound and search."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from planner.model.instance.instance import Instance
from planner.model.instance.rulebook import Rule
from planner.model.rules.kinds.served_floor import FloorRows, ServedFloor


@dataclass(frozen=True)
class GivenFloors(Rule):
    """Floors that are rows already: those of several phases side by side."""

    key = "plan.phases"
    place = 20
    rows: FloorRows


def floors_side_by_side(phases: Sequence[Instance]) -> GivenFloors:
    """The floors of each phase over the zones and classes of all of them, one phase after another."""
    own = [floor_rows(one) for one in phases]
    zones, classes = (np.cumsum([0, *(one.demand.kwh.shape[axis] for one in phases)]) for axis in (0, 1))
    layers = max((len(one.row) for one in own), default=0)
    row = np.full((layers, zones[-1], classes[-1]), -1)
    weight = np.zeros(row.shape)
    first = 0
    for one, i, c in zip(own, zones.tolist(), classes.tolist(), strict=False):
        place = np.s_[: len(one.row), i : i + one.row.shape[1], c : c + one.row.shape[2]]
        row[place] = np.where(one.row >= 0, one.row + first, -1)
        weight[place] = one.weight
        first += len(one)
    promised, size = (np.concatenate([getattr(one, name) for one in own]) for name in ("promised", "size"))
    return GivenFloors(FloorRows(promised, row, weight, size))


def floor_rows(instance: Instance) -> FloorRows:
    """Build the rows, those of all rules one after another."""
    given = instance.rules.get(GivenFloors)
    if given is not None:
        return given.rows
    parts, first = list[FloorRows](), 0
    for rule in instance.rules.every(ServedFloor):
        mine = rule.rows(instance)
        parts.append(FloorRows(mine.promised, np.where(mine.row >= 0, mine.row + first, -1), mine.weight, mine.size))
        first += len(mine)
    none = np.zeros((0, *instance.demand.kwh.shape))
    return FloorRows(
        np.concatenate([np.empty(0), *(one.promised for one in parts)]),
        np.concatenate([none.astype(np.int64), *(one.row for one in parts)]),
        np.concatenate([none, *(one.weight for one in parts)]),
        np.concatenate([np.empty(0), *(one.size for one in parts)]),
    )
