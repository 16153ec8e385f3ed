"""Adapters, audited."""

from collections import defaultdict

from geodata.tables import rows_of
from planner.audit.plugs import with_plugs
from planner.audit.reckoning import asked_kwh, over
from planner.plan import Plan
from planner.question import Question
from planner.support.speech import _


def broken(plan: Plan, question: Question) -> list[str]:
    """Nobody charges by an adapter that was not given, nor more of a zone's demand than the share that has one (`fleet.adapters`)."""
    given = {(str(one.port), str(one.to)): one.share for one in question.scenario.fleet.adapters}
    asked, found = asked_kwh(question), []
    sent: dict[tuple[str, str, str, str], float] = defaultdict(float)
    for row in rows_of(with_plugs(plan)):
        if row.plug != row.family:
            sent[row.zone_id, row.family, row.need, row.plug] += row.kwh_per_day
    for (zone, family, need, plug), kwh in sent.items():
        share = given.get((family, plug))
        if share is None:
            found.append(
                _(
                    "{zone}: {kwh:.6g} kWh of {family} {need} take {plug} plugs, for which no adapter was given",
                    zone=zone,
                    kwh=kwh,
                    family=family,
                    need=need,
                    plug=plug,
                )
            )
        elif over(kwh, share * asked.get((zone, family, need), 0.0)):
            most = share * asked.get((zone, family, need), 0.0)
            found.append(
                _(
                    "{zone}: {kwh:.6g} kWh of {family} {need} go by adapter to {plug}, {most:.6g} have one",
                    zone=zone,
                    kwh=kwh,
                    family=family,
                    need=need,
                    plug=plug,
                    most=most,
                )
            )
    return found
