"""The fleet table read for one year: a count of that year, else between two counts, else a curve with the steps of policy."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

import numpy as np
import pandas as pd

from geodata.report import Assumption
from planner.catalogue.facts import car_parc, dated_stock
from planner.config.scenario import Scenario
from planner.demand.growth import Count, Forecast, Growth, Step, Trend, fit_growth
from planner.demand.names import vehicle_words
from planner.demand.peers import SOURCE, Outlook, outlook
from planner.demand.stock import stock_behind
from planner.errors import ConfigError
from planner.support.speech import _, joined
from planner.support.spelling import nearest_known

MID_YEAR = 0.5
"""A count of a year is taken for its middle."""


PEERS = "peers"
"""`fleet.growth` that is no curve: an outlook by peer countries (`planner.demand.peers`)."""


@dataclass(frozen=True)
class _Found:
    """Vehicles of a class in a year, how they were found in words (None where they were counted), and the ends of an outlook as ratios."""

    vehicles: float
    how: str | None
    low: float = 1.0
    high: float = 1.0


def fleet_in(table: pd.DataFrame, scenario: Scenario, year: int) -> tuple[pd.DataFrame, list[Assumption]]:
    """Vehicles of a year, class by class.

    A count of the year itself stands. Between two years counted: a straight line. Beyond them, where `fleet.growth` names a
    curve: the curve fitted to the counts of the class or, where the table has only one, the growth of the city's whole fleet
    in the facts. With ``peers``, no curve: the growth of countries at the same share of electric cars as the whole table, with a band. Rows without a year count for the planning year. District and port follow the nearest year counted.
    Classes grow each for itself; where together they pass the ceiling, those that were not counted are scaled down to it.

    Parameters
    ----------
    table : DataFrame
        Schema FLEET.
    scenario : Scenario
    year : int

    Returns
    -------
    rows : DataFrame
        ``vehicle_class, count_, district, port, low_, high_``: the last two are the ends of an outlook as ratios of the count, 1 without.
    said : list of Assumption
        How each class came about, where it was not simply counted.

    Raises
    ------
    ConfigError
        The table has no row, the year lies beyond every count and `fleet.growth` is not given or cannot be fitted, or a step of policy speaks of a
        class that the table does not have.
    """
    if not len(table):
        raise ConfigError(
            _("fleet: no vehicles are known; give fleet.path, a table vehicle_class,count[,district][,year][,port]")
        )
    rows = table.rename(columns={"count": "count_"})
    rows = rows.assign(undated=rows["year"].isna(), year=rows["year"].fillna(scenario.fleet.year).astype(int))
    _check_years(rows, scenario, year)
    _check_steps(rows, scenario)
    facts = stock_behind(rows, scenario)
    names = list(dict.fromkeys(rows["vehicle_class"]))
    whole = sum(_last_count(rows[rows["vehicle_class"] == name]) for name in names)
    values = {name: _value(rows[rows["vehicle_class"] == name], name, scenario, year, whole) for name in names}
    factor, said = _under_the_ceiling(values, scenario, year)
    parts = []
    for name, found in values.items():
        mine = rows[rows["vehicle_class"] == name]
        value = found.vehicles if found.how is None else found.vehicles * factor
        if found.how is not None:
            source = SOURCE if found.low < found.high else facts or _("fleet table")
            said.append(
                Assumption(
                    _("electric vehicles of {year}: {name}", year=year, name=vehicle_words(name) or name),
                    _("{vehicles:number}, {how}", vehicles=value, how=found.how),
                    source,
                )
            )
        like = mine[mine["year"] == min(set(mine["year"]), key=lambda one: (abs(one - year), one))]
        total = like["count_"].sum()
        weights = like["count_"] / total if total > 0 else 1.0 / len(like)
        parts.append(like.assign(count_=value * weights, low_=found.low, high_=found.high))
    return pd.concat(parts, ignore_index=True)[["vehicle_class", "count_", "district", "port", "low_", "high_"]], said


def _last_count(rows: pd.DataFrame) -> float:
    """Vehicles of a class in the last year in which it was counted."""
    return float(rows.loc[rows["year"] == rows["year"].max(), "count_"].sum())


def _check_years(rows: pd.DataFrame, scenario: Scenario, year: int) -> None:
    years = sorted(set(rows["year"]))
    if scenario.fleet.growth is None and not rows["undated"].any() and not years[0] <= year <= years[-1]:
        known = ", ".join(str(one) for one in years)
        values = {"asked_as": _asked_as(year, scenario), "known": known, "listed": known, "year": year}
        raise ConfigError(
            _(
                "{asked_as}the fleet table has no row for it, only for {listed}; take a year from {years} to {years_2}, add rows for {year} or set fleet.growth",
                years=years[0],
                years_2=years[-1],
                **values,
            )
            if len(years) > 1
            else _(
                "{asked_as}the fleet table has no row for it, only for {known}; take the year {known}, add rows for {year} or set fleet.growth",
                **values,
            )
        )


def _asked_as(year: int, scenario: Scenario) -> str:
    """The key by which a year came in; nothing for the year of a phase, which the caller names."""
    if year == scenario.fleet.year:
        return f"fleet.year = {year}: "
    return f"fleet.also_years = {year}: " if year in scenario.fleet.also_years else ""


def _check_steps(rows: pd.DataFrame, scenario: Scenario) -> None:
    known = set(rows["vehicle_class"])
    for step in scenario.fleet.steps:
        if step.vehicle_class is not None and step.vehicle_class not in known:
            raise ConfigError(
                _(
                    "fleet.steps: the fleet table has no row of class {vehicle_class!r}; {nearest_known}; or add a row, its count may be 0",
                    vehicle_class=step.vehicle_class,
                    nearest_known=nearest_known(step.vehicle_class, known),
                )
            )


def _under_the_ceiling(values: Mapping[str, _Found], scenario: Scenario, year: int) -> tuple[float, list[Assumption]]:
    """Factor for the classes that were not counted, so that all together stay under the ceiling; and that it was needed."""
    ceiling = _ceiling(scenario)
    if scenario.fleet.growth is None or ceiling is None:
        return 1.0, []
    counted = sum(one.vehicles for one in values.values() if one.how is None)
    grown = sum(one.vehicles for one in values.values() if one.how is not None)
    if counted + grown <= ceiling or grown <= 0:
        return 1.0, []
    factor = max(0.0, ceiling - counted) / grown
    what = _("electric vehicles of {year}, all classes together", year=year)
    told = _(
        "{counted:number}: each for itself they would be {counted_2:number}, above the ceiling of {ceiling:number}; those not counted are scaled by {factor:.2f}",
        counted=counted + grown * factor,
        counted_2=counted + grown,
        ceiling=ceiling,
        factor=factor,
    )
    return factor, [Assumption(what, told, _("fleet.ceiling, or all vehicles registered in the city"))]


def _ceiling(scenario: Scenario) -> float | None:
    return scenario.fleet.ceiling or car_parc(scenario.city.name)


def _value(rows: pd.DataFrame, name: str, scenario: Scenario, year: int, whole: float) -> _Found:
    """Vehicles of a class in a year; `whole` are those of all classes as last counted."""
    totals = rows.groupby("year")["count_"].sum()
    counts = [Count(float(at) + MID_YEAR, float(total)) for at, total in totals.items()]  # type: ignore[arg-type]
    when = year + MID_YEAR
    undated = bool(rows["undated"].all())
    if year in totals.index and not undated:
        return _Found(float(totals[year]), None)
    if counts[0].when < when < counts[-1].when:
        at = float(np.interp(when, [one.when for one in counts], [one.vehicles for one in counts]))
        return _Found(at, _("on a straight line between two years counted"))
    steps, low, high = _steps(scenario, name), 1.0, 1.0
    if undated and year == scenario.fleet.year:
        curve, how = (lambda _: counts[0].vehicles), _undated(rows, scenario)
    elif scenario.fleet.growth == PEERS:
        near = counts[-1] if when >= counts[-1].when else counts[0]
        found = _peers(scenario, whole, when - near.when)
        curve, how = _like_peers(near, scenario, whole), found.described(whole, when - near.when)
        low, high = found.low / found.central, found.high / found.central
    else:
        curve, how = _curve(counts, scenario, name, when)
    value = Forecast(curve, counts[-1], steps, _ceiling(scenario) or np.inf).at(when)
    policy = _(", with {count} step(s) of policy", count=len(steps)) if steps else ""
    return _Found(value, joined("", [how, policy]), low, high)


def _undated(rows: pd.DataFrame, scenario: Scenario) -> str:
    if stock_behind(rows, scenario):
        return _("as last counted; not grown")
    return _("as counted in the table, which names no year; not grown")


def _peers(scenario: Scenario, whole: float, years: float) -> Outlook:
    ceiling = _ceiling(scenario)
    if ceiling is None:
        raise ConfigError(_no_ceiling(scenario))
    try:
        return outlook(whole / ceiling, years)
    except ValueError as error:
        raise ConfigError(
            _(
                "fleet.growth = {peers!r}: {error}; give a nearer fleet.year, dated rows of your own forecast or fleet.ceiling",
                peers=PEERS,
                error=error,
            )
        ) from None


def _like_peers(near: Count, scenario: Scenario, whole: float) -> Callable[[float], float]:
    return lambda t: near.vehicles * (1.0 if t == near.when else _peers(scenario, whole, t - near.when).central)


def _reach(trend: Trend, when: float) -> str:
    """How far a year lies beyond the counts: what a small miss at them does not tell."""
    first, last = trend.counts[0].when, trend.counts[-1].when
    return (
        _("; {when:.1f} years beyond counts that span {last:.1f}", when=when - last, last=last - first)
        if when > last
        else ""
    )


def _curve(counts: Sequence[Count], scenario: Scenario, name: str, when: float) -> tuple[Callable[[float], float], str]:
    if scenario.fleet.growth is None:
        return (lambda t: counts[-1].vehicles if t >= counts[0].when else counts[0].vehicles), _(
            "as last counted; not grown"
        )
    positive = [one for one in counts if one.vehicles > 0]
    if len(positive) > 1:
        trend = fitted(positive, scenario, _("the counts of class {name}", name=name))
        return trend.at, joined("", [trend.describe(), _reach(trend, when)])
    whole = fitted([Count(when, vehicles) for when, vehicles in dated_stock(scenario.city.name)], scenario, "the facts")
    base, vehicles = whole.at(counts[0].when), counts[0].vehicles
    if base <= 0:
        raise ConfigError(
            _(
                "fleet.growth = {value!r}: the curve through the facts has no vehicles yet at {when:.1f}, so class {name!r} cannot grow like them; give more dated rows or another curve",
                value=whole.kind.value,
                when=counts[0].when,
                name=name,
            )
        )
    return (lambda t: vehicles * whole.at(t) / base), _(
        "grown like all of the city's: {describe}{reach}", describe=whole.describe(), reach=_reach(whole, when)
    )


def fitted(counts: Sequence[Count], scenario: Scenario, of_what: str) -> Trend:
    """Curve of the scenario through these counts.

    Raises
    ------
    ConfigError
        It cannot be fitted, or nobody says how many vehicles there can be.
    """
    kind = Growth(scenario.fleet.growth or Growth.LOGISTIC)
    ceiling = _ceiling(scenario)
    if ceiling is None:
        raise ConfigError(_no_ceiling(scenario))
    try:
        return fit_growth(counts, kind, ceiling)
    except ValueError as error:
        raise ConfigError(
            _(
                "fleet.growth = {value!r}: cannot be fitted to {of_what}: {error}; give more dated rows, another curve or fleet.ceiling",
                value=kind.value,
                of_what=of_what,
                error=error,
            )
        ) from None


def _no_ceiling(scenario: Scenario) -> str:
    return _(
        "fleet.ceiling: nothing is known of how many vehicles {name} has in all; give the number that can ever be electric",
        name=scenario.city.name,
    )


def _steps(scenario: Scenario, name: str) -> tuple[Step, ...]:
    mine = [one for one in scenario.fleet.steps if one.vehicle_class in (None, name)]
    return tuple(
        Step(years_of(one.date), one.vehicles, one.factor, None if one.since is None else years_of(one.since))
        for one in sorted(mine, key=lambda one: one.date)
    )


def years_of(day: date) -> float:
    """Date in years with decimals."""
    return day.year + (day.timetuple().tm_yday - 1) / 365.25
