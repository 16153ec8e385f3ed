"""Stations of a corridor plan: what may stand where, what it costs, and what is charged there."""

from collections import defaultdict
from collections.abc import Iterator

from planner.audit.drives.stated import Place, Plan, Question, Station
from planner.support.speech import _

ROUNDING = 1e-6


def there(question: Question, plan: Plan, place: Place) -> list[Station]:
    """Stations that anybody may use at a place."""
    if place.id in question.rules.closed:
        return []
    new = [one for one in place.options if one.key == plan.built.get(place.id)]
    return new if place.standing is None else [*new, place.standing]


def misplaced(question: Question, plan: Plan) -> Iterator[str]:
    """New stations that are not on offer, for which there is no room or power, that are forbidden, or that are not built though they must be."""
    rules, places = question.rules, {place.id: place for place in question.places}
    for name, key in plan.built.items():
        offer = [one for one in places[name].options if one.key == key] if name in places else []
        if not offer:
            yield _("{place}: {option} is not on offer there", place=name, option=key)
        elif offer[0].bays > places[name].bays or offer[0].grid_kw > places[name].grid_kw:
            yield _("{place}: no room or no power for {option}", place=name, option=key)
        if name in rules.closed or name in rules.forbidden:
            yield _("{place}: nothing may be built there", place=name)
    for name, key in rules.forced.items():
        if name not in plan.built or key not in ("", plan.built[name]):
            yield _("{place}: what must be built there is not", place=name)


def spent(question: Question, plan: Plan) -> Iterator[str]:
    """More money or more stations than allowed, or other money than is said."""
    places = {place.id: place for place in question.places}
    usd = sum(one.cost_usd for name, key in plan.built.items() for one in places[name].options if one.key == key)
    if usd > question.budget_usd * (1 + ROUNDING):
        yield _("stations cost {usd:money}, more than {budget:money}", usd=usd, budget=question.budget_usd)
    if abs(usd - plan.usd) > ROUNDING * max(1.0, usd):
        yield _("stations cost {usd:money}, not {said:money}", usd=usd, said=plan.usd)
    most = question.rules.max_stations
    if most is not None and len(plan.built) > most:
        yield _("{count:number} new stations are more than {most:number}", count=len(plan.built), most=most)


def overcharged(question: Question, plan: Plan) -> Iterator[str]:
    """Places that sell more to a plug family on a day of a season than they can."""
    sold: dict[tuple[int, int, str], float] = defaultdict(float)
    for drive in plan.drives:
        trip = question.trips[drive.trip]
        for place, kwh in drive.charges:
            sold[place, trip.family, trip.season] += kwh * drive.share * trip.trips_per_day
    for (at, family, season), kwh in sold.items():
        where = question.places[at]
        most = sum(station.kwh_per_day[family] for station in there(question, plan, where))
        if kwh > most * (1 + ROUNDING) + ROUNDING:
            yield _(
                "{place}: {kwh:number1} kWh a day of {family} in {season}, more than the {most:number1} that it can",
                place=where.id,
                kwh=kwh,
                family=question.families[family],
                season=season,
                most=most,
            )
