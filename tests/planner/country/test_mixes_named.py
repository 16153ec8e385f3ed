"""Mixes that a country is to be compared in are refused where the file is read, so that `evplan check` and `evplan country` say the same before anything is searched."""

import pytest

from planner.catalogue.mixes import mix_names
from planner.country.config.country import load_country
from planner.errors import ConfigError
from tests.fixtures.command_line import only_line, run
from tests.fixtures.one_road_country import one_road_country


@pytest.mark.parametrize("command", [("check",), ("country", "--out", "out")])
def test_a_mix_that_nobody_knows_is_refused_with_key_value_and_those_that_are_known(tmp_path, command):
    file = one_road_country(tmp_path, more='[compare]\nmixes = ["balanced", "kg_heavy"]\n')
    told = run(command[0], file, *(tmp_path / word if word == "out" else word for word in command[1:]), "-q")
    assert told.exit_code == 2
    line = only_line(told.stderr)
    assert line.startswith(f"error: {file}: key 'compare.mixes.2': ")
    assert line.endswith(", not 'kg_heavy'")
    assert all(name in line for name in mix_names())


@pytest.mark.parametrize(
    ("keys", "said"),
    [
        (
            'mixes = ["kg"]',
            "'mixes' names one mix, which there is nothing to compare with; name two or more, or [] for none",
        ),
        ('mixes = ["kg", "uz", "kg"]', "'mixes' names 'kg' twice; name each once"),
        (
            "probabilities = { kg = 1.0 }",
            "'probabilities': 'kg' is none of 'mixes'; give one for each of ccs2_heavy, balanced, gbt_heavy",
        ),
        (
            'mixes = ["kg", "uz"]\nprobabilities = { kg = 1.0 }',
            "'probabilities': 'uz' has none; give one for each of kg, uz",
        ),
        ('mixes = ["kg", "uz"]\nprobabilities = { kg = 0.5, uz = 0.4 }', "'probabilities' sum to 0.9, not to 1"),
    ],
)
def test_a_comparison_that_cannot_be_made_as_asked_is_refused(tmp_path, keys, said):
    with pytest.raises(ConfigError) as refused:
        load_country(one_road_country(tmp_path, more=f"[compare]\n{keys}\n"))
    assert said in str(refused.value)


@pytest.mark.parametrize("keys", ["mixes = []", 'mixes = ["kg", "uz"]\nprobabilities = { kg = 0.5, uz = 0.5 }'])
def test_what_can_be_compared_is_taken(tmp_path, keys):
    assert load_country(one_road_country(tmp_path, more=f"[compare]\n{keys}\n")).compare
