"""What is wrong in TOML is said in the language of the reader, whatever Python says of it."""

import re
import tomllib

import pytest

from planner.support.speech import LANGUAGES, SOURCE, joined, speaking
from planner.support.toml_faults import WORDS, toml_fault

BROKEN = (
    "a = 1 2",
    "a = kz",
    "a 1",
    "= 1",
    "é = 1",
    'a = "b',
    "a = 'b",
    "a = '''b",
    "a = [1",
    "a = [1 2]",
    "a = {b = 1",
    "a = {b = 1 c = 2}",
    "[a",
    "[[a]",
    "a = 1\na = 2",
    "a = {b = 1, b = 2}",
    "[a]\n[a]",
    "a = {}\n[a.b]",
    "a = 2026-13-45",
    r'a = "\x"',
    r'a = "C:\Users"',
    r'a = "\uD800"',
    r'a = "\u12"',
    'a = "b\x07"',
    "a\x07 = 1",
    "a = 1 # \x07",
)


@pytest.mark.parametrize("text", BROKEN)
def test_no_word_of_english_is_left_for_a_reader_of_russian(text):
    with pytest.raises(tomllib.TOMLDecodeError) as caught:
        tomllib.loads(text)
    said = toml_fault(caught.value)
    assert any(said.startswith(str(words)) for words in WORDS.values()), (str(caught.value), said)
    with speaking("ru"):
        told = toml_fault(caught.value)
    assert not re.search("[A-Za-z]{3}", re.sub("true|false|key = value|section", "", told)), told
    assert re.search(r"\(строка \d+, столбец \d+\)|\(в конце файла\)", told)


def test_nothing_joined_is_nothing_in_every_language():
    for code in LANGUAGES.keys() - {SOURCE}:
        with speaking(code):
            assert joined("", []) == ""
