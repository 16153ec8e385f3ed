"""What is told of today: figures where it is known what stands on the roads, and that it was not given where nobody knows."""

from planner.country.result import ROADS, Asker, Country, RoadTown, Season
from planner.output.shared.words import share_of
from planner.support.amounts import percent
from planner.support.speech import _, within

IN_TOWN_KM = 1.0
"""A gun nearer than this by road is in the town."""


def none_given(country: Country) -> str:
    """That no station on the roads was given; empty where some were."""
    if country.stations_given or not country.seasons:
        return ""
    return _(
        "No station that stands on the roads was given: “today” is without any, so that more may be possible today than is told, and the plan may add less."
    )


def not_given() -> str:
    """In the place of a figure of today that nobody knows."""
    return within("what stands today", "not given")


def or_not_given(country: Country, figure: float) -> float | str:
    """A figure of today on the roads, or that it was not given."""
    return figure if country.stations_given else not_given()


def driven_before(country: Country, season: Season) -> str:
    """``31 % today``; without any charger where nobody has told what stands."""
    share = share_of(season.today, season.asked)
    if none_given(country):
        return _("{today:percent} without any charger", today=share)
    return _("{today:percent} today", today=share)


def served_before(country: Country, one: Asker) -> str:
    """Share that is served today."""
    if one.kind == ROADS and not country.stations_given:
        return not_given()
    return percent(share_of(sum(one.before_kwh.values()), sum(one.asked_kwh.values())))


def reach_today(country: Country, town: RoadTown) -> str:
    """How far the nearest gun of a town is today."""
    return not_given() if town.km_today is None and not country.stations_given else reach_words(town.km_today)


def reach_plan(country: Country, town: RoadTown) -> str:
    """How far it is with the plan; no farther than that where nobody has told what stands."""
    if country.stations_given or (town.km_plan is not None and town.km_plan < IN_TOWN_KM):
        return reach_words(town.km_plan)
    return not_given() if town.km_plan is None else _("{km:number} km or less", km=town.km_plan)


def reach_words(km: float | None) -> str:
    """How far the nearest gun is."""
    if km is None:
        return within("nearest charger", "none by road")
    return _("in the town") if km < IN_TOWN_KM else _("{km:number} km", km=km)
