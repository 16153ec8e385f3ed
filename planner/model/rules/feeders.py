"""Feeders: the new chargers of all sites on a feeder stay within its spare power."""

from dataclasses import dataclass
from typing import Self

import numpy as np

from planner.model.rules.kinds.ids import numbered
from planner.model.rules.kinds.mains import Mains
from planner.question import Question


@dataclass(frozen=True)
class Feeders(Mains):
    """``sum_{j on h, k} kw_k n[j,k] <= feeder_kw[h]``."""

    key = "grid.path"
    place = 80
    title = "Power of feeders"
    code = "feeder_power"
    called = "the spare power of feeders"
    kind = "feeder"
    behind = "on"

    @classmethod
    def of(cls, question: Question) -> Self | None:
        """As the places hang on them."""
        places, left = question.places, question.scenario.grid.winter_share
        if not places.feeder_kw:
            return None
        kw = np.array(list(places.feeder_kw.values()), dtype=float) * left
        return cls(numbered(places.feeder, places.feeder_kw), kw, tuple(places.feeder_kw))
