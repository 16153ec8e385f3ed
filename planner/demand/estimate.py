"""From a fleet to kWh in every zone: vehicles x energy x share charged in public, distributed over zones by occasion.

All figures of an estimate are spans (low, central, high); a draw says where in its span each one stands. The central estimate is the
draw in which all stand in the middle.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import cached_property

import numpy as np
from numpy.typing import NDArray

from geodata.city import City
from geodata.connectors import Current
from geodata.report import Problem
from planner.config.scenario import Scenario
from planner.demand.attraction import Attraction, attraction_of
from planner.demand.balance import balanced
from planner.demand.calibration.calibrating import Model, calibrate
from planner.demand.calibration.calibration import Calibration, Factors
from planner.demand.concentration import EVEN, concentrated, concentration_assumed, concentration_of
from planner.demand.en_route import Passing, passing_traffic
from planner.demand.energy import Energy, energy_of
from planner.demand.fleet_places import beyond_the_parc, placed_fleet
from planner.demand.hills import hills_of, on_hills
from planner.demand.inputs import Inputs
from planner.demand.occasions import NEEDS, OCCASIONS
from planner.demand.sessions import assumed_session_kwh, is_stated
from planner.demand.spans import CENTRAL, Assumed, Draw, Floats, Span
from planner.demand.vehicles import Fleet
from planner.errors import ConfigError
from planner.support.speech import _

WHOLE_CITY = ""
LEAST_DISPLACED = 0.001
"""Share of the energy that may change its occasion without being reported."""


@dataclass(frozen=True)
class Estimate:
    """A demand estimate that can be drawn again and again.

    Parameters
    ----------
    zone_id, district : (zones,)
    fleet : Fleet
    inputs : Inputs
        Its classes are those of the fleet, in their order.
    attraction : Attraction
    district_of : (zones,) int
        Number of the zone's district in `fleet.districts`, -1 where the fleet names none of it.
    columns : (classes, occasions) int
        Column of the attraction that a class follows on an occasion.
    passing : Passing
    problems : tuple of Problem
    calibration : Calibration, optional
        What metered sessions changed.
    concentration : Span
        Power of the shares of zones in an occasion: above 1 the strong places draw more and the weak ones less.
    """

    zone_id: NDArray[np.str_]
    district: NDArray[np.object_]
    fleet: Fleet
    inputs: Inputs
    attraction: Attraction
    district_of: NDArray[np.int64]
    columns: NDArray[np.int64]
    passing: Passing
    problems: tuple[Problem, ...]
    calibration: Calibration | None = None
    concentration: Span = EVEN

    @property
    def assumed(self) -> tuple[Assumed, ...]:
        """Assumptions that a draw may move."""
        own = concentration_assumed(self.concentration)
        return (*Energy(self.fleet, self.inputs).assumed, *self.attraction.weights.assumed, *own)

    def evenly(self) -> "Estimate":
        """The same estimate with places that draw as their weights say, which is a concentration of 1."""
        return replace(self, concentration=EVEN)

    def city_kwh(self, draw: Draw = CENTRAL) -> Floats:
        """KWh a day at public plugs; (classes, districts, families, needs, occasions)."""
        return Energy(self.fleet, self.inputs).kwh(draw)

    def zone_kwh(self, draw: Draw = CENTRAL) -> Floats:
        """KWh a day; (zones, families, needs, occasions). Zones sum to their district's fleet, and all to the city's."""
        attraction = self.attraction.at(draw)
        kwh = self._fitted_by_district(self.city_kwh(draw), attraction)
        power = float(self.concentration.at(draw.get("concentration", 0.0)))
        out = np.zeros((len(self.zone_id), len(self.fleet.families), len(NEEDS), len(OCCASIONS)))
        for d in range(len(self.fleet.districts)):
            inside = self._zones_of(d)
            shares = _shares(attraction[inside], self.attraction.people[inside], power)
            for o, column, classes in self._followers:
                out[inside, :, :, o] += shares[:, column, None, None] * kwh[classes, d, :, :, o].sum(axis=0)
        return out

    @cached_property
    def _followers(self) -> list[tuple[int, int, NDArray[np.bool_]]]:
        """Each column of the attraction on each occasion, with the classes that follow it there; (classes,) bool."""
        return [
            (o, int(column), self.columns[:, o] == column)
            for o in range(len(OCCASIONS))
            for column in np.unique(self.columns[:, o])
        ]

    def shared_kwh(self, zone: int) -> Floats:
        """Central kWh a day of one zone by its fleets; (classes, districts, families, needs, occasions)."""
        attraction = self.attraction.at(CENTRAL)
        kwh = self._fitted_by_district(self.city_kwh(CENTRAL), attraction)
        power = float(self.concentration.central)
        out = np.zeros_like(kwh)
        for d in range(len(self.fleet.districts)):
            inside = self._zones_of(d)
            if zone in inside:
                shares = _shares(attraction[inside], self.attraction.people[inside], power)
                mine = shares[np.searchsorted(inside, zone), self.columns]
                out[:, d] = kwh[:, d] * mine[:, None, None, :]
        return out

    def session_kwh(self, current: Current, scenario: Scenario) -> Floats:
        """Energy of a session at plugs of this current by vehicle class, as metered where there are enough sessions; (classes,)."""
        assumed = np.array([assumed_session_kwh(one, current, scenario) for one in self.inputs.figures])
        factor = 1.0 if self.calibration is None else self.calibration.session_factor.get(current, 1.0)
        return np.where(_stated(self.inputs.classes, current, scenario), assumed, assumed * factor)

    def _zones_of(self, d: int) -> NDArray[np.int64]:
        """Rows of the zones of a district, among which its fleet's energy is distributed."""
        whole = self.fleet.districts[d] == WHOLE_CITY
        return np.arange(len(self.zone_id)) if whole else np.flatnonzero(self.district_of == d)

    def displaced(self) -> float:
        """Share of the central energy that lies on another occasion than the facts say, because its district lacks places for it."""
        kwh = self.city_kwh(CENTRAL)
        found = self._fitted_by_district(kwh, self.attraction.at(CENTRAL))
        moved = np.abs(found.sum(axis=(1, 2)) - kwh.sum(axis=(1, 2))).sum() / 2
        return float(moved / kwh.sum()) if kwh.sum() > 0 else 0.0

    def _fitted_by_district(self, kwh: Floats, attraction: Floats) -> Floats:
        """Energy of the fleets that are counted by district, fitted to the totals of both districts and occasions.

        Each district's total stays its fleet's; each occasion keeps its total over all of them; between the two, districts
        get the occasions that they have places for. Where the places allow no such split, the totals of the districts hold. An
        occasion that none of the districts has a place for goes by people, as it will inside of them.
        """
        named = [d for d, name in enumerate(self.fleet.districts) if name != WHOLE_CITY]
        if len(named) < 2:
            return kwh
        mass = np.stack([attraction[self.district_of == d].sum(axis=0) for d in named])
        people = np.array([self.attraction.people[self.district_of == d].sum() for d in named])
        mass[:, mass.sum(axis=0) <= 0] = people[:, None]
        out = np.array(kwh)
        for c in range(kwh.shape[0]):
            for n in range(len(NEEDS)):
                table = kwh[c, named, :, n, :].sum(axis=1)
                if table.sum() <= 0:
                    continue
                fitted = balanced(mass[:, self.columns[c]], table.sum(axis=1), table.sum(axis=0)).table
                by_family = kwh[c, named, :, n, :].sum(axis=2)
                total = by_family.sum(axis=1, keepdims=True)
                share = np.divide(by_family, total, out=np.zeros_like(by_family), where=total > 0)
                out[c, named, :, n, :] = share[:, :, None] * fitted[:, None, :]
        return out


def _shares(attraction: Floats, people: Floats, power: float) -> Floats:
    """Share of each zone of a place in its total, by column; by people, then evenly, where a column is empty there."""
    fallback = people if people.sum() > 0 else np.ones(len(people))
    total = attraction.sum(axis=0)
    filled = np.where(total > 0, attraction, fallback[:, None])
    return concentrated(np.asarray(filled / filled.sum(axis=0)), power)


def estimate_of(city: City, scenario: Scenario, year: int | None = None, passing: Passing | None = None) -> Estimate:
    """Prepare the estimate of a year, by default the planning year.

    Parameters
    ----------
    city : City
    scenario : Scenario
    year : int, optional
    passing : Passing, optional
        Of the same city, to save its search.

    Raises
    ------
    ConfigError
        Nobody lives anywhere, a fleet row names a district that the city does not have, or a figure is of no use.
    """
    people = city.zones["population"].to_numpy(dtype=float)
    if people.sum() <= 0:
        raise ConfigError(
            _("no zone has any people, so demand has no place; check the population file and city.population_total")
        )
    districts = city.zones["district"].to_numpy(dtype=object)
    table, lost = placed_fleet(city.fleet, people, districts, scenario.fleet.path or "fleet")
    energy = energy_of(table, scenario, year)
    fleet, traffic = energy.fleet, passing_traffic(city) if passing is None else passing
    attraction = attraction_of(city.zones, city.activity, traffic.vehicle_hours, scenario)
    inputs, attraction = on_hills(hills_of(traffic, people, energy.inputs), energy.inputs, attraction)
    number = {name: d for d, name in enumerate(fleet.districts) if name != WHOLE_CITY}
    found = Estimate(
        zone_id=city.zones["zone_id"].to_numpy(dtype=str),
        district=districts,
        fleet=fleet,
        inputs=inputs,
        attraction=attraction,
        district_of=np.array(
            [number.get(one, -1) if isinstance(one, str) else -1 for one in districts], dtype=np.int64
        ),
        columns=np.array([[attraction.column(o, name) for o in OCCASIONS] for name in fleet.classes], dtype=np.int64),
        passing=traffic,
        problems=(*lost, *beyond_the_parc(fleet, scenario), *attraction.problems, *traffic.problems),
        concentration=concentration_of(scenario),
    )
    if found.city_kwh().sum() <= 0:
        raise ConfigError(
            _("the fleet asks for no public energy in {year}; check its counts and years", year=fleet.year)
        )
    found = _calibrated(found, city, scenario)
    displaced = found.displaced()
    if displaced < LEAST_DISPLACED:
        return found
    problem = Problem(
        _("fleets counted by district"),
        _(
            "their districts have no places for {displaced:.1%} of the energy on the occasions that the facts say",
            displaced=displaced,
        ),
        _("laid on the occasions that they have places for; district totals hold"),
    )
    return replace(found, problems=(*found.problems, problem))


def _calibrated(base: Estimate, city: City, scenario: Scenario) -> Estimate:
    """Estimate with what metered sessions say in the place of what was assumed; as it was, where there are none."""
    if not scenario.sessions and city.sessions.empty:
        return base

    def with_factors(factors: Factors) -> Estimate:
        inputs = replace(base.inputs, occasion_factors=factors.occasions)
        return replace(base, inputs=inputs, attraction=replace(base.attraction, zone_factor=factors.zones))

    calibration = calibrate(
        city,
        Model(
            base.inputs.classes,
            base.city_kwh().sum(axis=(1, 2)),
            {current: base.session_kwh(current, scenario) for current in Current},
            {current: _stated(base.inputs.classes, current, scenario) for current in Current},
            lambda factors: with_factors(factors).zone_kwh().sum(axis=(1, 3)),
        ),
        scenario.demand,
    )
    problems = tuple(
        Problem(
            "sessions",
            _(
                "too few {what}: {sessions}, and {needed} are needed",
                what=one.what,
                sessions=one.sessions,
                needed=one.needed,
            ),
            _("not calibrated by them"),
        )
        for one in calibration.refused
    )
    found = with_factors(calibration.factors)
    return replace(found, problems=(*base.problems, *problems), calibration=calibration)


def _stated(classes: Sequence[str], current: Current, scenario: Scenario) -> NDArray[np.bool_]:
    return np.array([is_stated(name, current, scenario.demand) for name in classes], dtype=bool)
