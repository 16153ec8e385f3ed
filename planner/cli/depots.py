"""Depots of the city's buses, as `evplan check` and `evplan plan` print them."""

from collections.abc import Mapping
from typing import Any

from rich.console import Console

from planner.cli.layout import table_of, typed
from planner.cli.text import one_line
from planner.output.shared.words import energy, number
from planner.support.speech import _, plural, told

MOST_DEPOTS = 10


def show_depots(console: Console, depots: Mapping[str, Any] | None, *, page: str) -> None:
    """Print the depots with their nights, where there is a timetable; those beyond the first ones stand in `page`."""
    if not depots:
        return
    for line in depots["notes"]:
        console.print(typed(one_line(told(line))))
    heads = (_("buses"), _("km/day"), _("kWh/day"), _("kW at least"), _("kW at once"), _("guns"), _("beyond a battery"))
    table = table_of(_("bus depot"), *heads)
    for row in (*depots["rows"][:MOST_DEPOTS], {"depot": _("all depots"), **depots["total"]}):
        cells = (
            row["depot"],
            number(row["buses"]),
            number(row["km_per_day"]),
            energy(row["kwh_per_day"]),
            number(row["least_kw"]),
            number(row["at_once_kw"]),
            number(row["guns"]),
            number(row["buses_beyond_battery"]),
        )
        table.add_row(*(typed(one_line(cell)) for cell in cells))
    console.print(typed(_("Depots of the timetable's buses, assumed, apart from the public's demand:")))
    console.print(table)
    more = len(depots["rows"]) - MOST_DEPOTS
    if more > 0:
        console.print(
            typed(plural("{n} further depot stands in {page}.", "{n} further depots stand in {page}.", more, page=page))
        )
