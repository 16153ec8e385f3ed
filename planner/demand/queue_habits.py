"""How sessions hold their guns: mean power of fast ones and stays at slow posts, metered where there are enough sessions, else assumed."""

import numpy as np

from geodata.connectors import Current, Need
from geodata.report import Assumption
from planner.config.scenario import Scenario
from planner.demand.estimate import Estimate
from planner.demand.names import vehicle_words
from planner.demand.occasions import NEEDS, OCCASIONS
from planner.demand.spans import CENTRAL, Floats
from planner.demand.stays import stays_of
from planner.support.speech import _, joined


def session_dc_kw(estimate: Estimate, scenario: Scenario) -> Floats:
    """Mean power of a fast session at 20 degrees, at a gun that gives as much, by vehicle class; (classes,).

    A metered mean scales those of all classes whose session the configuration does not state; none takes more than it can.
    """
    figures = estimate.inputs.figures
    most = np.array([one.max_dc_kw for one in figures])
    assumed = np.minimum([one.session_dc_kw for one in figures], most)
    kw = metered(estimate, Current.DC, "session_kw")
    stated = np.array(["session_dc_kw" in scenario.demand.classes.get(one.name, {}) for one in figures], dtype=bool)
    weight = _energy(estimate, Need.FAST).sum(axis=1) * ~stated
    if kw is None or weight @ assumed <= 0:
        return np.asarray(assumed)
    return np.asarray(np.where(stated, assumed, np.minimum(assumed * kw * weight.sum() / (weight @ assumed), most)))


def stay_hours(estimate: Estimate, scenario: Scenario) -> tuple[float, ...]:
    """Mean hours that a car at a slow post stays plugged in, by occasion; (occasions,).

    A metered mean scales the stays of all occasions that the configuration does not state, by the slow energy on each.
    """
    assumed = stays_of(scenario).central
    plugged_h = metered(estimate, Current.AC, "plugged_h")
    stated = np.array([one.value in scenario.demand.stay_h for one in OCCASIONS], dtype=bool)
    weight = _energy(estimate, Need.SLOW).sum(axis=0) * ~stated
    if plugged_h is None or weight @ assumed <= 0:
        return tuple(assumed.tolist())
    return tuple(np.where(stated, assumed, assumed * plugged_h * weight.sum() / (weight @ assumed)).tolist())


def charging_hours(estimate: Estimate, scenario: Scenario) -> float:
    """Mean hours for which a car charges at a slow post, however long it stays plugged in; 0 where nobody charges slowly.

    As metered where there are enough sessions, else of a post that gives all that the car takes.
    """
    metered_kwh, metered_kw = (metered(estimate, Current.AC, name) for name in ("session_kwh", "session_kw"))
    if metered_kwh is not None and metered_kw is not None:
        return metered_kwh / metered_kw
    kwh = estimate.session_kwh(Current.AC, scenario)
    most_kw = np.array([one.max_ac_kw for one in estimate.inputs.figures])
    energy = _energy(estimate, Need.SLOW).sum(axis=1) * (most_kw > 0)
    if energy.sum() <= 0:
        return 0.0
    return float((energy / np.where(most_kw > 0, most_kw, 1.0)).sum() / (energy / kwh).sum())


def queue_assumptions(estimate: Estimate, scenario: Scenario) -> list[Assumption]:
    """Power of fast sessions and stays at slow posts, in words, with where they come from."""
    figures, kw = estimate.inputs.figures, session_dc_kw(estimate, scenario)
    power = joined(
        ", ",
        [
            _("{vehicles} {kw:.0f} kW", vehicles=vehicle_words(one.name) or one.name, kw=x)
            for one, x in zip(figures, kw, strict=True)
            if x > 0
        ],
    )
    stays = joined(
        ", ",
        [
            _("{occasion} {hours:.1f} h", occasion=one.label, hours=hours)
            for one, hours in zip(OCCASIONS, stay_hours(estimate, scenario), strict=True)
        ],
    )
    charging = charging_hours(estimate, scenario)
    if charging > 0:
        stays = _("{stays}; of these it charges for {hours:.1f} h on the mean", stays=stays, hours=charging)
    each = ("vehicle classes", "occasions")
    rows = (
        (
            _("mean power of a fast session in mild weather"),
            power,
            Current.DC,
            "session_kw",
            "session_power.csv",
            each[0],
        ),
        (
            _("mean hours that a car stays plugged in at a slow post, charging or not"),
            stays,
            Current.AC,
            "plugged_h",
            "parking_stays.csv",
            each[1],
        ),
    )
    out = []
    for what, value, current, name, file, parts in rows:
        mean = metered(estimate, current, name)
        if mean is None:
            out.append(Assumption(what, value, _("configs/facts/{file}", file=file), "medium"))
        else:
            assert estimate.calibration is not None
            found = estimate.calibration
            unit = "kW" if name == "session_kw" else "h"
            source = found.source(found.measured.of(current).sessions)
            scaled = _(
                "{mean:.1f} {unit} is metered on the mean of all; {parts} were not told apart, what is assumed of each is scaled to it: {value}",
                mean=mean,
                unit=unit,
                parts=parts,
                value=value,
            )
            out.append(
                Assumption(
                    _("{what}, mean metered", what=what),
                    scaled,
                    _("{source}; configs/facts/{file}", source=source, file=file),
                    "medium",
                )
            )
    return out


def metered(estimate: Estimate, current: Current, name: str) -> float | None:
    """Mean of `CurrentFigures` that sessions of a current gave, by its field; None where there are none or too few."""
    if estimate.calibration is None:
        return None
    found = getattr(estimate.calibration.measured.of(current), name)
    return None if found is None else float(found)


def _energy(estimate: Estimate, need: Need) -> Floats:
    """Central kWh a day of a need; (classes, occasions)."""
    return np.asarray(estimate.city_kwh(CENTRAL)[:, :, :, NEEDS.index(need), :].sum(axis=(1, 2)))
