"""Same ground: places next to each other share one connection where nobody knows what the grid has there."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from typing import Self

import numpy as np
import scipy.sparse as sp
from numpy.typing import NDArray

from planner.model.instance.instance import Instance
from planner.model.rules.kinds.coupling import Coupling
from planner.model.rules.kinds.resource import Resource, power
from planner.model.rules.kinds.ruling import DUST, Line, Use, at_least
from planner.network.same_ground import SharedGround
from planner.question import Question
from planner.support.ahead import one_at_a_time
from planner.support.amounts import exactly, in_place_of
from planner.support.speech import _, joined, term

MOST_NAMED = 12
"""So many places are named in a sentence."""

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]


@dataclass(frozen=True)
class SameGround(Coupling):
    """``sum_{j in C, k} kw_k n[j,k] <= kw`` over all maximal cliques C of neighbours.

    Neighbours of neighbours share nothing, so that no chain of places runs down a street.

    Parameters
    ----------
    shared : SharedGround
        Which places share one connection.
    kw : float
        Its spare power, as much of it as the winter leaves.
    within_m : float
        What counts as the same ground.
    """

    key = "sites.same_ground_m"
    place = 85
    title = term("Power of neighbouring sites")
    code = "same_ground"
    called = term("the connection that neighbouring sites share")
    physical = True
    each = True
    shared: SharedGround
    kw: float
    within_m: float = 0.0

    @classmethod
    def of(cls, question: Question) -> Self | None:
        """The places of which nobody knows the power; None where no two of them are neighbours."""
        shared, scenario = question.places.ground, question.scenario
        if not shared.binds:
            return None
        return cls(shared, scenario.grid.default_site_kw * scenario.grid.winter_share, scenario.sites.same_ground_m)

    @cached_property
    def grounds(self) -> tuple[tuple[int, ...], ...]:
        """Places that share a connection: all maximal cliques of the graph of neighbours, in which places of one ground are one."""
        with one_at_a_time:
            import networkx as nx  # noqa: PLC0415  (a tenth of a second, not needed where every power is given)

        standing = self.shared.standing
        neighbours = nx.Graph()
        neighbours.add_nodes_from(first for first, places in standing.items() if len(places) > 1)
        neighbours.add_edges_from(self.shared.pairs.tolist())
        cliques = nx.find_cliques(neighbours)
        return tuple(sorted(tuple(sorted(one for first in clique for one in standing[first])) for clique in cliques))

    @cached_property
    def _grounds_at(self) -> dict[int, list[tuple[int, ...]]]:
        """The grounds that a place is part of."""
        found: dict[int, list[tuple[int, ...]]] = {}
        for ground in self.grounds:
            for site in ground:
                found.setdefault(site, []).append(ground)
        return found

    def resource(self, instance: Instance) -> Resource:
        """KW of new chargers."""
        return power(instance)

    def limits(self, instance: Instance) -> Floats:
        """The connection of one site for all of them."""
        return np.full(len(self.grounds), self.kw)

    def members(self, instance: Instance) -> "sp.csr_array | None":
        """The places of each ground."""
        row, site = self._cells
        return sp.csr_array((np.ones(len(row)), (row, site)), shape=(len(self.grounds), len(instance.sites)))

    @cached_property
    def _cells(self) -> tuple[Ints, Ints]:
        """Ground and place of each membership; each (cells,)."""
        row = np.repeat(np.arange(len(self.grounds)), [len(ground) for ground in self.grounds])
        return row, np.array([site for ground in self.grounds for site in ground], dtype=np.int64)

    def loosened(self, share: float) -> Self:
        """The rule with a share more spare power, for what solvers round."""
        return replace(self, kw=self.kw * (1.0 + share))

    def _beside(self, site: int) -> list[int]:
        """Places on the same ground."""
        return sorted({other for ground in self._grounds_at.get(site, ()) for other in ground} - {site})

    def offers(self, instance: Instance, site: int) -> str:
        """How much there is for the site, and with whom it shares."""
        beside = self._beside(site)
        if not beside:
            return ""
        return _("{kw:g} kW shared with {names} next to it", kw=self.kw, names=_named(instance, beside))

    def full_words(self, instance: Instance, chargers: Ints, site: int) -> str:
        """How much its neighbours draw."""
        drawn = chargers @ instance.products.kw
        fullest = max(self._grounds_at[site], key=lambda ground: float(drawn[list(ground)].sum()))
        drawing = [one for one in fullest if one != site and drawn[one] > 0]
        if not drawing:
            return _(
                "{drawn:number} of the {room:number} kW of its (assumed) grid connection are used up",
                drawn=float(drawn[site]),
                room=self.kw,
            )
        return _(
            "{drawn:number} of the {kw:number} kW (assumed) that it shares with its neighbours are used up: {names}",
            drawn=float(drawn[list(fullest)].sum()),
            kw=self.kw,
            names=_named(instance, drawing),
        )

    def eased(self, instance: Instance, values: Floats, least: float, *, proven: bool) -> str:
        """More power, by the names of the places."""
        said = []
        for row in np.flatnonzero(values > DUST).tolist():
            kw = in_place_of(float(values[row]), 0.0, enough=proven, digits=1)[0]
            said.append(
                _(
                    "{kw} kW more than the {kw_2} kW of {names}",
                    kw=kw if proven else _("about {kw}", kw=kw),
                    kw_2=exactly(self.kw),
                    names=_named(instance, self.grounds[row]),
                )
            )
        whole, _other = in_place_of(least, 0.0, enough=proven, digits=1)
        return _(
            "spare power that neighbouring sites share: {at_least}{whole} kW more: {said}",
            at_least=at_least(proven=proven),
            whole=whole,
            said=joined("; ", said),
        )

    def promise(self, instance: Instance) -> str:
        """Half a sentence for the proof: which sites share a connection."""
        return _("sites within {within_m:number} m of each other share one assumed connection", within_m=self.within_m)

    def line(self, instance: Instance, use: Use) -> Line:
        """How many grounds are full."""
        return replace(super().line(instance, use), asked=self.promise(instance))


def _named(instance: Instance, sites: Sequence[int]) -> str:
    """Names of places, of a crowd the first and how many more."""
    names = joined(", ", [instance.sites.told(one) for one in sites[:MOST_NAMED]])
    more = len(sites) - MOST_NAMED
    return names if more <= 0 else _("{names} and {more} more", names=names, more=str(more))
