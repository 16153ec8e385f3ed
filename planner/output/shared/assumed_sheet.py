"""What nobody measured, as a sheet and as rows: each figure with its source and how sure it is."""

from collections.abc import Sequence

from geodata.report import Assumption
from planner.catalogue.confidence import confidence_words
from planner.output.shared.own_words import own_words
from planner.output.shared.sheets import Heading, Sheet
from planner.support.speech import _, told, within


def assumptions_sheet(assumptions: Sequence[Assumption]) -> Sheet:
    """Everything that nobody measured, with its source and how sure it is."""
    rows = [
        [told(one.what), told(one.value), own_words(told(one.source)), confidence_words(one.confidence)]
        for one in assumptions
    ]
    headings = (
        Heading(_("What is assumed"), prose=True),
        Heading(_("Value"), prose=True),
        Heading(_("Source"), prose=True),
        Heading(_("Confidence")),
    )
    return Sheet(within("sheet", "Assumptions"), headings, rows, frozen=1)
