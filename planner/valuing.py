"""The job of `evplan value`: a list of places with chargers tied to the ground, valued as it is given, and set beside the best plan for the same money."""

import math
from collections.abc import Collection
from dataclasses import replace
from typing import Any

import numpy as np
from numpy.typing import NDArray

from geodata.city import City
from geodata.errors import InputError
from planner.audit.recheck import audits
from planner.catalogue.charger_names import name_by_id
from planner.catalogue.chargers import ChargerType, catalogue_rows, charger_types
from planner.catalogue.offers import SWITCHES, on_offer
from planner.config.scenario import Scenario
from planner.dossier.dossier import Dossier
from planner.edits.list_ground import count_chargers, label_of_row, report_of_list, tie_list
from planner.edits.site_list import SiteList
from planner.errors import ConfigError, InfeasibleError
from planner.filing import inputs_of
from planner.model.rules.kinds.finding import titles_by_file
from planner.model.solve.given import beside_bound, plan_given
from planner.model.solve.instances import sound_instance
from planner.model.solve.planning import best_plan, do_nothing
from planner.model.solve.progress import announcement
from planner.pipeline import Asking, Telling, answered
from planner.plan import Plan
from planner.question import Question, question_of
from planner.studies import beside_best
from planner.studies.arrays import label_of
from planner.support.progress import Progress
from planner.support.speech import Text, _, joined, term
from planner.support.stopping import Stopping

Ints = NDArray[np.int64]

PHYSICAL = frozenset({"counts", "demand", "gates", "kept_guns", "objective", "queues", "shared_power"})
"""Audits of what a plan is, and not of what was asked of it: a plan that breaks one of these is a bug."""
OF_CANDIDATES = {"slow_sites": term("Sites for slow posts alone")}
"""Titles of audits that are no rule of the model, which offers no such charger there in the first place."""
MOST_NAMED = 5
"""Rows named in the line that says that none counts."""


def value_list(  # noqa: PLR0913  as `make_plan`
    city: City,
    scenario: Scenario,
    listed: SiteList,
    *,
    say: Progress,
    stopping: Stopping | None = None,
    quick: bool = False,
    ask: Asking = question_of,
    tell: Telling | None = None,
) -> Dossier:
    """Value a list: the plan that builds exactly this, audited and studied, with the best plan for the same money under ``studies["list"]``.

    Rules that the list breaks are told, and the list is valued without them. Where `stopping` is asked while the best plan is looked for, the
    best so far is told.

    Raises
    ------
    PlannerError, GeodataError
        In one line, what cannot be done and what to do about it: not one row can be counted, among others.
    """
    stopping, notes = stopping or Stopping(), list[str]()
    scenario = _comparable_scenario(scenario, listed, notes)
    say(_("tying the places of the list to the ground"))
    ground = tie_list(listed, city, scenario)
    asked = ask(ground.city, ground.scenario, say=say)
    chargers = count_chargers(listed, asked)
    _require_counted_row(listed)
    asked = _with_money(asked, chargers)
    question = _as_given(asked, chargers)
    say(_("what the list serves"))
    given = plan_given(question, chargers, lambda plan: _broken_rules(plan, question))
    breaches, titles = _broken_rules(given, asked), {**titles_by_file(), **OF_CANDIDATES}
    with stopping.gently():
        best = _best(asked, given, breaches, notes, say, stopping)
        given = beside_bound(given, best.proof.bound, best.proof.wall_s)
        say(_("what to drop and what to add first"))
        told = {
            "rows": [one.as_dict() for one in listed.rows],
            "notes": notes,
            "breaches": [
                {"rule": rule, "title": titles[rule], "said": said, **_site_of(said)}
                for rule, told in breaches.items()
                for said in told
            ],
            **_beyond_ground(question, chargers),
            **beside_best.beside_best(question, given, best, do_nothing(question)),
        }
    city = replace(ground.city, sources=(*city.sources, report_of_list(listed)))
    known = [said for told in _broken_rules(given, question).values() for said in told]
    return answered(
        city,
        question,
        inputs_of(city, question.scenario),
        say=say,
        stopping=stopping,
        given=given,
        breaches=known,
        beside_it={beside_best.NAME: told},
        quick=quick,
        tell=tell,
    )


def plannable_chargers(scenario: Scenario) -> tuple[ChargerType, ...]:
    """Chargers that a list may name: those on offer, then all others of the catalogue that can be planned."""
    offered = on_offer(scenario)
    known = {one.id for one in offered} | set(SWITCHES)
    return (*offered, *(kind for name in catalogue_rows() if name not in known for kind in _plannable(name)))


def _plannable(name: str) -> tuple[ChargerType, ...]:
    try:
        return charger_types((name,))
    except ConfigError:
        return ()


def _comparable_scenario(scenario: Scenario, listed: SiteList, notes: list[str]) -> Scenario:
    """The scenario in which a list can be compared: all built at once, for the most energy, with its chargers on offer."""
    ask = scenario.plan
    changes: dict[str, Any] = {}
    if ask.phases:
        notes.append(
            _(
                "plan.phases is passed over: a list is valued as built all at once, in {year}",
                year=str(scenario.fleet.year),
            )
        )
        changes["phases"] = ()
    if ask.objective != "energy" or ask.then:
        notes.append(
            _("plan.objective is passed over: the list and the best plan are compared by the energy that they serve")
        )
        changes |= {"objective": "energy", "then": ()}
    offered = {one.id for one in on_offer(scenario)}
    named = {name for row in listed.rows for name in row.counts} - offered
    more = [one.id for one in plannable_chargers(scenario) if one.id in named]
    if more:
        notes.append(
            _(
                "the list names chargers that were not on offer (plan.chargers); the best plan may buy them too: {more}",
                more=joined("; ", [name_by_id(one) for one in more]),
            )
        )
        changes["chargers"] = (*ask.chargers, *more)
    return scenario.with_plan(**changes) if changes else scenario


def _require_counted_row(listed: SiteList) -> None:
    """Refuse a list of which no row counts, with the reasons of the first."""
    out = [row for row in listed.rows if not row.counted]
    if len(out) < len(listed.rows):
        return
    reasons = [joined(": ", (label_of_row(row), row.said[-1])) for row in out[:MOST_NAMED]]
    more = [_("and {n} more", n=len(out) - MOST_NAMED)] if len(out) > MOST_NAMED else []
    raise InputError(
        listed.path,
        _(
            "none of its {count} rows can be counted ({reasons})",
            count=len(out),
            reasons=joined("; ", [*reasons, *more]),
        ),
        _("mend the rows; places lie inside the city and name chargers as '2 x dc_ccs2_60'"),
    )


def _with_money(question: Question, chargers: Ints) -> Question:
    """The question with what the list costs as its budget, in whole dollars."""
    usd = float(sound_instance(question).cost_usd(chargers).sum())
    return replace(question, scenario=question.scenario.with_plan(budget_usd=float(math.ceil(usd - 1e-6))))


def _as_given(question: Question, chargers: Ints) -> Question:
    """The question with the bays, the power and the kinds of chargers that the list takes at its places, where it takes more than they have."""
    places, pools = question.places, question.pools
    bays = chargers @ np.array([one.bays for one in question.chargers])
    kw = chargers @ np.array([one.power_kw for one in question.chargers]) / question.scenario.grid.winter_share
    available = np.maximum(pools.available, chargers) if pools.available.size else pools.available
    return replace(
        question,
        places=replace(
            places,
            bays=np.maximum(places.bays, bays),
            grid_kw=np.maximum(places.grid_kw, kw),
            own_bays=places.bays,
            own_grid_kw=places.grid_kw,
        ),
        pools=replace(pools, available=available),
    )


def _site_of(said: str) -> dict[str, str]:
    """The site that a sentence of an audit speaks of, under ``site_id``; nothing where it names none."""
    site = said.values.get("site") if isinstance(said, Text) else None
    return {} if site is None else {"site_id": str(site)}


def _beyond_ground(question: Question, chargers: Ints) -> dict[str, Any]:
    """Under ``beyond``, plain JSON: the sites that take more bays or power than they have (`site_id, name`), and the kWh a day that are served without them; nothing where there are none."""
    places = question.places
    if places.own_bays is None or places.own_grid_kw is None:
        return {}
    beyond = (places.bays > places.own_bays) | (places.grid_kw > places.own_grid_kw * (1 + 1e-9))
    if not beyond.any():
        return {}
    within_it = plan_given(question, chargers * ~beyond[:, None], lambda plan: _broken_rules(plan, question))
    sites = [label_of(question, site) for site in np.flatnonzero(beyond).tolist()]
    return {"beyond": {"sites": sites, "served_kwh": float(within_it.flows["kwh_per_day"].sum())}}


def _broken_rules(plan: Plan, question: Question) -> dict[str, list[str]]:
    """What a plan breaks, by the name of the rule; rules that are no bug to break."""
    return {name: told for name, audit in audits().items() if name not in PHYSICAL and (told := audit(plan, question))}


def _best(
    question: Question, given: Plan, breaches: Collection[str], notes: list[str], say: Progress, stopping: Stopping
) -> Plan:
    """The best plan for the money of the list; the list itself where it breaks nothing and no better one was found."""
    ask = question.scenario.plan
    say(_("looking for the best plan for the same money, {usd:money}", usd=ask.budget_usd))
    say(announcement(ask.objective, ask.gap, ask.time_limit_s))
    try:
        best = best_plan(question, say=say, stop=stopping)
    except InfeasibleError:
        notes.append(
            _(
                "no plan for this money keeps all promises of the configuration; the best plan beside the list keeps the rules and no promise"
            )
        )
        free = question.scenario.without_promises_or_balance()
        best = best_plan(replace(question, scenario=free), say=say, stop=stopping)
    if breaches or given.proof.value <= best.proof.value:
        return best
    return replace(
        given, proof=replace(best.proof, value=given.proof.value, bound=max(best.proof.bound, given.proof.value))
    )
