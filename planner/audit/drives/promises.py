"""Floors, norms of distance and the stated value of a corridor plan, reckoned again."""

from collections.abc import Iterator

import numpy as np

from planner.audit.drives.stated import Chain, Floor, Norm, Plan, Question, Station, Trip
from planner.audit.drives.stations import there
from planner.support.speech import _

ROUNDING = 1e-6


def below_floors(question: Question, plan: Plan) -> Iterator[str]:
    """Floors that are not reached."""
    for floor in question.rules.floors:
        counted = [(trip, share) for trip, share in zip(question.trips, plan.possible, strict=True) if _of(floor, trip)]
        asked = sum(trip.trips_per_day for trip, _share in counted)
        reached = sum(trip.trips_per_day * share for trip, share in counted)
        if reached < floor.share * asked - ROUNDING * max(1.0, asked):
            yield _(
                "{floor}: {share:percent} of trips are possible, not {least:percent}",
                floor=floor.name,
                share=reached / asked,
                least=floor.share,
            )


def _of(floor: Floor, trip: Trip) -> bool:
    if floor.region and floor.region not in trip.regions:
        return False
    return floor.family in (None, trip.family) and floor.season in ("", trip.season)


def too_far_apart(question: Question, plan: Plan) -> Iterator[str]:
    """Roads with a longer gap than a binding norm allows."""
    for norm in question.rules.norms:
        for chain in norm.chains:
            km = _longest_km(question, plan, norm, chain)
            if norm.binding and km > norm.km + ROUNDING:
                yield _(
                    "{norm}: {km:number1} km of {chain} have no station that it asks for",
                    norm=norm.name,
                    km=km,
                    chain=chain.name,
                )


def _longest_km(question: Question, plan: Plan, norm: Norm, chain: Chain) -> float:
    passed, longest = 0.0, 0.0
    for at, km in sorted(zip(chain.places.tolist(), chain.km_at.tolist(), strict=True), key=lambda one: one[1]):
        found = there(question, plan, question.places[at])
        family = norm.family
        if any(
            one.kwh_per_day[family] > 0 and _at_full_power(one, family, norm.least_kw) >= norm.least_guns
            for one in found
        ):
            longest, passed = max(longest, km - passed), km
    return max(longest, chain.km - passed)


def _at_full_power(one: Station, family: int, kw: float) -> int:
    """Cars of a plug family that get so many kW each at the same time: the guns of a cabinet share its power."""
    if not one.cabinets:
        return one.guns[family] if one.kw >= kw else 0
    found = 0
    for cabinet in one.cabinets:
        cars = 0
        while cars < cabinet.guns[family] and (cars + 1) * kw <= cabinet.kw + ROUNDING:
            cars += 1
        found += cabinet.count * cars
    return found


def misstated(question: Question, plan: Plan) -> Iterator[str]:
    """Shares and value that do not follow from the drives."""
    driven = np.zeros(len(question.trips))
    value = 0.0
    for drive in plan.drives:
        trip = question.trips[drive.trip]
        driven[drive.trip] += drive.share
        if drive.share < 0:
            yield _("{trip}: less than none of its trips are driven", trip=trip.name)
        if sum(kwh for _place, kwh in drive.charges) > 0:
            quickest = (
                trip.routes[0].kwh_total + trip.arrive_kwh - trip.start_kwh
            )  # what counts, whichever way is driven
            value += (
                trip.trips_per_day
                * trip.weight
                * drive.share
                * (quickest if plan.wish.aim == "energy" else plan.wish.each)
            )
    for trip, share, said in zip(question.trips, driven.tolist(), plan.possible, strict=True):
        if share > 1 + ROUNDING or abs(share - said) > ROUNDING:
            yield _(
                "{trip}: {share:percent1} of its trips are driven, {said:percent1} are said to be possible",
                trip=trip.name,
                share=share,
                said=said,
            )
    if plan.wish.aim == "cost":
        worth = np.array([trip.trips_per_day * trip.weight for trip in question.trips])
        if worth @ driven < plan.wish.share * worth.sum() * (1 - ROUNDING):
            yield _(
                "{share:percent1} of trips are possible, not {least:percent1}",
                share=float(worth @ driven / worth.sum()),
                least=plan.wish.share,
            )
        value = plan.usd
    if abs(value - plan.value) > ROUNDING * max(1.0, value):
        yield _("the plan is worth {value:number2}, not {said:number2}", value=value, said=plan.value)
