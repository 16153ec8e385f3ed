"""The worlds of a comparison: where they come from, what they are called and which are refused while the others stay."""

from pathlib import Path

import pytest

from planner.errors import ConfigError
from planner.scenario import Scenario, load_scenario
from planner.worlds import World, worlds_of

CITY = '[city]\nname = "A"\nroads = "a.osm"\n'


def scenario(folder: Path, text: str = "", name: str = "a.toml") -> Scenario:
    file = folder / name
    file.parent.mkdir(parents=True, exist_ok=True)
    file.write_text(CITY + text, encoding="utf-8")
    return load_scenario(file)


def names(worlds: tuple[World, ...]) -> list[str]:
    return [one.name for one in worlds]


def test_three_mixes_are_compared_where_nobody_says(tmp_path):
    worlds, refused = worlds_of(scenario(tmp_path))
    assert names(worlds) == ["ccs2_heavy", "balanced", "gbt_heavy"]
    assert refused == ()
    first = worlds[0]
    assert (first.label, first.probability, first.changes) == ("CCS2-heavy", None, ("fleet.mix = ccs2_heavy",))
    assert first.scenario.fleet.mix == "ccs2_heavy"
    assert first.note.startswith("assumed port shares: CCS2 / Type 2 70%, GB/T 25%, ")
    assert first.note.endswith("confidence low")


def test_the_configuration_says_what_is_compared_and_the_command_line_has_the_last_word(tmp_path):
    asked = scenario(
        tmp_path, '[compare]\nmixes = ["kz", "uz"]\n[[compare.worlds]]\nname = "rich"\nset = { "plan.budget_usd" = 9 }'
    )
    assert names(worlds_of(asked)[0]) == ["kz", "uz", "rich"]
    assert names(worlds_of(asked, ["kg"])[0]) == ["kg"]
    assert names(worlds_of(asked, ["rich", "kg"])[0]) == ["rich", "kg"]


def test_files_alone_are_compared_without_the_default_mixes(tmp_path):
    base = scenario(tmp_path)
    scenario(tmp_path, "[plan]\nbudget_usd = 5\n", "poor city.toml")
    worlds, refused = worlds_of(base, (), [tmp_path / "poor city.toml"])
    assert names(worlds) == ["poor_city"]
    assert refused == ()
    assert worlds[0].changes == ("plan.budget_usd = 5",)
    assert names(worlds_of(base, ["kz"], [tmp_path / "poor city.toml"])[0]) == ["kz", "poor_city"]


def test_a_world_that_cannot_be_is_named_and_the_others_stay(tmp_path):
    rows = """
[compare]
mixes = ["kz", "balansed", "half"]
[[compare.worlds]]
name = "half"
mix = { gbt = 0.5, ccs2 = 0.4 }
[[compare.worlds]]
name = "port"
mix = { gbt = 0.5, ccs = 0.5 }
[[compare.worlds]]
name = "key"
set = { "plan.budjet_usd" = 5 }
"""
    worlds, refused = worlds_of(scenario(tmp_path, rows), (), [tmp_path / "none.toml"])
    assert names(worlds) == ["kz"]
    why = {one.name: one.why for one in refused}
    assert why["balansed"] == "unknown mix 'balansed'; did you mean 'balanced'?"
    assert "the shares sum to 0.9; they must sum to 1" in why["half"]
    assert "unknown port 'ccs'" in why["port"]
    assert why["key"] == "compare.worlds, key: unknown key 'plan.budjet_usd'; did you mean 'budget_usd'?"
    assert "none.toml: cannot be read" in why[str(tmp_path / "none.toml")]
    assert all("\n" not in one for one in why.values())


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


def test_files_of_one_name_are_numbered_and_a_world_named_twice_is_compared_once(tmp_path):
    base = scenario(tmp_path)
    scenario(tmp_path, "[plan]\nbudget_usd = 1\n", "one/hedged.toml")
    scenario(tmp_path, "[plan]\nbudget_usd = 2\n", "two/hedged.toml")
    files = [tmp_path / "one" / "hedged.toml", tmp_path / "two" / "hedged.toml"]
    assert names(worlds_of(base, (), files)[0]) == ["hedged_2", "hedged_3"]
    worlds, refused = worlds_of(base, ["kz", "kz"])
    assert names(worlds) == ["kz"]
    assert refused[0].why == "'kz' is there twice; it is compared once"
