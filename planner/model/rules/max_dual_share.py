"""Share of two standards: how much of the budget may go to new DC cabinets that serve two port standards or more.

The share is of the money, and of all of it, so that nothing else that is bought can license such cabinets: a share of the cabinets
was once met by buying single ones that nobody used.
"""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from typing import Self

import numpy as np
from numpy.typing import NDArray

from planner.model.instance.instance import Instance
from planner.model.instance.parts import UNLIMITED
from planner.model.rules.kinds.coupling import Coupling
from planner.model.rules.kinds.figures import Figures
from planner.model.rules.kinds.least import least_at
from planner.model.rules.kinds.resource import Resource
from planner.model.rules.kinds.ruling import Line, Use, at_least
from planner.question import Question
from planner.support.amounts import in_place_of
from planner.support.speech import _, joined, term

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]


@dataclass(frozen=True)
class MaxDualShare(Coupling):
    """``sum_{j, k of two standards} cost_k n[j,k] <= share * budget``; work on standing guns does not count.

    Parameters
    ----------
    share : float
        From 0 to 1.
    usd : (products,)
        Price of a new DC cabinet that serves two standards or more, 0 of all others.
    budget_usd : float
        That the share is of.
    """

    key = "plan.max_dual_share"
    place = 70
    title = term("Money for cabinets of two standards")
    code = "max_dual_share"
    called = "plan.max_dual_share"
    share: float
    usd: Floats
    budget_usd: float

    @classmethod
    def of(cls, question: Question) -> Self | None:
        """Read off the catalogue's cables, whoever comes; None where all may serve two standards."""
        share = question.scenario.plan.max_dual_share
        return None if share is None or share >= 1.0 else cls.limiting(question, share)

    @classmethod
    def limiting(cls, question: Question, share: float) -> Self:
        """The rule of a question at another share."""
        prices = [question.costs.charger_usd(kind) for kind in question.chargers]
        dual = [kind.work is None and len(kind.standards) > 1 for kind in question.chargers]
        return cls(share, np.where(dual, prices, 0.0), question.scenario.plan.budget_usd)

    def with_budget(self, usd: float) -> Self:
        """The same share of other money."""
        return replace(self, budget_usd=usd)

    @property
    def most_usd(self) -> float:
        """What such cabinets may cost in all."""
        return self.share * self.budget_usd if self.share > 0 else 0.0

    def resource(self, instance: Instance) -> Resource:
        """Money for such cabinets."""
        return Resource(_("usd of two standards"), "USD", self.usd, np.zeros(len(instance.sites)))

    def limits(self, instance: Instance) -> Floats:
        """The share of the budget."""
        return np.array([self.most_usd])

    def loosened(self, share: float) -> Self:
        """A share more."""
        return replace(self, share=self.share * (1.0 + share))

    def most(self, instance: Instance) -> Ints:
        """As many as the share pays for."""
        number = np.floor(self.most_usd / np.maximum(self.usd, 1e-9) + 1e-9)
        each = np.where(self.usd > 0, np.minimum(number, UNLIMITED), UNLIMITED).astype(np.int64)
        return np.tile(each, (len(instance.sites), 1))

    def figures(self, instance: Instance) -> Iterator[Figures]:
        """The share."""
        yield Figures("share", self.share, "", (self.key,), most=1.0)

    def lacks(self, instance: Instance, site: int) -> Iterator[str]:
        """A share that pays for the cheapest cabinet, where nothing is on offer there but such of two standards."""
        cheapest = least_at(instance, site, self.usd, 0.0)
        if self.most_usd < cheapest <= self.budget_usd:
            said, asked = self._share_of(cheapest, enough=False)
            yield _("{key}: at least {said} instead of {asked}", key=self.key, said=said, asked=asked)

    def offers(self, instance: Instance, site: int) -> str:
        """The money for such cabinets."""
        return _(
            "{most_usd:number} USD that {key} leaves for cabinets of two standards",
            most_usd=self.most_usd,
            key=self.key,
        )

    def full_words(self, instance: Instance, chargers: Ints, site: int) -> str:
        """The share is spent, or nothing was allowed."""
        if self.share <= 0:
            return _("{key} = 0 allows no cabinet of two standards", key=self.key)
        spent = float((chargers @ self.usd).sum())
        return _(
            "{spent:number} of the {most_usd:number} USD that {key} leaves for cabinets of two standards are spent",
            spent=spent,
            most_usd=self.most_usd,
            key=self.key,
        )

    def eased(self, instance: Instance, values: Floats, least: float, *, proven: bool) -> str:
        """A larger share."""
        said, asked = self._share_of(self.most_usd + least, enough=proven)
        return _(
            "{key}: {said} instead of {asked}",
            key=self.key,
            said=joined("", [at_least(proven=proven), said]),
            asked=asked,
        )

    def _share_of(self, usd: float, *, enough: bool) -> tuple[str, str]:
        """Share that gives so much money, and the share that is asked, in words."""
        return in_place_of(min(1.0, usd / max(self.budget_usd, 1e-9)), self.share, enough=enough, digits=3)

    def promise(self, instance: Instance) -> str:
        """The share of the money."""
        return _("at most {share:percent_exactly} of the budget for DC cabinets of two standards", share=self.share)

    def line(self, instance: Instance, use: Use) -> Line:
        """The money for such cabinets."""
        spent = float((use.chargers @ self.usd).sum())
        cheapest = float(self.usd[self.usd > 0].min(initial=np.inf))
        asked = _("{promise} ({most_usd:,.0f} USD)", promise=self.promise(instance), most_usd=self.most_usd)
        return Line(
            self.key,
            asked,
            _("{spent:,.0f} USD", spent=spent),
            bool(np.isfinite(cheapest)) and self.most_usd - spent < cheapest,
        )
