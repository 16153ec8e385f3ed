"""The rules of a question as rows of the exact model, written once for each kind."""

from collections.abc import Mapping

import numpy as np
import scipy.sparse as sp
from numpy.typing import NDArray

from planner.model.exact.columns import Columns
from planner.model.exact.structure import AFTER, BEFORE, NONE, groups_of
from planner.model.instance.instance import Instance
from planner.model.program.lp import Problem
from planner.model.rules.kinds.coupling import Coupling
from planner.model.rules.kinds.local import Local, Offered
from planner.model.rules.kinds.ruling import RuleRows, Ruling
from planner.model.rules.kinds.served_floor import ServedFloor

Ints = NDArray[np.int64]


def state_all(problem: Problem, instance: Instance, columns: Columns) -> Mapping[type[Ruling], RuleRows]:
    """State structure and rules: local ones, then coupling ones, then floors; returns the rows of each rule."""
    for statement in BEFORE:
        statement(problem, instance, columns)
    sets, found = columns.sets, dict[type[Ruling], RuleRows]()
    offered = Offered(sets.chargers, list(groups_of(sets.site)), sets.group)
    for local in instance.rules.every(Local):
        found[type(local)] = _local(problem, instance, columns, (local, offered))
    for coupling in instance.rules.every(Coupling):
        found[type(coupling)] = _coupling(problem, instance, columns, coupling)
    for floor in instance.rules.every(ServedFloor):
        found[type(floor)] = _floor(problem, instance, columns, floor)
    for statement in AFTER:
        statement(problem, instance, columns)
    return found


def _local(problem: Problem, instance: Instance, columns: Columns, of: tuple[Local, Offered]) -> RuleRows:
    """``sum take w + steps @ z[j] <= right + opened open[j]``; an existing station is always open."""
    (rule, offered), rows, sites, parts = of, list[int](), list[int](), list[int]()
    for one in rule.rows(instance, offered):
        door = int(columns.open[one.site])
        at, weights, right = [*columns.chosen[one.sets]], [*one.take], one.right
        if one.steps is not None:
            at, weights = [*at, *columns.step[one.site]], [*weights, *one.steps]
        if one.opened and door >= 0:
            at, weights = [*at, door], [*weights, -one.opened]
        elif instance.sites.existing[one.site]:
            right += one.opened
        rows.append(problem.rows)
        sites.append(one.site)
        parts.append(one.site if one.part is None else one.part)
        problem.at_most(at, weights, right)
    row, whose, part = (np.array(some, dtype=np.int64) for some in (rows, sites, parts))
    return RuleRows(row, whose, part=part)


def _coupling(problem: Problem, instance: Instance, columns: Columns, rule: Coupling) -> RuleRows:
    """``sum_s a[s] w + sum_j b[j] open + connections <= R`` over the sites of each row; a row without coefficients is left out."""
    resource, members, limits = rule.resource(instance), rule.members(instance), rule.limits(instance)
    rows, taken = np.full(len(limits), -1), columns.sets.chargers @ resource.product
    sets_at = dict(groups_of(columns.sets.site)) if resource.product.any() else {}
    for number, limit in enumerate(limits.tolist()):
        sites = np.arange(len(instance.sites)) if members is None else _members_of(members, number)
        opens = sites[(columns.open[sites] >= 0) & (resource.opening[sites] != 0)]
        sets = np.concatenate([NONE, *(sets_at.get(site, NONE) for site in sites.tolist())]) if sets_at else NONE
        at, weights = [*columns.open[opens], *columns.chosen[sets]], [*resource.opening[opens], *taken[sets]]
        if resource.stepped:
            wired = sites[(columns.step[sites] >= 0).any(axis=1)]
            usd = instance.grid.step_usd[None, :] + instance.sites.cable_usd[wired, None]
            at, weights = [*at, *columns.step[wired].ravel()], [*weights, *usd.ravel()]
        idle = len(at) == len(opens) and resource.opening[opens].sum() <= limit  # all of them may be opened
        if at and not idle:
            rows[number] = problem.rows
            problem.at_most(at, weights, limit)
    return RuleRows(rows, np.arange(len(limits)))


def _members_of(members: sp.csr_array, row: int) -> Ints:
    return np.asarray(members.indices[members.indptr[row] : members.indptr[row + 1]], dtype=np.int64)


def _floor(problem: Problem, instance: Instance, columns: Columns, rule: ServedFloor) -> RuleRows:
    """``sum weight f >= promised`` over the zones and classes of each row."""
    rows, first = rule.rows(instance), problem.rows
    zone, kind = instance.reach.zone[columns.flow_pair], columns.flow_class
    of_flow, weight = rows.row[:, zone, kind], rows.weight[:, zone, kind]  # (layers, flows)
    layer, at = np.nonzero(of_flow >= 0)
    problem.at_most_rows(of_flow[layer, at], columns.flow[at], -weight[layer, at], -rows.promised)
    return RuleRows(np.arange(first, problem.rows), np.arange(len(rows)))
