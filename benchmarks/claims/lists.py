"""What is said of a valued list: what it and the best plan for its money are worth, how much better a plan may be, what is lost without a site of it, gained with one more."""

import math
import re
from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from benchmarks.claims.telling import ROUNDING, false_figures, false_proof, figures_read
from benchmarks.plain.building import spent_usd
from benchmarks.plain.flat import changed, flat
from benchmarks.plain.truth import best_plan, best_with, possible
from benchmarks.small_questions import unsampled
from geodata.city import City
from geodata.input_file import Fingerprint
from planner.config.scenario import Scenario
from planner.dossier.dossier import Dossier
from planner.edits.site_list import ListRow, SiteList
from planner.errors import InfeasibleError
from planner.model.instance.instance import Instance
from planner.model.rules.kinds.served_floor import ServedFloor
from planner.model.solve.instances import sound_instance
from planner.model.solve.planning import best_plan as planned
from planner.output.shared.valued import value_lines
from planner.question import Question, question_of
from planner.studies.beside_best import NAME
from planner.support.progress import Progress
from planner.valuing import value_list

LIMIT_S = 60.0
MOST = re.compile(r"is worth more than ([0-9.]+)\s?% more")
BALANCE = "plug_balance"
STEPS, MOST_WITHHELD = (1.0, 0.75, 0.5, 0.25, 0.0), 0.005
"""Parts of a balance of plugs under which a list may be valued, and the part of what it could serve that the balance may withhold."""
Ints = NDArray[np.int64]


def silent(_text: str) -> None:
    """Say nothing."""


@dataclass
class _Asked:
    """Notes the question that is asked, with every place of the list on the ground."""

    question: Question | None = None

    def ask(self, city: City, scenario: Scenario, *, say: Progress) -> Question:
        """State it."""
        self.question = question_of(city, scenario, say=say)
        return self.question


def false_list(
    city: City, scenario: Scenario, counts: Mapping[str, Mapping[str, int]], told: "Counter[str]"
) -> list[str]:
    """What is false of a list, given by the place and the chargers there."""
    rows = tuple(
        ListRow(number, site, site, None, None, {}, dict(some)) for number, (site, some) in enumerate(counts.items(), 2)
    )
    asked, listed = _Asked(), SiteList("list.csv", rows, False, (), Fingerprint("list.csv", ""))
    scenario = unsampled(scenario.with_plan(time_limit_s=LIMIT_S, then=()))
    try:
        dossier = value_list(city, scenario, listed, say=silent, quick=True, ask=asked.ask)
    except InfeasibleError as error:
        told["a list: refused, as no plan keeps the rules of building"] += 1
        return _false_denial(asked.question, error)
    assert asked.question is not None
    return false_valued(asked.question, listed, dossier, told)


def false_valued(question: Question, listed: SiteList, dossier: Dossier, told: "Counter[str]") -> list[str]:
    """What is false of a list that was valued, by the question with its places on the ground."""
    chargers = _chargers(question, listed)
    usd = float(spent_usd(sound_instance(question), chargers).sum())
    question = replace(question, scenario=question.scenario.with_plan(budget_usd=float(math.ceil(usd - 1e-6))))
    found = _false_breaches(question, dossier, chargers, told) + _false_best(question, dossier, told)
    found += _false_given(question, dossier, chargers, told)
    cost = dossier.studies[NAME]["given"]["cost_usd"]
    return found + ([f"the list costs {usd}, it is told {cost}"] if abs(cost - usd) > 0.01 else [])


def _chargers(question: Question, listed: SiteList) -> Ints:
    kinds, number = [one.id for one in question.chargers], question.places.number()
    chargers = np.zeros((len(question.places), len(kinds)), dtype=np.int64)
    for row in listed.rows:
        for kind, count in row.counts.items() if row.counted else ():
            chargers[number[str(row.site)], kinds.index(kind)] += count
    return chargers


def _false_denial(question: Question | None, error: InfeasibleError) -> list[str]:
    """Even with nothing promised there may be no plan, as where something is closed that is forced."""
    if question is None:
        return [f"a list is refused before its question: {error}"]
    free = replace(question, scenario=question.scenario.without_promises_or_balance())
    return [f"a list is refused, there is a plan: {error}"] if possible(sound_instance(free)) else []


def _false_breaches(question: Question, dossier: Dossier, chargers: Ints, told: "Counter[str]") -> list[str]:
    """Whether rules are said to be broken where none is, or none where some are."""
    rules = sorted({one["rule"] for one in dossier.studies[NAME]["breaches"]})
    instance = sound_instance(question)
    settled = flat(instance)
    given = changed(instance, settled_least=chargers, settled_most=chargers, plug_balance=0.0)
    locked = settled.settled_least is None or bool(
        ((chargers >= settled.settled_least) & (chargers <= settled.settled_most)).all()
    )  # which what is given takes the place of
    kept = possible(given) if locked else False
    withheld = _withholds(sound_instance(_with_room(question, chargers)), chargers) if settled.plug_balance else False
    told[f"a list: {'keeps all rules' if kept and not withheld else 'breaks rules'}"] += 1
    told.update(f"a list: {one}" for one in rules)
    others = [one for one in rules if one != BALANCE]
    if kept in (None, not others) and withheld in (None, BALANCE in rules):
        return []
    return [
        f"a list is said to break {rules or 'no rule'}, it {'keeps all' if kept and not withheld else 'breaks some'}"
    ]


def _false_best(question: Question, dossier: Dossier, told: "Counter[str]") -> list[str]:
    """What is false of the best plan for the money, and of how much better one may be."""
    said, instance = dossier.studies[NAME], sound_instance(question)
    if not possible(instance):
        told["a list: no plan for its money keeps all promises"] += 1
        free = question.scenario.without_promises_or_balance()
        instance = sound_instance(replace(question, scenario=free))
    truth, best, mine = best_plan(instance), said["best"], said["given"]["value"]
    told["a list: the best plan for its money"] += 1
    found = false_figures("the best plan beside a list", best["value"], best["bound"], truth)
    if said["breaches"]:
        return found
    found += false_proof("a list", dossier.proof, replace(truth, value=max(truth.value, mine), bound=max(truth.bound, mine)), told)  # fmt: skip
    line = next((str(one) for one in value_lines(dossier) if MOST.search(str(one))), "")
    read = figures_read(MOST, line)
    if read is not None:
        told["a list: how much better a plan may be, in words"] += 1
        if truth.value > mine * (1 + read[0] / 100.0) + ROUNDING * max(1.0, truth.value):
            found.append(f"the list is worth {mine}, a plan {truth.value}: {line}")
    return found


def _false_given(question: Question, dossier: Dossier, chargers: Ints, told: "Counter[str]") -> list[str]:
    """What is false of the list itself: its worth, and the energy of its sites, which is known where each kWh is worth one."""
    said, instance = dossier.studies[NAME], sound_instance(_with_room(question, chargers))
    free = replace(instance, rules=instance.rules.only(lambda rule: not isinstance(rule, ServedFloor)))
    value, most = said["given"]["value"], best_with(free, chargers)
    told["a list: what it is worth"] += 1
    found = false_figures("the list", value, most.bound, most)
    worths = _worths(instance, chargers)
    if worths and all(abs(value - worth) > ROUNDING * max(1.0, worth) for worth in worths):
        found.append(f"the list is worth {worths}, it is told {value}")
    if not _counts_energy(instance):
        return found
    number = question.places.number()
    for row, there in ((row, kind == "add") for kind in ("drop", "add") for row in said[kind]):
        told["a list: energy with a site more" if there else "a list: energy with a site less"] += 1
        other = chargers.copy()
        kinds = [kind.id for kind in question.chargers]
        other[number[row["site_id"]]] = [row["chargers"].get(kind, 0) for kind in kinds] if there else 0
        kwh, truth = row["gained_kwh" if there else "lost_kwh"], abs(best_with(free, other).value - most.value)
        if abs(kwh - truth) > ROUNDING * max(1.0, most.value):
            found.append(f"{row['site_id']}: {truth} kWh, it is told {kwh}")
    return found


def _worths(instance: Instance, chargers: Ints) -> list[float]:
    """What a list may be said to be worth: under the highest step of the balance of plugs that withholds next to nothing; each step where worth and energy differ; none where floors cannot be kept."""
    asked = flat(instance).plug_balance
    steps = [best_with(changed(instance, plug_balance=part * asked), chargers) for part in STEPS if asked or not part]
    values = [one.value for one in steps if one.chargers]
    if not steps[-1].chargers or not _counts_energy(instance):
        return values
    return [next(value for value in values if value >= _least_served(values[-1]))]


def _withholds(instance: Instance, chargers: Ints) -> bool | None:
    """Whether the balance of plugs could be kept only by withholding energy; None where worth and energy differ, or floors cannot be kept."""
    kept, most = (best_with(one, chargers) for one in (instance, changed(instance, plug_balance=0.0)))
    if not most.chargers or not _counts_energy(instance):
        return None
    return not kept.chargers or kept.value < _least_served(most.value)


def _least_served(most: float) -> float:
    return (1 - MOST_WITHHELD) * most - ROUNDING


def _counts_energy(instance: Instance) -> bool:
    """Whether each kWh is worth one."""
    return not len(instance.adapters.share) and bool((flat(instance).worth == 1.0).all())


def _with_room(question: Question, chargers: Ints) -> Question:
    """The question with as many bays and as much power as a list takes, where it takes more than there are."""
    bays, kw = (chargers @ np.array([getattr(one, of) for one in question.chargers]) for of in ("bays", "power_kw"))
    places = question.places
    power = np.maximum(places.grid_kw, kw / question.scenario.grid.winter_share)
    return replace(question, places=replace(places, bays=np.maximum(places.bays, bays), grid_kw=power))


def drawn_list(city: City, scenario: Scenario, rng: np.random.Generator) -> dict[str, dict[str, int]]:
    """Some chargers at some places, whether they fit or not; every other time, where something may be planned, a part of the best plan for the money."""
    if rng.random() < 0.5:
        try:
            built = planned(question_of(city, scenario.with_plan(then=()), say=silent), say=silent).chargers
        except InfeasibleError:
            built = None
        if built is not None and len(built):
            found = dict[str, dict[str, int]]()
            for site, kind, count in zip(built["site_id"], built["charger"], built["count"], strict=True):
                if rng.random() < 0.8 or not found:
                    found.setdefault(str(site), {})[str(kind)] = int(count)
            return found
    kinds = [one for one in scenario.plan.chargers if not one.startswith("retrofit")]
    places = [*map(str, city.sites["site_id"]), *map(str, city.stations.table["station_id"])]
    some = rng.choice(places, int(rng.integers(1, min(len(places), 3) + 1)), replace=False)
    return {str(place): {str(rng.choice(kinds)): int(rng.integers(1, 3))} for place in some}
