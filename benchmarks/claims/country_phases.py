"""What is said of a country built in phases: each phase by itself, what it spends, builds and is worth, that it is the best of its steps, and the proof of the last."""

import re
from collections import Counter
from collections.abc import Iterator, Mapping
from itertools import accumulate, combinations, product

from benchmarks.claims.roads import ROUNDING
from benchmarks.claims.telling import FIGURE, false_figures, figures_read
from benchmarks.phased_country import PhasedCountry
from benchmarks.plain.parts import Part, SomeStations, first_sites
from benchmarks.plain.roads import every_choice
from benchmarks.plain.truth import best_shared
from planner.corridors.search.aims import Aim
from planner.country.accounts import ROADS_NAME
from planner.country.cities.searches import at_sum
from planner.country.money.curves import UNIT_USD, units_down, units_up
from planner.country.money.sharing import Sharing
from planner.country.order.building import GAP
from planner.country.order.stages import steps_of
from planner.country.output.phases import phase_line
from planner.country.output.proof_words import proof, roads_proof
from planner.country.phases.phase import Phase
from planner.country.plan.planned import Planned
from planner.country.result import CITY, KWH, ROADS, TRIPS, Asker, Country
from planner.errors import CorridorError, InfeasibleError
from planner.model.solve.instances import sound_instance

NEW, UPGRADED = re.compile(r"([0-9]+) new stations?"), re.compile(r"([0-9]+) upgraded stations?")
ON_ROADS = re.compile(rf"no plan for that money (?:makes|sells) more than {FIGURE}")
ABOVE = re.compile(rf"(?:sells above|makes more than|serves above) {FIGURE}")
UNPROVEN = "at the sums that were planned for"
Built = Mapping[int, int]


def false_country_phases(country: PhasedCountry, told: "Counter[str]") -> list[str]:
    """What is false of a country in phases."""
    try:
        run = country.planned()
    except (InfeasibleError, CorridorError) as error:
        told["a country in phases: no split keeps the rules of the roads"] += 1
        assert country.roads is not None
        kept = any(every_choice(country.roads.with_budget(country.config.budget_usd), "trips"))
        return [f"stations keep the rules: {error}"] if kept and UNPROVEN not in str(error) else []
    if run.schedule.problems:
        return [f"phases are left out: {run.schedule.problems[0]}"]
    return _Phases(country, run, told).false()


class _Phases:
    """The phases of a planned country beside what parts of its plans come to."""

    def __init__(self, country: PhasedCountry, run: Planned, told: "Counter[str]") -> None:
        self.country, self.run, self.told = country, run, told
        self.towns = first_sites(country, run)
        self.stations, self.stages = None, list[Built]()
        if run.road_plan is not None and country.roads is not None:
            self.stations = SomeStations(country.roads, run.road_plan.prepared.wish, country.config.road_weight)
            assert run.schedule.worth is not None
            self.stages = [{}, *(one.built for one in steps_of(run.schedule.worth))]
        self.phases = run.schedule.phases
        self.built = [self._stand(one) for one in self.phases]

    def false(self) -> list[str]:
        """What is false of them."""
        found = list[str]()
        money = accumulate(one.budget_usd for one in self.country.config.phases)
        for at, (phase, usd) in enumerate(zip(self.phases, money, strict=True)):
            self.told["a country in phases: a phase by itself"] += 1
            said = [*self._false_money(phase, usd, self.built[at]), *self._false_worth(phase, self.built[at])]
            if at + 1 < len(self.phases):
                said += self._false_choice(at)
            found += [f"by {phase.year}: {text}" for text in said]
        return [*found, *self._false_last()]

    def _stand(self, phase: Phase) -> Built:
        """What stands on the roads by the end of a phase, by the year of each station."""
        if self.run.road_plan is None:
            return {}
        year_of, whole = self.run.schedule.year_of, self.run.road_plan.answer.built
        return {at: option for at, option in whole.items() if year_of.get(at, 0) <= phase.year}

    def _parts(self, phase: Phase, built: Built) -> dict[str, Part]:
        parts = {name: sites[phase.sites[name]] for name, sites in self.towns.items()}
        return parts if self.stations is None else {**parts, ROADS_NAME: self.stations.part(built)}

    def _false_money(self, phase: Phase, usd: float, built: Built) -> Iterator[str]:
        parts, said = self._parts(phase, built), str(phase_line(phase))
        spent = sum(one.usd for one in parts.values())
        if abs(phase.money_usd - usd) > 1e-6 or spent > usd * (1 + 1e-6) or abs(spent - phase.spent_usd) > 0.01:
            yield f"{spent} is spent of {usd}, it is told {phase.spent_usd} of {phase.money_usd}"
        for name, one in parts.items():
            if abs(one.usd - phase.usd[name]) > 0.01:
                yield f"{name} has spent {one.usd}, it is told {phase.usd[name]}"
        new, upgraded = (sum(getattr(one, kind) for one in parts.values()) for kind in ("new", "upgraded"))
        read = [figures_read(words, said) or (0.0,) for words in (NEW, UPGRADED)]
        self.told["a country in phases: an upgraded station"] += upgraded
        if read != [(new,), (upgraded,)]:
            yield f"{new} new stations and {upgraded} upgraded ones: {said}"

    def _false_worth(self, phase: Phase, built: Built) -> Iterator[str]:
        worth = sum(one.worth for one in self._parts(phase, built).values())
        if abs(worth - phase.value) > ROUNDING * max(1.0, worth):
            yield f"it is worth {worth}, it is told {phase.value}"
        for season, trips in phase.possible.items():
            assert self.stations is not None
            self.told["a country in phases: trips of a season"] += 1
            most = self.stations.trips(built, season)
            if trips > most + ROUNDING * max(1.0, most):
                yield f"{most} trips of {season} are possible at most, it is told {trips}"

    def _false_choice(self, at: int) -> Iterator[str]:
        """Whether other steps, of those that the phase after it has built, would be worth more for the money; and other stations for the money that towns leave."""
        phase, later = self.phases[at], self.phases[at + 1]
        begun = [range(later.sites[name] + 1) for name in self.towns]
        stages: list[Built] = [one for one in self.stages if one.items() <= self.built[at + 1].items()] or [{}]
        best = 0.0
        for counts, stage in product(product(*begun), stages):
            parts = [sites[count] for sites, count in zip(self.towns.values(), counts, strict=True)]
            parts += [] if self.stations is None else [self.stations.part(stage)]
            if sum(units_up(one.usd) for one in parts) <= units_down(phase.money_usd):
                best = max(best, sum(one.worth for one in parts))
        self.told["a country in phases: the best of its steps"] += 1
        if phase.value < best * (1 - ROUNDING) - ROUNDING:
            yield f"it is worth {phase.value}, other steps for {phase.money_usd} are worth {best}"
        if self.stations is not None:
            yield from self._false_stations(at, stages)

    def _false_stations(self, at: int, stages: list[Built]) -> Iterator[str]:
        """Whether other stations beyond the stages would be worth more for the money that the towns leave."""
        assert self.stations is not None
        phase, after = self.phases[at], self.built[at + 1]
        towns = [self.towns[name][phase.sites[name]].usd for name in self.towns]
        usd = phase.money_usd - sum(units_up(one) for one in towns) * UNIT_USD
        begun = [one for one in stages if one.items() <= self.built[at].items() and self.stations.part(one).usd <= usd]
        held, mine = max(begun, key=len, default={}), self.stations.part(self.built[at])
        rest = sorted(after.keys() - held.keys())
        best = 0.0
        for count in range(len(rest) + 1):
            for more in combinations(rest, count):
                part = self.stations.part({**held, **{place: after[place] for place in more}})
                best = max(best, part.worth if part.usd <= usd + 1e-6 else 0.0)
        self.told["a country in phases: the best of the stations"] += 1
        if mine.worth < best * (1 - GAP - ROUNDING) - ROUNDING:
            yield f"its stations are worth {mine.worth}, others for {usd} are worth {best}"

    def _false_last(self) -> Iterator[str]:
        """What is false of the plan that the last phase is, and of its proof."""
        sharing, last = self.run.sharing, self.phases[-1]
        assert sharing is not None
        if abs(last.value - sharing.value) > ROUNDING * max(1.0, sharing.value):
            yield f"the last phase is worth {last.value}, the plan {sharing.value}"
        usd = self.country.config.budget_usd
        towns = [sound_instance(at_sum(question, usd)) for _city, question in self.country.towns]
        best = best_shared(towns, usd, self._on_roads(usd))
        self.told["a country in phases: value and bound"] += 1
        yield from false_figures("the country", sharing.value, sharing.bound, best, ROUNDING)
        yield from self._false_proof(sharing, best.value)

    def _false_proof(self, sharing: Sharing, best: float) -> Iterator[str]:
        """What is false of the sentence on all, and of that on the roads beside towns."""
        country = self._told(sharing)
        said, each = str(proof(country)), self._each()
        self.told["a country in phases: the sentence of proof"] += 1
        read = figures_read(ABOVE, said) or (sharing.value,)
        if best > read[0] + ROUNDING * max(1.0, best):
            yield f"one plan is worth {best}: {said}"
        beside = figures_read(ON_ROADS, of_roads := str(roads_proof(country)))
        if beside is not None:
            self.told["a country in phases: the sentence of proof of the roads"] += 1
            share = sharing.chosen[ROADS_NAME].units * UNIT_USD
            most = max((worth for usd, worth in self._on_roads(share)), default=0.0) / each
            if most > beside[0] + ROUNDING * max(1.0, most):
                yield f"one plan of the roads has {most}: {of_roads}"

    def _each(self) -> float:
        """Worth of one of what is counted on roads, trips or kWh a day."""
        return self.stations.each if self.stations is not None else 1.0

    def _on_roads(self, usd: float) -> list[tuple[float, float]]:
        """Price and worth of all choices of stations for a sum."""
        if self.country.roads is None or self.run.road_plan is None:
            return []
        aim, roads = self.run.road_plan.prepared.wish.aim.value, self.country.roads.with_budget(usd)
        return [(one.usd, self._each() * one.worth) for one in every_choice(roads, aim)]

    def _told(self, sharing: Sharing) -> Country:
        """The country as it is told, with what its sentences of proof ask for."""
        askers = [
            Asker(name=name, kind=ROADS if name == ROADS_NAME else CITY, value=one.value, bound=one.bound)
            for name, one in sharing.chosen.items()
        ]
        roads, config = self.run.road_plan, self.country.config
        of_trips = roads is not None and roads.prepared.wish.aim is Aim.TRIPS
        return Country(
            "in phases",
            config.country,
            config.year,
            config.budget_usd,
            tuple(askers),
            sharing.value,
            sharing.bound,
            sharing.bound_at_sums,
            phases=self.phases,
            weight=config.road_weight,
            unit=TRIPS if of_trips and not config.cities else KWH,
            trip_kwh=roads.prepared.wish.each if roads is not None and of_trips and config.cities else None,
        )
