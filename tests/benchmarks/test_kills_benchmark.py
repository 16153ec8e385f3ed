"""What the benchmark of kills counts: runs that were killed, and failures after any run."""

from benchmarks import kills


def test_kills_are_runs_that_were_killed_and_failures_are_of_all_runs():
    ends = {
        "killed: old results, whole": 5,
        "killed: refused in words": 2,
        "killed: MIXTURE": 1,
        "ended: new results, whole": 4,
        "ended: REFUSED THOUGH ENDED": 3,
        "NOT SET RIGHT BY THE NEXT RUN": 1,
    }
    assert kills.counted(ends) == (8, 7, 5)


def test_a_comparison_that_took_up_a_killed_one_is_the_same_state_and_any_other_difference_is_not(tmp_path):
    said = '<p class="small">Taken from an earlier run of the same question: balanced.</p>'
    pages = {"whole": "<h1>a</h1>", "taken up": f"<h1>a</h1>{said}", "other": f"<h1>b</h1>{said}"}
    for name, page in pages.items():
        (tmp_path / name).mkdir()
        (tmp_path / name / "comparison.html").write_text(page, encoding="utf-8")
    whole, taken_up, other = (kills._contents(tmp_path / name) for name in pages)
    assert whole == taken_up != other
