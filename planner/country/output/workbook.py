"""`country.xlsx`: the tables of a country in words."""

from collections.abc import Mapping
from pathlib import Path

from planner.country.output import today_words, words
from planner.country.output.along_roads import along_sheet
from planner.country.output.phases import phase_sheet
from planner.country.output.reader_names import named_for_reader
from planner.country.output.station_sheet import station_sheet
from planner.country.output.stopped_words import stopped_sheet
from planner.country.output.trip_shares import share_sheet
from planner.country.output.world_sites import plan_site_sheet
from planner.country.output.worlds import world_sheet
from planner.country.result import ROADS, Country
from planner.country.roads.gap import RoadGap
from planner.output.shared.assumed_sheet import assumptions_sheet
from planner.output.shared.sheets import PLAIN, USUAL, Heading, Sheet, sums_of, write_book
from planner.support.speech import _, told, within


def write_workbook(country: Country, path: Path) -> None:
    """Write `country.xlsx`; every text is stored as text."""
    write_book([sheet for sheet in _sheets(named_for_reader(country)) if sheet.rows], path)


def _sheets(country: Country) -> list[Sheet]:
    one_digit = "#,##0.0"
    trips = Sheet(
        within("sheet of a country", "Trips"),
        tuple(
            Heading(title, one_digit if at else PLAIN)
            for at, title in enumerate(
                (_("Season"), _("Trips a day"), _("Need no charger"), _("Possible today"), _("Possible with the plan"))
            )
        ),
        [
            [
                words.season_heads(one.name),
                one.asked,
                one.without,
                today_words.or_not_given(country, one.today),
                one.plan,
            ]
            for one in country.seasons
        ],
    )
    gaps = Sheet(
        _("Gaps"),
        (
            *(
                Heading(title, USUAL)
                for title in (
                    _("Road"),
                    _("Length, km"),
                    _("Plug or norm"),
                    _("Gap today, km"),
                    _("Gap with the plan, km") if country.stations_given else _("With the plan at most, km"),
                    _("Gap with the plan from"),
                    _("Gap with the plan to"),
                )
            ),
            Heading(_("Note"), prose=True),
        ),
        [
            [
                one.road,
                one.km,
                gap_words(one),
                today_words.or_not_given(country, one.today_km),
                one.plan_km,
                *one.between,
                words.other_way() if one.other_way else None,
            ]
            for one in country.gaps
        ],
    )
    towns = Sheet(
        _("Towns"),
        tuple(
            Heading(title, USUAL)
            for title in (
                _("Town"),
                _("Region"),
                _("People"),
                _("Nearest charger today, km"),
                _("With the plan, km") if country.stations_given else _("With the plan at most, km"),
            )
        ),
        [
            [
                one.name,
                one.region,
                one.population,
                today_words.reach_today(country, one) if one.km_today is None else one.km_today,
                today_words.reach_plan(country, one) if one.km_plan is None else one.km_plan,
            ]
            for one in country.towns
        ],
    )
    data = Sheet(_("Data"), (Heading(_("Data"), prose=True),), [[told(line)] for line in country.attribution])
    return [
        stopped_sheet(country),
        _money_sheet(country),
        station_sheet(country),
        phase_sheet(country),
        trips,
        share_sheet(country),
        gaps,
        along_sheet(country),
        towns,
        world_sheet(country),
        plan_site_sheet(country),
        assumptions_sheet(country.assumptions),
        data,
    ]


def _money_sheet(country: Country) -> Sheet:
    rows = [
        [
            words.asker_words(one),
            one.region,
            one.cost_usd,
            one.new_sites,
            *([one.upgraded_sites] if country.cities else []),
            one.chargers,
            words.total(one.asked_kwh),
            words.total(one.before_kwh)
            if one.kind != ROADS or country.stations_given
            else today_words.served_before(country, one),
            words.total(one.served_kwh),
            None if one.failed is None else told(one.failed),
        ]
        for one in country.askers
    ]
    headings = (
        Heading(_("City or roads") if country.cities else within("heading", "Roads")),
        Heading(_("Region")),
        Heading(_("Money spent, USD")),
        Heading(_("New stations")),
        *([Heading(_("Upgraded stations"))] if country.cities else []),
        Heading(_("Plugs added")),
        Heading(_("Asked, kWh a day")),
        Heading(_("Served today")),
        Heading(_("Served with the plan")),
        Heading(_("Left out, because"), prose=True),
    )
    of_energy = 3 if country.cities and country.on_roads is not None else 0  # of the design day and of a mean day
    return Sheet(_("Money"), headings, rows, sums_of(rows, range(2, len(headings) - 1 - of_energy)))


def gap_words(gap: RoadGap) -> str:
    """Plug or norm of a gap."""
    if gap.own is not None:
        return gap.what
    known: Mapping[str, str] = {"afir": "AFIR", "nevi": "NEVI"}
    return known.get(gap.what) or words.plug_words(gap.what)
