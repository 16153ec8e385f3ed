"""Number of sites by district: no district gets more new sites than asked."""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from typing import Self

import numpy as np
import scipy.sparse as sp
from numpy.typing import NDArray

from planner.errors import ConfigError
from planner.model.instance.instance import Instance
from planner.model.rules.forced import Forced
from planner.model.rules.kinds.coupling import Coupling, rows_of_groups
from planner.model.rules.kinds.ids import numbered
from planner.model.rules.kinds.resource import Resource, openings
from planner.model.rules.kinds.ruling import DUST, Line, Use, at_least
from planner.question import Question
from planner.support.speech import _, joined, plural, term

NAMED = 8
"""Sites named in one line."""


@dataclass(frozen=True)
class MaxSitesPerDistrict(Coupling):
    """``sum_{j in D} open[j] <= p`` for each district D.

    Parameters
    ----------
    number : int
        p, most new sites in each.
    district : (sites,) int
        District that each site lies in, -1 for none.
    names : tuple of str
    """

    key = "plan.max_sites_per_district"
    place = 65
    title = term("New sites in each district")
    code = "max_sites_per_district"
    called = "plan.max_sites_per_district"
    number: int
    district: NDArray[np.int64]
    names: tuple[str, ...]

    @classmethod
    def of(cls, question: Question) -> Self | None:
        """Where a number is given; sites outside every district are not bound.

        Raises
        ------
        ConfigError
            No site lies in a district.
        """
        number, district = question.scenario.plan.max_sites_per_district, question.places.district
        if number is None:
            return None
        names = tuple(sorted({one for one in district if isinstance(one, str)}))
        if not names:
            raise ConfigError(
                _("{key}: no site lies in a district; give city.districts or take the key out", key=cls.key)
            )
        return cls(number, numbered(district, names), names)

    def resource(self, instance: Instance) -> Resource:
        """Openings."""
        return openings(instance)

    def limits(self, instance: Instance) -> NDArray[np.float64]:
        """The number, for each district."""
        return np.full(len(self.names), float(self.number))

    def members(self, instance: Instance) -> "sp.csr_array | None":
        """The sites of each district."""
        return rows_of_groups(self.district, len(self.names))

    def outright(self, instance: Instance) -> Iterator[str]:
        """More forced sites in a district than that."""
        forced = instance.rules.get(Forced)
        new = np.zeros(len(instance.sites), dtype=bool) if forced is None else forced.sites & ~instance.sites.existing
        for district, name in enumerate(self.names):
            listed = [instance.sites.told(j) for j in np.flatnonzero(new & (self.district == district)).tolist()]
            if len(listed) > self.number:
                yield _(
                    "plan.forced and {key} conflict: {count} new sites are forced in {name} ({listed}), at most {number} are allowed; shorten the list or allow more",
                    key=self.key,
                    count=len(listed),
                    name=name,
                    listed=joined(", ", listed[:NAMED]),
                    number=self.number,
                )

    def full_words(self, instance: Instance, chargers: NDArray[np.int64], site: int) -> str:
        """All are built."""
        return _(
            "all {number} new sites that are allowed in {names} are built",
            number=self.number,
            names=self.names[int(self.district[site])],
        )

    def size(self, instance: Instance) -> float:
        """The number."""
        return float(max(1, self.number))

    def eased(self, instance: Instance, values: NDArray[np.float64], least: float, *, proven: bool) -> str:
        """More sites in each district."""
        return _(
            "{key}: {at_least}{least} instead of {number}",
            key=self.key,
            at_least=at_least(proven=proven),
            least=self.number + int(np.ceil(least - DUST)),
            number=self.number,
        )

    def promise(self, instance: Instance) -> str:
        """The number, and that it leaves out sites in no district, where there are any."""
        said = plural("at most {n} new site in each district", "at most {n} new sites in each district", self.number)
        if not self._free(instance).any():
            return said
        return _("{said}, those in no district not counted", said=said)

    def line(self, instance: Instance, use: Use) -> Line:
        """How many districts are full, and how many new sites lie in none."""
        line = super().line(instance, use)
        free = int((self._free(instance) & use.chargers.any(axis=1)).sum())
        return (
            replace(
                line,
                reached=joined(
                    "; ", [line.reached, plural("{n} new site in no district", "{n} new sites in no district", free)]
                ),
            )
            if free
            else line
        )

    def _free(self, instance: Instance) -> NDArray[np.bool_]:
        """Candidates in no district; (sites,)."""
        return np.asarray((self.district < 0) & ~instance.sites.existing)
