"""Groups of plugs in words, in the reader's language."""

from planner.output.shared.plugs import PLUG_GROUPS
from planner.support.speech import _

_LABELS = {group.id: group.label for group in PLUG_GROUPS}


def plug_label(group: str) -> str:
    """Name of a group of `planner.output.shared.plugs`; names of standards alone are the same in every language."""
    if group == "chademo":
        return _("CHAdeMO, Type 1")
    if group == "wireless":
        return _("wireless pads")
    if group == "other":
        return _("other plugs")
    return _LABELS.get(group, group)
