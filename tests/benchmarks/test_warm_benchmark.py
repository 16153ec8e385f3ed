"""The benchmark of what is kept: every kind of command is run, and the configuration's folder is as it was."""

import json
import subprocess

from city_fixtures import town

from benchmarks import warm
from benchmarks.__main__ import main
from tests.fixtures.benchmarked_town import WITHOUT_STUDIES
from tests.fixtures.command_line import run


def test_each_kind_of_command_is_timed_and_nothing_is_left_beside_the_configuration(capsys, tmp_path, monkeypatch):
    """The first command is a process of its own; those after it are run in this one."""
    begun, process = [], subprocess.run

    def command(words, **how):
        begun.append(words[3:])
        if len(begun) == 1:
            return process(words, **how)
        result = run(*words[3:], env=how["env"])
        assert result.exit_code == 0, result.output
        return result

    monkeypatch.setattr(warm.subprocess, "run", command)
    town(tmp_path)
    (tmp_path / "town.toml").write_text(WITHOUT_STUDIES, encoding="utf-8")
    before = sorted(tmp_path.iterdir())
    assert main(["warm", "--config", str(tmp_path / "town.toml"), "--rounds", "1"]) == 0
    told = json.loads(capsys.readouterr().out)
    assert set(warm.KINDS) <= set(told)
    assert told["fresh"]["share_of_fresh"] == 1.0
    assert all(told[kind]["wall_s"] > 0 for kind in warm.KINDS)
    assert sorted(tmp_path.iterdir()) == before
    assert len(begun) == 1 + len(warm.KINDS)
