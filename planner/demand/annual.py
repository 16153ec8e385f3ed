"""Demand of a year: that of the design day carried to the mean day of each month, by temperature and days of operation.

A class of vehicles asks on the mean day of a month for its energy of the design day, times the winter factor of the month's mean
temperature over that of the design day, times the share of the year's days on which it drives. That is a mean over days: the winter curve
bends, and single days of a month lie above and below. What hills take is the same in every month.
"""

from dataclasses import dataclass
from typing import Any

import numpy as np

from planner.catalogue.facts import winter_factor
from planner.config.scenario import Scenario
from planner.demand.energy import Energy
from planner.demand.months import DAYS, HOW_TO, Months, months_of
from planner.demand.occasions import NEEDS
from planner.demand.spans import CENTRAL, Floats
from planner.support.speech import _

YEAR_DAYS = float(sum(DAYS))


@dataclass(frozen=True)
class YearOfDemand:
    """Public energy of the mean day of each month, by port family and need.

    Parameters
    ----------
    months : Months
    classes : tuple of str
        ``gbt_fast``, ..., the columns of the arrays.
    design_kwh : (classes,)
        KWh of the design day.
    month_kwh : (12, classes)
        KWh of the mean day of a month.
    """

    months: Months
    classes: tuple[str, ...]
    design_kwh: Floats
    month_kwh: Floats

    @property
    def total_kwh(self) -> float:
        """KWh a year of all classes."""
        return float(np.array(DAYS) @ self.month_kwh.sum(axis=1))

    @property
    def ratio(self) -> Floats:
        """What a mean day of each month asks for, as a share of the design day; (12, classes)."""
        return np.divide(
            self.month_kwh, self.design_kwh, out=np.zeros_like(self.month_kwh), where=self.design_kwh[None, :] > 0
        )

    def design_days(self) -> dict[str, float]:
        """Days of a year that sell as much as the design day does, by class: a month never counts for more than its days."""
        return dict(zip(self.classes, (np.array(DAYS) @ np.minimum(self.ratio, 1.0)).tolist(), strict=True))


def year_of(energy: Energy, scenario: Scenario, months: Months) -> YearOfDemand:
    """Carry the central design day of a fleet to the months of a year.

    Parameters
    ----------
    energy : Energy
    scenario : Scenario
    months : Months

    Notes
    -----
    `demand.winter_factor` stands for the design day where it is given; the months follow the curve of the facts all the same. Buses have
    a curve of their own.
    """
    kwh = energy.kwh(CENTRAL).sum(axis=(1, 4))  # (vehicle classes, families, needs)
    figures, hills = energy.inputs.figures, energy.inputs.hills.central - 1.0
    design = energy.inputs.winter.central + hills
    column = {name: "bus_electric_heat" if name == "bus" else f"car_{scenario.demand.case}" for name in ("bus", "car")}
    factor = np.array(
        [
            [winter_factor(t, column["bus" if one.name == "bus" else "car"]) for one in figures]
            for t in months.temperatures_c
        ]
    )
    driven = np.array([one.operating_days / YEAR_DAYS for one in figures])
    by_month = np.einsum("mv,vfn->mfn", (factor + hills) / design * driven, kwh)
    return YearOfDemand(
        months,
        tuple(f"{family.value}_{need.value}" for family in energy.fleet.families for need in NEEDS),
        kwh.sum(axis=0).reshape(-1),
        by_month.reshape(12, -1),
    )


def annual_figures(energy: Energy, scenario: Scenario) -> dict[str, Any]:
    """Demand of a year as plain JSON: ``kwh_year, month_kwh_per_day, month_temperatures_c, value, source, confidence, note``.

    Where nothing is known of the months all of them are None but the note, which says how to get the figure.
    """
    months = months_of(scenario)
    if months is None:
        keys = ("kwh_year", "month_kwh_per_day", "month_temperatures_c", "value", "source", "confidence")
        return dict.fromkeys(keys) | {"note": no_year(scenario)}
    year = year_of(energy, scenario, months)
    return {
        "kwh_year": year.total_kwh,
        "month_kwh_per_day": year.month_kwh.sum(axis=1).tolist(),
        "month_temperatures_c": list(months.temperatures_c),
        "value": months.value,
        "source": months.source,
        "confidence": months.confidence,
        "note": None,
    }


def no_year(scenario: Scenario) -> str:
    """Say why there is no figure for a year, and how to get one."""
    return _(
        "no figure for a year: nothing is known of the months in {name}; {how_to}",
        name=scenario.city.name,
        how_to=HOW_TO,
    )
