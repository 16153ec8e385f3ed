"""A lock file that was cleared away before its run let go of it: one of the same name is another run's, and stays."""

from planner.support.locks import RUN, clear_away, hidden, locked


def test_a_run_that_cleared_its_lock_away_takes_none_of_another_run(tmp_path):
    target = tmp_path / "out"
    file = tmp_path / hidden(target, f"{RUN}.lock")
    with locked(target, RUN):
        assert file.exists()
        clear_away()
        assert not file.exists()
        file.write_text("of another run", encoding="ascii")
    assert file.read_text(encoding="ascii") == "of another run"
    file.unlink()
    with locked(target, RUN):
        assert file.exists()
    assert not file.exists()
