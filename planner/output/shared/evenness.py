"""How unevenly demand lies, and how far that was borne out where charging is metered, in words."""

from collections.abc import Mapping
from typing import Any

from planner.output.shared.words import number, percent


def evenness_line(story: Mapping[str, Any]) -> str:
    """Gini of the demand before and after concentration, beside that of people; empty of a plan that was filed without."""
    told = story.get("evenness")
    if not told:
        return ""
    before = "" if told["concentration"] == 1 else f", {number(told['gini_plain'], 2)} with concentration 1"
    same = told["spearman_people"]
    ranks = "" if same is None else f"; rank correlation of the two {number(same, 2)}"
    return (
        f"Where demand lies (assumed): Gini {number(told['gini'], 2)} over {number(told['zones'])} zones{before}, "
        f"people alone {number(told['gini_people'], 2)}{ranks}"
    )


def uncalibrated(story: Mapping[str, Any]) -> str:
    """What to make of the map of demand where no metered sessions set it right; empty where some do, `metered` in the story."""
    told = story.get("evenness")
    given = story.get("calibration")
    if not told or (given and given.get("of_this_city", True)):
        return ""
    return " ".join(
        [
            "No metered sessions of this city stand behind this map."
            if given
            else "No metered sessions stand behind this map.",
            "Held against metered charging of two cities, the occasions of this model were on the whole no better a guide than people alone (better ranked in one, worse in the other, as much misplaced in both), and too even:",
            "; ".join(_city(row) for row in told["elsewhere"]) + ".",
            "The weights of those cities were made from commuter flows and points of interest, since no map was at hand.",
        ]
    )


def _city(row: Mapping[str, Any]) -> str:
    model, people = (number(row[f"spearman_{who}"], 2) for who in ("model", "people"))
    lost, lost_people = (percent(row[f"misplaced_{who}"]) for who in ("model", "people"))
    real, said = (number(row[f"gini_{who}"], 2) for who in ("real", "model"))
    return f"{row['city']}, {row['places']} places: rank correlation {model} against {people} of people alone, misplaced {lost} against {lost_people}, Gini {said} where {real} was metered"
