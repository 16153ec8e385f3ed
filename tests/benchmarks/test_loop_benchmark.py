"""The benchmark of the loop makes an edit of every kind, and its table has a row for each."""

import json
from types import SimpleNamespace

from benchmarks.__main__ import main
from benchmarks.loop import KINDS, Timed, table
from planner.loop.edits import Kind, edits_from
from tests.conftest import ROOT

DEMO = ROOT / "configs" / "sample_city" / "demo.toml"
SITE = {"id": "a", "lon": 76.9, "lat": 43.2, "bays": 6, "chargers": [{"id": "dc_gbt_60", "count": 2}]}


def test_every_kind_of_edit_but_taking_back_is_made_and_understood() -> None:
    loop = SimpleNamespace(edits=())
    made = edits_from([make(SITE, SITE, loop, 1e6) for make in KINDS.values()])
    assert {one.kind for one in made} == set(Kind) - {Kind.RELEASE}
    assert [one.kind.value for one in made] == list(KINDS)


def test_the_table_has_a_row_for_each_kind_with_its_median_and_its_worst() -> None:
    turns = [Timed("move", wall, 0.2, "planned", gap, 10) for wall, gap in ((1.0, 0.01), (3.0, 0.005), (2.0, 0.0))]
    rows = table([*turns, Timed("lock", 0.5, 0.1, "refused", 0.02, 10)]).splitlines()
    assert rows[1].split() == ["move", "3", "3", "2.00", "3.00", "0.20", "1.00%", "0", "0"]
    assert rows[2].split() == ["lock", "1", "0", "0.50", "0.50", "0.10", "2.00%", "0", "0"]
    assert rows[-1].split() == ["all", "4", "1.50", "3.00"]


def test_a_city_of_ones_own_is_edited(capsys):
    assert main(["loop", "--config", str(DEMO), "--edits", "2", "--gap", "0.05", "--search", "0.3"]) == 0
    told = json.loads(capsys.readouterr().out)
    assert list(told["by_kind"]) == list(KINDS)[:2]
    assert 0 < told["value"] <= told["bound"] * (1 + 1e-6)
    assert (told["edits"], told["whole_city"]) == (2, 0)
