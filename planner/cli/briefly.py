"""Terminal output of a finished plan in a few lines: its headline, what is built, what to mind, and where the rest stands."""

from pathlib import Path
from typing import TYPE_CHECKING

from planner.cli.layout import results, typed
from planner.cli.room import further_notes, shortened, with_room
from planner.cli.tables import built_words, phase_lines
from planner.cli.text import one_line
from planner.output.shared import reality
from planner.output.shared.balance_words import headline_lines, idle_lines, much_withheld
from planner.output.shared.demand import tornado
from planner.output.shared.earlier_plan import earlier_lines
from planner.output.shared.edits import built_by, edit_lines
from planner.output.shared.headline import headline_of
from planner.output.shared.places import titles
from planner.output.shared.plain_words import keyless
from planner.output.shared.shortfall import shortfalls
from planner.output.shared.words import by_family, family_label, left_out, percent, share_of
from planner.support.speech import _, joined, told

if TYPE_CHECKING:
    from planner.dossier.dossier import Dossier

ASSUMED_NAMED = 3


def show_briefly(dossier: "Dossier", folder: Path) -> None:
    """Print the headline of the plan, what it builds, as many notes as have room, and where the rest is."""
    played = dossier.studies.get("simulation")
    head = [
        _("{name}: {year}, mix {mix}", name=dossier.name, year=dossier.year, mix=dossier.mix),
        *headline_of(dossier).lines,
        told(played["verdict"]) if played else "",
        built_words(dossier),
    ]
    tail = _where(folder)
    warned = [shortened(keyless(one)) for one in reality.warnings(dossier.reality)]
    earlier = earlier_lines(dossier)
    idle, withholds, kept = idle_lines(dossier), much_withheld(dossier.studies), [_by_plug(dossier), _assumed(dossier)]
    balance = [one for one in headline_lines(dossier.studies) if one != withholds]
    notes = [
        *phase_lines(dossier.studies.get("phases")),
        *earlier,
        *edit_lines(dossier.edits, titles(dossier), built_by(dossier)),
        *([told(dossier.seen_plan["said"])] if dossier.seen_plan else []),
        *warned,
        *idle,
        *balance,
        withholds,
        *kept,
        *reality.notes(dossier)[len(warned) :],
        *left_out(dossier.studies),
        *shortfalls(dossier),
    ]
    console = results()
    console.print()
    for line in (
        *head,
        *with_room(
            map(keyless, notes),
            [keyless(one) for one in (*earlier[:1], *idle, withholds, *kept[::-1], *warned, *balance)],
            [*head, *tail],
            further_notes,
        ),
        *tail,
    ):
        if line:
            console.print(typed(one_line(line)))


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
