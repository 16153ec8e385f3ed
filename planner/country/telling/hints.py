"""Keys of the configuration by which what a reader of the figures must know would change: for the console, `evplan check` and the annex of the report."""

from planner.corridors.settings import CorridorSettings
from planner.corridors.stating import CorridorQuestion
from planner.country.plan.electric_cars import is_older
from planner.support.speech import _


def hints_of(
    settings: CorridorSettings | None, question: CorridorQuestion | None, *, is_cut_off: bool = False
) -> tuple[str, ...]:
    """A line for each; `is_cut_off` says that searches for the roads ended before they had found enough."""
    out = list[str]()
    if settings is not None and not settings.stations.existing:
        out.append(_("Name the stations that stand on the roads in [[corridors.stations.existing]]: none is given."))
    if question is not None and question.account.abroad:
        out.append(
            _(
                "Where the borders of the data are too coarse, or the neighbour agrees, corridors.stations.abroad = true allows new stations abroad."
            )
        )
    if question is not None:
        out += [_("Where no station helps: {advice}.", advice=one) for one in question.account.advice]
    if settings is not None and question is not None and is_older(question.account.share_dates, settings.trips.year):
        out.append(_("corridors.trips.ev_share gives the share of electric cars for the year of the plan."))
    if is_cut_off:
        out.append(_("The roads are searched for longer with a greater money.road_time_limit_s."))
    return tuple(out)
