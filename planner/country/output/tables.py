"""Tables of a country: rows for programs as CSV."""

from collections.abc import Callable
from pathlib import Path

import pandas as pd

from planner.country.accounts import ROADS_NAME
from planner.country.output import words
from planner.country.output.along_roads import TABLE as ALONG
from planner.country.output.along_roads import along_rows
from planner.country.output.phases import Rows, phase_rows
from planner.country.output.plugs import ROAD_PLUGS
from planner.country.output.reader_names import names_for_reader
from planner.country.output.trip_shares import share_rows
from planner.country.output.world_sites import TABLE, everywhere_rows, plan_site_rows
from planner.country.output.worlds import world_rows
from planner.country.result import CITY, ROADS, Country
from planner.country.roads.station import EXISTING
from planner.output.shared.csv_file import write_csv
from planner.support.amounts import Side, rounded
from planner.support.csv_dialects import CsvDialect
from planner.support.speech import told


def sharing_rows(country: Country) -> Rows:
    """A row for each city and the roads."""
    names = names_for_reader(country)
    return [
        {
            "name": one.name,
            "label": names.town(words.asker_words(one)),
            "kind": one.kind,
            "region": one.region,
            "region_label": names.region(one.region),
            "cost_usd": round(one.cost_usd, 2),
            "share_usd": round(one.share_usd, 2),
            "new_sites": one.new_sites,
            "upgraded_sites": one.upgraded_sites,
            "plugs_added": one.chargers,
            "asked_kwh_per_day": round(words.total(one.asked_kwh), 3),
            "served_today_kwh_per_day": None
            if one.kind == ROADS and not country.stations_given
            else round(words.total(one.before_kwh), 3),
            "served_kwh_per_day": round(words.total(one.served_kwh), 3),
            "value": round(one.value, 3),
            "bound": rounded(one.bound, 3, Side.MOST),
            "with_next_usd": round(one.next_usd, 2),
            "folder": one.folder,
            "left_out": None if one.failed is None else told(one.failed),
        }
        for one in country.askers
    ]


def curve_rows(country: Country) -> Rows:
    """A row for each sum that somebody was planned for."""
    return [
        {
            "name": one.name,
            "usd": row.usd,
            f"value_{country.unit}_per_day": round(row.value, 3),
            f"bound_{country.unit}_per_day": rounded(row.bound, 3, Side.MOST),
        }
        for one in country.askers
        for row in one.curve
    ]


def station_rows(country: Country) -> Rows:
    """A row for each station on a road, the new ones first."""
    seasons, names = [one.name for one in country.seasons], names_for_reader(country)
    everywhere = {one.id for one in country.worlds.everywhere.get(ROADS_NAME, ())}
    return [
        {
            "station_id": one.id,
            "rank": one.rank or None,
            "stage": one.stage or None,
            "in_all_worlds": one.id in everywhere if country.worlds.plays and one.rank else None,
            "build_year": one.year or None,
            "status": one.status,
            "name": one.name,
            "label": names.place(one.name),
            "standing_names": "; ".join(one.stands) or None,
            "road": one.road,
            "road_label": names.road(one.road),
            "region": one.region,
            "region_label": names.region(one.region),
            "country": one.country,
            "lon": round(one.lon, 6),
            "lat": round(one.lat, 6),
            "approximate": one.approximate,
            **{f"guns_{family}": int(one.guns.get(family, 0)) for family in ROAD_PLUGS},
            **{f"standing_{family}": int(one.standing.get(family, 0)) for family in ROAD_PLUGS},
            "cabinets": " + ".join(f"{kind.count} {kind.kind}" for kind in one.cabinets),
            "kw_a_gun": one.kw,
            "grid_kw": one.grid_kw,
            "cost_usd": round(one.cost_usd, 2),
            "cabinets_usd": round(one.cabinets_usd, 2),
            "ground_works_usd": round(one.ground_usd, 2),
            "grid_usd": round(one.grid_usd, 2),
            "so_far_usd": round(one.so_far_usd, 2) if one.rank else None,
            "so_far_kwh_per_day": None if one.so_far_kwh is None else round(one.so_far_kwh, 3),
            "so_far_trips_share": None if one.so_far_trips is None else round(one.so_far_trips, 5),
            "sold_kwh_per_day": round(one.sold_kwh, 3),
            **{f"sold_{name}_kwh_per_day": round(one.kwh_per_day.get(name, 0.0), 3) for name in seasons},
        }
        for one in (*country.built, *(one for one in country.stations if one.status == EXISTING))
    ]


def trip_rows(country: Country) -> Rows:
    """A row for each season."""
    return [
        {
            "season": one.name,
            "days": one.days,
            "trips_per_day": round(one.asked, 4),
            "without_charging": round(one.without, 4),
            "possible_today": round(one.today, 4),
            "possible_with_plan": round(one.plan, 4),
            "never_possible": round(one.never, 4),
            "without_a_way": round(one.no_way, 4),
        }
        for one in country.seasons
    ]


def gap_table(country: Country) -> Rows:
    """A row for each road and plug, or norm."""
    return [
        {
            "road": one.road,
            "road_km": round(one.km, 1),
            "what": one.what,
            "gap_today_km": round(one.today_km, 1) if country.stations_given else None,
            "gap_km": round(one.plan_km, 1),
            "gap_from": one.between[0],
            "gap_to": one.between[1],
            "other_way": one.other_way if one.limit_km is None else None,
            "limit_km": one.limit_km,
            "kept_today": one.kept(one.today_km) if country.stations_given else None,
            "kept": one.kept(one.plan_km),
            "binding": None if one.own is None else country.norms[one.own].binding,
        }
        for one in country.gaps
    ]


def town_rows(country: Country) -> Rows:
    """A row for each town."""
    names = names_for_reader(country)
    return [
        {
            "name": one.name,
            "label": names.town(one.name),
            "region": one.region,
            "region_label": names.region(one.region),
            "country": one.country,
            "lon": round(one.lon, 6),
            "lat": round(one.lat, 6),
            "population": round(one.population),
            "charger_km_today": None if one.km_today is None else round(one.km_today, 1),
            "charger_km": None if one.km_plan is None else round(one.km_plan, 1),
        }
        for one in country.towns
    ]


TABLES: dict[str, Callable[[Country], Rows]] = {
    "sharing.csv": sharing_rows,
    "curves.csv": curve_rows,
    "road_stations.csv": station_rows,
    "phases.csv": phase_rows,
    "trips.csv": trip_rows,
    "trip_shares.csv": share_rows,
    "gaps.csv": gap_table,
    ALONG: along_rows,
    "towns.csv": town_rows,
    "worlds.csv": world_rows,
    TABLE: plan_site_rows,
    "no_regret.csv": everywhere_rows,
}
"""Tables by file name; one without a row is not written."""


def asked_tables(*, roads: bool, phases: bool, worlds: bool) -> set[str]:
    """Names of the tables that a country with these can have."""
    only_with = {
        **dict.fromkeys(("road_stations.csv", "trips.csv", "trip_shares.csv", "gaps.csv", ALONG), roads),
        "phases.csv": phases,
        **dict.fromkeys(("worlds.csv", TABLE, "no_regret.csv"), worlds),
    }
    return {name for name in TABLES if only_with.get(name, True)}


WHOLE = ("rank", "stage", "build_year", "stations")
"""Columns of whole numbers that some rows have none of."""


def frame_of(rows: Rows) -> pd.DataFrame:
    """Rows as a table, whole numbers as such where some rows have none."""
    table = pd.DataFrame(rows)
    return table.astype({one: "Int64" for one in WHOLE if one in table})


def write_tables(country: Country, folder: Path, dialect: CsvDialect = CsvDialect.INTERNATIONAL) -> list[str]:
    """Write every table that has a row; returns their names."""
    written = []
    for name, rows_of in TABLES.items():
        rows = rows_of(country)
        if rows:
            write_csv(frame_of(rows), folder / name, dialect)
            written.append(name)
    return written


def by_region(country: Country) -> Rows:
    """Money, stations and plugs by region."""
    families = [family for family in ROAD_PLUGS if any(one.guns.get(family) for one in country.built)]
    regions = sorted({one.region for one in country.cities} | {one.region for one in country.built})
    abroad = {one.region: words.region_words(one) for one in country.built if one.abroad}
    out = []
    for region in regions:
        mine = [one for one in country.built if one.region == region]
        cities = [one for one in country.cities if one.kind == CITY and one.region == region]
        out.append(
            {
                "region": abroad.get(region, region),
                "usd": sum(one.cost_usd for one in mine) + sum(one.cost_usd for one in cities),
                "stations": len(mine),
                "sites": sum(one.new_sites for one in cities),
                "upgraded": sum(one.upgraded_sites for one in cities),
                "guns": {family: sum(one.guns.get(family, 0) for one in mine) for family in families},
            }
        )
    return out
