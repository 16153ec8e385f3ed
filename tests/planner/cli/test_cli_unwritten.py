"""Results that cannot be written or told: one line, exit code 74, and nothing half-written."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

from tests.fixtures.command_line import only_line, run
from tests.fixtures.dossier_fixture import make_dossier

FULL = Path("/dev/full")
UNIX = pytest.mark.skipif(os.name == "nt", reason="shells of Windows close no streams")


@pytest.fixture
def file_limit():
    """Let no file of this process grow beyond some bytes, as on a disk that is full."""
    resource = pytest.importorskip("resource")
    before = resource.getrlimit(resource.RLIMIT_FSIZE)
    yield lambda most: resource.setrlimit(resource.RLIMIT_FSIZE, (most, before[1]))
    resource.setrlimit(resource.RLIMIT_FSIZE, before)


@pytest.mark.parametrize("name", ["x.gpkg", "x.xlsx", "x.csv", "map.html", "x.json"])
@pytest.mark.parametrize("most", [1_000, 200_000])
def test_an_export_to_a_full_disk_leaves_what_was_there(tmp_path, file_limit, name, most):
    (tmp_path / "plan").mkdir()
    (tmp_path / "plan" / "plan.json").write_text(make_dossier(side=3, roads=4).to_json(), encoding="utf-8")
    (tmp_path / name).write_text("earlier")
    file_limit(most)
    result = run("-q", "export", tmp_path / "plan", "--to", tmp_path / name)
    file_limit(1 << 40)
    if result.exit_code != 0:
        assert result.exit_code == 74
        assert "cannot be written (File too large); nothing was changed there; make room" in only_line(result.stderr)
        assert (tmp_path / name).read_text() == "earlier"
    assert (result.exit_code == 0) == (most > 100_000 and name not in {"x.gpkg", "map.html"})
    assert {one.name for one in tmp_path.iterdir()} == {"plan", name}


def shell(words, folder):
    """A line of a shell in which `evplan` is the program."""
    line = f'evplan() {{ "{sys.executable}" -m planner "$@"; }}; {words}'
    return subprocess.run(["bash", "-c", line], capture_output=True, text=True, check=False, cwd=folder)


@UNIX
@pytest.mark.parametrize("words", ["--version", "--help", "new c.toml --city Almaty"])
def test_a_closed_or_full_output_is_one_line_and_code_74(tmp_path, words):
    for to, why in ((">&-", "it is closed"), (f">{FULL}", "No space left on device")):
        if FULL.exists() or "full" not in to:
            done = shell(f"evplan {words} --force {to}" if "new" in words else f"evplan {words} {to}", tmp_path)
            assert done.returncode == 74
            assert f"standard output: cannot be written ({why})" in only_line(done.stderr)


@UNIX
def test_a_reader_that_has_enough_ends_the_run_quietly(tmp_path):
    for words in ("--help", "new c.toml --city Almaty"):
        done = shell(f"evplan {words} | true; echo ${{PIPESTATUS[0]}}", tmp_path)
        assert (done.stdout, done.stderr) == ("141\n", "")


@UNIX
def test_messages_that_cannot_be_shown_do_not_end_the_work(tmp_path):
    for to in ("2>&-", "2>/dev/full"):
        done = shell(f"evplan -v new c.toml --city Almaty --force {to}", tmp_path)
        assert done.returncode == 0
        assert "wrote c.toml" in done.stdout
        assert shell(f"evplan plan nowhere.toml --out x {to}", tmp_path).returncode == 2


NOT_UTF8 = os.fsdecode("план".encode("cp1251"))


@UNIX
@pytest.mark.parametrize("name", ["x.gpkg", "x.xlsx", "x.json", "map.html"])
def test_a_name_in_another_encoding_is_a_name_as_any_other(tmp_path, name):
    folder = tmp_path / NOT_UTF8
    try:
        folder.mkdir()
    except OSError:
        pytest.skip("this disk takes names in UTF-8 alone")
    (folder / "plan.json").write_text(make_dossier(side=3, roads=4).to_json(), encoding="utf-8")
    result = run("-q", "export", folder, "--to", folder / name)
    assert result.exit_code == 0
    assert (folder / name).stat().st_size > 5_000


@UNIX
def test_cyrillic_names_are_read_and_written_in_a_locale_that_knows_only_ascii(tmp_path):
    words = "LC_ALL=C PYTHONUTF8=0 PYTHONCOERCECLOCALE=0 evplan -q new город.toml --city Алматы"
    done = shell(words, tmp_path)
    assert done.returncode == 0, done.stderr
    assert (tmp_path / "город.toml").exists()


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (("new", f"{'l' * 300}.toml", "--city", "Almaty"), "no file can have so long a name"),
        (("new", "", "--city", "Almaty"), "an empty argument after 'new'"),
        (("export", "nowhere", "--to", ""), "an empty argument after '--to'"),
    ],
)
def test_a_name_that_no_file_can_have_is_one_line(tmp_path, words, said):
    done = subprocess.run(
        [sys.executable, "-m", "planner", *words], cwd=tmp_path, capture_output=True, text=True, check=False
    )
    assert done.returncode == 2
    assert said in done.stderr
    assert done.stderr.count("\n") == 1
    assert not list(tmp_path.iterdir())
