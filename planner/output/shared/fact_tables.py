"""Names of the tables of facts in the reader's language; in English they are called as their files."""

from collections.abc import Callable, Mapping

from planner.support.speech import within

_NAMES: Mapping[str, Callable[[], str]] = {
    "arrival_profiles": lambda: within("table of facts", "arrival profiles"),
    "arrival_profiles_meta": lambda: within("table of facts", "arrival profiles meta"),
    "attraction_weights": lambda: within("table of facts", "attraction weights"),
    "chargers": lambda: within("table of facts", "chargers"),
    "charging_occasions": lambda: within("table of facts", "charging occasions"),
    "charging_stations": lambda: within("table of facts", "charging stations"),
    "city_districts": lambda: within("table of facts", "city districts"),
    "city_facts": lambda: within("table of facts", "city facts"),
    "city_months": lambda: within("table of facts", "city months"),
    "corridor_parameters": lambda: within("table of facts", "corridor parameters"),
    "fleet_by_country": lambda: within("table of facts", "fleet by country"),
    "grid_connection_steps": lambda: within("table of facts", "grid connection steps"),
    "hill_energy": lambda: within("table of facts", "hill energy"),
    "parking_stays": lambda: within("table of facts", "parking stays"),
    "peak_hour_speeds": lambda: within("table of facts", "peak hour speeds"),
    "peer_stock": lambda: within("table of facts", "peer stock"),
    "planning_parameters": lambda: within("table of facts", "planning parameters"),
    "road_distances": lambda: within("table of facts", "road distances"),
    "session_power": lambda: within("table of facts", "session power"),
    "standard_mix_scenarios": lambda: within("table of facts", "standard mix scenarios"),
    "towns": lambda: within("table of facts", "towns"),
    "vehicle_classes": lambda: within("table of facts", "vehicle classes"),
    "where_demand_lies": lambda: within("table of facts", "where demand lies"),
    "winter_observations": lambda: within("table of facts", "winter observations"),
    "winter_penalty": lambda: within("table of facts", "winter penalty"),
}


def fact_table(name: str) -> str:
    """Name of the table ``<name>.csv`` of `configs/facts`; of one that is not known the words of its file."""
    return _NAMES[name]() if name in _NAMES else name.replace("_", " ")
