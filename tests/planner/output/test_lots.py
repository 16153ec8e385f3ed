"""Lots for auction are the new sites of the plan, graded by what is settled and nothing else."""

import dataclasses
import itertools
import json

import geopandas as gpd
import openpyxl
import pandas as pd
import pytest

from geodata.sites import CONNECTION_STATUSES, LAND_STATUSES, SITE_ACCESSES
from planner.output import write_one
from planner.output.lots.lot import COLUMNS, GRADES, grade, lots
from planner.output.ocpi import proposals
from planner.support.frames import plain
from planner.support.speech import speaking
from tests.fixtures.dossier_fixture import make_dossier
from tests.fixtures.planned_street import planned_street


@pytest.fixture(scope="module")
def dossiers():
    return {"by hand": make_dossier(), "planned": planned_street()}


def test_a_lot_is_green_only_where_ground_grid_and_access_are_settled_and_says_what_is_missing():
    seen = set()
    for land, connection, access in itertools.product(LAND_STATUSES, CONNECTION_STATUSES, SITE_ACCESSES):
        site = {"land_status": land, "connection_status": connection, "access": access}
        found = grade(site, 240.0)
        seen.add(found.readiness)
        settled = land in ("municipal", "leased", "agreed") and connection in ("connected", "agreed")
        refused = land == "disputed" or connection == "refused"
        open_to_all = access in ("public", "permissive", "unknown")
        assert (found.readiness == "green") == (settled and open_to_all), site
        assert (found.readiness == "red") == refused, site
        assert ("Missing" in found.why) == (found.readiness != "green"), site
        assert ("240 kW" in found.why) == (connection not in ("connected", "agreed")), site
    assert seen == set(GRADES)


def test_a_word_of_a_table_that_nobody_knows_is_never_ready():
    found = grade({"land_status": "=1+1", "connection_status": "soon", "access": "public"}, 10.0)
    assert found.readiness == "yellow"
    assert "=1+1" in found.why
    assert "soon" in found.why


@pytest.mark.parametrize("made", ["by hand", "planned"])
def test_lots_are_the_new_sites_with_all_their_power_plugs_and_bays(made, dossiers):
    dossier = dossiers[made]
    new = dossier.sites[dossier.sites["status"] == "proposed"].set_index("site_id")
    found = {one["lot_id"]: one for one in lots(dossier)}
    assert set(found) == set(new.index)
    assert all(list(one) == list(COLUMNS) for one in found.values())
    assert {name: one["grid_kw"] for name, one in found.items()} == new["power_kw"].to_dict()
    guns = {one["id"]: len(one["evses"]) for one in proposals(dossier.sites)}
    assert {name: one["bays"] for name, one in found.items()} == {name: guns[name] for name in found}
    assert [one["rank"] for one in lots(dossier)] == sorted(one["rank"] for one in lots(dossier))
    for name, one in found.items():
        assert sum(int(part.split(" × ")[0]) for part in one["plugs"].split(", ")) == sum(
            new.loc[name, "connectors"].values()
        )


@pytest.mark.parametrize("made", ["by hand", "planned"])
def test_workbook_and_map_layer_hold_the_same_lots(made, dossiers, tmp_path):
    dossier, wanted = dossiers[made], list(lots(dossiers[made]))
    layer = gpd.read_file(write_one(dossier, tmp_path / "lots.geojson"))
    assert layer.crs == "EPSG:4326"
    assert layer["lot_id"].tolist() == [one["lot_id"] for one in wanted]
    assert [(one.x, one.y) for one in layer.geometry] == [(one["lon"], one["lat"]) for one in wanted]
    for name in ("place", "plugs", "readiness", "why", "bays", "grid_kw"):
        assert layer[name].tolist() == [one[name] for one in wanted], name
    book = openpyxl.load_workbook(write_one(dossier, tmp_path / "lots.xlsx"))
    assert book.sheetnames == ["Lots", "What it means"]
    head, *rows = [[cell.value for cell in row] for row in book["Lots"].iter_rows()]
    table = pd.DataFrame(rows[:-1], columns=head)
    for name in COLUMNS:
        if name != "build_year":
            assert [plain(cell) for cell in table[COLUMNS[name].titled]] == [one[name] for one in wanted], name
    assert dict(zip(head, rows[-1], strict=True))["Bays"] == sum(one["bays"] for one in wanted)


def test_hostile_names_are_text_in_both(tmp_path):
    dossier = make_dossier()
    sites = dossier.sites.assign(kind="user")
    dossier = dataclasses.replace(dossier, sites=sites)
    cells = [cell for row in openpyxl.load_workbook(write_one(dossier, tmp_path / "lots.xlsx"))["Lots"] for cell in row]
    formula = next(cell for cell in cells if str(cell.value).startswith("HYPERLINK("))
    assert formula.data_type == "s"
    assert not any(str(cell.value).startswith(("=", "<")) for cell in cells)
    told = json.loads(write_one(dossier, tmp_path / "lots.geojson").read_text(encoding="utf-8"))
    assert sum(one["properties"]["place"].startswith("script window.hacked = 1") for one in told["features"]) == 1


def test_a_plan_without_new_sites_has_no_lots_and_says_so(tmp_path):
    dossier = make_dossier()
    none = dataclasses.replace(dossier, sites=dossier.sites[dossier.sites["status"] != "proposed"])
    assert json.loads(write_one(none, tmp_path / "lots.geojson").read_text(encoding="utf-8"))["features"] == []
    assert openpyxl.load_workbook(write_one(none, tmp_path / "lots.xlsx"))["Lots"]["A2"].value == "All 0 lots"


def test_the_same_plan_gives_the_same_bytes(tmp_path):
    for ending in ("xlsx", "geojson"):
        first = write_one(make_dossier(), tmp_path / f"lots.{ending}").read_bytes()
        assert write_one(make_dossier(), tmp_path / f"lots.{ending}").read_bytes() == first


def test_the_power_that_is_asked_for_is_not_headed_as_spare_and_the_glossary_has_the_columns_of_the_sheet(tmp_path):
    with speaking("ru"):
        write_one(make_dossier(), tmp_path / "lots.xlsx")
    book = openpyxl.load_workbook(tmp_path / "lots.xlsx")
    lots_sheet, meant = book.worksheets
    heads = [cell.value for cell in lots_sheet[1]]
    assert not [one for one in heads if "вободная мощность" in one]
    words = [row[0].value for row in meant.iter_rows(min_row=2)]
    assert [one for one in words if one in heads] == heads, "every column of the sheet and no other, in its order"
