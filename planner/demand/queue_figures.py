"""Assumed figures of the queues, which draws move as they move those of the demand: power of sessions, stays, peak hour, guns that work.

Sites that differ in use as like places do are drawn beside them.
"""

from dataclasses import replace

import numpy as np

from geodata.connectors import Current
from planner.catalogue.facts import parameter_figure
from planner.catalogue.vehicle_classes import session_kw
from planner.config.scenario import Scenario
from planner.demand.estimate import Estimate
from planner.demand.profiles import with_peak
from planner.demand.queue_habits import metered
from planner.demand.spans import Assumed, Draw, Floats, Span
from planner.demand.stays import stays_of
from planner.demand.surface import DemandClass, DemandSurface
from planner.support.speech import _

POWER, STAY, PEAK, WORKS = "session_power", "stay", "peak_share", "availability"
CASES = ("low", "central", "high")
CARS = "private_apartment"
"""Class whose band of session power all classes follow."""


def queue_figures(estimate: Estimate, scenario: Scenario) -> tuple[Assumed, ...]:
    """Figures that a draw may move; what the scenario gives itself, or sessions metered, has no band."""
    peak, stays = parameter_figure("peak_hour_share_band"), stays_of(scenario)
    found, own = list[Assumed](), scenario.demand.classes
    fast = [one.name for one in estimate.inputs.figures if one.max_dc_kw > 0]
    given = all("session_dc_kw" in own.get(name, {}) for name in fast)
    if not given and metered(estimate, Current.DC, "session_kw") is None:
        kw = [_("{kw:g} kW", kw=session_kw(CARS, case)) for case in CASES]
        found.append(
            Assumed.from_text(POWER, _("mean power of a car's fast session in mild weather"), kw, "session_power.csv")
        )
    if (stays.low < stays.high).any() and metered(estimate, Current.AC, "plugged_h") is None:
        words = [_("{hours:g} h near home", hours=float(getattr(stays, case)[0])) for case in CASES]
        found.append(
            Assumed.from_text(STAY, _("hours plugged in at a slow post, charging or not"), words, "parking_stays.csv")
        )
    if scenario.demand.peak_hour_share is None and not _hours_are_metered(estimate):
        words = [f"x {float(getattr(peak, case)):g}" for case in CASES]
        found.append(Assumed.from_text(PEAK, _("share of the day in its peak hour"), words, peak.source))
    if scenario.plan.availability is None:
        works = parameter_figure("availability_operational")
        words = [
            _("{share:.1%}", share=float(works.low)),
            _("{central:.0%} of guns that stand, new ones as catalogued", central=works.central),
            _("{share:.0%}", share=float(works.high)),
        ]
        found.append(Assumed.from_text(WORKS, _("share of the time that a gun works"), words, works.source))
    return tuple(found)


def _hours_are_metered(estimate: Estimate) -> bool:
    """Whether sessions of both currents told the hours of the day."""
    measured = None if estimate.calibration is None else estimate.calibration.measured
    return measured is not None and all(measured.of(one).hourly_shares is not None for one in (Current.AC, Current.DC))


def power_factor(draw: Draw) -> float:
    """Mean power of fast sessions in a draw, over the central one."""
    kw = Span.of(*(session_kw(CARS, case) for case in CASES))
    return float(kw.at(draw.get(POWER, 0.0)) / kw.central)


def stay_factor(draw: Draw, scenario: Scenario) -> float:
    """Stays at slow posts in a draw, over the central ones."""
    stays = stays_of(scenario)
    return float(stays.at(draw.get(STAY, 0.0)).sum() / stays.central.sum())


def peak_factor(draw: Draw) -> float:
    """Share of the peak hour in a draw, over the central one."""
    figure = parameter_figure("peak_hour_share_band")
    return float(Span.of(figure.low, figure.central, figure.high).at(draw.get(PEAK, 0.0)))


def works_share(draw: Draw, availability: float) -> float:
    """Share of the time that a gun works in a draw, `availability` in the middle: the ends of the band are the same for all guns."""
    figure = parameter_figure("availability_operational")
    band = Span.of(min(figure.low, availability), availability, max(figure.high, availability))
    return float(band.at(draw.get(WORKS, 0.0)))


def demand_at(demand: DemandSurface, draw: Draw, scenario: Scenario) -> DemandSurface:
    """Demand whose cars come at the hours and stay for the times of a draw; energy, sessions and power are as they were."""
    stay, peak = stay_factor(draw, scenario), peak_factor(draw)
    return replace(
        demand,
        classes=tuple(_at_peak(one, min(1.0, one.peak_hour_share * peak)) for one in demand.classes),
        stay_h=tuple(one * stay for one in demand.stay_h),
    )


def _at_peak(kind: DemandClass, share: float) -> DemandClass:
    arrivals = with_peak(np.array(kind.arrivals), share)
    return replace(kind, peak_hour_share=share, arrivals=tuple(tuple(one) for one in arrivals.tolist()))


def place_factors(sites: int, spread: float, rng: np.random.Generator) -> Floats:
    """How much busier each site is than the plan's figures say of it: lognormal, 1 on the mean; (sites,).

    Like places differ: with a standard deviation of the logarithm of 0.75 the best tenth begins at 7 times the worst (evidence of
    three cities, `place_spread` of configs/facts/planning_parameters.csv).
    """
    return rng.lognormal(-(spread**2) / 2, spread, sites)
