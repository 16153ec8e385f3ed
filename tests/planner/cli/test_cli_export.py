"""`evplan export`: a finished plan written again, by the ending or the name of its file."""

import pytest

from tests.fixtures.command_line import only_line, run


@pytest.mark.parametrize("name", ["again.geojson", "again.csv", "again.xlsx", "again.json"])
def test_export_writes_a_finished_plan_again(name, finished, tmp_path):
    result = run("export", finished, "--to", tmp_path / name)
    assert result.exit_code == 0, result.stderr
    assert (tmp_path / name).stat().st_size > 100
    assert name in result.stdout


def test_export_says_what_a_name_of_ones_own_was_taken_for(finished, tmp_path):
    known, lots, plain = (
        run("export", finished, "--to", tmp_path / name).stdout for name in ("map.html", "x_lots.xlsx", "x.xlsx")
    )
    assert known.strip().endswith("map.html")
    assert lots.strip().endswith("x_lots.xlsx, the same as lots.xlsx")
    assert "the same as sites.xlsx, by its ending" in plain
    assert plain.strip().endswith("lots.xlsx")
    assert (tmp_path / "x_lots.xlsx").read_bytes() != (tmp_path / "x.xlsx").read_bytes()


def test_export_to_an_unknown_ending_lists_the_known_ones(finished, tmp_path):
    result = run("export", finished, "--to", tmp_path / "plan.rtf")
    assert result.exit_code == 2
    assert ".geojson" in only_line(result.stderr.replace("writing", "\n").splitlines()[-1])
    assert not (tmp_path / "plan.rtf").exists()


def test_export_to_a_place_of_no_format_names_the_whole_place(finished):
    result = run("export", finished, "--to", "/dev/full")
    assert (result.exit_code, "error: /dev/full: no format is known" in result.stderr) == (2, True)


def test_export_of_a_folder_without_a_plan_is_one_clear_line(tmp_path):
    result = run("-q", "export", tmp_path, "--to", tmp_path / "a.csv")
    assert result.exit_code == 2
    assert "plan.json" in only_line(result.stderr)
