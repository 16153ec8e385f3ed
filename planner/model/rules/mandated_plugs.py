"""Mandated plugs: every new site has a gun of some port families, fast ones at a site with fast guns."""

from collections.abc import Iterator
from dataclasses import dataclass
from functools import reduce
from itertools import product
from typing import Self

import numpy as np
from numpy.typing import NDArray

from geodata.connectors import Current, PortFamily
from planner.model.instance.instance import Instance
from planner.model.rules.kinds.local import Local, Offered, SiteRow
from planner.model.rules.kinds.ruling import DUST, Given, Line, RuleRows, Use, Writer, at_least, column_each_part
from planner.question import Question
from planner.support.speech import _, listed, term

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]
Mask = NDArray[np.bool_]


@dataclass(frozen=True)
class MandatedPlugs(Local):
    """``open[j] <= sum_{s with a gun of m} w[j,s]`` and ``sum_{s of g with DC, without DC of m} w[j,s] <= sum_{s with DC of m} w[j,s]``.

    For each mandated family m, new site j and group g of chargers. So a site with any DC gun has one of every mandated family, for a slow
    post is no help to whoever comes for a fast gun; a site with slow posts alone has a gun of each. Stations that stand are not bound.

    Parameters
    ----------
    brings : (families, products) bool
        New cabinets that bring a gun, AC or DC, of each family.
    brings_fast : (families, products) bool
        New cabinets that bring a DC gun of each family.
    fast : (products,) bool
        New cabinets with a DC gun of any family, mandated or not.
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
    brings_fast: Mask
    fast: Mask
    names: tuple[str, ...]

    @classmethod
    def of(cls, question: Question) -> Self | None:
        """Read off the catalogue's connectors."""
        ports = question.scenario.plan.mandated_plugs
        families = [family for family in PortFamily if family.value in ports]
        if not families:
            return None
        new = [k.connectors if k.work is None else () for k in question.chargers]
        dc = [[c for c in plugs if c.current is Current.DC] for plugs in new]
        brings, fast = (
            np.array([[any(c.family is one for c in plugs) for plugs in of] for one in families], dtype=bool)
            for of in (new, dc)
        )
        return cls(brings, fast, np.array([bool(plugs) for plugs in dc], dtype=bool), tuple(f.label for f in families))

    def has(self, chargers: Ints) -> Mask:
        """Tell for which families sets of chargers have the gun that is asked of them; (sets, families)."""
        some, fast = chargers @ self.brings.T > 0, chargers @ self.brings_fast.T > 0
        return np.where((chargers @ self.fast > 0)[:, None], fast, some)

    def keeps(self, instance: Instance, site: "Ints | int", chargers: Ints) -> Mask:
        """A gun of every family, or nothing at all, or a station that stands."""
        free = instance.sites.existing[site] | ~chargers.any(axis=1)
        return np.asarray(free | self.has(chargers).all(axis=1))

    def rows(self, instance: Instance, offered: Offered) -> Iterator[SiteRow]:
        """By family and new site one for guns of any current, and one for each group that may bring DC guns without one of the family."""
        any_fast = offered.chargers[:, self.fast].any(axis=1)
        for number, (kinds, fast) in enumerate(zip(self.brings, self.brings_fast, strict=True)):
            brings, quickly = (offered.chargers[:, some].any(axis=1) for some in (kinds, fast))
            for site, sets in offered.at:
                if instance.sites.existing[site]:
                    continue
                part = site * len(self.brings) + number
                mine, quick = sets[brings[sets]], sets[quickly[sets]]
                yield SiteRow(site, mine, -np.ones(len(mine)), opened=-1.0, part=part)
                lacking = sets[any_fast[sets] & ~quickly[sets]]
                for group in np.unique(offered.group[lacking]).tolist():
                    those = lacking[offered.group[lacking] == group]
                    weight = np.repeat([1.0, -1.0], [len(those), len(quick)])
                    yield SiteRow(site, np.append(those, quick), weight, part=part)

    def signature(self, instance: Instance, site: int) -> bool:
        """Whether the site is bound."""
        return not instance.sites.existing[site]

    def dominance(self, instance: Instance, site: int, chargers: Ints) -> Floats | None:
        """The cheaper set may lack a mandated plug, or have a fast gun beside which slow ones no longer do."""
        if instance.sites.existing[site]:
            return None
        brings, fast = chargers @ self.brings.T > 0, chargers @ self.brings_fast.T > 0
        return np.column_stack([brings, fast, chargers @ self.fast == 0]).astype(float)

    def wanted(self, instance: Instance) -> Mask:
        """Cabinets with a gun of a mandated family, at new sites."""
        return np.outer(~instance.sites.existing, self.brings.any(axis=0))

    def companions(self, instance: Instance) -> Ints:
        """Fewest cabinets that have a gun of every family: slow posts of each, or fast ones of each."""
        kinds = [self.brings & ~self.fast, self.brings_fast]
        choices = [choice for some in kinds for choice in product(*(np.flatnonzero(one).tolist() for one in some))]
        rows = sorted({tuple(sorted(set(choice))) for choice in choices})
        out = np.zeros((len(rows), len(instance.products.kw)), dtype=np.int64)
        for at, row in enumerate(rows):
            out[at, list(row)] = 1
        return out

    def contradictions(self, instance: Instance) -> Iterator[str]:
        """A family of which nothing on offer has a gun; or neither slow posts of each nor fast guns of each are on offer."""
        missing = [label for label, kinds in zip(self.names, self.brings, strict=True) if not kinds.any()]
        for label in missing:
            yield _(
                "{key}: none of plan.chargers has a gun of {label}, so no new site could be built; add one that has, or take {label} from the list",
                key=self.key,
                label=label,
            )
        if not missing and not len(self.companions(instance)):
            slow = [label for label, kinds in zip(self.names, self.brings_fast, strict=True) if not kinds.any()]
            yield _(
                "{key}: no new site could be built: where there is a fast gun each family needs one, and plan.chargers has no fast gun of {slow} and no slow posts of all others; add a fast charger for {slow}, or take it from the list",
                key=self.key,
                slow=listed(slow),
            )

    def size(self, instance: Instance) -> float:
        """How many families."""
        return float(max(1, len(self.brings)))

    def give_way(self, instance: Instance, writer: Writer, rows: RuleRows) -> Given:
        """A new site may lack a gun of a family."""
        return column_each_part(writer, rows)

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
        return _("every new site has a gun of {names}, a fast one where it has any fast gun", names=names)

    def line(self, instance: Instance, use: Use) -> Line:
        """How many new sites have them."""
        new = instance.opens(use.chargers)
        kept = int(self.has(use.chargers[new]).all(axis=1).sum())
        return Line(
            self.key, self.promise(instance), _("{kept} of {sum} new sites", kept=kept, sum=int(new.sum())), binds=True
        )
