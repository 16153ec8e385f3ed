"""Work on standing guns, audited."""

from collections import defaultdict

from planner.audit.reckoning import bought_at
from planner.plan import Plan
from planner.question import Question
from planner.support.speech import _


def broken(plan: Plan, question: Question) -> list[str]:
    """No more guns are worked on than stand there (`[upgrades]`): each kind of work for itself, and all that take guns from one pool, torn down or changed, together."""
    pools, number, found = question.pools, question.places.number(), []
    for site, mine in bought_at(plan, question).items():
        done: dict[int, int] = defaultdict(int)
        taken: dict[int, int] = defaultdict(int)
        for k, count in mine:
            if question.chargers[k].work is None:
                continue
            done[k] += count
            for q in range(len(pools.pools)):
                taken[q] += max(0, -int(pools.guns[q, k])) * count
        found += [
            _(
                "{count} x {id} at {site}, where {available} such guns are",
                count=count,
                id=question.chargers[k].id,
                site=site,
                available=int(pools.available[number[site], k]),
            )
            for k, count in done.items()
            if count > int(pools.available[number[site], k])
        ]
        found += [
            _(
                "{count} guns of {name} are taken at {site}, where {standing} stand",
                count=count,
                name=pools.pools[q].name,
                site=site,
                standing=int(pools.standing[number[site], q]),
            )
            for q, count in taken.items()
            if count > int(pools.standing[number[site], q])
        ]
    return found
