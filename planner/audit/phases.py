"""Phases checked again from the facts, by code that shares nothing with the model: the rules of each year, what stands already, the money."""

from collections import defaultdict
from dataclasses import replace

from geodata.tables import rows_of
from planner.audit.recheck import broken_promises
from planner.audit.reckoning import SLACK
from planner.plan import Phases, Plan
from planner.question import Question
from planner.support.speech import _


def broken_phases(plan: Plan, question: Question) -> list[str]:
    """Name every rule that the phases of a plan break, in words; nothing where all is built at once."""
    phases = plan.phases
    if phases is None:
        return [_("the phases that were asked for are missing")] if question.scenario.plan.phases else []
    asked = question.phases()
    if [step.year for step in question.scenario.plan.phases] != list(phases.years) or len(phases.plans) != len(asked):
        return [_("phases of {years} were planned, others were asked for", years=phases.years)]
    found, money = [], 0.0
    for step, one, its in zip(question.scenario.plan.phases, phases.plans, asked, strict=True):
        money += step.budget_usd
        so_far = replace(its, scenario=its.scenario.with_plan(budget_usd=money))
        found += [f"{step.year}: {broken}" for broken in broken_promises(one, so_far)]
    if _counts(phases.plans[-1]) != _counts(plan):
        found.append(_("the last phase builds other chargers than the plan"))
    return [*found, *_torn_down(phases), *_sum(phases, question)]


def _counts(plan: Plan) -> dict[tuple[str, str], int]:
    counts: dict[tuple[str, str], int] = defaultdict(int)
    for row in rows_of(plan.chargers):
        counts[row.site_id, row.charger] += int(row.count)
    return dict(counts)


def _torn_down(phases: Phases) -> list[str]:
    """Chargers of a type at a site never become fewer."""
    found, before = [], dict[tuple[str, str], int]()
    for year, plan in zip(phases.years, phases.plans, strict=True):
        now = _counts(plan)
        found += [
            _(
                "{site} has {now} of {kind} in {year}, {count} stood there before",
                site=site,
                now=now.get((site, kind), 0),
                kind=kind,
                year=year,
                count=count,
            )
            for (site, kind), count in before.items()
            if now.get((site, kind), 0) < count
        ]
        before = now
    return found


def _sum(phases: Phases, question: Question) -> list[str]:
    """The weights are the years of each phase, and the joint value is the weighted sum."""
    ask, found, total = question.scenario.plan, [], 0.0
    for at, (year, plan) in enumerate(zip(phases.years, phases.plans, strict=True)):
        lasts = phases.years[at + 1] - year if at + 1 < len(phases.years) else ask.last_phase_years
        weight, passed = 0.0, 0.0
        while passed < lasts:
            weight += min(1.0, lasts - passed) / (1.0 + ask.phase_discount) ** (year - phases.years[0] + passed)
            passed += 1.0
        if abs(weight - phases.weights[at]) > SLACK * max(1.0, weight):
            found.append(
                _(
                    "the phase of {year} counts {weights:.6g}, it lasts for {weight:.6g}",
                    year=year,
                    weights=phases.weights[at],
                    weight=weight,
                )
            )
        total += weight * plan.proof.value
    if abs(total - phases.proof.value) > SLACK * max(1.0, abs(total)):
        found.append(
            _(
                "the phases are worth {total:.6g} together, the proof says {value:.6g}",
                total=total,
                value=phases.proof.value,
            )
        )
    return found
