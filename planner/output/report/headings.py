"""Headings of the report and its list of contents."""

from collections.abc import Mapping
from typing import Any

from planner.support.speech import _

OPTIONAL = {
    "beside-best": "valued",
    "grid": "requests",
    "norms": "norm_rows",
    "annex-sites": "full_sites",
    "annex-demand": "demand",
}
"""Sections that stand only where the context has something under this name."""


def headings() -> dict[str, str]:
    """Headings by the id of their section, in the order of the report."""
    return {
        "question": _("The question and the answer"),
        "map": _("The proposal on one map"),
        "built": _("What is built, where, by when, at what cost"),
        "beside-best": _("Beside the best plan for the same money"),
        "gains": _("What the city gets, and what waiting would lose"),
        "who": _("Who gains, and who does not"),
        "grid": _("What is asked of the network operator"),
        "norms": _("Norms met and missed"),
        "sure": _("How sure this is, and what was assumed"),
        "next": _("What happens next"),
        "annex": _("Annex"),
        "annex-sites": _("Annex A. The sites in full"),
        "annex-service": _("Annex B. Who is served"),
        "annex-demand": _("Annex C. How much is asked for, where and how sure"),
        "annex-data": _("Annex D. What was read, and how good it is"),
        "annex-model": _("Annex E. The model and its proof"),
        "annex-assumed": _("Annex F. What this rests on"),
        "annex-provenance": _("Annex G. Credits and provenance"),
    }


def contents(context: Mapping[str, Any]) -> list[tuple[str, str]]:
    """Ids and headings of the sections that this report has."""
    return [
        (one, heading)
        for one, heading in headings().items()
        if one != "annex" and (one not in OPTIONAL or context.get(OPTIONAL[one]))
    ]
