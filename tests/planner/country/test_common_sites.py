"""Sites that the plans of all worlds build: named, with their places, and those told that the plan lacks which is on the map."""

import re
from dataclasses import replace
from pathlib import Path

import pandas as pd

from planner.country.output.country_map import map_data, map_html
from planner.country.output.drawn_map import country_map
from planner.country.output.reader_names import named_for_reader
from planner.country.output.report import report_html
from planner.country.output.tables import write_tables
from planner.country.output.workbook import write_workbook
from planner.country.output.worlds import lines, world_sheet
from planner.country.result import Country, RoadTown
from planner.country.world_play import CommonSite, CountryWorlds, PlanSite, WorldPlan, WorldPlay
from planner.support.speech import speaking
from tests.fixtures.country_fixture import made_country


def _country() -> Country:
    everywhere = {
        "roads": (
            CommonSite("Talas 67 km SE", 71.7, 42.1, here=True, name="Talas 67 km SE"),
            CommonSite("Talas 130 km W", 70.6, 42.5, here=False, name="Talas 130 km W"),
        ),
        "Alpha": (CommonSite("s1", 76.9, 43.2, here=True), CommonSite("s2", 76.8, 43.3, here=False)),
    }
    plays, plans = (WorldPlay("gbt_heavy", "gbt_heavy", 1.0, 1.0),), (WorldPlan("gbt_heavy", {"roads": 1.0}, {}),)
    town = RoadTown(name="Talas", lon=72.2, lat=42.5, population=40_000.0, cyrillic="Талас")
    return made_country(worlds=CountryWorlds(plays, plans, None, everywhere), towns=(town,))


def test_they_are_named_where_to_find_each_is_told_and_what_this_plan_lacks() -> None:
    (said,) = [one for one in lines(named_for_reader(_country())) if "build 2 stations" in one]
    assert "begin there" not in said, "where to begin is told by the order of building alone"
    assert "order of building of this plan: within a stage those of them that it builds come first" in said
    assert "needed only where another of these plans is followed" in said
    assert "Talas, 67 km south-east; Talas, 130 km west (not in this plan: a dashed ring on the map)." in said
    assert "no_regret.csv with its longitude and latitude; 1 site in cities is not in this plan" in said
    with speaking("ru"):
        assert "Талас, 130 км к западу (нет в этом плане: пунктирное кольцо на карте)" in " ".join(
            lines(named_for_reader(_country()))
        )


def test_plans_that_are_one_are_said_to_be_so_and_no_site_is_called_right_for_it() -> None:
    country, site = _country(), PlanSite("roads", "p1", 71.7, 42.1, cabinets={"dc_dual_120": 2})
    plans = [WorldPlan(name, {"roads": 867_800.0}, {}, (site,)) for name in ("ccs2_heavy", "gbt_heavy")]
    richer = tuple(replace(site, id=name) for name in ("p2", "p3"))
    plans.append(WorldPlan("hedged", {"roads": 1_589_600.0}, {}, richer))
    alike = replace(country, worlds=replace(country.worlds, plans=tuple(plans)))
    said = " ".join(lines(named_for_reader(alike)))
    assert "are one and the same" in said, "whatever the hedged one builds"
    assert "are not given the same money, but $867\u202f800 to $1\u202f589\u202f600" in said
    assert "are right whichever" not in said
    plans[1] = replace(plans[1], sites=(replace(site, cabinets={"dc_dual_120": 1}),))
    apart = " ".join(lines(named_for_reader(replace(country, worlds=replace(country.worlds, plans=tuple(plans))))))
    assert "one and the same" not in apart
    assert "are right whichever" in apart


def test_each_plan_for_other_plugs_is_told_with_its_money_and_stations() -> None:
    site = PlanSite("roads", "p1", 71.7, 42.1)
    plan = WorldPlan("hedged", {"roads": 400_000.0, "Alpha": 100_000.0}, {}, (site, replace(site, id="p2")))
    country = made_country(worlds=CountryWorlds((WorldPlay("hedged", "gbt_heavy", 9.0, 10.0),), (plan,)))
    sheet = world_sheet(country)
    told = dict(zip([one.title for one in sheet.headings], sheet.rows[0], strict=True))
    assert (told["Money given, USD"], told["New and upgraded stations"]) == (500_000.0, 2)
    before, worlds = report_html(country).split('id="worlds"')
    assert "<th>money spent</th>" in before
    assert "<th>money given</th>" in worlds
    assert "<th>money</th>" not in before + worlds, "one heading for one thing"
    cells = re.findall(r"<td>(.*?)</td>", worlds)
    assert cells[3:5] == ["$500\u202f000", "2"]


def test_those_that_the_plan_lacks_are_drawn_apart_on_the_map_and_in_the_report() -> None:
    country, without = named_for_reader(_country()), made_country()
    (ring,) = map_data(country)["common"]
    assert (ring["name"], ring["lat"], ring["lon"]) == ("Talas, 130 km west", 42.5, 70.6)
    assert map_data(without)["common"] == []
    said = "Dashed ring: built in the plans of all worlds, not in this one."
    assert said in map_html(country)
    assert said not in map_html(without)
    told = "built in the plans of all worlds, not in this one"
    drawn, plain = (str(country_map(one, "winter")) for one in (country, without))
    assert drawn.count("stroke-dasharray") == plain.count("stroke-dasharray") + 2  # it and its key
    assert told in drawn
    assert told not in plain


def test_the_table_has_their_coordinates_and_which_the_plan_builds(tmp_path: Path) -> None:
    write_tables(_country(), tmp_path)
    table = pd.read_csv(tmp_path / "no_regret.csv")
    assert table[["lon", "lat"]].to_numpy().tolist() == [[71.7, 42.1], [70.6, 42.5], [76.9, 43.2], [76.8, 43.3]]
    assert table["in_this_plan"].tolist() == [True, False, True, False]


def test_the_table_has_plugs_size_and_cost_of_the_cheapest_station_that_a_plan_has_there(tmp_path: Path) -> None:
    write_tables(made_country(), tmp_path)
    table = pd.read_csv(tmp_path / "no_regret.csv").set_index("site_id")
    road = table.loc["p1"]
    assert (road["cheapest_in"], road["cost_usd"], road["grid_kw"]) == ("gbt_heavy", 50_000.0, 240.0)
    assert (road["guns_gbt"], road["guns_ccs2"], road["cabinets"]) == (2, 2, "2 dc_dual_120")
    assert table.loc["s1", "cabinets"] == "1 ac_22"


def test_the_stations_of_each_plan_stand_one_by_one_in_a_table_and_a_sheet_that_the_report_names(
    tmp_path: Path,
) -> None:
    country = made_country()
    write_tables(country, tmp_path)
    table = pd.read_csv(tmp_path / "world_stations.csv")
    assert table["plan"].unique().tolist() == ["ccs2_heavy", "gbt_heavy", "this", "hedged"]
    hedged = table[(table["plan"] == "hedged") & (table["part"] == "roads")]
    assert hedged[["site_id", "lon", "lat", "guns_gbt", "cost_usd"]].to_numpy().tolist() == [
        ["p1", 75.0, 43.1, 2, 80_000.0]
    ]
    assert table["in_this_plan"].all()
    write_workbook(country, tmp_path / "country.xlsx")
    sheet = pd.read_excel(tmp_path / "country.xlsx", sheet_name="Stations by plan", engine="openpyxl")
    assert sheet["Cost, USD"].dropna().tolist() == [100_000.0, 50_000.0, 100_000.0, 80_000.0]
    page = report_html(country)
    assert "world_stations.csv" in page
    assert "“Stations by plan”" in page
