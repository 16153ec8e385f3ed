"""The key figures at the top of the page."""

from collections.abc import Mapping
from typing import Any

from planner.compare.reading import quoted, safest, set_aside, share, worst_bet
from planner.output.shared.words import number
from planner.support.speech import _, plural


def cards_of(data: Mapping[str, Any]) -> list[dict[str, Any]]:
    """Give value and words of each card; none where one world alone was planned for."""
    if len(data["mixes"]) < 2 or not data.get("max_regret"):
        return []
    return [card for card in (_sites(data), _bet(data), _safest(data), _hedged(data)) if card]


def _card(value: str, words: str, *, main: bool = False) -> dict[str, Any]:
    return {"value": value, "words": words, "main": main}


def _sites(data: Mapping[str, Any]) -> dict[str, Any] | None:
    if "no_regret_sites" not in data:
        return None
    sites = len(data["no_regret_sites"])
    words = plural(
        "site is right whatever happens: chosen in every world compared",
        "sites are right whatever happens: chosen in every world compared",
        sites,
    )
    return _card(number(sites), words)


def _bet(data: Mapping[str, Any]) -> dict[str, Any] | None:
    bet = worst_bet(data)
    if bet is None:
        return None
    plan, world, lost = bet
    words = _("is lost if we build for {plan} and {world} comes", plan=quoted(data, plan), world=quoted(data, world))
    return _card(share(max(0.0, lost)), words)


def _safest(data: Mapping[str, Any]) -> dict[str, Any] | None:
    plan = safest(data)
    if plan is None:
        return None
    words = _("is lost at worst with the safest plan for one world: {plan}", plan=quoted(data, plan))
    return _card(share(data["max_regret"][plan]), words, main=not data.get("hedged"))


def _hedged(data: Mapping[str, Any]) -> dict[str, Any] | None:
    hedged = data.get("hedged")
    if not hedged or data["max_regret"].get(hedged) is None:
        return None
    words = _("is lost at worst with the hedged plan, whichever world comes")
    aside = set_aside(data, hedged)
    if aside:
        words = _("is lost at worst with the hedged plan. {aside}", aside=aside)
    return _card(share(data["max_regret"][hedged]), words, main=True)
