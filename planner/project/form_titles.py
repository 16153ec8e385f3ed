"""What groups and fields of the form of a scenario are called; fields that only the experienced fill in go by their key."""

from collections.abc import Callable, Mapping

from planner.support.speech import _

GROUPS: Mapping[str, Callable[[], str]] = {
    "": lambda: _("Title"),
    "city": lambda: _("City"),
    "stations": lambda: _("Existing stations"),
    "sessions": lambda: _("Metered sessions"),
    "inventory": lambda: _("List of stations"),
    "fleet": lambda: _("Vehicles"),
    "demand": lambda: _("Demand"),
    "sites": lambda: _("Sites"),
    "grid": lambda: _("Grid"),
    "gates": lambda: _("Land, connection and access"),
    "upgrades": lambda: _("Upgrades of stations"),
    "traffic": lambda: _("Traffic"),
    "buses": lambda: _("Buses"),
    "plan": lambda: _("Plan"),
    "simulation": lambda: _("Simulation"),
    "coming": lambda: _("Coming chargers"),
    "tariff": lambda: _("Tariff"),
    "compare": lambda: _("Comparison"),
    "output": lambda: _("Results"),
}

FIELDS: Mapping[str, Callable[[], str]] = {
    "name": lambda: _("Title of the plan"),
    "city.name": lambda: _("Name of the city"),
    "city.country": lambda: _("Country (two letters)"),
    "city.roads": lambda: _("Map extract"),
    "city.place": lambda: _("Place name in OpenStreetMap"),
    "city.boundary": lambda: _("City limits"),
    "city.population": lambda: _("Where people live"),
    "city.population_total": lambda: _("People in the city"),
    "city.districts": lambda: _("Districts (areas)"),
    "city.district_table": lambda: _("Population of districts (table)"),
    "city.elevation": lambda: _("Heights"),
    "stations.path": lambda: _("File of stations"),
    "stations.format": lambda: _("Format"),
    "stations.columns": lambda: _("Your column names"),
    "stations.online": lambda: _("From a service"),
    "stations.url": lambda: _("Address of the service"),
    "sessions.path": lambda: _("File of sessions"),
    "sessions.format": lambda: _("Format"),
    "fleet.path": lambda: _("Table of electric vehicles"),
    "fleet.year": lambda: _("Planning year"),
    "fleet.mix": lambda: _("Mix of charging ports"),
    "fleet.temperature_c": lambda: _("Temperature of the design day"),
    "demand.apartment_share": lambda: _("Share of cars kept by people in flats"),
    "sites.from_osm": lambda: _("Places taken from the map"),
    "sites.path": lambda: _("Your own sites"),
    "grid.path": lambda: _("Feeders with spare power"),
    "grid.substations": lambda: _("Substations with spare power"),
    "grid.default_site_kw": lambda: _("Spare power at a site where nothing is known"),
    "traffic.path": lambda: _("Traffic counts"),
    "buses.gtfs": lambda: _("Bus timetable (GTFS)"),
    "buses.depots": lambda: _("Bus depots"),
    "fleet.growth": lambda: _("How the fleet grows"),
    "fleet.also_years": lambda: _("Further years"),
    "sites.max_bays": lambda: _("Most bays at a site"),
    "grid.winter_share": lambda: _("Share of spare power left in winter"),
    "plan.objective": lambda: _("Aim of the plan"),
    "plan.coverage": lambda: _("Least share of demand served"),
    "plan.district_floor": lambda: _("Least share served in each district"),
    "plan.max_sites": lambda: _("Most sites"),
    "plan.max_sites_per_district": lambda: _("Most sites in a district"),
    "plan.min_spacing_m": lambda: _("Least distance between sites"),
    "plan.max_wait_min": lambda: _("Longest wait for a plug"),
    "plan.mandated_plugs": lambda: _("Plugs that every site must have"),
    "plan.forced": lambda: _("Sites that must be built"),
    "plan.forbidden": lambda: _("Sites that must not be built"),
    "plan.gap": lambda: _("How near to the best possible plan"),
    "plan.time_limit_s": lambda: _("Longest search"),
    "plan.cost_case": lambda: _("Which prices"),
    "compare.mixes": lambda: _("Mixes to compare"),
    "output.languages": lambda: _("Languages of the results"),
    "output.currency": lambda: _("Further currency"),
    "output.usd_rate": lambda: _("Rate of one US dollar"),
    "plan.budget_usd": lambda: _("Budget"),
    "plan.max_drive_min": lambda: _("Longest drive to a charger"),
    "plan.chargers": lambda: _("Chargers on offer"),
}


def group_title(name: str) -> str:
    """Title of a table of the configuration."""
    return GROUPS[name]() if name in GROUPS else _worded(name)


def title_of(key: str) -> str:
    """Title of a key, without numbers of tables: ``stations.path``."""
    return FIELDS[key]() if key in FIELDS else _worded(key.rpartition(".")[2])


def _worded(name: str) -> str:
    """A key as words, without the unit that it ends with."""
    words = name.split("_")
    if len(words) > 1 and words[-1] in ("usd", "kw", "kwh", "m", "s", "min", "h", "c", "m2"):
        words = words[:-1]
    return " ".join(words).capitalize()
