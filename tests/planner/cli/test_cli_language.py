"""`--lang`: what is printed is told in the language of the reader, errors too; an unknown one is refused by name."""

import gettext

import pytest
from typer.testing import CliRunner

from geodata import speech
from planner.cli.app import app
from planner.cli.reader import VARIABLE


class Marked(gettext.NullTranslations):
    def gettext(self, message):
        return f"[{message}]"


@pytest.fixture(autouse=True)
def marked(monkeypatch):
    monkeypatch.setenv(VARIABLE, "")
    monkeypatch.setattr(speech, "catalogue", lambda _package, _code: Marked())


@pytest.mark.parametrize("words", [["check", "{file}", "--lang", "kk"], ["--lang", "kk", "check", "{file}"]])
def test_an_error_is_told_in_the_language_asked_for_before_or_behind_the_command(tmp_path, words):
    missing = tmp_path / "none.toml"
    done = CliRunner().invoke(app, [one.replace("{file}", str(missing)) for one in words])
    assert done.exit_code == 2
    assert done.stderr.startswith("[error: [")
    assert str(missing) in done.stderr


def test_the_variable_of_the_environment_takes_the_place_of_the_option(tmp_path, monkeypatch):
    monkeypatch.setenv(VARIABLE, "ru")
    assert CliRunner().invoke(app, ["check", str(tmp_path / "none.toml")]).stderr.startswith("[error: [")
    monkeypatch.setenv(VARIABLE, "klingon")
    assert CliRunner().invoke(app, ["check", str(tmp_path / "none.toml")]).stderr.startswith("error: ")


def test_an_unknown_language_is_refused_and_the_known_ones_are_named(tmp_path):
    done = CliRunner().invoke(app, ["check", str(tmp_path / "none.toml"), "--lang", "xx"])
    assert done.exit_code == 2
    assert "unknown language 'xx'" in done.stderr
    assert "Қазақша" in done.stderr
