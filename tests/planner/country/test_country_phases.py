"""A country built in phases: nothing is torn down, no phase spends more than has come by then, and each is worth what its money can build of the plan."""

from dataclasses import replace
from itertools import pairwise, product
from types import SimpleNamespace

import geopandas as gpd
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from planner.audit.drives.phases import torn_down
from planner.cluster.cluster import Cluster
from planner.config.reading import section_from
from planner.corridors.solve import solve as building_search
from planner.country.cities.configurations import ConfiguredCity
from planner.country.config.country import CountryConfig
from planner.country.config.phases import CountryPhase
from planner.country.money.curves import UNIT_USD, Point, units_up
from planner.country.output.country_map import map_html
from planner.country.output.report import report_html
from planner.country.output.writer import write_country
from planner.country.phases.phase import Phase
from planner.country.phases.phase_audit import broken_phases
from planner.country.plan.phasing import built_by_then, schedule_of
from planner.country.plan.planning import plan_country
from planner.country.telling.country import country_of
from planner.errors import ConfigError
from planner.support.speech import LANGUAGES, speaking
from planner.support.stopping import Stopping, always
from tests.fixtures.country_fixture import made_country
from tests.fixtures.crowded_street import crowded_street
from tests.fixtures.drawing import drawn
from tests.fixtures.sample_roads import sample_roads
from tests.fixtures.tiny_city import silent, tiny_scenario

PHASES = "[[phases]]\nyear = 2026\nbudget_usd = 250_000\n[[phases]]\nyear = 2028\nbudget_usd = 650_000\n"
MONEY = {2026: 250_000, 2028: 900_000}


@pytest.fixture(scope="module")
def planned(tmp_path_factory: pytest.TempPathFactory):
    """A planned country of roads in two phases, and the sums for which steps of building were searched."""
    searched = []

    def counted(instance, **effort):
        searched.append(instance.budget_usd)
        return building_search(instance, **effort)

    with pytest.MonkeyPatch.context() as patched, Cluster(1) as cluster:
        patched.setattr("planner.country.order.building.solve", counted)
        config = sample_roads(tmp_path_factory.mktemp("asked"), phases=PHASES)
        run = plan_country(config, cluster, say=silent, stopping=Stopping())
    return run, searched


@pytest.fixture(scope="module")
def built(planned, tmp_path_factory: pytest.TempPathFactory):
    """The same told and written, by which nothing is searched for."""
    run, _searched = planned
    out = tmp_path_factory.mktemp("phases") / "out"
    with pytest.MonkeyPatch.context() as patched:
        patched.setattr("planner.country.order.building.solve", not_again)
        found = country_of(run)
    write_country(found, run.dossiers, out)
    return found, out


def not_again(*_question, **_effort):
    raise AssertionError("a search where none is wanted")


@pytest.fixture(scope="module")
def beside_a_city(planned):
    """The same country with a city, the plan of the street, and money for it in both phases."""
    run, _searched = planned
    town = crowded_street()
    stands = town.sites["rank"] == 1
    town = replace(town, sites=town.sites.assign(status=town.sites["status"].mask(stands, "upgrade")))
    usd = town.scorecard.cost_usd
    chosen = Point(units_up(usd), town.proof.value, town.proof.bound, made_for=1)
    phases = (CountryPhase(year=2026, budget_usd=400_000), CountryPhase(year=2028, budget_usd=700_000))
    return replace(
        run,
        config=run.config.model_copy(update={"phases": phases}),
        cities=[ConfiguredCity("Street", "Street", "West", tiny_scenario())],
        answers={"Street": SimpleNamespace(answers=[SimpleNamespace(value=town.studies["order"]["nothing"]["value"])])},
        dossiers={"cities/Street": town},
        sharing=replace(run.sharing, chosen={"Street": chosen, **run.sharing.chosen}),
    )


def test_each_sum_of_the_roads_is_searched_for_within_its_stage_and_its_phase_and_none_after_a_stop(
    planned, monkeypatch
) -> None:
    run, searched = planned
    assert searched
    assert len(searched) <= 2 * len(set(searched))
    monkeypatch.setattr("planner.country.order.building.solve", not_again)
    found = schedule_of(run, silent, always)
    assert not found.problems
    assert len(found.phases) == 2
    assert found.steps[-1].built == run.road_plan.answer.built
    for step, later in pairwise(found.steps):
        assert step.built.items() <= later.built.items()
        assert step.cost_usd <= step.usd + 1e-3
        assert step.value <= later.value * (1 + 1e-6)


def test_no_phase_spends_more_than_has_come_by_then_with_a_city_beside_the_roads(beside_a_city) -> None:
    found = schedule_of(beside_a_city, silent, always)
    sites = beside_a_city.dossiers["cities/Street"].sites
    places = beside_a_city.road_plan.prepared.instance.places
    assert not found.problems
    for phase, money in zip(found.phases, (400_000, 1_100_000), strict=True):
        of_city = sites[sites["rank"] <= phase.sites["Street"]]
        standing = [at for at, year in found.year_of.items() if year <= phase.year]
        of_roads = sum(places[at].options[found.steps[-1].built[at]].cost_usd for at in standing)
        assert phase.usd == pytest.approx({"Street": of_city["cost_usd"].sum(), "roads": of_roads})
        assert phase.spent_usd <= phase.money_usd + 1e-6 == pytest.approx(money)
    first, last = found.phases
    assert all(first.sites[name] <= last.sites[name] for name in ("Street", "roads"))
    assert sum(first.sites.values()) > 0
    assert last.sites == {"Street": int(sites["rank"].max()), "roads": len(found.steps[-1].built)}


def test_a_city_alone_builds_the_first_sites_that_its_money_pays_for(beside_a_city) -> None:
    phases = (CountryPhase(year=2026, budget_usd=100_000), CountryPhase(year=2028, budget_usd=100_000))
    alone = {
        "config": beside_a_city.config.model_copy(update={"phases": phases}),
        "road_plan": None,
        "road_answers": None,
    }
    found = schedule_of(replace(beside_a_city, **alone), silent, always)
    sites = beside_a_city.dossiers["cities/Street"].sites
    paid = sites.sort_values("rank")["cost_usd"].cumsum()
    assert not found.problems
    first, last = found.phases
    assert first.usd["Street"] == pytest.approx(paid[paid <= 100_000].max())
    assert 0 < first.sites["Street"] < last.sites["Street"]
    assert (first.all_new, first.all_upgraded) == (first.sites["Street"] - 1, 1), "its first site stands today"


def test_a_stop_while_the_order_is_worked_out_ends_the_search_for_it_and_keeps_the_phases(
    tmp_path, monkeypatch
) -> None:
    monkeypatch.setattr("planner.country.order.building.solve", not_again)
    stopping = Stopping()

    def say(text: str) -> None:
        stopping.asked = stopping.asked or "in which order" in text

    with Cluster(1, say=say, stopping=stopping) as cluster:
        run = plan_country(sample_roads(tmp_path, phases=PHASES), cluster, say=say, stopping=stopping)
    assert stopping.asked
    found = country_of(run)
    assert [one.year for one in found.phases] == list(MONEY)
    assert not found.whole


@pytest.mark.parametrize("part", [4.0])  # at a lower price all of the city fits into the first year's money
def test_phases_of_a_city_whose_order_of_building_has_other_prices_are_left_out_and_the_plan_stays(
    beside_a_city, part
) -> None:
    town = beside_a_city.dossiers["cities/Street"]
    order = town.studies["order"]
    steps = [one | {"total_cost_usd": part * one["total_cost_usd"]} for one in order["steps"]]
    other = replace(town, studies={**town.studies, "order": {**order, "steps": steps}})
    run = replace(beside_a_city, dossiers={"cities/Street": other})
    run.schedule = schedule_of(run, silent, always)
    assert run.schedule.phases == ()
    assert len(run.schedule.problems) == 1
    assert "the phases are left out" in run.schedule.problems[0]
    assert run.schedule.steps, "the roads are built in an order nevertheless"


def test_the_audit_names_every_phase_that_spends_too_much_or_does_not_hold_the_one_before() -> None:
    prices = {"Alpha": [10.0, 20.0, 30.0], "roads": [5.0, 5.0]}
    first = Phase(2026, 20.0, 1.0, {"Alpha": 10.0, "roads": 5.0}, {"Alpha": 1, "roads": 1})
    last = Phase(2028, 70.0, 2.0, {"Alpha": 60.0, "roads": 10.0}, {"Alpha": 3, "roads": 2})
    assert broken_phases([first, last], prices) == []
    for wrong, said in (
        ([replace(first, money_usd=14.0), last], "more than"),
        ([replace(first, usd={"Alpha": 9.0, "roads": 5.0}), last], "not"),
        ([replace(first, usd={"Alpha": 10.0, "roads": 10.0}, sites={"Alpha": 1, "roads": 2}), replace(last, usd={"Alpha": 60.0, "roads": 5.0}, sites={"Alpha": 3, "roads": 1})], "does not stand by 2028"),
        ([last, first], "not the whole plan"),
    ):  # fmt: skip
        assert any(said in one for one in broken_phases(wrong, prices)), said


def test_roads_are_built_in_the_order_of_the_years_for_the_money_by_then(built) -> None:
    found, _out = built
    assert [one.year for one in found.phases] == list(MONEY)
    assert [one.year for one in found.built] == sorted(one.year for one in found.built)
    for phase in found.phases:
        mine = [one for one in found.built if one.year <= phase.year]
        assert phase.sites == {"roads": len(mine)}
        assert phase.spent_usd == pytest.approx(sum(one.cost_usd for one in mine))
        assert phase.spent_usd <= phase.money_usd + 1e-6 == pytest.approx(MONEY[phase.year])
    first, last = found.phases
    assert 0 < first.sites["roads"] < last.sites["roads"] == len(found.built)
    assert last.value == pytest.approx(found.value, rel=1e-6)
    for season in found.seasons:
        assert season.today <= first.possible[season.name] + 1e-9 <= last.possible[season.name] + 2e-9
        assert last.possible[season.name] == pytest.approx(season.plan)


def test_tables_layers_and_report_say_when_each_station_is_built(built) -> None:
    found, out = built
    table = pd.read_csv(out / "road_stations.csv")
    layer = gpd.read_file(out / "country.gpkg", layer="stations")
    years = [one.year for one in found.built]
    assert table["build_year"].tolist() == years == layer["build_year"].tolist()
    told = pd.read_csv(out / "phases.csv")
    assert told["year"].tolist() == list(MONEY)
    assert told["its_usd_so_far"].is_monotonic_increasing
    assert "Phase by phase" in (out / "report.html").read_text(encoding="utf-8")


def test_what_costs_all_the_money_of_a_phase_but_for_rounding_is_built_in_it() -> None:
    usd = 3 * 100_000.00000000002
    chain = tuple(
        Point(units_up(one), value, value, made_for=at) for at, (one, value) in enumerate([(0, 0), (usd, 5), (4e5, 9)])
    )
    first, last = built_by_then({"Street": chain}, [300_000, 400_000])
    assert (first["Street"].made_for, last["Street"].made_for) == (1, 2)
    first, _last = built_by_then({"Street": chain}, [usd - 1e-7, 400_000])
    assert first["Street"].made_for == 1
    first, _last = built_by_then({"Street": chain}, [usd - 1, 400_000])
    assert first["Street"].made_for == 0


chains = st.lists(
    st.lists(st.tuples(st.integers(1, 5), st.integers(0, 9)), min_size=0, max_size=4), min_size=1, max_size=3
)


@given(chains, st.lists(st.floats(0, 1), min_size=1, max_size=3))
@drawn(30)
def test_a_phase_builds_the_best_that_its_money_can_of_what_the_next_one_has(steps, parts) -> None:
    made = {}
    for number, own in enumerate(steps):
        points = [Point(0, 0.0, 0.0)]
        for units, gain in own:
            points.append(Point(points[-1].units + units, points[-1].value + gain, 0.0, made_for=len(points)))
        made[f"{number}"] = tuple(points)
    whole = sum(chain[-1].units for chain in made.values())
    money = [part * whole * UNIT_USD for part in sorted(parts)] + [float(whole * UNIT_USD)]
    found = built_by_then(made, money)
    assert [one.units for one in found[-1].values()] == [chain[-1].units for chain in made.values()]
    for now, later, usd in zip(found, found[1:], money, strict=False):
        assert all(now[name].units <= later[name].units for name in made)
        held = [[one for one in chain if one.units <= later[name].units] for name, chain in made.items()]
        paid = [one for one in product(*held) if sum(each.units for each in one) <= usd / UNIT_USD + 1e-9]
        best = max(sum(each.value for each in one) for one in paid)
        assert sum(one.value for one in now.values()) == pytest.approx(best)
        assert sum(one.units for one in now.values()) <= usd / UNIT_USD + 1e-9


def test_the_audit_names_what_a_later_phase_tears_down_or_builds_otherwise() -> None:
    assert list(torn_down([{}, {"a": "2"}, {"a": "2", "b": "4"}])) == []
    said = "\n".join(torn_down([{"a": "2", "b": "4"}, {"a": "6"}, {"a": "6"}]))
    assert said.count("does not stand in the next") == 2


@pytest.mark.parametrize(
    ("changes", "said"),
    [
        ({"budget_usd": 5_000}, "contradict each other"),
        ({"phases": [{"year": 2028, "budget_usd": 1_000}, {"year": 2028, "budget_usd": 1_000}]}, "one phase a year"),
        ({"phases": [{"year": 2028, "budget_usd": 1_500}]}, "such as 1000 or 2000, not 1500"),
        ({"corridors": {"roads": {"osm": "a.osm.pbf"}, "trips": {"year": 2027}}}, "set corridors.trips.year"),
    ],
)
def test_phases_that_make_no_sense_are_refused_in_one_line(changes, said) -> None:
    phases = [{"year": 2026, "budget_usd": 1_000}, {"year": 2028, "budget_usd": 2_000}]
    whole = {"country": "KG", "cities": [{"config": "a.toml"}], "phases": phases}
    assert section_from(CountryConfig, whole, where="country.toml").budget_usd == 3_000
    with pytest.raises(ConfigError) as refused:
        section_from(CountryConfig, {**whole, **changes}, where="country.toml")
    assert said in str(refused.value)
    assert "\n" not in str(refused.value)


@pytest.mark.parametrize("code", LANGUAGES)
def test_phases_are_told_in_every_language_names_of_cities_in_the_letters_of_the_reader(code: str) -> None:
    phases = (
        Phase(2026, 4e5, 3_000.0, {"Alpha": 2e5, "roads": 2e5}, {"Alpha": 3, "roads": 1}, {"winter": 20.0}),
        Phase(2028, 1e6, 7_000.0, {"Alpha": 6e5, "roads": 4e5}, {"Alpha": 7, "roads": 2}, {"winter": 30.0}),
    )
    with speaking(code):
        country = made_country(phases=phases)
        page = report_html(country)
        assert "2026" in page
        assert "2026" not in report_html(made_country())
        assert map_html(country)
