"""One plan for each part of a country, so that the greatest regret over the worlds is least: an exact choice among the plans that are known.

Of each part one offer is chosen, the money of all is kept to, and so are the floors of every world. With ``v`` the value of an offer in a world and ``B`` what no plan of the
country passes there, the regret is ``1 - sum of v / B``; the greatest over the worlds is made least, and among the choices that leave it so the one whose mean is best is taken.
The linear relaxation of the choice gives each world a price: what a little more of it is worth to the greatest regret.
"""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from planner.country.mixes.offers import Offer, PartOffers
from planner.country.money.curves import UNIT_USD
from planner.country.money.knapsack import solved_or_stopped
from planner.country.money.sharing import Floor
from planner.model.program.lp import End, Problem
from planner.support.stopping import Stop, never

ROUNDED = 1e-9
"""By which a regret may pass the least one when the mean is made best."""
LIMIT_S = 30.0
"""Most work for each of the two programs; a country of a few dozen parts takes a second or two."""

Floors = Mapping[str, Sequence[Floor]]
"""Those that are asked, by world."""


@dataclass(frozen=True)
class FundedOffer:
    """An offer of a part with the money it is given: its whole sum, or what it takes.

    Parameters
    ----------
    offer : int
        Its number among those of the part.
    units : int
    values : mapping of str to float
        By world.
    gives : mapping of str to mapping of str to float
        By world and account.
    """

    offer: int
    units: int
    values: Mapping[str, float]
    gives: Mapping[str, Mapping[str, float]]


@dataclass(frozen=True)
class Choice:
    """What is chosen, by part.

    Parameters
    ----------
    offers : mapping of str to FundedOffer
    regret : float
        The greatest over the worlds.
    """

    offers: Mapping[str, FundedOffer]
    regret: float


def funded_offers(part: PartOffers, worlds: Sequence[str]) -> list[FundedOffer]:
    """All that may be chosen of a part: offers that keep its promises in every world, at their sum and at their cost."""
    out = []
    for number, one in enumerate(part.offers):
        if any(one.worth[world].breaks for world in worlds):
            continue
        values = {world: one.worth[world].value for world in worlds}
        for units in sorted({one.asked_units, one.cost_units}):
            gives = {world: amounts_of(one, world, units) for world in worlds}
            out.append(FundedOffer(number, units, values, gives))
    return out


def amounts_of(offer: Offer, world: str, units: int) -> dict[str, float]:
    """What an offer gives each account in a world where it is given so much money: all of that counts in accounts of money, spent or not, as in `planner.country.money.curves.curve_of`."""
    aside = dict.fromkeys(offer.set_aside, float(units * UNIT_USD))
    return {**offer.worth[world].served, **offer.money, **aside}


def choose(
    funded: Mapping[str, Sequence[FundedOffer]],
    units: int,
    against: Mapping[str, float],
    floors: Floors,
    likely: Mapping[str, float] | None = None,
    stop: Stop = never,
) -> Choice | None:
    """Choose one offer for each part; None where no choice keeps the floors.

    Parameters
    ----------
    funded : mapping of str to sequence of FundedOffer
        By part.
    units : int
        Money.
    against : mapping of str to float
        By world, the value of which the regret is a share; more than 0.
    floors : mapping
    likely : mapping of str to float, optional
        Of each world in the mean; alike where nobody says.
    stop : callable
        Once true, the best choice so far is handed over, None where there is none yet.
    """
    if not all(funded.values()):
        return None
    problem, columns, worst = _stated(funded, units, against, floors)
    problem.minimise(np.array([worst]), np.ones(1))
    least = _solved(problem, stop)
    if least is None:
        return None
    problem.at_most([worst], [1.0], float(least[worst]) + ROUNDED)
    flat = [one for of in funded.values() for one in of]
    chance = dict.fromkeys(against, 1.0 / len(against)) if likely is None else likely
    mean = np.array(
        [-sum(chance[world] * one.values[world] / whole for world, whole in against.items()) for one in flat]
    )
    everything = np.concatenate(columns)
    problem.minimise(everything, mean)
    values = _solved(problem, stop)
    values = least if values is None else values
    picked = {name: of[int(np.argmax(values[at]))] for (name, of), at in zip(funded.items(), columns, strict=True)}
    return Choice(picked, greatest_regret(picked.values(), against))


def greatest_regret(chosen: Collection[FundedOffer], against: Mapping[str, float]) -> float:
    """The greatest share that a choice loses in a world."""
    return max(max(0.0, 1.0 - sum(one.values[world] for one in chosen) / whole) for world, whole in against.items())


def prices(
    funded: Mapping[str, Sequence[FundedOffer]], units: int, against: Mapping[str, float], floors: Floors
) -> dict[str, float]:
    """Price of each world in the linear relaxation of the choice, summing to 1; alike where it has none."""
    from scipy.optimize import linprog  # noqa: PLC0415  a fifth of a second that countries without worlds do without

    problem, _columns, worst = _stated(funded, units, against, floors)
    problem.minimise(np.array([worst]), np.ones(1))
    matrix, least, most = problem.matrix(), problem.least, problem.most
    above, same = np.isfinite(most) & ~np.isfinite(least), np.isfinite(least)
    found = linprog(
        problem.costs,
        matrix[above],
        most[above],
        matrix[same],
        most[same],
        bounds=[(0.0, None if np.isinf(one) else one) for one in problem.upper],
    )
    alike = dict.fromkeys(against, 1.0 / len(against))
    if found.status != 0:
        return alike
    priced = dict(zip(against, np.maximum(0.0, -found.ineqlin.marginals[: len(against)]).tolist(), strict=True))
    whole = sum(priced.values())
    return {world: one / whole for world, one in priced.items()} if whole > 0 else alike


def _stated(
    funded: Mapping[str, Sequence[FundedOffer]], units: int, against: Mapping[str, float], floors: Floors
) -> tuple[Problem, list[NDArray[np.int64]], int]:
    """The rows of the worlds first; the last column is the greatest regret."""
    problem = Problem("least_regret")
    columns = [problem.add(len(of), upper=1.0, whole=True) for of in funded.values()]
    worst = int(problem.add(1)[0])
    everything, flat = np.concatenate(columns), [one for of in funded.values() for one in of]
    for world, whole in against.items():
        shares = np.array([-one.values[world] / whole for one in flat])
        problem.at_most(np.append(everything, worst), np.append(shares, -1.0), -1.0)
    for at in columns:
        problem.equal(at, np.ones(len(at)), 1.0)
    problem.at_most(everything, np.array([float(one.units) for one in flat]), float(units))
    for world, of_world in floors.items():
        for floor in of_world:
            scale = max(1.0, abs(floor.least))
            gives = np.array([one.gives[world].get(floor.account, 0.0) for one in flat])
            problem.at_most(everything, -np.minimum(gives, max(floor.least, 0.0)) / scale, -floor.least / scale + 1e-9)
    return problem, columns, worst


def _solved(problem: Problem, stop: Stop) -> NDArray[np.float64] | None:
    """The best point, or the best by the end of the work; None where there is none."""
    outcome = solved_or_stopped(problem, stop, LIMIT_S)
    return None if outcome.end is End.INFEASIBLE else outcome.values
