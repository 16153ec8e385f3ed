"""Assumed energy of a session by vehicle class, and which the configuration states itself."""

from geodata.connectors import Current
from planner.catalogue.vehicle_classes import VehicleClass
from planner.config.demand import DemandConfig
from planner.config.scenario import Scenario


def session_ac_kwh(figures: VehicleClass, scenario: Scenario) -> float:
    """Energy of a slow session of a vehicle class: its own, else the scenario's, never more than its fast session."""
    own = scenario.demand.classes.get(figures.name, {})
    return own.get("session_ac_kwh", min(scenario.demand.session_ac_kwh, figures.session_dc_kwh))


def assumed_session_kwh(figures: VehicleClass, current: Current, scenario: Scenario) -> float:
    """Energy of a session of a vehicle class at plugs of this current, as assumed or stated."""
    return figures.session_dc_kwh if current is Current.DC else session_ac_kwh(figures, scenario)


def is_stated(vehicle_class: str, current: Current, asked: DemandConfig) -> bool:
    """Whether the configuration says what a session of this class is; what it says at its default is assumed."""
    own = asked.classes.get(vehicle_class, {})
    if current is Current.DC:
        return "session_dc_kwh" in own
    return "session_ac_kwh" in own or asked.session_ac_kwh != DemandConfig.model_fields["session_ac_kwh"].default
