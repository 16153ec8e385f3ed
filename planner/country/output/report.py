"""`report.html` of a country: the answer for a minister, and behind it what it rests on; printable, no network."""

from collections.abc import Mapping
from dataclasses import replace
from importlib import resources
from pathlib import Path
from typing import Any

from markupsafe import Markup

from planner.corridors.facts.seasons import season_words
from planner.country.output import proof_words, today_words, words, worlds
from planner.country.output.along_roads import stop_lines
from planner.country.output.building_order import build_first, order_lines
from planner.country.output.drawn_map import country_map
from planner.country.output.file_names import beside
from planner.country.output.further_money import next_money
from planner.country.output.money_chart import money_chart
from planner.country.output.norms import norm_lines
from planner.country.output.phases import phases_shown
from planner.country.output.reader_names import named_for_reader
from planner.country.output.stopped_words import stopped_lines
from planner.country.output.tables import by_region
from planner.country.output.trip_shares import shares_shown
from planner.country.result import ROADS, Asker, Country
from planner.country.roads.gap import RoadGap
from planner.output.shared.own_words import own_words
from planner.output.shared.page import rendered
from planner.output.shared.rate_words import rate_told
from planner.output.shared.words import mix_label, share_of
from planner.support.amounts import percent
from planner.support.files import write_text
from planner.support.speech import _, joined, told

ROOM = "planner.country.output"
NEAR_KM = 30.0
"""A town is counted as within reach of a charger up to this distance by road."""
MOST_GAPS, MOST_PROBLEMS = 30, 40


def write_country_report(country: Country, path: Path) -> None:
    """Write the report."""
    write_text(path, report_html(country))


def write_country_pdf(country: Country, path: Path) -> None:
    """Write the report for printing."""
    from planner.output.pdf.writer import pdf_bytes  # noqa: PLC0415  half a second that other files need not pay
    from planner.output.shared.document.reading import document_of  # noqa: PLC0415

    path.write_bytes(pdf_bytes(document_of(report_html(country))))


def write_country_docx(country: Country, path: Path) -> None:
    """Write the report for Word."""
    from planner.output.docx.writer import docx_bytes  # noqa: PLC0415  as above
    from planner.output.shared.document.reading import document_of  # noqa: PLC0415

    path.write_bytes(docx_bytes(document_of(report_html(country))))


def report_html(country: Country) -> str:
    """Render the report."""
    country = named_for_reader(country)
    worst = worst_season(country)
    style = (resources.files("planner.output.report") / "assets" / "report.css").read_text(encoding="utf-8")
    context = {
        "c": country,
        "own_css": Markup(style),  # noqa: S704  our own file
        "sub": _(
            "{country}, {year}: chargers in cities and on the roads between them",
            country=words.whole_country(country),
            year=str(country.year),
        )
        if country.cities
        else _(
            "{country}, {year}: chargers on the roads between towns",
            country=words.whole_country(country),
            year=str(country.year),
        ),
        "stopped": stopped_lines(country),
        "map_file": beside(country, "map.html"),
        "report_file": beside(country, "report.html"),
        "answers": answers(country),
        "cards": cards(country),
        "map": None if worst is None else country_map(country, worst),
        "worst": None if worst is None else season_words(worst),
        "shares": [_share(country, one) for one in country.askers if one.failed is None],
        "total": _total(country),
        "rate_told": rate_told(),
        "chart": money_chart(country),
        "trip_shares": shares_shown(country),
        "doubts": [*map(told, country.doubts), *filter(None, [words.built_abroad(country)])],
        "failed": words.left_out(country),
        "cars_of": told(country.cars_of),
        "unknown": today_words.none_given(country),
        "not_given": today_words.not_given(),
        "floors": [told(one["said"]) for one in country.floors],
        "next": next_money(country),
        "stations": country.built,
        "order": order_lines(country),
        "standing": words.stands_there(country),
        "idle": {one.id: words.idle(country, one) for one in country.built},
        "phases": phases_shown(country),
        "regions": by_region(country),
        "seasons": country.seasons,
        "trips_counted": words.trips_counted(country),
        "roadless": any(one.no_way > 0 for one in country.seasons),
        "gaps": gap_rows(country),
        "other_way": words.other_way() if any(one.other_way for one in country.gaps) else "",
        "norms": norm_lines(country),
        "reach": reach(country),
        "towns": [
            (one, today_words.reach_today(country, one), today_words.reach_plan(country, one))
            for one in sorted(country.towns, key=lambda one: -one.population)
        ],
        "matrix": worlds.matrix(country),
        "not_compared": worlds.left_out(country),
        "proof": proof_words.proof(country),
        "weighted": words.weighted(country),
        "in_trips": words.in_trips(country),
        "how_weighted": words.how_weighted(country) if words.weighted(country) else "",
        "roads_proof": proof_words.roads_proof(country),
        "between_sums": proof_words.between_sums(country),
        "assumptions": [replace(one, source=own_words(told(one.source))) for one in country.assumptions],
        "problems": [
            (told(one), [told(row) for row in country.problem_rows.get(str(one), ())])
            for one in country.problems[:MOST_PROBLEMS]
        ],
        "hints": [told(one) for one in country.hints],
        "more_problems": max(0, len(country.problems) - MOST_PROBLEMS),
    }
    return rendered(
        ROOM,
        "country_report.html.j2",
        context,
        family=words.plug_words,
        mix=mix_label,
        season=words.season_heads,
        plugs=words.new_guns,
        cost_parts=words.cost_parts,
        place=words.region_words,
        position=words.rough_position,
    )


def worst_season(country: Country) -> str | None:
    """The season in which the smallest share of trips can be driven with the plan; None of a country without roads."""
    known = [one for one in country.seasons if one.asked > 0]
    return min(known, key=lambda one: one.plan / one.asked).name if known else None


def answers(country: Country) -> list[str]:
    """The answer in sentences."""
    out = [words.built(country), *filter(None, [proof_words.left_over(country)])]
    out += [_("{line}.", line=words.possible(country, one)) for one in country.seasons]
    if country.cities:
        asked = sum(words.total(one.asked_kwh) for one in country.cities)
        served = sum(words.total(one.served_kwh) for one in country.cities)
        before = sum(words.total(one.before_kwh) for one in country.cities)
        out.append(
            _(
                "In the cities {served:percent} of the public charging that is asked for on a cold day is served, {before:percent} today.",
                served=share_of(served, asked),
                before=share_of(before, asked),
            )
        )
    first = build_first(country)
    return [*out, first] if first else out


def cards(country: Country) -> list[dict[str, str]]:
    """Four figures at the top."""
    out = [
        {
            "value": percent(share_of(one.plan, one.asked)),
            "words": _(
                "of trips between towns, {season} ({before})",
                season=season_words(one.name),
                before=joined(
                    "; ", [today_words.driven_before(country, one), *filter(None, [words.of_plugs(country)])]
                ),
            ),
        }
        for one in country.seasons[:2]
    ]
    near = reach(country)
    if near and not near["at_least"]:
        out.append(
            {
                "value": percent(near["plan"]),
                "words": _(
                    "of townspeople have a charger within {km:number} km (today {today:percent})",
                    km=NEAR_KM,
                    today=near["today"],
                ),
            }
        )
    out.append(
        {"value": _("{usd:money}", usd=country.spent_usd), "words": _("spent of {usd:money}", usd=country.budget_usd)}
    )
    return out


def _share(country: Country, one: Asker) -> dict[str, Any]:
    asked = words.total(one.asked_kwh)
    return {
        "name": words.asker_words(one),
        "folder": one.folder,
        "region": one.region,
        "usd": one.cost_usd,
        "part": share_of(one.cost_usd, country.spent_usd),
        "sites": one.new_sites,
        "upgraded": one.upgraded_sites,
        "chargers": one.chargers,
        "asked": asked,
        "before": today_words.served_before(country, one),
        "served": share_of(words.total(one.served_kwh), asked),
        "next": one.next_usd,
        "roads": one.kind == ROADS,
    }


def _total(country: Country) -> dict[str, float]:
    return {
        "usd": country.spent_usd,
        "sites": sum(one.new_sites for one in country.askers),
        "upgraded": sum(one.upgraded_sites for one in country.askers),
        "chargers": sum(one.chargers for one in country.askers),
    }


def gap_rows(country: Country) -> list[dict[str, Any]]:
    """Roads with their greatest gap by plug, the greatest with the plan first."""
    of_plugs = [one for one in country.gaps if one.limit_km is None]
    families = list(dict.fromkeys(one.what for one in of_plugs))
    by_road: dict[str, dict[str, RoadGap]] = {}
    for one in of_plugs:
        by_road.setdefault(one.road, {})[one.what] = one
    stops = stop_lines(country)
    rows: list[dict[str, Any]] = [
        {
            "road": road,
            "stops": stops.get(road, ""),
            "km": next(iter(known.values())).km,
            "cells": [known.get(family) for family in families],
            "worst": max((known[family].plan_km for family in families if family in known), default=0.0),
        }
        for road, known in by_road.items()
    ]
    rows.sort(key=lambda row: (-row["worst"], row["road"]))
    return [{"families": families}, *rows[:MOST_GAPS]]


def reach(country: Country) -> Mapping[str, float | None] | None:
    """Share of the people of all towns who have a charger near, today and with the plan; None of today where nobody has told what stands.

    Where no station that stands on the roads was given (`at_least`) it may be more.
    """
    people = sum(one.population for one in country.towns)
    if people <= 0:
        return None
    now, plan = (
        sum(one.population for one in country.towns if (km := getattr(one, when)) is not None and km <= NEAR_KM)
        / people
        for when in ("km_today", "km_plan")
    )
    known = country.stations_given or any(one.km_today is not None for one in country.towns)
    return {
        "people": people,
        "today": now if known else None,
        "plan": plan,
        "km": NEAR_KM,
        "at_least": not country.stations_given,
    }
