"""How the demand of one zone arises, term by term: each figure with its source, how sure it is and whether it is assumed."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from geodata.crs import LONLAT
from geodata.report import Assumption
from planner.catalogue.facts import fact_rows
from planner.config.scenario import Scenario
from planner.demand.names import activity_words, vehicle_words
from planner.demand.occasions import Occasion
from planner.demand.trace import Trace
from planner.dossier.inspection import Inspection
from planner.output.shared.city_places import zone_title
from planner.output.shared.demand import occasion_label, plain_label
from planner.output.shared.own_words import own_words
from planner.output.shared.words import class_label
from planner.support.frames import plain
from planner.support.speech import SOURCE, _, speaking, told

OCCASION_SHARES = "charging_occasions.csv"
WHOLE_CITY = "whole city"


@dataclass(frozen=True)
class Origin:
    """Where a kind of figure comes from; `is_assumed` where nobody counted or measured it here."""

    figure: str
    source: str
    confidence: str
    is_assumed: bool


def terms_context(seen: Inspection) -> dict[str, Any]:
    """Give what the check's page and the terminal show under ``trace``; None where no zone was taken apart."""
    trace = seen.trace
    if trace is None:
        return {"trace": None}
    terms = [plain(row) for row in trace.terms.to_dict("records")]
    return {
        "trace": {
            "zone_id": trace.zone_id,
            "district": trace.district,
            "name": zone_title(seen.city, trace.zone_id),
            "total": trace.total_kwh,
            "terms": [_term(row) for row in terms],
            "at": _place(seen, trace.zone_id),
            "origins": origins(trace, seen.scenario, seen.assumptions),
            "draws": [*draws(trace, seen.scenario), *_fallen_back(seen, trace)],
        }
    }


def _place(seen: Inspection, zone_id: str) -> tuple[float, float] | None:
    """Latitude and longitude of the middle of a zone."""
    zones = seen.city.zones
    mine = zones.geometry[zones["zone_id"] == zone_id]
    if mine.empty:
        return None
    point = mine.centroid.to_crs(LONLAT).iloc[0]
    return float(point.y), float(point.x)


def _term(row: Mapping[str, Any]) -> dict[str, Any]:
    """Words for a term; the row of all that is too small to list has an energy alone."""
    if row["port_family"] is None:
        return {**row, "label": told(row["vehicle_class"]), "is_rest": True}
    away = row["fleet_of"] if row["fleet_of"] != WHOLE_CITY else None
    words = {"plug": class_label(f"{row['port_family']}_{row['need']}"), "when": occasion_label(row["occasion"])}
    return {**row, "label": plain_label(row["vehicle_class"]), "fleet_district": away, "is_rest": False, **words}


def origins(trace: Trace, scenario: Scenario, assumptions: Sequence[Assumption]) -> list[Origin]:
    """Sources of each kind of figure in the terms, in their order."""
    classes = [str(one) for one in dict.fromkeys(trace.terms["vehicle_class"][trace.terms["port_family"].notna()])]
    with speaking(SOURCE):  # assumptions are filed in English
        called = {vehicle_words(name) or name: name for name in classes}
    fleet = _(
        "{source}, fleet of {year}",
        source=scenario.fleet.path or _("the facts of the city"),
        year=str(scenario.fleet.year),
    )
    out = [Origin(_("vehicles, as counted"), fleet, _("as the table says"), is_assumed=False)]
    wanted = ("private cars kept by people in apartments", f"electric vehicles of {scenario.fleet.year}")
    out += [
        _origin(_("vehicles: {what}", what=told(one.what)), one) for one in assumptions if one.what.startswith(wanted)
    ]
    out += [
        _origin(_("vehicles: {what}", what=told(one.what)), one)
        for one in assumptions
        if one.what.startswith("ports of the vehicles")
    ]
    for one in assumptions:
        name = one.what.removeprefix("vehicle class ")
        if name in called:
            out.append(_origin(_("kWh per vehicle, {vehicles}", vehicles=plain_label(called[name])), one))
    out += [
        _origin(_("kWh per vehicle: {what}", what=told(one.what)), one)
        for one in assumptions
        if one.what.startswith("energy of a car")
    ]
    out += [
        _origin(_("share at plugs: {what}", what=told(one.what)), one)
        for one in assumptions
        if one.what.startswith("energy in the battery")
    ]
    split = {(row["source"], row["confidence"]) for row in fact_rows("charging_occasions")}
    out += [
        Origin(
            _("share at plugs: occasions"),
            _("{table}: {source}", table=OCCASION_SHARES, source=source),
            sure,
            is_assumed=True,
        )
        for source, sure in sorted(split)
    ]
    out += [_origin(_("share of the zone"), one) for one in assumptions if one.what.startswith("where in the city")]
    return out


def _origin(figure: str, one: Assumption) -> Origin:
    return Origin(
        figure,
        _("{value} ({source})", value=told(one.value), source=own_words(told(one.source))),
        one.confidence,
        is_assumed=True,
    )


def draws(trace: Trace, scenario: Scenario) -> list[dict[str, Any]]:
    """What draws each occasion to the zone, each weight with its source and confidence."""
    facts = {(row["occasion"], row["vehicle_class"], row["activity"]): row for row in fact_rows("attraction_weights")}
    out = []
    for row in (plain(one) for one in trace.draws.to_dict("records")):
        occasion, _sep, name = row["occasion"].partition(" (")
        name = name.removesuffix(")")
        own = not name and row["activity"] in scenario.demand.weights.get(occasion, {})
        fact = facts.get((occasion, name, row["activity"]))
        source, sure = ("demand.weights", _("as configured")) if own else _said(fact)
        label = occasion_label(occasion)
        if name:
            label = _("{occasion} ({vehicles})", occasion=label, vehicles=plain_label(name))
        out.append(
            {**row, "label": label, "what": activity_words(row["activity"]), "source": source, "confidence": sure}
        )
    return out


def _fallen_back(seen: Inspection, trace: Trace) -> list[dict[str, Any]]:
    """Rows of the occasions that nothing on the map draws: they were laid where people live."""
    drawn = {str(one).partition(" (")[0] for one in trace.draws["occasion"]}
    zones = seen.city.zones
    people = float(zones["population"][zones["zone_id"] == trace.zone_id].sum())
    return [
        {
            "occasion": str(one),
            "label": occasion_label(str(one)),
            "what": _("people of the zone"),
            "amount": people,
            "weight": 1.0,
            "draw": people,
            "source": _("assumed: nothing on the map draws it here, so it was laid where people live"),
            "confidence": "low",
        }
        for one in dict.fromkeys(trace.terms["occasion"].dropna())
        if one not in drawn
    ]


def _said(fact: Mapping[str, str] | None) -> tuple[str, str]:
    if fact is None:
        return _("shortest ways through the zone, {occasion}", occasion=told(Occasion.EN_ROUTE.label)), "low"
    return _("assumed: {note}; attraction_weights.csv", note=told(fact["note"])), fact["confidence"]
