"""The listing of a plan: a line for each budget, its chargers and money those of all its sites, ranks in order."""

import json

from city_fixtures import town

from benchmarks.__main__ import main
from tests.fixtures.benchmarked_town import BENCHMARKED_TOWN


def test_more_money_lists_another_plan_with_its_first_sites(capsys, tmp_path):
    town(tmp_path)
    (tmp_path / "town.toml").write_text(BENCHMARKED_TOWN, encoding="utf-8")
    asked = ["ranked", "--config", str(tmp_path / "town.toml"), "--top", "2"]
    assert main([*asked, "--budgets", "0,60000"]) == 0
    told = capsys.readouterr()
    poor, rich = (json.loads(line) for line in told.out.splitlines())
    assert (poor["sites"], poor["chargers"], poor["first"]) == (0, {}, [])
    assert "nothing is built" in told.err
    assert (poor["beginning"]["larger"], [row["times"] for row in rich["beginning"]["larger"]]) == (None, [2, 4])
    assert "at 2 times the money" in told.err
    assert 0 < rich["cost_usd"] <= 60_000
    assert [one["rank"] for one in rich["first"]] == [1, 2][: rich["sites"]]
    assert poor["served_kwh_per_day"] < rich["served_kwh_per_day"] <= rich["demand_kwh_per_day"]
    assert sum(rich["chargers"].values()) >= sum(sum(one["chargers"].values()) for one in rich["first"]) > 0


def test_budgets_that_are_no_numbers_are_one_line_and_code_2(capsys):
    assert main(["ranked", "--budgets", "two"]) == 2
    assert capsys.readouterr().err == "error: --budgets: expected numbers with commas between them, not 'two'\n"
