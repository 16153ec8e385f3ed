"""Plans and parts of a country in other worlds, in words."""

from planner.country.accounts import ROADS_NAME
from planner.country.output import words
from planner.country.result import Country
from planner.country.world_play import HEDGED, THIS
from planner.output.shared.words import mix_label
from planner.support.speech import _


def plan_words(plan: str) -> str:
    """Whose world a plan was made for."""
    if plan == THIS:
        return _("this plan")
    return _("all of them (hedged)") if plan == HEDGED else mix_label(plan)


def asker_name(country: Country, name: str) -> str:
    """Name of a city, or of the roads."""
    known = {one.name: one for one in country.askers}
    return words.asker_words(known[name]) if name in known else name


def part_words(country: Country, name: str) -> str:
    """Name of a part, or of a world or plan."""
    if name == ROADS_NAME:
        return _("Roads between towns")
    return name if name in {one.name for one in country.askers} else plan_words(name)
