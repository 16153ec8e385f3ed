"""`datapackage.json` describes the tables that stand beside it: read by it alone, every cell is what it says."""

import csv
import dataclasses
import json

import pytest

from planner.output import write_all, write_one
from planner.output.shared.columns import DEMAND, SIMULATION, SITE
from planner.pipeline import make_plan
from planner.support.csv_dialects import CsvDialect
from tests.fixtures.dossier_fixture import make_dossier
from tests.fixtures.tiny_city import full_scenario, silent, tiny_city


def checked_tables(folder):
    """Rows by table, read as the package says; raises where a cell, a key or a column is not what it says."""
    package = json.loads((folder / "datapackage.json").read_text(encoding="utf-8"))
    tables = {}
    for resource in package["resources"]:
        delimiter = resource["dialect"]["delimiter"]
        with (folder / resource["path"]).open(encoding="utf-8-sig", newline="") as lines:
            head, *rows = csv.reader(lines, delimiter=delimiter)
        fields = resource["schema"]["fields"]
        assert head == [field["name"] for field in fields], resource["name"]
        tables[resource["name"]] = [
            {field["name"]: cast(cell, field) for field, cell in zip(fields, row, strict=True)} for row in rows
        ]
        key = resource["schema"].get("primaryKey", [])
        key = [key] if isinstance(key, str) else key
        keys = [tuple(row[name] for name in key) for row in tables[resource["name"]]]
        assert not key or len(set(keys)) == len(keys)
        for foreign in resource["schema"].get("foreignKeys", []):
            at = foreign["reference"]
            known = {row[at["fields"]] for row in tables[at["resource"]]}
            assert {row[foreign["fields"]] for row in tables[resource["name"]]} <= known
    return tables


def cast(cell, field):
    limits = field.get("constraints", {})
    if cell == "":
        assert not limits.get("required"), f"{field['name']} is empty"
        return None
    if field["type"] == "string":
        value = cell
    else:
        value = {"integer": int, "number": float}[field["type"]](cell.replace(field.get("decimalChar", "."), "."))
        assert value >= limits.get("minimum", value), field["name"]
    assert value in limits.get("enum", [value]), (field["name"], cell)
    return value


@pytest.fixture(scope="module")
def planned():
    played = {"run": True, "days": 2, "draws": 1}
    return make_plan(tiny_city(), full_scenario(simulation=played, demand={"samples": 20}), say=silent)


@pytest.mark.parametrize("dialect", CsvDialect)
@pytest.mark.parametrize("made", ["by hand", "planned"])
def test_every_table_is_what_the_package_says(made, dialect, planned, tmp_path):
    dossier = planned if made == "planned" else make_dossier()
    write_all(dossier, tmp_path / "out", dialect=dialect)
    tables = checked_tables(tmp_path / "out")
    assert set(tables) == {file.stem for file in (tmp_path / "out").glob("*.csv")}
    assert sum(row["cost_usd"] for row in tables["sites"]) == pytest.approx(dossier.sites["cost_usd"].sum())
    asked = sum(row["kwh_per_day"] for row in tables["demand"] if row["year"] == dossier.year)
    assert asked == pytest.approx(dossier.scorecard.total_demand_kwh, rel=1e-6)


def test_a_cell_that_is_not_what_it_says_is_found(tmp_path):
    write_all(make_dossier(), tmp_path / "out")
    file = tmp_path / "out" / "sites.csv"
    file.write_bytes(file.read_bytes().replace(b",proposed,", b",planned,", 1))
    with pytest.raises(AssertionError, match="status"):
        checked_tables(tmp_path / "out")


def test_every_column_has_a_meaning_and_units_where_it_is_a_figure(planned, tmp_path):
    write_all(planned, tmp_path / "out")
    package = json.loads((tmp_path / "out" / "datapackage.json").read_text(encoding="utf-8"))
    fields = [field for resource in package["resources"] for field in resource["schema"]["fields"]]
    assert len(package["resources"]) == 3
    for field in fields:
        assert len(field["description"]) > 3
        assert "_" not in field["title"]
        assert field["type"] != "number" or field.get("unit") or field["name"] == "guns", field["name"]
    assert {name.rpartition("_")[2] for name in (*SITE, *DEMAND, *SIMULATION)} >= {"usd", "kw", "min", "day"}
    assert all(column.unit == "USD" for name, column in SITE.items() if name.endswith("_usd"))
    assert all(
        column.unit == "kWh/day" for name, column in (SITE | DEMAND | SIMULATION).items() if "kwh_per_day" in name
    )


def test_a_name_in_any_script_gives_a_name_that_the_standard_takes(tmp_path):
    for name in ("Алматы 2028 & friends", "北京", ""):
        file = write_one(dataclasses.replace(make_dossier(side=3, roads=4), name=name), tmp_path / "datapackage.json")
        package = json.loads(file.read_text(encoding="utf-8"))
        assert package["name"].isascii()
        assert set(package["name"]) <= set("abcdefghijklmnopqrstuvwxyz0123456789-")
        assert package["name"].strip("-")
