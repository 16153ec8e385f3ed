"""The elastic form of a question: each rule can be relaxed by columns added to its rows."""

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
    """A question stated as rows, to test feasibility; `rows` are those of each rule."""

    instance: Instance
    draft: Draft
    columns: Columns
    rows: Mapping[type[Ruling], RuleRows]

    def give_way(self, rule: Ruling) -> Given:
        """Add the elastic columns of a rule, and those of the rules that move with it."""
        rows = self.rows[type(rule)]
        for kind, by in rule.moves(self.instance).items():
            rows = rows.beside(self.rows[kind], by)
        return rule.give_way(self.instance, self.draft, rows)


def relaxable(instance: Instance) -> list[Ruling]:
    """Rules that have an elastic form, in the order in which they are reported."""
    return [rule for rule in instance.rules.every(Ruling) if rule.gives_way]


def stated(instance: Instance, *switched_off: type[Ruling]) -> Stated:
    """State a question. Sets of chargers are enumerated as if the rules `switched_off` did not exist; their rows are stated all the same.

    Rules that are switched off are stated as they give way (`Ruling.yielding`).

    Without served floors the demand is irrelevant for feasibility: only sets at sites where something must be built, or that free a
    resource, are on offer. That a plan must differ from known ones (`Instance.unlike`) is no promise and is left out: it counts what is
    built at every site, and most of them have nothing on offer here.
    """
    eased = (rule.yielding() for rule in instance.rules.every(Ruling) if type(rule) in switched_off)
    instance = replace(instance, unlike=()).ruled(*eased)
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
    """Sets with a negative coefficient in a coupling rule, which free a resource; (sets,)."""
    found = np.zeros(len(sets.site), dtype=bool)
    for rule in instance.rules.every(Coupling):
        found |= sets.chargers @ rule.resource(instance).product < 0
    return found
