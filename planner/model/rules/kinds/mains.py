"""Power that the sites behind one point of the grid share: what feeders and substations have in common."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from typing import ClassVar, Self

import numpy as np
import scipy.sparse as sp
from numpy.typing import NDArray

from planner.model.instance.instance import Instance
from planner.model.rules.kinds.coupling import Coupling, rows_of_groups
from planner.model.rules.kinds.figures import Figures, name_of
from planner.model.rules.kinds.ids import numbered
from planner.model.rules.kinds.least import least_at
from planner.model.rules.kinds.resource import Resource, power
from planner.model.rules.kinds.ruling import DUST, Line, Use, at_least
from planner.question import Question
from planner.support.amounts import exactly, in_place_of
from planner.support.speech import _, joined

Floats = NDArray[np.float64]


@dataclass(frozen=True)
class Mains(Coupling):
    """``sum_{j behind r, k} kw_k n[j,k] <= kw[r]``.

    Parameters
    ----------
    of_site : (sites,) int
        Number of the feeder or substation, -1 where none is known.
    kw : (mains,)
        Spare power, as much of it as the winter leaves.
    names : tuple of str

    Attributes
    ----------
    kind, kinds : str
        What it is called, and how a site hangs on it.
    """

    physical = True
    each = True
    kind: ClassVar[str]
    kinds: ClassVar[str]
    of_site: NDArray[np.int64]
    kw: Floats
    names: tuple[str, ...] = ()

    @classmethod
    def behind_each(cls, question: Question, of_site: Iterable[object], spare_kw: Mapping[str, float]) -> Self | None:
        """The rule for the spare power by name, as much of it as the winter leaves; None where none is named."""
        if not spare_kw:
            return None
        kw = np.array(list(spare_kw.values()), dtype=float) * question.scenario.grid.winter_share
        return cls(numbered(of_site, spare_kw), kw, tuple(spare_kw))

    def resource(self, instance: Instance) -> Resource:
        """Power."""
        return power(instance)

    def limits(self, instance: Instance) -> Floats:
        """Spare power."""
        return self.kw

    def members(self, instance: Instance) -> "sp.csr_array | None":
        """Sites behind each."""
        return rows_of_groups(self.of_site, len(self.kw))

    def loosened(self, share: float) -> Self:
        """A share more power."""
        return replace(self, kw=self.kw * (1.0 + share))

    def figures(self, instance: Instance) -> Iterator[Figures]:
        """KW of each."""
        yield Figures(_("spare power (spare_kw)"), self.kw, self.kind, self.names)

    def contradictions(self, instance: Instance) -> Iterator[str]:
        """A site behind one that is not there."""
        if (self.of_site >= len(self.kw)).any():
            lost = int(np.flatnonzero(self.of_site >= len(self.kw))[0])
            yield self.absent(instance.sites.told(lost))

    def named(self, at: int) -> str:
        """One of them by its name."""
        return joined(" ", [self.kind, name_of(self.names, at)])

    @classmethod
    def absent(cls, site: str) -> str:
        """Say that a site hangs on one that is not there."""
        raise NotImplementedError

    def lacks(self, instance: Instance, site: int) -> Iterator[str]:
        """Power for the smallest cabinet or mended gun, beyond that of guns that can be taken down at any of its sites."""
        at, kw = int(self.of_site[site]), instance.products.kw
        least = least_at(instance, site, kw, float(instance.freed(kw)[self.of_site == at].sum()))
        if at >= 0 and self.kw[at] < least < np.inf:
            yield _(
                "spare power of {mains}, which feeds {site}: at least {least:g} kW instead of {kw:g}",
                mains=self.named(at),
                site=instance.sites.told(site),
                least=least,
                kw=self.kw[at],
            )

    def offers(self, instance: Instance, site: int) -> str:
        """How much there is for the site."""
        at = int(self.of_site[site])
        return "" if at < 0 else _("{kw:g} kW by {mains}", kw=self.kw[at], mains=self.named(at))

    def full_words(self, instance: Instance, chargers: NDArray[np.int64], site: int) -> str:
        """How much all its sites draw."""
        at = int(self.of_site[site])
        drawn = float((chargers[self.of_site == at] @ instance.products.kw).sum())
        return _(
            "{drawn:number} of the {kw:number} kW left at {mains} are used up, by all sites that it feeds",
            drawn=drawn,
            kw=self.kw[at],
            mains=self.named(at),
        )

    def eased(self, instance: Instance, values: Floats, least: float, *, proven: bool) -> str:
        """More power, by name."""
        more = {
            int(h): in_place_of(float(values[h]), 0.0, enough=proven, digits=1)[0]
            for h in np.flatnonzero(values > DUST)
        }
        said = [
            _(
                "{mains} {kw} kW more than its {kw_2} kW",
                mains=self.named(h),
                kw=kw if proven else _("about {kw}", kw=kw),
                kw_2=exactly(self.kw[h]),
            )
            for h, kw in more.items()
        ]
        whole, _other = in_place_of(least, 0.0, enough=proven, digits=1)
        return _(
            "spare power of {kinds}: {at_least}{whole} kW more: {said}",
            kinds=self.kinds,
            at_least=at_least(proven=proven),
            whole=whole,
            said=joined(", ", said),
        )

    def line(self, instance: Instance, use: Use) -> Line:
        """How many of them are full."""
        line = super().line(instance, use)
        return replace(line, asked=_("within the spare power of {kinds}", kinds=self.kinds))
