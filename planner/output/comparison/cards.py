"""The three or four figures that the page begins with."""

from collections.abc import Mapping
from typing import Any

from planner.compare.reading import all_worlds, but_for, quoted, safest, share, worst_bet
from planner.output.shared.words import number


def cards_of(told: Mapping[str, Any]) -> list[dict[str, Any]]:
    """Give value and words of each card; none where one world alone was planned for."""
    if len(told["mixes"]) < 2 or not told.get("max_regret"):
        return []
    return [card for card in (_sites(told), _bet(told), _safest(told), _hedged(told)) if card]


def _card(value: str, words: str, *, main: bool = False) -> dict[str, Any]:
    return {"value": value, "words": words, "main": main}


def _sites(told: Mapping[str, Any]) -> dict[str, Any] | None:
    if "no_regret_sites" not in told:
        return None
    return _card(
        number(len(told["no_regret_sites"])), f"sites are right whatever happens: chosen in {all_worlds(told)}"
    )


def _bet(told: Mapping[str, Any]) -> dict[str, Any] | None:
    bet = worst_bet(told)
    if bet is None:
        return None
    plan, world, lost = bet
    return _card(share(max(0.0, lost)), f"is lost if we build for {quoted(told, plan)} and {quoted(told, world)} comes")


def _safest(told: Mapping[str, Any]) -> dict[str, Any] | None:
    plan = safest(told)
    if plan is None:
        return None
    return _card(
        share(told["max_regret"][plan]),
        f"is lost at worst with the safest plan for one world: {quoted(told, plan)}",
        main=not told.get("hedged"),
    )


def _hedged(told: Mapping[str, Any]) -> dict[str, Any] | None:
    hedged = told.get("hedged")
    if not hedged or told["max_regret"].get(hedged) is None:
        return None
    return _card(
        share(told["max_regret"][hedged]),
        f"is lost at worst with the hedged plan, whichever world comes{but_for(told, hedged).rstrip(',')}",
        main=True,
    )
