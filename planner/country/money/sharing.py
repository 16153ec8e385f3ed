"""One budget shared over askers by an exact multiple-choice knapsack over their curves, with a bound that holds for every split of the money.

*The plan.* Of each curve one point is chosen, so that the money of all is no more than the budget, every floor is kept and the sum of the values is
greatest. The value of the shared plan is that sum: each point is a plan that is there.

*The bound.* Let ``V(b)`` be the most an asker can make of the sum ``b``; nobody knows it, but it never falls as ``b`` rises, and at the sums
``g[0] = 0 < g[1] < ... < g[m]`` of the steps of its curve a bound ``U[k] >= V(g[k])`` is proven, and ``U[m+1] >= V(b)`` for any sum. Take any split of the money at all,
``sum of b[i] <= B``. For each asker with ``b > 0`` one ``k`` has ``g[k-1] < b <= g[k]`` (``k = m+1``, where ``b`` is more than ``g[m]``), so ``V(b) <= V(g[k]) <= U[k]``, and it has been given
more than ``g[k-1]``; an asker with ``b = 0`` has ``V(b) <= U[0]`` and is charged nothing. So the split is one of the choices of a second knapsack, in which step ``k`` costs ``g[k-1]`` and is worth ``U[k]``, and what that is worth at
most no split passes. The ``g`` are whole units, whatever ``B`` and the ``b[i]`` are, so a sum of ``g[k-1]`` that is less than ``B`` is ``ceil(B) - 1`` at most, which the
second knapsack asks instead of ``B``. A floor is asked there of what no plan of the step can pass, so that no split that keeps it is lost.

A bound for the splits at the sums of the curves alone stands beside it: a knapsack with cost ``g[k]`` and worth ``U[k]``.
"""

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from itertools import pairwise

from planner.country.money.curves import Curve, Point
from planner.country.money.knapsack import ROUNDING, Choice, Choices, best_steps
from planner.errors import InfeasibleError, SolverError
from planner.proofs import Sense, gap_of
from planner.support.speech import _, listed
from planner.support.stopping import Stop, StoppedError, never

ADDED_UP = 1e-5
"""As `planner.proofs.ROUNDING`: values of many plans are added up, each with its own rounding."""


@dataclass(frozen=True)
class Floor:
    """The least that all chosen plans together give an account.

    Parameters
    ----------
    account : str
    least : float
        Dollars where it counts money, else kWh a day, or trips a day times `trip`.
    words : str
        How people name the promise.
    is_money : bool
        Whether `account` counts money.
    trip : float or None
        What a trip counts where `account` counts trips, such as kWh beside cities; None where it counts energy or money.
    idle : bool
        Nothing that was planned counts for the account: the floor is told, and asked of nobody.
    is_rule : bool
        It asks for a plan that keeps rules: `words` says all of it.
    """

    account: str
    least: float
    words: str
    is_money: bool = False
    trip: float | None = None
    idle: bool = False
    is_rule: bool = False

    def amount(self, given: float) -> str:
        """So much of what `account` counts, in words."""
        if self.is_money:
            return _("{usd:money}", usd=given)
        if self.trip is not None:
            return _("{trips:number1} trips a day that need charging", trips=given / self.trip)
        return _("{kwh:number} kWh a day", kwh=given)


@dataclass(frozen=True)
class Sharing:
    """How the money is shared.

    Parameters
    ----------
    chosen : mapping of str to Point
        By asker, in the order of the curves.
    units : int
        Money in all, in units.
    value, bound : float
        Of all plans, as `Point.value`, and what no split of the money passes.
    bound_at_sums : float
        What no split at the sums of the curves passes.
    hoped : mapping of str to int
        Units that each is charged where the bound is reached: the split that would be best if every bound were a plan; what the chosen plans take where nothing is known of it.
    """

    chosen: Mapping[str, Point]
    units: int
    value: float
    bound: float
    bound_at_sums: float
    hoped: Mapping[str, int] = field(default_factory=dict)

    @property
    def gap(self) -> float:
        """Between value and bound, as a share of one."""
        return gap_of(self.value, self.bound)

    @property
    def spent_units(self) -> int:
        """Money that the chosen plans take."""
        return sum(one.units for one in self.chosen.values())


def share(curves: Sequence[Curve], money: float, floors: Sequence[Floor] = (), stop: Stop = never) -> Sharing:
    """Share money over the curves.

    Parameters
    ----------
    curves : sequence of Curve
    money : float
        In units; plans are chosen for what is whole of it, the bound holds for all of it.
    floors : sequence of Floor
    stop : callable
        Once true, the best choice so far is handed over, with the bound that is proven by then.

    Raises
    ------
    InfeasibleError
        No choice keeps the floors; the message names those that cannot be kept.
    SolverError
        No choice was found in time.
    StoppedError
        The user stopped before any choice was found.
    """
    units = math.floor(money + ROUNDING)
    plans = [[Choice(one.units, one.value, one.amounts) for one in curve.points] for curve in curves]
    found = _best(plans, units, floors, stop)
    if found is None:
        raise InfeasibleError(_why_not(plans, curves, money, floors))
    if found.picked is None and not stop():
        raise SolverError(_("the sharing of the budget was not solved in time; name fewer sums or promises"))
    if found.picked is None:
        raise StoppedError
    chosen = {curve.name: curve.points[at] for curve, at in zip(curves, found.picked, strict=True)}
    for curve in curves:
        cheaper = ({**chosen, curve.name: one} for one in _as_good(curve, chosen[curve.name]))
        chosen = next((one for one in cheaper if _kept(one, floors)), chosen)
    value = sum(one.value for one in chosen.values())
    at_sums = [[Choice(one.units, one.bound, curve.most_for(one.units)) for one in curve.points] for curve in curves]
    steps = _steps(curves, money)
    least, most = _best(at_sums, units, floors, stop), _best(steps, _begun(money), floors, stop)
    hoped = {name: one.units for name, one in chosen.items()}
    if most is not None and most.picked is not None:
        hoped = {curve.name: of[at].units for curve, of, at in zip(curves, steps, most.picked, strict=True)}
    return Sharing(
        chosen,
        units,
        value,
        value if most is None else Sense.MAX.bound_beside(value, most.bound, slack=ADDED_UP),
        value if least is None else Sense.MAX.bound_beside(value, least.bound, slack=ADDED_UP),
        hoped,
    )


def _as_good(curve: Curve, plan: Point) -> list[Point]:
    """The same plan at all sums at which it stands, the least first: nobody is given money that buys nothing and that no floor asks for."""
    return [one for one in curve.points if (one.made_for, one.value) == (plan.made_for, plan.value)]


def _kept(chosen: Mapping[str, Point], floors: Sequence[Floor]) -> bool:
    return all(
        sum(one.amounts.get(floor.account, 0.0) for one in chosen.values()) >= floor.least * (1 - ROUNDING)
        for floor in floors
    )


def _begun(money: float) -> int:
    """Whole units of less than the money: what all steps of a split begin with together."""
    return max(math.ceil(money - ROUNDING) - 1, 0)


def _steps(curves: Sequence[Curve], money: float) -> list[list[Choice]]:
    """Steps of the bound: each charged what the step before it ends with."""
    found = []
    for curve in curves:
        first = Choice(0, curve.steps[0].bound, curve.most_for(0))
        steps = [Choice(a.units, b.bound, curve.most_for(b.units)) for a, b in pairwise(curve.steps)]
        last = Choice(curve.steps[-1].units, curve.ceiling, {**curve.most, **dict.fromkeys(curve.money, math.inf)})
        found.append([first, *steps, last] if money > ROUNDING else [first])
    return found


def _best(steps: Sequence[Sequence[Choice]], units: int, floors: Sequence[Floor], stop: Stop = never) -> Choices | None:
    """The choice of greatest worth, one step an asker; None where none keeps the floors."""
    return best_steps(steps, units, [(one.account, one.least) for one in floors], stop)


def _why_not(plans: Sequence[Sequence[Choice]], curves: Sequence[Curve], money: float, floors: Sequence[Floor]) -> str:
    """Say which floors cannot be kept, alone or together, and whether that is proven of every split or known of the plans at hand."""
    units = math.floor(money + ROUNDING)
    alone = [one for one in floors if _best(plans, units, [one]) is None]
    alone = [one for one in alone if one.is_rule] or alone  # whose rules nobody keeps gives nobody anything
    is_proven = _best(_steps(curves, money), _begun(money), floors) is None
    if not alone:
        return _why_not_together(listed([one.words for one in floors]), is_proven=is_proven)
    of_money = any(one.is_money for one in alone)
    if is_proven:
        named = listed([one.words for one in alone])
        if of_money:
            return _(
                "no split of the budget can keep what is promised: {named}; promise less: a share of the money grows with budget_usd",
                named=named,
            )
        return _(
            "no split of the budget can keep what is promised: {named}; promise less, or raise budget_usd", named=named
        )
    most = listed([_told_at_most(one, _most_at_hand(plans, one.account, units)) for one in alone])
    if of_money:
        return _(
            "no split of the budget at the sums that were planned for keeps what is promised: {named}; promise less (a share of the money grows with budget_usd), or name in money.sums_usd a sum at which a plan could keep it",
            named=most,
        )
    return _(
        "no split of the budget at the sums that were planned for keeps what is promised: {named}; promise less, raise budget_usd or name further money.sums_usd",
        named=most,
    )


def _why_not_together(named: str, *, is_proven: bool) -> str:
    """That floors clash of which each can be kept alone."""
    if is_proven:
        return _(
            "each of these promises can be kept alone, and no split of the budget can keep all of them: {named}; promise less in one of them",
            named=named,
        )
    return _(
        "each of these promises can be kept alone, and no split of the budget at the sums that were planned for keeps all of them: {named}; promise less in one of them, or name further money.sums_usd",
        named=named,
    )


def _most_at_hand(plans: Sequence[Sequence[Choice]], account: str, units: int) -> float:
    """The most that plans at hand give an account together."""
    given = [[Choice(one.units, one.gives.get(account, 0.0)) for one in of] for of in plans]
    found = best_steps(given, units)
    return 0.0 if found is None else found.bound


def _told_at_most(floor: Floor, most: float) -> str:
    """A floor in words with what is asked and the most that was found."""
    if floor.is_rule:
        return floor.words
    return _(
        "{promise} ({least}; {most} at most in the plans that were found)",
        promise=floor.words,
        least=floor.amount(floor.least),
        most=floor.amount(most),
    )
