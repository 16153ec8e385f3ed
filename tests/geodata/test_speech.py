"""Messages: told in English where they are made, and in the language of their reader later, from another process or a file."""

import pickle
import sys

import pytest

from geodata.errors import InputError
from geodata.speech import Domain, Text, filed, gathering, speaking, told

RU = """
msgid ""
msgstr "Content-Type: text/plain; charset=utf-8\\nPlural-Forms: nplurals=3; plural=(n%10==1 && n%100!=11 ? 0 : n%10>=2 && n%10<=4 && (n%100<10 || n%100>=20) ? 1 : 2);\\n"

msgid "{what} costs {price:,.1f} dollars"
msgstr "{price:,.1f} долларов за {what}"

msgid "a charger"
msgstr "зарядную станцию"

msgid "{n} site"
msgid_plural "{n} sites"
msgstr[0] "{n} место"
msgstr[1] "{n} места"
msgstr[2] "{n} мест"

msgctxt "verb"
msgid "plan"
msgstr "планировать"
"""


@pytest.fixture
def speak(tmp_path, monkeypatch):
    folder = tmp_path / "told_here" / "locale"
    folder.mkdir(parents=True)
    (folder.parent / "__init__.py").touch()
    (folder / "ru.po").write_text(RU, encoding="utf-8")
    monkeypatch.syspath_prepend(tmp_path)
    yield Domain("told_here")
    sys.modules.pop("told_here", None)


def test_a_message_is_english_and_told_in_another_language_with_its_numbers_and_inner_texts(speak):
    text = speak("{what} costs {price:,.1f} dollars", what=speak("a charger"), price=12345.6)
    assert isinstance(text, str)
    assert text == "a charger costs 12,345.6 dollars"
    with speaking("ru"):
        assert told(text) == "12\u202f345,6 долларов за зарядную станцию"
        assert told(ValueError(text)) == told(text)
    assert told(text) == text


@pytest.mark.parametrize(
    ("n", "english", "russian"), [(1, "site", "место"), (3, "sites", "места"), (11, "sites", "мест")]
)
def test_plurals_take_the_form_of_each_language(speak, n, english, russian):
    text = speak.plural("{n} site", "{n} sites", n)
    assert text == f"{n} {english}"
    with speaking("ru"):
        assert told(text) == f"{n} {russian}"


def test_words_alike_in_english_are_told_apart_and_what_is_not_translated_stays(speak):
    with speaking("ru"):
        assert (told(speak.within("verb", "plan")), told(speak("plan")), told("plan")) == (
            "планировать",
            "plan",
            "plan",
        )
    with speaking("kk"):
        assert told(speak("a charger")) == "a charger"


def test_a_string_that_was_filed_is_told_by_the_message_it_was_made_from(speak):
    with gathering() as messages:
        speak.plural("{n} site", "{n} sites", 2)
    assert list(messages) == ["2 sites"]
    with speaking("ru"), filed(messages):
        assert (told("2 sites"), told("3 sites")) == ("2 места", "3 sites")


def test_an_error_keeps_its_message_and_goes_to_another_process():
    from geodata.speech import _ as own

    error = pickle.loads(pickle.dumps(InputError(own("row {row}", row=3), own("no number"), own("write one"))))
    assert str(error) == "row 3: no number; write one"
    assert isinstance(error.message, Text)
    assert error.message.values["where"].values == {"row": 3}


def test_a_value_that_the_sentence_does_not_name_is_a_fault_of_the_code(speak):
    with pytest.raises(KeyError):
        speak("{missing}", other=1)
