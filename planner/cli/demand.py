"""Terminal output of the demand: one zone's demand term by term, and the assumptions with most influence."""

from collections.abc import Mapping, Sequence
from typing import Any

from rich.console import Console

from geodata.report import Assumption
from planner.catalogue.confidence import confidence_words
from planner.cli.layout import table_of, typed
from planner.cli.text import one_line
from planner.dossier.inspection import Inspection
from planner.output.check.terms import terms_context
from planner.output.shared.demand import Story, demand_context, tornado
from planner.output.shared.own_words import own_words
from planner.output.shared.words import energy, number, percent
from planner.support.speech import _, told

MOST_TERMS = 15
MOST_ASSUMED = 10


def show_assumptions(
    console: Console, story: Story, assumptions: Sequence[Assumption], *, where: str, everything: bool = False
) -> None:
    """Print the assumptions that move the demand most, in order, and where the rest is shown.

    Parameters
    ----------
    console : Console
    story : mapping
        Figures of the demand; where it was not sampled, the first assumptions are printed as they come.
    assumptions : sequence of Assumption
    where : str
        In which file or by which option all of them are shown.
    everything : bool
        Print every assumption too.
    """
    found = tornado(story) if story else None
    if found is not None:
        console.print()
        console.print(
            typed(_("Assumed, not known of this city; what moves the demand most, from its low to its high value:"))
        )
        for bar in found.bars:
            said = _(
                "{what}: {total_low:energy} to {total_high:energy} kWh a day ({ends})",
                what=told(bar.what),
                total_low=bar.total_low,
                total_high=bar.total_high,
                ends=own_words(told(bar.ends)),
            )
            console.print("  " + typed(one_line(said)))
        rest = _("{count:number} assumed figures in all, with their sources", count=len(assumptions))
        rest += (
            _(", and {others:number} more ways the demand could differ", others=found.others) if found.others else ""
        )
    elif assumptions:
        console.print()
        console.print(typed(_("Assumed, not known of this city:")))
        rest = _("and {more:number} more", more=len(assumptions) - MOST_ASSUMED)
    few = 0 if found is not None else MOST_ASSUMED
    for one in assumptions if everything else assumptions[:few]:
        said = _(
            "{what}: {value} ({source}; confidence {confidence})",
            what=told(one.what),
            value=told(one.value),
            source=own_words(told(one.source)),
            confidence=confidence_words(one.confidence),
        )
        console.print("  " + typed(one_line(said)))
    if len(assumptions) > few and not everything:
        console.print("  " + typed(_("{rest}: see {where}", rest=rest, where=where)))


def show_demand(console: Console, seen: Inspection) -> None:
    """Print the demand by occasion and plug, then one zone's term by term, with what draws it and where figures come from."""
    told = demand_context(seen.demand)["demand"]
    if told is not None:
        _show_rows(console, _("plug and need, assumed"), told["classes"], "kwh_per_day")
        _show_rows(console, _("occasion, assumed"), told["occasions"], "kwh")
    trace = terms_context(seen)["trace"]
    if trace is None:
        return
    district = f", {trace['district']}" if trace["district"] else ""
    name = f" ({trace['name']})" if trace["name"] else ""
    console.print()
    console.print(
        typed(
            one_line(
                _(
                    "How the demand of zone {zone_id}{district}{name} arises: {total:energy} kWh a day (assumed figures)",
                    zone_id=trace["zone_id"],
                    district=district,
                    name=name,
                    total=trace["total"],
                )
            )
        )
    )
    _show_terms(console, trace["terms"])
    _show_draws(console, trace["draws"])
    console.print(_("Where each kind of figure comes from:"))
    for one in trace["origins"]:
        values = {"figure": one.figure, "source": one.source, "confidence": confidence_words(one.confidence)}
        said = _("{figure}: {source} (confidence {confidence})", **values)
        if one.is_assumed:
            said = _("{figure}: {source} (assumed, confidence {confidence})", **values)
        console.print("  " + typed(one_line(said)))


def _show_rows(console: Console, name: str, rows: Sequence[Mapping[str, Any]], key: str) -> None:
    known = bool(rows) and "p10" in rows[0]
    table = table_of(name, _("kWh/day"), *(("p10", "p50", "p90") if known else ()))
    for row in rows:
        cells = (
            row["label"],
            energy(row[key]),
            *((energy(row[one]) for one in ("p10", "p50", "p90")) if known else ()),
        )
        table.add_row(*(typed(one_line(cell)) for cell in cells))
    console.print(table)


def _show_terms(console: Console, terms: Sequence[Mapping[str, Any]]) -> None:
    table = table_of(
        _("term of the sum"), _("vehicles"), _("x kWh each"), _("x at plugs"), _("x of zone"), _("= kWh/day")
    )
    shown = [row for row in terms if not row["is_rest"]][:MOST_TERMS]
    for row in shown:
        away = _(", fleet of {district}", district=row["fleet_district"]) if row["fleet_district"] else ""
        cells = (
            f"{row['label']}, {row['plug']}, {row['when']}{away}",
            number(row["vehicles"], 1),
            number(row["kwh_per_vehicle"], 2),
            percent(row["share_at_plugs"], 2),
            percent(row["zone_share"], 3),
            energy(row["kwh_per_day"]),
        )
        table.add_row(*(typed(one_line(cell)) for cell in cells))
    rest = sum(row["kwh_per_day"] for row in terms) - sum(row["kwh_per_day"] for row in shown)
    if len(terms) > len(shown):
        table.add_row(_("all smaller terms (--json and --out DIR list them)"), "", "", "", "", typed(energy(rest)))
    console.print(table)


def _show_draws(console: Console, draws: Sequence[Mapping[str, Any]]) -> None:
    table = table_of(_("drawn there"), _("drawn by"), _("amount"), _("x weight, assumed"), _("= draw"))
    table.columns[1].justify = "left"
    for row in draws:
        amount, draw = (number(row[key], 4 if row[key] < 1 else 0) for key in ("amount", "draw"))
        cells = (row["label"], row["what"], amount, number(row["weight"], 2), draw)
        table.add_row(*(typed(one_line(cell)) for cell in cells))
    console.print(table)
