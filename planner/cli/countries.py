"""Terminal output of a planned country: who gets the money, what can be driven, the proof and where the files are."""

from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

from planner.cli.layout import results, table_of, typed
from planner.cli.text import one_line
from planner.country.output import proof_words, today_words, words
from planner.country.output.further_money import next_money
from planner.country.output.norms import own_norms
from planner.country.output.phases import phase_line
from planner.country.output.reader_names import named_for_reader
from planner.country.output.stopped_words import stopped_lines
from planner.country.output.trip_shares import share_lines
from planner.output.shared.words import share_of
from planner.support.amounts import number, percent
from planner.support.speech import _, joined, told

if TYPE_CHECKING:
    from planner.country.result import Country


def show_country(country: "Country", folder: Path, file: Path) -> None:
    """Print it; `file` is its configuration."""
    console, country = results(), named_for_reader(country)
    console.print()
    year = str(country.year)
    console.print(
        typed(one_line(country.name if year in country.name else _("{name}: {year}", name=country.name, year=year)))
    )
    if stopped := stopped_lines(country):
        console.print(typed(one_line(joined(" ", stopped))))
    table = table_of(
        _("city or roads") if country.cities else "",
        _("money spent"),
        _("new stations"),
        *([_("upgraded stations")] if country.cities else []),
        _("plugs"),
        _("served today"),
        _("served as planned"),
    )
    for one in country.askers:
        if one.failed is None:
            asked = words.total(one.asked_kwh)
            cells = (
                words.asker_words(one),
                _("{usd:money}", usd=one.cost_usd),
                number(one.new_sites),
                *([number(one.upgraded_sites)] if country.cities else []),
                number(one.chargers),
                today_words.served_before(country, one),
                percent(share_of(words.total(one.served_kwh), asked)),
            )
            table.add_row(*(typed(cell) for cell in cells))
    console.print(table)
    for line in _lines(country, file):
        console.print(typed(one_line(told(line))))
    console.print()
    page, report = folder / "map.html", folder / "report.html"
    console.print(typed(_("Look at {page} and {report} in a browser.", page=page, report=report)))


def _lines(country: "Country", file: Path) -> Iterator[str]:
    """What is told below the table."""
    trips = [words.possible(country, one) for one in country.seasons]
    spent = (words.built(country), proof_words.left_over(country))
    proof = proof_words.proof(country)
    yield from filter(None, (*spent, *trips, proof, *own_norms(country), *words.idle_lines(country)))
    yield from share_lines(country)
    for phase in country.phases:
        yield _("{line}.", line=phase_line(phase))
    doubts = (
        next_money(country),
        today_words.none_given(country),
        country.cars_of,
        *country.doubts,
        words.built_abroad(country),
        *country.hints,
    )
    yield from filter(None, doubts)
    yield from (floor["said"] for floor in country.floors)
    if left := words.left_out(country):
        yield left
    if country.faults:
        yield _(
            "Faults and doubts in the data of the roads: {n:number}, kinds: {kinds}; 'evplan check {file}' lists them.",
            n=country.faults,
            kinds=country.fault_kinds,
            file=file,
        )
