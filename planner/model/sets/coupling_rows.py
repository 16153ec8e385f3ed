"""The coupling rules of a question as rows over its sites, in flat arrays for bound and search."""

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
import scipy.sparse as sp
from numpy.typing import NDArray

from planner.model.instance.instance import Instance
from planner.model.rules.kinds.coupling import Coupling
from planner.model.rules.kinds.resource import USD, Resource, money

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]
Mask = NDArray[np.bool_]

UNBOUNDED_USD = 1e15
"""Right-hand side of the budget row without a budget, US dollars."""


@dataclass(frozen=True)
class CouplingRows:
    """Rows ``sum over the sites of a row of amount[resource] <= limit``.

    Parameters
    ----------
    resources : tuple of Resource
        The first is money, which plans are ranked by.
    limit : (rows,)
        The first row is all money, `UNBOUNDED_USD` where no budget is asked.
    resource : (rows,) int
        What each row limits.
    parts : tuple of slice
        Rows of each rule.
    members : tuple of (sparse (rows, sites) or None)
        Sites of the rows of each rule; None where the only row holds all.
    sites : int
    """

    resources: tuple[Resource, ...]
    limit: Floats
    resource: Ints
    parts: tuple[slice, ...]
    members: "tuple[sp.csr_array | None, ...]"
    sites: int

    @property
    def rounding(self) -> Floats:
        """What is forgiven of each row, in its own unit; (rows,)."""
        return np.array([1e-6 if one.unit == "USD" else 1e-9 for one in self.resources])[self.resource]

    @property
    def rows(self) -> int:
        """Number of rows."""
        return len(self.limit)

    def used(self, amount: Floats) -> Floats:
        """Level of each row for amounts by resource and site, (resources, sites); (rows,)."""
        out = np.empty(self.rows)
        for part, members in zip(self.parts, self.members, strict=True):
            mine = amount[self.resource[part.start]]
            out[part] = mine.sum() if members is None else members @ mine
        return out

    def left(self, amount: Floats) -> Floats:
        """Slack of each row for these amounts, negative where violated; (rows,)."""
        return self.limit - self.used(amount)

    def price_of(self, multiplier: Floats) -> Floats:
        """Multipliers of the rows, (rows,), as a price of each resource at each site; (resources, sites)."""
        out = np.zeros((len(self.resources), self.sites))
        for part, members in zip(self.parts, self.members, strict=True):
            mine = out[self.resource[part.start]]
            mine += multiplier[part.start] if members is None else members.T @ multiplier[part]
        return out

    def paid_back(self, multiplier: Floats) -> Iterator[float]:
        """``sum multiplier * limit`` of each rule."""
        for part in self.parts:
            yield float(multiplier[part] @ self.limit[part])

    def stride(self, scale: float, kwh: float) -> Floats:
        """Scale of the subgradient step of each row's multiplier, for a demand of `kwh` worth `scale` each; (rows,)."""
        out = np.empty(self.rows)
        for number, resource in enumerate(self.resources):
            mine = self.resource == number
            out[mine] = resource.stride * scale * kwh / resource.divisor(self.limit[mine], self.sites)
        return out

    def stays_at_zero(self, multiplier: Floats, left: Floats) -> Mask:
        """Rows of few sites with slack at a multiplier of 0, which a projected step leaves at 0; (rows,)."""
        by_site = np.array([one.by_site for one in self.resources])[self.resource]
        return np.asarray(by_site & (multiplier <= 0) & (left > 0))

    def by_site(self) -> tuple[Ints, Ints]:
        """Rows that each site is in: starts, (sites + 1,), and rows, those of money last."""
        row, site = [], []
        for part, members in zip(self.parts, self.members, strict=True):
            if members is None:
                row.append(np.full(self.sites, part.start))
                site.append(np.arange(self.sites))
            else:
                entries = members.tocoo()
                row.append(entries.row + part.start)
                site.append(entries.col)
        rows, sites = np.concatenate(row).astype(np.int64), np.concatenate(site)
        order = np.lexsort(((rows - 1) % self.rows, sites))
        return np.searchsorted(sites[order], np.arange(self.sites + 1)).astype(np.int64), rows[order]


def coupling_rows(instance: Instance) -> CouplingRows:
    """Build the rows, the budget first, with limit `UNBOUNDED_USD` where the question has none."""
    rules = [rule for rule in instance.rules.every(Coupling) if len(rule.limits(instance))]
    rules.sort(key=lambda rule: not _on_all_money(rule, instance))
    budgeted = bool(rules) and _on_all_money(rules[0], instance)
    resources = [] if budgeted else [money(instance)]
    limits, resource, parts = [] if budgeted else [np.array([UNBOUNDED_USD])], [] if budgeted else [0], []
    members: list[sp.csr_array | None] = []
    if not budgeted:
        parts, members = [slice(0, 1)], [None]
    for rule in rules:
        mine, names = rule.resource(instance), [one.name for one in resources]
        if mine.name not in names:
            resources.append(mine)
            names.append(mine.name)
        elif not mine.same(resources[names.index(mine.name)]):
            raise AssertionError(f"two rules mean different amounts by the resource {mine.name!r}")
        limit = rule.limits(instance)
        parts.append(slice(len(resource), len(resource) + len(limit)))
        limits.append(limit)
        resource += [names.index(mine.name)] * len(limit)
        members.append(rule.members(instance))
    return CouplingRows(
        tuple(resources),
        np.concatenate(limits).astype(float),
        np.array(resource, dtype=np.int64),
        tuple(parts),
        tuple(members),
        len(instance.sites),
    )


def _on_all_money(rule: Coupling, instance: Instance) -> bool:
    return rule.resource(instance).name == USD and rule.members(instance) is None
