"""Floors of single plug families: the cars of each that is named get their own share of what they ask for."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Self

import numpy as np
from numpy.typing import NDArray

from geodata.connectors import PortFamily
from planner.errors import ConfigError
from planner.model.instance.instance import Instance
from planner.model.rules.kinds.served_floor import NamedFloors, beside_each_other
from planner.question import Question
from planner.support.speech import _, joined, listed, term

Ints = NDArray[np.int64]


@dataclass(frozen=True)
class PlugFloors(NamedFloors):
    """``sum_{i, c of f, j} f[i,c,j] >= floor[f] * sum_{i, c of f} d[i,c]`` for each plug family f that is named, fast and slow together.

    Parameters
    ----------
    family : (classes,) int
        Number of the class's family among those named, -1 where it is not.
    """

    key = "plan.plug_floors"
    place = 23
    title = term("Share of single plug families")
    called = "plan.plug_floors"
    family: Ints

    @classmethod
    def of(cls, question: Question) -> Self | None:
        """Where a share is asked for some family.

        Raises
        ------
        ConfigError
            One is named that nobody drives.
        """
        floors = {PortFamily(name): share for name, share in question.scenario.plan.plug_floors.items() if share > 0}
        asked = question.demand.kwh_per_day.sum(axis=0)
        driven = {one.family for one, kwh in zip(question.demand.classes, asked, strict=True) if kwh > 0}
        for family in floors:
            if family not in driven:
                raise ConfigError(
                    _(
                        "plan.plug_floors: no vehicle of this question takes {family}; those that are driven take {known}",
                        family=family.value,
                        known=", ".join(sorted(one.value for one in driven)),
                    )
                )
        if not floors:
            return None
        most, order = max(floors.values()), list(floors)
        number = [order.index(one.family) if one.family in floors else -1 for one in question.demand.classes]
        parts = tuple(share / most for share in floors.values())
        return cls(most, tuple(one.label for one in order), parts, np.array(number, dtype=np.int64))

    @classmethod
    def stacked(cls, rules: Sequence[Self]) -> Self:
        """The families of every world."""
        return replace(
            rules[0],
            family=beside_each_other([one.family for one in rules], [len(one.names) for one in rules]),
            names=tuple(name for one in rules for name in one.names),
            parts=tuple(part for one in rules for part in one.parts),
        )

    def group(self, instance: Instance) -> Ints:
        """The family."""
        return np.broadcast_to(self.family, instance.demand.kwh.shape)

    def hint(self, instance: Instance) -> str:
        """Families without a charger on offer, and those whose demand in reach of any is already below their floor, in words."""
        offered = (instance.products.guns > 0).any(axis=1)
        there = offered | instance.pools.standing.any(axis=0)
        can, routes = np.zeros(instance.demand.kwh.shape[1]), instance.routes
        np.maximum.at(can, routes.class_of, routes.share * (routes.serves & there).any(axis=1))
        new = np.isin(np.arange(len(can)), routes.class_of[(routes.serves & offered).any(axis=1)])
        near = np.zeros(instance.demand.kwh.shape)
        near[instance.reach.zone] = can
        whole = self.whole_kwh(instance)
        some = self.summed(instance, near * instance.demand.kwh)
        said = [
            _(
                "no charger on offer serves {name}, only such as stand already; put one that does on plan.chargers",
                name=name,
            )
            if kwh > 0 and not new[self.family == number].any()
            else _(
                "chargers that serve {name} can be reached by at most {share:percent_most} of its demand",
                name=name,
                share=kwh / asked,
            )
            if kwh > 0
            else _(
                "no charger on offer and none that stands serves {name}; put one that does on plan.chargers", name=name
            )
            for number, (name, kwh, asked, part) in enumerate(zip(self.names, some, whole, self.parts, strict=True))
            if asked > 0 and (kwh / asked < self.share * part or not new[self.family == number].any())
        ]
        return joined("; ", said) if said else ""

    def promise(self, instance: Instance) -> str:
        """The shares."""
        floors = zip(self.names, self.parts, strict=True)
        shares = [
            _("{share:percent_exactly} of that of {name}", share=self.share * part, name=name) for name, part in floors
        ]
        return _("of the demand of single plug families at least {shares} is served", shares=listed(shares))
