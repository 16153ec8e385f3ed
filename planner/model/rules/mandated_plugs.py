"""Mandated plugs: every new site has a gun of some port families."""

from collections.abc import Iterator
from dataclasses import dataclass
from functools import reduce
from itertools import product
from typing import Self

import numpy as np
from numpy.typing import NDArray

from geodata.connectors import PortFamily
from planner.model.instance.instance import Instance
from planner.model.rules.kinds.local import Local, Offered, SiteRow
from planner.model.rules.kinds.ruling import DUST, Given, Line, RuleRows, Use, Writer, at_least, column_each
from planner.question import Question
from planner.support.speech import _, listed, term

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]
Mask = NDArray[np.bool_]


@dataclass(frozen=True)
class MandatedPlugs(Local):
    """``open[j] <= sum_{s with a gun of m} w[j,s]`` for each mandated family m and new site j. Stations that stand are not bound.

    Parameters
    ----------
    brings : (families, products) bool
        New cabinets that bring a gun, AC or DC, of each family.
    names : tuple of str
        Of the families, for people.
    """

    key = "plan.mandated_plugs"
    place = 40
    title = term("Plugs of every new site")
    called = "plan.mandated_plugs"
    gives_way = True
    way_out = term("ask for fewer families")
    brings: Mask
    names: tuple[str, ...]

    @classmethod
    def of(cls, question: Question) -> Self | None:
        """Read off the catalogue's connectors."""
        ports = question.scenario.plan.mandated_plugs
        families = [family for family in PortFamily if family.value in ports]
        if not families:
            return None
        brings = [
            [k.work is None and any(c.family is family for c in k.connectors) for k in question.chargers]
            for family in families
        ]
        return cls(np.array(brings, dtype=bool), tuple(one.label for one in families))

    def has(self, chargers: Ints) -> Mask:
        """Tell which families sets of chargers have a gun of; (sets, families)."""
        return np.asarray(chargers @ self.brings.T > 0)

    def keeps(self, instance: Instance, site: "Ints | int", chargers: Ints) -> Mask:
        """A gun of every family, or nothing at all, or a station that stands."""
        free = instance.sites.existing[site] | ~chargers.any(axis=1)
        return np.asarray(free | self.has(chargers).all(axis=1))

    def rows(self, instance: Instance, offered: Offered) -> Iterator[SiteRow]:
        """One by family and new site."""
        for kinds in self.brings:
            brings = offered.chargers[:, kinds].any(axis=1)
            for site, sets in offered.at:
                if not instance.sites.existing[site]:
                    mine = sets[brings[sets]]
                    yield SiteRow(site, mine, -np.ones(len(mine)), opened=-1.0)

    def signature(self, instance: Instance, site: int) -> bool:
        """Whether the site is bound."""
        return not instance.sites.existing[site]

    def dominance(self, instance: Instance, site: int, chargers: Ints) -> Floats | None:
        """The cheaper set may lack a mandated plug."""
        return None if instance.sites.existing[site] else self.has(chargers).astype(float)

    def wanted(self, instance: Instance) -> Mask:
        """Cabinets with a gun of a mandated family, at new sites."""
        return np.outer(~instance.sites.existing, self.brings.any(axis=0))

    def companions(self, instance: Instance) -> Ints:
        """Fewest cabinets that have a gun of every family."""
        choices = product(*(np.flatnonzero(kinds).tolist() for kinds in self.brings))
        rows = sorted({tuple(sorted(set(choice))) for choice in choices})
        out = np.zeros((len(rows), len(instance.products.kw)), dtype=np.int64)
        for at, row in enumerate(rows):
            out[at, list(row)] = 1
        return out

    def contradictions(self, instance: Instance) -> Iterator[str]:
        """A family of which nothing on offer has a gun."""
        for label, kinds in zip(self.names, self.brings, strict=True):
            if not kinds.any():
                yield _(
                    "{key}: none of plan.chargers has a gun of {label}, so no new site could be built; add one that has, or take {label} from the list",
                    key=self.key,
                    label=label,
                )

    def size(self, instance: Instance) -> float:
        """How many families."""
        return float(max(1, len(self.brings)))

    def give_way(self, instance: Instance, writer: Writer, rows: RuleRows) -> Given:
        """A new site may lack a gun of a family."""
        return column_each(writer, rows)

    def eased(self, instance: Instance, values: Floats, least: float, *, proven: bool) -> str:
        """How many guns may be lacking."""
        return _(
            "{key}: new sites may lack {at_least}{ceil} of the guns of {names}",
            key=self.key,
            at_least=at_least(proven=proven),
            ceil=int(np.ceil(least - DUST)),
            names=listed(self.names),
        )

    def promise(self, instance: Instance) -> str:
        """The families."""
        names = reduce(lambda first, other: _("{first} and of {other}", first=first, other=other), self.names)
        return _("every new site has a gun of {names}", names=names)

    def line(self, instance: Instance, use: Use) -> Line:
        """How many new sites have them."""
        new = instance.opens(use.chargers)
        kept = int(self.has(use.chargers[new]).all(axis=1).sum())
        return Line(
            self.key, self.promise(instance), _("{kept} of {sum} new sites", kept=kept, sum=int(new.sum())), binds=True
        )
