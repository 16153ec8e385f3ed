"""Locked chargers: what the user has settled for a site, exactly or at least or at most."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Self

import numpy as np
from numpy.typing import NDArray

from planner.errors import ConfigError
from planner.model.instance.instance import Instance
from planner.model.instance.parts import UNLIMITED
from planner.model.rules.kinds.between import Between
from planner.model.rules.kinds.ids import sites_named
from planner.model.rules.kinds.local import Local
from planner.model.rules.kinds.ruling import Line, Use
from planner.question import Question
from planner.support.site_ids import SiteId
from planner.support.speech import _, plural, term
from planner.support.spelling import nearest_known

Ints = NDArray[np.int64]
Mask = NDArray[np.bool_]


@dataclass(frozen=True)
class Locked(Between):
    """The chargers that `plan.locked` names, at the sites that it names."""

    key = "plan.locked"
    place = 15
    title = term("Chargers that are settled")
    called = "plan.locked"
    demands = True

    @classmethod
    def of(cls, question: Question) -> Self | None:
        """Read the chargers of each site.

        Raises
        ------
        ConfigError
            A site or a charger that the question does not have.
        """
        asked, number = question.scenario.plan.locked, question.places.number()
        if not asked:
            return None
        sites_named([one.site for one in asked], f"{cls.key}, site", number)
        kinds = {kind.id: at for at, kind in enumerate(question.chargers)}
        low = np.zeros((len(number), len(kinds)), dtype=np.int64)
        high = np.full(low.shape, UNLIMITED, dtype=np.int64)
        for one in asked:
            for charger in one.chargers:
                if charger not in kinds:
                    raise ConfigError(
                        _(
                            "{key}: site {site!r} has the charger {charger!r}, which is not on offer; {nearest_known}",
                            key=cls.key,
                            site=SiteId(one.site),
                            charger=charger,
                            nearest_known=nearest_known(charger, list(kinds)),
                        )
                    )
            mine = np.array([one.chargers.get(kind, 0) for kind in kinds], dtype=np.int64)
            if one.hold != "at_most":
                low[number[one.site]] = mine
            if one.hold != "at_least":
                high[number[one.site]] = mine
        return cls(low, high)

    def wanted(self, instance: Instance) -> Mask:
        """What is settled stands though it may serve nobody."""
        return self._low > 0

    def contradictions(self, instance: Instance) -> Iterator[str]:
        """A site whose settled chargers another of its rules forbids: as they are, where they are all that it may have, or with any more."""
        exactly = (self._low == self._high).all(axis=1)
        for site in np.flatnonzero(self._low.any(axis=1) | exactly).tolist():
            for rule in instance.rules.every(Local):
                if rule is not self and (
                    rule.exceeded(instance, site, self._low[site])
                    or (exactly[site] and not rule.keeps(instance, site, self._low[[site]]).all())
                ):
                    yield _(
                        "{key}: the chargers of site {names!r} break {called}; take some away, or mend that",
                        key=self.key,
                        names=instance.sites.told(site),
                        called=rule.called,
                    )

    def promise(self, instance: Instance) -> str:
        """At how many sites."""
        number = self._sites()
        return plural("the chargers of {n} site as settled", "the chargers of {n} sites as settled", number)

    def line(self, instance: Instance, use: Use) -> Line:
        """How many of them have what was settled."""
        kept = int(self.keeps(instance, np.arange(len(use.chargers)), use.chargers)[self._bound()].sum())
        return Line(
            self.key, self.promise(instance), _("{part} of {whole}", part=kept, whole=self._sites()), binds=True
        )

    @property
    def _low(self) -> Ints:
        assert self.low is not None
        return self.low

    @property
    def _high(self) -> Ints:
        assert self.high is not None
        return self.high

    def _bound(self) -> Mask:
        """Sites that are named."""
        return np.asarray(self._low.any(axis=1) | (self._high < UNLIMITED).any(axis=1))

    def _sites(self) -> int:
        return int(self._bound().sum())
