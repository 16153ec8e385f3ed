"""How unevenly demand lies, and how far that was borne out where charging is metered, in words."""

from collections.abc import Mapping
from typing import Any

from planner.support.speech import _


def evenness_line(story: Mapping[str, Any]) -> str:
    """Gini of the demand before and after concentration, beside that of people; empty of a plan that was filed without."""
    told = story.get("evenness")
    if not told:
        return ""
    parts: list[str] = [_("Gini {gini:number2} over {zones:number} zones", gini=told["gini"], zones=told["zones"])]
    if told["concentration"] != 1:
        parts.append(_("{gini:number2} with concentration {one}", gini=told["gini_plain"], one=1))
    parts.append(_("people alone {gini:number2}", gini=told["gini_people"]))
    if told["spearman_people"] is not None:
        parts.append(_("rank correlation of the two {correlation:number2}", correlation=told["spearman_people"]))
    return _("Where demand lies (assumed): {figures}", figures=", ".join(parts))


def uncalibrated(story: Mapping[str, Any]) -> str:
    """What to make of the map of demand where no metered sessions set it right; empty where some do, `metered` in the story."""
    told = story.get("evenness")
    given = story.get("calibration")
    if not told or (given and given.get("of_this_city", True)):
        return ""
    return " ".join(
        [
            _("No metered sessions of this city stand behind this map.")
            if given
            else _("No metered sessions stand behind this map."),
            _("Held against metered charging of two cities, the occasions of this model were on the whole no better a guide than people alone (better ranked in one, worse in the other, as much misplaced in both), and too even: {cities}.", cities="; ".join(_city(row) for row in told["elsewhere"])),
            _("The weights of those cities were made from commuter flows and points of interest, since no map was at hand."),
        ]
    )  # fmt: skip


def _city(row: Mapping[str, Any]) -> str:
    return _(
        "{city}, {places} places: rank correlation {model:number2} against {people:number2} of people alone, misplaced {lost:percent} against {lost_people:percent}, Gini {said:number2} where {real:number2} was metered",
        city=row["city"],
        places=row["places"],
        model=row["spearman_model"],
        people=row["spearman_people"],
        lost=row["misplaced_model"],
        lost_people=row["misplaced_people"],
        said=row["gini_model"],
        real=row["gini_real"],
    )
