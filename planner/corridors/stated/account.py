"""What a corridor question was made of, and what was left out of it: for `check`, for reports, for programs."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from geodata.report import Assumption
from geodata.trunk.faults import Fault
from planner.corridors.facts.range import car_words
from planner.corridors.facts.seasons import season_words
from planner.support.speech import _, joined


@dataclass(frozen=True)
class CorridorAccount:
    """Counts, faults and assumptions.

    Parameters
    ----------
    roads : mapping
        As `geodata.trunk.reading.Trunk.as_dict`, without its faults.
    faults : tuple of Fault
        Of roads, towns, trips and counts.
    left_out : tuple of str
        What the question does not hold, a line each: pairs without a road, classes without range, plug families, small flows.
    how : str
        Where the trips are from.
    cars_per_day, electric_per_day : float
        On a mean day, all trips that are asked.
    unserved_per_day : float
        Of the electric ones, cars whose plug no station is for.
    by_season : mapping
        Electric cars a day of each season whose plug a station may be for, `no_way` counted.
    ranges_km : mapping
        By (class, season): km on a battery filled at a stop, on the mean road of the trips.
    counts : mapping
        Towns, pairs, trips, ways, places by kind, stations that stand.
    undriven : tuple of str
        Of what is left out: which trips no station here makes possible, and why.
    advice : tuple of str
        What would make them possible, by the keys of the configuration.
    applied : tuple of str
        Corrections of the roads that were applied, a line each.
    by_count : tuple of (str, float, float)
        Counted and modelled cars.
    assumptions : tuple of Assumption
    no_way : mapping
        By season: electric trips a day between towns that no open road joins; they are in no figure above.
    abroad : tuple of (str, str)
        Places left out because they are on land of a country that is not planned, each with its country.
    share_dates : mapping of str to str
        By country: the day or year of its share of electric cars, where the facts give it.
    """

    roads: Mapping[str, Any]
    faults: tuple[Fault, ...]
    left_out: tuple[str, ...]
    how: str
    cars_per_day: float
    electric_per_day: float
    ranges_km: Mapping[tuple[str, str], float]
    counts: Mapping[str, int]
    applied: tuple[str, ...] = ()
    by_count: tuple[tuple[str, float, float], ...] = ()
    assumptions: tuple[Assumption, ...] = ()
    no_way: Mapping[str, float] = field(default_factory=dict)
    abroad: tuple[tuple[str, str], ...] = ()
    undriven: tuple[str, ...] = ()
    advice: tuple[str, ...] = ()
    unserved_per_day: float = 0.0
    by_season: Mapping[str, float] = field(default_factory=dict)
    share_dates: Mapping[str, str] = field(default_factory=dict)

    def as_dict(self) -> dict[str, Any]:
        """Plain JSON form."""
        return {
            "roads": dict(self.roads),
            "faults": [one.as_dict() for one in self.faults],
            "left_out": [str(one) for one in self.left_out],
            "trips": str(self.how),
            "cars_per_day": round(self.cars_per_day, 2),
            "electric_per_day": round(self.electric_per_day, 3),
            "electric_with_other_plugs_per_day": round(self.unserved_per_day, 3),
            "by_season": {season: round(cars, 3) for season, cars in self.by_season.items()},
            "ranges_km": {", ".join(name): round(km, 1) for name, km in self.ranges_km.items()},
            "counts": dict(self.counts),
            "by_count": [
                {"record": record, "counted": counted, "modelled": modelled}
                for record, counted, modelled in self.by_count
            ],
            "share_of_electric_cars_of": dict(self.share_dates),
            "assumptions": [one.as_dict() for one in self.assumptions],
            "no_way": {season: round(trips, 3) for season, trips in self.no_way.items()},
            "abroad": [{"place": name, "country": country} for name, country in self.abroad],
        }

    def lines(self) -> list[str]:
        """All of it for people, a line each."""
        return [*self.read(), *self.applied, *(one.line for one in self.faults), *self.left_out]

    def read(self) -> list[str]:
        """What was read and stated, for people, a line each."""
        counts = self.counts
        out = [
            roads_line(self.roads),
            _(
                "trips: {how}; {cars:number} cars a day between {towns} towns, {electric:number1} of them electric",
                how=self.how,
                cars=self.cars_per_day,
                towns=counts["towns"],
                electric=self.electric_per_day,
            ),
            _(
                "question: {trips} trips by {ways} ways, {places} places, {standing} of them with a station that stands",
                trips=counts["trips"],
                ways=counts["ways"],
                places=counts["places"],
                standing=counts["standing"],
            ),
        ]
        seasons = [
            _("{season} {cars:number1}", season=season_words(season), cars=cars)
            for season, cars in self.by_season.items()
        ]
        if seasons:
            out.append(
                _(
                    "electric cars a day by season, those left out whose plug no station is for ({others:number1} on the mean of the year): {seasons}",
                    others=self.unserved_per_day,
                    seasons=joined(", ", seasons),
                )
            )
        out += [
            _("range of {name}: {km:number} km", name=joined(", ", [car_words(car), season_words(season)]), km=km)
            for (car, season), km in self.ranges_km.items()
        ]
        out += [
            _(
                "count {record}: {counted:number} cars between towns counted, {modelled:number} modelled",
                record=record,
                counted=counted,
                modelled=modelled,
            )
            for record, counted, modelled in self.by_count
        ]
        return out


def roads_line(roads: Mapping[str, Any]) -> str:
    """Roads as `geodata.trunk.reading.Trunk.as_dict` counts them, for people."""
    return _(
        "roads: {nodes} nodes, {edges} edges, {km:number} km; {crossings} cross a border; {corrections} corrections applied",
        nodes=roads["nodes"],
        edges=roads["edges"],
        km=roads["km"],
        crossings=roads["crossings"],
        corrections=roads["corrections"],
    )
