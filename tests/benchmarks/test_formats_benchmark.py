"""What the benchmark of formats calls the same: all rows that are there, and no more."""

from argparse import Namespace

import pytest

from benchmarks import country_layers, formats


def asked(case, **keys):
    return Namespace(**{"case": case, "count": 50, "seed": 3, "way": None, "file": None} | keys)


@pytest.mark.parametrize("case", ["xls", None])
@pytest.mark.parametrize("lost", [0, 43])
def test_a_reader_that_loses_rows_has_not_found_the_same(monkeypatch, case, lost):
    cases = {name: formats.CASES[name] for name in ("xlsx", "xls")}
    monkeypatch.setattr(formats, "CASES", cases)
    found = {("xls", 0): 50 - lost}
    monkeypatch.setattr(
        formats,
        "_apart",
        lambda name, way, _: {"value": float(found.get((name, way), 50)), "cpu_s": 0.0, "peak_mb": 0.0},
    )
    result = formats.run(asked(case))
    assert result.status == ("rows differ" if lost else "same rows")
    assert result.passed == (not lost)
    assert result.bound - result.value == lost


@pytest.mark.parametrize("case", list(formats.CASES))
def test_ours_finds_the_rows_that_are_expected(tmp_path, case, monkeypatch):
    monkeypatch.setattr(country_layers, "GROUP_ROWS", 700)
    mine = formats.CASES[case]
    found = next(iter(mine.ways.values()))(mine.make(tmp_path, 2_000, 5))
    assert found == mine.expected(2_000, 5) > 0
