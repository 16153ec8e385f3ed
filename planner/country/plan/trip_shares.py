"""What shares of the trips between towns take at least: asked for once the money is shared, beginning from the plans at hand."""

import logging

from planner.cluster.jobs import Failed, Job
from planner.country.accounts import ROADS_NAME, named
from planner.country.kept_answers import KeptAnswers, trip_shares_key
from planner.country.plan.planned import Planned
from planner.country.plan.workers import Workers
from planner.country.road_plans.least_money import LeastMoney, ShareAnswers, least_money
from planner.support.progress import Progress
from planner.support.speech import _
from planner.support.stopping import Stopping

log = logging.getLogger(__name__)


def least_for_shares(
    run: Planned, workers: Workers, say: Progress, stopping: Stopping, *, fresh: bool
) -> tuple[LeastMoney, ...]:
    """The least money for each share that is asked; none where there is no plan of the roads, or the user has stopped."""
    shares = run.config.money.trip_shares
    if not shares or run.roads is None or run.road_answers is None or stopping():
        return ()
    say(_("looking for the least money for shares of the trips"))
    question = run.roads.question
    part = {one.season: one.weight for one in question.instance.trips}
    lost = sum(part.get(season, 0.0) * trips for season, trips in question.account.no_way.items())
    key = trip_shares_key(run.roads.task, shares, lost, run.road_answers)
    shelf = KeptAnswers(fresh=fresh, of=(ShareAnswers,))
    found = shelf.find(key)
    if found is None:
        job = Job(ROADS_NAME, least_money, (run.roads.task, shares, lost, run.road_answers), named(ROADS_NAME))
        found = workers.run([job])[ROADS_NAME]
        if isinstance(found, Failed):
            log.warning(_("the least money for shares of the trips was not found: {why}", why=found.why))
            return ()
        if not stopping():
            shelf.keep(key, found, ROADS_NAME)
    return tuple(found.found)
