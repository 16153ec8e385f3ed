"""A site of a plan has one number, the same in every output of one run."""

import csv
import json
import re
import sqlite3
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest

from planner.dossier.dossier import Dossier
from planner.output import write_all
from planner.output.webmap.layers import sites
from planner.pipeline import make_plan
from tests.fixtures.crowded_street import CROWD
from tests.fixtures.tiny_city import full_scenario, silent, tiny_city


@pytest.fixture(scope="module", params=["energy", "cost", "distance"])
def run(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> tuple[Dossier, Path]:
    keys = {"objective": request.param, **({} if request.param == "energy" else {"coverage": 0.3})}
    scenario = full_scenario(plan={"budget_usd": 300_000, "max_drive_min": 5, **keys}, demand={"samples": 0})
    dossier = make_plan(tiny_city(CROWD), scenario, say=silent)
    folder = tmp_path_factory.mktemp("run") / "out"
    write_all(dossier, folder)
    return dossier, folder


def numbered(rows: Any, site: str = "site_id", rank: str = "rank") -> dict[str, int]:
    return {row[site]: int(row[rank]) for row in rows if row.get(rank) not in (None, "")}


def test_every_file_numbers_the_sites_alike(run: tuple[Dossier, Path]) -> None:
    dossier, folder = run
    steps = dossier.studies["order"]["steps"]
    ranks = numbered(steps)
    assert sorted(ranks.values()) == list(range(1, len(ranks) + 1))
    assert len(ranks) >= 2
    read = {
        name: (folder / name).read_text(encoding="utf-8-sig") for name in ("plan.json", "plan.geojson", "sites.csv")
    }
    filed = json.loads(read["plan.json"])
    columns = filed["sites"]["columns"]
    assert numbered(dict(zip(columns, row, strict=True)) for row in zip(*columns.values(), strict=True)) == ranks
    assert numbered(filed["studies"]["reasons"]["sites"]) == ranks
    assert numbered(one["properties"] for one in json.loads(read["plan.geojson"])["features"]) == ranks
    assert numbered(csv.DictReader(read["sites.csv"].splitlines())) == ranks
    with closing(sqlite3.connect(folder / "plan.gpkg")) as layers:
        layers.row_factory = sqlite3.Row
        assert numbered(dict(row) for row in layers.execute("SELECT site_id, rank FROM sites")) == ranks
    locations = json.loads((folder / "ocpi_locations.json").read_text(encoding="utf-8"))
    planned = [one["id"] for one in locations]
    assert [ranks[one["id"]] for one in locations] == [one["evplan"]["rank"] for one in locations]
    assert planned == sorted(planned, key=ranks.__getitem__)


def test_map_and_report_show_the_same_number(run: tuple[Dossier, Path]) -> None:
    dossier, folder = run
    ranks = numbered(dossier.studies["order"]["steps"])
    report = (folder / "report.html").read_text(encoding="utf-8")
    listed = report[report.index('<section id="annex-sites"') : report.index('<section id="annex-service"')]
    rows = re.findall(r'<td class="rank">(\d+).*?</tr>', listed, flags=re.DOTALL)
    assert [int(one) for one in rows] == sorted(ranks.values())
    for site, rank in ranks.items():
        (row,) = (
            one
            for one in re.findall(r"<tr>.*?</tr>", listed, flags=re.DOTALL)
            if re.search(rf"· {re.escape(site)}(?: ·|<)", one)
        )
        assert f'<td class="rank">{rank}<' in row
    shown = sites(dossier, ("proposed", "upgrade"))["features"]
    assert numbered(one["properties"] for one in shown) == ranks


def test_no_output_speaks_of_a_second_number(run: tuple[Dossier, Path]) -> None:
    _, folder = run
    for path in folder.iterdir():
        assert b"build_order" not in path.read_bytes(), path.name
        assert b"value_rank" not in path.read_bytes(), path.name
