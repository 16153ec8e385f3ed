"""Budget: the money for new sites, chargers and connections."""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from typing import Self

import numpy as np
from numpy.typing import NDArray

from planner.model.instance.instance import Instance
from planner.model.rules.kinds.coupling import Coupling
from planner.model.rules.kinds.figures import Figures
from planner.model.rules.kinds.least import least_usd_at
from planner.model.rules.kinds.resource import Resource, money
from planner.model.rules.kinds.ruling import Ruling, at_least, with_budget
from planner.question import Question
from planner.support.amounts import in_place_of
from planner.support.speech import _, term


@dataclass(frozen=True)
class Budget(Coupling):
    """``sum_j site_cost[j] open[j] + sum cost_k n[j,k] + sum (step_usd[t] + cable_usd[j]) z[j,t] <= budget``."""

    key = "plan.budget_usd"
    place = 100
    title = term("Budget")
    code = "budget"
    called = "plan.budget_usd"
    usd: float

    @classmethod
    def of(cls, question: Question) -> Self:
        """Of all phases so far."""
        return cls(question.scenario.plan.budget_usd)

    def with_budget(self, usd: float) -> Self:
        """The rule with other money."""
        return replace(self, usd=usd)

    def resource(self, instance: Instance) -> Resource:
        """Money."""
        return money(instance)

    def limits(self, instance: Instance) -> NDArray[np.float64]:
        """All of it."""
        return np.array([self.usd])

    def loosened(self, share: float) -> Self:
        """A share more, and as much of a dollar."""
        return replace(self, usd=self.usd * (1.0 + share) + share)

    def figures(self, instance: Instance) -> Iterator[Figures]:
        """The money."""
        yield Figures("money", self.usd, "", (self.key,))

    def lacks(self, instance: Instance, site: int) -> Iterator[str]:
        """Money for the cheapest cabinet or mended gun, and its connection."""
        price = least_usd_at(instance, site)
        if self.usd < price < np.inf:
            said, asked = in_place_of(price, self.usd, enough=False)
            yield _("{key}: at least {said} USD instead of {asked}", key=self.key, said=said, asked=asked)

    def offers(self, instance: Instance, site: int) -> str:
        """The money."""
        return _("{usd:number} USD of budget", usd=self.usd)

    def full_words(self, instance: Instance, chargers: NDArray[np.int64], site: int) -> str:
        """The budget is spent."""
        return _("the {usd:number} USD of the budget are spent", usd=self.usd)

    def moves(self, instance: Instance) -> "dict[type[Ruling], NDArray[np.float64]]":
        """Rules on a share of the money."""
        others = [rule for rule in instance.rules.every(Coupling) if not isinstance(rule, Budget)]
        more = {
            type(one): one.with_budget(1.0).limits(instance) - one.with_budget(0.0).limits(instance) for one in others
        }  # of a dollar by itself: beside a budget its digits would be lost
        return {kind: by for kind, by in more.items() if by.any()}

    def given_way(self, instance: Instance, amount: float) -> Instance:
        """More money, and what is a share of it."""
        return with_budget(instance, self.usd + amount)

    def eased(self, instance: Instance, values: NDArray[np.float64], least: float, *, proven: bool) -> str:
        """More money."""
        said, asked = in_place_of(self.usd + least, self.usd, enough=proven)
        return _(
            "{key}: {at_least}{said} USD instead of {asked}",
            key=self.key,
            at_least=at_least(proven=proven),
            said=said,
            asked=asked,
        )
