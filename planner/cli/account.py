"""Terminal output of `evplan check`: today's network, the report of every source, problems and assumptions."""

from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path, PurePath
from typing import Any

from rich.console import Console

from geodata.report import SourceReport
from planner.cli.checked import show_reality, show_sizes
from planner.cli.demand import show_assumptions, show_demand
from planner.cli.depots import show_depots
from planner.cli.held import held_lines
from planner.cli.layout import results, table_of, typed
from planner.cli.text import one_line
from planner.dossier.baseline import ALL
from planner.dossier.inspection import Inspection
from planner.network.locations import supply_rule
from planner.output.check.candidates import candidate_lines
from planner.output.check.doubts import kinds_named
from planner.output.check.page import lead
from planner.output.check.spoken import doubt_words
from planner.output.shared import reality, today
from planner.output.shared.city_name import city_of_check
from planner.output.shared.demand import demand_lines
from planner.output.shared.inventory import inventory_rows
from planner.output.shared.metered import metered_lines
from planner.output.shared.records import record_words
from planner.output.shared.source_words import source_words
from planner.output.shared.words import NO_VALUE, energy, number, percent, share_of
from planner.support.speech import _, plural, told

MOST_PROBLEMS = 5
COUNTS = ("records", "kept", "repaired", "merged", "dropped", "outside_city")


def show_check(seen: Inspection, folder: Path | None = None, *, verbose: bool = False, demand: bool = False) -> None:
    """Print what stands, the account of every source, then the rest of the report as lines of key and value.

    Parameters
    ----------
    seen : Inspection
    folder : Path, optional
        Where the files were written.
    verbose : bool
        Name every problem instead of the first few of each source, and every assumption instead of those that matter most.
    demand : bool
        Tell the demand, and how that of one zone arises.
    """
    console = results()
    rows = inventory_rows(seen.city.stations, seen.city.boundary, supply_rule(seen.scenario))
    console.print(
        typed(one_line(_("{name}: what stands in {name_2} today", name=seen.scenario.name, name_2=city_of_check(seen))))
    )
    _say(console, (*lead(seen, rows), *(demand_lines(seen.demand) if seen.demand else ()), *metered_lines(seen.demand)))
    if seen.today is not None:
        _show_families(
            console, seen.today.baseline, unknown=reality.is_unknown([one.as_dict() for one in seen.reality])
        )
    else:
        console.print(
            typed(one_line(_("Whom today's network serves cannot be told: {no_service}", no_service=seen.no_service)))
        )
    show_reality(console, seen)
    show_sizes(console, seen)
    show_depots(console, seen.depots, page="check.html")
    show_sources(console, seen.sources)
    for source in seen.sources:
        show_problems(console, source, most=None if verbose else MOST_PROBLEMS)
    _say(console, candidate_lines(seen.candidates))
    _say(console, held_lines(seen))
    if demand:
        show_demand(console, seen)
    where = "check.html" if folder is not None else _("--verbose, --json or --out DIR")
    show_assumptions(console, seen.demand, seen.assumptions, where=where, everything=verbose)
    if folder is not None:
        page, city, table = (folder / name for name in ("check.html", "baseline.html", "overrides.csv"))
        console.print()
        console.print(
            typed(
                _(
                    "Look at {page} and {city} in a browser; {table} is an override file to start from.",
                    page=page,
                    city=city,
                    table=table,
                )
            )
        )


def _say(console: Console, lines: Iterable[str]) -> None:
    for line in lines:
        console.print(typed(one_line(line)))


def _show_families(console: Console, baseline: Mapping[str, Any], *, unknown: bool) -> None:
    """What stands and serves by plug, then a line for each norm."""
    table = table_of(
        _("plug"),
        _("vehicles"),
        _("stations"),
        _("points"),
        _("kW"),
        _("kW per BEV"),
        _("veh. per point"),
        _("demand, kWh/day"),
        _("served"),
        _("share"),
        _("at any wait"),
    )
    rows = today.families(baseline)
    for row in rows:
        if row["family"] == ALL:
            table.add_section()
        share = percent(share_of(row["served_kwh"], row["demand_kwh"]), 1)
        counts = (number(row[name]) for name in ("vehicles", "stations", "guns", "power_kw"))
        ratios = (today.ratio(row["kw_per_bev"], 2), today.ratio(row["vehicles_per_point"]))
        waited = percent(share_of(row["any_wait_kwh"], row["demand_kwh"]), 1)
        shares = (today.not_any() if one == NO_VALUE else one for one in (share, waited))
        kwh = (energy(row["demand_kwh"]), energy(row["served_kwh"]), *shares)
        table.add_row(*(typed(one_line(cell)) for cell in (row["label"], *counts, *ratios, *kwh)))
    console.print(table)
    for norm in today.judgements(baseline, unknown=unknown):
        cells = (f"{row['label']} {_met(cell)}" for row, cell in zip(rows, norm.cells, strict=True))
        console.print(typed(one_line(f"{told(norm.what)}, {norm.asked}: {'; '.join(cells)}")))
    if unknown:
        console.print(typed(one_line(today.not_judged())))


def _met(cell: tuple[str, bool | None]) -> str:
    said, met = cell
    return said if met is None else f"{today.met_text(met)} ({said})"


def show_sources(console: Console, sources: Sequence[SourceReport], *, of_city: bool = True) -> None:
    """A row for each source: what it is and how many of its records were kept; those outside the city are counted where there is one."""
    heads = (_("records"), _("kept"), _("repaired"), _("merged"), _("dropped"), _("kept outside the city"))
    names = COUNTS if of_city else COUNTS[:-1]
    table = table_of(_("source"), _("read as"), *heads[: len(names)])
    table.columns[1].justify = "left"
    for source in sources:
        counts = (str(getattr(source, name)) for name in names)
        table.add_row(
            *(typed(one_line(cell)) for cell in (PurePath(source.path).name, source_words(source.format), *counts))
        )
    console.print(table)


def show_problems(console: Console, source: SourceReport, *, most: int | None) -> None:
    """Doubts of a source, up to so many; all where it is None."""
    problems = source.problems
    plugs = ", ".join(f"{count} {name}" for name, count in source.connectors.items())
    if plugs or problems:
        said = plugs or plural("{n:number} note", "{n:number} notes", len(problems))
        console.print(typed(one_line(f"{source.path}, {source_words(source.format)}: {said}")))
    if any(one.is_doubt for one in problems):
        kinds = ", ".join(f"{doubt_words(kind)} {count}" for kind, count in kinds_named(source))
        console.print("  " + typed(one_line(_("doubts by kind: {kinds}", kinds=kinds))))
    for one in problems[:most]:
        console.print("  " + typed(one_line(f"{record_words(one.record)}: {told(one.reason)}; {told(one.action)}")))
    if most is not None and len(problems) > most:
        console.print(_("  and {count} more: see --verbose, --json or --out DIR", count=len(problems) - most))
