"""What a comparison means, in plain words made from its numbers. Plain text: whoever shows it escapes."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from geodata.connectors import PortFamily
from planner.compare import reading
from planner.compare.beginning import where_to_begin
from planner.compare.flexible_words import flexible, put_right
from planner.compare.reading import EVEN, MOST_NAMED, Told, quoted, share
from planner.support.amounts import ended, energy, money, number, percent
from planner.support.speech import listed

WORTH = "kWh-worth"
"""What losses are measured in, `planner.compare.regrets`."""


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
    return [Saying(topic, text) for topic, text in said if text]


def _alone(data: Told) -> str:
    if len(reading.compared(data)) > 1:
        return ""
    if len(data["mixes"]) == 1:
        name = quoted(data, data["mixes"][0])
        return f"{name} alone was planned for: this is a plan and not yet a comparison, and says nothing about other worlds."
    return "No plan could be played in the world of another, so the plans stand side by side and nothing is said of losses."


def _hedging(data: Told) -> str:
    hedged, other, worst = data.get("hedged"), reading.safest(data), data.get("max_regret", {})
    if not hedged or worst.get(hedged) is None:
        why = str(data.get("hedge", {}).get("why_not") or "").rstrip(".")
        safe = (
            f"The safest of the plans is {_the(data, other)}: it loses up to {share(worst[other])}{reading.but_for(data, other).rstrip(',')}."
            if other
            else ""
        )
        first = f"There is no hedged plan: {why}. " if why else ""
        if hedged:
            first = "The hedged plan could not be played in every world, so what it loses at worst is not known. "
        return f"{first}{safe}".strip()
    parts = (
        _worst_of_hedged(data, hedged),
        _against(data, hedged, other),
        _likely_price(data),
        _proven(data),
        _without(data),
    )
    return " ".join(part for part in parts if part)


def _worst_of_hedged(data: Told, hedged: str) -> str:
    worst = data["max_regret"][hedged]
    row, but = reading.losses(data, hedged), reading.but_for(data, hedged)
    if worst <= EVEN:
        return (
            f"Hedging costs nothing: in every world{but} the hedged plan serves as much as the best plan known for it."
        )
    low, high = min(row, key=lambda world: row[world]), max(row, key=lambda world: row[world])
    price = (data.get("price_of_hedging") or {}).get("by_world", {}).get(high) or {}
    return f"Whichever world comes{but or ','} the hedged plan gives up at most {share(worst)} of the {WORTH}: {share(row[low])} if {quoted(data, low)} comes, {share(row[high])} if it is {quoted(data, high)}.{_in_kwh(price.get('kwh'), price.get('share'))}"


def _against(data: Told, hedged: str, other: str | None) -> str:
    """Set the best hedge among the plans of single worlds beside the hedged plan."""
    if other is None:
        return ""
    if reading.same_value(data, hedged, other):
        return f"Nothing better was found than {_the(data, other)}, so that is the hedged plan."
    worst, gap = data["max_regret"], data.get("gap", {}).get(hedged) or 0.0
    doubt = "; so small a difference is not proven" if worst[other] - worst[hedged] <= gap else ""
    return f"The safest plan for one world, {quoted(data, other)}, loses up to {share(worst[other])}{reading.but_for(data, other).rstrip(',')}{doubt}."


def _likely_price(data: Told) -> str:
    price = data.get("price_of_hedging") or {}
    world, chance = price.get("world"), data.get("probabilities", {}).get(price.get("world"))
    if world is None or chance is None:
        return ""
    cost = (
        f"costs {energy(price['kwh'])} kWh a day, {share(price['share'])} of the kWh served"
        if price["kwh"] >= 0.5
        else "costs nothing"
    )
    more = any((other or 0.0) > chance for other in data["probabilities"].values())
    likeliest = "the likeliest of those that could be compared" if more else "the likeliest"
    return f"If {quoted(data, world)} comes, held to be {likeliest} ({percent(chance)}, assumed), hedging {cost}."


def _proven(data: Told) -> str:
    bound = data.get("hedge", {}).get("bound")
    if bound is None or bound >= 1 - EVEN:
        return ""
    return f"It is proven that no plan under the same rules and for the same money loses less than {share(1 - bound)} at worst."


def _without(data: Told) -> str:
    without = data.get("hedge", {}).get("without") or {}
    return " ".join(
        f"It is not hedged against {quoted(data, world)}: {ended(str(why))}" for world, why in without.items()
    )


def _wrong(data: Told) -> str:
    bet = reading.worst_bet(data)
    if bet is None:
        return ""
    plan, world, lost = bet
    if lost <= EVEN:
        where = "where it may be built" if any(data.get("breaks", {}).values()) else "in every world"
        return f"Nothing is lost by betting wrong: every plan is as good as the best one known {where}."
    doubt = (
        ", though that is not more than the proofs leave open"
        if data.get("undecidable", {}).get(plan, {}).get(world)
        else ""
    )
    others = sorted(((worst, one) for one, worst in reading.worst_losses(data).items() if one != plan), reverse=True)
    rest = [
        f"{quoted(data, one)} loses up to {share(worst)}{reading.but_for(data, one).rstrip(',')}"
        for worst, one in others
    ]
    more = (
        f" Of the other bets {listed(rest[:MOST_NAMED])}{', the rest less' if len(rest) > MOST_NAMED else ''}."
        if rest
        else ""
    )
    return f"If we build for {quoted(data, plan)} and {quoted(data, world)} comes, the plan loses {share(lost)} of the {WORTH} that could be had{doubt}.{_unserved(data, plan, world)}{put_right(data, plan, world)}{more}"


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
    return f"With the probabilities given (assumed), {_the(data, best)} loses least on average: {share(averages[best])} of the {WORTH}, and {share(data['max_regret'][best])} at worst."


def _tied(data: Told) -> str:
    ties = {plan: one for plan, one in (data.get("dependence") or {}).items() if one and one.get("plugs")}
    if not ties:
        return ""
    in_order = sorted(ties, key=lambda plan: -ties[plan]["hhi_plugs"])
    most, least = ties[in_order[0]]["hhi_plugs"], ties[in_order[-1]]["hhi_plugs"]
    ranks = {in_order[-1]: "the least one-sided", in_order[0]: "the most one-sided plan"} if most > least + EVEN else {}
    shown = dict.fromkeys([in_order[0], in_order[-1], *(plan for plan in [data.get("hedged")] if plan in ties)])
    lines = [_tie(data, plan, ties[plan], ranks.get(plan, "")) for plan in shown]
    years = sorted({str(one["fade_year"]) for one in ties.values() if one.get("stranded_usd")})
    note = (
        f" At stake is what cabinets for that standard alone are worth in {' or '.join(years)} (assumed)."
        if years
        else ""
    )
    return " ".join(lines) + note


def _tie(data: Told, plan: str, tie: Mapping[str, Any], rank: str) -> str:
    main = max(tie["plugs"], key=lambda family: tie["plugs"][family])
    name = "The hedged plan" if plan == data.get("hedged") else quoted(data, plan)
    of = f" is {rank}:" if rank else ":"
    fades = (
        f"; {money(tie['stranded_usd'])} are at stake should {_family(tie['stranded_standard'])} fade"
        if tie.get("stranded_usd")
        else ""
    )
    return f"{name}{of} {percent(tie['plugs'][main])} of the charging points are for {_family(main)}{fades}."


def _undecided(data: Told) -> str:
    close, plans = reading.too_close(data), reading.plans_of(data)
    lost = any(loss > EVEN for plan in plans for loss in reading.losses(data, plan).values())
    if not data.get("undecidable") or not lost:
        return ""
    if not close:
        return "No loss is too close to call: each is larger than what the proofs leave open."
    names = [f"{_the(data, plan)} if {quoted(data, world)} comes ({share(lost)})" for plan, world, lost in close]
    rest = [f"{number(len(names) - MOST_NAMED)} more"] if len(names) > MOST_NAMED else []
    one = len(close) == 1
    return f"{'One loss is' if one else 'Some losses are'} smaller than what the proofs leave open, so nothing shows which plan is better there: {listed([*names[:MOST_NAMED], *rest])}."


def _left_out(data: Told) -> str:
    lines = [f"{one['world']} is left out: {ended(str(one['why']))}" for one in data.get("left_out") or ()]
    if len(data["mixes"]) > 1:
        lines += [
            f"{quoted(data, world)} stands by itself: it has {ended(str(why))}"
            for world, why in data.get("apart", {}).items()
        ]
    lines += [
        f"The study of {one['study']} is left out: {ended(str(one['why']))}"
        for one in data.get("studies_left_out") or ()
    ]
    broken = _broken(data)
    if broken:
        rest = [f"{number(len(broken) - MOST_NAMED)} more"] if len(broken) > MOST_NAMED else []
        lines.append(
            f"A promise of the world is broken by {listed([*broken[:MOST_NAMED], *rest])}; what is served there is told all the same, but is not counted as a loss."
        )
    return " ".join(lines)


def _broken(data: Told) -> list[str]:
    """By world: the plan that breaks a promise there, or how many do and one of them."""
    by_world: dict[str, list[tuple[str, str]]] = {}
    for plan, row in data.get("breaks", {}).items():
        for world, why in row.items():
            by_world.setdefault(world, []).append((plan, str(why)))
    return [
        f"{_the(data, found[0][0])} in {quoted(data, world)} ({found[0][1]})"
        if len(found) == 1
        else f"{number(len(found))} plans in {quoted(data, world)} ({_the(data, found[0][0])}: {found[0][1]})"
        for world, found in by_world.items()
    ]


def _assumed(data: Told) -> str:
    chances = any(chance is not None for chance in data.get("probabilities", {}).values())
    unsaid = "" if chances or len(data["mixes"]) == 1 else " Nobody has said how likely each is."
    return f"The worlds are assumptions about vehicles and rules, not forecasts.{unsaid} Losses are shares of the {WORTH}: each kWh served counts by its worth to the driver, 1 at the door and less after a longer drive. The proofs hold for the model and its inputs; if these are wrong, so may the plans be."


def _in_kwh(kwh: float | None, part: float | None) -> str:
    """The same loss counted in plain kWh, share and amount both."""
    return f" Of the kWh served that is {share(part)}, {energy(kwh)} a day." if kwh is not None and kwh >= 0.5 else ""


def _the(data: Told, plan: str) -> str:
    """Name a plan within a sentence."""
    if plan == data.get("hedged"):
        return "the hedged plan"
    return "the plan that is best on average" if plan == data.get("expected") else f"the plan for {quoted(data, plan)}"


def _family(name: str) -> str:
    return PortFamily(name).label if name in list(PortFamily) else name


PARTS: tuple[tuple[str, Callable[[Told], str], bool], ...] = (
    ("One world alone", _alone, True),
    ("Right whatever happens", where_to_begin, False),
    ("The price of hedging", _hedging, False),
    ("If we bet wrong", _wrong, False),
    ("On average", _average, False),
    ("What flexibility buys", flexible, True),
    ("What the city would depend on", _tied, True),
    ("Too close to call", _undecided, False),
    ("What to mind", _left_out, True),
    ("Assumed", _assumed, True),
)
"""The council's questions, what is said to each, and whether that needs no second world."""
