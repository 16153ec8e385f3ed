"""What may be bought, from the least flexible on: cabinets of one standard, dual ones, pooled ones, cables for standing guns."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace

from planner.catalogue.chargers import ChargerType, Work, charger_types
from planner.compare.alike import with_common_work
from planner.question import Question, products_of
from planner.support.speech import _

DUAL, POOLED, KIT = ("dc_dual_60", "dc_dual_120"), ("dc_dual_120_4cable",), ("retrofit_gbt_gun",)
"""Of the catalogue, where the scenario offers none of the kind."""


@dataclass(frozen=True)
class Offer:
    """Cabinets that may be bought, the work that the scenario allows beside them.

    Parameters
    ----------
    name : str
        For people.
    kinds : tuple of ChargerType
    added : tuple of str
        Ids that the offer before it did not have.
    """

    name: str
    kinds: tuple[ChargerType, ...]
    added: tuple[str, ...]

    def asked(self, questions: Mapping[str, Question]) -> dict[str, Question]:
        """The same questions with just these on offer, and the work that all worlds know."""
        return with_common_work({name: _offering(question, self.kinds) for name, question in questions.items()})


def offers_of(question: Question) -> tuple[Offer, ...]:
    """Offers of a scenario, each with more than the one before; what it does not offer itself is taken from the catalogue."""
    case = question.scenario.plan.cost_case
    new = [kind for kind in question.chargers if kind.work is None]
    single = [kind for kind in new if len(kind.standards) < 2]
    dual = [kind for kind in new if len(kind.standards) > 1 and not kind.pooled] or charger_types(DUAL, case)
    pooled = [kind for kind in new if len(kind.standards) > 1 and kind.pooled] or charger_types(POOLED, case)
    steps = (
        (_("chargers of one standard"), single),
        (_("chargers of two standards too"), dual),
        (_("chargers whose guns serve either standard too"), pooled),
        (_("GB/T cables on standing guns too"), charger_types(KIT, case)),
    )
    return tuple(_cumulative(steps))


def with_flexible(questions: Mapping[str, Question]) -> dict[str, Question]:
    """The same questions, with dual and pooled cabinets of the catalogue beside what they offer, where they offer none of the kind."""
    first = next(iter(questions.values()))
    new = {kind.id: kind for kind in first.chargers if kind.work is None}
    added = tuple(kind for kind in offers_of(first)[2].kinds if kind.id not in new)
    if not added:
        return dict(questions)
    kits = any(kind.work is Work.RETROFIT for kind in first.chargers)
    bought = charger_types(KIT, first.scenario.plan.cost_case) if kits else ()
    return Offer(offers_of(first)[2].name, (*new.values(), *added, *bought), tuple(kind.id for kind in added)).asked(
        questions
    )


def _cumulative(steps: Iterable[tuple[str, Sequence[ChargerType]]]) -> Iterable[Offer]:
    so_far: tuple[ChargerType, ...] = ()
    for name, more in steps:
        so_far = (*so_far, *more)
        yield Offer(name, so_far, tuple(kind.id for kind in more))


def _offering(question: Question, kinds: Sequence[ChargerType]) -> Question:
    pools, offered = products_of(question.scenario, kinds, question.demand, question.places)
    return replace(question, chargers=offered, pools=pools, earlier=(), problems=())
