"""Land of another country: nothing new stands there unless it is asked for, and what stands there serves."""

import pytest

from planner.corridors.search.gaps import windows
from planner.corridors.stating import CorridorQuestion
from planner.errors import CorridorError
from tests.planner.corridors.corridor_towns import question, written

NODES = (
    "id,lon,lat,country\n"
    "a,70.0,42.0,KG\nm,70.6,42.0,KG\nx,71.0,42.0,UZ\ny,72.0,42.0,UZ\nn,72.4,42.0,KG\nc,73.0,42.0,UZ\n"
)
EDGES = "u,v,km\na,m,50\nm,x,33\nx,y,83\ny,n,33\nn,c,50\n"
TOWNS = "name,lon,lat,population,country\nAlpha,70.0,42.0,600000,KG\nGamma,73.0,42.0,300000,KG\n"
STANDING = "station_id,name,lon,lat,connector,count,power_kw\nS1,Inn,71.5,42.0,GBT_DC,2,60.0\n"


@pytest.fixture
def folder(tmp_path):
    return written(tmp_path, nodes=NODES, edges=EDGES, towns=TOWNS, standing=STANDING)


def asked(folder, *countries: str, **stations) -> CorridorQuestion:
    return question(folder, countries=list(countries), stations={"every_km": 25, **stations})


def on_land_of(question: CorridorQuestion, country: str) -> set[str]:
    return {one.id for one in question.instance.places if one.country == country and one.options}


def test_nothing_new_stands_on_land_of_a_country_that_is_not_planned_and_the_places_are_told(folder) -> None:
    found = asked(folder, "KG")
    assert not on_land_of(found, "UZ")
    assert {"Alpha", "Gamma"} <= on_land_of(found, "KG")  # a town is where its table says, whatever the node says
    open_ = asked(folder, "KG", abroad=True)
    assert on_land_of(open_, "UZ") == {name for name, _country in found.account.abroad}
    assert {one.region for one in open_.instance.places if one.country == "UZ"} == {"UZ"}
    assert open_.account.abroad == ()


def test_trips_that_only_places_abroad_would_make_possible_are_told_so(folder) -> None:
    short = {"battery_kwh": {"private_home": 20}, "least_range_km": 0}
    with pytest.raises(CorridorError, match=r"121 km, there is no place, .*; allow places abroad"):
        question(folder, countries=["KG"], stations={"every_km": 25}, driving=short)
    assert question(folder, stations={"every_km": 25}, driving=short).instance.trips


def test_countries_that_are_planned_together_are_abroad_to_nobody(folder) -> None:
    both, all_ = asked(folder, "KG", "UZ"), asked(folder)
    assert on_land_of(both, "UZ") == on_land_of(all_, "UZ") != set()
    assert both.account.abroad == all_.account.abroad == ()


def test_the_last_places_before_the_border_and_behind_it_are_taken(folder) -> None:
    at = sorted(one.lon for one in asked(folder, "KG").instance.places if one.options)
    before, behind = max(one for one in at if one < 71.5), min(one for one in at if one > 71.5)
    assert before == pytest.approx(70.6 + 0.4 * 2 / 5, abs=0.05)
    assert behind == pytest.approx(72.4 - 0.4 * 2 / 5, abs=0.05)


def test_a_station_that_stands_abroad_serves_and_nothing_is_added_to_it(folder) -> None:
    found = asked(folder, "KG", existing=[{"path": "standing.csv", "format": "csv"}])
    (inn,) = [one for one in found.instance.places if one.standing is not None]
    assert (inn.country, inn.options) == ("UZ", ())
    assert any(found.instance.place_at[inn.id] in route.stops for trip in found.instance.trips for route in trip.routes)


def test_a_norm_that_binds_is_asked_of_each_part_of_a_road_at_home(folder) -> None:
    norm = {"name": "own", "km": 40, "family": "gbt"}
    rules = {"norms": [{**norm, "binding": True}, norm, {**norm, "road": "Gamma - Alpha", "binding": True}]}
    found = question(folder, countries=["KG"], stations={"every_km": 25}, rules=rules).instance
    binding, told, one = found.rules.norms
    assert [round(chain.km) for chain in told.chains] == [249]
    assert [chain.km == pytest.approx(50 + 33 / 2, abs=4) for chain in binding.chains] == [True, True]
    assert [chain.places.tolist() for chain in one.chains] == [x.places.tolist()[::-1] for x in binding.chains[::-1]]
    for chain in binding.chains:
        assert all(len(window) for window in windows(binding, chain))
        assert all(found.places[at].options for at in chain.places)


def test_to_forbid_a_place_that_is_abroad_asks_for_nothing(folder) -> None:
    name = asked(folder, "KG").account.abroad[0][0]
    rules = {"forbidden": [name]}
    found = question(folder, countries=["KG"], stations={"every_km": 25}, rules=rules)
    assert found.instance.rules.forbidden == ()


def test_places_of_which_nobody_knows_the_country_are_told_once(folder) -> None:
    (folder / "nodes.csv").write_text(NODES.replace(",KG", ",").replace(",UZ", ","), encoding="utf-8")
    found = asked(folder, "KG")
    (line,) = [one for one in found.account.left_out if "do not tell the country" in str(one)]
    unknown = [one.id for one in found.instance.places if not one.country]  # all but those at a town, whose table tells
    assert unknown
    assert f"{len(unknown)} of {len(found.instance.places)}" in str(line)
    assert found.account.abroad == ()
