"""The worlds of a comparison: where they come from, what they are called and which are refused while the others stay."""

import pytest

from planner.errors import ConfigError
from planner.worlds import worlds_of
from tests.fixtures.scenario_file import names, scenario


def test_three_mixes_are_compared_where_nobody_says(tmp_path):
    worlds, refused = worlds_of(scenario(tmp_path))
    assert names(worlds) == ["ccs2_heavy", "balanced", "gbt_heavy"]
    assert refused == ()
    first = worlds[0]
    assert (first.label, first.probability, first.changes) == ("CCS2-heavy", None, ("fleet.mix = ccs2_heavy",))
    assert first.scenario.fleet.mix == "ccs2_heavy"
    assert first.note.startswith("assumed port shares of 2028: CCS2 / Type 2 70%, GB/T 25%, ")
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
    assert (worlds[0].label, worlds[0].changes) == ("poor city", ("plan.budget_usd = 5",))
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
    assert "none.toml: cannot be read" in why["none"]
    assert all("\n" not in one for one in why.values())


def test_files_of_one_name_are_numbered_and_a_world_named_twice_is_compared_once(tmp_path):
    base = scenario(tmp_path)
    scenario(tmp_path, "[plan]\nbudget_usd = 1\n", "one/hedged.toml")
    scenario(tmp_path, "[plan]\nbudget_usd = 2\n", "two/hedged.toml")
    files = [tmp_path / "one" / "hedged.toml", tmp_path / "two" / "hedged.toml"]
    assert names(worlds_of(base, (), files)[0]) == ["hedged_2", "hedged_3"]
    worlds, refused = worlds_of(base, ["kz", "kz"])
    assert names(worlds) == ["kz"]
    assert refused[0].why == "'kz' is there twice; it is compared once"


def test_a_row_may_be_this_file_as_it_is_or_have_a_mix_and_keys_of_its_own(tmp_path):
    rows = """
[fleet]
mix = "kz"
[demand.classes.taxi]
daily_km = 200
[compare]
mixes = []
[[compare.worlds]]
name = "as_it_is"
label = "No change"
[[compare.worlds]]
name = "far"
mix = "gbt_heavy"
set = { "plan.max_drive_min" = 20, plan.max_sites = 4, "demand.classes.taxi.kwh_per_100km" = 18 }
"""
    worlds, refused = worlds_of(scenario(tmp_path, rows))
    assert refused == ()
    same, far = worlds
    assert (same.name, same.label, same.changes) == ("as_it_is", "No change", ())
    assert far.label == "far"
    assert far.scenario.plan.max_drive_min == 20
    assert far.scenario.plan.max_sites == 4
    assert far.scenario.demand.classes["taxi"] == {"daily_km": 200, "kwh_per_100km": 18}
    assert set(far.changes) == {
        "fleet.mix = gbt_heavy",
        "plan.max_drive_min = 20",
        "plan.max_sites = 4",
        "demand.classes.taxi.kwh_per_100km = 18",
    }
    assert far.scenario.path("x") == tmp_path / "x"


def test_a_mix_that_a_row_sets_takes_the_place_of_the_whole_mix(tmp_path):
    rows = """
[fleet]
mix = { gbt = 0.5, nacs = 0.5 }
[[compare.worlds]]
name = "other"
set = { "fleet.mix" = { ccs2 = 1.0 } }
"""
    worlds, refused = worlds_of(scenario(tmp_path, rows), ["other"])
    assert refused == ()
    assert worlds[0].scenario.mix == {"ccs2": 1.0}
    assert worlds[0].changes == ("fleet.mix = { ccs2 = 1 }",)


def test_other_money_replaces_phases_and_phases_replace_the_money(tmp_path):
    phased = """
[fleet]
year = 2030
[[plan.phases]]
year = 2028
budget_usd = 100
[[plan.phases]]
year = 2030
budget_usd = 200
[[compare.worlds]]
name = "at_once"
set = { "plan.budget_usd" = 500 }
[[compare.worlds]]
name = "slower"
set = { "plan.phases" = [{ year = 2029, budget_usd = 50 }, { year = 2030, budget_usd = 60 }] }
"""
    worlds, refused = worlds_of(scenario(tmp_path, phased), ["at_once", "slower"])
    assert refused == ()
    once, slower = (one.scenario.plan for one in worlds)
    assert (once.budget_usd, once.phases) == (500, ())
    assert (slower.budget_usd, [one.year for one in slower.phases]) == (110, [2029, 2030])


@pytest.mark.parametrize(
    ("levers", "said"),
    [
        ('{ "plan.max_site" = 3 }', "unknown key 'plan.max_site'; did you mean 'max_sites'?"),
        ('{ "plam.max_sites" = 3 }', "unknown key 'plam'; did you mean 'plan'?"),
        ('{ "plan.max_drive_min" = -3 }', "key 'plan.max_drive_min'"),
        ('{ "compare.fade_year" = 2040 }', "key 'compare' is the same in all worlds"),
        ('{ "plan..gap" = 0.1 }', "key 'plan..gap' is no dotted name"),
        ('{ "fleet.mix" = "kazakh" }', "unknown mix 'kazakh'; known are balanced, "),
        ('{ "plan.mandated_plugs" = ["gbd"] }', "unknown port 'gbd'; did you mean 'gbt'?"),
        ('{ "plan" = 3 }', "key 'plan'"),
        ('{ "fleet.steps" = [{ date = 2027-01-01 }] }', "give one of 'vehicles'"),
    ],
)
def test_a_lever_is_checked_like_any_key_of_the_file(tmp_path, levers, said):
    asked = scenario(tmp_path, f'[[compare.worlds]]\nname = "w"\nset = {levers}\n')
    worlds, (refused,) = worlds_of(asked, ["w", "kz"])
    assert names(worlds) == ["kz"]
    assert refused.name == "w"
    assert refused.why.startswith("compare.worlds, w: ")
    assert said in refused.why
    assert "\n" not in refused.why


def test_a_row_may_not_have_the_name_of_a_mix_or_of_a_plan_nor_be_there_twice(tmp_path):
    rows = '[[compare.worlds]]\nname = "hedged"\n[[compare.worlds]]\nname = "kz"\n'
    assert [one.name for one in worlds_of(scenario(tmp_path, rows))[1]] == ["hedged", "kz"]
    with pytest.raises(ConfigError, match="'rich' is there twice; name each world once"):
        scenario(tmp_path, '[[compare.worlds]]\nname = "rich"\n[[compare.worlds]]\nname = "Rich"\n')
    with pytest.raises(ConfigError, match=r"key 'compare\.worlds\.1\.name'"):
        scenario(tmp_path, '[[compare.worlds]]\nname = "../up"\n')


def test_no_world_has_a_name_that_windows_keeps_for_a_device(tmp_path):
    refused = worlds_of(scenario(tmp_path, '[[compare.worlds]]\nname = "Nul"\n'))[1]
    assert [(one.name, "choose another" in one.why) for one in refused] == [("Nul", True)]
    scenario(tmp_path, "[plan]\nbudget_usd = 1\n", "aux.toml")
    assert names(worlds_of(scenario(tmp_path), (), [tmp_path / "aux.toml"])[0]) == ["aux_2"]


def test_a_table_of_shares_is_a_world_named_by_its_file(tmp_path, monkeypatch):
    (tmp_path / "there").mkdir()
    (tmp_path / "there" / "my ports.csv").write_text("gbt,ccs2,confidence\n0.9,0.1,medium\n", encoding="utf-8")
    asked = scenario(tmp_path / "there", '[compare]\nmixes = ["my ports.csv"]\n')
    (told,), _ = worlds_of(asked)
    monkeypatch.chdir(tmp_path)
    (typed,), _ = worlds_of(asked, ["there/my ports.csv"])
    for world in (told, typed):
        assert world.name == "my_ports"
        assert world.label == "my ports"
        assert world.scenario.path(world.scenario.fleet.mix).is_file()
        assert world.note == "port shares of 2028: CCS2 / Type 2 10%, GB/T 90%; confidence medium"
    (tmp_path / "my ports.csv").write_text("gbt,ccs2,confidence\n0.2,0.8,low\n", encoding="utf-8")
    (near,), _ = worlds_of(asked, ["my ports.csv"])
    assert near.note == told.note  # of two files of one name that beside the configuration
    _, (refused,) = worlds_of(asked, ["there/none.csv"])
    assert "none.csv: no such file" in refused.why


def test_files_that_name_the_same_inputs_from_two_folders_differ_only_in_what_they_ask(tmp_path):
    base = scenario(tmp_path, "[plan]\nbudget_usd = 1\n")
    (tmp_path / "a.osm").write_text("x", encoding="utf-8")
    other = tmp_path / "sub" / "b.toml"
    other.parent.mkdir()
    other.write_text('name = "B"\n[city]\nname = "A"\nroads = "../a.osm"\n[plan]\nbudget_usd = 2\n', encoding="utf-8")
    (world,), _ = worlds_of(base, (), [other])
    assert (world.name, world.label, world.changes) == ("b", "B", ("plan.budget_usd = 2",))
    assert world.scenario.path("../a.osm").resolve() == tmp_path / "a.osm"


def test_a_text_that_no_file_could_be_called_is_compared_as_it_is(tmp_path):
    base = scenario(tmp_path)
    scenario(tmp_path, f'[compare]\n[sites]\nfrom_osm = ["{"я" * 200}", "\\u0000"]\n', "long.toml")
    (world,), _ = worlds_of(base, (), [tmp_path / "long.toml"])
    assert world.changes[0].startswith("sites.from_osm = [яяя")


def test_the_fade_year_is_five_years_after_the_planning_year_unless_told(tmp_path):
    assert scenario(tmp_path, "[fleet]\nyear = 2029\n").fade_year == 2034
    assert scenario(tmp_path, "[compare]\nfade_year = 2040\n").fade_year == 2040


def test_a_name_that_is_like_no_other_gets_the_list_and_no_guess(tmp_path):
    with pytest.raises(ConfigError, match="unknown mix 'martian'; known are balanced, ccs2_heavy, "):
        worlds_of(scenario(tmp_path), ["kz", "martian"])


def test_a_mistyped_mix_is_refused_at_once_and_the_others_are_not_planned_for_without_it(tmp_path):
    with pytest.raises(ConfigError, match=r"^unknown mix 'balancd'; did you mean 'balanced'\?$"):
        worlds_of(scenario(tmp_path), ["ccs2_heavy", "balancd"])


def test_a_world_says_who_is_assumed_to_have_an_adapter(tmp_path):
    text = '[[fleet.adapters]]\nport = "ccs2"\nto = "gbt"\nshare = 0.3\n'
    (world,), _ = worlds_of(scenario(tmp_path, text), ["kz"])
    said = "; 30\u202f% of CCS2 / Type 2 have a DC adapter to GB/T, by which a kWh is worth 0.8 (assumed)"
    assert world.note.endswith(said)


def test_more_worlds_than_can_be_played_are_refused_before_anything_is_planned(tmp_path):
    rows = "".join(
        f'[[compare.worlds]]\nname = "w{at}"\nset = {{ "plan.budget_usd" = {at + 1} }}\n' for at in range(101)
    )
    with pytest.raises(ConfigError, match=r"101 worlds .* in 10,201 pairs; at most 100 are compared"):
        worlds_of(scenario(tmp_path, f"[compare]\nmixes = []\n{rows}"))
