"""Edits that become rules of the question: sites forced and forbidden, chargers kept and locked."""

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, replace

from planner.config.plan import LockConfig
from planner.edits.told import ToldRow
from planner.edits.wishes import Wish
from planner.edits.words import Action
from planner.question import Question
from planner.support.speech import _, joined
from planner.support.spelling import nearest_known


@dataclass
class _Asked:
    """What the plan is asked, as wish after wish is added."""

    question: Question
    forced: list[str]
    forbidden: list[str]
    locked: list[LockConfig]
    left_usd: float

    def why_not_built(self, site: str) -> str | None:
        """Why nothing can be built at a site, None where it can."""
        places = self.question.places
        j = places.number()[site]
        if site in self.forbidden:
            return _("plan.forbidden of the configuration names the site; take it from that list")
        if places.gates.excluded[j]:
            return _("the site is left out by [gates]: {why}; give its status a price there", why=places.gates.why[j])
        return None


def edit_rules(question: Question, wishes: list[Wish]) -> Question:
    """Return the question with every wish that its rules allow; what became of each is said in its row."""
    plan = question.scenario.plan
    locked = {one.site for one in plan.locked}
    asked = _Asked(question, list(plan.forced), list(plan.forbidden), list(plan.locked), plan.budget_usd)
    known = question.places.number()
    for wish in wishes:
        site, told = str(wish.told.site_id), wish.told
        mine = wish.actions & {Action.KEEP, Action.FORCE, Action.FORBID, Action.LOCK}
        if mine and site not in known:
            for action in sorted(mine):
                told.refuse(action, _("the station does not count as supply, so the plan has no place of this id"))
        elif Action.FORBID in mine:
            _forbid(asked, site, told)
        else:
            if Action.FORCE in mine:
                _force(asked, site, told)
            if wish.chargers is not None and mine & {Action.KEEP, Action.LOCK}:
                _lock(asked, site, wish, taken=site in locked)
    ruled = question.scenario.with_plan(
        forced=tuple(dict.fromkeys(asked.forced)),
        forbidden=tuple(dict.fromkeys(asked.forbidden)),
        locked=tuple(asked.locked),
    )
    return replace(question, scenario=ruled)


def _forbid(asked: _Asked, site: str, told: ToldRow) -> None:
    if site in asked.forced:
        told.refuse(Action.FORBID, _("plan.forced of the configuration names the site; take it from that list"))
        return
    asked.forbidden.append(site)
    stands = asked.question.places.existing[asked.question.places.number()[site]]
    told.apply(Action.FORBID, _("the station stays as it stands") if stands else _("nothing is built there"))


def _force(asked: _Asked, site: str, told: ToldRow) -> None:
    why = asked.why_not_built(site)
    if why is not None:
        told.refuse(Action.FORCE, why)
        return
    asked.forced.append(site)
    told.apply(Action.FORCE, _("something must be built there"))


def _lock(asked: _Asked, site: str, wish: Wish, *, taken: bool) -> None:
    """Settle the chargers of a site, exactly or as the least; refuse a set that its site or the money cannot take."""
    action = Action.LOCK if Action.LOCK in wish.actions else Action.KEEP
    chargers, told = wish.chargers or {}, wish.told
    if taken:
        _lock_further(asked, site, action, wish)
        return
    why = asked.why_not_built(site) or _too_much(asked.question, site, chargers)
    if why is not None:
        told.refuse(action, why)
        return
    usd = cost_usd(asked.question, site, chargers)
    if usd > asked.left_usd + 0.5:
        budget = asked.question.scenario.plan.budget_usd
        before = (
            _(" and {budget:,.0f} USD are settled before", budget=budget - asked.left_usd)
            if asked.left_usd < budget
            else ""
        )
        told.refuse(
            action,
            _(
                "it costs {usd:,.0f} USD, the budget is {budget:,.0f} USD{before}; raise plan.budget_usd",
                usd=usd,
                budget=budget,
                before=before,
            ),
        )
        return
    asked.left_usd -= usd
    exactly = action is Action.LOCK
    asked.locked.append(LockConfig(site=site, chargers=dict(chargers), hold="exactly" if exactly else "at_least"))
    what = joined(", ", [f"{count} x {name}" for name, count in chargers.items()])
    told.apply(
        action,
        _("exactly {what}, {usd:,.0f} USD", what=what, usd=usd)
        if exactly
        else _("at least {what}, {usd:,.0f} USD", what=what, usd=usd),
    )


def _lock_further(asked: _Asked, site: str, action: Action, wish: Wish) -> None:
    """Settle the chargers of a site that the configuration settles too: where both say the same, the stricter holds; refused where they do not."""
    at, own = next((at, one) for at, one in enumerate(asked.locked) if one.site == site)
    wanted, told = dict(wish.chargers or {}), wish.told
    what = joined(", ", [f"{count} x {name}" for name, count in wanted.items()])
    if (
        action is Action.KEEP
        and own.hold != "at_most"
        and all(own.chargers.get(kind, 0) >= n for kind, n in wanted.items())
    ):
        told.apply(action, _("at least {what}: plan.locked of the configuration settles so many", what=what))
    elif action is Action.LOCK and own.hold != "at_most" and dict(own.chargers) == wanted:
        asked.locked[at] = own.model_copy(update={"hold": "exactly"})
        told.apply(action, _("exactly {what}: plan.locked of the configuration settles so many", what=what))
    else:
        told.refuse(
            action, _("plan.locked of the configuration settles the chargers of the site; take it from that list")
        )


def _too_much(question: Question, site: str, chargers: Mapping[str, int]) -> str | None:
    """Why a set does not fit its site, None where it does."""
    kinds, places = {one.id: at for at, one in enumerate(question.chargers)}, question.places
    for name in chargers:
        if name not in kinds:
            return _(
                "the charger {name!r} is not on offer; {nearest_known} (plan.chargers)",
                name=name,
                nearest_known=nearest_known(name, kinds),
            )
    j, available = places.number()[site], question.pools.available
    for name, count in chargers.items():
        most = int(available[j, kinds[name]]) if available.size else count
        if count > most:
            return _(
                "{count} x {name} where at most {most} can stand; a site of the kind {kind!r} takes others",
                count=count,
                name=name,
                most=most,
                kind=places.kind[j],
            )
    count_of = Counter(dict(chargers))
    bays = sum(question.chargers[kinds[name]].bays * count for name, count in count_of.items())
    if bays > places.bays[j]:
        return _(
            "the chargers take {bays} bays and the site has {bays_2}; change its bays in new_bays",
            bays=bays,
            bays_2=places.bays[j],
        )
    kw = sum(question.chargers[kinds[name]].power_kw * count for name, count in count_of.items())
    room_kw = float(places.grid_kw[j]) * question.scenario.grid.winter_share
    if kw > room_kw + 1e-9:
        return _(
            "the chargers draw {kw:g} kW and the site has {room_kw:g} kW; change its power in new_kw",
            kw=kw,
            room_kw=room_kw,
        )
    return None


def cost_usd(question: Question, site: str, chargers: Mapping[str, int]) -> float:
    """Chargers, connection and ground of a set, as the plan would pay them."""
    kinds, places = {one.id: one for one in question.chargers}, question.places
    j = places.number()[site]
    set_of = [(kinds[name], count) for name, count in chargers.items()]
    ground = 0.0 if places.existing[j] else float(places.site_cost_usd[j] + places.gates.reserve_usd[j])
    grid = question.costs.shared_grid_usd(set_of, float(places.cable_m[j]))
    return ground + grid + sum(question.costs.charger_usd(kind) * count for kind, count in set_of)
