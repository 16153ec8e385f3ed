"""The words of edits: understood in every language, and told in that of the reader."""

import re

import pytest

from geodata.input_file import InputFile
from geodata.words.vocabulary import words
from planner.dossier.dossier import Dossier
from planner.edits.edit_layer import ASKED, read_edits
from planner.edits.wishes import chargers_in
from planner.edits.words import OFFERED, WORDS, Action, actions_in
from planner.output.report.writer import report_html
from planner.output.shared.edits import edit_lines, edit_rows
from planner.output.shared.reader import written_for
from planner.support.speech import told
from tests.fixtures.edited_layer import DRAWN, edited, planned, with_cells


def test_every_word_of_the_list_is_understood_in_every_language():
    for value, word in words("edit"):
        assert actions_in(word) == (frozenset() if value == "nothing" else {Action(value)}, None)
    for action in OFFERED:
        assert actions_in(action.value.upper()) == ({action}, None)
        assert any(WORDS[word] is action and "а" <= word[0] <= "я" for word in WORDS)
    assert actions_in(" Оставить + Изменить_мощность ") == ({Action.KEEP, Action.KW}, None)
    assert actions_in(None) == actions_in(" – ".strip(" –")) == (frozenset(), None)


@pytest.mark.parametrize(
    ("text", "read"),
    [
        ("2 × dc_dual_120; 1 × ac_t2_22", {"dc_dual_120": 2, "ac_t2_22": 1}),
        ("2x dc_ccs2_60, dc_ccs2_60 x 1", {"dc_ccs2_60": 3}),
        ("ac_t2_22", {"ac_t2_22": 1}),
        ('[{"type": "dc_gbt_60", "count": 2}]', {"dc_gbt_60": 2}),
        ("", {}),
        ("0 x ac_t2_22", None),
        ("2 x ac_t2_22 x 3", None),
        ("[1]", None),
        pytest.param("9" * 5_000 + " x ac_t2_22", None, id="5000 digits"),
        ('[{"type": "ac_t2_22", "count": 1e999}]', None),
    ],
)
def test_chargers_are_read_as_people_and_plans_write_them(text, read):
    assert chargers_in(text) == read


def test_the_columns_that_are_asked_for_are_those_of_the_file(sites):
    assert list(sites.columns[1 : 1 + len(ASKED)]) == list(ASKED)


def test_what_became_of_edits_is_told_in_the_language_of_the_reader(city, sites, tmp_path):
    """Also the action, and what was said of it when the plan was made in English; ids and words of the file stay."""
    cells = {
        "a": {"action": "lock chargers", "new_chargers": "1 x dc_gbt_60; 1 x ac_t2_22", "new_bays": 900},
        "b": {"action": "сломать"},
        "c": {"action": "forbid; keep"},
        "st": {"action": "change bays; move", "new_bays": 2},
        "d": {"action": "forbid"},
    }
    layer = read_edits(InputFile(edited(with_cells(sites, cells, DRAWN), tmp_path / "e.gpkg")))
    made = planned(city, layer)
    for dossier in (made, Dossier.from_json(made.to_json())):
        with written_for(dossier, "ru"):
            lines, rows = edit_lines(dossier.edits), edit_rows(dossier.edits)
            reasons = [
                told(text)
                for one in dossier.sources
                if one.format == "edits"
                for problem in one.problems
                for text in (problem.record, problem.reason, problem.action)
            ]
            page = report_html(dossier)
        known = r"dc_gbt_60|ac_t2_22|new_bays|sites\.max_bays|Lot \w+|drawn-[\d.-]+|USD|(keep|force|forbid|move|change bays|change kW|lock chargers) \("
        told_rows = [text for row in rows for key, text in row.items() if key not in ("site", "name", "outcome")]
        left = [text for text in (*lines, *told_rows, *reasons) if re.search(r"[a-z]{3}", re.sub(known, "", text))]
        assert left == []
        assert any("сломать" in line and line.startswith("  отказано: b") for line in lines)
        assert "<td>изменить число мест</td>" in page
        assert "<td>change bays</td>" not in page
