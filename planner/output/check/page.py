"""`check.html`: the data-quality report of what was read, today's network and the demand; printable, no network."""

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

import pandas as pd

from geodata.inventory.supply import SUPPLY
from planner.dossier.inspection import Inspection
from planner.dossier.reality import no_sources
from planner.dossier.reality_check import Severity
from planner.network.locations import supply_rule
from planner.output.check.candidates import candidates_context
from planner.output.check.doubts import MOST_RECORDS, doubts_of, kinds_of
from planner.output.check.spoken import doubt_words, field_words, who_may_park
from planner.output.check.terms import terms_context
from planner.output.check.turns import turn_sentences
from planner.output.shared import reality, today, words
from planner.output.shared.city_name import city_of_check
from planner.output.shared.city_places import station_titles
from planner.output.shared.claims import merged_stations
from planner.output.shared.demand import demand_context
from planner.output.shared.inventory import NO_PLUGS, WHY, faults_told, plugs_by_reason, why_words
from planner.output.shared.page import rendered
from planner.output.shared.source_words import source_words
from planner.support.speech import _, plural, within

MOST_QUEUES = 15
MOST_MERGED = 200
"""Merged stations shown with their provenance; all of them stand in `overrides.csv`."""


def _no_stations() -> str:
    return _(
        "The sources of stations hold none. If there are stations, every figure of today's service is too low and a plan would build beside them. Give a further [[stations]]: an operator's OCPI Locations, Open Charge Map, a newer map, or a table of your own; 'evplan new FILE --city NAME --tables' writes one to fill in."
    )


def check_html(seen: Inspection, rows: pd.DataFrame) -> str:
    """Render the page.

    Parameters
    ----------
    seen : Inspection
    rows : DataFrame
        The inventory as `planner.output.shared.inventory.inventory_rows` gives it.
    """
    context = {**_of_today(seen, rows), **_of_demand(seen), **candidates_context(seen.candidates), **_of_data(seen)}
    return rendered(
        "planner.output.check",
        "check.html.j2",
        context,
        doubt=doubt_words,
        read_as=source_words,
        field=field_words,
        who_may_park=who_may_park,
    )


def lead(seen: Inspection, rows: pd.DataFrame) -> list[str]:
    """The sentences a planner reads first: what is on file, warnings, and what today's network serves."""
    said, year, unknown = seen.today, seen.scenario.fleet.year, reality.is_unknown(_records(seen))
    served = today.service(said.baseline, year, unknown=unknown) if said else []
    warned = reality.warnings(_records(seen))
    return [*on_file(seen, rows), *warned, *served, mix_line(seen), *turn_sentences(seen.city.roads)]


def mix_line(seen: Inspection) -> str:
    """Which plugs the vehicles are taken to have, and how sure that is."""
    told = seen.mix
    return _("Plugs of the vehicles, mix {mix}: {note}.", mix=words.mix_label(told["name"]), note=told["note"])


def _records(seen: Inspection) -> list[dict[str, str]]:
    return [one.as_dict() for one in seen.reality]


def on_file(seen: Inspection, rows: pd.DataFrame) -> list[str]:
    """Sentences on the stations and plugs that were read, and which of them are supply."""
    if rows.empty:
        if seen.scenario.stations:
            return [_no_stations()]
        warned = any(one.key == "stations" and one.severity is Severity.WARNING for one in seen.reality)
        return [] if warned else [no_sources()]  # the warning says it
    usable = rows[(rows["why"] == SUPPLY) & (rows["count"] > 0)]
    said: list[str] = [
        _("On file: {stations}.", stations=_stations(rows)),
        _("Counted as supply today: {stations}.", stations=_stations(usable)),
    ]
    said = [" ".join(said)]
    if usable.empty:
        said.append(
            _(
                "None of them is supply today: the table of plugs below says why; [inventory] also_supply counts some of them all the same."
            )
        )
    counts = rows[~rows["why"].isin((SUPPLY, NO_PLUGS))].groupby("why")["count"].sum()
    idle: list[str] = [
        _("{count:number} {why}", count=int(counts[why]), why=why_words(why)) for why in WHY if counts.get(why, 0)
    ]
    if idle:
        said.append(_("Plugs that do not count: {plugs}.", plugs=", ".join(idle)))
    return [*said, *faults_told(rows, supply_rule(seen.scenario))]


def _stations(rows: pd.DataFrame) -> str:
    return _(
        "{stations} with {plugs}",
        stations=plural("{n:number} station", "{n:number} stations", int(rows["station_id"].nunique())),
        plugs=plural("{n:number} plug", "{n:number} plugs", int(rows["count"].sum())),
    )


def _of_today(seen: Inspection, rows: pd.DataFrame) -> dict[str, Any]:
    """What stands and serves."""
    said = lead(seen, rows)
    baseline = seen.today.baseline if seen.today else None
    reasons, plugs = plugs_by_reason(rows)
    usable = rows[(rows["why"] == SUPPLY) & (rows["count"] > 0)]
    return {
        "seen": seen,
        "city": city_of_check(seen),
        "year": seen.scenario.fleet.year,
        "mix": words.mix_label(seen.scenario.mix) if isinstance(seen.scenario.mix, str) else within("mix", "own"),
        "lead": said,
        "warned": [at for at, line in enumerate(said) if line in reality.warnings(_records(seen))],
        "reality": _records(seen),
        "unknown": reality.not_known() if reality.is_unknown(_records(seen)) else None,
        "sizes": seen.sizes,
        "depots": seen.depots,
        "assumed_sites": int(seen.city.sites["grid_kw"].isna().sum()),
        "default_site_kw": seen.scenario.grid.default_site_kw,
        "baseline": baseline,
        "on_file": rows["station_id"].nunique(),
        "supply": usable["station_id"].nunique(),
        "reasons": [why_words(one) for one in reasons],
        "plugs": [{**one, "serves": words.family_label(one["serves"]) if one["serves"] else None} for one in plugs],
        **(_of_baseline(seen, baseline) if baseline is not None else {}),
    }


def _of_baseline(seen: Inspection, baseline: Mapping[str, Any]) -> dict[str, Any]:
    called, unknown = station_titles(seen.city), reality.is_unknown(_records(seen))
    standing = today.queues(baseline)
    return {
        "whole": today.together(baseline),
        "share": words.share_of(today.together(baseline)["served_kwh"], today.together(baseline)["demand_kwh"]),
        "waited": words.share_of(today.together(baseline)["any_wait_kwh"], today.together(baseline)["demand_kwh"]),
        "families": today.families(baseline),
        "norms": today.judgements(baseline, unknown=unknown),
        "norms_unjudged": today.not_judged() if unknown else "",
        "districts": _districts(baseline),
        "service_level": today.service_level(baseline),
        "queues": [{"queue": one, "name": called.get(one.station_id)} for one in standing[:MOST_QUEUES]],
        "more_queues": max(0, len(standing) - MOST_QUEUES),
    }


def _of_demand(seen: Inspection) -> dict[str, Any]:
    """The demand, and that of one zone term by term; available even where today's service cannot be computed."""
    return {**demand_context(seen.demand), **terms_context(seen)}


def _districts(baseline: Mapping[str, Any]) -> list[dict[str, Any]]:
    """Districts with a row for each family and, where there are several, one for all together."""
    found: dict[str, list[dict[str, Any]]] = {}
    for row in baseline["districts"]:
        found.setdefault(row["district"], []).append({**row, "label": words.family_label(row["family"])})
    return [
        {
            "name": today.district_label(name, alone=len(found) == 1),
            "rows": rows,
            "demand": sum(row["demand_kwh"] for row in rows),
            "served": sum(row["served_kwh"] for row in rows),
            "waited": sum(row["any_wait_kwh"] for row in rows),
        }
        for name, rows in found.items()
    ]


def _of_data(seen: Inspection) -> dict[str, Any]:
    """What was read, and what of it is doubtful."""
    stations = seen.station_sources
    sources = [*stations, *(one for one in seen.sources if one not in stations)]
    called = station_titles(seen.city)
    found = merged_stations(seen.city.stations, stations)
    merged = [replace(one, name=called.get(one.station_id, one.name)) for one in found]
    return {
        "sources": sources,
        "kinds": kinds_of(sources),
        "doubts": [(one, doubts_of(one)) for one in sources if one.problems],
        "most": MOST_RECORDS,
        "merged": merged[:MOST_MERGED],
        "more_merged": max(0, len(merged) - MOST_MERGED),
        "overrides": seen.scenario.inventory.overrides,
    }
