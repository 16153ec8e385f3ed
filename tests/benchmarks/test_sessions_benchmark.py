"""Dundee's month held out: what sessions foretell, measured on the real export."""

import json

import pytest

from benchmarks.__main__ import main


@pytest.mark.real
def test_a_month_of_dundee_is_foretold_better_than_without_calibration_and_no_worse_than_by_raw_means(
    shared_data, capsys
):
    file = shared_data / "sessions" / "dundee_2018q3.csv"
    if not file.is_file():
        pytest.skip("the sessions of Dundee are not beside this clone (../shared/data/sessions)")
    assert main(["sessions", "--file", str(file)]) == 0
    found = json.loads(capsys.readouterr().out)
    assert (found["records"], found["status"]) == (19_227, "accounted")
    assert list(found["error"]) == ["3 days", "7 days", "14 days", "all before"]
    for one in found["error"].values():
        assert one["shrunk"] <= one["raw"] < 0.5 * one["none"]
    assert found["measured"]["DC"]["peak_hour_share"] == pytest.approx(0.065, abs=0.003)


def test_without_the_file_it_is_said_what_to_give(capsys, tmp_path):
    assert main(["sessions", "--file", str(tmp_path / "none.csv")]) == 2
    assert "give --file" in capsys.readouterr().err
