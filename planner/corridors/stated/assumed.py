"""What a question of roads rests on that nobody measured: electric cars and their plugs, battery and range, prices, sessions and waits."""

from collections.abc import Mapping, Sequence

from geodata.report import Assumption
from planner.catalogue.costs import Steps
from planner.catalogue.facts import fact_rows, parameter_figure
from planner.catalogue.mixes import Mix
from planner.catalogue.vehicle_classes import vehicle_class
from planner.config.section import Section
from planner.corridors.facts.parameters import told_figure
from planner.corridors.facts.range import Car, car_words
from planner.corridors.facts.seasons import season_words
from planner.corridors.sections.stations import OptionsConfig
from planner.corridors.sections.trips import TripsConfig
from planner.corridors.settings import CorridorSettings
from planner.corridors.stated.options import Offers
from planner.support.speech import _, joined, within


def assumed_of_cars(
    settings: CorridorSettings,
    countries: Sequence[str],
    mixes: Mapping[str, Mix],
    cars: Sequence[Car],
    ranges_km: Mapping[tuple[str, str], float],
) -> list[Assumption]:
    """Share of electric cars, their plugs, how far each class comes, and how they are driven.

    Parameters
    ----------
    settings : CorridorSettings
    countries : sequence of str
        Of the towns of the trips.
    mixes : mapping
        Of the cars, by country; none where a table names the plug of each trip.
    cars : sequence of Car
    ranges_km : mapping
        By (class, season), as `planner.corridors.stated.trips.StatedTrips` has them.
    """
    config = settings.trips
    out = [] if config.electric else [_electric(settings, country) for country in countries]
    out += [_plugs(mix, config, cars, country) for country, mix in mixes.items()]
    for car in cars:
        out += [_battery(settings, car), _range(car, ranges_km)]
    return [*out, *_driving(settings)]


def assumed_of_stations(settings: CorridorSettings, offers: Offers) -> list[Assumption]:
    """Prices of cabinets, ground works and the grid, the mean session, and how long drivers wait."""
    stations = settings.stations
    out = [
        Assumption(
            _("price of a cabinet with its installation, {kind}", kind=kind.id),
            _("{usd:money}", usd=offers.costs.charger_usd(kind)),
            f"configs/chargers.csv: {kind.source}",
            kind.confidence,
        )
        for kind in offers.cabinets
    ]
    out.append(
        Assumption(
            _("ground works of a station"),
            _("{usd:money}", usd=stations.site_cost_usd),
            "corridors.stations.site_cost_usd",
            _sure(stations, "site_cost_usd"),
        )
    )
    out += [_grid_steps(stations, offers.steps), *_cable(stations, offers.steps)]
    session = offers.sessions
    out.append(
        Assumption(
            _("mean session on the way"),
            _(
                "{kwh:number} kWh at {kw:number} kW in the coldest month, {minutes:number} minutes at the gun beside it; {peak:percent1} of the sessions of a day in its busiest hour",
                kwh=session.kwh,
                kw=session.kw,
                minutes=stations.plug_in_min,
                peak=session.peak_hour_share,
            ),
            "corridors.stations; configs/facts/session_power.csv; configs/facts/arrival_profiles.csv",
        )
    )
    out.append(
        Assumption(
            _("waiting time at a station"),
            _(
                "{share:percent} of the drivers at most wait longer than {minutes:number} minutes",
                share=stations.wait_probability,
                minutes=stations.max_wait_min,
            ),
            "corridors.stations.max_wait_min",
            _sure(stations, "max_wait_min"),
        )
    )
    return out


def _sure(section: Section, key: str) -> str:
    """How sure a figure is that the configuration may give."""
    return within("confidence", "given") if key in section.model_fields_set else "low"


def _electric(settings: CorridorSettings, country: str) -> Assumption:
    given, what = settings.trips.ev_share, _("share of electric cars, {country}", country=country)
    share = given.get(country) if isinstance(given, dict) else given
    if share is None:
        return told_figure(f"ev_share_{country}", settings.trips.case, what)
    return Assumption(
        what, _("{share:percent1}", share=share), "corridors.trips.ev_share", within("confidence", "given")
    )


def _plugs(mix: Mix, config: TripsConfig, cars: Sequence[Car], country: str) -> Assumption:
    what = _("plugs of the cars, {country}", country=country)
    told = mix.in_words([one.name for one in cars], config.year)
    return Assumption(what, told, mix.source or "corridors.trips.mix", mix.confidence or within("confidence", "given"))


def _battery(settings: CorridorSettings, car: Car) -> Assumption:
    known = vehicle_class(car.name)
    value = _(
        "{kwh:number} kWh that can be used, {energy:number1} kWh for 100 km at 20 C",
        kwh=car.battery_kwh,
        energy=100.0 * car.kwh_per_km,
    )
    what = _("battery and energy, {name}", name=car_words(car.name))
    driving = settings.driving
    if car.name in driving.battery_kwh and car.name in driving.kwh_per_km:
        return Assumption(what, value, "corridors.driving", within("confidence", "given"))
    return Assumption(what, value, f"configs/facts/vehicle_classes.csv: {known.source}", known.confidence)


def _range(car: Car, ranges_km: Mapping[tuple[str, str], float]) -> Assumption:
    told = [
        _("{season} {km:number} km", km=km, season=season_words(season))
        for (name, season), km in ranges_km.items()
        if name == car.name
    ]
    what = _("range on a battery filled at a stop, {name}", name=car_words(car.name))
    return Assumption(what, joined(", ", told), _("reckoned from the battery, the energy, the cold and the speed"))


def _driving(settings: CorridorSettings) -> list[Assumption]:
    driving, config = settings.driving, settings.trips
    words = {
        "soc_start": _("state of charge at the beginning of a trip"),
        "soc_least": _("least state of charge"),
        "soc_stop": _("state of charge after a stop"),
        "detour": _("longest way that a driver accepts"),
    }
    out = [told_figure(key, driving.case, what) for key, what in words.items() if getattr(driving, key) is None]
    out.append(told_figure("air_share", driving.case, _("part of the energy that overcomes the air")))
    if all(season.trips is None for season in config.seasons):
        out.append(told_figure("winter_trips", config.case, _("trips on a day of winter against one of summer")))
    speed = _("{kmh:g} km/h where the class of a road is not known", kmh=settings.roads.speed_kmh)
    out.append(
        Assumption(_("speed between towns"), speed, "corridors.roads.speed_kmh", _sure(settings.roads, "speed_kmh"))
    )
    return out


def _grid_steps(config: OptionsConfig, steps: Steps) -> Assumption:
    told = [_("{usd:money} up to {kw:number} kW", usd=usd, kw=kw) for kw, usd in zip(steps.kw, steps.usd, strict=True)]
    what = _("connection of a station to the grid")
    if config.grid.step_usd is not None:
        return Assumption(what, joined(", ", told), "corridors.stations.grid.step_usd", within("confidence", "given"))
    row = fact_rows("grid_connection_steps")[0]
    return Assumption(
        what, joined(", ", told), f"configs/facts/grid_connection_steps.csv: {row['source']}", row["confidence"]
    )


def _cable(config: OptionsConfig, steps: Steps) -> list[Assumption]:
    """Its price, and its length where the grid is not known."""
    known, what = parameter_figure("grid_cable_capex"), _("1 km of cable to the grid")
    price = _("{usd:money}", usd=1000.0 * steps.cable_usd_per_m)
    out = [
        Assumption(what, price, f"configs/facts/planning_parameters.csv: {known.source}", known.confidence)
        if config.grid.cable_usd_per_m is None
        else Assumption(what, price, "corridors.stations.grid.cable_usd_per_m", within("confidence", "given"))
    ]
    length = _("cable of a station between towns")
    if config.grid.substations is None:
        out.append(
            told_figure("cable_km", "central", length)
            if config.cable_km is None
            else Assumption(
                length,
                _("{km:number1} km", km=config.cable_km),
                "corridors.stations.cable_km",
                within("confidence", "given"),
            )
        )
    return out
