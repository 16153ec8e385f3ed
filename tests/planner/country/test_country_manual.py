"""The manual and the schema of a country's configuration are what its fields say; every configuration that is shipped is one."""

import json
import tomllib

import jsonschema
import pytest

from planner.corridors.sections.trips import TripsConfig
from planner.corridors.stated.port_mixes import PortMixes
from planner.country.config.country import CountryConfig, load_country
from planner.country.manual import country_manual, country_schema
from planner.errors import ConfigError
from tests.conftest import ROOT

SHIPPED = [*sorted((ROOT / "configs" / "countries").glob("*.toml")), ROOT / "configs" / "sample_country" / "demo.toml"]


def test_the_page_and_the_schema_that_are_published_are_what_the_fields_say() -> None:
    assert (ROOT / "docs" / "country-configuration.md").read_text(encoding="utf-8") == country_manual(), (
        "run `make docs`"
    )
    published = json.loads((ROOT / "configs" / "schemas" / "country.schema.json").read_text(encoding="utf-8"))
    assert published == country_schema(), "run `make docs`"


@pytest.mark.parametrize("file", SHIPPED, ids=lambda file: file.stem)
def test_every_configuration_that_is_shipped_is_read_and_valid(file) -> None:
    assert load_country(file).name
    told = tomllib.loads(file.read_text(encoding="utf-8"))
    jsonschema.Draft202012Validator(country_schema()).validate(json.loads(json.dumps(told, default=str)))


@pytest.mark.parametrize(
    ("changes", "said"),
    [
        ({"budget": 1}, "did you mean 'budget_usd'?"),
        ({"money": {"road_wait": 2}}, "did you mean 'road_weight'?"),
        ({"cities": [{"config": "a.toml"}, {"config": "a.toml"}]}, "'a.toml' is there twice"),
        ({"cities": []}, "nothing is asked"),
        (
            {"budget_usd": 1_900},
            "'budget_usd': expected whole thousands of USD, in which money is shared, such as 1000 or 2000, not 1900",
        ),
        (
            {"money": {"next_usd": 500.5}},
            "'money.next_usd': expected whole thousands of USD, in which money is shared, such as 0 or 1000, not 500.5",
        ),
        ({"money": {"sums_usd": [1_000, 1_001]}}, "such as 1000 or 2000"),
        (
            {"corridors": {"roads": {"osm": "x.osm.pbf"}, "trips": {"ev_share": 5}}},
            "'corridors.trips.ev_share': expected 1 or less, not 5",
        ),
        ({"money": {"floors": [{"region": "x"}]}}, "a share of 'money' or of what is 'served'"),
        ({"money": {"floors": [{"region": "x", "roads": True, "money": 0.1}]}}, "give one of the three"),
        ({"money": {"floors": [{"plug": "gbt", "money": 0.1}]}}, "a plug is promised what is 'served'"),
    ],
)
def test_what_makes_no_sense_is_refused_in_one_line(changes, said, tmp_path) -> None:
    from planner.config.reading import section_from

    asked = {"country": "KG", "cities": [{"config": "a.toml"}], **changes}
    with pytest.raises(ConfigError) as refused:
        section_from(CountryConfig, asked, where="country.toml")
    assert said in str(refused.value)
    assert "\n" not in str(refused.value)


def test_the_configuration_of_a_city_is_told_as_that() -> None:
    with pytest.raises(ConfigError, match="of a city; 'evplan check' checks it, 'evplan plan' plans it"):
        load_country(SHIPPED[0].parents[1] / "cities" / "bishkek.toml")


def test_a_mix_of_the_trips_is_refused_by_its_own_key(tmp_path) -> None:
    with pytest.raises(ConfigError, match=r"^corridors\.trips\.mix: unknown mix 'kyrgyz'"):
        PortMixes(TripsConfig(mix="kyrgyz"), tmp_path).of("KG")
