"""A connector standard is one line in `geodata/connectors.py`: add one to a copy of the program and follow it to the map."""

import json
import os
import shutil
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from tests.conftest import ROOT

LINE = (
    '    FUTURE_DC = ("FUTURE_DC", "Plug of the future", Current.DC, PortFamily.GBT, '
    '(120.0, 600.0), ("future_dc",), (9001,), ("FUT plug",))\n'
)
BEFORE = "    CHAOJI = ("


@pytest.fixture(scope="module")
def copy(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The program with one line more, and a charger with the new plug in the catalogue."""
    folder = tmp_path_factory.mktemp("copy")
    for name in ("geodata", "planner", "configs"):
        shutil.copytree(ROOT / name, folder / name, ignore=shutil.ignore_patterns("*.pyc"))
    shutil.copy(ROOT / "tests" / "fixtures" / "tiny_city.py", folder)
    shutil.copy(ROOT / "tests" / "reference" / "new_connector_story.py", folder)
    code = folder / "geodata" / "connectors.py"
    text = code.read_text(encoding="utf-8")
    assert text.count(BEFORE) == 1
    code.write_text(text.replace(BEFORE, LINE + BEFORE), encoding="utf-8")
    chargers = folder / "configs" / "chargers.csv"
    rows = chargers.read_text(encoding="utf-8").splitlines()
    (like,) = [row for row in rows if row.startswith("dc_gbt_60,")]
    rows.append(like.replace("dc_gbt_60", "dc_future_60").replace("GBT_DC|GBT_DC", "FUTURE_DC|FUTURE_DC"))
    chargers.write_text("\n".join(rows) + "\n", encoding="utf-8")
    return folder


@pytest.fixture(scope="module")
def told(copy: Path) -> dict[str, Any]:
    """What the changed program says, in a process that sees it before any other."""
    done = subprocess.run(
        [sys.executable, "new_connector_story.py", str(copy)],
        cwd=copy,
        env=os.environ | {"PYTHONPATH": str(copy), "PYTHONUTF8": "1"},
        capture_output=True,
        text=True,
        encoding="utf-8",
        check=False,
    )
    assert done.returncode == 0, done.stderr[-3000:]
    return json.loads(done.stdout)


def test_one_line_is_all_that_the_code_needs(copy):
    changed = {
        file.relative_to(copy): file.read_text(encoding="utf-8").splitlines()
        for package in ("geodata", "planner")
        for file in (copy / package).rglob("*.py")
        if file.read_bytes() != (ROOT / file.relative_to(copy)).read_bytes()
    }
    assert set(changed) == {Path("geodata/connectors.py")}
    old = (ROOT / "geodata" / "connectors.py").read_text(encoding="utf-8").splitlines()
    assert [line for line in changed[Path("geodata/connectors.py")] if line not in old] == [LINE.rstrip()]


def test_the_copy_is_what_ran(copy, told):
    assert all(Path(file).is_relative_to(copy) for file in told["where"])


def test_every_source_reads_it_by_its_own_name_and_none_takes_it_for_unknown(told):
    assert told["read"] == {name: {"FUTURE_DC": 2} for name in ("ocpi", "ocm", "table", "osm")}
    assert not any("unknown plug" in kinds or "guessed power" in kinds for kinds in told["doubts"].values())


def test_four_sources_make_one_station_and_its_plugs_are_supply(told):
    assert told["stations"] == 1
    assert told["merged"] == told["supply"] == {"FUTURE_DC": 2}


def test_it_serves_drivers_of_its_family_today_and_more_of_it_is_bought(told):
    assert told["served_today"]["gbt_fast"] > 0
    assert told["served"]["gbt_fast"] > told["served_today"]["gbt_fast"]
    assert set(told["added"]) == {"FUTURE_DC"}
    assert told["added"]["FUTURE_DC"] > 0


def test_map_geojson_and_ocpi_show_it(told):
    assert told["label_on_the_map"] > 0
    assert told["standing"] == [{"FUTURE_DC": 2}]
    assert sum(one["FUTURE_DC"] for one in told["new"]) == told["added"]["FUTURE_DC"]
    assert told["again"] == {"FUTURE_DC": 2}
    assert told["proposed"] == told["added"]
