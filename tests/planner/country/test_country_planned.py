"""A country from its configuration to its files: a small one of roads alone, one whose city is broken, one that the user stops."""

import json
from dataclasses import replace
from pathlib import Path

import pytest

from geodata.osm.extract import OsmExtract
from planner.cluster.cluster import Cluster
from planner.country.check import check_country
from planner.country.config.country import load_country
from planner.country.plan.planning import plan_country
from planner.country.run import country_into
from planner.country.telling.country import country_of
from planner.errors import ConfigError, InfeasibleError
from planner.support.stopping import Stopping
from tests.fixtures.sample_roads import SAMPLE, sample_roads
from tests.fixtures.tiny_city import silent


@pytest.fixture(scope="module")
def planned(tmp_path_factory: pytest.TempPathFactory):
    folder = tmp_path_factory.mktemp("roads")
    out = folder / "out"
    broken = '[[cities]]\nconfig = "nowhere.toml"\nname = "Omega"\nregion = "East"\n'
    found = country_into(sample_roads(folder, broken), out, say=silent, stopping=Stopping())
    return found, out


def test_a_city_that_cannot_be_planned_is_named_and_the_roads_are_planned(planned) -> None:
    found, out = planned
    assert [one.name for one in found.failed] == ["Omega"]
    assert json.loads((out / "summary.json").read_text(encoding="utf-8"))["whole"] is found.whole is False
    assert "nowhere.toml" in (out / "report.html").read_text(encoding="utf-8")
    assert found.built
    assert found.spent_usd <= found.budget_usd
    assert found.value <= found.bound


def test_stations_are_ranked_each_once_and_sell_what_trips_need(planned) -> None:
    found, _out = planned
    assert [one.rank for one in found.built] == list(range(1, len(found.built) + 1))
    for season in found.seasons:
        assert season.without <= season.today + 1e-9 <= season.plan + 2e-9 <= season.asked + 3e-9
    winter, summer = found.seasons
    assert winter.plan / winter.asked <= summer.plan / summer.asked + 1e-9
    whole = sum(sum(one.kwh_per_day.values()) for one in found.built)
    assert whole > 0


def test_every_stretch_of_road_is_drawn_once_and_no_more_can_be_driven_on_it_than_is_asked(planned) -> None:
    found, out = planned
    assert sum(one.km for one in found.roads) == pytest.approx(1_596, rel=0.01)
    for one in found.roads:
        assert one.name
        for all_, today, plan in one.trips.values():
            assert today <= plan + 1e-9 <= all_ + 2e-9
    gaps = {(one.road, one.what): one for one in found.gaps}
    assert all(one.plan_km <= one.today_km <= one.km + 1e-6 for one in gaps.values())
    told = json.loads((out / "summary.json").read_text(encoding="utf-8"))
    assert told["left_out"].keys() == {"Omega"}
    assert told["stations"] == len(found.built)


def test_check_lists_as_many_faults_as_the_plan_counts_and_the_report_has_their_rows(planned, tmp_path: Path) -> None:
    found, out = planned
    checked = check_country(sample_roads(tmp_path), say=silent)
    assert checked.found == found.faults > 0
    page = (out / "report.html").read_text(encoding="utf-8")
    for fault in checked.faults:
        rows, _more = fault.shown(5)
        assert all(f"<li>{row}</li>" in page for row in rows)


def test_nodes_without_a_country_are_counted_in_the_report_and_listed_by_check(tmp_path: Path) -> None:
    file = sample_roads(tmp_path).folder / "country.toml"
    nodes = (SAMPLE / "nodes.csv").read_text(encoding="utf-8").splitlines()
    first, lon, lat = nodes[1].split(",")[:3]
    beside = [f"beside{at},{float(lon) + 0.1 * at},{float(lat) + 0.1}," for at in range(3)]
    (tmp_path / "nodes.csv").write_text("\n".join([*nodes, *beside]) + "\n", encoding="utf-8")
    edges = (SAMPLE / "edges.csv").read_text(encoding="utf-8").splitlines()
    (tmp_path / "edges.csv").write_text(
        "\n".join([*edges, *(f"{first},beside{at},40" for at in range(3))]) + "\n", "utf-8"
    )
    for name in ("nodes.csv", "edges.csv"):
        file.write_text(file.read_text("utf-8").replace((SAMPLE / name).as_posix(), name), "utf-8")
    one_sum = file.read_text("utf-8").replace("budget_usd = 900_000", "budget_usd = 300_000").replace(", 600_000]", "]")
    file.write_text(one_sum, "utf-8")
    country = load_country(file)
    assert (country.budget_usd, len(country.money.sums_usd)) == (300_000, 1), "a small question is enough here"
    (fault,) = [one for one in check_country(country, say=silent).faults if one.kind.value == "no_country"]
    assert len(fault.rows) == fault.count == 3
    found = country_into(country, tmp_path / "out", say=silent, stopping=Stopping())
    assert found.problem_rows[fault.line] == ("2 more; 'evplan check' lists them",)


def test_a_promise_to_a_region_that_is_not_there_is_refused_with_the_nearest(planned, tmp_path: Path) -> None:
    config = sample_roads(tmp_path)
    floors = ({"region": "Nort", "money": 0.1},)
    money = type(config.money).model_validate({**config.money.model_dump(), "floors": floors})
    config = config.model_copy(update={"money": money}).beside(tmp_path)
    with Cluster(1) as cluster, pytest.raises(ConfigError, match="did you mean 'North'"):
        plan_country(config, cluster, say=silent, stopping=Stopping())


def test_a_stop_hands_over_what_is_finished(tmp_path: Path) -> None:
    stopping = Stopping()

    def say(text: str) -> None:
        if "sum 2 of" in text:
            stopping.asked = True

    with Cluster(1, say=say, stopping=stopping) as cluster:
        run = plan_country(sample_roads(tmp_path), cluster, say=say, stopping=stopping)
    found = country_of(run)
    assert not found.whole
    assert found.attribution == ()
    assert run.roads is not None
    facts = run.roads.question.facts
    extract = OsmExtract("kz.osm.pbf", None, None, "2026-01-01", (60.0, 40.0, 80.0, 50.0), 0)  # type: ignore[arg-type]
    of_map = replace(facts, trunk=replace(facts.trunk, extract=extract))
    run.roads = replace(run.roads, question=replace(run.roads.question, facts=of_map))
    assert any("© OpenStreetMap contributors" in one for one in country_of(run).attribution)
    assert found.value <= found.bound


def test_nothing_that_can_be_planned_ends_the_run_in_one_line(tmp_path: Path) -> None:
    file = tmp_path / "country.toml"
    file.write_text('country = "KZ"\n[[cities]]\nconfig = "nowhere.toml"\n', encoding="utf-8")
    with Cluster(1) as cluster, pytest.raises((ConfigError, InfeasibleError), match=r"nowhere\.toml"):
        plan_country(load_country(file), cluster, say=silent, stopping=Stopping())
