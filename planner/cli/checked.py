"""Terminal output of `evplan check`: its reality checks, and its quick plans by the power of a site."""

from rich.console import Console

from planner.cli.layout import table_of, typed
from planner.cli.text import one_line
from planner.dossier.inspection import Inspection
from planner.dossier.reality_check import Severity
from planner.output.shared.reality import severity_words
from planner.output.shared.words import energy, money, number, percent
from planner.support.amounts import Side
from planner.support.speech import _, told


def show_reality(console: Console, seen: Inspection) -> None:
    """One line a check: how it ended, and what was found; warnings were told in full above."""
    for one in seen.reality:
        said = _("{what}: {found}; expected {expected}", what=one.what, found=one.found, expected=one.expected)
        if one.severity is Severity.DOUBT:
            said = told(one.sentence)
        console.print(typed(one_line(f"{severity_words(one.severity.value)}: {said}")))


def show_sizes(console: Console, seen: Inspection) -> None:
    """Quick plans by the power of a site, or how to ask for them where that power is assumed."""
    sizes, default = seen.sizes, _("{kw:g} kW", kw=seen.scenario.grid.default_site_kw)
    if sizes is None:
        assumed = int(seen.city.sites["grid_kw"].isna().sum())
        if assumed:
            line = _(
                "The power of {assumed:number} candidate sites is assumed, {default} each: without --no-sizes, quick plans show how much that matters.",
                assumed=assumed,
                default=default,
            )
            console.print(typed(one_line(line)))
        return
    if not sizes["rows"]:
        console.print(
            typed(
                one_line(
                    _("Quick plans by the power of a site are not shown: {why_not}", why_not=told(sizes["why_not"]))
                )
            )
        )
        return
    table = table_of(_("site power"), _("served, kWh/day"), _("share"), _("sites"), _("chargers"), _("cost"), _("gap"))
    for row in sizes["rows"]:
        as_less = "" if row["from_kw"] == row["site_kw"] else _(" (the plan of {from_kw:g} kW)", from_kw=row["from_kw"])
        cells = (
            _("{kw:g} kW", kw=row["site_kw"]) + as_less,
            energy(row["served_kwh"]),
            percent(row["share"], 1),
            number(row["sites"]),
            number(row["chargers"]),
            money(row["cost_usd"]),
            percent(row["gap"], 1, Side.MOST),
        )
        table.add_row(*(typed(one_line(cell)) for cell in cells))
    console.print(
        typed(
            _(
                "Quick plans by the power of the {assumed_sites:number} sites where it is assumed (configured: {default}):",
                assumed_sites=sizes["assumed_sites"],
                default=default,
            )
        )
    )
    console.print(table)
    console.print(
        _("A plan of that power may be worth more by at most the gap; differences below the gaps say nothing.")
    )
