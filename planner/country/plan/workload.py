"""How much there is to search, told at the beginning: sums of money before these are shared, and the longest that each takes."""

from planner.country.plan.planned import Planned
from planner.country.plan.sums import FINER, first_sums
from planner.support.speech import _, joined, plural


def workload(run: Planned) -> str:
    """``ahead: roads, at most 7 searches of 60 s; then 3 mixes of plugs``; what was kept of an earlier run takes no time."""
    config = run.config
    most = sum(one > 0 for one in first_sums(config)) + FINER * config.money.refine
    parts = []
    if run.cities:
        own = config.money.city_time_limit_s
        longest = max(one.scenario.plan.time_limit_s if own is None else own for one in run.cities)
        parts.append(
            plural(
                "{n:number} city, at most {most:number} searches of {seconds:number} s",
                "{n:number} cities, at most {most:number} searches of {seconds:number} s for each",
                len(run.cities),
                most=most,
                seconds=longest,
            )
        )
    if run.roads is not None:
        parts.append(
            _(
                "roads, at most {most:number} searches of {seconds:number} s",
                most=most,
                seconds=config.money.road_time_limit_s,
            )
        )
    if run.roads is not None and config.money.trip_shares:
        parts.append(
            plural(
                "then {n:number} share of the trips, at most {seconds:number} s",
                "then {n:number} shares of the trips, at most {seconds:number} s for each",
                len(config.money.trip_shares),
                seconds=config.money.road_time_limit_s,
            )
        )
    if config.compare.mixes:
        parts.append(
            plural("then {n:number} mix of plugs", "then {n:number} mixes of plugs", len(config.compare.mixes))
        )
    return _("ahead: {parts}", parts=joined("; ", parts))
