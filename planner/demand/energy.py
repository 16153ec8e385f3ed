"""Public charging energy of a fleet, before it is distributed over zones: needs neither roads nor zones."""

from dataclasses import dataclass

import numpy as np
import pandas as pd

from planner.config.scenario import Scenario
from planner.demand.inputs import Inputs, inputs_of
from planner.demand.receivers import at_pads
from planner.demand.spans import CENTRAL, Assumed, Draw, Floats
from planner.demand.vehicles import Fleet, fleet_of_year


@dataclass(frozen=True)
class Energy:
    """A fleet with the figures of its classes, which can be drawn again and again.

    Parameters
    ----------
    fleet : Fleet
    inputs : Inputs
        Its classes are those of the fleet, in their order.
    """

    fleet: Fleet
    inputs: Inputs

    @property
    def assumed(self) -> tuple[Assumed, ...]:
        """Assumptions that a draw may move."""
        return (*self.fleet.assumed, *self.inputs.assumed)

    def kwh(self, draw: Draw = CENTRAL) -> Floats:
        """KWh a day at public plugs; (classes, districts, families, needs, occasions)."""
        vehicles = self.fleet.vehicles(draw)
        per_vehicle = self.inputs.kwh_per_vehicle(draw)[:, None, None] * self.inputs.shares(draw)
        kwh = vehicles[:, :, :, None, None] * per_vehicle[:, None, None, :, :]
        if self.fleet.pad_share > 0:
            kwh *= at_pads(self.inputs.efficiency.at(draw.get("charging_loss", 0.0)), self.fleet.families)[..., None]
        return np.asarray(kwh)


def energy_of(table: pd.DataFrame, scenario: Scenario, year: int | None = None) -> Energy:
    """Gather a fleet table (schema FLEET) and the figures of its classes for a year, by default the planning year.

    Raises
    ------
    ConfigError
        The table says nothing of the year, or a figure is of no use.
    """
    fleet = fleet_of_year(table, scenario, scenario.fleet.year if year is None else year)
    return Energy(fleet, inputs_of(fleet.classes, scenario))
