"""Plans of the roads that lose little in every world, sought over all worlds at once: from those that are known and from two for their mean, thinned to the money and filled with what the worst world lacks; a job."""

from collections.abc import Callable

from planner.corridors.search.prepared import Prepared
from planner.corridors.search.thinning import thinned
from planner.country.mixes.answers import BlendAnswers, HedgeTask, MixAnswer, MixAnswers
from planner.country.mixes.road_jobs import RoadsInWorlds, play_roads, side_by_side
from planner.country.mixes.road_moves import Enough, filled_for_all, thinned_for_all, with_lacking, without_one
from planner.country.mixes.road_worlds import Judged, KeyByPlace, RoadWorlds
from planner.country.money.curves import units_up
from planner.support.progress import Progress
from planner.support.speech import _
from planner.support.stopping import Stopping
from planner.support.work import worked_by, worked_s

RICHER = (0, 2, 4, 8)
"""New stations where the worst world lacks most, with which a plan is made too dear and thinned again; one after the other, and from the start where one was better."""
DROPPED = 12
"""Stations that are taken away one at a time, so that their money goes elsewhere, where nothing of that made a plan better."""
WORK, MEAN = 2.0, 0.5
"""Of the time limit for a sum: work for all of it, counted; and time for plans of the mean of the worlds."""
SMALL = 1e-6
"""Losses that are none."""


def hedge_roads(say: Progress, stopping: Stopping, in_worlds: RoadsInWorlds, hedge: HedgeTask) -> BlendAnswers:
    """Plan the roads for a sum so that the greatest loss over the worlds is little, no greater than that of any plan it begins from, and play the plan in every world; a job."""
    worlds = RoadWorlds(in_worlds.instances, hedge.against, hedge.elsewhere, in_worlds.weight, in_worlds.wish)
    until = worked_by(WORK * in_worlds.time_limit_s)

    def enough() -> bool:
        return stopping() or worked_s() >= until

    def tell(one: Judged) -> None:
        loss = float(one.losses.max())
        say(_("for all worlds: at most {loss:percent1_most} lost, for {usd:money}", loss=loss, usd=one.usd))

    with stopping.gently():
        best = _best(worlds, in_worlds, hedge, enough, stopping, tell)
    plan = worlds.told(best.built)
    plays = {mix: play_roads(say, stopping, in_worlds, mix, {"plan": plan})["plan"] for mix in in_worlds.instances}
    answer = MixAnswer(units_up(hedge.usd), units_up(best.usd), 0.0, float("inf"), plan)
    return BlendAnswers({}, MixAnswers((answer,), float("inf")), (plays,))


def _best(
    worlds: RoadWorlds,
    in_worlds: RoadsInWorlds,
    hedge: HedgeTask,
    enough: Enough,
    stopping: Stopping,
    tell: Callable[[Judged], None],
) -> Judged:
    """The best that is found until the work is over, or no further change makes it better; each that is better than the one before is told."""
    known = [worlds.judge(worlds.chosen(one)) for one in hedge.begins]
    best = worlds.judge({})
    for one in known:
        best = _better(one, best) if one.usd <= hedge.usd else best
    free = not worlds.first.rules.ask_for_stations  # so that fewer stations break no rule
    kept = {} if free else best.built

    def improved(built: KeyByPlace) -> Judged:
        """The better one of the best and of stations that are thinned to the money and filled."""
        one = thinned_for_all(worlds, worlds.judge(built), hedge.usd, kept, enough)
        found = best if one is None else _better(filled_for_all(worlds, one, hedge.usd, enough), best)
        if found is not best:
            tell(found)
        return found

    tell(best)
    best = improved(best.built)
    rich = [worlds.together([one.built for one in known])] if free and len(known) > 1 else []
    for built in (*(_for_the_mean(in_worlds, hedge, stopping) if free else ()), *rich):
        best = improved(built)
    at = 0
    while at < len(RICHER) + DROPPED and best.losses.max() > SMALL and not enough():
        more, fewer = at < len(RICHER), at - len(RICHER)
        one = improved(with_lacking(worlds, best, RICHER[at]) if more else without_one(worlds, best, kept, fewer))
        at = 0 if one.better_than(best) else at + 1
        best = one
    return best


def _for_the_mean(in_worlds: RoadsInWorlds, hedge: HedgeTask, stopping: Stopping) -> list[KeyByPlace]:
    """Of plans that are quickly made for the mean of the worlds the dearest, half as much again as the money at most, and the one that costs no more."""
    weights = {name: 1.0 / whole for name, whole in hedge.against.items()}
    most = max(weights.values())
    joint = side_by_side(
        {name: in_worlds.instances[name] for name in weights}, {name: one / most for name, one in weights.items()}
    )
    made = list(
        thinned(Prepared.of(joint, in_worlds.wish), hedge.usd, MEAN * in_worlds.time_limit_s, stopping, least_work=0)
    )
    return [
        {at: joint.places[at].options[option].key for at, option in one.built.items()}
        for one in (made[:1] + made[-1:] if len(made) > 1 else made)
    ]


def _better(one: Judged, best: Judged) -> Judged:
    return one if one.better_than(best) else best
