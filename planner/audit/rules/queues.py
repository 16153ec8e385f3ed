"""Queues of each pool of guns, audited."""

from collections import defaultdict

from geodata.connectors import Current
from geodata.tables import rows_of
from planner.audit.carried import carried_kwh
from planner.audit.plugs import may_charge
from planner.audit.reckoning import bought_at, over
from planner.plan import Plan
from planner.question import Question
from planner.support.speech import _


def broken(plan: Plan, question: Question) -> list[str]:
    """A pool serves only drivers who can charge there, and no more than its guns carry in the hours of `plan.max_fast_h` and `plan.max_slow_h` and at the promises of `plan.wait_probability` and `plan.full_probability`."""
    pools, found = question.pools, []
    by_name = {pool.name: (q, pool) for q, pool in enumerate(pools.pools)}
    load: dict[tuple[str, str], float] = defaultdict(float)
    for row in rows_of(plan.pools):
        pool = by_name[row.pool][1]
        load[row.site_id, row.pool] += row.kwh_per_day
        if not may_charge(question, row, pool) or (row.need == "fast" and pool.current is not Current.DC):
            found.append(
                _(
                    "{family} {need} is served by the pool {pool} at {site_id}",
                    family=row.family,
                    need=row.need,
                    pool=row.pool,
                    site_id=row.site_id,
                )
            )
    bought, number = bought_at(plan, question), question.places.number()
    for (site, name), kwh in load.items():
        q = by_name[name][0]
        mine = bought.get(site, [])
        guns = int(pools.standing[number[site], q]) + sum(int(pools.guns[q, k]) * n for k, n in mine)
        missing_kw = sum(_missing_kw(question, k, q) * n for k, n in mine)
        carried = carried_kwh(pools.pools[q], max(0, guns), missing_kw, question.scenario.plan)
        if over(kwh, carried):
            found.append(
                _(
                    "the pool {name} at {site} serves {kwh:.6g} kWh, its {guns} guns carry {carried:.6g}",
                    name=name,
                    site=site,
                    kwh=kwh,
                    guns=guns,
                    carried=carried,
                )
            )
    return found


def _missing_kw(question: Question, charger: int, pool: int) -> float:
    """Power that the guns of a pool on one cabinet lack when all its guns are busy.

    The cabinet fills every gun to the same level, those that need less to what they need; the level is found by halving.
    """
    pools = question.pools.pools
    needs = [(pools[q].power_kw, int(n)) for q, n in enumerate(question.pools.guns[:, charger]) if n > 0]
    most = question.chargers[charger].power_kw
    if question.chargers[charger].work is not None or sum(kw * n for kw, n in needs) <= most:
        return 0.0
    low, high = 0.0, most
    for _lap in range(60):
        level = (low + high) / 2
        low, high = (level, high) if sum(min(kw, level) * n for kw, n in needs) <= most else (low, level)
    return max(0.0, pools[pool].power_kw - low) * int(max(0, question.pools.guns[pool, charger]))
