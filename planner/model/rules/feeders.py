"""Feeders: the new chargers of all sites on a feeder stay within its spare power."""

from dataclasses import dataclass
from typing import Self

from planner.model.rules.kinds.mains import Mains
from planner.question import Question
from planner.support.speech import _, term


@dataclass(frozen=True)
class Feeders(Mains):
    """``sum_{j on h, k} kw_k n[j,k] <= feeder_kw[h]``."""

    key = "grid.path"
    place = 80
    title = term("Power of feeders")
    code = "feeder_power"
    called = term("the spare power of feeders")
    kind = term("feeder")
    kinds = term("feeders")

    @classmethod
    def of(cls, question: Question) -> Self | None:
        """As the places hang on them."""
        return cls.behind_each(question, question.places.feeder, question.places.feeder_kw)

    @classmethod
    def absent(cls, site: str) -> str:
        """Say that the feeder of a site is not there."""
        return _("site {site}: hangs on a feeder that is not there; mend the feeder table", site=site)
