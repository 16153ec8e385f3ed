"""What a comparison means, in plain words made from its numbers: whole sentences, each a message. Plain text: whoever shows it escapes."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass

from planner.compare import reading
from planner.compare.beginning import where_to_begin
from planner.compare.flexible_words import flexible, put_right
from planner.compare.minding import left_out
from planner.compare.reading import EVEN, MOST_NAMED, Told, joined, quoted, set_aside, the_plan
from planner.compare.tied import tied
from planner.support.speech import _, either, listed, plural, told


@dataclass(frozen=True)
class Saying:
    """What is said about one of the council's questions."""

    topic: str
    text: str


def summary_of(data: Told) -> list[str]:
    """Say what a comparison means, a few sentences for each question."""
    return [one.text for one in sayings(data)]


def sayings(data: Told) -> list[Saying]:
    """Say the same with the question that each answers, the most important first."""
    several = len(reading.compared(data)) > 1
    said = [(topic, say(data)) for topic, say, always in PARTS if several or always]
    return [Saying(topic(), text) for topic, text in said if text]


def _alone(data: Told) -> str:
    if len(reading.compared(data)) > 1:
        return ""
    if len(data["mixes"]) == 1:
        return _(
            "{world} alone was planned for: this is a plan and not yet a comparison, and says nothing about other worlds.",
            world=quoted(data, data["mixes"][0]),
        )
    return _(
        "No plan could be played in the world of another, so the plans stand side by side and nothing is said of losses."
    )


def _hedging(data: Told) -> str:
    hedged, other, worst = data.get("hedged"), reading.safest(data), data.get("max_regret", {})
    if not hedged or worst.get(hedged) is None:
        why = told(data.get("hedge", {}).get("why_not") or "").rstrip(".")
        first = _("There is no hedged plan: {why}.", why=why) if why else ""
        if hedged:
            first = _("The hedged plan could not be played in every world, so what it loses at worst is not known.")
        safe = (
            _("The safest of the plans is {plan}: it loses up to {lost:loss}.", plan=the_plan(data, other), lost=worst[other])
            if other
            else ""
        )  # fmt: skip
        return joined([first, safe, set_aside(data, other) if other else ""])
    return joined(
        [
            *_worst_of_hedged(data, hedged),
            _unbalanced(data, hedged),
            *_against(data, hedged, other),
            _likely_price(data),
            proven_loss(data),
            *_without(data),
        ]
    )


def _worst_of_hedged(data: Told, hedged: str) -> list[str]:
    worst, row = data["max_regret"][hedged], reading.losses(data, hedged)
    aside = set_aside(data, hedged)
    if worst <= EVEN:
        if reading.uneven(data, hedged):
            said = _("Whichever world comes, the hedged plan serves as much as the best plan known that keeps the balance of plugs, which it need not keep.")  # fmt: skip
        else:
            said = _("Hedging costs nothing: whichever world comes, the hedged plan serves as much as the best plan known.")  # fmt: skip
        return [said, aside]
    low, high = min(row, key=lambda world: row[world]), max(row, key=lambda world: row[world])
    alike = [one for one in row if one not in (low, high) and reading.share(row[one]) == reading.share(row[high])]
    return [
        _("Whichever world comes, the hedged plan loses up to {worst:loss} of the benefit to drivers: {least:loss} if {low} comes, {most:loss} if it is {high}.", worst=worst, least=row[low], low=quoted(data, low), most=row[high], high=either([quoted(data, one) for one in (high, *alike)])),
        _most_energy(data),
        aside,
    ]  # fmt: skip


def _most_energy(data: Told) -> str:
    """The same loss counted in plain kWh, in the world where that is the largest share: it may be another than where most benefit is lost."""
    prices: Mapping[str, Mapping[str, float]] = (data.get("price_of_hedging") or {}).get("by_world", {})
    world = max(prices, key=lambda one: prices[one]["share"], default=None)
    if world is None or prices[world]["kwh"] < 0.5:
        return ""
    price = prices[world]
    return _("Of the energy served it gives up most if {world} comes: {part:loss}, {kwh:energy} kWh a day.", world=quoted(data, world), part=price["share"], kwh=price["kwh"])  # fmt: skip


def _unbalanced(data: Told, hedged: str) -> str:
    """Why the hedged plan need not keep the balance of plugs in every world, and where it misses it."""
    balanced = data.get("hedge", {}).get("balanced")
    if balanced is None:
        return ""
    lost = 1 - balanced["value"]
    worlds = either([quoted(data, one) for one in data.get("imbalance", {}).get(hedged, {})])
    said = _("The best plan found that keeps the balance of plugs in every world loses up to {lost:loss}, since it turns drivers away from guns that could serve them; so the hedged plan need not keep it.", lost=lost)  # fmt: skip
    least = 1 - balanced["bound"]
    if least > EVEN:
        proven = _("It is proven that any plan for the same money that keeps it in every world loses {least:loss_least} or more at worst.", least=least)  # fmt: skip
    else:
        proven = _("That every plan that keeps it must lose as much is not proven.")
    return joined(
        [said, proven, _("The hedged plan misses the balance if {worlds} comes.", worlds=worlds) if worlds else ""]
    )


def _against(data: Told, hedged: str, other: str | None) -> list[str]:
    """Set the best hedge among the plans of single worlds beside the hedged plan."""
    if other is None:
        return []
    if reading.same_value(data, hedged, other):
        return [
            _("Nothing better was found than {plan}: the two are equal in every world.", plan=the_plan(data, other))
        ]
    worst, gap = data["max_regret"], data.get("gap", {}).get(hedged) or 0.0
    plan, lost = quoted(data, other), worst[other]
    if worst[other] < worst[hedged] and reading.uneven(data, other):
        said = _("The safest plan for one world, {plan}, loses up to {lost:loss}, less than the hedged one: it need not keep the balance of plugs in other worlds than its own, the hedged one keeps it in all.", plan=plan, lost=lost)  # fmt: skip
    elif worst[other] - worst[hedged] <= gap:
        said = _("The safest plan for one world, {plan}, loses up to {lost:loss}; so small a difference is not proven.", plan=plan, lost=lost)  # fmt: skip
    else:
        said = _("The safest plan for one world, {plan}, loses up to {lost:loss}.", plan=plan, lost=lost)
    return [said, set_aside(data, other)]


def _likely_price(data: Told) -> str:
    price = data.get("price_of_hedging") or {}
    world, chance = price.get("world"), data.get("probabilities", {}).get(price.get("world"))
    if world is None or chance is None:
        return ""
    name, kwh, part = quoted(data, world), price["kwh"], price["share"]
    more = any((other or 0.0) > chance for other in data["probabilities"].values())
    if kwh < 0.5:
        if more:
            return _("If {world} comes, held to be the likeliest of those that could be compared ({chance:percent}, assumed), hedging costs nothing.", world=name, chance=chance)  # fmt: skip
        return _("If {world} comes, held to be the likeliest ({chance:percent}, assumed), hedging costs nothing.", world=name, chance=chance)  # fmt: skip
    if more:
        return _("If {world} comes, held to be the likeliest of those that could be compared ({chance:percent}, assumed), hedging costs {kwh:energy} kWh a day, {part:loss} of the energy served.", world=name, chance=chance, kwh=kwh, part=part)  # fmt: skip
    return _("If {world} comes, held to be the likeliest ({chance:percent}, assumed), hedging costs {kwh:energy} kWh a day, {part:loss} of the energy served.", world=name, chance=chance, kwh=kwh, part=part)  # fmt: skip


def proven_loss(data: Told) -> str:
    """What no plan loses less than at worst, in a sentence; empty where nothing is proven."""
    bound = data.get("hedge", {}).get("bound")
    if bound is None or bound >= 1 - EVEN:
        return ""
    if data["hedge"].get("balanced") is None and any(reading.uneven(data, plan) for plan in data.get("imbalance", {})):
        return _(
            "It is proven that no plan that keeps the balance of plugs in every world, under the same rules and for the same money, loses less than {lost:loss_least} at worst.",
            lost=1 - bound,
        )
    return _(
        "It is proven that no plan under the same rules and for the same money loses less than {lost:loss_least} at worst.",
        lost=1 - bound,
    )


def _without(data: Told) -> list[str]:
    without = data.get("hedge", {}).get("without") or {}
    return [
        _("It is not hedged against {world}: {why}.", world=quoted(data, world), why=told(why).rstrip("."))
        for world, why in without.items()
    ]


def _wrong(data: Told) -> str:
    bet = reading.worst_bet(data)
    if bet is None:
        return ""
    plan, world, lost = bet
    if lost <= EVEN:
        if any(data.get("breaks", {}).values()):
            return _("Nothing is lost by betting wrong: every plan is equal to the best one known wherever it may be built.")  # fmt: skip
        return _("Nothing is lost by betting wrong: in every world all plans are equal to the best one known.")
    doubtful = data.get("undecidable", {}).get(plan, {}).get(world)
    made_for, comes = quoted(data, plan), quoted(data, world)
    if doubtful:
        said = _("If we build for {plan} and {world} comes, the plan loses {lost:loss} of the benefit to drivers that could be had, though that is not more than the proofs leave open.", plan=made_for, world=comes, lost=lost)  # fmt: skip
    else:
        said = _("If we build for {plan} and {world} comes, the plan loses {lost:loss} of the benefit to drivers that could be had.", plan=made_for, world=comes, lost=lost)  # fmt: skip
    return joined([said, _unserved(data, plan, world), put_right(data, plan, world), *_other_bets(data, plan)])


def _other_bets(data: Told, plan: str) -> list[str]:
    others = sorted(((worst, one) for one, worst in reading.worst_losses(data).items() if one != plan), reverse=True)
    if not others:
        return []
    bets: list[str] = [_("{plan} ({lost:loss})", plan=quoted(data, one), lost=worst) for worst, one in others]
    named = listed(bets[:MOST_NAMED])
    if len(bets) > MOST_NAMED:
        said = _("At worst the other plans for one world lose: {plans}; the rest lose less.", plans=named)
    else:
        said = _("At worst the other plans for one world lose: {plans}.", plans=named)
    return [said, *(set_aside(data, one) for _worst, one in others[:MOST_NAMED])]


def _unserved(data: Told, plan: str, world: str) -> str:
    """Energy that the best plan serves there and this one does not, and its share: a sentence of its own, for losses are of another measure."""
    best, served = (data.get("best", {}).get(world) or {}).get("plan"), data.get("energy", {})
    ours, theirs = served.get(plan, {}).get(world), served.get(best, {}).get(world)
    return _in_kwh(theirs - ours, (theirs - ours) / theirs) if ours is not None and theirs else ""


def _average(data: Told) -> str:
    averages = reading.average_losses(data)
    if not averages:
        return ""
    best = min(averages, key=lambda plan: averages[plan])
    return _(
        "With the probabilities given (assumed), {plan} loses least on average: {average:loss} of the benefit to drivers, and {worst:loss} at worst.",
        plan=the_plan(data, best),
        average=averages[best],
        worst=data["max_regret"][best],
    )


def _undecided(data: Told) -> str:
    close, plans = reading.too_close(data), reading.plans_of(data)
    lost = any(loss > EVEN for plan in plans for loss in reading.losses(data, plan).values())
    if not data.get("undecidable") or not lost:
        return ""
    if not close:
        return _("No loss is too close to call: each is larger than what the proofs leave open.")
    names: list[str] = [
        _("{plan} if {world} comes ({lost:loss})", plan=the_plan(data, plan), world=quoted(data, world), lost=lost)
        for plan, world, lost in close
    ]
    if len(names) > MOST_NAMED:
        names = [*names[:MOST_NAMED], plural("{n:number} more", "{n:number} more", len(names) - MOST_NAMED)]
    return plural(
        "One loss is smaller than what the proofs leave open, so nothing shows which plan is better there: {losses}.",
        "Some losses are smaller than what the proofs leave open, so nothing shows which plan is better there: {losses}.",
        len(close),
        losses=listed(names),
    )


def _assumed(data: Told) -> str:
    chances = any(chance is not None for chance in data.get("probabilities", {}).values())
    unsaid = "" if chances or len(data["mixes"]) == 1 else _("Nobody has said how likely each is.")
    return joined(
        [
            _("The worlds are assumptions about vehicles and rules, not forecasts."),
            unsaid,
            _("Losses are shares of the benefit to drivers: energy counts in full where the charger is at the driver's door, and less after a longer drive."),
            _("The proofs hold for the model and its inputs; if these are wrong, so may the plans be."),
        ]
    )  # fmt: skip


def _in_kwh(kwh: float | None, part: float | None) -> str:
    """The same loss counted in plain kWh, share and amount both."""
    if kwh is None or kwh < 0.5:
        return ""
    return _("Of the energy served that is {part:loss}, {kwh:energy} kWh a day.", part=part, kwh=kwh)


PARTS: tuple[tuple[Callable[[], str], Callable[[Told], str], bool], ...] = (
    (lambda: _("One world alone"), _alone, True),
    (lambda: _("Right whatever happens"), where_to_begin, False),
    (lambda: _("The price of hedging"), _hedging, False),
    (lambda: _("If we bet wrong"), _wrong, False),
    (lambda: _("On average"), _average, False),
    (lambda: _("What flexibility buys"), flexible, True),
    (lambda: _("What the city would depend on"), tied, True),
    (lambda: _("Too close to call"), _undecided, False),
    (lambda: _("What to mind"), left_out, True),
    (lambda: _("Assumed"), _assumed, True),
)
"""The council's questions, what is said to each, and whether that needs no second world."""
