"""Substations: the new chargers of all sites behind a substation stay within its spare power."""

from dataclasses import dataclass
from typing import Self

import numpy as np

from planner.model.rules.kinds.ids import numbered
from planner.model.rules.kinds.mains import Mains
from planner.question import Question


@dataclass(frozen=True)
class Substations(Mains):
    """``sum_{j behind u, k} kw_k n[j,k] <= substation_kw[u]``."""

    key = "grid.substations"
    place = 90
    title = "Power of substations"
    code = "substation_power"
    called = "the spare power of substations"
    kind = "substation"
    behind = "behind"

    @classmethod
    def of(cls, question: Question) -> Self | None:
        """As the places lie behind them."""
        places, left = question.places, question.scenario.grid.winter_share
        if not places.substation_kw:
            return None
        kw = np.array(list(places.substation_kw.values()), dtype=float) * left
        return cls(numbered(places.substation, places.substation_kw), kw, tuple(places.substation_kw))
