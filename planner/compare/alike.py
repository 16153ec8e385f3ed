"""Whether plans of one question can be evaluated in another, and questions aligned where only work on standing guns differs."""

from collections.abc import Mapping
from dataclasses import replace

from geodata.report import Problem
from planner.catalogue.chargers import ChargerType
from planner.catalogue.mix_words import world_words
from planner.catalogue.same_city import same_city
from planner.question import Question
from planner.support.speech import _


def difference(one: Question, other: Question) -> str:
    """Name what differs so that chargers of one question mean nothing in the other, ``city``, ``sites`` or ``chargers``; empty if nothing does."""
    if not same_city(one.scenario.city.name, other.scenario.city.name):
        return "city"
    if not one.places.same_sites(other.places):
        return "sites"
    return "" if _new_cabinets(one) == _new_cabinets(other) else "chargers"


def _new_cabinets(question: Question) -> list[tuple[object, ...]]:
    """New cabinets on offer, whatever they cost there."""
    return [_thing(kind) for kind in question.chargers if kind.work is None]


def _thing(kind: ChargerType) -> tuple[object, ...]:
    return (kind.id, kind.connectors, kind.power_kw, kind.guns, kind.pooled)


def apart(questions: Mapping[str, Question]) -> dict[str, str]:
    """Worlds whose plans cannot be evaluated in the others, and why: those that differ from the first of the largest group."""
    groups: list[list[str]] = []
    for name, question in questions.items():
        mine = next((group for group in groups if not difference(questions[group[0]], question)), None)
        if mine is None:
            groups.append([name])
        else:
            mine.append(name)
    if len(groups) < 2:
        return {}
    base = max(groups, key=len)  # the first of the largest
    return {
        name: _apart(difference(questions[base[0]], questions[name]), world_words(base[0]))
        for group in groups
        if group is not base
        for name in group
    }


def _apart(differs: str, world: str) -> str:
    if differs == "city":
        return _("another city than {world}, so that no plan of another world can be played in it", world=world)
    if differs == "sites":
        return _(
            "other places where chargers may stand or stand already than {world}, so that no plan of another world can be played in it",
            world=world,
        )
    return _("other chargers on offer than {world}, so that no plan of another world can be played in it", world=world)


def with_common_work(questions: Mapping[str, Question]) -> dict[str, Question]:
    """The same questions with only those products on offer that all of them know: work on standing guns goes by who charges there."""
    if not questions:
        return {}
    first = next(iter(questions.values()))
    names = [kind.id for kind in first.chargers if all(_offers(question, kind) for question in questions.values())]
    return {name: _only(question, names) for name, question in questions.items()}


def _offers(question: Question, kind: ChargerType) -> bool:
    if kind.work is None:
        return any(_thing(kind) == _thing(other) for other in question.chargers)
    return any((kind.id, kind.gun_kw) == (other.id, other.gun_kw) for other in question.chargers)


def _only(question: Question, names: list[str]) -> Question:
    at = {kind.id: number for number, kind in enumerate(question.chargers)}
    if [kind.id for kind in question.chargers] == names:
        return question
    kept = [at[name] for name in names]
    lost = tuple(
        Problem(
            _("work {id}", id=kind.id),
            _("such guns do not charge so in all worlds that are compared"),
            _("not offered"),
        )
        for kind in question.chargers
        if kind.id not in names
    )
    earlier = tuple(replace(year, pools=year.pools.only(kept)) for year in question.earlier)
    return replace(
        question,
        chargers=tuple(question.chargers[number] for number in kept),
        pools=question.pools.only(kept),
        earlier=earlier,
        problems=(*question.problems, *lost),
    )
