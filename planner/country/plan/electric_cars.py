"""Of which day the share of electric cars is that trips are asked with: facts have dates, and a plan is of a later year."""

from collections.abc import Mapping

from planner.country.names.countries import country_words
from planner.support.speech import _, listed

YEAR = slice(0, 4)
"""Of a date such as ``2026-01-01``."""


def cars_of(dates: Mapping[str, str], year: int) -> str:
    """Of which day the share is, and that it is not that of the plan's year; empty where the configuration gives it."""
    if not dates:
        return ""
    told = [_("{country}: {date}", country=country_words(one), date=date) for one, date in dates.items()]
    if not is_older(dates, year):
        return _("The share of electric cars among all is that of the facts ({dates}).", dates=listed(told))
    return _(
        "The share of electric cars among all is that of the facts ({dates}), not of {year}: with more of them there are as many more trips.",
        dates=listed(told),
        year=str(year),
    )


def is_older(dates: Mapping[str, str], year: int) -> bool:
    """Whether a share is of a year before the plan's."""
    return any(int(date[YEAR]) < year for date in dates.values())
