"""The demand a plan is made for: the central estimate of the planning year, in the classes that the siting model knows."""

from collections.abc import Sequence

import numpy as np
import pandas as pd

from geodata.city import City
from geodata.connectors import Current, Need, PortFamily
from geodata.report import Assumption, Problem
from planner.catalogue.facts import winter_factor, winter_range
from planner.catalogue.mix_rows import never_used
from planner.catalogue.mixes import is_table, mix_of
from planner.catalogue.vehicle_classes import VehicleClass
from planner.config.scenario import Scenario
from planner.demand.buses import buses_apart
from planner.demand.estimate import Estimate, estimate_of
from planner.demand.hills import hill_assumptions
from planner.demand.hours import arrivals_of_class
from planner.demand.names import vehicle_words
from planner.demand.occasions import NEEDS, OCCASIONS
from planner.demand.profiles import with_peak
from planner.demand.queue_habits import queue_assumptions, session_dc_kw, stay_hours
from planner.demand.spans import CENTRAL, Floats
from planner.demand.surface import Adapter, DemandClass, DemandSurface
from planner.support.speech import _, joined


def demand_of(city: City, scenario: Scenario) -> DemandSurface:
    """Public demand of the design day by zone and class.

    Raises
    ------
    ConfigError
        As `planner.demand.estimate.estimate_of`.
    """
    return surface_of(estimate_of(city, scenario), scenario)


def surface_of(estimate: Estimate, scenario: Scenario) -> DemandSurface:
    """Central figures of an estimate; zones sum to the fleet's energy exactly."""
    kwh = estimate.zone_kwh(CENTRAL)
    energy = estimate.city_kwh(CENTRAL).sum(axis=1)
    families = estimate.fleet.families
    used = [(f, n) for f in range(len(families)) for n in range(len(NEEDS)) if kwh[:, f, n].sum() > 0]
    used.sort(key=lambda one: (families[one[0]].value, NEEDS[one[1]].value))
    by_occasion = np.stack([kwh[:, f, n, :] for f, n in used], axis=1)
    by_hour = np.stack([arrivals_of_class(energy[:, f, n, :], estimate, families[f], NEEDS[n]) for f, n in used])
    classes = [
        _class((families[f], NEEDS[n]), estimate, energy[:, f, n, :].sum(axis=1), hours, scenario)
        for (f, n), hours in zip(used, by_hour, strict=True)
    ]
    return DemandSurface(
        zone_id=estimate.zone_id,
        district=estimate.district,
        classes=tuple(classes),
        kwh_per_day=by_occasion.sum(axis=2),
        year=estimate.fleet.year,
        plug_in_min=scenario.demand.plug_in_min,
        stay_h=stay_hours(estimate, scenario),
        assumptions=tuple(_assumptions(estimate, scenario)),
        problems=(*estimate.problems, *_beyond_the_curve(scenario), *buses_apart(estimate.fleet, scenario)),
        vehicles=_vehicles(estimate),
        by_occasion=by_occasion,
        hourly_kwh=by_hour.sum(axis=1),
        adapters=tuple(
            Adapter(PortFamily(one.port), PortFamily(one.to), Current(one.current), one.worth, one.share)
            for one in scenario.fleet.adapters
        ),
    )


def _class(
    key: tuple[PortFamily, Need], estimate: Estimate, energy: Floats, hours: Floats, scenario: Scenario
) -> DemandClass:
    """Habits of a demand class, from its energy by vehicle class and by occasion and hour: means weighted by energy."""
    figures = estimate.inputs.figures
    cold = winter_factor(scenario.fleet.temperature_c, "dc_charge_power_factor")
    with_dc = np.array([one.max_dc_kw > 0 for one in figures])
    arrivals, given = hours / hours.sum(), scenario.demand.peak_hour_share
    if given is not None:
        arrivals = with_peak(arrivals, given)
    slow, direct = (estimate.session_kwh(current, scenario) for current in (Current.AC, Current.DC))
    # A pad charges while the taxi stands at its rank, as much as a slow plug does: a whole battery would take three hours.
    fast = slow if key[0] is PortFamily.WIRELESS else direct
    return DemandClass(
        *key,
        session_dc_kwh=_mean(fast, energy * with_dc),
        session_ac_kwh=_mean(slow, energy),
        max_dc_kw=_mean([one.max_dc_kw * cold for one in figures], energy * with_dc),
        max_ac_kw=_mean([one.max_ac_kw for one in figures], energy),
        session_dc_kw=_mean(session_dc_kw(estimate, scenario) * cold, energy * with_dc),
        peak_hour_share=float(arrivals.sum(axis=0).max()) if given is None else given,
        arrivals=tuple(tuple(one) for one in arrivals.tolist()),
    )


def _mean(values: Sequence[float] | Floats, weights: Floats) -> float:
    return float(np.average(values, weights=weights)) if weights.sum() > 0 else 0.0


def _vehicles(estimate: Estimate) -> pd.DataFrame:
    count = estimate.fleet.vehicles(CENTRAL).sum(axis=1)
    at, family = np.nonzero(count > 0)
    return pd.DataFrame(
        {
            "vehicle_class": [estimate.fleet.classes[c] for c in at],
            "family": [estimate.fleet.families[f].value for f in family],
            "vehicles": count[at, family],
        }
    )


def _beyond_the_curve(scenario: Scenario) -> tuple[Problem, ...]:
    coldest, hottest = winter_range()
    t = scenario.fleet.temperature_c
    if coldest <= t <= hottest or scenario.demand.winter_factor is not None:
        return ()
    reason = _(
        "{t:g} C lies beyond the winter curve ({coldest:g} to {hottest:g} C)", t=t, coldest=coldest, hottest=hottest
    )
    return (
        Problem(
            "fleet.temperature_c", reason, _("taken as its nearest end; give demand.winter_factor if you know better")
        ),
    )


def _assumptions(estimate: Estimate, scenario: Scenario) -> list[Assumption]:
    t = scenario.fleet.temperature_c
    cold = winter_factor(t, "dc_charge_power_factor")
    known = scenario.demand.winter_factor
    factor = known or winter_factor(t, f"car_{scenario.demand.case}")
    source = "configuration" if known else _("piecewise fit between observations, configs/facts/winter_penalty.csv")
    losses = estimate.inputs.efficiency.central
    return [
        *estimate.fleet.assumptions,
        *_mix(estimate, scenario),
        *(_habits(one, scenario) for one in estimate.inputs.figures),
        Assumption(
            _("energy of a car at {t:g} C against 20 C", t=t), _("x {factor:.2f}", factor=float(factor)), source
        ),
        *hill_assumptions(estimate.inputs),
        Assumption(
            _("fast charging power at {t:g} C, battery not preheated", t=t),
            _("x {factor:.2f}", factor=float(cold)),
            _("configs/facts/winter_penalty.csv, dc_charge_power_factor"),
        ),
        Assumption(
            _("energy in the battery for each kWh at the plug"),
            _("fast {fast:.0%}, slow {slow:.0%}", fast=losses[0], slow=losses[1]),
            _("configs/facts/planning_parameters.csv, charging_efficiency"),
        ),
        *_sessions(estimate, scenario),
        Assumption(
            _("plug held beyond charging"),
            _("{plug_in_min:g} min", plug_in_min=scenario.demand.plug_in_min),
            "demand.plug_in_min",
        ),
        Assumption(
            _("where in the city each occasion arises"), _places(estimate), "configs/facts/attraction_weights.csv"
        ),
        *(
            Assumption(
                _(
                    "{current} adapters from {label} to {label_2}",
                    current=one.current,
                    label=PortFamily(one.port).label,
                    label_2=PortFamily(one.to).label,
                ),
                _(
                    "{share:.0%} of the drivers have one, a kWh by it is worth {worth:g} of one at a plug of their own",
                    share=one.share,
                    worth=one.worth,
                ),
                "fleet.adapters",
                "low",
            )
            for one in scenario.fleet.adapters
        ),
    ]


def _sessions(estimate: Estimate, scenario: Scenario) -> list[Assumption]:
    """Session energy and hours of the day: assumed, and what sessions measured in their place."""
    assumed = [
        Assumption(
            _("energy of a slow session"),
            _("{session_ac_kwh:g} kWh", session_ac_kwh=scenario.demand.session_ac_kwh),
            "demand.session_ac_kwh",
        ),
        Assumption(_("hours of the day"), _("one profile for each occasion"), "configs/facts/arrival_profiles.csv"),
    ]
    found = estimate.calibration
    replaced = () if found is None else found.replaced
    measured = [
        Assumption(
            _("{what}, metered", what=one.what),
            _("{measured} (assumed: {assumed})", measured=one.measured, assumed=one.assumed),
            found.source(one.sessions),
            found.confidence,
        )
        for one in replaced
        if found is not None
    ]
    gone = {one.what for one in replaced}
    if {f"hours of the day, {need.value} need" for need in NEEDS} <= gone:
        gone.add(_("hours of the day"))
    return [*(one for one in assumed if one.what not in gone), *measured, *queue_assumptions(estimate, scenario)]


def _places(estimate: Estimate) -> str:
    kwh = estimate.city_kwh(CENTRAL).sum(axis=(0, 1, 2, 3))
    shares = [
        _("{occasion} {share:.0%}", occasion=one.label, share=part)
        for one, part in zip(OCCASIONS, kwh / kwh.sum(), strict=True)
        if part > 0
    ]
    values = {"gates": estimate.passing.gates, "counters": estimate.passing.counters}
    traffic = _("traffic from {gates} gates, no counts", gates=values["gates"])
    if estimate.passing.counters:
        traffic = _("traffic from {gates} gates and {counters} counters", **values)
    return joined("; ", [joined(", ", shares), traffic])


def _mix(estimate: Estimate, scenario: Scenario) -> list[Assumption]:
    """Ports of the classes that the table leaves open; nothing where it leaves none."""
    fleet, mix = estimate.fleet, mix_of(scenario)
    left = [name for name, shares in zip(fleet.classes, fleet.ports.central, strict=True) if shares.sum() > 0]
    if not left:
        return []
    name = scenario.mix if isinstance(scenario.mix, str) else _("given in the configuration")
    if scenario.fleet.mix is None:
        name = joined("", [name, _(", filled: the configuration names none")])
    source = mix.source if isinstance(scenario.mix, str) and is_table(scenario.mix) else ""
    source = source or _("no registry by port exists in the region; configs/mixes")
    shares = joined("; ", (mix.in_words(left, fleet.year), *never_used(mix.rows)))
    return [Assumption(_("ports of the vehicles (mix {name})", name=name), shares, source, mix.confidence or "low")]


def _habits(figures: VehicleClass, scenario: Scenario) -> Assumption:
    slow = figures.share_public_ac + (figures.share_work if scenario.demand.work_is_public else 0.0)
    value = _(
        "{daily_km:g} km a day, {kwh_per_100km:g} kWh/100 km at 20 C, in public {share_public_dc:.0%} fast and {slow:.0%} slow",
        daily_km=figures.daily_km,
        kwh_per_100km=figures.kwh_per_100km,
        share_public_dc=figures.share_public_dc,
        slow=slow,
    )
    changed = _(" (with overrides of the configuration)") if figures.name in scenario.demand.classes else ""
    return Assumption(
        _("vehicle class {name}", name=vehicle_words(figures.name) or figures.name),
        value,
        figures.source + changed,
        figures.confidence,
    )
