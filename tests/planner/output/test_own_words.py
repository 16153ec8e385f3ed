"""What the project says of how it came by a figure is in the reader's language; what a source is called stays as it was published."""

import re

import pytest

from planner.output.shared.own_words import _PHRASES, own_words
from planner.output.shared.plain_words import keyless
from planner.support.resources import configs_dir
from planner.support.speech import LANGUAGES, SOURCE, speaking

SOURCES = "Roland Berger EV Charging Index 2025; ends, centre and split assumed"


@pytest.mark.parametrize("code", [code for code in LANGUAGES if code != SOURCE])
def test_titles_stay_and_own_words_do_not(code):
    with speaking(code):
        said, page = own_words(SOURCES), keyless(SOURCES)
    assert said == page
    assert said.startswith("Roland Berger EV Charging Index 2025; ")
    assert not re.search("assumed|centre", said)
    assert own_words(SOURCES) == SOURCES


def test_a_longer_phrase_is_not_cut_by_a_shorter_one_within_it_and_all_stand_in_the_facts():
    facts = "\n".join(file.read_text(encoding="utf-8") for file in configs_dir().rglob("*.csv"))
    with speaking("ru"):
        for phrase in _PHRASES:
            assert own_words(phrase) == _PHRASES[phrase]()
            assert phrase in facts or phrase == "band assumed", phrase
