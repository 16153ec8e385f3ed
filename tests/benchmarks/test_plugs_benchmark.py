"""What plug families get: a row a mix, its plan audited and played."""

import json

from benchmarks.__main__ import main
from tests.fixtures.drawing import asked

DAYS = asked(4, few=2)


def test_the_balance_moves_energy_between_plugs_and_plans_are_played_as_planned(capsys):
    found = {}
    for balance in ("0", "0.75"):
        command = ("plugs", "--sample", "--mixes", "balanced", "--balance", balance, "--days", str(DAYS))
        main(list(command))
        (row,) = [json.loads(line) for line in capsys.readouterr().out.splitlines()]
        found[balance] = row
        assert row["broken"] == 0
        assert row["played_share"] > 0.9
        assert 0 <= row["both_standards"] <= row["fast_sites"] <= row["sites"]
    free, held = (found[one]["served_share"] for one in ("0", "0.75"))
    assert held["ccs2 fast"] >= 0.5 * held["gbt fast"]
    assert held["ccs2 fast"] > free["ccs2 fast"]
    assert found["0.75"]["both_standards"] > found["0"]["both_standards"]
