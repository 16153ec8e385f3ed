"""What a run that the user stopped did not get to, gathered from what was found by then."""

from planner.country.accounts import ROADS_NAME
from planner.country.cut_short import CutShort
from planner.country.plan.planned import Planned
from planner.country.world_play import CountryWorlds
from planner.support.stopping import BY_USER


def cut_short_of(run: Planned, worlds: CountryWorlds) -> CutShort | None:
    """What was cut short; None of a run that nobody stopped."""
    if not run.stopped:
        return None
    ended = {
        one.name: tuple(each.usd for each in run.answers[one.name].answers if each.plan.proof.stopped == BY_USER)
        for one in run.cities
        if one.name in run.answers
    }
    if run.road_answers is not None:
        ended[ROADS_NAME] = tuple(one.usd for one in run.road_answers.answers if one.stopped == BY_USER)
    compare, left_out = run.config.compare, {name for name, _why in worlds.left_out}
    something = compare.cities or run.config.corridors is not None
    mixes = [mix for mix in compare.mixes if mix not in left_out] if something else []
    planned = {one.world for one in worlds.plays}
    return CutShort(
        {name: tuple(sorted(usd)) for name, usd in run.never.items() if usd and name in ended},
        {name: usd for name, usd in ended.items() if usd},
        tuple(run.not_begun),
        tuple(mix for mix in mixes if mix not in planned),
        hedged_in_part=bool(planned) and planned == set(mixes),
    )
