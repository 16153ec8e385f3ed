"""Scaling of a population surface to official totals: of districts where known, of the city where given."""

import numpy as np
from numpy.typing import NDArray

from geodata.errors import InputError
from geodata.report import Assumption, Problem
from geodata.speech import _, local

Floats = NDArray[np.float64]


def calibrated(
    people: Floats, district: NDArray[np.object_], official: dict[str, float], total: float | None
) -> tuple[Floats, tuple[Assumption, ...], tuple[Problem, ...]]:
    """Scale zones to the official totals of their districts, then the city to its own.

    With a city total, districts with an official one keep it and the others share the rest; where no rest is left, or no
    other zone to take it, all zones are scaled alike.

    Parameters
    ----------
    people : (zones,)
    district : (zones,)
        Name or None.
    official : dict
        Exact totals by district; lower bounds are no totals.
    total : float or None
        People in the city.

    Returns
    -------
    people : (zones,)
    said : tuple of Assumption
        What was scaled by how much.
    problems : tuple of Problem
        Totals that contradict each other, and which one holds.

    Raises
    ------
    InputError
        Nobody lives in any zone.
    """
    if not people.sum() > 0:
        raise InputError(
            "population",
            _("nobody lives inside the city's boundary"),
            _("check that boundary and population are of one place"),
        )
    out, said, problems = people.copy(), [], []
    fixed = np.zeros(len(people), dtype=bool)
    for name, count in sorted(official.items()):
        inside = np.array([one == name for one in district], dtype=bool)
        if people[inside].sum() > 0 and count > 0:
            factor = count / people[inside].sum()
            out[inside] = people[inside] * factor
            fixed |= inside
            said.append(
                _scaled(_("people of district {name}", name=name), factor, count, _("official total of the district"))
            )
    if total is not None:
        before = out.sum()
        rest = total - out[fixed].sum()
        free = ~fixed if rest > 0 and out[~fixed].sum() > 0 else np.ones(len(people), dtype=bool)
        factor = (total - out[~free].sum()) / out[free].sum()
        out[free] *= factor
        if abs(total - before) > 0.5:
            where = _("people of the city") if free.all() else _("people outside of the districts with official totals")
            said.append(_scaled(where, factor, total, "city.population_total"))
            if fixed.any() and free.all():
                problems.append(_contradiction(before, total, factor))
    return out, tuple(said), tuple(problems)


def _counted(people: float) -> str:
    return local(f"{people:,.0f}", "\u202f")


def _contradiction(districts: float, total: float, factor: float) -> Problem:
    people, told = _counted(districts), _counted(total)
    return Problem(
        _("totals of people"),
        _("districts have {people} in all, but city.population_total is {told}", people=people, told=told),
        _("the city's holds: all zones multiplied by {factor:.4g}, so districts keep their ratios", factor=factor),
    )


def _scaled(what: str, factor: float, total: float, source: str) -> Assumption:
    return Assumption(
        what,
        _("surface multiplied by {factor:.4g} to reach {total}", factor=factor, total=_counted(total)),
        source,
        "medium",
    )
