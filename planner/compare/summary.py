"""A comparison in plain sentences, generated from its figures: what a council should take home."""

import math
from collections.abc import Callable, Iterator, Mapping
from typing import Any

from geodata.connectors import PortFamily

Told = Mapping[str, Any]
"""The keys of `comparison.json`."""


def summary_of(told: Told) -> list[str]:
    """Say what was compared, what a wrong bet costs, what hedging costs, what is right whatever comes, and what is not known."""
    return [line for part in PARTS for line in part(told)]


def _compared(told: Told) -> Iterator[str]:
    names = _listed([_label(told, world) for world in told["mixes"]])
    if len(told["mixes"]) == 1:
        yield f"One world was planned for: {names}. With nothing to compare it with, its plan is all there is to say."
        return
    yield f"{len(told['mixes'])} worlds were compared: {names}. A plan was made for each, and its chargers were then put into every other one, with drivers choosing anew."
    for world, why in told["apart"].items():
        yield f"{_label(told, world)} stands by itself: it has {why}."


def _worst_bet(told: Told) -> Iterator[str]:
    cells = [
        (told["regret"][plan][world], plan, world)
        for plan in told["mixes"]
        for world in told["mixes"]
        if plan != world and told["regret"][plan][world] is not None
    ]
    if not cells:
        return
    regret, plan, world = max(cells)
    if all(told["undecidable"][plan][world] for _, plan, world in cells):
        yield f"Between the plans of the worlds no difference is proven: the largest loss found, {share(regret)}, is smaller than what the proven gaps leave open."
        return
    doubt = ", though that is smaller than what the proven gaps leave open" if told["undecidable"][plan][world] else ""
    yield f"The worst wrong bet: to build for {_label(told, plan)} when {_label(told, world)} comes loses {share(regret)} of what the best known plan would be worth there{doubt}."


def _hedge(told: Told) -> Iterator[str]:
    largest, hedged = told["max_regret"], told["hedged"]
    if hedged is None:
        if len(told["mixes"]) > 1:
            yield f"There is no hedged plan: {told['hedge']['why_not']}."
        return
    yield f"The hedged plan loses at most {share(largest[hedged])} whichever of these worlds comes{_beside(told)}."
    least = 1.0 - told["hedge"]["bound"]
    if least > 0.0005:
        yield f"Proven: every plan loses {share(least)} or more in one of the worlds that are hedged against."
    for world, why in told["hedge"]["without"].items():
        yield f"It does not hedge against {_label(told, world)}: {why}."
    price = told["price_of_hedging"]
    if price["world"] is not None:
        when = "the most likely world" if price["how"] == "most likely world" else "the world where it costs most"
        yield f"The price of hedging: {_price(price)}, should {_label(told, price['world'])} come, {when}."


def _beside(told: Told) -> str:
    """The best hedge among the plans of single worlds, to set beside the hedged plan."""
    single = {plan: told["max_regret"][plan] for plan in told["mixes"] if told["max_regret"][plan] is not None}
    if not single:
        return ""
    best = min(single, key=single.__getitem__)
    if _same(told["value"][best], told["value"][told["hedged"]]):
        return f"; nothing better was found than the plan for {_label(told, best)}, so that is the hedged plan"
    return f"; of the plans for one world that for {_label(told, best)} loses least, up to {share(single[best])}"


def _same(one: Mapping[str, float | None], other: Mapping[str, float | None]) -> bool:
    """Whether two plans are worth the same in every world in which both were played."""
    pairs = [(one[world], other[world]) for world in one]
    return all(a is None or b is None or math.isclose(a, b, rel_tol=1e-9) for a, b in pairs)


def _price(price: Mapping[str, Any]) -> str:
    if price["kwh"] < 0.5:
        return "no energy is given up against the best known plan"
    return f"{number(price['kwh'])} kWh a day less than the best known plan serves, {share(price['share'])}"


def _no_regret(told: Told) -> Iterator[str]:
    sites, plans = told["no_regret_sites"], len(told["mixes"]) - len(told["apart"])
    if plans < 2:
        return
    if not sites:
        yield "No site is in the plans of all worlds: every site is a bet."
        return
    of = "the hedged plan" if told["hedged"] is not None else "the smallest plan"
    part = "" if told["no_regret_share"] is None else f", {share(told['no_regret_share'])} of the sites of {of}"
    yield f"{_counted(len(sites), 'site')} {'is' if len(sites) == 1 else 'are'} right whatever comes, for the plan of every world builds there{part}: begin with {'it' if len(sites) == 1 else 'these'}."
    alone = {world: len(ids) for world, ids in told["single_mix_sites"].items() if ids}
    if alone:
        listed = _listed(
            [f"{_counted(count, 'site')} only for {_label(told, world)}" for world, count in alone.items()]
        )
        yield f"Wait with those that one world alone wants: {listed}."


def _dependence(told: Told) -> Iterator[str]:
    depends = told["dependence"] or {}
    name = told["hedged"] or (told["mixes"][0] if len(told["mixes"]) == 1 else None)
    stranded = {plan: depends[plan]["stranded_usd"] for plan in told["plans"] if plan in depends}
    if not stranded or max(stranded.values()) <= 0:
        return
    most = max(stranded, key=stranded.__getitem__)
    one = depends[most]
    what = (
        "A standard that fades"
        if len(stranded) == 1
        else f"The most would be lost with the plan for {_label(told, most)}"
    )
    yield f"{what}: should {_family(one['stranded_standard'])} have faded by {one['fade_year']}, cabinets worth ${number(one['stranded_usd'])} on the books would serve nobody."
    if name in stranded and name != most:
        mine = depends[name]
        yield f"With the hedged plan it would be ${number(mine['stranded_usd'])}{'' if mine['stranded_standard'] is None else ' in ' + _family(mine['stranded_standard'])}."


def _doubts(told: Told) -> Iterator[str]:
    broken = [(plan, world) for plan, worlds in told["breaks"].items() for world in worlds]
    if broken:
        pairs = _listed([f"{_label(told, plan)} in {_label(told, world)}" for plan, world in broken])
        yield f"Some plans break a promise of the world they are put into ({pairs}); what they serve there is told all the same."
    for one in told["left_out"]:
        yield f"Left out: {one['world']}: {one['why']}."


PARTS: tuple[Callable[[Told], Iterator[str]], ...] = (_compared, _worst_bet, _hedge, _no_regret, _dependence, _doubts)


def _label(told: Told, name: str) -> str:
    return str(told["labels"].get(name, name))


def _family(name: str) -> str:
    return PortFamily(name).label


def _listed(names: list[str]) -> str:
    return names[0] if len(names) == 1 else f"{', '.join(names[:-1])} and {names[-1]}"


def _counted(count: int, noun: str) -> str:
    return f"{count} {noun}{'' if count == 1 else 's'}"


def number(amount: float) -> str:
    """Write ``12 345`` with narrow no-break spaces between thousands."""
    return f"{amount:,.0f}".replace(",", "\u202f")


def share(part: float) -> str:
    """Write a share as a percentage with one digit, never 0 for more than nothing; whole from ten on."""
    if 0 < part < 0.0005:
        return "<0.1\u202f%"
    digits = 0 if abs(part) >= 0.0995 and not math.isclose(part, 1.0) else 1
    return (
        f"{100 * part:.{digits}f}\u202f%".replace("100.0", "100").replace("-0.0", "0").replace("0.0\u202f", "0\u202f")
    )
