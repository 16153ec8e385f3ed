"""Sentences and rows on how a plan stands under other money: what of it stays, what its first half is worth. Plain text: each format escapes."""

from collections.abc import Mapping
from typing import Any

from planner.model.objectives.energy import ENERGY
from planner.studies.beginning import CHARGERS, DROPPED, MOST_STAYS, OTHERS, STANDARDS, TIMES
from planner.support.speech import _, told

STUDY = "beginning"
TOLD_FROM = 5e-4
"""Share of the worth from which a difference has a figure."""


def beginning_lines(studies: Mapping[str, Any], objective: str = ENERGY.name) -> list[str]:
    """What of the plan stays under more money, and what its first half is worth; where that was left out or asks for another objective, why; nothing where it is not asked."""
    found = studies.get(STUDY)
    if not found and objective != ENERGY.name:
        return [
            _(
                "What of this plan stays under more money is told only of plans that serve the most energy; this one has plan.objective = {objective}.",
                objective=objective,
            )
        ]
    if not found:
        whys = [told(one["why"]).rstrip(".") for one in studies.get("left_out", ()) if one["study"] == STUDY]
        return [_("What of this plan stays under more money is not told: {why}.", why=why) for why in whys]
    lines = [_stays(row) for row in found["larger"]]
    lines += [
        _("No plan for {usd:money} was found: {why}", usd=row["budget_usd"], why=told(row["why"]))
        for row in found["failed"]
    ]
    thrown = [row for row in found["larger"] if row["stay_share"] < MOST_STAYS]
    if thrown:
        lines.append(_thrown(thrown[0]))
    if found["half"]:
        lines += _half(found["half"])
    return lines


def _stays(row: Mapping[str, Any]) -> str:
    values = {
        "usd": row["budget_usd"],
        "times": row["times"],
        **{name: row[name] for name in ("sites", "stay", "stay_standards", "stay_chargers")},
        "share": row["stay_share"],
        "less": row["less_share"],
    }
    if row["stay_chargers"] == row["sites"] and row["less_share"] < TOLD_FROM:
        return _("With {times:number} times the money ({usd:money}) all of this plan stays as it is built.", **values)
    if row["stay_chargers"] == row["sites"]:
        return _(
            "With {times:number} times the money ({usd:money}) all of this plan stays as it is built: a plan that keeps it is worth {less:percent1} less than the best one found, which lies within the gap.",
            **values,
        )
    return _(
        "With {times:number} times the money ({usd:money}) {stay:number} of the {sites:number} sites stay, {stay_standards:number} of them with all their plugs and {stay_chargers:number} with all their chargers: {share:percent} of this plan's money.",
        **values,
    )


def _thrown(row: Mapping[str, Any]) -> str:
    """What to do where more money would throw much away."""
    kept = row["all_kept"]
    if kept is None:
        return _(
            "More money would throw much of this plan away. If more may come, plan it as a growth of this one (evplan plan --grow), which keeps all of it."
        )
    return _(
        "More money would throw much of this plan away. If more may come, plan it as a growth of this one (evplan plan --grow), which keeps all of it and is worth {less:percent1} less than the best plan found for {usd:money}.",
        less=kept["less_share"],
        usd=row["budget_usd"],
    )


def _half(half: Mapping[str, Any]) -> list[str]:
    values = {
        "n": half["sites"],
        "usd": half["budget_usd"],
        "less": half["less_share"],
        "most": half["at_most_share"],
    }
    if half["poor"]:
        line = _(
            "If only the first half is built, it is a poor beginning: the first {n:number} sites of the order cost {usd:money} and are worth {less:percent1} less than a plan made for that money. If that is likely, make the plan for that money first and let it grow (evplan plan --grow).",
            **values,
        )
    else:
        line = _(
            "If only the first half is built: the first {n:number} sites of the order cost {usd:money} and are worth at most {most:gap_most} less than the best possible plan for that money.",
            **values,
        )
    if half["with_promises"]:
        return [line]
    said = _(
        "Both are valued without promises such as the balance of plugs, which the first half by itself does not keep."
    )
    return [line, said]


def beginning_brief(studies: Mapping[str, Any]) -> list[str]:
    """The same in one line; none where a part of it is not known."""
    found = studies.get(STUDY)
    if not found or len(found["larger"]) < len(TIMES) or not found["half"]:
        return []
    twice, more = (row["stay_share"] for row in found["larger"])
    values = {"twice": twice, "more": more, "times": found["larger"][1]["times"], "less": found["half"]["less_share"]}
    if found["half"]["poor"]:
        line = _(
            "Under more money: {twice:percent} of this plan's money stays in a plan for twice as much, {more:percent} in one for {times:number} times; the first half of its order is worth {less:percent1} less than a plan made for that half.",
            **values,
        )
    else:
        line = _(
            "Under more money: {twice:percent} of this plan's money stays in a plan for twice as much, {more:percent} in one for {times:number} times; the first half of its order is worth at most {most:gap_most} less than the best plan for that half.",
            most=found["half"]["at_most_share"],
            **values,
        )
    return [line]


def fate_words(fate: str) -> str:
    """What becomes of a site under more money, in a few words; a code of another version as it is."""
    words = {
        CHARGERS: lambda: _("stays with all its chargers"),
        STANDARDS: lambda: _("stays with all its plugs, other chargers"),
        OTHERS: lambda: _("stays with other plugs"),
        DROPPED: lambda: _("is given up"),
    }
    return words[fate]() if fate in words else fate
