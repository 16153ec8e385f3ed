"""Norms for public charging that a city is compared with: each with its source, none of them a rule of the model."""

from dataclasses import dataclass

import numpy as np

from planner.catalogue.facts import Figure, parameter_figure
from planner.config.scenario import Scenario
from planner.support.speech import _


@dataclass(frozen=True)
class Norm:
    """A target of another authority, to compare the city's figure with.

    Parameters
    ----------
    measure : str
        Column of `Baseline.families` that it is compared with.
    low, high : float
        What the norm asks for; both the same where it names one figure.
    at_least : bool
        More is better (kW per car); otherwise less is (vehicles per point).
    what, unit, source, confidence : str
    key : str
        Short name for programs: ``afir``, ``china_2027``, ``uz``, ``own``.
    """

    measure: str
    what: str
    low: float
    high: float
    unit: str
    at_least: bool
    source: str
    confidence: str
    key: str = "own"

    def met(self, value: float | None) -> bool | None:
        """Whether a value meets the norm's easier end; None where there is no value."""
        if value is None or not np.isfinite(value):
            return None
        return bool(value >= self.low) if self.at_least else bool(value <= self.high)


def norms_of(scenario: Scenario) -> tuple[Norm, ...]:
    """The norms of the facts that are meant for comparison anywhere or are those of the city's own country, and the scenario's own targets."""
    afir, uz = parameter_figure("afir_kw_per_bev"), parameter_figure("uz_vehicles_per_station")
    china = parameter_figure("china_2027_kw_per_ev")
    found = [
        _norm("kw_per_bev", _("EU minimum (AFIR), 0.8 kW more for each plug-in hybrid"), afir, "afir", at_least=True),
        _norm("kw_per_vehicle", _("China, plan for 2027 (300 GW for 80 million)"), china, "china_2027", at_least=True),
    ]
    if scenario.city.country == "UZ":
        found.append(_norm("vehicles_per_station", _("Uzbek ministry"), uz, "uz", at_least=False))
    own = scenario.inventory
    for key, measure, unit, at_least in (
        (own.target_kw_per_bev, "kw_per_bev", "kW", True),
        (own.target_vehicles_per_point, "vehicles_per_point", "vehicles", False),
    ):
        if key is not None:
            found.append(Norm(measure, _("your target"), key, key, unit, at_least, "[inventory]", "given"))
    return tuple(found)


def _norm(measure: str, what: str, figure: Figure, key: str, *, at_least: bool) -> Norm:
    return Norm(measure, what, figure.low, figure.high, figure.unit, at_least, figure.source, figure.confidence, key)
