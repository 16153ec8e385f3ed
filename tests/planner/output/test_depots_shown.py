"""Bus depots in every output: the same figures, hostile names as text, and nothing at all without a timetable."""

import csv
import json
import shutil
from pathlib import Path

import geopandas as gpd
import pytest

from planner.checking import Inspection
from planner.cli.tables import show_plan
from planner.dossier.dossier import Dossier
from planner.network.locations import supply_rule
from planner.output import write_all
from planner.output.check.page import check_html
from planner.output.datapackage import datapackage
from planner.output.shared.columns import DEPOT
from planner.output.shared.inventory import inventory_rows
from planner.pipeline import make_plan
from tests.fixtures.dossier_fixture import HOSTILE
from tests.fixtures.planned_street import planned_street
from tests.fixtures.small_depots import TIMETABLE, city_with
from tests.fixtures.tiny_city import silent, tiny_scenario

NAME = HOSTILE[0] + HOSTILE[1] + HOSTILE[4]


@pytest.fixture(scope="module")
def folder(tmp_path_factory):
    out = tmp_path_factory.mktemp("depots") / "out"
    city = city_with((1, 5, 20, 100.0), (2, 5, 22, 300.0), name=NAME)
    write_all(make_plan(city, tiny_scenario(buses=TIMETABLE), say=silent), out)
    return out


def test_table_layer_map_report_and_summary_have_the_same_depot(folder):
    with (folder / "bus_depots.csv").open(encoding="utf-8-sig", newline="") as lines:
        (row,) = csv.DictReader(lines)
    assert list(row) == list(DEPOT)
    told = json.loads((folder / "summary.json").read_text(encoding="utf-8"))["studies"]["depots"]
    layer = gpd.read_file(folder / "plan.gpkg", layer="bus_depots")
    kwh = 400 * 1.25 / 0.95
    assert float(row["kwh_per_day"]) == pytest.approx(kwh)
    assert told["total"]["kwh_per_day"] == pytest.approx(kwh)
    assert layer["kwh_per_day"].tolist() == pytest.approx([kwh])
    assert (layer.geometry.x.round(6) == layer["lon"]).all()
    assert "526 kWh" in (folder / "report.html").read_text(encoding="utf-8")
    package = json.loads((folder / "datapackage.json").read_text(encoding="utf-8"))
    assert [one["path"] for one in package["resources"]][-1] == "bus_depots.csv"


def test_a_hostile_name_is_text_everywhere(folder):
    for file in ("report.html", "map.html"):
        page = (folder / file).read_text(encoding="utf-8")
        assert HOSTILE[0] not in page
        assert HOSTILE[4] not in page
        assert "window.hacked = 1" in page
    layer = gpd.read_file(folder / "plan.gpkg", layer="bus_depots")
    assert layer["depot"].tolist() == [NAME]


def test_a_plan_without_a_timetable_says_nothing_of_depots_and_removes_an_old_table(folder, tmp_path):
    plain = planned_street()
    shutil.copytree(folder, tmp_path, dirs_exist_ok=True)
    assert (tmp_path / "bus_depots.csv").exists()
    (tmp_path / "depots.csv").write_text("the user's own", encoding="utf-8")
    write_all(plain, tmp_path)
    assert not (tmp_path / "bus_depots.csv").exists()
    assert (tmp_path / "depots.csv").read_text(encoding="utf-8") == "the user's own"
    assert "depots" not in plain.studies
    assert "Bus depot" not in (tmp_path / "map.html").read_text(encoding="utf-8").split("</script>")[-1]
    assert [one["name"] for one in datapackage(plain)["resources"]] == ["sites", "demand"]


def test_the_check_has_them_too(tmp_path):
    city, scenario = city_with((1, 5, 20, 100.0), name=NAME), tiny_scenario(buses=TIMETABLE)
    from planner.demand.depots import depots_of

    seen = Inspection(
        scenario, city, {}, city.sources, city.assumptions, no_service="x", depots=depots_of(city, scenario)
    )
    rows = inventory_rows(city.stations, city.boundary, supply_rule(scenario))
    page = check_html(seen, rows)
    assert "Bus depots, apart from the public" in page
    assert HOSTILE[0] not in page
    assert seen.as_dict()["depots"]["total"]["buses"] == 1


def test_a_plan_prints_its_depots_as_the_check_does(folder, capsys):
    dossier = Dossier.load(folder)
    show_plan(dossier, folder)
    printed = capsys.readouterr().out
    row = dossier.studies["depots"]["rows"][0]
    (line,) = [line for line in printed.splitlines() if line.strip().startswith("all depots")]
    cells = line.replace("\u202f", "").split()[2:]
    assert cells[:2] == [str(row["buses"]), f"{row['km_per_day']:.0f}"]
    assert "apart from the public's demand" in printed


def test_a_plan_without_a_timetable_prints_nothing_of_depots(capsys):
    show_plan(planned_street(), Path("out"))
    assert "depot" not in capsys.readouterr().out
