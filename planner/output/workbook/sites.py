"""Sheets of the sites, of why each is there, and of what is to be built, proposed ones first."""

from collections.abc import Iterator, Mapping
from typing import Any

import pandas as pd

from planner.dossier.dossier import Dossier
from planner.output.shared.beginning_words import fate_words
from planner.output.shared.chargers import charger_words, chargers_words, guns_of, listed
from planner.output.shared.coded import COLUMNS, YES_NO, coded
from planner.output.shared.columns import flat_column
from planner.output.shared.earlier_plan import earlier_counts, grown_marks
from planner.output.shared.places import kind_words, streets_at
from planner.output.shared.sheets import PLAIN, Heading, Sheet
from planner.output.shared.sites_table import flat_sites, ranked
from planner.output.shared.words import plugs_text
from planner.support.frames import plain
from planner.support.speech import _, plural, told, within

STREET = "street"
ORIGIN = "earlier_plan"
"""Of a plan that grew: whether the site is of the plan it grew from."""
LOST = "lost_kwh_per_day"
"""KWh as they are sold, the report's figure; the weighted one of `sites.csv` stands beside it."""
_FIRST = ("rank", "label", "status", ORIGIN, "district", "kind", STREET, "chargers", "power_kw", "cost_usd")
_LATER = (
    "utilisation",
    LOST,
    "marginal_value",
    "build_year",
    "built_by_year",
    "land_status",
    "connection_status",
    "access",
)
_LAST = ("name", "operator", "lon", "lat", "site_id", "ocpi_station_id", "rank_equal_from", "rank_equal_to")
REASONS = ("reason", "why")
_OF_PHASES = ("build_year", "built_by_year")
_SUMMED = ("power_kw", "cost_usd")
_SUMMED_STARTS = ("plugs_", "existing_plugs_", "served_")


def sites_sheet(dossier: Dossier) -> Sheet:
    """One row a site, with the figures that `sites.csv` has, in the order in which people ask; sentences are in `reasons_sheet`."""
    table = flat_sites(dossier)
    table["chargers"] = [chargers_words(cell) for cell in ranked(dossier)["chargers"]]
    table["kind"] = [kind_words(str(kind)) for kind in table["kind"]]
    for name in COLUMNS:
        table[name] = pd.Series([coded(name, plain(cell)) for cell in table[name]], index=table.index, dtype=object)
    table[STREET] = _streets(dossier)
    table[LOST] = _lost(dossier)
    if marks := grown_marks(dossier):
        table[ORIGIN] = [marks.get(str(site)) for site in table["site_id"]]
    order = _order(list(table.columns), phased=bool(table["build_year"].notna().any()))
    rows = [[plain(cell) for cell in row] for row in table[order].itertuples(index=False, name=None)]
    total = [
        sum(row[at] or 0 for row in rows) if name in _SUMMED or name.startswith(_SUMMED_STARTS) else None
        for at, name in enumerate(order)
    ]
    total[1] = plural("All {n:number} site", "All {n:number} sites", len(rows))
    return Sheet(within("sheet", "Sites"), tuple(_heading(name) for name in order), rows, total, frozen=2, pages_wide=3)


def _heading(name: str) -> Heading:
    own = {
        STREET: lambda: _("Nearest street"),
        LOST: lambda: _("Lost without it, kWh/day"),
        ORIGIN: lambda: _("Earlier plan"),
    }
    return Heading(own[name]()) if name in own else Heading.of(flat_column(name), name=name)


def _lost(dossier: Dossier) -> list[float | None]:
    """KWh a day lost without the new chargers of each site, in reading order."""
    found = {
        str(one["site_id"]): one.get("marginal_kwh") for one in dossier.studies.get("reasons", {}).get("sites", ())
    }
    return [found.get(str(site)) for site in ranked(dossier)["site_id"]]


def _streets(dossier: Dossier) -> list[str | None]:
    """Streets of the sites in reading order."""
    found = dict(zip(dossier.sites["site_id"], streets_at(dossier), strict=True))
    return [found[site] for site in ranked(dossier)["site_id"]]


def _order(names: list[str], *, phased: bool) -> list[str]:
    """All columns of the table, those of phases only where there are any."""
    plugs, standing, served = ([name for name in names if name.startswith(start)] for start in _SUMMED_STARTS)
    order = (*_FIRST, *plugs, *standing, "served_kwh_per_day", *served, *_LATER, *_LAST)
    left_out = () if phased else _OF_PHASES
    return [name for name in dict.fromkeys((*order, *names)) if name in names and name not in (*left_out, *REASONS)]


def reasons_sheet(dossier: Dossier) -> Sheet:
    """Why each site is there and what limits it, in sentences."""
    named = ("rank", "label", "status", "district", *REASONS, "site_id")
    table = flat_sites(dossier)[list(named)]
    headings = tuple(Heading.of(flat_column(name), name=name, prose=name in REASONS) for name in named)
    rows = [
        [_cell(name, cell) for name, cell in zip(named, row, strict=True)]
        for row in table.itertuples(index=False, name=None)
    ]
    return Sheet(within("sheet", "Reasons"), headings, rows, frozen=2)


def _cell(name: str, cell: Any) -> Any:
    shown = coded(name, plain(cell))
    return told(shown) if name in REASONS and shown else shown


def _charger_headings(*, grown: bool) -> tuple[Heading, ...]:
    """Of the sheet of what is to be ordered."""
    return (
        Heading(_("Rank")),
        Heading(_("Site")),
        Heading(_("Status")),
        Heading(_("District")),
        Heading(_("Nearest street")),
        Heading(_("Charger, or work on a standing gun")),
        Heading(_("Id in the catalogue")),
        Heading(_("Plugs of each")),
        Heading(_("Power of each, kW"), PLAIN),
        Heading(within("how many", "Number")),
        Heading(_("Power of all, kW")),
        Heading(_("Cars at once")),
        Heading(_("Site id")),
        *((Heading(_("Of these in the earlier plan")),) if grown else ()),
    )


def chargers_sheet(dossier: Dossier) -> Sheet:
    """One row for each kind of charger at each site: what to order."""
    streets = dict(zip(dossier.sites["site_id"], streets_at(dossier), strict=True))
    before = earlier_counts(dossier)
    rows = [_order_row(site, one, streets[site["site_id"]]) for site, one in _built(dossier)]
    if before is not None:
        rows = [[*row, before.get((row[12], row[6]), 0)] for row in rows]
    sums = [sum(row[at] for row in rows) for at in range(9, 12)]
    total = [None, _("All orders"), *[None] * 7, *sums, None]
    total += [] if before is None else [sum(row[13] for row in rows)]
    return Sheet(within("sheet", "Chargers"), _charger_headings(grown=before is not None), rows, total, frozen=2)


def _order_row(site: Mapping[str, Any], one: Mapping[str, Any], street: str | None) -> list[Any]:
    rank, count, power_kw = plain(site["rank"]), int(one["count"]), float(one["power_kw"])
    return [
        None if rank is None else int(rank),
        site["label"],
        coded("status", site["status"]),
        plain(site["district"]),
        street,
        charger_words(one),
        one["type"],
        plugs_text(one["connectors"]) or None,
        power_kw,
        count,
        power_kw * count,
        guns_of(one) * count,
        site["site_id"],
    ]


def _built(dossier: Dossier) -> Iterator[tuple[dict[str, Any], Mapping[str, Any]]]:
    for row in ranked(dossier).to_dict("records"):
        for one in listed(row["chargers"]):
            yield {str(name): cell for name, cell in row.items()}, one


def beginning_sheet(dossier: Dossier) -> Sheet | None:
    """One row a site: whether it is in the first half of the order, and what becomes of it under more money; None where that was not studied."""
    found = dossier.studies.get("beginning")
    if not found:
        return None
    called = dict(zip(*(flat_sites(dossier)[name] for name in ("site_id", "label")), strict=True))
    rows = [
        [
            one["rank"],
            called.get(one["site_id"], one["name"]),
            one["district"],
            YES_NO["yes" if one["first_half"] else "no"](),
            *(fate_words(one["at"].get(str(row["times"]), "")) for row in found["larger"]),
            one["site_id"],
        ]
        for one in found["sites"]
    ]
    headings = (
        Heading(_("Rank")),
        Heading(_("Site")),
        Heading(_("District")),
        Heading(_("In the first half of the order")),
        *(Heading(_("With {usd:money}", usd=row["budget_usd"]), prose=True) for row in found["larger"]),
        Heading(_("Site id")),
    )
    return Sheet(within("sheet", "More money"), headings, rows, frozen=2)
