"""Terminal output of a list that was valued: what it is worth beside the best plan, what to drop and to add first, and where the rest stands."""

from pathlib import Path
from typing import TYPE_CHECKING

from planner.cli.layout import results, typed
from planner.cli.room import further_notes, shortened, with_room
from planner.cli.text import one_line
from planner.output.shared.valued import brief_lines, console_lines
from planner.support.speech import _

if TYPE_CHECKING:
    from planner.dossier.dossier import Dossier

MOST_SITES = 3
"""Sites and rows of each kind that the terminal shows; the report has all."""


def show_list_value(dossier: "Dossier", folder: Path, *, whole: bool) -> None:
    """Print what a list is worth: the whole of `console_lines`, or as much as the room of a plan holds."""
    page, report = folder / "map.html", folder / "report.html"
    where = _("Look at {page} and {report} in a browser.", page=page, report=report)
    if whole:
        lines = console_lines(dossier, MOST_SITES)
    else:
        needed, others = brief_lines(dossier)
        notes = [*needed, *map(shortened, others)]
        lines = with_room(notes, notes, [where], further_notes)
    console = results()
    for line in (*lines, where):
        console.print(typed(one_line(line) if not line.startswith(" ") else f"  {one_line(line.strip())}"))
