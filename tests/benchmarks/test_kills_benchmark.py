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
