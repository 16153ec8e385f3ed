"""What a comparison means, in plain words made from its numbers. Plain text: whoever shows it escapes."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from planner.output.comparison.naming import all_worlds, named, plans_of
from planner.output.shared.words import energy, family_label, money, number, percent

Told = Mapping[str, Any]
EVEN = 1e-9
MOST_NAMED = 3
"""So many examples are named; the rest are counted."""


@dataclass(frozen=True)
class Saying:
    """What is said about one of the council's questions."""

    topic: str
    text: str


def summary(told: Told) -> list[str]:
    """Say what a comparison means, a few sentences for each question; `told` has the keys of `comparison.json`."""
    return [one.text for one in sayings(told)]


def sayings(told: Told) -> list[Saying]:
    """Say the same with the question that each answers, the most important first."""
    if len(told["mixes"]) == 1:
        told_first = [("One world alone", _one_world(told))]
    else:
        told_first = [
            ("Right whatever happens", _right(told)),
            ("The price of hedging", _hedging(told)),
            ("If we bet wrong", _wrong(told)),
        ]
    rest = [
        ("On average", _average(told)),
        ("What flexibility buys", _flexible(told)),
        ("What the city would depend on", _tied(told)),
        ("Too close to call", _undecided(told)),
        ("Left out", _left_out(told)),
        ("Assumed", _assumed(told)),
    ]
    return [Saying(topic, text) for topic, text in (*told_first, *rest) if text]


def loss(share: float | None) -> str:
    """Write a share that is lost: whole per cents from ten upwards, else with one decimal."""
    return percent(share, 0 if share is not None and abs(share) >= 0.0995 else 1)


def safest(told: Told) -> str | None:
    """Plan made for one world whose worst loss is least."""
    worst = {plan: told["max_regret"][plan] for plan in told["mixes"] if told.get("max_regret", {}).get(plan) is not None}
    return min(worst, key=lambda plan: worst[plan]) if worst else None


def worst_bet(told: Told) -> tuple[str, str, float] | None:
    """Plan made for one world, the world in which it loses most, and its loss there."""
    regret = told.get("regret", {})
    bets = [(plan, world, lost) for plan in told["mixes"] for world, lost in regret.get(plan, {}).items() if lost is not None]
    return max(bets, key=lambda bet: bet[2], default=None)


def too_close(told: Told) -> list[tuple[str, str, float]]:
    """Plan, world and loss wherever a plan is not told apart from the best one, because the loss is less than the gaps."""
    return [
        (plan, world, float(told["regret"][plan][world]))
        for plan in plans_of(told)
        for world, open_ in told.get("undecidable", {}).get(plan, {}).items()
        if open_ and (told["regret"][plan].get(world) or 0.0) > EVEN
    ]


def _called(told: Told, name: str) -> str:
    return named(told, name).label


def _the(told: Told, plan: str) -> str:
    """Name a plan within a sentence."""
    if plan == told.get("hedged"):
        return "the hedged plan"
    return "the plan that is best on average" if plan == told.get("expected") else f"the plan for {_called(told, plan)}"


def _one_world(told: Told) -> str:
    name = _called(told, told["mixes"][0])
    return f"Only {name} was planned for, so this is a plan and not yet a comparison: it says nothing about what is right in another world."


def _right(told: Told) -> str:
    if "no_regret_sites" not in told:
        return ""
    count, everywhere = len(told["no_regret_sites"]), all_worlds(told)
    if count == 0:
        return f"No site is chosen in {everywhere}: where to build depends on the bet.{_one_sided(told)}"
    share, compared = told.get("no_regret_share"), "the hedged plan" if told.get("hedged") else "the smallest plan"
    many = f"; that is {percent(share)} of the number that {compared} builds at" if share is not None else ""
    sites = "1 site is" if count == 1 else f"{number(count)} sites are"
    return f"{sites} chosen in {everywhere} and can be built first, whatever the fleet becomes{many}.{_one_sided(told)} Which plugs go to a site may still differ from plan to plan."


def _one_sided(told: Told) -> str:
    wanted = {world: len(sites) for world, sites in told.get("single_mix_sites", {}).items() if sites}
    if not wanted:
        return ""
    most = sorted(wanted, key=lambda world: -wanted[world])
    listed = [f"{number(wanted[world])} by {_called(told, world)}" for world in most[:MOST_NAMED]]
    more = sum(wanted[world] for world in most[MOST_NAMED:])
    return f" Wait with those that one world alone wants: {_and([*listed, f'{number(more)} by others'] if more else listed)}."


def _hedging(told: Told) -> str:
    hedged, other = told.get("hedged"), safest(told)
    if not hedged or told.get("max_regret", {}).get(hedged) is None:
        why = str(told.get("hedge", {}).get("why_not") or "").rstrip(".")
        safe = f"The safest of the plans made is {_the(told, other)}: it loses {loss(told['max_regret'][other])} at worst." if other else ""
        return f"{f'There is no hedged plan: {why}. ' if why else ''}{safe}".strip()
    return " ".join(one for one in (_worst_of_hedged(told, hedged, other), _price(told), _proven(told)) if one)


def _worst_of_hedged(told: Told, hedged: str, other: str | None) -> str:
    worst = told["max_regret"]
    first = f"Whichever world comes, the hedged plan serves at most {loss(worst[hedged])} less than the best plan for that world"
    if other is None:
        return f"{first}."
    better = worst[other] - worst[hedged]
    gap = told.get("gap", {}).get(hedged) or 0.0
    doubt = " (so small a difference is not proven)" if better <= gap else ""
    return f"{first}; the safest plan made for one world, {_called(told, other)}, may lose {loss(worst[other])}{doubt}."


def _price(told: Told) -> str:
    price = told.get("price_of_hedging") or {}
    likely, by_world = price.get("world"), price.get("by_world") or {}
    if likely and price.get("share") is not None:
        chance = told.get("probabilities", {}).get(likely)
        held = f", held to be the likeliest ({percent(chance)}, assumed)" if chance else ""
        return f"The price: if {_called(told, likely)} comes{held}, it serves {loss(price['share'])} less than the plan made for it{_kwh(price.get('kwh'))}."
    shares = {world: one["share"] for world, one in by_world.items() if one.get("share") is not None}
    if not shares:
        return ""
    low, high = min(shares, key=lambda world: shares[world]), max(shares, key=lambda world: shares[world])
    if shares[high] <= EVEN:
        return "It costs nothing: in every world it serves as much as the plan made for it."
    return f"The price: between {loss(max(0.0, shares[low]))} if {_called(told, low)} comes and {loss(shares[high])} if {_called(told, high)} comes{_kwh(by_world[high].get('kwh'))}."


def _kwh(kwh: float | None) -> str:
    return f", {energy(kwh)} kWh a day" if kwh is not None and kwh > 0 else ""


def _proven(told: Told) -> str:
    bound = told.get("hedge", {}).get("bound")
    if bound is None or bound >= 1 - EVEN:
        return ""
    return f"Proven: no plan under the same rules and for the same money brings the worst loss below {loss(1 - bound)}."


def _wrong(told: Told) -> str:
    bet = worst_bet(told)
    if bet is None:
        return ""
    plan, world, lost = bet
    if lost <= EVEN:
        return "Nothing is lost by betting wrong: every plan is as good as the best one in every world."
    others = sorted((told["max_regret"][one], one) for one in told["mixes"] if one != plan)
    rest = [f"{_called(told, one)} up to {loss(worst)}" for worst, one in reversed(others)]
    shown = rest[:MOST_NAMED]
    more = f" The other bets: {_and(shown)}{', the rest less' if len(rest) > len(shown) else ''}." if rest else ""
    return f"If we build for {_called(told, plan)} and {_called(told, world)} comes, the city serves {loss(lost)} less than it could{_unserved(told, plan, world)}.{more}"


def _unserved(told: Told, plan: str, world: str) -> str:
    """Energy that the best plan serves there and this one does not."""
    best, served = told.get("best", {}).get(world, {}).get("plan"), told.get("energy", {})
    ours, theirs = served.get(plan, {}).get(world), served.get(best, {}).get(world)
    return _kwh(theirs - ours) if ours is not None and theirs is not None else ""


def _average(told: Told) -> str:
    averages = average_loss(told)
    if not averages:
        return ""
    best = min(averages, key=lambda plan: averages[plan])
    worst = told["max_regret"][best]
    return f"With the probabilities given (assumed), {_the(told, best)} loses least on average: {loss(averages[best])}, and {loss(worst)} at worst."


def average_loss(told: Told) -> dict[str, float]:
    """Loss of each plan by the probabilities of the worlds; empty where there are none or a plan was not played everywhere."""
    chances = {world: chance for world, chance in told.get("probabilities", {}).items() if chance is not None}
    if not chances or set(chances) != set(told["mixes"]):
        return {}
    played = {plan: row for plan, row in told.get("regret", {}).items() if all(row.get(world) is not None for world in chances)}
    return {plan: sum(chance * row[world] for world, chance in chances.items()) for plan, row in played.items()}


def _flexible(told: Told) -> str:
    study = told.get("flexibility") or {}
    curve, target = study.get("curve") or [], study.get("target")
    if not curve or target is None:
        return ""
    aim = f"a worst loss of {loss(target)} (the target)"
    if study.get("least_share") is not None:
        return f"To reach {aim}, {percent(study['least_share'])} of the new DC cabinets have to serve two standards or more."
    least = min(curve, key=lambda one: one["max_regret"])
    return f"No share of cabinets for two standards reaches {aim}; the least that was found is {loss(least['max_regret'])}, with {percent(least['dual_share'])} of them."


def _tied(told: Told) -> str:
    ties = {plan: one for plan, one in (told.get("dependence") or {}).items() if one and one.get("plugs")}
    if not ties:
        return ""
    in_order = sorted(ties, key=lambda plan: -ties[plan]["hhi_plugs"])
    shown = list(dict.fromkeys([in_order[0], in_order[-1], *(plan for plan in [told.get("hedged")] if plan in ties)]))
    return " ".join(_tie(told, plan, ties[plan], at, len(ties)) for at, plan in enumerate(shown))


def _tie(told: Told, plan: str, tie: Mapping[str, Any], at: int, count: int) -> str:
    main = max(tie["plugs"], key=lambda family: tie["plugs"][family])
    rank = "" if count == 1 or at > 1 else ", the most one-sided," if at == 0 else ", the least one-sided,"
    first = f"With {_the(told, plan)}{rank} {percent(tie['plugs'][main])} of the charging points serve {family_label(main)}"
    if not tie.get("stranded_usd"):
        return f"{first}."
    return f"{first}; should {family_label(tie['stranded_standard'])} fade by {tie['fade_year']}, {money(tie['stranded_usd'])} of cabinets would be stranded (assumed)."


def _undecided(told: Told) -> str:
    open_ = too_close(told)
    if not told.get("undecidable") or len(told["mixes"]) == 1:
        return ""
    if not open_:
        return "Nothing: every loss shown is larger than what the proofs leave open."
    named_ = [f"{_the(told, plan)} if {_called(told, world)} comes ({loss(lost)})" for plan, world, lost in open_]
    rest = [f"{number(len(named_) - MOST_NAMED)} more"] if len(named_) > MOST_NAMED else []
    return f"Some losses are smaller than what the proofs leave open, so neither plan is shown to be the better one: {_and([*named_[:MOST_NAMED], *rest])}."


def _left_out(told: Told) -> str:
    lines: Iterator[str] = (f"{one['world']}: {str(one['why']).rstrip('.')}" for one in told.get("left_out") or ())
    return " ".join(f"{line}." for line in lines)


def _assumed(told: Told) -> str:
    chances = any(chance is not None for chance in told.get("probabilities", {}).values())
    unsaid = "" if chances or len(told["mixes"]) == 1 else " Nobody has said how likely each is."
    return f"The worlds are assumptions about vehicles and rules, not forecasts.{unsaid} The proofs hold for the model and its inputs; if these are wrong, so may the plans be."


def _and(parts: list[str]) -> str:
    return parts[0] if len(parts) == 1 else f"{', '.join(parts[:-1])} and {parts[-1]}"
