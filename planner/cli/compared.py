"""A finished comparison on the terminal: what each plan loses in each world, and what follows."""

from collections.abc import Mapping
from pathlib import Path
from typing import Any

from rich.console import Console
from rich.table import Table

from planner.cli.layout import results, table_of, typed
from planner.cli.text import one_line
from planner.compare.comparison import Comparison
from planner.compare.reading import share
from planner.output.shared.words import NO_VALUE, energy, gap_percent, money, percent, share_of

DOUBT = "?"
"""Stands behind a regret that is smaller than what the proven gaps leave open."""


def show_comparison(comparison: Comparison, folder: Path) -> None:
    """Print one line for each plan, the regret matrix and the summary in plain words."""
    console, told = results(), comparison.as_dict()
    console.print(_plans(comparison))
    if len(told["mixes"]) > 1:
        console.print(typed("What each plan (row) loses in each world (column) against the best plan known there:"))
        console.print(_regrets(told))
        _explain(console, told)
    for line in told["summary"]:
        console.print(typed(one_line(line)))
    console.print()
    console.print(typed(f"Look at {folder / 'comparison.html'} in a browser; each plan has its own folder beside it."))


def _plans(comparison: Comparison) -> Table:
    table = table_of("plan", "demand, kWh/day", "served, kWh/day", "share", "sites", "chargers", "cost", "gap")
    for plan in comparison.plans:
        card = comparison.own(plan.name).scorecard
        cells = (
            one_line(plan.name),
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


def _regrets(told: Mapping[str, Any]) -> Table:
    table = table_of("plan", *(one_line(world) for world in told["mixes"]), "at most")
    for plan in told["plans"]:
        cells = [
            _cell(told["regret"][plan][world], plan != world and told["undecidable"][plan][world])
            for world in told["mixes"]
        ]
        largest = told["max_regret"][plan]
        table.add_row(
            *(typed(cell) for cell in (one_line(plan), *cells, NO_VALUE if largest is None else share(largest)))
        )
    return table


def _cell(regret: float | None, doubtful: bool) -> str:
    if regret is None:
        return NO_VALUE
    return f"{share(regret)} {DOUBT}" if doubtful else share(regret)


def _explain(console: Console, told: Mapping[str, Any]) -> None:
    """Say what the sign of doubt means, where it stands somewhere."""
    if any(doubtful and plan != world for plan, row in told["undecidable"].items() for world, doubtful in row.items()):
        console.print(typed(f"{DOUBT} smaller than what the proven gaps leave open: it may be nothing."))
        console.print()
