"""Number of sites: no more new sites than asked."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Self

import numpy as np
from numpy.typing import NDArray

from planner.model.instance.instance import Instance
from planner.model.rules.forced import Forced
from planner.model.rules.kinds.coupling import Coupling
from planner.model.rules.kinds.resource import Resource, openings
from planner.model.rules.kinds.ruling import DUST, at_least
from planner.question import Question
from planner.support.speech import _, joined, plural, term

NAMED = 8
"""Sites named in one line."""


@dataclass(frozen=True)
class MaxSites(Coupling):
    """``sum_j open[j] <= p``.

    Parameters
    ----------
    number : int
        p, most new sites.
    """

    key = "plan.max_sites"
    place = 60
    title = term("Number of new sites")
    code = "max_sites"
    called = "plan.max_sites"
    number: int

    @classmethod
    def of(cls, question: Question) -> Self | None:
        """Where a number is given."""
        number = question.scenario.plan.max_sites
        return None if number is None else cls(number)

    def resource(self, instance: Instance) -> Resource:
        """Openings."""
        return openings(instance)

    def limits(self, instance: Instance) -> NDArray[np.float64]:
        """The number."""
        return np.array([float(self.number)])

    def contradictions(self, instance: Instance) -> Iterator[str]:
        """Fewer than none."""
        if self.number < 0:
            yield _("{key} is negative ({number}); expected 0 or more", key=self.key, number=self.number)

    def outright(self, instance: Instance) -> Iterator[str]:
        """More forced sites than that."""
        forced = instance.rules.get(Forced)
        sites = np.zeros(len(instance.sites), dtype=bool) if forced is None else forced.sites
        new = np.flatnonzero(sites & ~instance.sites.existing).tolist()
        if len(new) > self.number:
            listed = joined(", ", [*map(instance.sites.told, new[:NAMED]), *["..."] * (len(new) > NAMED)])
            yield _(
                "plan.forced and {key} conflict: {count} new sites are forced ({listed}), at most {number} are allowed; shorten the list or allow more",
                key=self.key,
                count=len(new),
                listed=listed,
                number=self.number,
            )

    def full_words(self, instance: Instance, chargers: NDArray[np.int64], site: int) -> str:
        """All are built."""
        return (
            _("the one new site that is allowed is built")
            if self.number == 1
            else _("all {number} new sites that are allowed are built", number=self.number)
        )

    def eased(self, instance: Instance, values: NDArray[np.float64], least: float, *, proven: bool) -> str:
        """More sites."""
        least_number = str(self.number + int(np.ceil(least - DUST)))
        said = joined("", [at_least(proven=proven), least_number])
        return _("{key}: {said} instead of {asked}", key=self.key, said=said, asked=self.number)

    def promise(self, instance: Instance) -> str:
        """The number."""
        return plural("at most {n:number} new site", "at most {n:number} new sites", self.number)
