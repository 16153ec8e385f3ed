"""How likely each world of a comparison is: for all or for none, and what becomes of the share of one that is refused."""

import pytest

from planner.errors import ConfigError
from planner.worlds import worlds_of
from tests.fixtures.scenario_file import scenario


def test_probabilities_are_for_all_worlds_or_for_none(tmp_path):
    sure = scenario(tmp_path, "[compare.probabilities]\nccs2_heavy = 0.2\nbalanced = 0.3\ngbt_heavy = 0.5")
    assert [one.probability for one in worlds_of(sure)[0]] == [0.2, 0.3, 0.5]
    assert worlds_of(sure, ["kz"])[0][0].probability is None
    with pytest.raises(ConfigError, match="none is given for kz"):
        worlds_of(sure, ["kz", "balanced"])
    with pytest.raises(ConfigError, match=r"balanced 0\.3, gbt_heavy 0\.5 sum to 0\.8; they must sum to 1"):
        worlds_of(sure, ["balanced", "gbt_heavy"])


def test_a_probability_of_a_world_that_does_not_exist_names_the_nearest(tmp_path):
    wrong = scenario(tmp_path, "[compare.probabilities]\nbalancd = 1.0")
    with pytest.raises(ConfigError, match="no world is called 'balancd'; did you mean 'balanced'"):
        worlds_of(wrong)


def test_the_probability_of_a_world_that_is_refused_goes_to_the_others_in_proportion(tmp_path):
    rows = """
[compare]
mixes = ["kz", "uz"]
probabilities = { kz = 0.2, uz = 0.3 }
[[compare.worlds]]
name = "bad"
probability = 0.5
mix = { gbt = 0.5 }
"""
    worlds, refused = worlds_of(scenario(tmp_path, rows))
    assert [one.name for one in refused] == ["bad"]
    assert [one.probability for one in worlds] == pytest.approx([0.4, 0.6])


def test_the_probability_of_a_file_that_cannot_be_read_goes_to_the_others_too(tmp_path):
    asked = scenario(tmp_path, '[compare]\nmixes = ["kz"]\nprobabilities = { kz = 0.5, gone = 0.5 }\n')
    (world,), (refused,) = worlds_of(asked, (), [tmp_path / "gone.toml"])
    assert (world.name, world.probability, refused.name) == ("kz", 1.0, "gone")


def test_probabilities_may_stand_in_the_rows_but_not_twice(tmp_path):
    rows = '[compare]\nmixes = []\n[[compare.worlds]]\nname = "a"\nprobability = 0.25\n[[compare.worlds]]\nname = "b"\nprobability = 0.75\n'
    assert [one.probability for one in worlds_of(scenario(tmp_path, rows))[0]] == [0.25, 0.75]
    with pytest.raises(ConfigError, match="'a' has one there and another in its row"):
        worlds_of(scenario(tmp_path, rows + "[compare.probabilities]\na = 0.25\n"))


def test_no_probability_is_beyond_one_or_no_number(tmp_path):
    for value in ("1.5", "-0.1", "nan"):
        with pytest.raises(ConfigError, match=r"key 'compare\.probabilities\.kz'"):
            scenario(tmp_path, f"[compare.probabilities]\nkz = {value}\n")


def test_a_file_with_a_cyrillic_name_is_called_in_latin_letters_and_has_its_probability_by_either_name(tmp_path):
    (tmp_path / "мои доли.csv").write_text("vehicle_class,year,ccs2,gbt\n,,0.5,0.5\n", encoding="utf-8")
    text = '[compare]\nmixes = ["kz", "мои доли.csv"]\nprobabilities = {{ kz = 0.75, "{}" = 0.25 }}\n'
    for written in ("мои доли.csv", "мои доли", "moi_doli"):
        worlds, refused = worlds_of(scenario(tmp_path, text.format(written)))
        assert ([(one.name, one.probability) for one in worlds], refused) == ([("kz", 0.75), ("moi_doli", 0.25)], ())
    both = '[compare]\nmixes = ["мои доли.csv"]\nprobabilities = { "мои доли" = 0.5, moi_doli = 0.5 }\n'
    with pytest.raises(ConfigError, match="'moi_doli' is there twice, once as 'moi_doli'; keep one"):
        worlds_of(scenario(tmp_path, both))
