"""Countries of a tiny town or two and a few roads, or of one of these alone, that are built in two or three phases, drawn from a seed; planned as a country is."""

from dataclasses import dataclass
from random import Random

from benchmarks.small_questions import small_town
from benchmarks.small_roads import STATION_USD, small_roads
from benchmarks.tiny_country import CHARGERS, GAP, TIME_S, silent
from geodata.city import City
from planner.corridors.question.instance import CorridorInstance
from planner.corridors.search.prepared import Prepared
from planner.country.accounts import ROADS_NAME, ROADS_RULES
from planner.country.cities.configurations import FOLDER, ConfiguredCity
from planner.country.cities.reading import CityRead
from planner.country.cities.searches import answers_of, plan_city
from planner.country.config.country import CountryConfig
from planner.country.money.curves import UNIT_USD
from planner.country.money.sharing import Floor, share
from planner.country.plan.phasing import schedule_of
from planner.country.plan.planned import Planned, RoadPlan
from planner.country.plan.sums import first_sums
from planner.country.road_plans.play import play
from planner.country.road_plans.searches import answer_roads
from planner.country.road_plans.task import RoadTask, wish_of
from planner.errors import ConfigError
from planner.question import Question, question_of
from planner.support.stopping import Stopping, never

YEARS = (2024, 2026, 2028)
TOWNS = 100
"""Towns that are tried for a country at most."""


@dataclass(frozen=True)
class PhasedCountry:
    """A country: its money by phase, its towns with their questions, its roads."""

    config: CountryConfig
    towns: tuple[tuple[City, Question], ...]
    roads: CorridorInstance | None

    def planned(self) -> Planned:
        """The plans of all for their shares, and what is built when; nothing is kept.

        Raises
        ------
        InfeasibleError
            No split of the money keeps the rules of the roads.
        """
        run, sums = Planned(self.config), [float(units * UNIT_USD) for units in first_sums(self.config)]
        for number, (city, question) in enumerate(self.towns, start=1):
            one = ConfiguredCity(f"town {number}", f"town_{number}", "north", question.scenario)
            run.cities.append(one)
            run.answers[one.name] = answers_of(city, question, sums, None, silent, Stopping())
            run.curves.append(run.answers[one.name].curve(one.name, one.region))
        floors = self._answer_roads(run, sums)
        run.sharing = share(run.curves, int(self.config.budget_usd // UNIT_USD), floors)
        for one, (city, question) in zip(run.cities, self.towns, strict=True):
            chosen = run.sharing.chosen[one.name]
            read = CityRead(city, question, {}).with_budget(float(chosen.units * UNIT_USD))
            plan = run.answers[one.name].made_for(chosen.made_for).plan
            run.dossiers[f"{FOLDER}/{one.folder}"] = plan_city(silent, Stopping(), read, plan, quick=True)
        if self.roads is not None and run.road_answers is not None:
            prepared = Prepared.of(self.roads, wish_of(self.config, self.roads))
            answer = run.road_answers.made_for(run.sharing.chosen[ROADS_NAME].made_for)
            run.road_plan = RoadPlan(prepared, answer, play(prepared, answer.built, quickest=True))
        run.schedule = schedule_of(run, silent, never)
        return run

    def _answer_roads(self, run: Planned, sums: list[float]) -> list[Floor]:
        """Have the roads planned; that their rules are kept, where they ask for stations."""
        if self.roads is None:
            return []
        money, wish = self.config.money, wish_of(self.config, self.roads)
        task = RoadTask(self.roads, money.road_gap, money.road_time_limit_s, wish)
        run.road_answers = answer_roads(silent, Stopping(), task, sums)
        run.curves.append(run.road_answers.curve(ROADS_NAME, self.config.road_weight))
        return [Floor(ROADS_RULES, 1.0, "the rules", is_rule=True)] if run.road_answers.are_rules_asked else []


def phased_country(seed: int, *, towns: bool) -> PhasedCountry:
    """Draw a country, of roads alone without towns; the same seed, the same country."""
    rng = Random(f"{seed} in phases")  # noqa: S311  no secret
    count = rng.choice((1, 2)) if towns else 0
    roads = small_roads(seed, STATION_USD) if not count or rng.randrange(3) else None
    found = _towns(seed, count)
    whole = (0 if roads is None else int(roads.budget_usd) // UNIT_USD) + sum(rng.randint(12, 60) for _town in found)
    years = YEARS[-rng.choice((2, 3)) :]
    ends = [*sorted(rng.randint(0, whole) for _year in years[1:]), whole]
    parts = [end - begun for begun, end in zip([0, *ends], ends, strict=False)]
    corridors = {"roads": {"nodes": "nodes.csv", "edges": "edges.csv"}, "trips": {"year": years[-1]}}
    config = CountryConfig.model_validate(
        {
            "country": "KZ",
            "phases": [{"year": year, "budget_usd": float(part * UNIT_USD)} for year, part in zip(years, parts, strict=True)],
            "cities": [{"config": f"town {number}.toml"} for number in range(1, count + 1)],
            "money": {
                "sums_usd": [float(round(whole * part) * UNIT_USD) for part in (0.25, 0.5, 0.75)],
                "next_usd": float(UNIT_USD),
                "road_weight": rng.choice((0.5, 1.0, 3.0)),
                "road_objective": rng.choice(("trips", "energy")),
                "road_gap": rng.choice((0.0, 0.01)),
            },
            **({} if roads is None else {"corridors": corridors}),
        }
    )  # fmt: skip
    return PhasedCountry(config, found, roads)


def _towns(seed: int, count: int) -> tuple[tuple[City, Question], ...]:
    found = list[tuple[City, Question]]()
    for number in range(TOWNS):
        if len(found) == count:
            break
        city, scenario = small_town(seed * TOWNS + number)
        asked = scenario.without_promises().with_plan(plug_balance=0.0, gap=GAP, time_limit_s=TIME_S, chargers=CHARGERS)
        try:
            found.append((city, question_of(city, asked, say=silent)))
        except ConfigError:  # nobody reaches a site
            continue
    return tuple(found)
