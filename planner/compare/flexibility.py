"""Value of flexibility: cabinets of two standards, cables on standing guns, spare conduits.

The minimax regret with cabinets of one standard and with each kind of flexible ones added; the share of the budget for dual cabinets that
brings it below a target; the recourse cost of plans for a single world. Every figure belongs to a plan that was found, with its proven
gap. Regret is relative to the best plans known in the comparison, also where more is on offer than the scenario has.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

import numpy as np
from numpy.typing import NDArray

from planner.catalogue.chargers import Work
from planner.catalogue.mix_words import world_words
from planner.compare.crossplay import charger_array, chargers_by_id
from planner.compare.dual_limits import limited, limits_up_to
from planner.compare.flexible_rows import Row, least_share, with_found
from planner.compare.offers import KIT, Offer, offers_of, with_flexible
from planner.compare.recourse import SEARCHES, Later
from planner.compare.regrets import Regrets
from planner.compare.rows import Chargers
from planner.compare.search_told import say_found
from planner.compare.spending import dual_chargers, dual_share, spent_usd
from planner.errors import PlannerError
from planner.model.instance.instance import Instance
from planner.model.program.effort import Effort
from planner.model.rules.max_dual_share import MaxDualShare
from planner.model.solve.hedging import hedged_plan
from planner.model.solve.instances import sound_instance
from planner.model.solve.stacking import difference
from planner.question import Question
from planner.support.progress import Progress
from planner.support.speech import _, message_of
from planner.support.stopping import StoppedError


@dataclass(frozen=True)
class Flexible:
    """What the study is made from.

    Parameters
    ----------
    questions, instances : mapping
        By world, those that were hedged over.
    regrets : Regrets
    chargers : mapping
        By plan; those of the worlds are named as they are.
    target : float
        Largest regret that is put up with.
    conduit_usd, conduit_saves : float
        A spare conduit; the share of a later installation that it saves.
    effort : Effort
        That of a plan.
    hedged : Chargers or None
        Of the comparison's hedged plan, which is made from what the scenario offers.
    proven : (value, bound)
        Of it: share of the best that it keeps in its worst world, and that none is proven to pass.
    """

    questions: Mapping[str, Question]
    instances: Mapping[str, Instance]
    regrets: Regrets
    chargers: Mapping[str, Chargers]
    target: float
    conduit_usd: float
    conduit_saves: float
    effort: Effort
    hedged: Chargers | None = None
    proven: tuple[float, float] = (0.0, np.inf)

    @property
    def best(self) -> list[float]:
        """Best value known in each world."""
        known = [self.regrets.best(world) for world in self.instances]
        return [0.0 if one is None else one.value for one in known]

    def share_of_effort(self, searches: int) -> Effort:
        """Effort for one search of so many that share half the time of a plan, as each part of the study does.

        Raises
        ------
        StoppedError
            The user stops.
        """
        if self.effort.stop():
            raise StoppedError
        return replace(self.effort, time_limit_s=self.effort.time_limit_s / (2 * max(1, searches)))


@dataclass(frozen=True)
class _Hedge:
    """A plan for all worlds: its chargers as arrays of one of them, what it keeps of the best in the worst world, and what no plan keeps more of."""

    question: Question
    instance: Instance
    chargers: NDArray[np.int64]
    value: float
    bound: float

    @property
    def by_id(self) -> Chargers:
        """By site and type."""
        return chargers_by_id(self.chargers, self.question)

    @property
    def dual_share(self) -> float:
        """Share of the budget that it spends on DC cabinets of two standards."""
        return dual_share(self.question, self.chargers)

    def within(self, bound: float) -> "_Hedge":
        """The same plan, where it is known that none of its kind keeps more than this."""
        return replace(self, bound=max(self.value, min(self.bound, bound)))

    def told(self) -> Row:
        """Plain JSON form."""
        return {
            "max_regret": max(0.0, 1.0 - self.value),
            "least_possible_regret": max(0.0, 1.0 - self.bound),
            "cost_usd": spent_usd(self.instance, self.chargers),
            "dual_share": self.dual_share,
            "dual_chargers": dual_chargers(self.question, self.chargers),
            "gap": (self.bound - self.value) / self.bound if self.bound > 0 else 0.0,
        }


def flexibility_of(asked: Flexible, say: Progress) -> dict[str, Any]:
    """Make the study: `target`, `offers`, `curve` with `least_share`, `recourse`."""
    offers, hedges = _offers(asked, say)
    curve = _curve(asked, hedges, say)
    return {
        "target": asked.target,
        "offers": with_found(offers, curve["curve"][-1], curve["kinds"]),
        **{key: value for key, value in curve.items() if key != "kinds"},
        "recourse": _recourse(asked, say),
        "assumed": {"conduit_usd": asked.conduit_usd, "conduit_saves_share": asked.conduit_saves},
    }


def _offers(asked: Flexible, say: Progress) -> tuple[list[Row], list[_Hedge]]:
    """The best hedge with more and more on offer; each begins from the one before, which it can build too. Also what was found."""
    offers, known = offers_of(next(iter(asked.questions.values()))), list(asked.chargers.values())
    found: list[_Hedge | str] = []
    for offer in offers:
        say(_("what hedging loses at worst with {offer}", offer=offer.name))
        one = _tried(asked, offer, len(offers), known, say)
        known += [] if isinstance(one, str) else [one.by_id]
        found.append(one)
    bound, rows = np.inf, []
    own = {kind.id for kind in next(iter(asked.questions.values())).chargers}
    for offer, one in reversed(list(zip(offers, found, strict=True))):
        row: Row = {"offer": offer.name, "added": ", ".join(offer.added)}
        if isinstance(one, str):
            rows.append({**row, "why_not": one})
            continue
        if {kind.id for kind in offer.kinds} <= own:
            bound = min(bound, asked.proven[1])
        kept = one.within(bound)
        bound = kept.bound  # what is beyond the larger offer is beyond the smaller one
        rows.append({**row, **kept.told(), "why_not": None})
    return rows[::-1], [one for one in found if not isinstance(one, str)]


def _tried(asked: Flexible, offer: Offer, searches: int, known: Sequence[Chargers], say: Progress) -> "_Hedge | str":
    """The best hedge with this on offer, or why there is none."""
    try:
        questions = offer.asked(asked.questions)
        instances = {world: sound_instance(question) for world, question in questions.items()}
        if words := difference(list(instances.values())):
            return _("the worlds are not alike in “{words}”", words=words)
        return _hedged(asked, questions, instances, asked.share_of_effort(searches), known, say)
    except StoppedError:
        raise
    except PlannerError as error:
        return message_of(error)


def _hedged(
    asked: Flexible,
    questions: Mapping[str, Question],
    instances: Mapping[str, Instance],
    effort: Effort,
    known: Sequence[Chargers],
    say: Progress,
) -> _Hedge:
    """Hedge over these worlds, from the plans among the known ones that may be built there."""
    world = next(iter(instances))
    question, instance = questions[world], instances[world]
    offered = {kind.id for kind in question.chargers}
    able = (one for one in known if all(set(added) <= offered for added in one.values()))
    rule = instance.rules.get(MaxDualShare)
    rows = [charger_array(one, question) for one in able]
    begin = [row for row in rows if rule is None or (rule.spare(instance, row) >= -1e-6).all()]
    plan = hedged_plan(list(instances.values()), asked.best, effort, say, begin)
    found = _Hedge(question, instance, plan.chargers, plan.value, max(plan.value, plan.bound))
    say_found(say, found.value, found.bound)
    return found


def _curve(asked: Flexible, hedges: Sequence[_Hedge], say: Progress) -> dict[str, Any]:
    """How much the best hedge loses as more of the money may go to cabinets of two standards, and from which share on no more than the target.

    From the largest limit down: a plan whose own share is below the next limit is the plan of that limit too, with the same proof. Without
    any of two standards the question is another one, easily proven more of, and so always asked. A hedge that was found with more and more on
    offer, and may be built here too, is a plan of every limit that it keeps.
    """
    questions = with_flexible(asked.questions)
    own = all(questions[world] is one for world, one in asked.questions.items())
    instances = asked.instances if own else {world: sound_instance(one) for world, one in questions.items()}
    known = [*asked.chargers.values(), *(one.by_id for one in hedges)]
    found, last = list[tuple[float, _Hedge]](), None
    if own and asked.hedged is not None:
        world = next(iter(instances))
        chargers = charger_array(asked.hedged, questions[world])
        last = _Hedge(questions[world], instances[world], chargers, asked.proven[0], max(asked.proven))
    limits = limits_up_to(next(iter(instances.values())).rules.get(MaxDualShare))
    for most in reversed(limits):
        if last is None or last.dual_share > most + 1e-9 or most <= 0:
            say(
                _(
                    "what hedging loses at worst with at most {most:percent} of the budget for DC chargers of two standards",
                    most=most,
                )
            )
            ruled = {world: limited(one, questions[world], most) for world, one in instances.items()}
            left = sum(limit <= most for limit in limits)
            one = _hedged(asked, questions, ruled, asked.share_of_effort(left), known, say)
            known.append(one.by_id)
            last = one if last is None else one.within(last.bound)
        found.append((most, last))
    on_offer = {kind.id for kind in next(iter(questions.values())).chargers}
    buildable = (one for one in hedges if all(set(added) <= on_offer for added in one.by_id.values()))
    plans = [*(one for _most, one in found), *buildable]
    curve: list[Row] = []
    for most, one in found:
        best = max((other for other in plans if other.dual_share <= most + 1e-9), key=lambda other: other.value)
        curve.insert(0, {"max_dual_share": most, **replace(best, bound=one.bound).within(one.bound).told()})
    known_kinds = {kind.id for one in asked.questions.values() for kind in one.chargers}
    added = [kind.id for kind in next(iter(questions.values())).chargers if kind.id not in known_kinds]
    flexible = next(iter(questions.values())).chargers
    kits = KIT if any(kind.work is Work.RETROFIT for kind in flexible) else ()
    offered = [*(kind.id for kind in flexible if kind.work is None), *kits]
    told = {"curve": curve, "from_catalogue": added, "kinds": offered}
    return {**told, **least_share(curve, asked.target)}


def _recourse(asked: Flexible, say: Progress) -> dict[str, Row]:
    """By plan of a world: its worst world, first of those whose promises it breaks, and what must be bought there later."""
    out: dict[str, Row] = {}
    for plan in asked.instances:
        losses = {world: asked.regrets.regret(plan, world) for world in asked.instances}
        known = {world: loss for world, loss in losses.items() if loss is not None}
        if not known:
            continue
        broken = {world for world in known if (plan, world) in asked.regrets.unfit}
        worst = max(known, key=lambda world: (world in broken, known[world]))
        row: Row = {"world": worst, "regret": known[worst]}
        if known[worst] <= asked.target and not broken:
            out[plan] = {**row, "later_usd": 0.0, "why_not": None}
            continue
        say(
            _(
                "what the plan for {plan} must buy later should {world} come",
                plan=world_words(plan),
                world=world_words(worst),
            )
        )
        out[plan] = {**row, **_later(asked, plan, worst)}
    return out


def _later(asked: Flexible, plan: str, worst: str) -> Row:
    question, instance, best = asked.questions[worst], asked.instances[worst], asked.regrets.best(worst)
    assert best is not None
    effort = asked.share_of_effort(SEARCHES * len(asked.instances))
    need = (1.0 - asked.target) * best.value
    now = charger_array(asked.chargers[plan], question)
    later = Later(instance, question, np.asarray(now), need, effort)
    later.look(asked.regrets.values[plan][worst], best.value)
    return later.told(asked.conduit_usd, asked.conduit_saves)
