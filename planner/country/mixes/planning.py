"""The story of a country in several worlds: every part planned in each, all plans played in all, the money shared in each by its own curves, and one plan that loses least whichever comes."""

import logging
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from planner.cluster.jobs import Failed
from planner.country.accounts import asker_words
from planner.country.kept_answers import KeptAnswers
from planner.country.mixes.answers import BlendAnswers, HedgeTask, MixAnswers, PlayedOffer
from planner.country.mixes.choice import Choice, choose, funded_offers, greatest_regret, prices
from planner.country.mixes.country_worlds import country_worlds
from planner.country.mixes.desk import Desk
from planner.country.mixes.hedge_tasks import hedge_tasks
from planner.country.mixes.least_regret import least_regret
from planner.country.mixes.offers import Offer, PartOffers
from planner.country.mixes.part_offers import blended_offers, fine_for, offers_of, part_of, plans_of
from planner.country.mixes.scope import Scope, scope_of
from planner.country.mixes.world_sharings import WorldSharings
from planner.country.money.sharing import Floor, Sharing, share
from planner.country.plan.planned import Planned
from planner.country.plan.workers import Workers
from planner.country.world_play import CountryWorlds
from planner.errors import InfeasibleError, SolverError
from planner.support.progress import Progress
from planner.support.speech import _, message_of
from planner.support.stopping import Stopping

log = logging.getLogger(__name__)
ROUNDS = 3
"""Most times that every part is planned for weights over the worlds, each with those that the choice before it puts on them."""
SAME = 0.02
"""Weights that differ by no more are not asked for twice."""
SAME_LOSS = 1e-6
TURNS = 3
"""Most times that every part is planned beside what the others make."""
TILTS = (4.0, 12.0)
"""By so many times what it loses more than the others a world counts more, where the prices were asked for; the second where the first was too."""
DIGITS = 2
"""Of a weight, so that what is kept is found again where a bound differs in its last figures."""


@dataclass
class MixesRun:
    """A country in its mixes under way: what is known so far.

    Parameters
    ----------
    scope : Scope
    offers : dict of str to list of Offer
        By part; so are the others.
    answers : dict of str to dict of str to MixAnswers
    blends : dict of str to list of BlendAnswers
    hedges : dict of str to list of HedgeTask
        What was asked for the world that loses most.
    """

    scope: Scope
    answers: dict[str, dict[str, MixAnswers]] = field(default_factory=dict)
    offers: dict[str, list[Offer]] = field(default_factory=dict)
    blends: dict[str, list[BlendAnswers]] = field(default_factory=dict)
    hedges: dict[str, list[HedgeTask]] = field(default_factory=dict)

    @property
    def parts(self) -> list[PartOffers]:
        """Those that were answered, with their curves."""
        scope, fine = self.scope, fine_for(len(self.scope.parts))
        return [
            part_of(
                one.name,
                self.answers[one.name],
                self.offers[one.name],
                self.blends.get(one.name, ()),
                scope.units,
                fine=fine,
            )
            for one in scope.parts
        ]


def worlds_of_country(
    run: Planned, workers: Workers, *, say: Progress, stopping: Stopping, fresh: bool = False
) -> CountryWorlds:
    """Plan a country for each mix, play all plans everywhere, and hedge; nothing where there is one world, or the user stopped before the plans were there."""
    if run.sharing is None or len(run.config.compare.mixes) < 2 or stopping():
        return CountryWorlds()
    say(_("the country in worlds of other plugs"))
    desk = Desk(workers, say, stopping, KeptAnswers(fresh=fresh, of=(MixAnswers, BlendAnswers)))
    mixes = MixesRun(scope_of(run, say, apart=workers.apart, fresh=fresh))
    shared = shared_over_worlds(mixes, desk)
    if shared is None:
        return CountryWorlds(left_out=tuple(mixes.scope.left_out))
    return country_worlds(
        shared, mixes.scope, least_loss(shared, mixes.scope.units, stopping), run.config.money.road_gap
    )


def shared_over_worlds(mixes: MixesRun, desk: Desk) -> WorldSharings | None:
    """Plan every part in every world, play all plans everywhere, share the money in each world, and seek what loses least over all; None where no part has plans in all of them."""
    stopping = desk.stopping
    if len(mixes.scope.mixes) > 1:
        _answer(mixes, desk)
        if not stopping():
            _play(mixes, desk)
    if not mixes.offers:
        return None
    shared = _shared(mixes, stopping)
    shared = _hedge(mixes, desk, shared)
    before = shared.hedged
    tried: list[dict[str, float]] = []
    for number in range(1, ROUNDS + 1):
        shares = _weights(mixes, shared, tried)
        if shares is None or stopping():
            break
        tried.append(shares)
        desk.say(_("a plan for all worlds, try {number} of {count}", number=number, count=ROUNDS))
        _blend(mixes, desk, shared, shares)
        shared = _shared(mixes, stopping)
    if before is not None and shared.hedged is not None and shared.hedged.regret < before.regret - SAME_LOSS:
        shared = _hedge(mixes, desk, shared)
    return shared


def least_loss(shared: WorldSharings, units: int, stopping: Stopping) -> float:
    """What every plan loses at least in one of the worlds; 0 where there is no hedged plan, or nothing is proven."""
    if shared.hedged is None:
        return 0.0
    return least_regret(shared.parts, units, shared.bounds, shared.floors, stopping)


def _answer(mixes: MixesRun, desk: Desk) -> None:
    """Have every part planned in every world; one that cannot be in one of them is left out."""
    jobs, of = {}, {}
    for part in mixes.scope.parts:
        for mix in mixes.scope.mixes:
            job = part.answer(mix)
            jobs[job.name] = job, part.key(["answer", mix, part.sums])
            of[job.name] = (part.name, mix)
    for name, found in desk.run(jobs).items():
        whose, mix = of[name]
        if isinstance(found, Failed):
            mixes.scope.leave_out(whose, _("{mix}: {why}", mix=mix, why=found.why))
        else:
            mixes.answers.setdefault(whose, {})[mix] = found


def _play(mixes: MixesRun, desk: Desk) -> None:
    """Play every plan of every part in every world."""
    jobs, of = [], {}
    for part in mixes.scope.parts:
        plans = {name: built for name, (_for, _sum, built) in plans_of(mixes.answers[part.name], part.own).items()}
        for mix in mixes.scope.mixes:
            job = part.play(mix, plans)
            jobs.append(job)
            of[job.name] = (part.name, mix)
    plays: dict[str, dict[str, dict[str, PlayedOffer]]] = {}
    for name, found in desk.workers.run(jobs, even_if_stopped=True).items():
        whose, mix = of[name]
        if isinstance(found, Failed):
            mixes.scope.leave_out(whose, _("{mix}: {why}", mix=mix, why=found.why))
        else:
            plays.setdefault(whose, {})[mix] = found
    for one in mixes.scope.parts:
        mixes.offers[one.name] = offers_of(mixes.answers[one.name], one.own, plays[one.name])


def _shared(mixes: MixesRun, stopping: Stopping) -> WorldSharings:
    """As `_shared_out`; a request to stop ends the sharing and not the run."""
    with stopping.gently():
        return _shared_out(mixes, stopping)


def _shared_out(mixes: MixesRun, stopping: Stopping) -> WorldSharings:
    """Share the money in every world by its own curves, and choose what loses least over all; a world whose floors none of the known plans keeps is left out as long as that is so."""
    parts, scope = mixes.parts, mixes.scope
    by_world: dict[str, Sharing] = {}
    floors: dict[str, list[Floor]] = {}
    for mix in scope.mixes:
        curves = [part.curves[mix] for part in parts]
        mine = scope.floors(curves)
        try:
            found = share(curves, scope.units, mine, stopping)
        except (InfeasibleError, SolverError) as error:
            scope.leave_out_once(mix, message_of(error))
            continue
        if found.bound > 0 and found.value > 0:
            by_world[mix], floors[mix] = found, mine
            scope.take_back(mix)
        else:
            scope.leave_out_once(mix, _("no plan that is known serves anything there and keeps what is promised"))
    hedged = None
    if len(by_world) > 1:
        funded = {part.name: funded_offers(part, list(by_world)) for part in parts}
        bounds = {world: one.bound for world, one in by_world.items()}
        hedged = choose(funded, scope.units, bounds, floors, scope.chances, stopping)
    return WorldSharings(parts, by_world, floors, hedged)


def _weights(mixes: MixesRun, shared: WorldSharings, before: Sequence[Mapping[str, float]]) -> dict[str, float] | None:
    """Weights of a kWh of each world by what the choice would give for it; where these were asked for, with more on the worlds that it serves worst. None where those were too, or there is no choice."""
    if shared.hedged is None:
        return None
    bounds, chosen = shared.bounds, list(shared.hedged.offers.values())
    funded = {part.name: funded_offers(part, list(bounds)) for part in shared.parts}
    priced = prices(funded, mixes.scope.units, bounds, shared.floors)
    loses = {world: greatest_regret(chosen, {world: whole}) for world, whole in bounds.items()}
    mean = sum(loses.values()) / len(loses)
    tilted = [
        {world: price * max(0.0, 1.0 + tilt * (loses[world] - mean)) for world, price in priced.items()}
        for tilt in TILTS
    ]
    for tried in (priced, *tilted):
        whole = sum(tried.values())
        shares = {mix: tried.get(mix, 0.0) / whole for mix in mixes.scope.mixes}
        if not any(all(abs(shares[mix] - one[mix]) <= SAME for mix in shares) for one in before):
            return shares
    return None


def _blend(mixes: MixesRun, desk: Desk, shared: WorldSharings, shares: Mapping[str, float]) -> None:
    """Have every part planned for the weighted worlds with the money that the choice gives it; one that cannot be has no such plan.

    A world counts by its share of the whole, a kWh there by that share of what can be had there.
    """
    assert shared.hedged is not None
    mean = sum(shared.bounds.values()) / len(shared.bounds)
    weights = {mix: float(f"{share * mean / shared.bounds.get(mix, mean):.{DIGITS}g}") for mix, share in shares.items()}
    jobs = {}
    for part in mixes.scope.parts:
        offers = mixes.offers[part.name]
        units = _within_reach(mixes, shared.hedged, part.name) or min(part.sums, default=0)
        paid = [one for one in offers if one.cost_units <= units and not any(of.breaks for of in one.worth.values())]
        if units and paid:
            best = max(paid, key=lambda one: sum(weights[mix] * of.value for mix, of in one.worth.items()))
            job = part.blend(weights, units, best.built)
            jobs[job.name] = job, part.key(["blend", weights, units, best.built])
    for name, found in desk.run(jobs).items():
        if isinstance(found, Failed):
            log.warning(_("no plan for all worlds: {name}: {why}", name=asker_words(name), why=found.why))
            continue
        mixes.blends.setdefault(name, []).append(found)
        mixes.offers[name] += blended_offers(found, mixes.offers[name][0].set_aside)


def _within_reach(mixes: MixesRun, hedged: Choice, name: str) -> int:
    """Units that the choice gives a part, and those that it gives nobody."""
    given = {part: one.units for part, one in hedged.offers.items()}
    return given[name] + max(0, mixes.scope.units - sum(given.values()))


def _hedge(mixes: MixesRun, desk: Desk, shared: WorldSharings) -> WorldSharings:
    """Have every part seek plans for the world that loses most, share and choose again; as often as a part has something to seek that it was not asked for yet."""
    for _turn in range(TURNS):
        if shared.hedged is None or desk.stopping():
            break
        jobs = {}
        for part in mixes.scope.parts:
            before = mixes.hedges.setdefault(part.name, [])
            tasks = hedge_tasks(shared, part, mixes.scope.units, before)
            if tasks:
                job = part.hedge(tasks)
                jobs[job.name] = job, part.key(["hedge", *(vars(one) for one in tasks)])
                before += tasks
        if not jobs:
            break
        desk.say(_("a plan for the world that loses most, with all money that is left"))
        for name, found in desk.run(jobs).items():
            if isinstance(found, Failed):
                log.warning(_("no plan for all worlds: {name}: {why}", name=asker_words(name), why=found.why))
                continue
            mixes.offers[name] += blended_offers(found, mixes.offers[name][0].set_aside)
        shared = _shared(mixes, desk.stopping)
    return shared
