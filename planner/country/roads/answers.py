"""The roads as an asker of money: what they make of each sum, a plan below and a bound above."""

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from planner.corridors.question.instance import CorridorInstance
from planner.corridors.search.driving import Driven
from planner.corridors.search.plan import CorridorPlan
from planner.corridors.search.prepared import Prepared
from planner.corridors.search.saying import Saying
from planner.corridors.search.search import Search
from planner.country.accounts import ROADS_MONEY, ROADS_SERVED, plug_account, region_account, region_money
from planner.country.cut_short import left
from planner.country.money.curves import UNIT_USD, Curve, Line, Point, curve_of, units_up
from planner.country.money.told import with_sum
from planner.country.roads.asked import RoadQuestion
from planner.country.roads.countable_stations import countable
from planner.country.roads.played import Played, play
from planner.errors import InfeasibleError, SolverError
from planner.support.progress import Progress
from planner.support.speech import _
from planner.support.stopping import BY_USER, Stopping


@dataclass(frozen=True)
class RoadAnswer:
    """What the roads make of one sum.

    Parameters
    ----------
    usd, cost_usd : float
    value, bound : float
        KWh a day on the mean of the seasons, as `RoadQuestion.wish` counts them.
    built : mapping of int to int
        Number of the option by place.
    served : mapping of str to float
        KWh a day that are needed, by account: region where a trip begins or ends, plug.
    money : mapping of str to float
        USD by region of the station.
    stopped : str
    """

    usd: float
    cost_usd: float
    value: float
    bound: float
    built: Mapping[int, int]
    served: Mapping[str, float]
    money: Mapping[str, float]
    stopped: str = ""


@dataclass(frozen=True)
class RoadAnswers:
    """All answers, the least money first.

    Parameters
    ----------
    answers : tuple of RoadAnswer
    asked : mapping of str to float
        KWh a day by account that could be sold at most: of all trips that any stations make possible.
    most : float
        Value of all trips that any stations make possible.
    wanted : mapping of str to float
        KWh a day by plug family that all trips would have to buy, those too that no station makes possible.
    lines : tuple of Line
        Bounds for every sum, by the prices of the relaxation.
    unsearched : tuple of float
        As of `CityAnswers`.
    """

    answers: tuple[RoadAnswer, ...]
    asked: Mapping[str, float]
    wanted: Mapping[str, float]
    most: float
    lines: tuple[Line, ...] = ()
    unsearched: tuple[float, ...] = ()

    def curve(self, name: str, weight: float) -> Curve:
        """The curve for the sharing, each kWh by its weight."""
        points = []
        regions = sorted({region for one in self.answers for region in one.money})
        for one in self.answers:
            made_for, costs = units_up(one.usd), units_up(one.cost_usd)
            amounts = {**one.served, **{region_money(region): usd for region, usd in one.money.items()}}
            amounts |= {ROADS_SERVED: one.value}
            points.append(Point(made_for, weight * one.value, weight * max(one.bound, one.value), amounts, made_for))
            if costs < made_for:
                points.append(Point(costs, weight * one.value, math.inf, amounts, made_for))
        ceiling = weight * max(self.most, *(one.value for one in self.answers))
        money = (*(region_money(one) for one in regions), ROADS_MONEY)
        lines = [Line(one.end, weight * one.at_end, weight * one.slope) for one in self.lines]
        return curve_of(
            name,
            points,
            ceiling,
            {**self.asked, ROADS_SERVED: self.most},
            money,
            lines,
            aside=(ROADS_MONEY,),
        )

    def made_for(self, units: int) -> RoadAnswer:
        """The answer to a sum, in units."""
        return next(one for one in self.answers if units_up(one.usd) == units)


def answer_roads(
    say: Progress,
    stopping: Stopping,
    question: RoadQuestion,
    sums_usd: Sequence[float],
    before: RoadAnswers | None = None,
    most_usd: float = 0.0,
) -> RoadAnswers:
    """Plan the roads for each sum, each search going on from what was found and proven for the sums before; a job. `most_usd` is the greatest sum for which bounds are wanted."""
    instance = question.instance
    prepared = Prepared.of(instance, question.wish)
    found = [] if before is None else list(before.answers)
    lines = [] if before is None else list(before.lines)
    if not found:
        nothing = play(prepared, {})
        found.append(road_answer(prepared, 0.0, nothing, {}, nothing.value))
    known: dict[float, Played] = {}
    most = max(*sums_usd, most_usd)
    missing = sorted({one for one in sums_usd if one > 0} - {one.usd for one in found})
    first = Prepared.of(instance.with_budget(missing[0] if missing else 0.0), question.wish)
    search = Search(first, say, stopping)
    begun = list[float]()
    for at, usd in enumerate(missing, start=1):
        if stopping():
            break
        begun.append(usd)
        said = with_sum(say, usd, at, len(missing)) if len(missing) > 1 else say
        search.saying = Saying(question.wish, said)
        said(_("looking for the best plan"))
        search.with_budget(usd, _best_known(prepared, found, usd, known) or search.best)
        try:
            with stopping.gently():
                plan = search.run(question.gap, question.time_limit_s)
        except (InfeasibleError, SolverError) as error:
            said(_("left out: {why}", why=error))
            search = Search(first, say, stopping)  # the one that was interrupted may still hold what it tried last
            continue
        assert search.best is not None
        room = plan.value - plan.bound * (1 - question.gap)
        built, known[usd] = countable(prepared, built_by(plan, instance), room, stopping)
        found.append(road_answer(prepared, usd, known[usd], built, plan.bound, plan.proof.stopped))
        lines += _line(search, usd, most, question.time_limit_s)
        if plan.proof.stopped == BY_USER:
            break
    found.sort(key=lambda one: one.usd)
    return RoadAnswers(
        tuple(found),
        served_by_account(prepared, _all_trips(prepared)),
        _wanted(prepared),
        float(prepared.gain @ _all_trips(prepared)),
        tuple(lines),
        left(missing, begun, found, stopping),
    )


def _best_known(
    asked: Prepared, found: Sequence[RoadAnswer], usd: float, known: Mapping[float, Played]
) -> "tuple[float, NDArray[np.int64], Driven] | None":
    """The best plan of a smaller sum, as a search begins from it; None where none builds anything."""
    best = max((one for one in found if one.cost_usd <= usd and one.built), key=lambda one: one.value, default=None)
    if best is None:
        return None
    one = known.get(best.usd) or play(asked, best.built)
    return one.value, one.chosen, one.driven


def built_by(plan: CorridorPlan, instance: CorridorInstance) -> dict[int, int]:
    """Number of the option by place, of a plan."""
    out = {}
    for name, key in plan.built.items():
        at = instance.place_at[name]
        out[at] = next(number for number, one in enumerate(instance.places[at].options) if one.key == key)
    return out


def _line(search: Search, usd: float, most: float, time_limit_s: float) -> list[Line]:
    """What the relaxation proves of every sum: it is concave in money, so that its price of money at one sum bounds all others; nothing where it is not solved in time."""
    master = search.master
    reply = master.relax(time_limit_s, search.stop)
    if not math.isfinite(reply.bound):
        return []
    price = max(0.0, -float(master.draft.dual_values()[master.money_row])) * master.unit / master.unit_usd
    end = units_up(most)
    return [Line(end, -reply.bound * master.unit + price * (end * UNIT_USD - usd), price * UNIT_USD)]


def road_answer(
    asked: Prepared, usd: float, played: Played, built: Mapping[int, int], bound: float = math.inf, stopped: str = ""
) -> RoadAnswer:
    """The answer to a sum."""
    places = asked.instance.places
    money: dict[str, float] = {place.region: 0.0 for place in places}
    for place, option in built.items():
        money[places[place].region] += places[place].options[option].cost_usd
    served = served_by_account(asked, played.leg_share)
    return RoadAnswer(usd, sum(money.values()), played.value, max(bound, played.value), built, served, money, stopped)


def served_by_account(asked: Prepared, share: NDArray[np.float64]) -> dict[str, float]:
    """KWh a day that the legs need by plug, and by region: half of a trip is of the region where it begins, half of where it ends."""
    out: dict[str, float] = {}
    for leg, part, kwh in zip(asked.legs.legs, share.tolist(), asked.energy.tolist(), strict=True):
        trip = asked.instance.trips[leg.trip]
        ends = trip.regions or ("",)
        accounts = [(plug_account(asked.instance.families[trip.family]), 1.0)]
        accounts += [(region_account(region), 1.0 / len(ends)) for region in ends]
        for account, of in accounts:
            out[account] = out.get(account, 0.0) + part * kwh * of
    return out


def _all_trips(asked: Prepared) -> NDArray[np.float64]:
    """Every trip by the first of its legs, for they all count alike; (legs,)."""
    share = np.zeros(len(asked.gain))
    share[asked.trip_begins] = 1.0
    return share


def _wanted(asked: Prepared) -> dict[str, float]:
    """KWh a day by plug family that all trips would buy on their quickest way, whether stations make them possible or not."""
    out = dict.fromkeys(asked.instance.families, 0.0)
    for trip in asked.instance.trips:
        out[asked.instance.families[trip.family]] += trip.trips_per_day * trip.weight * trip.needed_kwh
    return out
