"""Catalogues: every message of the code translated in every language, with its values, and nothing else in them."""

import ast
import json
import re

import pytest

from geodata.speech import LANGUAGES, SOURCE
from planner.authoring import translations
from planner.authoring.spoken import described
from planner.authoring.starter_comments import starter_comments

KEPT = re.compile(r"`[^`]+`|\[\[?[a-z_.]+\]?\]|\{ |\.[a-z]{2,7}\b(?<!\.\.\.)")
"""What stands for a key, a table, a value of TOML or the ending of a file."""
OTHERS = [code for code in LANGUAGES if code != SOURCE]


@pytest.fixture(scope="module")
def gathered():
    """The catalogue of each package as the code has it, which takes seconds."""
    packages = (*translations.PACKAGES, translations.MANUAL)
    return {package: translations.catalogue_of(package) for package in packages}


@pytest.fixture(scope="module")
def said(gathered):
    return {package: {(one.id, one.context) for one in found if one.id} for package, found in gathered.items()}


@pytest.mark.parametrize("code", OTHERS)
def test_a_catalogue_holds_every_message_of_its_package_and_each_translation_names_the_same_values(said, code):
    for package in translations.PACKAGES:
        known = translations.read(package, code)
        held = {(one.id, one.context) for one in known if one.id}
        assert held == said[package], "run python -m planner.authoring.translations"
        assert [fault for one in known if one.id and (fault := translations.unlike(one))] == []
        assert translations.missing(known) == [], (
            f"translate them: python -m planner.authoring.translations --missing {code}"
        )


MESSAGES = {"_": slice(1), "term": slice(1), "plural": slice(2), "within": slice(1, 2)}
"""Arguments of each function that are messages."""


@pytest.mark.parametrize("package", translations.PACKAGES)
def test_no_message_of_the_code_is_lost_when_they_are_gathered(said, package):
    """Babel passes over a call that stands around two more, as in ``_("…", x=listed(plural(…)))``."""
    held = {text for one, _context in said[package] for text in (one if isinstance(one, tuple) else (one,))}
    lost = [
        text.value
        for file in sorted((translations.ROOT / package).rglob("*.py"))
        for node in ast.walk(ast.parse(file.read_text(encoding="utf-8")))
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id in MESSAGES
        for text in node.args[MESSAGES[node.func.id]]
        if isinstance(text, ast.Constant) and text.value not in held
    ]
    assert lost == [], "name what stands inside before the message"


@pytest.mark.parametrize("code", OTHERS)
def test_the_texts_of_the_manual_that_are_translated_are_those_of_today_and_keep_every_key_and_number(code):
    known = translations.read(translations.MANUAL, code)
    assert {one.id for one in known if one.id} == {*described(), *starter_comments()}, (
        "run python -m planner.authoring.translations"
    )
    for one in known:
        if one.id and one.string:
            assert sorted(KEPT.findall(one.string)) == sorted(KEPT.findall(one.id)), one.string


GENITIVE_PLURAL = re.compile(r"\{\w+:(?:number[12]|,?\.[12]f)\}[\s\u00a0][а-яё]+(?:ок|ек|ов|ев|ей|лет)\b")


def test_a_figure_with_decimals_is_followed_by_the_genitive_singular_in_russian():
    assert GENITIVE_PLURAL.search("{trips:number1} поездок в день")
    told = [one.string for package in translations.PACKAGES for one in translations.read(package, "ru")]
    assert [one for one in told if GENITIVE_PLURAL.search("".join(one))] == []


def test_what_fills_a_catalogue_is_refused_where_its_values_or_forms_differ(gathered, tmp_path, monkeypatch):
    monkeypatch.setattr(translations, "catalogue_of", gathered.__getitem__)
    monkeypatch.setattr(translations, "file_of", lambda package, code: tmp_path / package / "locale" / f"{code}.po")
    for package in translations.PACKAGES:
        (tmp_path / package).mkdir()
    one = "{path}: no such file (needed as {role}); check the path"
    lines = [
        {"id": one, "context": None, "string": "{path}: нет такого файла"},
        {"id": "no message of ours", "context": None, "string": "x"},
    ]
    refused = translations.fill("ru", map(json.dumps, lines))
    assert len(refused) == 3
    assert "names ['path'], the message ['path', 'role']" in refused[0]
    lines[0]["string"] = "{path}: нет такого файла ({role}); проверьте путь"
    assert translations.fill("ru", [json.dumps(lines[0])]) == []
    assert translations.read("geodata", "ru").get(one).string == lines[0]["string"]
