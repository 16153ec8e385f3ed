"""The table of a country's roads: a row for each season, mix and budget, driven again, and put between its marks."""

import json

from benchmarks.__main__ import main
from benchmarks.corridor_table import marks

NODES = "id,lat,lon,iso3_ne110m\n1,42.875,74.57,KGZ\n2,42.22,75.2,KGZ\n3,41.429,75.991,KGZ\n"
EDGES = "u,v,km\n1,2,150\n2,3,160\n"


def test_every_season_mix_and_budget_has_its_row_and_more_money_makes_no_fewer_trips_possible(capsys, tmp_path):
    (tmp_path / "roads").mkdir()
    (tmp_path / "roads" / "central_asia_nodes.csv").write_text(NODES, encoding="utf-8")
    (tmp_path / "roads" / "central_asia_edges.csv").write_text(EDGES, encoding="utf-8")
    page, (begin, end) = tmp_path / "page.md", marks("KG")
    page.write_text(f"before\n{begin}\n{end}\nafter\n", encoding="utf-8")
    asked = ["--country", "KG", "--table", "--data", str(tmp_path), "--every", "80", "--budgets", "2e5", "6e5"]
    assert main(["corridor", *asked, "--time-limit", "5", "--markdown", str(page)]) == 0
    rows = [json.loads(line) for line in capsys.readouterr().out.splitlines()]
    assert len({(row["season"], row["mix"], row["usd"]) for row in rows}) == len(rows) == 8
    for less, more in zip(rows[::2], rows[1::2], strict=True):
        assert less["value"] <= more["value"] * 1.01
        assert less["possible"][less["season"]] <= more["possible"][more["season"]] + 0.01
    for row in rows:
        assert 0 < row["value"] <= row["bound"] * (1 + 1e-5)
        assert row["broken"] == 0
        assert row["spent_usd"] <= row["usd"]
    assert "| summer, ccs2_heavy, 0.6 M |" in page.read_text(encoding="utf-8")


def test_a_table_without_a_country_is_refused(capsys):
    assert main(["corridor", "--table"]) == 2
    assert "--country" in capsys.readouterr().err
