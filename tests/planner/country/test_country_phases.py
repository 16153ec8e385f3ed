"""A country built in phases: nothing is torn down, no phase spends more than has come by then, and each is worth what its money can build of the plan."""

from itertools import product

import geopandas as gpd
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from planner.audit.drives.phases import torn_down
from planner.config.reading import section_from
from planner.country.config.country import CountryConfig
from planner.country.curves import UNIT_USD, Point
from planner.country.output.country_map import map_html
from planner.country.output.report import report_html
from planner.country.phase import Phase
from planner.country.phasing import built_by_then
from planner.country.run import country_into
from planner.errors import ConfigError
from planner.support.speech import LANGUAGES, speaking
from planner.support.stopping import Stopping
from tests.fixtures.country_fixture import made_country
from tests.fixtures.tiny_city import silent
from tests.planner.country.test_country_planned import asked

PHASES = "[[phases]]\nyear = 2026\nbudget_usd = 300_000\n[[phases]]\nyear = 2028\nbudget_usd = 600_000\n"
MONEY = {2026: 300_000, 2028: 900_000}


@pytest.fixture(scope="module")
def built(tmp_path_factory: pytest.TempPathFactory):
    folder = tmp_path_factory.mktemp("phases")
    out = folder / "out"
    return country_into(asked(folder, phases=PHASES), out, say=silent, stopping=Stopping()), out


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


chains = st.lists(
    st.lists(st.tuples(st.integers(1, 5), st.integers(0, 9)), min_size=0, max_size=4), min_size=1, max_size=3
)


@given(chains, st.lists(st.floats(0, 1), min_size=1, max_size=3))
@settings(max_examples=30, deadline=None)
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
        ({"phases": [{"year": 2028, "budget_usd": 1_500}]}, "no multiple of 1,000 USD"),
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
