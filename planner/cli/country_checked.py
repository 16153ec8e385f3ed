"""Terminal output of `evplan check` of a country: what was read, corrections that were applied, and every fault with its file and row."""

from collections.abc import Iterable, Sequence
from pathlib import Path

from rich.console import Console

from geodata.trunk.fault_words import FaultKind
from geodata.trunk.faults import DOUBT, FAULT, NOTE
from planner.cli.account import show_problems, show_sources
from planner.cli.layout import results, table_of, typed
from planner.cli.text import one_line
from planner.corridors.stated.account import roads_line
from planner.country.check import CountryCheck
from planner.country.names.places import in_letters, letters_for_reader
from planner.support.speech import _, told

MOST_ROWS = 20
"""So many cases of a kind are named unless all are asked for."""
MOST_REMARKS = 5
"""The same of what is told and no fault."""


def show_country_check(seen: CountryCheck, file: Path, *, verbose: bool = False) -> None:
    """Print it; `verbose` names every case of every kind."""
    console, most = results(), None if verbose else MOST_ROWS
    known = letters_for_reader(seen.letters)
    _say(console, (_("{name}: what was read", name=seen.name), *_read(seen)))
    _show_cities(console, seen)
    _show_faults(console, seen, (FAULT,), verbose=verbose)
    if seen.reports:
        show_sources(console, seen.reports, of_city=False)
        for source in seen.reports:
            show_problems(console, source, most=most)
    if seen.applied:
        _say(console, (marked(NOTE, _("corrections of the roads that were applied: {n}", n=len(seen.applied))),))
        rows = [in_letters(one.line, known) for one in seen.applied[:most]]
        _rows(console, rows, len(seen.applied[most:]) if most else 0)
    _show_faults(console, seen, (DOUBT, NOTE), verbose=verbose)
    if seen.account is not None:
        notes = (*seen.account.left_out, *seen.beyond)
        _say(console, (marked(NOTE, in_letters(one, known)) for one in notes))
    console.print()
    _say(console, _end(seen, file))


def _show_faults(console: Console, seen: CountryCheck, levels: Sequence[str], *, verbose: bool) -> None:
    """Those of these levels in turn, corrections first of each: they are the reader's own word."""
    most = None if verbose else MOST_ROWS
    known = letters_for_reader(seen.letters)
    of_levels = (fault for level in levels for fault in seen.faults if fault.level == level)
    for fault in sorted(of_levels, key=lambda one: (levels.index(one.level), one.kind != FaultKind.CORRECTION)):
        _say(console, (marked(fault.level, in_letters(fault.line, known)),))
        rows_of, more = fault.shown(MOST_REMARKS if fault.is_remark and most else most)
        _rows(console, [in_letters(row, known) for row in rows_of], more)


def marked(level: str, line: str) -> str:
    """A line with what it is: a fault of a file, a doubt, or a note."""
    marks = {
        FAULT: lambda: _("fault: {line}", line=line),
        DOUBT: lambda: _("doubt: {line}", line=line),
        NOTE: lambda: _("note: {line}", line=line),
    }
    return marks[level]()


def _read(seen: CountryCheck) -> list[str]:
    out = []
    if seen.account is not None:
        out += [told(one) for one in seen.account.read()]
        counts = seen.account.counts
        out.append(
            _(
                "towns on the roads: {towns}; pairs of them with trips: {pairs}; stations that stand: {standing}",
                towns=counts["towns"],
                pairs=counts["pairs"],
                standing=counts["standing"],
            )
        )
    elif seen.roads is not None:
        out += [roads_line(seen.roads), _("towns on the roads: {towns}", towns=seen.roads["towns"])]
    if seen.roads is not None:
        out.append(
            _(
                "in the files of the roads: {nodes:number} nodes, {edges:number} edges, of all countries",
                nodes=seen.roads["told_nodes"],
                edges=seen.roads["told_edges"],
            )
        )
    return out


def _show_cities(console: Console, seen: CountryCheck) -> None:
    if not seen.cities:
        _say(console, (_("cities: none, all money goes to the roads"),))
        return
    table = table_of(_("city"), _("region"), _("configuration"))
    for column in table.columns:
        column.justify = "left"
    for one in seen.cities:
        how = _("left out: {why}", why=told(one.why)) if one.why else _("can be used")
        name = letters_for_reader(seen.letters).get(one.name, one.name)
        table.add_row(*(typed(one_line(cell)) for cell in (name, one.region, how)))
    console.print(table)
    _say(console, (marked(DOUBT, told(one.doubt)) for one in seen.cities if one.doubt))
    _say(console, (_("What the files of a city hold is told by 'evplan check' of its own configuration."),))


def _end(seen: CountryCheck, file: Path) -> Iterable[str]:
    if seen.found:
        kinds = sum(not one.is_remark for one in seen.faults)
        yield _(
            "Faults and doubts: {n:number}, kinds in roads, towns and trips: {kinds}. Nothing was planned.",
            n=seen.found,
            kinds=kinds,
        )
    elif not seen.wrong:
        yield _("No fault was found. Nothing was planned.")
    if not seen.wrong:
        yield _("'evplan country {file} --out DIR' plans it.", file=file)
    elif seen.is_planned:
        yield _("'evplan country {file} --out DIR' plans it without the cities that are left out.", file=file)


def _say(console: Console, lines: Iterable[str]) -> None:
    for line in lines:
        console.print(typed(one_line(line)))


def _rows(console: Console, rows: Iterable[str], more: int) -> None:
    for row in rows:
        console.print("  " + typed(one_line(told(row))))
    if more:
        console.print("  " + typed(_("and {n:number} more: --verbose or --json lists them", n=more)))
