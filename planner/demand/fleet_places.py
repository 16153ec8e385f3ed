"""Vehicles where nobody lives, and more than there are: what of a fleet table cannot be."""

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from geodata.report import Problem
from planner.catalogue.facts import car_parc
from planner.config.scenario import Scenario
from planner.demand.spans import CENTRAL, Floats
from planner.demand.vehicles import Fleet
from planner.errors import ConfigError
from planner.support.speech import _, joined
from planner.support.spelling import nearest_known


def beyond_the_parc(fleet: Fleet, scenario: Scenario) -> list[Problem]:
    """More electric vehicles than the city has vehicles of any kind, in a line; none where the parc is not known."""
    parc, vehicles = car_parc(scenario.city.name), float(fleet.vehicles(CENTRAL).sum())
    if parc is None or vehicles <= parc:
        return []
    reason = _(
        "{vehicles:number} electric vehicles, but {parc:number} vehicles of any kind are registered in the city",
        vehicles=vehicles,
        parc=parc,
    )
    return [Problem(_("fleet of {year}", year=fleet.year), reason, _("kept as given"))]


def placed_fleet(
    fleet: pd.DataFrame, people: Floats, districts: NDArray[np.object_], file: str
) -> tuple[pd.DataFrame, list[Problem]]:
    """Fleet rows whose district has people; those of a city without district polygons lie in the whole city."""
    known = sorted({one for one in districts if isinstance(one, str)})
    named = sorted({one for one in fleet["district"] if isinstance(one, str)})
    if not known:
        said = [
            Problem(
                _("fleet of district {name}", name=name),
                _("the city has no district polygons"),
                _("spread over the whole city"),
            )
            for name in named
        ]
        return fleet.assign(district=None) if named else fleet, said
    if unknown := [name for name in named if name not in known]:
        called = {one.casefold().strip(): one for one in known}
        hints = {name: nearest_known(name.casefold().strip(), called, called) for name in unknown}
        each = [
            _("district {name!r} has no populated zone in the city; {hint}", name=name, hint=hint)
            for name, hint in hints.items()
        ]
        raise ConfigError(_("{file}: {error}", file=file, error=joined("; ", each)))
    for name in named:
        if people[np.array([one == name for one in districts])].sum() <= 0:
            raise ConfigError(
                _(
                    "{file}: nobody lives in district {name!r}, so its vehicles have no place; check the population file",
                    file=file,
                    name=name,
                )
            )
    return fleet, []
