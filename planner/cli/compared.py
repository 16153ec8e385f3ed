"""Terminal output of a comparison: what to build and what each plan loses in a few lines, or, where it is asked for, all of it."""

from collections.abc import Mapping
from io import StringIO
from pathlib import Path
from typing import TYPE_CHECKING, Any

from rich.console import Console
from rich.table import Table

from planner.cli.layout import results, table_of, typed
from planner.cli.room import MOST_WORDS, shortened, with_room, words_of
from planner.cli.text import one_line
from planner.compare.comparison import Comparison
from planner.compare.reading import quoted, share
from planner.output.comparison.headline import balance_sentences, comparison_headline
from planner.output.comparison.naming import named
from planner.output.comparison.writer import plans_beside
from planner.output.shared import reality
from planner.output.shared.plain_words import keyless
from planner.output.shared.words import NO_VALUE, energy, gap_percent, money, percent, share_of
from planner.support.speech import _, listed, plural, term, told

if TYPE_CHECKING:
    from planner.dossier.dossier import Dossier

DOUBT, BROKEN = "?", "*"
MEANING = {
    DOUBT: term("smaller than what the proven gaps leave open: it may be nothing."),
    BROKEN: term(
        "the plan breaks a promise of that world; what it serves there is told all the same, and not counted among what it loses at most."
    ),
}
"""Signs behind a regret."""
FEW_NAMED = 2
"""Sites to begin with that the short form names."""
MOST_ROWS = 12
"""Lines of the table of losses; of more worlds it stands on the page alone."""


def show_comparison(comparison: Comparison, dossiers: Mapping[str, "Dossier"], folder: Path) -> None:
    """Print what to build, a line for each plan, the regret matrix, the summary in plain words, and once what is to be minded of all plans."""
    console, data = results(), comparison.as_dict()
    console.print()
    for line in comparison_headline(data, dossiers):
        console.print(typed(one_line(line)))
    console.print(_plans(comparison, data))
    if len(data["mixes"]) > 1:
        console.print(
            typed(
                _(
                    "What each plan (row) loses in each world (column) against the best plan known there, as a share of the benefit to drivers:"
                )
            )
        )
        console.print(_regrets(data))
        signs = _meanings(data)
        for line in signs:
            console.print(typed(line))
        if signs:
            console.print()
    for line in data["summary"]:
        console.print(typed(one_line(line)))
    console.print()
    notes = reality.notes_of_plans({plan: dossiers[plan] for plan in data["plans"]})
    of_all = [line for line, plans in notes if len(plans) == len(data["plans"])]
    for line in of_all:
        console.print(typed(one_line(line)))
    if len(notes) > len(of_all):
        more = len(notes) - len(of_all)
        console.print(typed(plural("{n:number} more note on single plans: see comparison.html.", "{n:number} more notes on single plans: see comparison.html.", more)))  # fmt: skip
    for line in _where(data, folder):
        console.print(typed(one_line(line)))


def show_comparison_briefly(comparison: Comparison, dossiers: Mapping[str, "Dossier"], folder: Path) -> None:
    """Print what to build, what each plan loses where, and of the summary and of what is to be minded as much as has room."""
    console, data = results(), comparison.as_dict()
    head, tail = comparison_headline(data, dossiers, named_sites=FEW_NAMED), _where(data, folder)
    table = _lines_of(_regrets(data)) if len(data["mixes"]) > 1 else []
    if len(table) > MOST_ROWS or words_of([*head, *table, *tail]) > MOST_WORDS:
        table = []
    notes = reality.notes_of_plans({plan: dossiers[plan] for plan in data["plans"]})
    of_all = [shortened(keyless(line)) for line, plans in notes if len(plans) == len(data["plans"])]
    summary = [shortened(_opening(keyless(told(line)))) for line in data["summary"]]
    signs, balance = _meanings(data) if table else [], balance_sentences(data, dossiers)
    first = [*signs, *of_all[:1], *summary, *of_all]
    lines = with_room([*signs, *summary, *of_all, *balance], first, [*head, *table, *tail], _further)
    console.print()
    for line in (*head, *table, *lines, *tail):
        console.print(typed(one_line(line) if line not in table else line))


def _opening(paragraph: str) -> str:
    """Its first sentence."""
    sentence, end, _rest = paragraph.partition(". ")
    return f"{sentence}." if end else paragraph


def _lines_of(table: Table) -> list[str]:
    """A table as lines, under what it shows."""
    made = Console(file=StringIO(), markup=False, highlight=False, emoji=False, width=120)
    made.print(table)
    rows = [line.rstrip() for line in str(made.file.getvalue()).splitlines() if line.strip()]  # type: ignore[attr-defined]
    return [_("Lost by each plan (row) in each world (column), of the benefit to drivers:"), *rows]


def _further(count: int) -> str:
    return plural("{n:number} more note: see comparison.html, or --verbose.", "{n:number} more notes: see comparison.html, or --verbose.", count)  # fmt: skip


def _where(data: Mapping[str, Any], folder: Path) -> list[str]:
    """Plans of an earlier comparison that stand in the folder, and what to look at."""
    others = plans_beside(folder, data["plans"])
    page = folder / "comparison.html"
    return [
        *([_("Of an earlier comparison, not of this one: {others}.", others=listed(others))] if others else []),
        _("Look at {folder} in a browser; each plan has its own folder beside it.", folder=page),
    ]


def _plans(comparison: Comparison, data: Mapping[str, Any]) -> Table:
    table = table_of(
        _("plan"),
        _("demand, kWh/day"),
        _("served, kWh/day"),
        _("share"),
        _("sites"),
        _("chargers"),
        _("cost"),
        _("gap"),
    )
    for plan in comparison.plans:
        card = comparison.own(plan.name).scorecard
        cells = (
            one_line(_shown(data, plan.name, plan.shown_in)),
            energy(card.total_demand_kwh),
            energy(card.total_served_kwh),
            percent(share_of(card.total_served_kwh, card.total_demand_kwh)),
            str(card.new_sites + card.upgraded_sites),
            str(card.chargers),
            money(card.cost_usd),
            gap_percent(plan.gap),
        )
        table.add_row(*(typed(cell) for cell in cells))
    return table


def _shown(data: Mapping[str, Any], plan: str, world: str) -> str:
    """Name of a plan, and the world in which its figures are shown where that is not its own."""
    name = named(data, plan).label
    return name if plan == world else _("{plan}, if {world} comes", plan=name, world=quoted(data, world))


def _regrets(data: Mapping[str, Any]) -> Table:
    table = table_of(_("plan"), *(one_line(named(data, world).label) for world in data["mixes"]), _("at most"))
    for plan in data["plans"]:
        cells = [_cell(data, plan, world) for world in data["mixes"]]
        largest = data["max_regret"][plan]
        row = (one_line(named(data, plan).label), *cells, NO_VALUE if largest is None else share(largest))
        table.add_row(*(typed(cell) for cell in row))
    return table


def _cell(data: Mapping[str, Any], plan: str, world: str) -> str:
    regret = data["regret"][plan][world]
    return NO_VALUE if regret is None else " ".join((share(regret), *_signs(data, plan, world)))


def _signs(data: Mapping[str, Any], plan: str, world: str) -> list[str]:
    """What must be known of a regret; of a plan in its own world nothing."""
    doubtful = plan != world and data["undecidable"][plan][world]
    return [sign for sign, holds in ((BROKEN, world in data["breaks"][plan]), (DOUBT, doubtful)) if holds]


def _meanings(data: Mapping[str, Any]) -> list[str]:
    """What the signs mean, where they stand somewhere."""
    shown = {sign for plan in data["plans"] for world in data["mixes"] for sign in _signs(data, plan, world)}
    return [f"{sign} {told(MEANING[sign])}" for sign in (DOUBT, BROKEN) if sign in shown]
