"""The table of questions: a line for each with its proof, put between its marks, and one clear line where there is none."""

import json

import pytest

from benchmarks.__main__ import main
from benchmarks.regimes import BEGIN, END, REGIMES


def test_a_question_is_planned_at_each_time_limit_and_put_into_the_page(capsys, tmp_path):
    page = tmp_path / "page.md"
    page.write_text(f"before\n{BEGIN}\n{END}\nafter\n", encoding="utf-8")
    assert main(["regimes", "--only", "demo, at most 10 sites", "--times", "1,2", "--markdown", str(page)]) == 0
    (row,) = (json.loads(line) for line in capsys.readouterr().out.splitlines())
    assert [one["limit_s"] for one in row["plans"]] == [1, 2]
    for one in row["plans"]:
        assert 0 < one["value"] <= one["bound"]
        assert 0 <= one["gap"] < 1
    before, line, after = page.read_text(encoding="utf-8").partition("demo, at most 10 sites")
    assert line
    assert before.startswith("before\n")
    assert after.endswith("after\n")
    assert f"{row['plans'][1]['gap']:.2%}" in after


@pytest.mark.parametrize(
    ("label", "goal"),
    [("demo, phases: 1 M USD in 2026, 1.2 M USD in 2028", None), ("demo, one plan for 2 mixes", 0.01)],
)
def test_phases_and_hedges_are_proven_as_one_question(capsys, label, goal):
    assert main(["regimes", "--only", label, "--times", "2"]) == 0
    (row,) = (json.loads(line) for line in capsys.readouterr().out.splitlines())
    (one,) = row["plans"]
    assert one["goal"] == goal
    assert row["met"] is (goal is None or one["gap"] <= goal), "where there is no goal any plan will do"
    assert 0 < one["value"] <= one["bound"]
    assert one["gap"] == pytest.approx(1 - one["value"] / one["bound"], abs=1e-9)
    assert (one["bound"] <= 1.2) == ("mixes" in label)  # a hedge is told as the share kept in the worst world


def test_every_question_has_a_label_of_its_own_and_words_that_no_label_has_are_refused(capsys):
    assert len({one.label for one in REGIMES}) == len(REGIMES) > 30
    assert main(["regimes", "--only", "Atlantis"]) == 2
    assert "no question has 'Atlantis' in its label" in capsys.readouterr().err
