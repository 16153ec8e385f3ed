"""Mean temperatures of the twelve months, from the scenario or assumed from what the facts know of the city."""

from dataclasses import dataclass

import numpy as np

from planner.catalogue.city_names import facts_name
from planner.catalogue.facts import city_fact, fact_rows
from planner.config.scenario import Scenario
from planner.support.speech import _, term

DAYS = (31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31)
"""Of each month, in a year of 365."""
NAMES = (
    term("Jan"),
    term("Feb"),
    term("Mar"),
    term("Apr"),
    term("May"),
    term("Jun"),
    term("Jul"),
    term("Aug"),
    term("Sep"),
    term("Oct"),
    term("Nov"),
    term("Dec"),
)
HOW_TO = term(
    "give the mean temperature of each month, fleet.month_temperatures_c = [12 numbers, January first], or tariff.mean_temperature_c"
)
"""What to do where nothing is known of the months."""


@dataclass(frozen=True)
class Months:
    """Mean temperature of each month, January first, with its source.

    Parameters
    ----------
    temperatures_c : tuple of float
        Twelve.
    value, source, confidence : str
        As an `Assumption` has them.
    """

    temperatures_c: tuple[float, ...]
    value: str
    source: str
    confidence: str

    @classmethod
    def even(cls, mean_c: float, source: str) -> "Months":
        """The same mean in every month, for want of anything better."""
        return cls((mean_c,) * 12, _("{mean_c:g} C in every month", mean_c=mean_c), source, "low")


def months_of(scenario: Scenario) -> Months | None:
    """Months of the scenario, else its mean of the year in each, else a sinusoid through the means of January and July.

    The sinusoid has its least value in January and its most in July; both means are recalled or assumed. None where the city is not
    in the facts: then nothing may be said of a year (`HOW_TO`).
    """
    given, mean = scenario.fleet.month_temperatures_c, scenario.tariff.mean_temperature_c
    if given is not None:
        return Months(
            given, _("{low:g} to {high:g} C", low=min(given), high=max(given)), "fleet.month_temperatures_c", "medium"
        )
    if mean is not None:
        return Months.even(mean, "tariff.mean_temperature_c")
    fact, name = city_fact(scenario.city.name), facts_name(scenario.city.name)
    july = next((row for row in fact_rows("city_months") if row["city"].casefold() == name), None)
    if fact is None or july is None or not fact["jan_mean_c"]:
        return None
    cold, warm = float(fact["jan_mean_c"]), float(july["jul_mean_c"])
    at = (cold + warm) / 2 - (warm - cold) / 2 * np.cos(2 * np.pi * np.arange(12) / 12)
    value = _("a sinusoid from {cold:g} C in January to {warm:g} C in July", cold=cold, warm=warm)
    return Months(tuple(at.tolist()), value, f"configs/facts/city_months.csv: {july['source']}", july["confidence"])
