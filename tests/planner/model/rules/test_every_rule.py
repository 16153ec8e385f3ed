"""Every rule through every service of the model, and every key of `[plan]` through rule, audit, manual and report.

A rule is found by its file; nothing here or elsewhere lists rules by name but the towns of `tests/fixtures/ruled.py`, where a new one needs its own.
"""

import re
from dataclasses import replace
from functools import cache

import numpy as np
import pytest

from planner.audit.recheck import audits
from planner.config.plan import PlanConfig
from planner.errors import InfeasibleError
from planner.model.bound.decomposition import Decomposition
from planner.model.bound.subgradient import Descent, subgradient
from planner.model.exact.fixed_chargers import loosened
from planner.model.exact.solution import Solution
from planner.model.explain.binding import Load, bindings
from planner.model.explain.relaxations import stated
from planner.model.instance.instance import Instance
from planner.model.program.effort import Effort
from planner.model.rules.coverage import Coverage
from planner.model.rules.kinds.coupling import Coupling
from planner.model.rules.kinds.finding import known_rules
from planner.model.rules.kinds.local import Capacity, Local
from planner.model.rules.kinds.ruling import Ruling, Use, with_budget
from planner.model.rules.kinds.served_floor import ServedFloor
from planner.model.rules.plug_balance import PlugBalance
from planner.model.search.search import Search
from planner.model.sets.configurations import configurations_of
from planner.model.sets.limits import allowed_at
from planner.model.sets.site_sets import site_sets
from planner.model.solve import soundness
from planner.model.solve.siting import SitingModel
from planner.model.solve.stacking import difference, stacked
from planner.support.speech import message_of
from tests.conftest import ROOT
from tests.fixtures.loose_words import loose_words
from tests.fixtures.multipliers import drawn_multipliers
from tests.fixtures.ruled import ruled_town

RULES = known_rules()
every_rule = pytest.mark.parametrize("kind", RULES, ids=lambda kind: kind.__name__)


@cache
def best(kind: type[Ruling], *, off: bool = False) -> tuple[Instance, Solution]:
    """The town of a rule and its best plan, with the rule or with it switched off."""
    town = ruled_town(kind)
    town = town.without(kind) if off else town
    return town, SitingModel(town).solve(Effort(0.0, 60.0), silent)


def silent(_: str) -> None:
    pass


def served(instance: Instance, plan: Solution) -> np.ndarray:
    out = np.zeros(instance.demand.kwh.shape)
    np.add.at(out, (instance.reach.zone[plan.flow_pair], plan.flow_class), plan.flow_kwh)
    return out


def keeps(rule: Ruling, instance: Instance, chargers: np.ndarray, kwh: np.ndarray) -> bool:
    """The rule by its own word, each kind in one way."""
    if isinstance(rule, Coupling):
        return bool((rule.spare(instance, chargers) >= -1e-6).all())
    if isinstance(rule, ServedFloor):
        rows = rule.rows(instance)
        return bool((rows.served(kwh) >= rows.promised - 1e-4).all())
    assert isinstance(rule, Local)
    return bool(rule.keeps(instance, np.arange(len(chargers)), chargers).all())


@every_rule
def test_the_exact_model_keeps_the_rule_which_costs_something_and_can_be_switched_off(kind: type[Ruling]) -> None:
    (town, plan), (_, free) = best(kind), best(kind, off=True)
    rule = town.rules.of(kind)
    assert keeps(rule, town, plan.chargers, served(town, plan))
    assert not keeps(rule, town, free.chargers, served(town, free))
    assert plan.value < free.value * (1 - 1e-6)


@every_rule
def test_the_bound_has_the_rule_and_no_multipliers_bring_it_below_a_plan(kind: type[Ruling]) -> None:
    """Weak duality and the inequality of the subgradient, for multipliers of every row of every rule drawn at random."""
    (town, plan), (free, _), rng = best(kind), best(kind, off=True), np.random.default_rng(0)
    problem, other = (Decomposition(one, site_sets(one, configurations_of(one))) for one in (town, free))
    if issubclass(kind, Coupling):
        assert (
            problem.sets.coupling.rows > other.sets.coupling.rows
            or problem.sets.coupling.limit[0] < other.sets.coupling.limit[0]
        )
    elif issubclass(kind, ServedFloor):
        assert len(problem.floors) > len(other.floors)
    else:
        rule = town.rules.of(kind)
        assert isinstance(rule, Local)
        assert rule.keeps(town, problem.sets.site, problem.sets.chargers).all()
    before, at = problem.evaluate(problem.first_multipliers()), problem.first_multipliers()
    for _ in range(20):
        slope, new = subgradient(problem, before, at, whole=True), drawn_multipliers(problem, rng, 0.7)
        after = problem.evaluate(new)
        assert after.bound >= plan.value * (1 - 1e-9)
        moved = ((new.demand - at.demand) * slope.demand).sum() + (new.coupling - at.coupling) @ slope.coupling
        moved -= (new.floor - at.floor) @ -slope.floor
        assert after.bound >= before.bound + moved - 1e-6 * abs(before.bound)
        before, at = after, new


@every_rule
def test_the_search_keeps_the_rule(kind: type[Ruling]) -> None:
    town, plan = best(kind)
    found = Search(town, Effort(0.0, 60.0, work_s=1.0), silent, most=400).run()
    assert found.bound >= plan.value * (1 - 1e-6)
    used = SitingModel(town).allocate(found.chargers)
    assert keeps(town.rules.of(kind), town, used.chargers, served(town, used))
    assert allowed_at(town, np.arange(len(found.chargers)), found.chargers).all()
    assert used.value >= 0.5 * plan.value


def test_no_price_of_a_balance_brings_the_price_of_energy_below_nothing() -> None:
    """A negative multiplier of demand would make the bound false; rows of a balance have negative weights."""
    town, _ = best(PlugBalance)
    problem = Decomposition(town, site_sets(town, configurations_of(town)))
    descent, at = Descent(problem), problem.first_multipliers()
    at = replace(at, floor=np.full(len(problem.floors), 50.0))
    for _ in range(5):
        at = descent.step(at, problem.evaluate(at), 1e3)
        assert (at.demand >= 0).all()
        assert (at.floor >= 0).all()


def conflicting(kind: type[Ruling]) -> Instance:
    """A question that no plan answers because of the rule: too little money, or as much promised as the plan without the rule serves."""
    (town, _), (_, free) = best(kind), best(kind, off=True)
    if kind.demands:
        return with_budget(town, 6_500.0)
    share = float(free.flow_kwh.sum()) / float(town.demand.kwh.sum())
    return town.ruled(Coverage(0.999 * share))


@pytest.mark.parametrize("kind", [kind for kind in RULES if kind.gives_way], ids=lambda kind: kind.__name__)
def test_where_no_plan_is_possible_it_is_told_how_far_the_rule_would_have_to_give_way(kind: type[Ruling]) -> None:
    instance = conflicting(kind)
    with pytest.raises(InfeasibleError) as caught:
        SitingModel(instance).solve(Effort(0.0, 60.0), silent)
    assert kind.key in str(caught.value)
    assert any(re.search(r"\d", way) for way in caught.value.ways)
    rule = instance.rules.of(kind)
    assert rule.size(instance) > 0
    assert stated(instance, kind).give_way(rule).columns.size > 0


@every_rule
def test_worlds_agree_on_the_rule_or_it_is_named(kind: type[Ruling]) -> None:
    town, _ = best(kind)
    assert difference([town, town]) == ""
    assert difference([town, town.without(kind)]) == kind.title
    assert difference([town.without(kind), town]) == kind.title
    assert isinstance(stacked([town, town], [1.0, 1.0]).rules.of(kind), kind)


@every_rule
def test_a_plan_that_a_solver_rounded_is_forgiven_by_the_rule(kind: type[Ruling]) -> None:
    town, plan = best(kind)
    rule = loosened(town, 1e-3).rules.of(kind)
    assert keeps(rule, town, plan.chargers, served(town, plan))
    assert isinstance(with_budget(town, 1.0).rules.of(kind), kind)


@pytest.mark.parametrize("kind", [k for k in RULES if issubclass(k, Coupling | Capacity)], ids=lambda k: k.__name__)
def test_where_the_rule_keeps_a_site_from_more_it_is_what_binds(kind: type[Ruling]) -> None:
    """Every kind of charger is taken for wanted; where none fits, the rule is among those that are named, in words with a figure."""
    town, plan = best(kind)
    rule = town.rules.of(kind)
    assert isinstance(rule, Coupling | Capacity)
    left = np.maximum(0.0, town.demand.kwh - np.zeros_like(town.demand.kwh))
    load = np.zeros(town.pools.standing.shape)
    bound = dict(bindings(town, Load(plan.chargers, load, left)))
    named = {type(one) for site in bound.values() for one in site.rules}
    if isinstance(rule, Coupling) and not rule.resource(town).product.any():
        assert kind not in named, "a rule on openings keeps no open site from taking more"
    elif kind.key == "plan.budget_usd":
        assert any(site.money for site in bound.values())
    else:
        assert kind in named
    site = int(np.flatnonzero(plan.chargers.any(axis=1))[0])
    assert re.search(r"\d", rule.full_words(town, plan.chargers, site))


@every_rule
def test_report_and_proof_tell_the_rule(kind: type[Ruling]) -> None:
    town, plan = best(kind)
    rule = town.rules.of(kind)
    line = rule.line(town, Use(plan.chargers, served(town, plan)))
    assert line.key == kind.key
    assert kind.title
    assert line.binds
    assert re.search(r"\d|site", line.asked + line.reached)
    key = kind.key.removeprefix("plan.")
    if kind.key.startswith("plan.") and key not in {"budget_usd", "phases", "forbidden"}:
        assert rule.promise(town), "a wish of the scenario stands in the proof"


@every_rule
def test_senseless_figures_of_the_rule_are_refused_with_its_key_or_its_thing(kind: type[Ruling]) -> None:
    town, _ = best(kind)
    soundness.check(town)
    for figures in town.rules.of(kind).figures(town):
        worse = type(figures)(
            figures.what, np.asarray(figures.values, dtype=float) * 0 - 1.0, figures.whose, figures.names
        )
        (said,) = list(worse.faults())[:1]
        assert "negative" in said


NO_RULE = {
    "objective", "then", "then_give",  # what a plan is good for: planner/model/objectives
    "last_phase_years", "phase_discount",  # weights of the phases
    "max_drive_min", "worth_at_limit", "nearest_sites",  # what can be reached, and its worth
    "max_fast_h", "max_slow_h", "max_wait_min", "wait_probability", "full_probability", "availability",  # what guns carry
    "plug_balance_from",  # of plug_balance
    "retired", "chargers", "cost_case",  # what stands, what may be bought, at which prices
    "gap", "time_limit_s", "solver", "threads",  # how it is searched for
    "reasons", "alternatives", "alternatives_differ", "alternatives_within", "budgets",  # what is told beside it
}  # fmt: skip
"""Keys of `[plan]` that ask nothing of a plan."""
AUDITED_AS = {"kept_chargers": "phases"}
"""Rules whose audit goes by another name."""


def test_every_key_of_plan_is_a_rule_or_said_to_be_none() -> None:
    keys, ruled = (
        set(PlanConfig.model_fields),
        {kind.key.removeprefix("plan.") for kind in RULES if kind.key.startswith("plan.")},
    )
    assert keys - ruled == NO_RULE, (
        "a key of [plan] needs a rule in planner/model/rules, or a line in NO_RULE that says what it is"
    )
    assert ruled <= keys


@every_rule
def test_every_rule_has_its_audit_and_its_line_in_the_manual(kind: type[Ruling]) -> None:
    name = kind.__module__.rpartition(".")[2]
    assert AUDITED_AS.get(name, name) in {*audits(), "phases"}, f"planner/audit/rules/{name}.py is missing"
    table, _, key = kind.key.partition(".")
    manual = (ROOT / "docs" / "configuration.md").read_text(encoding="utf-8")
    assert f"`{key}`" in manual, f"{kind.key} is not in docs/configuration.md"
    assert f"[{table}]" in manual
    assert f"`{name}`" in (ROOT / "docs" / "model.md").read_text(encoding="utf-8"), (
        f"docs/model.md does not state the rule {name}"
    )


def test_what_demands_something_is_what_the_configuration_calls_a_promise() -> None:
    demanding = {kind.key.removeprefix("plan.") for kind in RULES if kind.demands}
    assert demanding == set(PlanConfig.promises_off())


@every_rule
def test_every_word_of_the_rule_can_be_told_in_another_language(kind: type[Ruling]) -> None:
    """What is said in English when it is planned: nothing of it but keys and names stands outside of a message."""
    town, plan = best(kind)
    rule = town.rules.of(kind)
    line = rule.line(town, Use(plan.chargers, served(town, plan)))
    said = [rule.title, rule.called, rule.promise(town), rule.hint(town), line.asked, line.reached]
    if kind.gives_way:
        with pytest.raises(InfeasibleError) as caught:
            SitingModel(conflicting(kind)).solve(Effort(0.0, 60.0), silent)
        said += [message_of(caught.value), *caught.value.ways]
        count = len(stated(town, kind).give_way(rule).columns)
        said += [rule.eased(town, np.full(count, 2.0), 2.0 * count, proven=proven) for proven in (True, False)]
    names = ["north", "south", "USD", "CCS2", "GB/T", "GB/T slow", "GB/T fast", *{one.key for one in RULES}]
    assert [text for one in said for text in loose_words(one, names)] == []
