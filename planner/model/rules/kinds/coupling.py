"""Coupling rules: an amount that is limited over groups of sites."""

from dataclasses import dataclass
from typing import ClassVar

import numpy as np
import scipy.sparse as sp
from numpy.typing import NDArray

from planner.model.instance.instance import Instance
from planner.model.rules.kinds.resource import Resource
from planner.model.rules.kinds.ruling import (
    DUST,
    Given,
    Line,
    RuleRows,
    Ruling,
    Use,
    Writer,
    column_each,
    one_column,
)
from planner.support.speech import _

SPENT = 0.01
"""With less than this share of a limit left it counts as used up."""

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]


@dataclass(frozen=True)
class Coupling(Ruling):
    """``sum_s a[s] w[j,s] + sum_j b[j] open[j] <= R[r]`` over the sites j of each row r.

    Parameters
    ----------
    code : str
        For scripts: what binds a site.
    each : bool
        Every row gives way by itself; else one number of the configuration moves them all.
    """

    code: ClassVar[str]
    each: ClassVar[bool] = False

    def resource(self, instance: Instance) -> Resource:
        """What is limited."""
        raise NotImplementedError

    def limits(self, instance: Instance) -> Floats:
        """R; (rows,)."""
        raise NotImplementedError

    def members(self, instance: Instance) -> "sp.csr_array | None":
        """Sites of each row, 1 or 0; None where the only row holds all sites; (rows, sites)."""
        return None

    def used(self, instance: Instance, amount: Floats) -> Floats:
        """What amounts by site, (sites,), come to in each row; (rows,)."""
        members = self.members(instance)
        return np.array([amount.sum()]) if members is None else np.asarray(members @ amount)

    def spare(self, instance: Instance, chargers: Ints) -> Floats:
        """What a plan leaves of each row, negative where it is broken; (rows,)."""
        return self.limits(instance) - self.used(instance, self.resource(instance).of_plan(instance, chargers))

    def tightest(self, instance: Instance, rows: Floats) -> Floats:
        """The least of figures by row, (rows,), over the rows that each site is in; inf where it is in none; (sites,)."""
        members = self.members(instance)
        if members is None:
            return np.full(len(instance.sites), float(rows[0]))
        entries, out = members.tocoo(), np.full(len(instance.sites), np.inf)
        np.minimum.at(out, entries.col, rows[entries.row])
        return out

    def alone(self, instance: Instance) -> Floats:
        """Most that a site may take by itself, with all that work on standing guns at other sites of its rows could free; (sites,)."""
        freed = instance.freed(self.resource(instance).product)
        return self.tightest(instance, self.limits(instance) + self.used(instance, freed)) - freed

    def full_words(self, instance: Instance, chargers: Ints, site: int) -> str:
        """What keeps a site from taking more of the resource, in words."""
        raise NotImplementedError

    def size(self, instance: Instance) -> float:
        """The limit, or the sum of all."""
        return max(1.0, float(self.limits(instance).sum()))

    def give_way(self, instance: Instance, writer: Writer, rows: RuleRows) -> Given:
        """One column for the one number that is asked, or one for each row."""
        return column_each(writer, rows) if self.each else one_column(writer, rows)

    def line(self, instance: Instance, use: Use) -> Line:
        """The amount of the only row, or how many rows have next to nothing left, or less than the smallest amount there is."""
        resource, limits = self.resource(instance), self.limits(instance)
        amounts = self.used(instance, resource.of_plan(instance, use.chargers))
        each = np.append(resource.product[~instance.products.upgrade], resource.opening)
        smallest = float(each[each > 0].min(initial=np.inf))
        full = (limits - amounts < np.maximum(smallest - DUST, SPENT * limits)) & np.isfinite(smallest)
        if len(limits) == 1:
            asked, reached = _("at most {amount}", amount=resource.words(limits[0])), resource.words(amounts[0])
            return Line(self.key, asked, reached, bool(full[0]))
        return Line(
            self.key,
            self.promise(instance),
            _("full at {sum} of {count}", sum=int(full.sum()), count=len(limits)),
            bool(full.any()),
        )


def rows_of_groups(number: Ints, count: int) -> "sp.csr_array":
    """Rows of sites that are in at most one group each, -1 for none; (groups, sites)."""
    on = np.flatnonzero(number >= 0)
    return sp.csr_array((np.ones(len(on)), (number[on], on)), shape=(count, len(number)))
