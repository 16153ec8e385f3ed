"""What is printed is told in the language of the reader, errors and help too; an unknown one is refused by name."""

import gettext
import io
import logging
import re
import sys

import pytest
import typer
from typer.testing import CliRunner

from geodata import speech
from planner.cli.app import COMMANDS, app
from planner.cli.reader import VARIABLE, language_of_reader
from planner.cli.screen import Screen
from planner.config.scenario import Scenario
from planner.studies.names import studies_listed
from planner.studies.studies import BY_STOPPING, STUDIES
from planner.support.resources import configs_dir
from planner.support.speech import _


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


@pytest.mark.parametrize(
    "words", [["--lang", "kk,en"], ["--lang", "kk", "--lang", "en"], ["--lang", "kk", "--lang=en,kk"]]
)
def test_of_several_languages_the_first_is_printed_and_files_are_made_in_all(words, tmp_path, monkeypatch):
    asked = []
    monkeypatch.setattr(Scenario, "with_languages", lambda _self, *codes: asked.extend(codes) or sys.exit(9))
    done = CliRunner().invoke(
        app, ["plan", str(configs_dir() / "sample_city" / "demo.toml"), "--out", str(tmp_path / "out"), *words]
    )
    assert asked == ["kk", "en"], done.output
    assert language_of_reader() == "kk"
    refused = CliRunner().invoke(app, ["check", str(tmp_path / "none.toml"), "--lang", "kk", "--lang", "en,xx"])
    assert refused.exit_code == 2
    assert "unknown language 'xx'" in refused.stderr


WORDS = {name: [name, "--help"] for name in COMMANDS} | {"evplan": ["--help"]}


@pytest.mark.parametrize("name", WORDS)
def test_no_text_of_a_help_is_left_in_english(name, monkeypatch):
    monkeypatch.undo()  # the true catalogues
    monkeypatch.setenv("TERMINAL_WIDTH", "10000")
    group = typer.main.get_command(app)
    command = group.commands.get(name, group)
    own = [command.help, command.epilog, *(getattr(one, "help", None) for one in command.params)]
    own += [one.help for one in getattr(command, "commands", {}).values()]
    said = run_in("ru", WORDS[name])
    assert [text for text in own if text and text in said] == []
    for english in ("Usage", "OPTIONS", "Options", "Show this message", "[required]", "default:"):
        assert english not in said
    assert run_in("en", WORDS[name]).count("Usage: ") == 1, "nothing stays translated"


def run_in(code, words):
    said = CliRunner().invoke(app, words, env={VARIABLE: code}).output
    return " ".join(said.replace("│", " ").split())


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (["plan"], "Не указано: 'CONFIG'."),
        (["plan", "x.toml", "--bogus"], "Нет такого параметра: --bogus. Есть --out, --verbose."),
        (["plna"], "Нет такой команды: plna. Может быть, 'plan'?"),
        (["fetch", "a", "b"], "Лишнее: b"),
        (["plan", "--out"], "--out требует значения."),
        (["schema", "zz"], "zz — не из числа 'config', 'country',"),
    ],
)
def test_a_wrong_word_is_told_in_the_language_of_the_reader(words, said, monkeypatch):
    monkeypatch.undo()
    done = CliRunner().invoke(app, words, env={VARIABLE: "ru", "TERMINAL_WIDTH": "10000"})
    assert done.exit_code == 2
    assert said in " ".join(done.stderr.split())


def test_help_knows_a_language_that_stands_behind_it(monkeypatch):
    monkeypatch.undo()
    assert "Параметры" in CliRunner().invoke(app, ["plan", "--help", "--lang", "ru"], env={VARIABLE: ""}).output


@pytest.mark.parametrize(
    ("variables", "code"),
    [
        ({"LANG": "kk_KZ.UTF-8"}, "kk"),
        ({"LANG": "kk_KZ.UTF-8", "LC_ALL": "C.UTF-8"}, "en"),
        ({"LANG": "uz_UZ@cyrillic"}, "en"),
        ({"LANG": "uz_UZ.UTF-8"}, "uz"),
        ({"LANG": "ru_RU.UTF-8", VARIABLE: "tg"}, "tg"),
        ({}, "en"),
    ],
)
def test_without_a_named_language_it_is_that_of_the_system(variables, code, monkeypatch):
    for name in (VARIABLE, "LC_ALL", "LC_MESSAGES", "LANG"):
        monkeypatch.setenv(name, variables.get(name, ""))
    assert language_of_reader() == code


def test_a_warning_of_a_run_that_was_stopped_is_told_whole_in_the_language_of_the_reader(monkeypatch):
    monkeypatch.undo()  # the true catalogues
    monkeypatch.setenv(VARIABLE, "ru")
    stream = io.StringIO()
    names = studies_listed(STUDIES)
    with Screen(stream=stream):
        logging.getLogger("planner.studies").warning(_("left out: {name}: {why}", name=names, why=BY_STOPPING))
    told = " ".join(stream.getvalue().split())
    assert "предупреждение: " in told
    assert re.findall(r"[A-Za-z]{2,}", told) == []
