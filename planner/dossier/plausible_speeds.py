"""Reality check of the user's speeds of the peak hour: rows that hardly any driver would believe, and classes of road without a row."""

from planner.dossier.reality_check import Held, RealityCheck, Severity
from planner.support.speech import _, joined, plural


def speeds(held: Held) -> RealityCheck | None:
    """Speeds as given: each odd row is doubted; classes that are left to what is assumed are told, for a city may have no such roads."""
    given = held.speeds
    if given is None:
        return None
    found = plural("given for {n} road class", "given for {n} road classes", given.classes)
    told = [*given.odd]
    if given.left_out:
        told.append(_("no row for {classes}, whose speed is assumed", classes=given.left_out))
    sentence = _("Speeds of the peak hour: {found}.", found=joined("; ", [found, *told]))
    return RealityCheck(
        "speeds",
        _("speeds of the peak hour"),
        _("a speed for every road class, above walking pace and not above that without congestion"),
        found,
        Severity.DOUBT if given.odd else Severity.OK,
        sentence,
    )
