"""Names of districts as the reader of a report reads them: by their other names where the map has them, else in his letters."""

from collections.abc import Callable

from planner.audit.scorecard import NO_DISTRICT
from planner.dossier.dossier import Dossier
from planner.dossier.whereabouts import whereabouts_in
from planner.output.shared.naming import Speech
from planner.support.speech import _


def area_labels(dossier: Dossier) -> Callable[[object], str]:
    """Give what names a district; zones outside all of them have none."""
    speech = Speech(None, dossier.city, whereabouts_in(dossier).names)
    return lambda name: _("outside all districts") if name == NO_DISTRICT else speech.said(name)
