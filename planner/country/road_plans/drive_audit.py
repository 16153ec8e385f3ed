"""Plans of the roads driven again by the audit: every trip that they make possible, every rule, and nothing torn down between phases."""

from collections.abc import Mapping, Sequence
from dataclasses import replace

import numpy as np
from numpy.typing import NDArray

from planner.audit.drives.phases import torn_down
from planner.audit.drives.recheck import broken_drives
from planner.corridors.question.rules import CorridorRules
from planner.corridors.search.driving import Driven
from planner.corridors.search.finished import finished
from planner.corridors.search.plan import CorridorPlan
from planner.corridors.search.prepared import Prepared
from planner.country.road_plans.play import Played
from planner.proofs import Proof, Status

MOST_TOLD = 3


def insist_on_drives(prepared: Prepared, usd: float, played: Played) -> None:
    """Have the audit drive a plan with what it was given.

    Raises
    ------
    AssertionError
        The plan breaks what it promises, so that it, or the audit, is wrong.
    """
    broken = broken_drives(prepared.instance.with_budget(usd), _plan(prepared, played))
    if broken:
        raise AssertionError(f"the plan of the roads breaks {len(broken)} promises: {'; '.join(broken[:MOST_TOLD])}")


def keeps_rules(prepared: Prepared, played: Played) -> bool:
    """Whether a plan keeps the rules of the roads, as the audit asks them, whatever it costs."""
    return not broken_drives(prepared.instance.with_budget(float("inf")), _plan(prepared, played))


def broken_on_roads(prepared: Prepared, sums_usd: Sequence[float], played: Sequence[Played]) -> tuple[str, ...]:
    """What the plans of phases break of what they promise, each with the money by then; floors, norms and counts are asked of the last one alone.

    A phase that tears something down breaks a promise too.
    """
    rules = CorridorRules(closed=prepared.instance.rules.closed, forbidden=prepared.instance.rules.forbidden)
    plans = [_plan(prepared, one) for one in played]
    built: list[Mapping[str, str]] = [one.built for one in plans]
    broken = list(torn_down(built))
    for usd, plan in zip(sums_usd, plans, strict=True):
        broken += broken_drives(replace(prepared.instance, budget_usd=usd, rules=rules), plan)
    return tuple(broken)


def broken_by(prepared: Prepared, built: Mapping[int, int], driven: Driven) -> list[str]:
    """What a plan of another question breaks in this one, as the audit drives it here with all the money that it costs: drives and rules.

    Parameters
    ----------
    prepared : Prepared
    built : mapping of int to int
        Number of the option by place.
    driven : Driven
        The best drives with these.
    """
    places = prepared.instance.places
    options = {places[at]: places[at].options[number] for at, number in built.items()}
    plan = replace(
        _finished(prepared, np.zeros(0, dtype=np.int64), driven),
        built={place.id: option.key for place, option in options.items()},
        usd=sum(option.cost_usd for option in options.values()),
    )
    return broken_drives(prepared.instance.with_budget(float("inf")), plan)


def _plan(prepared: Prepared, played: Played) -> CorridorPlan:
    """The plan that was played."""
    return _finished(prepared, played.chosen, played.driven)


def _finished(prepared: Prepared, chosen: NDArray[np.int64], driven: Driven) -> CorridorPlan:
    """A plan whose proof is no part of what is looked at."""
    proof = Proof(driven.value, driven.value, 0.0, Status.FEASIBLE, "", "", objective=prepared.wish.aim.value)
    return finished(prepared, chosen, driven, proof)
