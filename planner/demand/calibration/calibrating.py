"""The calibration of an estimate by the sessions of its city."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from geodata.city import City
from geodata.connectors import Connector, Current
from geodata.inventory.supply import supply_of
from planner.config.demand import DemandConfig
from planner.demand.calibration.calibration import NEED_OF, Calibration, Factors, Fit, Replaced
from planner.demand.calibration.metered_places import MeteredPlaces, metered_places, with_currents
from planner.demand.calibration.occasions import occasion_factors
from planner.demand.calibration.places import (
    guns_with,
    held_out,
    lacking_places,
    place_error,
    place_factors,
    served_by,
)
from planner.demand.calibration.session_figures import Lacking, MeasuredSessions, measured_sessions
from planner.demand.occasions import NEEDS
from planner.demand.spans import Floats
from planner.support.speech import _

ZoneKwh = Callable[[Factors], Floats]
"""KWh a day by zone and need, (zones, needs), with these factors."""


@dataclass(frozen=True)
class Model:
    """What the model says without sessions.

    Parameters
    ----------
    classes : sequence of str
    energy : (classes, needs, occasions)
        KWh a day.
    session_kwh : dict of Current to (classes,)
        Assumed energy of a session.
    own : dict of Current to (classes,) bool
        Whose session the configuration states, which no measurement replaces.
    zone_kwh : callable
    """

    classes: Sequence[str]
    energy: Floats
    session_kwh: dict[Current, Floats]
    own: dict[Current, NDArray[np.bool_]]
    zone_kwh: ZoneKwh


def calibrate(city: City, model: Model, asked: DemandConfig) -> Calibration:
    """Calibrate by the sessions of a city; what there are too few of is refused and stays as it was."""
    standing = _standing(city)
    sessions = with_currents(city.sessions, standing)
    measured = measured_sessions(sessions)
    occasions, day_fits = occasion_factors(measured, model.energy, model.classes)
    factors = Factors(occasions=occasions)
    places = metered_places(sessions)
    lacking = (*_nothing(sessions), *measured.lacking, *lacking_places(places))
    found = Calibration(
        measured,
        factors,
        session_factor=_session_factors(measured, model),
        hourly_shares={
            NEED_OF[current]: one.hourly_shares
            for current, one in measured.by_current.items()
            if one.hourly_shares is not None
        },
        refused=lacking,
        fits=day_fits,
        placed_share=float(sessions["x_m"].notna().mean()) if len(sessions) else 1.0,
    )
    if not lacking_places(places):
        found = _with_places(found, sessions, places, standing, city, model)
    return replace(found, replaced=tuple(_replaced(found, model, places, asked)))


def _nothing(sessions: pd.DataFrame) -> tuple[Lacking, ...]:
    return (Lacking(_("sessions that can be used"), 0, 100),) if sessions.empty else ()


def _with_places(
    found: Calibration,
    sessions: pd.DataFrame,
    places: MeteredPlaces,
    standing: pd.DataFrame,
    city: City,
    model: Model,
) -> Calibration:
    zones_xy_m = city.zones[["x_m", "y_m"]].to_numpy(dtype=float)
    served = served_by(places, guns_with(places, standing), zones_xy_m)
    zone_kwh = model.zone_kwh(found.factors)
    expected = served.expected(zone_kwh)
    if expected.sum() <= 0:
        return found
    factor = place_factors(places, expected)
    factors = Factors(served.zone_factors(zone_kwh, factor), found.factors.occasions)
    after = served.expected(model.zone_kwh(factors))
    fit = Fit(
        _("share of the metered energy at another place than the zones say"),
        place_error(places, expected),
        place_error(places, after),
        len(places),
    )
    by_place = dict(zip(zip(places.key.tolist(), places.current.tolist(), strict=True), expected.tolist(), strict=True))
    later = held_out(sessions, by_place)
    return replace(
        found,
        factors=factors,
        fits=(*found.fits, fit, *(() if later is None else (later,))),
        metered_kwh_per_day=float((places.kwh / places.days).sum()),
        predicted_kwh_per_day=float(expected.sum()),
    )


def _standing(city: City) -> pd.DataFrame:
    """Guns of today's supply: ``station_id, current, guns, x_m, y_m``, an EVSE with cables of two standards counted once a current."""
    supply = supply_of(city.stations, city.boundary)
    plugs = supply.connectors.drop_duplicates(["station_id", "evse_id", "connector"])
    named = [Connector.named(str(one)) for one in plugs["connector"]]
    plugs = plugs.assign(current=["" if one is None else one.current.value for one in named])
    evses = plugs.groupby(["station_id", "evse_id", "current"], as_index=False)["count"].max()
    guns = evses.groupby(["station_id", "current"], as_index=False)["count"].sum().rename(columns={"count": "guns"})
    place = supply.table.set_index("station_id").geometry
    at = place.loc[guns["station_id"]]
    found: pd.DataFrame = guns.assign(x_m=at.x.to_numpy(dtype=float), y_m=at.y.to_numpy(dtype=float))
    return found


def _session_factors(measured: MeasuredSessions, model: Model) -> dict[Current, float]:
    """Measured mean against the assumed one, of the classes whose session the configuration leaves open."""
    found = {}
    for current, assumed in model.session_kwh.items():
        kwh = measured.of(current).session_kwh
        mean = _assumed_mean(model, current)
        if kwh is not None and mean > 0 and assumed.sum() > 0:
            found[current] = kwh / mean
    return found


def _assumed_mean(model: Model, current: Current) -> float:
    weight = model.energy[:, NEEDS.index(NEED_OF[current]), :].sum(axis=1) * ~model.own[current]
    return float(np.average(model.session_kwh[current], weights=weight)) if weight.sum() > 0 else 0.0


def _replaced(found: Calibration, model: Model, places: MeteredPlaces, asked: DemandConfig) -> list[Replaced]:
    """In words, each assumed figure that gave way."""
    out = []
    for current, energy, hours in (
        (Current.DC, _("energy of a fast session"), _("hours of the day, fast need")),
        (Current.AC, _("energy of a slow session"), _("hours of the day, slow need")),
    ):
        figures = found.measured.of(current)
        if current in found.session_factor and figures.session_kwh is not None:
            assumed = _("{kwh:.1f} kWh", kwh=_assumed_mean(model, current))
            out.append(
                Replaced(
                    energy,
                    assumed,
                    _("{kwh:.1f} kWh", kwh=figures.session_kwh),
                    figures.sessions,
                )
            )
        day = found.hourly_shares.get(NEED_OF[current])
        if day is not None:
            peak = _("{max:.1%} in the hour from {argmax}", max=day.max(), argmax=int(day.argmax()))
            if asked.peak_hour_share is not None:
                peak = _("{peak}; demand.peak_hour_share stands", peak=peak)
            out.append(
                Replaced(
                    hours,
                    _("profiles of the occasions"),
                    peak,
                    figures.sessions,
                )
            )
    if found.factors.occasions is not None:
        count = sum(found.measured.of(c).sessions for c in Current if NEED_OF[c] in found.hourly_shares)
        out.append(
            Replaced(_("shares of the occasions"), _("facts alone"), _("facts drawn to the measured hours"), count)
        )
    if found.factors.zones is not None:
        moved = _("weights times {min:.2f} to {max:.2f}", min=found.factors.zones.min(), max=found.factors.zones.max())
        out.append(Replaced(_("where in a district demand lies"), _("map alone"), moved, int(places.sessions.sum())))
    return out
