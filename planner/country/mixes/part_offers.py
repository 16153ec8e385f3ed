"""Offers and bounds of a part, made of what it answered in every world and for weights over them, and of its plans played in each."""

import math
from collections.abc import Mapping, Sequence

from planner.country.mixes.answers import BlendAnswers, MixAnswers, PlayedOffer
from planner.country.mixes.choice import amounts_of
from planner.country.mixes.offers import BLENDED, THIS_PLAN, TODAY, Blend, BuiltBySite, Offer, PartOffers, Worth
from planner.country.mixes.parts import OwnPlan
from planner.country.money.curves import FINE, Curve, Point, curve_of

MOST_STEPS = 2400
"""Of all bounds together, where few parts share the money."""

Answers = Mapping[str, MixAnswers]
"""Of one part, by mix."""
Plays = Mapping[str, Mapping[str, PlayedOffer]]
"""Of one part, by mix and name of the plan."""


def plans_of(answers: Answers, this: OwnPlan) -> dict[str, tuple[str, int, BuiltBySite]]:
    """Plans of a part that are to be played, by name, that which builds nothing among them: for what each was made, its sum, and what it builds."""
    found = {
        f"{mix} {one.units}": (mix, one.units, one.built)
        for mix, mine in answers.items()
        for one in mine.answers
        if one.units
    }
    return {TODAY: (TODAY, 0, {}), **found, THIS_PLAN: (THIS_PLAN, this.asked_units, this.built)}


def offers_of(answers: Answers, this: OwnPlan, plays: Plays) -> list[Offer]:
    """What stands today first, then every plan that was played in all worlds."""
    set_aside = next(iter(answers.values())).set_aside
    today = {mix: one.answers[0] for mix, one in answers.items()}
    broken = {mix: mine[TODAY].worth.breaks for mix, mine in plays.items() if TODAY in mine}
    nothing = {mix: Worth(one.value, one.served, broken.get(mix, "")) for mix, one in today.items()}
    accounts = dict.fromkeys(next(iter(answers.values())).money, 0.0)
    out = [Offer(TODAY, 0, 0, {}, accounts, set_aside, nothing)]
    for name, (made_for, units, built) in plans_of(answers, this).items():
        played = {mix: mine[name] for mix, mine in plays.items() if name in mine}
        if name == TODAY or len(played) < len(answers):
            continue
        worth = {mix: one.worth for mix, one in played.items()}
        if made_for in answers:
            own = next(one for one in answers[made_for].answers if one.units == units)
            if (
                own.value >= worth[made_for].value or worth[made_for].breaks or worth[made_for].imbalance
            ):  # it was made to keep all rules
                worth[made_for] = Worth(own.value, own.served)
        out.append(_offer(made_for, units, built, set_aside, played, worth))
    return out


def blended_offers(blend: BlendAnswers, set_aside: tuple[str, ...]) -> list[Offer]:
    """The plans for weights over all worlds."""
    return [
        _offer(BLENDED, one.units, one.built, set_aside, played, {mix: each.worth for mix, each in played.items()})
        for one, played in zip(blend.found.answers, blend.plays, strict=True)
    ]


def _offer(
    made_for: str,
    units: int,
    built: BuiltBySite,
    set_aside: tuple[str, ...],
    played: Mapping[str, PlayedOffer],
    worth: Mapping[str, Worth],
) -> Offer:
    dearest = max(played.values(), key=lambda one: one.cost_units)
    return Offer(
        made_for,
        max(units, dearest.cost_units),
        dearest.cost_units,
        built,
        dearest.money,
        set_aside,
        dict(worth),
        dearest.at,
        dearest.sizes,
    )


def fine_for(parts: int) -> int:
    """Steps of each bound where so many parts share the money: what each is granted beyond what it is charged is a step."""
    return max(FINE, MOST_STEPS // max(1, parts))


def part_of(
    name: str,
    answers: Answers,
    offers: Sequence[Offer],
    blends: Sequence[BlendAnswers],
    most_units: int,
    *,
    fine: int = FINE,
) -> PartOffers:
    """The part with its curves."""
    curves = {mix: _curve(name, mix, mine, offers, (most_units, fine)) for mix, mine in answers.items()}
    return PartOffers(
        name, tuple(offers), curves, tuple(_blend(name, one, answers, (most_units, fine)) for one in blends)
    )


def _curve(name: str, mix: str, answers: MixAnswers, offers: Sequence[Offer], steps: tuple[int, int]) -> Curve:
    most_units, fine = steps
    today = offers[0]
    least, without = today.worth[mix].value, amounts_of(today, mix, 0)
    points = [Point(most_units, least, math.inf, without, 0)]
    points += [Point(one.units, least, max(one.bound, least), without, 0) for one in answers.answers]
    for number, one in enumerate(offers):
        worth = one.worth[mix]
        if worth.breaks or worth.imbalance:
            continue
        points.append(Point(one.asked_units, worth.value, math.inf, amounts_of(one, mix, one.asked_units), number))
        if one.cost_units < one.asked_units:
            points.append(Point(one.cost_units, worth.value, math.inf, amounts_of(one, mix, one.cost_units), number))
    ceiling = max(answers.ceiling, *(one.value for one in points))
    money, aside = answers.money, answers.set_aside
    return curve_of(name, points, ceiling, answers.most, money, answers.lines, aside=aside, fine=fine)


def _blend(name: str, blend: BlendAnswers, answers: Answers, steps: tuple[int, int]) -> Blend:
    """Bounds of the weighted sum; without money it is what stands in all of them."""
    most_units, fine = steps
    today = sum(weight * answers[mix].answers[0].bound for mix, weight in blend.weights.items())
    points = [Point(0, today, today), Point(most_units, today, math.inf)]
    points += [Point(one.units, one.value, max(one.bound, one.value)) for one in blend.found.answers]
    ceiling = sum(weight * answers[mix].ceiling for mix, weight in blend.weights.items())
    return Blend(blend.weights, curve_of(name, points, ceiling, {}, (), blend.found.lines, fine=fine))
