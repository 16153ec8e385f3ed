"""Terminal output of a finished plan in a few lines: its headline, what is built, what to mind, and where the rest stands."""

from collections.abc import Iterable
from pathlib import Path
from typing import TYPE_CHECKING

from planner.cli.layout import results, typed
from planner.cli.tables import built_words, phase_lines
from planner.cli.text import one_line
from planner.output.shared import reality
from planner.output.shared.demand import tornado
from planner.output.shared.edits import built_by, edit_lines
from planner.output.shared.headline import headline_of
from planner.output.shared.places import titles
from planner.output.shared.plain_words import keyless
from planner.output.shared.shortfall import shortfalls
from planner.output.shared.words import by_family, family_label, left_out, percent, share_of
from planner.support.speech import _, joined, plural, told

if TYPE_CHECKING:
    from planner.dossier.dossier import Dossier

MOST_LINES, MOST_WORDS = 25, 200
"""Of all that is printed; what does not fit is counted, and stands in the report."""
ASSUMED_NAMED = 3


def show_briefly(dossier: "Dossier", folder: Path) -> None:
    """Print the headline of the plan, what it builds, as many notes as have room, and where the rest is."""
    head = [
        _("{name}: {year}, mix {mix}", name=dossier.name, year=dossier.year, mix=dossier.mix),
        *headline_of(dossier).lines,
        built_words(dossier),
    ]
    tail = _where(folder)
    played = dossier.studies.get("simulation")
    notes = [
        *([told(played["verdict"])] if played else []),
        *phase_lines(dossier.studies.get("phases")),
        *edit_lines(dossier.edits, titles(dossier), built_by(dossier)),
        *([told(dossier.seen_plan["said"])] if dossier.seen_plan else []),
        *reality.warnings(dossier.reality),
        _by_plug(dossier),
        _assumed(dossier),
        *reality.notes(dossier)[len(reality.warnings(dossier.reality)) :],
        *left_out(dossier.studies),
        *shortfalls(dossier),
    ]
    console = results()
    console.print()
    for line in (*head, *_with_room(map(keyless, notes), [*head, *tail]), *tail):
        if line:
            console.print(typed(one_line(line)))


def _with_room(notes: Iterable[str], others: list[str]) -> list[str]:
    """The notes for which lines and words are left beside the others, and how many more there are."""
    told_of = [one for one in notes if one]
    words = MOST_WORDS - _words([*others, _further(len(told_of))])
    lines = MOST_LINES - len(others) - 3
    shown: list[str] = []
    for note in told_of:
        if len(shown) < lines and (least := words - _words([note])) >= 0:
            shown.append(note)
            words = least
    left = len(told_of) - len(shown)
    return [*shown, _further(left)] if left else shown


def _further(count: int) -> str:
    return plural("{n:number} more note: see the report, or --verbose.", "{n:number} more notes: see the report, or --verbose.", count)  # fmt: skip


def _words(lines: Iterable[str]) -> int:
    return sum(len(typed(line).split()) for line in lines)


def _by_plug(dossier: "Dossier") -> str:
    """Share served by plug family, by the model."""
    demand, served = by_family(dossier.scorecard.demand_kwh), by_family(dossier.scorecard.served_kwh)
    shares = [
        f"{family_label(one)} {percent(share_of(served.get(one, 0.0), kwh))}" for one, kwh in demand.items() if kwh > 0
    ]
    return _("By plug, in the model: {shares}.", shares=joined(", ", shares)) if shares else ""


def _assumed(dossier: "Dossier") -> str:
    """What moves the demand most of all that is assumed."""
    found = tornado(dossier.demand_story) if dossier.demand_story else None
    if found is None or not found.bars:
        return ""
    names = joined("; ", [told(one.what) for one in found.bars[:ASSUMED_NAMED]])
    return _("Assumed, and what moves the demand most: {names}.", names=names)


def _where(folder: Path) -> list[str]:
    page, report, layers = (folder / name for name in ("map.html", "report.html", "plan.gpkg"))
    values = {"page": page, "report": report, "layers": layers}
    return [_("Look at {page} and {report} in a browser; {layers} opens in QGIS.", **values)]
