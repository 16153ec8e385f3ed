"""The roads planned for sums of money, each search going on from the one before; a job."""

import math
from collections.abc import Mapping, Sequence
from dataclasses import replace

import numpy as np
from numpy.typing import NDArray

from planner.corridors.search.driving import Driven
from planner.corridors.search.prepared import Prepared
from planner.corridors.search.saying import Saying
from planner.corridors.search.search import Search
from planner.country.cut_short import left
from planner.country.money.curves import UNIT_USD, Line, units_up
from planner.country.money.progress import with_sum
from planner.country.road_plans.answers import RoadAnswer, RoadAnswers, built_by, road_answer, served_by_account
from planner.country.road_plans.countable_stations import countable
from planner.country.road_plans.dearer_plans import with_parts_of_dearer
from planner.country.road_plans.drive_audit import keeps_rules
from planner.country.road_plans.play import Played, play
from planner.country.road_plans.task import RoadTask
from planner.errors import InfeasibleError, SolverError
from planner.support.progress import Progress
from planner.support.speech import _
from planner.support.stopping import BY_USER, Stopping


def answer_roads(
    say: Progress,
    stopping: Stopping,
    task: RoadTask,
    sums_usd: Sequence[float],
    before: RoadAnswers | None = None,
    most_usd: float = 0.0,
) -> RoadAnswers:
    """Plan the roads for each sum, each search going on from what was found and proven for the sums before; a job. `most_usd` is the greatest sum for which bounds are wanted."""
    instance = task.instance
    prepared = Prepared.of(instance, task.wish)
    found = [] if before is None else list(before.answers)
    lines = [] if before is None else list(before.lines)
    if not found:
        nothing = play(prepared, {})
        is_enough = not instance.rules.ask_for_stations or keeps_rules(prepared, nothing)
        found.append(replace(road_answer(prepared, 0.0, nothing, {}, nothing.value), keeps_rules=is_enough))
    known: dict[float, Played] = {}
    most = max(*sums_usd, most_usd)
    known_of = {*(one.usd for one in found), *(() if before is None else before.refused)}
    missing = sorted({one for one in sums_usd if one > 0} - known_of)
    first = Prepared.of(instance.with_budget(missing[0] if missing else 0.0), task.wish)
    search = Search(first, say, stopping)
    begun, refused = list[float](), [] if before is None else list(before.refused)
    for at, usd in enumerate(missing, start=1):
        if stopping():
            break
        begun.append(usd)
        said = with_sum(say, usd, at, len(missing)) if len(missing) > 1 else say
        search.saying = Saying(task.wish, said)
        said(_("looking for the best plan"))
        search.with_budget(usd, _best_known(prepared, found, usd, known) or search.best)
        try:
            with stopping.gently():
                plan = search.run(task.gap, task.time_limit_s)
        except (InfeasibleError, SolverError) as error:
            said(_("left out: {why}", why=error))
            refused += [usd] if isinstance(error, InfeasibleError) else []
            search = Search(first, say, stopping)  # the one that was interrupted may still hold what it tried last
            continue
        assert search.best is not None
        room = plan.value - plan.bound * (1 - task.gap)
        built, known[usd] = countable(prepared, built_by(plan, instance), room, stopping)
        found.append(road_answer(prepared, usd, known[usd], built, plan.bound, plan.proof.stopped))
        lines += _line(search, usd, most, task.time_limit_s)
        if plan.proof.stopped == BY_USER:
            break
    found.sort(key=lambda one: one.usd)
    return RoadAnswers(
        tuple(with_parts_of_dearer(prepared, found, stopping)),
        served_by_account(prepared, _all_trips(prepared)),
        _wanted(prepared),
        float(prepared.gain @ _all_trips(prepared)),
        tuple(lines),
        left(missing, begun, found, stopping),
        tuple(refused),
    )


def _best_known(
    prepared: Prepared, found: Sequence[RoadAnswer], usd: float, known: Mapping[float, Played]
) -> "tuple[float, NDArray[np.int64], Driven] | None":
    """The best plan of a smaller sum, as a search begins from it; None where none builds anything."""
    best = max((one for one in found if one.cost_usd <= usd and one.built), key=lambda one: one.value, default=None)
    if best is None:
        return None
    one = known.get(best.usd) or play(prepared, best.built)
    return one.value, one.chosen, one.driven


def _line(search: Search, usd: float, most: float, time_limit_s: float) -> list[Line]:
    """What the relaxation proves of every sum: it is concave in money, so that its price of money at one sum bounds all others; nothing where it is not solved in time."""
    master = search.master
    reply = master.relax(time_limit_s, search.stop)
    if not math.isfinite(reply.bound):
        return []
    price = max(0.0, -float(master.draft.dual_values()[master.money_row])) * master.unit / master.unit_usd
    end = units_up(most)
    return [Line(end, -reply.bound * master.unit + price * (end * UNIT_USD - usd), price * UNIT_USD)]


def _all_trips(prepared: Prepared) -> NDArray[np.float64]:
    """Every trip by the first of its legs, for they all count alike; (legs,)."""
    share = np.zeros(len(prepared.gain))
    share[prepared.trip_begins] = 1.0
    return share


def _wanted(prepared: Prepared) -> dict[str, float]:
    """KWh a day by plug family that all trips would buy on their quickest way, whether stations make them possible or not."""
    out = dict.fromkeys(prepared.instance.families, 0.0)
    for trip in prepared.instance.trips:
        out[prepared.instance.families[trip.family]] += trip.trips_per_day * trip.weight * trip.needed_kwh
    return out
