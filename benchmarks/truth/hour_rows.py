"""Hours a day that a gun is in use by how many stand at its place: what a plan counts on, beside real cities."""

from collections.abc import Iterable, Iterator
from statistics import median

import pandas as pd

from benchmarks.truth.dundee import FAST, LEAST_DAYS, SLOW_7, SOURCE, Sessions
from benchmarks.truth.evidence import (
    DUNDEE_IN_USE,
    GUNS_AT_A_PLACE,
    HOURS_BEFORE,
    HOURS_IN_USE,
    LEAST_PLACES,
    PlacesInUse,
)
from benchmarks.truth.planned import planned_dual_gun, planned_gun
from benchmarks.truth.row import NOT_MEASURED, Goal, Row

GUNS = {"fast": FAST, "slow": SLOW_7}
"""Gun of the planner that stands for each kind."""
LEAST_OF_MEDIAN, MOST_OF_BUSIEST, MOST_GROWTH = 2.0 / 3.0, 1.5, 1.5
"""A plan counts on at least this share of the upper quarter of the median city, and on at most this share of that of the busiest; hours a gun grow
from one gun to eight at most so many times."""


def hour_rows(sessions: Sessions | None) -> Iterator[Row]:
    """Rows of every kind and size, of a cabinet of two standards, and of the growth from one gun to eight."""
    measured = (*HOURS_IN_USE, *(DUNDEE_IN_USE if sessions is None else dundee_in_use(sessions)))
    for kind in GUNS:
        mine = [one for one in measured if one.kind == kind]
        for guns in GUNS_AT_A_PLACE:
            yield _of_size(kind, guns, [one for one in mine if one.guns == guns])
        yield _growth(kind, mine)
    kwh, gun = planned_dual_gun()
    title = "hours in use of a gun at a place of 1 cabinet dc_dual_60, a gun of each standard"
    note = (
        f"{NOT_MEASURED}; {kwh:.0f} kWh a day a gun, at the speed of one alone; the two share 60 kW and slow each other"
    )
    yield Row(title, "h/day", gun.hours_of(kwh), None, NOT_MEASURED, None, note)


def dundee_in_use(sessions: Sessions) -> list[PlacesInUse]:
    """Upper quarters of Dundee's places by kind and number of guns, where there are enough places."""
    out = []
    for kind in GUNS:
        table = sessions.table[(sessions.table["kind"] == FAST) == (kind == "fast")]
        places = _places(table)
        for guns in GUNS_AT_A_PLACE:
            hours = places.loc[places["guns"].map(_size) == guns, "hours"]
            if len(hours) >= LEAST_PLACES:
                out.append(PlacesInUse("Dundee", kind, guns, len(hours), float(hours.quantile(0.75)), SOURCE))
    return out


def _places(table: pd.DataFrame) -> pd.DataFrame:
    """Guns of each site and the hours a day that one of them is plugged in, on the mean."""
    end = table["start"] + pd.to_timedelta(table["plugged_h"], unit="h")
    by_gun = (
        table.assign(end=end)
        .groupby(["site", "gun"])
        .agg(hours=("plugged_h", "sum"), first=("start", "min"), last=("end", "max"))
    )
    days = (by_gun["last"] - by_gun["first"]).dt.total_seconds() / 86_400.0
    hours = (by_gun["hours"] / days)[days >= LEAST_DAYS]
    return hours.groupby("site").agg(["size", "mean"]).set_axis(["guns", "hours"], axis=1)


def _size(guns: int) -> int:
    """The size of `GUNS_AT_A_PLACE` that a place counts as: the least that is not below it, or the largest."""
    return next((size for size in GUNS_AT_A_PLACE if guns <= size), GUNS_AT_A_PLACE[-1])


def planned_hours(kind: str, guns: int) -> float:
    """Hours a day that a plan counts on from each of so many guns at one place, net of outage."""
    gun = planned_gun(GUNS[kind])
    return gun.hours_of(gun.carried_kwh(guns))


def _of_size(kind: str, guns: int, measured: list[PlacesInUse]) -> Row:
    title = f"hours in use of a gun at a place of {guns} guns, {kind}".replace("1 guns", "1 gun")
    known = HOURS_BEFORE[kind].get(guns)
    before = "the model before: not reckoned" if known is None else f"the model before: {known:g} h"
    predicted = planned_hours(kind, guns)
    if not measured:
        return Row(title, "h/day", predicted, None, NOT_MEASURED, None, f"{NOT_MEASURED}; {before}")
    middle, busiest = median(one.upper_h for one in measured), max(measured, key=lambda one: one.upper_h)
    cities = ", ".join(f"{one.city} {one.upper_h:.1f} h ({one.places} places)" for one in measured)
    note = f"measured: upper quarter of the median city; busiest {busiest.city} {busiest.upper_h:.1f} h; {cities}; {before}"
    goal = Goal("between", LEAST_OF_MEDIAN * middle, MOST_OF_BUSIEST * busiest.upper_h)
    return Row(title, "h/day", predicted, middle, _sources(measured), goal, note)


def _growth(kind: str, measured: list[PlacesInUse]) -> Row:
    """How many times as busy a gun of eight is as one that stands alone."""
    title = f"hours in use of a gun at a place of 8 guns over those of 1 gun, {kind}"
    alone = {one.city.partition(",")[0]: one for one in measured if one.guns == 1}
    both = [(one, alone[name]) for one in measured if one.guns == 8 and (name := one.city.partition(",")[0]) in alone]
    before = HOURS_BEFORE[kind]
    cities = ", ".join(f"{one.city} {one.upper_h / other.upper_h:.2f}" for one, other in both) or NOT_MEASURED
    note = f"{cities}; the model before: {before[8] / before[1]:.1f}"
    middle = median(one.upper_h / other.upper_h for one, other in both) if both else None
    source = _sources(one for pair in both for one in pair) or NOT_MEASURED
    return Row(
        title, "", planned_hours(kind, 8) / planned_hours(kind, 1), middle, source, Goal("at most", MOST_GROWTH), note
    )


def _sources(measured: Iterable[PlacesInUse]) -> str:
    return "; ".join(dict.fromkeys(one.source for one in measured))
