"""Countries of two or three tiny towns that share one budget, in two or three worlds of other plugs, drawn from a seed; their plans as a country makes them."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

from benchmarks.small_questions import small_town
from planner.cluster.jobs import Job
from planner.compare.alike import with_common_work
from planner.config.scenario import Scenario
from planner.country.cities.reading import CityRead
from planner.country.cities.searches import at_sum
from planner.country.config.country import CountryCity, CountryConfig
from planner.country.kept_answers import KeptAnswers
from planner.country.mixes.answers import BlendAnswers, MixAnswers
from planner.country.mixes.city_jobs import CityInWorlds
from planner.country.mixes.desk import Desk
from planner.country.mixes.parts import CityPart, OwnPlan, sums_beside
from planner.country.mixes.planning import MixesRun
from planner.country.mixes.scope import Scope
from planner.country.money.curves import UNIT_USD, Curve
from planner.country.money.sharing import Floor
from planner.country.plan.planned import Planned
from planner.errors import ConfigError
from planner.model.instance.instance import Instance
from planner.model.solve.instances import sound_instance
from planner.question import Question, question_of
from planner.support.stopping import Stopping

WORLDS: tuple[dict[str, float], ...] = (
    {"gbt": 0.05, "ccs2": 0.95},
    {"gbt": 0.95, "ccs2": 0.05},
    {"gbt": 0.5, "ccs2": 0.5},
)
CHARGERS = ("dc_gbt_60", "dc_ccs2_60", "ac_t2_22", "dc_dual_60")
GAP, TIME_S, SUMS, STEP = 0.001, 20.0, 3, 0.25
TOWNS = 100
BALANCES = (0.75, 0.0)
"""Balance of plugs that all towns of a country ask for, by its seed."""
"""Towns that are tried for a country at most."""


@dataclass(frozen=True)
class TinyCountry:
    """A country: the questions of each town by world, and the money of all, in units."""

    towns: tuple[dict[str, Question], ...]
    units: int
    parts: tuple[CityPart, ...]

    @property
    def usd(self) -> float:
        """The same in dollars."""
        return float(self.units * UNIT_USD)

    def instances(self, worlds: Sequence[str]) -> list[list[Instance]]:
        """Of each town in each world, with all of the money."""
        return [[sound_instance(at_sum(town[world], self.usd)) for world in worlds] for town in self.towns]

    def run(self) -> tuple[MixesRun, Desk]:
        """The country in its worlds, to be planned in this process; nothing is kept."""
        names = list(self.towns[0])
        cities = tuple(CountryCity(config=f"{part.name}.toml") for part in self.parts)
        config = CountryConfig(country="KZ", budget_usd=self.usd, cities=cities)
        desk = Desk(InThisProcess(), silent, Stopping(), KeptAnswers(fresh=True, of=(MixAnswers, BlendAnswers)))
        return MixesRun(WholeScope(Planned(config), names, list(self.parts))), desk


class WholeScope(Scope):
    """All money is shared by those that are asked, and nothing is promised."""

    @property
    def units(self) -> int:
        """Of the budget."""
        return int(self.config.budget_usd / UNIT_USD)

    def floors(self, curves: Sequence[Curve]) -> list[Floor]:
        """None."""
        del curves
        return []


class UnkeptPart(CityPart):
    """A town whose answers are not kept."""

    def key(self, what: Sequence[Any]) -> None:
        """None."""
        del what


class InThisProcess:
    """Does each job when it is asked for."""

    apart = False

    def run(self, jobs: Sequence[Job], **_how: object) -> dict[str, Any]:
        """Results by name."""
        return {job.name: job.work(silent, Stopping(), *job.args) for job in jobs}


def silent(_text: str) -> None:
    """Say nothing."""


def tiny_country(seed: int) -> TinyCountry:
    """Draw a country; the same seed, the same country."""
    rng = np.random.default_rng([seed, 13])
    count, worlds = (int(rng.integers(2, 4)) for _each in range(2))
    units = int(rng.integers(12, 60)) * count
    step, towns, parts = max(1, round(STEP * units / count)), list[dict[str, Question]](), list[CityPart]()
    for number in range(TOWNS):
        if len(towns) == count:
            break
        try:
            towns.append(_town(seed * TOWNS + number, float(units * UNIT_USD), worlds, BALANCES[seed % len(BALANCES)]))
        except ConfigError:  # nobody reaches a site
            continue
        first = next(iter(towns[-1].values()))
        city = small_town(seed * TOWNS + number)[0]
        asked = CityInWorlds(
            CityRead(city, first, {}), "all", tuple(towns[-1]), float(units * UNIT_USD), questions=towns[-1]
        )
        sums = sums_beside(units // count, units, SUMS, step)
        parts.append(UnkeptPart(f"town {len(towns)}", first.scenario, asked, sums, OwnPlan(0, 0, {})))
    return TinyCountry(tuple(towns), units, tuple(parts))


def _town(seed: int, usd: float, worlds: int, balance: float) -> dict[str, Question]:
    city, scenario = small_town(seed)
    asked = scenario.without_promises().with_plan(
        plug_balance=balance, budget_usd=usd, gap=GAP, time_limit_s=TIME_S, chargers=CHARGERS
    )
    found = {
        f"world {at}": question_of(city, _of_mix(asked, mix), say=silent) for at, mix in enumerate(WORLDS[:worlds])
    }
    return dict(with_common_work(found))


def _of_mix(scenario: Scenario, mix: dict[str, float]) -> Scenario:
    return scenario.model_copy(update={"fleet": scenario.fleet.model_copy(update={"mix": mix})})
