"""Phases of a country: rows for programs, a sheet, tables of the report, and a line each."""

from typing import Any

from planner.corridors.facts.seasons import season_words
from planner.country.output import words
from planner.country.phases.phase import Phase
from planner.country.result import ROADS, Asker, Country
from planner.output.shared.sheets import PLAIN, Heading, Sheet
from planner.output.shared.words import share_of
from planner.support.speech import _, plural, within

Rows = list[dict[str, Any]]


def phase_rows(country: Country) -> Rows:
    """A row for each phase and each city, or the roads, with what all of them have spent and do by then."""
    seasons = [one.name for one in country.seasons]
    return [
        {
            "year": phase.year,
            "money_so_far_usd": round(phase.money_usd, 2),
            "spent_so_far_usd": round(phase.spent_usd, 2),
            f"value_{country.unit}_per_day": round(phase.value, 3),
            **{f"possible_{name}_per_day": round(phase.possible.get(name, 0.0), 4) for name in seasons},
            "name": one.name,
            "its_usd_so_far": round(phase.usd[one.name], 2),
            "its_sites_so_far": phase.sites[one.name],
        }
        for phase in country.phases
        for one in _built(country)
    ]


def phase_sheet(country: Country) -> Sheet:
    """The same in words."""
    return Sheet(
        _("Phases"),
        (
            Heading(_("Year"), PLAIN),
            Heading(_("City or roads") if country.cities else within("heading", "Roads")),
            Heading(_("Money so far, USD")),
            Heading(_("Spent so far, USD")),
            Heading(_("New stations")),
            *([Heading(_("Upgraded stations"))] if country.cities else []),
        ),
        [row for phase in country.phases for row in _sheet_rows(country, phase)],
    )


def _sheet_rows(country: Country, phase: Phase) -> list[list[Any]]:
    """What all have by the end of a phase and spend of it, then what each spends: money is given to all of them together."""

    def counts(new: int, upgraded: int) -> list[int]:
        return [new, upgraded] if country.cities else [new]

    return [
        [phase.year, _("All"), phase.money_usd, phase.spent_usd, *counts(phase.all_new, phase.all_upgraded)],
        *(
            [
                phase.year,
                words.asker_words(one),
                None,
                phase.usd[one.name],
                *counts(phase.new_sites(one.name), phase.upgraded.get(one.name, 0)),
            ]
            for one in _built(country)
        ),
    ]


def phases_shown(country: Country) -> dict[str, Any] | None:
    """Two tables of the report: phases, and who has spent what by the end of each; None where all is built at once."""
    if not country.phases:
        return None
    rows = [
        {
            "year": str(one.year),
            "money": one.money_usd,
            "spent": one.spent_usd,
            "sites": one.all_new,
            "upgraded": one.all_upgraded,
            "value": one.value,
            "trips": [share_of(one.possible.get(season.name, 0.0), season.asked) for season in country.seasons],
        }
        for one in country.phases
    ]
    askers = [
        {
            "name": words.asker_words(one),
            "cells": [_cell(one, phase) for phase in country.phases],
        }
        for one in _built(country)
    ]
    heads = [_("trips that can be driven, {season}", season=season_words(one.name)) for one in country.seasons]
    return {"rows": rows, "askers": askers, "trips": heads}


def phase_line(phase: Phase) -> str:
    """``By the end of 2027: 5 new stations for $1.2 million of $2 million``."""
    return _(
        "By the end of {year}: {stations} for {usd:money} of {budget:money}",
        year=str(phase.year),
        stations=_stations(phase.all_new, phase.all_upgraded),
        usd=phase.spent_usd,
        budget=phase.money_usd,
    )


def _cell(one: Asker, phase: Phase) -> str:
    if not phase.usd[one.name]:
        return ""
    said = _stations(phase.new_sites(one.name), phase.upgraded.get(one.name, 0))
    return _("{usd:usd}, {stations}", usd=phase.usd[one.name], stations=said)


def _stations(new: int, upgraded: int) -> str:
    return words.with_upgraded(plural("{n:number} new station", "{n:number} new stations", new), upgraded)


def _built(country: Country) -> list[Asker]:
    """Cities and roads that phases tell of."""
    known = country.phases[-1].usd if country.phases else {}
    return [one for one in country.askers if one.failed is None and (one.name in known or one.kind == ROADS)]
