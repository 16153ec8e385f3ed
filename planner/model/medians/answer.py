"""The answer to a classical problem in the words of its field, with the names that the file has."""

import math
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from planner.errors import InfeasibleError
from planner.model.medians.location_problems import locate
from planner.model.medians.options import Asked
from planner.model.medians.statement import state
from planner.model.program.effort import Effort
from planner.proofs import Status, gap_of
from planner.support.progress import Progress
from planner.support.speech import _


@dataclass(frozen=True)
class Answer:
    """What was found, and what is proven of it.

    Parameters
    ----------
    problem : str
    value, bound : float
        Of the plan, and of any plan.
    status : Status
        Optimal where the asked gap is proven.
    sites : tuple of str
        That are opened; of a median problem those that serve anybody.
    path : str
        By which method.
    points, candidates, pairs : int
        That were read; pairs within the radius where there is one.
    weight : float
        Sum of the points' weights, or of the customers' demands.
    """

    problem: str
    value: float
    bound: float
    status: Status
    sites: tuple[str, ...]
    path: str
    points: int
    candidates: int
    pairs: int
    weight: float

    @property
    def gap(self) -> float:
        """``|bound - value| / |bound|``."""
        return gap_of(self.value, self.bound)

    def as_dict(self) -> dict[str, Any]:
        """Plain JSON form; a bound that is none is null, and then there is no gap."""
        bounded = math.isfinite(self.bound)
        return {
            "problem": self.problem,
            "value": self.value,
            "bound": self.bound if bounded else None,
            "gap": self.gap if bounded else None,
            "status": str(self.status),
            "sites": list(self.sites),
            "path": self.path,
            "points": self.points,
            "candidates": self.candidates,
            "pairs": self.pairs,
            "weight": self.weight,
        }

    def lines(self) -> list[str]:
        """Lines for people."""
        share = f" ({self.value / self.weight:.1%})" if self.weight > 0 else ""
        what = {
            "p-median": _("sum of weight times distance: {value:,.10g}", value=self.value),
            "mclp": _(
                "weight covered: {value:,.10g} of {weight:,.10g}{share}",
                value=self.value,
                weight=self.weight,
                share=share,
            ),
            "lscp": _("sites that cover every point: {value:,.10g}", value=self.value),
            "warehouses": _("cost: {value:,.10g}", value=self.value),
        }[self.problem]
        more, less = _("more than {bound:,.10g}", bound=self.bound), _("less than {bound:,.10g}", bound=self.bound)
        proof = _(
            "no plan has {limit}; gap {gap:.2%_most}, {status}",
            limit=more if self.problem == "mclp" else less,
            gap=self.gap,
            status=self.status,
        )
        return [
            _(
                "{problem}: {points:,} points, {candidates:,} candidate sites, {pairs:,} pairs",
                problem=self.problem,
                points=self.points,
                candidates=self.candidates,
                pairs=self.pairs,
            ),
            what,
            f"proof: {proof if math.isfinite(self.bound) else _('none was found in the time')}",
            f"open sites ({len(self.sites)}): {', '.join(self.sites)}",
            f"found by: {self.path}",
        ]


def answer(path: Path, asked: Asked, effort: Effort, say: Progress) -> Answer:
    """Read a file, state its problem, and solve it.

    Raises
    ------
    InfeasibleError
        No plan can serve what the problem asks.
    ConfigError, InputError, SolverError
        As `state` and `locate` have them.
    """
    stated = state(path, asked)
    try:
        found = locate(stated.instance, stated.objective, effort, say)
    except InfeasibleError as error:
        raise _in_words_of(path, asked.problem, error) from None
    value, bound = found.solution.value, found.solution.bound
    return Answer(
        asked.problem,
        value,
        bound,
        Status.OPTIMAL if gap_of(value, bound) <= effort.gap + 1e-9 else Status.FEASIBLE,
        tuple(stated.sites[j] for j in found.sites),
        found.solution.path,
        stated.points,
        len(stated.sites),
        stated.pairs,
        stated.weight,
    )


def _in_words_of(path: Path, problem: str, error: InfeasibleError) -> InfeasibleError:
    """Say in the words of the p-median what the siting model found; the others are looked at before the search."""
    if problem != "p-median":
        return error
    most = "plan.max_sites: "
    return InfeasibleError(
        _("{path}: no p sites reach every point by the pairs that are there; allow more sites or add pairs", path=path),
        [f"--p: {way.partition(most)[2]}" for way in error.ways if most in way],
    )
