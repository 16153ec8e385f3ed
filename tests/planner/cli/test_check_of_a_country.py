"""`evplan check` of a country: what was read, every fault with its file and row, corrections from what to what, and nothing planned."""

import json

import pytest

from planner.country.config.country import load_country
from planner.country.road_plans.task import roads_of
from planner.errors import ConfigError
from tests.fixtures.command_line import run
from tests.fixtures.one_road_country import one_road_country
from tests.planner.corridors.corridor_towns import EDGES, NODES, TOWNS


def test_every_fault_is_told_with_its_file_and_row_and_corrections_from_what_to_what(tmp_path):
    file = one_road_country(
        tmp_path,
        roads='corrections = "corrections.csv"\n',
        head='name = "Made"\ncountry = "KG"\n[[cities]]\nconfig = "none.toml"\nname = "Omega"\n[[cities]]\nconfig = "psi.toml"\n',
        edges=EDGES + "a,c,-9.6,\n",
        nodes=NODES + "a,70.4,42.0,KG\n",
        towns=TOWNS + "Gamma,73.1,42.0,9,KG\n" + "".join(f"Far{n},50,{n + 20},90,KG\n" for n in range(25)),
        corrections="u,v,km,action\nAlpha,Gamma,320,stretch\nAlpha,Gama,9,\nAlpha,alpha,9,\nFar3,Gamma,9,\n",
    )
    psi = '[city]\nname = "Psi"\ncountry = "KG"\nroads = "psi.osm.pbf"\n[fleet]\npath = "fleet.csv"\n'
    (tmp_path / "psi.toml").write_text(psi, encoding="utf-8")
    (tmp_path / "fleet.csv").write_text("vehicle_class,count\nprivate_home,1000\n", encoding="utf-8")
    told = run("check", file, "-q")
    lines = told.stdout.splitlines()
    assert told.exit_code == 2, "two cities cannot be read"
    wrong = told.stderr.splitlines()
    assert [line.split(": ")[:2] for line in wrong] == [["error", "Omega"], ["error", "Psi"]]
    assert "none.toml: cannot be read (no such file)" in wrong[0]
    assert "psi.osm.pbf" in wrong[1]
    assert f"'evplan country {file} --out DIR' plans it without the cities that are left out." in lines
    assert any(line.startswith("roads: 5 nodes, 5 edges") for line in lines)
    assert "  edges.csv, row 7: a - c, km '-9.6'" in lines
    assert "  towns.csv, row 5: 'Gamma' stands in towns.csv, row 3 already" in lines
    assert sum("km from the nearest road" in line for line in lines) == 20
    assert "  and 5 more: --verbose or --json lists them" in lines
    assert "  corrections.csv, row 3: no node or town 'Gama'; did you mean 'Gamma'?" in lines
    assert "  corrections.csv, row 4: from 'Alpha' to itself" in lines
    assert "  corrections.csv, row 5: 'Far3' is a town that no road reaches" in lines
    applied = "  corrections.csv, row 2: Alpha - Gamma, stretched: 260 km before, 320 km by the correction; the quickest way is now 300 km"
    assert applied in lines
    assert any("left out: " in line and "none.toml" in line for line in lines)
    assert any("left out: " in line and "psi.osm.pbf" in line for line in lines), "a file that its configuration names"
    assert sum("km from the nearest road" in line for line in run("check", file, "-q", "-v").stdout.splitlines()) == 25
    known = json.loads(run("check", file, "-q", "--json").stdout)
    assert [one["usable"] for one in known["cities"]] == [False, False]
    assert len(known["wrong"]) == 2
    assert known["roads"]["applied"][0]["now_km"] == pytest.approx(300)
    assert {"Alpha", "Gamma", "Delta"} <= set(known["places"])
    assert [path.name for path in tmp_path.iterdir() if path.suffix not in {".csv", ".toml"}] == []


def test_faults_of_the_roads_alone_end_with_0_and_a_country_of_which_nothing_can_be_read_is_not_said_to_be_planned(
    tmp_path,
):
    told = run("check", one_road_country(tmp_path, edges=EDGES + "a,c,-9.6,\n"), "-q")
    assert (told.exit_code, told.stderr) == (0, "")
    alone = tmp_path / "alone.toml"
    alone.write_text('country = "KG"\n[[cities]]\nconfig = "none.toml"\n', encoding="utf-8")
    told = run("check", alone, "-q")
    assert told.exit_code == 2
    assert "--out DIR' plans it" not in told.stdout


def test_it_is_told_in_the_language_of_the_reader(tmp_path):
    file = one_road_country(tmp_path, edges=EDGES + "a,c,-9.6,\n")
    assert "Ничего не планировалось" in run("check", file, "-q", env={"EVPLAN_LANG": "ru"}).stdout


def test_towns_cars_seasons_and_actions_are_told_in_the_letters_and_words_of_the_reader(tmp_path):
    """Talas is far from the road; its name in Cyrillic is that of the facts, the others have theirs in the table."""
    file = one_road_country(
        tmp_path,
        roads='corrections = "corrections.csv"\n',
        more="[corridors.stations]\nevery_km = 400\nin_towns = false\n",
        towns="name,name_ru,lon,lat,population,country\nAlpha,Альфа,70,42,500000,KG\nBeta,Бета,71.9,42,300000,KG\n"
        "Gamma,Гамма,73.1,42,100000,KG\nTalas,,72.24,50.5,40000,KG\n",
        corrections="u,v,km,action\nAlpha,Gamma,320,stretch\nTalas,Gamma,9,add\n",
    )
    said = run("check", file, "-q", env={"EVPLAN_LANG": "ru"}).stdout
    assert "corrections.csv, строка 2: Альфа - Гамма, растянут" in said
    assert "corrections.csv, строка 3: 'Талас': город, до которого не доходит дорога" in said
    assert "Ни одна дорога не доходит сюда: Талас." in said
    assert "запас хода, личные машины у частных домов, зима" in said
    words = set(said.replace(",", " ").replace("'", " ").split())
    assert not {"Alpha", "Talas", "stretch", "private_home", "winter"} & words


def test_stations_of_a_country_are_not_counted_by_whether_they_lie_outside_a_city(tmp_path):
    stations = '[[corridors.stations.existing]]\npath = "guns.csv"\nformat = "csv"\n'
    file = one_road_country(tmp_path, stations, guns="lon,lat,connector,count,power_kw\n70.0,42.0,GBT_DC,2,60\n")
    told = run("check", file, "-q").stdout
    assert "guns.csv" in told
    assert "outside" not in told


def test_rules_of_places_that_are_not_there_are_all_told_with_the_file_and_the_nearest_name(tmp_path):
    rules = '[corridors.rules]\nforbidden = ["Alfa", "Gama"]\nforced = { Delt = "" }\n'
    file = one_road_country(tmp_path, rules)
    told = run("check", file, "-q")
    assert told.exit_code == 2
    assert "roads: 5 nodes" in told.stdout
    for part in (
        str(file),
        "'Alfa' (did you mean 'Alpha'?)",
        "'Gama' (did you mean 'Gamma'?)",
        "'Delt'",
        "among them Alpha",
    ):
        assert part in told.stderr
    with pytest.raises(ConfigError, match="did you mean 'Alpha'"):
        roads_of(load_country(file))


def test_a_file_of_no_use_ends_with_code_2_and_a_key_that_is_there(tmp_path):
    file = one_road_country(tmp_path, nodes="nummer,lon,lat\na,70,42\n")
    told = run("check", file, "-q")
    assert told.exit_code == 2
    assert "corridors.roads.node_columns" in told.stderr
    mapped = one_road_country(
        tmp_path, roads='node_columns = { id = "nummer" }\n', nodes=NODES.replace("id,", "nummer,", 1)
    )
    assert run("check", mapped, "-q").exit_code == 0


def test_a_country_by_its_name_is_told_what_is_expected_and_other_commands_name_check(tmp_path):
    named = one_road_country(tmp_path, head='country = "Kazakhstan"\n')
    assert "key 'country': expected two letters, as KZ, not 'Kazakhstan'" in run("check", named, "-q").stderr
    told = run("plan", one_road_country(tmp_path), "--out", tmp_path / "out", "-q")
    assert told.exit_code == 2
    assert "the configuration of a country; 'evplan check' checks it" in told.stderr
