"""Whose data the roads of a country are: stated by who has tables, told in every file that shows places, and asked for where it is missing."""

import json
import re
from pathlib import Path

from planner.country.config.country import load_country
from planner.country.run import country_into
from planner.support.stopping import Stopping
from tests.fixtures.command_line import run
from tests.fixtures.one_road_country import one_road_country
from tests.fixtures.tiny_city import silent

ONE_SUM = "[money]\nsums_usd = [300_000]\nrefine = 0\nnext_usd = 10_000\n"
SOURCE = "© OpenStreetMap contributors <b>ODbL</b>"


def _attribution(said: str) -> str:
    return f'attribution = "{said}"\n'


def test_the_source_of_road_tables_is_told_in_every_file_that_shows_places_and_never_as_markup(tmp_path: Path) -> None:
    file = one_road_country(
        tmp_path, roads=_attribution(SOURCE), head='name = "Made"\ncountry = "KG"\nbudget_usd = 300_000\n'
    )
    file.write_text(
        file.read_text("utf-8")
        + "[corridors.trips]\nev_share = 0.1\n[corridors.stations]\nevery_km = 60\nguns = [4]\n[compare]\nmixes = []\n"
        + ONE_SUM,
        "utf-8",
    )
    country_into(load_country(file), tmp_path / "out", say=silent, stopping=Stopping())
    told = f"Roads: {SOURCE}"
    for name in ("country.geojson", "country.json", "summary.json"):
        assert json.loads((tmp_path / "out" / name).read_text("utf-8"))["attribution"] == [told]
    report, page = ((tmp_path / "out" / name).read_text("utf-8") for name in ("report.html", "map.html"))
    assert "Roads: © OpenStreetMap contributors &lt;b&gt;ODbL" in report
    data = json.loads(re.search(r'<script type="application/json" id="data">(.*?)</script>', page, re.DOTALL)[1])
    assert data["credits"] == ["Roads: © OpenStreetMap contributors &lt;b&gt;ODbL&lt;/b&gt;"]
    assert "<b>ODbL" not in report + page


def test_check_asks_whose_tables_they_are_where_nobody_says(tmp_path: Path) -> None:
    assert "corridors.roads.attribution" in run("check", one_road_country(tmp_path), "-q").stdout
    assert (
        "corridors.roads.attribution"
        not in run("check", one_road_country(tmp_path, roads=_attribution("ours")), "-q").stdout
    )
