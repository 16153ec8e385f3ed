"""What shares of the trips between towns take at least: a table of the report, a sheet, rows for programs, a line each."""

from typing import Any

from planner.country.result import Country, TripShare
from planner.output.shared.sheets import Heading, Sheet
from planner.proofs import ROUNDING
from planner.support.amounts import Side, number, percent, rounded
from planner.support.speech import _

Rows = list[dict[str, Any]]


def share_rows(country: Country) -> Rows:
    """A row for each share, for programs; no sum where no plan is known, or none can be."""
    return [
        {
            "share": one.share,
            "possible": one.bound_usd is not None,
            "usd": _cents(one.usd),
            "bound_usd": None if one.bound_usd is None else rounded(one.bound_usd, 2, Side.LEAST),
            "stations": None if one.usd is None else one.stations,
        }
        for one in country.least
    ]


def shares_shown(country: Country) -> list[dict[str, Any]]:
    """The same for the report: the share and three cells."""
    return [{"share": share_words(one.share), "cells": _cells(one)} for one in country.least]


def share_sheet(country: Country) -> Sheet:
    """The same in the workbook."""
    return Sheet(
        _("Shares of the trips"),
        (
            Heading(_("Trips that can be driven, %"), "#,##0.0"),
            Heading(_("Cheapest plan that is known, USD")),
            Heading(_("No plan for less than, USD")),
            Heading(_("New stations")),
        ),
        [
            [100.0 * one.share, _unreachable(one), None, None]
            if one.bound_usd is None
            else [
                100.0 * one.share,
                one.usd,
                rounded(one.bound_usd, 0, Side.LEAST),
                None if one.usd is None else one.stations,
            ]
            for one in country.least
        ],
    )


def share_lines(country: Country) -> list[str]:
    """A sentence for each share."""
    return [_line(one) for one in country.least]


def share_words(share: float) -> str:
    """A share that was asked for, with a digit behind the point where it has one."""
    return percent(share, 0 if round(100 * share, 6).is_integer() else 1)


def _line(one: TripShare) -> str:
    values = {"share": share_words(one.share), "usd": one.usd, "least": one.bound_usd}
    if one.bound_usd is None and one.refused:
        return _("{share} of the trips between towns: no stations that keep the rules make so many possible.", **values)
    if one.bound_usd is None:
        return _("{share} of the trips between towns: no stations make so many possible.", **values)
    if one.usd is None:
        return _(
            "{share} of the trips between towns: no plan was found in time; none is possible for less than {least:money_least}.",
            **values,
        )
    if one.usd <= 0:
        return _("{share} of the trips between towns need no new station.", **values)
    if one.usd - one.bound_usd <= ROUNDING * one.usd:
        return _(
            "{share} of the trips between towns take {usd:money_least} on the roads, and no less.",
            share=values["share"],
            usd=one.bound_usd,
        )
    return _(
        "{share} of the trips between towns take {usd:money} on the roads; no plan for less than {least:money_least} makes so many possible.",
        **values,
    )


def _cells(one: TripShare) -> list[str]:
    if one.bound_usd is None:
        return [_unreachable(one), "", ""]
    least = _("{usd:money_least}", usd=one.bound_usd)
    if one.usd is None:
        return [_("none found in time"), least, ""]
    return [_("{usd:money}", usd=one.usd), least, number(one.stations)]


def _unreachable(one: TripShare) -> str:
    if one.refused:
        return _("no stations that keep the rules make so many possible")
    return _("no stations make so many possible")


def _cents(usd: float | None) -> float | None:
    return None if usd is None else round(usd, 2)
