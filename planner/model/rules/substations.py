"""Substations: the new chargers of all sites behind a substation stay within its spare power."""

from dataclasses import dataclass
from typing import Self

from planner.model.rules.kinds.mains import Mains
from planner.question import Question
from planner.support.speech import _, term


@dataclass(frozen=True)
class Substations(Mains):
    """``sum_{j behind u, k} kw_k n[j,k] <= substation_kw[u]``."""

    key = "grid.substations"
    place = 90
    title = term("Power of substations")
    code = "substation_power"
    called = term("the spare power of substations")
    kind = term("substation")
    kinds = term("substations")

    @classmethod
    def of(cls, question: Question) -> Self | None:
        """As the places lie behind them."""
        return cls.behind_each(question, question.places.substation, question.places.substation_kw)

    @classmethod
    def absent(cls, site: str) -> str:
        """Say that the substation of a site is not there."""
        return _("site {site}: hangs on a substation that is not there; mend the substation table", site=site)
