"""Inputs of the public charging energy of one vehicle, by class: read from the facts, overridden by the scenario."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Any

import numpy as np

from geodata.connectors import Need
from geodata.fleet import VEHICLE_CLASSES
from planner.catalogue.facts import parameter_figure, winter_factor
from planner.catalogue.vehicle_classes import VehicleClass, shares_of, vehicle_class
from planner.config.scenario import Scenario
from planner.demand.occasions import NEEDS, OCCASIONS, Occasion, occasion_shares
from planner.demand.public_shares import CASES, PublicShares, public_shares, shares_assumed
from planner.demand.spans import Assumed, Draw, Floats, Span
from planner.errors import ConfigError
from planner.support.speech import _

OVERRIDES = {
    "daily_km",
    "kwh_per_100km",
    "share_public_ac",
    "share_public_dc",
    "share_work",
    "max_ac_kw",
    "max_dc_kw",
    "session_dc_kw",
    "session_dc_kwh",
    "session_ac_kwh",
}
TAXIS = ("taxi", "taxi_part_time")
BUS = "bus"
PUBLIC = ("share_public_ac", "share_public_dc", "share_work")
LEVEL = Span.fixed(1.0)
LEAST_SAMPLES = 20
"""Least number of samples: a tenth of fewer is less than two, too few for a percentile."""


@dataclass(frozen=True)
class Inputs:
    """Figures of the vehicle classes of a fleet.

    Parameters
    ----------
    figures : tuple of VehicleClass
        Central figures with overrides; their order is that of every array below.
    km, kwh_per_km, winter : Span
        (classes,): kilometres on an operating day; battery energy at 20 degrees; multiplier on the design day.
    public : PublicShares
        Share of the energy that is charged in public, fast, slowly, and at work where work places are public.
    occasions : Span
        (classes, needs, occasions).
    efficiency : Span
        (needs,): energy in the battery for each kWh at the plug.
    assumed : tuple of Assumed
        What draws may move.
    occasion_factors : (classes, needs, occasions), optional
        Of the shares of the occasions, by metered sessions.
    hills : Span
        (classes,), or one figure for all: energy on the city's hills over that on level ground, at 20 degrees.
    """

    figures: tuple[VehicleClass, ...]
    km: Span
    kwh_per_km: Span
    winter: Span
    public: PublicShares
    occasions: Span
    efficiency: Span
    assumed: tuple[Assumed, ...]
    occasion_factors: Floats | None = None
    hills: Span = LEVEL

    @property
    def classes(self) -> tuple[str, ...]:
        """Names of the vehicle classes."""
        return tuple(one.name for one in self.figures)

    def kwh_per_vehicle(self, draw: Draw) -> Floats:
        """Battery energy of one vehicle on the design day; (classes,)."""
        km = np.array(
            [self.km.at(draw.get("km_taxi" if name in TAXIS else "km", 0.0))[c] for c, name in enumerate(self.classes)]
        )
        kwh_per_km, winter = self.kwh_per_km.at(draw.get("kwh_per_km", 0.0)), self.winter.at(draw.get("winter", 0.0))
        hills = self.hills.at(draw.get("hills", 0.0)) - 1.0  # gravity takes the same in winter
        return np.asarray(km * kwh_per_km * (winter + hills))

    def shares(self, draw: Draw) -> Floats:
        """KWh at public plugs for each kWh in the battery, by need and occasion; (classes, needs, occasions)."""
        moved = [draw.get(f"occasion:{one}", 0.0) for one in OCCASIONS]
        split = np.stack([self.occasions.at(z)[:, :, o] for o, z in enumerate(moved)], axis=2)
        total = split.sum(axis=2, keepdims=True)
        split = np.divide(split, total, out=np.zeros_like(split), where=total > 0)
        public, work = self.public.at(draw)
        out = split * public[:, :, None]
        out[:, NEEDS.index(Need.SLOW), OCCASIONS.index(Occasion.WORK)] += work
        if self.occasion_factors is not None:
            out = reweighted(out, self.occasion_factors)
        return np.asarray(out / self.efficiency.at(draw.get("charging_loss", 0.0))[None, :, None])


def reweighted(shares: Floats, factors: Floats) -> Floats:
    """Shares of (classes, needs, occasions) times the factors, scaled to the old sum of each class and need."""
    moved = shares * factors
    old, new = shares.sum(axis=2, keepdims=True), moved.sum(axis=2, keepdims=True)
    return np.asarray(moved * np.divide(old, new, out=np.ones_like(old), where=new > 0))


def inputs_of(classes: Sequence[str], scenario: Scenario) -> Inputs:
    """Gather the figures of these vehicle classes; `demand.case` says which column of the facts is the central value.

    Raises
    ------
    ConfigError
        An override names an unknown class or figure, or shares sum to more than one.
    """
    check_overrides(scenario)
    read = {"low": "low", "central": scenario.demand.case, "high": "high"}
    cases = {case: [figures_of(name, column, scenario) for name in classes] for case, column in read.items()}
    central = tuple(cases["central"])
    dc_less = np.array([one.max_dc_kw <= 0 for one in central], dtype=bool)
    public = public_shares(cases, scenario)
    return Inputs(
        figures=central,
        km=_span(cases, "daily_km"),
        kwh_per_km=_scaled(_span(cases, "kwh_per_100km"), 0.01),
        winter=_winter(central, scenario),
        public=public,
        occasions=_occasions(classes, dc_less),
        efficiency=_efficiency(),
        assumed=(*_assumed(scenario), *shares_assumed(classes, public.moved_by)),
    )


def check_overrides(scenario: Scenario) -> None:
    """Refuse overrides of a vehicle class or figure that does not exist, shares that sum to more than one, and too few samples."""
    if 0 < scenario.demand.samples < LEAST_SAMPLES:
        raise ConfigError(
            _(
                "demand.samples = {samples}: percentiles need at least {least_samples}; give 0 for none",
                samples=scenario.demand.samples,
                least_samples=LEAST_SAMPLES,
            )
        )
    for name in scenario.demand.classes:
        if name not in VEHICLE_CLASSES or name == "private":
            known = ", ".join(one for one in VEHICLE_CLASSES if one != "private")
            raise ConfigError(
                _("demand.classes: unknown vehicle class {name!r}; known are {known}", name=name, known=known)
            )
        for case in CASES:
            figures_of(name, case, scenario)


def figures_of(name: str, case: str, scenario: Scenario) -> VehicleClass:
    """Figures of a class in one case, with the overrides of the scenario.

    Buses whose timetable is known charge in their depots, unless the scenario states their public shares.
    """
    changes = scenario.demand.classes.get(name, {})
    if name == BUS and scenario.buses.gtfs is not None and not set(changes) & set(PUBLIC):
        changes = changes | dict.fromkeys(PUBLIC, 0.0)
    unknown = sorted(set(changes) - OVERRIDES)
    if unknown:
        raise ConfigError(
            _(
                "demand.classes.{name}: unknown key {unknown!r}; known are {overrides}",
                name=name,
                unknown=unknown[0],
                overrides=", ".join(sorted(OVERRIDES)),
            )
        )
    own: dict[str, Any] = {key: value for key, value in changes.items() if key != "session_ac_kwh"}
    figures = vehicle_class(name, case)
    if any(key.startswith("share_") for key in own):  # known shares leave no room for the band of the facts
        shares: dict[str, Any] = shares_of(vehicle_class(name))
        figures = replace(figures, banded="", **shares)
    changed = replace(figures, **own)
    total = changed.share_public_ac + changed.share_public_dc + changed.share_work
    if total > 1 + 1e-9:
        raise ConfigError(
            _(
                "demand.classes.{name}: share_public_ac + share_public_dc + share_work is {total:g}; it must not exceed 1",
                name=name,
                total=total,
            )
        )
    return changed


def _span(cases: dict[str, list[VehicleClass]], key: str) -> Span:
    return Span.of(*([getattr(one, key) for one in cases[case]] for case in CASES))


def _scaled(span: Span, factor: float) -> Span:
    return Span(span.low * factor, span.central * factor, span.high * factor)


def _winter(figures: Sequence[VehicleClass], scenario: Scenario) -> Span:
    known = scenario.demand.winter_factor
    if known is not None:
        return Span.fixed([known] * len(figures))
    t = scenario.fleet.temperature_c
    bus = winter_factor(t, "bus_electric_heat")
    cars = [winter_factor(t, f"car_{case}") for case in ("low", scenario.demand.case, "high")]
    return Span.of(*([bus if one.name == "bus" else car for one in figures] for car in cars))


def _occasions(classes: Sequence[str], dc_less: Any) -> Span:
    spans = [occasion_shares(name) for name in classes]
    shape = (len(classes), len(NEEDS), len(OCCASIONS))
    out = Span(*(np.array([getattr(one, case) for one in spans]).reshape(shape) for case in CASES))
    slow = NEEDS.index(Need.SLOW)
    for name, central, without in zip(classes, out.central, dc_less, strict=True):
        if (central[slow].sum() <= 0) or (not without and central.sum(axis=1).min() <= 0):
            raise ConfigError(
                _("charging_occasions.csv: class {name!r} has no shares for one of its needs; add its rows", name=name)
            )
    return out


def _efficiency() -> Span:
    fast, slow = parameter_figure("charging_efficiency_dc"), parameter_figure("charging_efficiency_ac")
    return Span.of(*([getattr(one, case) for one in (fast, slow)] for case in CASES))


def _assumed(scenario: Scenario) -> tuple[Assumed, ...]:
    """Assumptions about vehicles that draws move."""
    facts = _("configs/facts/vehicle_classes.csv, low to high")
    found = [
        Assumed("km", _("kilometres a day of cars, vans and buses"), "low", "central", "high", facts),
        Assumed("km_taxi", _("kilometres a day of taxis"), "low", "central", "high", facts),
        Assumed("kwh_per_km", _("energy per kilometre at 20 C"), "low", "central", "high", facts),
        Assumed.from_text(
            "charging_loss",
            _("energy in the battery for each kWh at the plug, fast / slow"),
            [" / ".join(f"{one:.0%}" for one in getattr(_efficiency(), case)) for case in CASES],
            parameter_figure("charging_efficiency_dc").source,
        ),
        *(
            Assumed(
                f"occasion:{one}",
                _("public charging {occasion}", occasion=one.label),
                "-40%",
                "charging_occasions.csv",
                "+40%",
                _("assumption"),
            )
            for one in OCCASIONS
            if one is not Occasion.WORK
        ),
    ]
    if scenario.demand.winter_factor is None:
        t = scenario.fleet.temperature_c
        cars = [f"x {winter_factor(t, f'car_{case}'):.2f}" for case in ("low", scenario.demand.case, "high")]
        what = _("energy of a car at {t:g} C against 20 C", t=t)
        found.append(Assumed.from_text("winter", what, cars, "configs/facts/winter_penalty.csv"))
    return tuple(found)
