"""A corridor question: plug families, places, trips, money and rules, as the solver and the audit take it."""

import math
from dataclasses import dataclass, field, replace
from functools import cached_property

from planner.corridors.question.figures import refuse_place, refuse_rule, refuse_trip
from planner.corridors.question.places import Place
from planner.corridors.question.rules import CorridorRules
from planner.corridors.question.trips import Trip


@dataclass(frozen=True, eq=False)
class CorridorInstance:
    """What is asked of the corridors.

    Parameters
    ----------
    families : tuple of str
        Plug families; options and trips count by their order.
    places : tuple of Place
    trips : tuple of Trip
    budget_usd : float
        For new stations; inf where money is what is minimised.
    rules : CorridorRules
    """

    families: tuple[str, ...]
    places: tuple[Place, ...]
    trips: tuple[Trip, ...]
    budget_usd: float = math.inf
    rules: CorridorRules = field(default_factory=CorridorRules)

    def __post_init__(self) -> None:
        if not self.budget_usd >= 0:
            refuse_rule("budget", "budget_usd", self.budget_usd, ">= 0")
        for place in self.places:
            for option in (*place.options, *filter(None, (place.standing,))):
                option.refuse_faults(place.id, len(self.families))
        if len(self.place_at) < len(self.places):
            ids = [place.id for place in self.places]
            refuse_place(next(name for name in ids if ids.count(name) > 1), "id", "id", "id != id")
        named: set[str] = set()
        for trip in self.trips:
            if trip.name in named:
                refuse_trip(trip.name, "name", trip.name, "name != name")
            named.add(trip.name)
            self._refuse_trip(trip)
        self._refuse_rules()
        self._refuse_norms()

    def _refuse_trip(self, trip: Trip) -> None:
        if not 0 <= trip.family < len(self.families):
            refuse_trip(trip.name, "family", trip.family, f"0 <= family < {len(self.families)}")
        for number, route in enumerate(trip.routes):
            if len(route.stops) and not (route.stops.min() >= 0 and route.stops.max() < len(self.places)):
                worst = max(route.stops.tolist(), key=abs)
                refuse_trip(trip.name, f"routes[{number}].stops", worst, f"0 <= stop < {len(self.places)}")

    def _refuse_rules(self) -> None:
        rules = self.rules
        for name, ids in (("closed", rules.closed), ("forbidden", rules.forbidden), ("forced", tuple(rules.forced))):
            for one in ids:
                if one not in self.place_at:
                    refuse_rule(name, "id", one, "id in places")
        for one, key in rules.forced.items():
            place = self.places[self.place_at[one]]
            keys = [place.options[number].key for number in place.offers()]
            if not keys or (key and key not in keys):
                refuse_rule("forced", one, key or "-", f"in ({', '.join(keys)})")
        for floor in rules.floors:
            if floor.family is not None and not 0 <= floor.family < len(self.families):
                refuse_rule(floor.name, "family", floor.family, f"0 <= family < {len(self.families)}")

    def _refuse_norms(self) -> None:
        for norm in self.rules.norms:
            if not 0 <= norm.family < len(self.families):
                refuse_rule(norm.name, "family", norm.family, f"0 <= family < {len(self.families)}")
            for chain in norm.chains:
                if len(chain.places) and not (chain.places.min() >= 0 and chain.places.max() < len(self.places)):
                    refuse_rule(norm.name, chain.name, int(chain.places.max()), f"0 <= place < {len(self.places)}")

    @cached_property
    def place_at(self) -> dict[str, int]:
        """Index of each place by its id."""
        return {place.id: at for at, place in enumerate(self.places)}

    @cached_property
    def mean_needed_kwh(self) -> float:
        """What the mean of the weighted trips that need charging buys on its quickest way, kWh; 0 where none does."""
        needed = [(trip.trips_per_day * trip.weight, trip.needed_kwh) for trip in self.trips]
        trips = sum(count for count, kwh in needed if kwh > 0)
        return sum(count * kwh for count, kwh in needed) / trips if trips > 0 else 0.0

    def with_budget(self, usd: float) -> "CorridorInstance":
        """The same question with other money."""
        return replace(self, budget_usd=usd)

    def may_build(self, at: int) -> tuple[int, ...]:
        """Numbers of the options that may be built at a place."""
        place = self.places[at]
        if place.id in self.rules.closed or place.id in self.rules.forbidden:
            return ()
        only = self.rules.forced.get(place.id, "")
        return tuple(number for number in place.offers() if not only or place.options[number].key == only)
