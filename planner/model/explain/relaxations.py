"""A question laid out as rows of which each rule can be made to give way: by columns that let its rows take more."""

from collections.abc import Mapping
from dataclasses import dataclass, replace

import numpy as np

from planner.model.exact.columns import Columns, lay_columns
from planner.model.exact.rule_rows import state_all
from planner.model.instance.instance import Instance
from planner.model.program.draft import Draft
from planner.model.rules.kinds.coupling import Coupling
from planner.model.rules.kinds.ruling import Given, RuleRows, Ruling
from planner.model.rules.kinds.served_floor import ServedFloor
from planner.model.sets.configurations import Configurations, configurations_of
from planner.model.sets.limits import must_build


@dataclass(frozen=True)
class Stated:
    """A question laid out as rows, to be asked whether anything keeps them; `rows` are those of each rule."""

    instance: Instance
    draft: Draft
    columns: Columns
    rows: Mapping[type[Ruling], RuleRows]

    def give_way(self, rule: Ruling) -> Given:
        """Add the columns by which a rule gives way."""
        rows = self.rows[type(rule)]
        for kind, by in rule.moves(self.instance).items():
            rows = rows.beside(self.rows[kind], by)
        return rule.give_way(self.instance, self.draft, rows)


def that_give_way(instance: Instance) -> list[Ruling]:
    """Rules that can be asked how far they would have to give way, in the order in which they are told."""
    return [rule for rule in instance.rules.every(Ruling) if rule.gives_way]


def stated(instance: Instance, *switched_off: type[Ruling]) -> Stated:
    """Lay out a question; sets of chargers are on offer as if some rules were switched off, whose rows are there all the same.

    Where no share is promised, energy decides nothing: only where something must be built, or where what is built makes room for it
    elsewhere, sets are on offer.
    """
    moved = (
        other for rule in instance.rules.every(Ruling) if type(rule) in switched_off for other in rule.moves(instance)
    )
    sets = configurations_of(instance, limits_of=instance.without(*switched_off, *moved))
    if not instance.rules.every(ServedFloor):
        instance = replace(instance, demand=replace(instance.demand, kwh=np.zeros_like(instance.demand.kwh)))
        kept = must_build(instance)[sets.site] | _makes_room(instance, sets)
        sets = Configurations(sets.site[kept], sets.group[kept], sets.chargers[kept])
    draft = Draft("promises")
    columns = lay_columns(draft, instance, sets)
    return Stated(instance, draft, columns, state_all(draft, instance, columns))


def _makes_room(instance: Instance, sets: Configurations) -> "np.ndarray[tuple[int], np.dtype[np.bool_]]":
    """Sets that leave others more of what a coupling rule limits; (sets,)."""
    found = np.zeros(len(sets.site), dtype=bool)
    for rule in instance.rules.every(Coupling):
        found |= sets.chargers @ rule.resource(instance).product < 0
    return found
