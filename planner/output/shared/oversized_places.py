"""Places of a given list that take more than the ground has, in one sentence that stands beside what is quoted of the list."""

from collections.abc import Mapping, Sequence

from planner.dossier.dossier import Dossier
from planner.output.shared.places import titles
from planner.support.speech import _, joined, plural

MOST_NAMED = 3
"""Places named where there are many."""


def oversized_words(dossier: Dossier) -> str:
    """How many places of a list take more than the ground has, and what is served without them; empty where none does, and of a plan that was searched for."""
    beyond = dossier.studies.get("list", {}).get("beyond")
    if not beyond:
        return ""
    return plural(
        "{n} place of the list takes more bays or power than it has ({names}); without it the model serves {kwh:energy} kWh a day.",
        "{n} places of the list take more bays or power than they have ({names}); without them the model serves {kwh:energy} kWh a day.",
        len(beyond["sites"]),
        names=first_named([one["site_id"] for one in beyond["sites"]], titles(dossier)),
        kwh=beyond["served_kwh"],
    )


def first_named(sites: Sequence[str], called: Mapping[str, str]) -> str:
    """The first three by name, and how many more there are."""
    names = [called.get(site, site) for site in sites]
    more = [_("and {n} more", n=len(names) - MOST_NAMED)] if len(names) > MOST_NAMED else []
    return joined("; ", [*names[:MOST_NAMED], *more])
