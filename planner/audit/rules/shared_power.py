"""Power that guns share on one cabinet, audited; no key of the configuration, it is what cabinets have."""

from collections import defaultdict

from geodata.tables import rows_of
from planner.audit.reckoning import bought_at, over
from planner.plan import Plan
from planner.question import Question
from planner.support.speech import _


def broken(plan: Plan, question: Question) -> list[str]:
    """In the peak hour a pool draws no more than the cabinets that feed it have; nor do several pools together that one cabinet feeds with less than all its guns could take."""
    pools, number, found = question.pools, question.places.number(), []
    bought = bought_at(plan, question)
    for site, drawn in _peak_kw(plan, question).items():
        mine = bought.get(site, [])
        shared = {fed for k, _ in mine if (fed := _sharing(question, k))}
        for fed in [*((q,) for q in drawn), *sorted(shared - {(q,) for q in drawn})]:
            power = sum(pools.pools[q].power_kw * int(pools.standing[number[site], q]) for q in fed)
            power += sum(_brings_kw(question, k, fed) * n for k, n in mine)
            together = sum(drawn.get(q, 0.0) for q in fed)
            if over(together, power):
                names = " and ".join(pools.pools[q].name for q in fed)
                who = (
                    _("the pool {names} at {site} draws", names=names, site=site)
                    if len(fed) == 1
                    else _("{names} at {site} together draw", names=names, site=site)
                )
                found.append(
                    _(
                        "{who} {together:.6g} kW in the peak hour, the cabinets have {power:.6g}",
                        who=who,
                        together=together,
                        power=power,
                    )
                )
    return found


def _peak_kw(plan: Plan, question: Question) -> dict[str, dict[int, float]]:
    """Mean power of the peak hour, by site and number of the pool."""
    at_pool = {pool.name: q for q, pool in enumerate(question.pools.pools)}
    drawn: dict[str, dict[int, float]] = defaultdict(lambda: defaultdict(float))
    for row in rows_of(plan.pools):
        q = at_pool[row.pool]
        drawn[row.site_id][q] += row.kwh_per_day * question.pools.pools[q].peak_hour_share
    return drawn


def _sharing(question: Question, charger: int) -> tuple[int, ...]:
    """Pools that a new cabinet feeds, where its guns could together draw more than it has; none otherwise."""
    pools, kind = question.pools, question.chargers[charger]
    fed = tuple(q for q in range(len(pools.pools)) if pools.guns[q, charger])
    most = sum(int(pools.guns[q, charger]) * pools.pools[q].power_kw for q in fed)
    return fed if kind.work is None and most > kind.power_kw + 1e-9 else ()


def _brings_kw(question: Question, charger: int, fed: tuple[int, ...]) -> float:
    """Power that a cabinet brings to the pools that it feeds; work on a standing gun brings or takes that of the gun."""
    pools, kind = question.pools, question.chargers[charger]
    if kind.work is not None:
        return float(sum(pools.pools[q].power_kw * int(pools.guns[q, charger]) for q in fed))
    return kind.power_kw if any(pools.guns[q, charger] for q in fed) else 0.0
