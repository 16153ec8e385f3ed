"""Phases checked again from the facts by code that shares nothing with the model: each year's promises, what stands, the money."""

from collections import defaultdict

from geodata.tables import rows_of
from planner.plan import Phases, Plan
from planner.question import Question
from planner.recheck import SLACK, broken_promises


def broken_phases(plan: Plan, question: Question) -> list[str]:
    """Name every rule that the phases of a plan break, in words; nothing where all is built at once."""
    phases = plan.phases
    if phases is None:
        return ["the phases that were asked for are missing"] if question.scenario.plan.phases else []
    asked = question.phases()
    if [step.year for step in question.scenario.plan.phases] != list(phases.years) or len(phases.plans) != len(asked):
        return [f"phases of {phases.years} were planned, others were asked for"]
    found = [
        f"{year}: {broken}"
        for year, one, its in zip(phases.years, phases.plans, asked, strict=True)
        for broken in broken_promises(one, its)
    ]
    if _counts(phases.plans[-1]) != _counts(plan):
        found.append("the last phase builds other chargers than the plan")
    return [*found, *_torn_down(phases), *_money(phases, question), *_sum(phases, question)]


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
            f"{site} has {now.get((site, kind), 0)} of {kind} in {year}, {count} stood there before"
            for (site, kind), count in before.items()
            if now.get((site, kind), 0) < count
        ]
        before = now
    return found


def _money(phases: Phases, question: Question) -> list[str]:
    """What stands at the end of a phase has cost no more than all money until then."""
    places, found, money = question.places, [], 0.0
    price = {kind.id: question.costs.charger_usd(kind) for kind in question.chargers}
    ground = {
        str(site): 0.0 if stands else float(usd)
        for site, stands, usd in zip(places.site_id, places.existing, places.site_cost_usd, strict=True)
    }
    for step, plan in zip(question.scenario.plan.phases, phases.plans, strict=True):
        money += step.budget_usd
        counts = _counts(plan)
        spent = sum(price[kind] * count for (_, kind), count in counts.items())
        spent += sum(ground[site] for site in {site for site, _ in counts})
        if spent > money + SLACK * max(1.0, money):
            found.append(f"by {step.year} {spent:,.0f} USD are spent of {money:,.0f}")
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
            found.append(f"the phase of {year} counts {phases.weights[at]:.6g}, it lasts for {weight:.6g}")
        total += weight * plan.proof.value
    if abs(total - phases.proof.value) > SLACK * max(1.0, abs(total)):
        found.append(f"the phases are worth {total:.6g} together, the proof says {phases.proof.value:.6g}")
    return found
