"""Sheets of figures: by district, by plug, costs, demand, and what all of it is assumed from."""

from typing import Any

from geodata.connectors import Connector
from planner.audit.scorecard import NO_DISTRICT
from planner.demand.occasions import Occasion
from planner.dossier.dossier import Dossier
from planner.output.shared.chargers import listed
from planner.output.shared.columns import DEMAND
from planner.output.shared.described import SHARE, YEAR
from planner.output.shared.reality import is_unknown
from planner.output.shared.result_tables import demand_table
from planner.output.shared.sheets import FORMATS, Heading, Sheet
from planner.output.shared.today import district_label
from planner.output.shared.words import (
    connector_label,
    family_label,
    need_words,
    part_words,
    share_of,
)
from planner.support.frames import plain
from planner.support.speech import _, within

_PERCENT = FORMATS[SHARE]


def _served_headings(dossier: Dossier) -> tuple[Heading, ...]:
    """Of the figures of `_served`."""
    if is_unknown(dossier.reality):
        today = (_("Served by stations on file, kWh/day"), _("Served by stations on file, %"))
    else:
        today = (_("Served today, kWh/day"), _("Served today, %"))
    return (
        Heading(_("Demand, kWh/day")),
        Heading(today[0]),
        Heading(_("Served with the plan, kWh/day")),
        Heading(_("Unserved with the plan, kWh/day")),
        Heading(today[1], _PERCENT),
        Heading(_("Served with the plan, %"), _PERCENT),
    )


def _nowhere(dossier: Dossier) -> str:
    """Of what lies in no district: all of it where no districts are given."""
    return district_label(NO_DISTRICT, alone=True) if dossier.districts.empty else _("(outside the districts)")


def _served(asked: float, today: float, planned: float) -> list[float | None]:
    return [asked, today, planned, max(0.0, asked - planned), share_of(today, asked), share_of(planned, asked)]


def districts_sheet(dossier: Dossier) -> Sheet:
    """One row a district: people, demand, what is served of it, and what is built there."""
    card, nothing = dossier.scorecard, dossier.do_nothing
    people = people_in(dossier)
    built: dict[str, list[float]] = {}
    for row in dossier.sites.to_dict("records"):
        chargers = sum(int(one["count"]) for one in listed(row["chargers"]))
        new = [row["status"] == "proposed", row["status"] == "upgrade", chargers, row["power_kw"], row["cost_usd"]]
        name = plain(row["district"]) or NO_DISTRICT
        built[name] = [float(a) + float(b) for a, b in zip(built.get(name, [0.0] * 5), new, strict=True)]
    names = sorted({*card.district_demand_kwh, *built}, key=lambda name: (name == NO_DISTRICT, name))
    rows: list[list[Any]] = []
    for name in names:
        asked, planned = (one.get(name, 0.0) for one in (card.district_demand_kwh, card.district_served_kwh))
        served = _served(asked, nothing.district_served_kwh.get(name, 0.0), planned)
        rows.append(
            [_nowhere(dossier) if name == NO_DISTRICT else name, people.get(name), *served, *built.get(name, [0.0] * 5)]
        )
    whole = _served(card.total_demand_kwh, nothing.total_served_kwh, card.total_served_kwh)
    sums = [sum(added[at] for added in built.values()) for at in range(5)]
    return Sheet(
        within("sheet", "By district"),
        (
            Heading(_("District")),
            Heading(_("People")),
            *_served_headings(dossier),
            Heading(_("New sites")),
            Heading(_("Upgraded stations")),
            Heading(_("Chargers")),
            Heading(_("Power added, kW")),
            Heading(_("Cost, USD")),
        ),
        rows,
        [_("All"), float(dossier.zones["population"].sum()), *whole, *sums],
    )


def people_in(dossier: Dossier) -> dict[str, float]:
    """People by district, and by `NO_DISTRICT` those of zones in none."""
    given = {str(name): float(count) for name, count in dossier.districts[["district", "population"]].to_numpy()}
    outside = [not plain(name) for name in dossier.zones["district"]]
    return {**given, NO_DISTRICT: float(dossier.zones.loc[outside, "population"].sum())}


def inlets_sheet(dossier: Dossier) -> Sheet:
    """One row for each inlet of vehicles and need: what their drivers ask for and get."""
    card, nothing = dossier.scorecard, dossier.do_nothing
    rows: list[list[Any]] = []
    for name, asked in card.demand_kwh.items():
        family, _sep, need = name.rpartition("_")
        served = _served(asked, nothing.served_kwh.get(name, 0.0), card.served_kwh.get(name, 0.0))
        rows.append([family_label(family), need_words(need), *served])
    whole = _served(card.total_demand_kwh, nothing.total_served_kwh, card.total_served_kwh)
    headings = (Heading(_("Drivers of vehicles with")), Heading(_("Want to charge")), *_served_headings(dossier))
    return Sheet(within("sheet", "By plug"), headings, rows, [_("All"), None, *whole])


def plugs_sheet(dossier: Dossier) -> Sheet:
    """One row for each standard of plugs: how many stand and how many are added."""
    card = dossier.scorecard
    rows: list[list[Any]] = []
    for name in sorted({*card.plugs_standing, *card.plugs_added}, key=connector_label):
        known = Connector.named(name)
        fits = family_label(known.family.value) if known and known.family else None
        stand, add = int(card.plugs_standing.get(name, 0)), int(card.plugs_added.get(name, 0))
        at = sum(name in row for row in dossier.sites["connectors"])
        rows.append([connector_label(name), known.current.value if known else None, fits, stand, add, stand + add, at])
    headings = (
        Heading(_("Plug")),
        Heading(_("Current")),
        Heading(_("For vehicles with")),
        Heading(_("Standing, counted as supply")),
        Heading(_("Added")),
        Heading(_("Together")),
        Heading(_("Sites that get it")),
    )
    return Sheet(
        within("sheet", "Plugs"),
        headings,
        rows,
        [_("All"), None, None, *(sum(row[at] for row in rows) for at in (3, 4, 5)), None],
    )


def phases_sheet(dossier: Dossier) -> Sheet:
    """One row a phase: money, what it builds, what is served when it is done; one row where all is built at once."""
    phases, card = dossier.studies.get("phases", {}).get("phases"), dossier.scorecard
    plan = dossier.configuration.get("plan", {})
    budget = plan.get("budget_usd") if isinstance(plan, dict) else None
    rows = [
        [row["year"], row["budget_usd"], row["money_so_far_usd"], row["spent_usd"], row["spent_so_far_usd"]]
        + [row[name] for name in ("new_sites", "upgraded_sites", "chargers_added", "chargers", "power_kw")]
        + [row["demand_kwh"], row["served_kwh"], row["coverage"]]
        for row in phases or ()
    ] or [
        [
            dossier.year,
            budget,
            budget,
            card.cost_usd,
            card.cost_usd,
            card.new_sites,
            card.upgraded_sites,
            card.chargers,
            card.chargers,
            card.power_kw_added,
            card.total_demand_kwh,
            card.total_served_kwh,
            card.coverage,
        ]
    ]
    headings = (
        Heading(_("Phase"), FORMATS[YEAR]),
        Heading(_("New money, USD")),
        Heading(_("Money so far, USD")),
        Heading(_("Spent in the phase, USD")),
        Heading(_("Spent so far, USD")),
        Heading(_("New sites so far")),
        Heading(_("Upgraded stations so far")),
        Heading(_("Chargers added in the phase")),
        Heading(_("Chargers so far")),
        Heading(_("Power added so far, kW")),
        Heading(_("Demand, kWh/day")),
        Heading(_("Served then, kWh/day")),
        Heading(_("Served then, %"), _PERCENT),
    )
    return Sheet(within("sheet", "Costs by phase"), headings, rows)


def parts_sheet(dossier: Dossier) -> Sheet:
    """What the money goes into, and what it costs a year."""
    card = dossier.scorecard
    rows = [[part_words(name), usd, share_of(usd, card.cost_usd)] for name, usd in card.cost_parts_usd.items() if usd]
    headings = (Heading(_("Part of the cost")), Heading(_("Cost, USD")), Heading(_("Share, %"), _PERCENT))
    return Sheet(within("sheet", "Costs by part"), headings, rows, [_("All"), card.cost_usd, None])


def demand_sheet(dossier: Dossier) -> Sheet:
    """Demand by year, district, inlet and need; zone by zone it stands in `demand.csv`."""
    table = demand_table(dossier)
    figures = ["kwh_per_day", *(one.value for one in Occasion if one in table)]
    keys = ["year", "district", "port_family", "need"]
    sums = (
        table.assign(district=[plain(cell) or NO_DISTRICT for cell in table["district"]])
        .groupby(keys, sort=True)[figures]
        .sum()
    )
    order = sorted(range(len(sums)), key=lambda at: (sums.index[at][0], sums.index[at][1] == NO_DISTRICT, at))
    sums = sums.iloc[order]
    rows = [
        [
            int(year),
            _nowhere(dossier) if district == NO_DISTRICT else district,
            family_label(family),
            need_words(need),
            *map(float, cells),
        ]
        for (year, district, family, need), cells in zip(sums.index, sums.to_numpy(), strict=True)
    ]
    headings = tuple(Heading.of(DEMAND[name]) for name in (*keys, *figures))
    return Sheet(within("sheet", "Demand"), headings, rows, frozen=2)
