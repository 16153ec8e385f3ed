"""Floors that no plan of the roads at hand keeps: the roads are planned anew for them, and where that fails the message says how much was found."""

from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from planner.cluster.cluster import Cluster
from planner.config.reading import section_from
from planner.corridors.search.aims import Aim, Wish
from planner.corridors.search.prepared import Prepared
from planner.country.accounts import ROADS_SERVED, region_account, region_money
from planner.country.config.country import CountryConfig
from planner.country.config.money import FloorConfig
from planner.country.money.curves import Point, curve_of
from planner.country.money.sharing import Floor, share
from planner.country.plan.planning import plan_country
from planner.country.plan.promises import floors_named, floors_of
from planner.country.road_plans.answers import RoadAnswers
from planner.country.road_plans.floors import answer_needs
from planner.country.road_plans.needs import RoadNeed, needs_of
from planner.country.road_plans.play import play
from planner.country.road_plans.searches import answer_roads
from planner.country.road_plans.task import ENERGY, RoadTask, roads_of
from planner.country.telling.country import country_of
from planner.errors import ConfigError, CorridorError, InfeasibleError
from planner.support.stopping import Stopping, never
from tests.fixtures.drawing import drawn
from tests.fixtures.sample_roads import sample_roads
from tests.fixtures.tiny_city import silent
from tests.planner.corridors.networks import questions

WISHES = st.sampled_from([ENERGY, Wish(Aim.TRIPS)])


def with_floors(folder: Path, *floors: dict) -> CountryConfig:
    config = sample_roads(folder)
    made = tuple(section_from(FloorConfig, one, where="country.toml") for one in floors)
    return config.model_copy(update={"money": config.money.model_copy(update={"floors": made})})


def planned(config: CountryConfig):
    with Cluster(1) as cluster:
        return plan_country(config, cluster, say=silent, stopping=Stopping())


@pytest.fixture(scope="module")
def roads(tmp_path_factory: pytest.TempPathFactory) -> RoadTask:
    return roads_of(sample_roads(tmp_path_factory.mktemp("roads"))).task


@pytest.fixture(scope="module")
def known(roads: RoadTask) -> RoadAnswers:
    """The roads planned for all the money."""
    return answer_roads(silent, Stopping(), roads, (900_000.0,))


def test_a_region_gets_its_money_on_the_roads_though_no_plan_for_the_money_alone_builds_there(tmp_path: Path) -> None:
    run = planned(with_floors(tmp_path, {"region": "South", "money": 0.1}, {"region": "North", "served": 0.6}))
    found = country_of(run)
    assert sum(one.cost_usd for one in found.built if one.region == "South") >= 90_000
    assert found.spent_usd <= found.budget_usd
    assert found.value <= found.bound
    money, energy = found.floors
    assert money["given"] >= money["least"] == pytest.approx(90_000)
    assert energy["given"] >= energy["least"] > 0
    free = country_of(planned(sample_roads(tmp_path)))
    assert sum(one.cost_usd for one in free.built if one.region == "South") < 90_000
    assert free.value <= found.bound + 1e-6


def test_where_a_floor_cannot_be_kept_the_message_says_how_much_was_found(tmp_path: Path) -> None:
    with pytest.raises(InfeasibleError) as refused:
        planned(with_floors(tmp_path, {"region": "South", "money": 0.95}))
    said = str(refused.value)
    assert "South: at least 95" in said
    assert "at most in the plans that were found" in said
    assert "\n" not in said


def test_regions_that_are_promised_more_than_all_the_money_are_refused_before_anything_is_searched(
    tmp_path: Path,
) -> None:
    shares = [{"region": one, "money": 0.6} for one in ("South", "East")]
    with pytest.raises(ConfigError, match="South and East are promised 120"):
        floors_named(with_floors(tmp_path, *shares), {"South", "East"})
    same = [*shares[:1], {"region": "South", "money": 0.5}, {"roads": True, "money": 0.9}]
    assert floors_named(with_floors(tmp_path, *same), {"South"}).money.floors, "one may hold within another"


@given(
    questions(),
    st.sampled_from(["north", "south"]),
    st.sampled_from([1.0, 3.0]),
    st.sampled_from([0.0, 0.5, 1.0]),
    WISHES,
)
@drawn(25)
def test_what_is_planned_for_needs_keeps_them_and_every_rule_of_the_roads(question, region, usd, part, wish):
    roads = RoadTask(question, 0.05, 1e3, wish)
    try:
        before = answer_roads(silent, Stopping(), roads, (4.0, 9.0))
    except CorridorError:
        return
    energy = region_account(region)
    needs = (
        RoadNeed(region_money(region), usd, region=region, is_money=True),
        RoadNeed(energy, part * before.sellable.get(energy, 0.0), region=region),
    )
    found = answer_needs(silent, Stopping(), roads, needs, before)
    assert [one.usd for one in found.answers] == [one.usd for one in before.answers]
    asked_ = Prepared.of(question, wish)
    for one, known in zip(found.answers, before.answers, strict=True):
        assert one.bound == known.bound or one is known
        assert one.cost_usd <= one.usd + 1e-9
        assert one.value <= one.bound + 1e-6
        assert one.value <= known.value + 1e-6 or known.bound - known.value > 1e-6
        assert one.value == pytest.approx(play(asked_, one.built).value)
    kept = [one for one in found.answers if all(need.kept(one) for need in needs)]
    for one in kept:
        assert one.money[region] >= usd - 1e-9
        for other in found.answers:
            if other.usd < one.usd and other not in kept:
                assert other.value < one.value or not other.built


def test_the_search_for_floors_goes_on_from_the_plan_at_hand(roads: RoadTask) -> None:
    before = answer_roads(silent, Stopping(), roads, (2_500_000.0,))
    needs = [RoadNeed(region_money("South"), 500_000.0, region="South", is_money=True)]
    assert before.answers[-1].money["South"] < 500_000
    assert before.answers[-1].cost_usd < 2_000_000, "there is money for both"
    found = answer_needs(silent, Stopping(), replace(roads, time_limit_s=0.05), needs, before).answers[-1]
    assert found.money["South"] >= 500_000
    assert found.value >= before.answers[-1].value - 1e-6


@pytest.mark.parametrize("region", ["East", "North"])
def test_a_floor_of_energy_is_raised_until_enough_is_sold_in_the_region(
    roads: RoadTask, known: RoadAnswers, region: str
) -> None:
    energy = region_account(region)
    had, most = known.answers[-1].served[energy], known.sellable[energy]
    need = RoadNeed(energy, had + 0.6 * (most - had), region=region)
    assert not need.kept(known.answers[-1])
    found = answer_needs(silent, Stopping(), roads, [need], known).answers[-1]
    assert need.kept(found)
    assert found.cost_usd <= 900_000


@pytest.mark.parametrize("region", ["South", "North"])
def test_of_all_stations_of_a_region_that_one_must_be_built_with_which_most_is_gained_for_its_money(
    roads: RoadTask, monkeypatch: pytest.MonkeyPatch, region: str
) -> None:
    before = answer_roads(silent, Stopping(), roads, (200_000.0,))
    must: list[dict[str, str]] = []

    def searched(say, stopping, question, *_others):
        must.append(dict(question.instance.rules.forced))
        return before

    monkeypatch.setattr("planner.country.road_plans.floors.answer_roads", searched)
    known = before.answers[-1]
    need = RoadNeed(region_money(region), known.money[region] + 1.0, region=region, is_money=True)
    answer_needs(silent, Stopping(), roads, [need], before)
    prepared, places = Prepared.of(roads.instance, roads.wish), roads.instance.places
    now, gained = play(prepared, known.built).value, {}
    for at, place in enumerate(places):
        for number, option in enumerate(place.options):
            if place.region == region and at not in known.built:
                more = play(prepared, {**known.built, at: number}).value - now
                gained[place.id, option.key] = more / option.cost_usd
    built = {places[at].id for at in known.built}
    ((new,),) = [[one for one in forced.items() if one[0] not in built] for forced in must]
    assert gained[new] == pytest.approx(max(gained.values()))
    assert min(gained.values()) < 0.9 * gained[new], "it makes a difference which one is taken"


def test_a_stop_ends_the_search_for_floors_at_the_next_station_and_keeps_what_is_known(
    roads: RoadTask, known: RoadAnswers
) -> None:
    stopping, said = Stopping(), list[str]()

    def stop_at_the_first(text: str) -> None:
        said.append(str(text))
        stopping.asked = "stations for" in said[-1]

    needs = [RoadNeed(region_money("South"), 500_000.0, region="South", is_money=True)]
    found = answer_needs(stop_at_the_first, stopping, roads, needs, known)
    assert sum("stations for" in one for one in said) == 1
    assert "South: stations for $143" in said[-1]
    assert found.answers == known.answers


def test_what_a_region_lacks_is_asked_of_the_roads_only_where_no_city_has_it():
    def curve(name, account, money):
        points = [Point(0, 0.0, 0.0), Point(5, 9.0, 9.0, {account: 3.0}, 5)]
        return curve_of(name, points, 9.0, {account: 9.0}, money)

    town = curve("Town", region_account("West"), (region_money("West"),))
    roads = curve("roads", region_account("West"), (region_money("West"), region_money("East")))
    asked_ = [FloorConfig(region=one, money=0.5) for one in ("West", "East")]
    asked_ += [FloorConfig(region="West", served=0.5), FloorConfig(roads=True, served=0.5)]
    floors = [
        Floor(region_money("West"), 5_000.0, "West", is_money=True),
        Floor(region_money("East"), 5_000.0, "East", is_money=True),
        Floor(region_account("West"), 5.0, "West"),
        Floor("energy on roads", 5.0, "roads"),
    ]
    found = needs_of(asked_, floors, [town, roads], 10.0, never)
    assert found == (
        RoadNeed(region_money("East"), 5_000.0, region="East", is_money=True),
        RoadNeed(region_account("West"), 2.0, region="West"),
    )


def test_the_most_that_was_found_is_told_of_each_floor_that_is_not_kept():
    points = [
        Point(0, 0.0, 0.0),
        Point(4, 8.0, 99.0, {region_money("West"): 2_000.0, "energy in West": 3.0, "roads": 80.0}, 4),
    ]
    curve = curve_of("roads", points, 99.0, {"energy in West": 99.0, "roads": 480.0}, (region_money("West"),))
    floors = [
        Floor(region_money("West"), 3_000.0, "West: money", is_money=True),
        Floor("energy in West", 50.0, "West: energy"),
        Floor("roads", 320.0, "roads: trips", trip=40.0),
    ]
    with pytest.raises(InfeasibleError) as refused:
        share([curve], 10.0, floors)
    said = str(refused.value).replace("\N{NARROW NO-BREAK SPACE}", " ").replace("\N{NO-BREAK SPACE}", " ")
    assert "West: money ($3 000; $2 000 at most in the plans that were found)" in said
    assert "West: energy (50 kWh a day; 3 kWh a day at most in the plans that were found)" in said
    assert "roads: trips (8.0 trips a day that need charging; 2.0 trips a day" in said


def test_a_floor_of_trips_is_told_in_trips_whatever_each_counts_beside_cities(tmp_path: Path) -> None:
    roads = roads_of(with_floors(tmp_path, {"roads": True, "served": 0.5}))
    roads = replace(roads, task=replace(roads.task, wish=Wish(Aim.TRIPS, each=40.0)))
    curve = curve_of("roads", [Point(0, 0.0, 0.0)], 99.0, {ROADS_SERVED: 480.0})
    (floor,) = floors_of(with_floors(tmp_path, {"roads": True, "served": 0.5}), [curve], roads)
    assert floor.amount(floor.least) == "6.0 trips a day that need charging"
    (of_energy,) = floors_of(with_floors(tmp_path, {"region": "West", "served": 0.5}), [curve], roads)
    assert of_energy.amount(240.0) == "240 kWh a day"
