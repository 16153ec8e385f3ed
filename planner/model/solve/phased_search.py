"""All phases in one search: the bound over chains of sets, and plans made of the chains that its multipliers find best.

The multipliers of the bound (`planner.model.bound.chain_bound`) tell which chains of a site cost a plan least. The best of them are the sets of a larger
city of all phases side by side, and that is searched like any other: a rebuild changes what a site has in every phase at once.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from planner.model.bound.chain_bound import ByPhase, ChainBound, ChainedDecomposition
from planner.model.bound.chain_links import links_of
from planner.model.bound.chain_loops import near_chains
from planner.model.bound.decomposition import Decomposition
from planner.model.bound.multipliers import Multipliers
from planner.model.instance.adapter_split import split_by_adapter
from planner.model.instance.instance import Instance
from planner.model.instance.memory_needs import lacking, search_bytes
from planner.model.program.effort import Effort
from planner.model.search.prepared import Prepared
from planner.model.search.search import FIRST_ROUNDS, Search
from planner.model.sets.chain_sets import chain_sets
from planner.model.sets.configurations import configurations_of
from planner.model.sets.site_sets import SiteSets, rows_of, shared_out, site_sets, undivided
from planner.model.solve.stacking import phases_side_by_side
from planner.support.ahead import one_at_a_time
from planner.support.progress import Progress
from planner.support.speech import _

Ints = NDArray[np.int64]
Floats = NDArray[np.float64]

POOL = 30
"""Chains on offer to the search by site, on average."""
KERNEL = 8
"""Chains in its kernel by site, on average."""
EACH, MOST_CHAINS = 60, 500_000
"""Most of them at one site; and most that are looked at."""


@dataclass
class StackedBound:
    """The bound over chains as the search asks for it: its multipliers are those of all phases side by side."""

    chains: ChainBound

    @property
    def value(self) -> float:
        """The bound."""
        return self.chains.value

    @property
    def within(self) -> None:
        """No budget is kept in the subproblem."""
        return

    @property
    def multipliers(self) -> Multipliers:
        """Of the least bound, each phase's times its weight."""
        with one_at_a_time:
            from scipy.linalg import block_diag  # noqa: PLC0415  (for plans of several years)

        parts: ByPhase = self.chains.best
        weights = self.chains.problem.weights
        return Multipliers(
            np.asarray(block_diag(*(weight * one.demand for weight, one in zip(weights, parts, strict=True)))),
            np.concatenate([[0.0], *(weight * one.coupling for weight, one in zip(weights, parts, strict=True))]),
            floor=np.concatenate([weight * one.floor for weight, one in zip(weights, parts, strict=True)]),
        )

    @property
    def priced(self) -> Multipliers:
        """The same, for no rows are kept in the subproblem."""
        return self.multipliers

    def keep_rows(self) -> bool:
        """No rows are kept in the subproblem."""
        return False

    def lower(self, rounds: int, *, boldness: float, target: float, stop: Callable[[int], bool]) -> None:
        """As `ChainBound.lower`."""
        self.chains.lower(rounds, boldness=boldness, target=target, stop=stop)


@dataclass
class PhasedSearch:
    """Bound and search over the chains of all phases.

    Parameters
    ----------
    instances : sequence of Instance
    weights : sequence of float
        Above 0.
    sets : sequence of SiteSets
        Of each phase, dominated ones included.
    bound : ChainBound
    """

    instances: Sequence[Instance]
    weights: Sequence[float]
    sets: Sequence[SiteSets]
    bound: ChainBound

    @classmethod
    def of(cls, instances: Sequence[Instance], weights: Sequence[float], known: float) -> "PhasedSearch | None":
        """Prepare; None where there are too many sets to link, or too little memory. `known` is a bound that is known already."""
        parted = [split_by_adapter(one) for one in instances]
        sets = [site_sets(one, configurations_of(one, whole=True)) for one in parted]
        needed = sum(search_bytes(one, len(mine.site)) for one, mine in zip(parted, sets, strict=True))
        links = None if lacking(needed) or min(weights) <= 0 else links_of(sets)
        if links is None:
            return None
        problems = [Decomposition(one, mine) for one, mine in zip(parted, sets, strict=True)]
        return cls(parted, weights, sets, ChainBound(ChainedDecomposition(problems, weights, links), known))

    def lower(self, target: float, stop: Callable[[], bool]) -> None:
        """Lower the bound; `target` is the value of plans that are known."""
        self.bound.lower(FIRST_ROUNDS, boldness=1.0, target=target, stop=lambda _: stop())

    def run(self, effort: Effort, say: Progress, plans: Sequence[Sequence[Ints]]) -> tuple[list[Ints] | None, str]:
        """Search for plans of all phases from known ones; chargers by phase, None where none are found, and how it went."""
        prepared = self._prepared(plans)
        found = Search(prepared.instance, effort, say, prepared=prepared).run()
        path = _("search by prices over what each site has in all phases, {path}", path=found.path)
        if not np.isfinite(found.value):
            return None, path
        return [np.asarray(one) for one in np.split(found.chargers, len(self.sets), axis=1)], path

    def _prepared(self, plans: Sequence[Sequence[Ints]]) -> Prepared:
        stack = phases_side_by_side(self.instances, self.weights)
        parted, which, value = self._divided()
        known = [rows for plan in plans if (rows := self._rows_of(plan)) is not None]
        chains = self._pool(value, known)
        offset = np.cumsum([0, *(len(one.site) for one in self.sets)])[:-1]
        rows = np.stack([best[chains[:, at] - offset[at]] for at, best in enumerate(which)], axis=1)
        sets = chain_sets(stack, parted, rows)
        starts = [_places(chains, rows) for rows in known]
        return Prepared(stack, StackedBound(self.bound), Decomposition(stack, sets), tuple(starts), KERNEL)

    def _divided(self) -> tuple[list[SiteSets], list[Ints], Floats]:
        """Sets of each phase with joint pools divided, which division is best for each set, and its value; all phases' sets in one array."""
        parted, which, values = [], [], []
        for instance, weight, sets, prices in zip(
            self.instances, self.weights, self.sets, self.bound.best, strict=True
        ):
            mine = shared_out(sets)
            value = weight * Decomposition(instance, mine).values(prices)
            number = undivided(mine)
            order = np.lexsort((-value, number))
            best = order[np.searchsorted(number[order], np.arange(len(sets.site)))]
            parted.append(mine)
            which.append(best)
            values.append(value[best])
        return parted, which, np.concatenate(values)

    def _pool(self, value: Floats, known: Sequence[Ints]) -> Ints:
        """Chains of least loss, the cheapest of each site, and those of known plans, sorted by site; (chains, phases)."""
        links, chargers = self.bound.problem.links, np.concatenate([one.chargers for one in self.sets])
        cost, site = np.concatenate([one.cost for one in self.sets]), self.sets[0].site
        most, sites = POOL * len(self.sets[0].first), len(self.sets[0].first)
        cheap = near_chains(links, chargers, -cost, 1e-6, most)[0]
        short, rows = 1e-4 * abs(self.bound.value) / sites, cheap
        while len(more := (near := near_chains(links, chargers, value, short, MOST_CHAINS))[0]) < MOST_CHAINS:
            rows, loss = more, near[1]
            order = np.lexsort((loss, site[rows[:, 0]]))
            place = np.arange(len(rows)) - np.searchsorted(site[rows[order, 0]], site[rows[order, 0]])
            rows = rows[order[place < EACH]]
            if len(rows) >= most or short >= abs(self.bound.value):
                break
            short *= 1.5
        rows = np.unique(np.concatenate([rows, cheap, *known]), axis=0)
        assert len(np.unique(site[rows[:, 0]])) == sites, "a site without a chain would take those of the next"
        return rows[np.argsort(site[rows[:, 0]], kind="stable")]

    def _rows_of(self, plan: Sequence[Ints]) -> Ints | None:
        """Chain of each site in a plan, (sites, phases), numbered through; None where one is not among the sets."""
        out, offset = [], 0
        for sets, chargers in zip(self.sets, plan, strict=True):
            if (row := rows_of(sets, chargers)) is None:
                return None
            out.append(row + offset)
            offset += len(sets.site)
        return np.stack(out, axis=1)


def _places(chains: Ints, rows: Ints) -> Ints:
    """Where some chains, in the order of their sites, stand among all."""
    among = {tuple(one): at for at, one in enumerate(chains.tolist())}
    return np.array([among[tuple(one)] for one in rows.tolist()], dtype=np.int64)
