"""A plan beside the one that it grew from or whose layer was edited, in sentences and rows."""

from collections import Counter
from collections.abc import Mapping
from typing import Any

from planner.dossier.dossier import Dossier
from planner.output.shared.valued import chargers_line
from planner.studies.earlier_plan import GONE, GROWN, NAME, NEW, OTHER, SAME
from planner.support.speech import _, within


def earlier_lines(dossier: Dossier) -> list[str]:
    """Which plan it was and what became of its sites; none of a plan without an earlier one."""
    found = dossier.studies.get(NAME)
    if not found:
        return []
    if found["sites"] is None:
        return [
            _(
                "The edited layer does not hold the plan that it was made from, so what changed beside it cannot be told."
            )
        ]
    count = Counter(one["became"] for one in found["sites"])
    if found["how"] == GROWN:
        guns = sum(sum(one["after"].values()) - sum(one["before"].values()) for one in found["sites"])
        return [
            _(
                "This plan grew from the plan in {folder}, which costs {usd:money}. Sites: {same:number} as they were, {other:number} with further chargers, {new:number} new. On top come {chargers:number} chargers for {more:money}.",
                chargers=guns,
                more=dossier.scorecard.cost_usd - found["cost_usd"],
                folder=found["name"],
                usd=found["cost_usd"],
                same=count[SAME],
                other=count[OTHER],
                new=count[NEW],
            )
        ]
    lines = [
        _(
            "Sites beside the plan in the layer that was edited: {new:number} new, {gone:number} gone, {other:number} with other chargers, {same:number} as they were.",
            new=count[NEW],
            gone=count[GONE],
            other=count[OTHER],
            same=count[SAME],
        )
    ]
    apart = sum(one["apart"] for one in found["sites"] if one["became"] != SAME)
    if apart:
        lines.append(
            _(
                "Of the sites that changed {apart:number} share no driver with an edited one: with all of them as they were no plan was found that is as good but for the gap asked for, so the whole city was planned anew.",
                apart=apart,
            )
        )
    return lines


def moved_rows(dossier: Dossier, called: Mapping[str, str]) -> list[tuple[str, str, str, str]]:
    """Sites that differ from the plan whose layer was edited: name, what became of it, chargers then and now; none of a plan that grew, whose list of sites says it."""
    found = dossier.studies.get(NAME)
    if not found or found["how"] == GROWN:
        return []
    return [
        (
            called.get(one["site_id"], one["name"]),
            _became(one),
            chargers_line(one["before"]),
            chargers_line(one["after"]),
        )
        for one in found["sites"] or ()
        if one["became"] != SAME
    ]


def grown_marks(dossier: Dossier) -> dict[str, str]:
    """By `site_id` of a plan that grew, whether the site is of the earlier plan or new."""
    found = dossier.studies.get(NAME)
    if not found or found["how"] != GROWN:
        return {}
    return {str(one["site_id"]): _grown(one) for one in found["sites"] or ()}


def earlier_counts(dossier: Dossier) -> dict[tuple[str, str], int] | None:
    """By `site_id` and charger of a plan that grew, how many are of the earlier plan; None of any other."""
    found = dossier.studies.get(NAME)
    if not found or found["how"] != GROWN:
        return None
    return {(str(one["site_id"]), kind): int(n) for one in found["sites"] or () for kind, n in one["before"].items()}


def kept_sites(dossier: Dossier) -> frozenset[str]:
    """Sites of a plan that grew at which the earlier plan builds all."""
    found = dossier.studies.get(NAME)
    if not found or found["how"] != GROWN:
        return frozenset()
    return frozenset(str(one["site_id"]) for one in found["sites"] or () if one["became"] == SAME)


def _grown(one: Mapping[str, Any]) -> str:
    if one["became"] == NEW:
        return within("site beside an earlier plan", "new")
    if one["became"] == OTHER:
        return _("of the earlier plan, with further chargers")
    return _("of the earlier plan")


def _became(one: Mapping[str, Any]) -> str:
    return {
        NEW: lambda: within("site beside an earlier plan", "new"),
        GONE: lambda: within("site beside an earlier plan", "gone"),
        OTHER: lambda: within("site beside an earlier plan", "other chargers"),
    }[one["became"]]()
