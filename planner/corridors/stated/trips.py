"""Trips of the question: flows of cars by class, plug family and season, each with the energy of its ways."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray

from geodata.connectors import PortFamily
from planner.catalogue.facts import winter_factor
from planner.corridors.facts.gathering import CorridorFacts
from planner.corridors.facts.range import Car, car_of, edge_kwh
from planner.corridors.facts.seasons import coldest_c, season_factors, season_words
from planner.corridors.question.trips import Route, Trip
from planner.corridors.sections.trips import SeasonConfig
from planner.corridors.settings import CorridorSettings
from planner.corridors.stated.flows import Flow, ev_share
from planner.corridors.stated.placed_paths import PlacedPath
from planner.corridors.stated.port_mixes import PortMixes
from planner.support.speech import _

Floats = NDArray[np.float64]
Pair = tuple[int, int]
Key = tuple[int, int, str, str]
"""Origin, destination, vehicle class, plug family."""


@dataclass
class StatedTrips:
    """Trips and what was found out beside them.

    Parameters
    ----------
    trips : list of Trip
    cars : list of (Car, float)
        Classes with range, with the electric cars of each a day.
    family_shares : tuple of float
        Of the electric cars, in the order of the families.
    cold_kw : float
        Charging power in the coldest season against mild weather.
    electric_per_day : float
    unserved_per_day : float
        Of these, cars whose plug no station is for.
    ranges_km : dict
        By (class, season).
    undriven : list of str
        Which classes and plug families no station here helps, and why, a line each.
    hopeless : list of Trip
        Trips of classes with range that strand on each of their ways.
    advice : list of str
        What may be changed, by the keys of the configuration.
    """

    family_shares: tuple[float, ...]
    cold_kw: float
    electric_per_day: float
    unserved_per_day: float = 0.0
    trips: list[Trip] = field(default_factory=list)
    cars: list[tuple[Car, float]] = field(default_factory=list)
    ranges_km: dict[tuple[str, str], float] = field(default_factory=dict)
    undriven: list[str] = field(default_factory=list)
    hopeless: list[Trip] = field(default_factory=list)
    advice: list[str] = field(default_factory=list)


def stated_trips(
    flows: Sequence[Flow], paths: Mapping[Pair, Sequence[PlacedPath]], facts: CorridorFacts, settings: CorridorSettings
) -> StatedTrips:
    """Make the trips of all flows whose pair has ways; ways lead from the smaller town number to the greater.

    On level roads one trip stands for both directions, and begins with no more than is charged up to at a stop. Then what is bought where on
    the way there is a plan of the way back: with `U` usable, `E` used in all and `B[k]` bought up to stop `k` at `a[k]`, the way there asks
    ``a[k+1] - U <= B[k] <= a[k]``, and the way back the same of ``E - U - B[k-1]`` and ``E - a[k]``.

    Raises
    ------
    CorridorError, ConfigError
        A share of electric cars is not known, or a mix cannot be read.
    """
    config = settings.trips
    both = facts.climbs is not None if config.both_ways is None else config.both_ways
    joined = {pair for pair, several in paths.items() if several}
    electric, unserved = _electric(flows, joined, facts, settings, both_ways=both)
    whole = sum(electric.values())
    families = config.families
    shares = tuple(
        sum(cars for key, cars in electric.items() if key[3] == one) / whole if whole else 1.0 / len(families)
        for one in families
    )
    found = StatedTrips(shares, _cold_kw(facts, settings), whole + unserved, unserved)
    if unserved > 0:
        found.undriven.append(
            _(
                "electric cars of other plug families than {families}: {share:percent} of all; they are in no figure of trips",
                families=", ".join(PortFamily(one).label for one in families),
                share=unserved / (whole + unserved),
            )
        )
    classes = _Classes(found, paths, facts, settings, both_ways=both)
    for name in dict.fromkeys(key[2] for key in electric):
        car = car_of(name, settings.driving, settings.stations.session_kw)
        mine = {key: cars for key, cars in electric.items() if key[2] == name}
        if classes.add(car, mine):
            found.cars.append((car, sum(mine.values())))
    if not found.cars:
        found.cars.append((car_of("private_home", settings.driving, settings.stations.session_kw), 1.0))
    return found


def trips_without_way(
    flows: Sequence[Flow], pairs: Collection[Pair], facts: CorridorFacts, settings: CorridorSettings
) -> dict[str, float]:
    """Electric trips a day by season between these towns, which no open road joins; none where there are none."""
    electric, _unserved = _electric(flows, pairs, facts, settings, both_ways=False)
    cars, config = sum(electric.values()), settings.trips
    factors = zip(config.seasons, season_factors(config), strict=True)
    return {season.name: cars * factor for season, factor in factors} if cars else {}


def _electric(
    flows: Sequence[Flow],
    pairs: Collection[Pair],
    facts: CorridorFacts,
    settings: CorridorSettings,
    *,
    both_ways: bool,
) -> tuple[dict[Key, float], float]:
    """Electric cars a day by trip, and how many have a plug family that no station is for."""
    config, towns = settings.trips, facts.trunk.towns
    mixes = PortMixes(settings.trips, facts.folder)
    out: dict[Key, float] = {}
    unserved = 0.0
    for one in flows:
        pair = (min(one.origin, one.destination), max(one.origin, one.destination))
        if pair not in pairs:
            continue
        ends = (one.origin, one.destination) if both_ways else pair
        share = 1.0 if one.electric else ev_share(config, [towns.towns[end].country for end in pair])
        classes = {one.vehicle_class: 1.0} if one.vehicle_class else config.classes
        for name, of_class in classes.items():
            ports = (
                {PortFamily(one.port): 1.0}
                if one.port
                else mixes.of(towns.towns[one.origin].country).shares(name, config.year)
            )
            for family, of_family in ports.items():
                cars = one.cars_per_day * share * of_class * of_family
                if family.value not in config.families:
                    unserved += cars
                elif cars > 0:
                    key = (*ends, name, family.value)
                    out[key] = out.get(key, 0.0) + cars
    return out, unserved


class _Classes:
    """Adds the trips of classes of cars."""

    def __init__(
        self,
        found: StatedTrips,
        paths: Mapping[Pair, Sequence[PlacedPath]],
        facts: CorridorFacts,
        settings: CorridorSettings,
        *,
        both_ways: bool,
    ) -> None:
        self.found, self.facts, self.settings, self.both_ways = found, facts, settings, both_ways
        self.paths = {pair: tuple(several) for pair, several in paths.items() if several}
        self.turned = {pair: tuple(one.turned() for one in several) for pair, several in self.paths.items()}
        self.used = sorted({edge for several in paths.values() for one in several for edge, _ in one.path.edges})

    def add(self, car: Car, electric: Mapping[Key, float]) -> bool:
        """Trips of one class in all seasons; False where it has range in none."""
        network, config, driving = self.facts.trunk.network, self.settings.trips, self.settings.driving
        ranged = False
        for season, factor in zip(config.seasons, season_factors(config), strict=True):
            kwh = edge_kwh(network, car, season, driving.case, self.facts.climbs)
            km = car.usable_kwh * float(network.km[self.used].sum()) / float(kwh[self.used].mean(axis=1).sum())
            self.found.ranges_km[car.name, season.name] = km
            within = km >= driving.least_range_km
            ranged |= within
            if not within:
                self._no_range(car, season.name, km)
            routes = self._routes(kwh, {key[:2] for key in electric})
            for key, cars in electric.items():
                trip = self._trip(key, cars * factor, car, season, routes[key[:2]], ranged=within)
                self.found.trips.append(trip)
                if within and trip.is_hopeless():
                    self.found.hopeless.append(trip)
        return ranged

    def _no_range(self, car: Car, season: str, km: float) -> None:
        self.found.undriven.append(
            _(
                "class {name} has no range in {season}: {km:.0f} km on a battery filled at a stop, least {least:.0f} km; none of its trips that need charging can be driven",
                name=car.name,
                season=season_words(season),
                km=km,
                least=self.settings.driving.least_range_km,
            )
        )
        advice = _("give a class without range a larger battery_kwh, or lower least_range_km")
        if advice not in self.found.advice:
            self.found.advice.append(advice)

    def _routes(self, kwh: Floats, ends: set[Pair]) -> dict[Pair, tuple[Route, ...]]:
        """Routes from town to town, by the numbers of origin and destination."""
        km = self.facts.trunk.network.km
        return {
            (i, j): tuple(one.route(km, kwh) for one in (self.paths[i, j] if i < j else self.turned[j, i]))
            for i, j in sorted(ends)
        }

    def _trip(
        self, key: Key, cars: float, car: Car, season: SeasonConfig, routes: tuple[Route, ...], *, ranged: bool
    ) -> Trip:
        one, other = (self.facts.trunk.towns.towns[at] for at in key[:2])
        return Trip(
            name=f"{one.name} - {other.name}, {key[2]}, {key[3]}, {season.name}",
            origin=one.name,
            destination=other.name,
            trips_per_day=cars,
            weight=len(season.months) / 12.0,
            family=list[str](self.settings.trips.families).index(key[3]),
            vehicle=key[2],
            season=season.name,
            usable_kwh=car.usable_kwh,
            start_kwh=car.start_kwh if self.both_ways else min(car.start_kwh, car.usable_kwh),
            arrive_kwh=0.0,
            routes=routes,
            regions=(one.region, other.region),
            ranged=ranged,
        )


def _cold_kw(facts: CorridorFacts, settings: CorridorSettings) -> float:
    """Charging power in the coldest month of the roads against mild weather: queues are sized for it in every season."""
    return winter_factor(coldest_c(facts.trunk.network, settings.trips), "dc_charge_power_factor")
