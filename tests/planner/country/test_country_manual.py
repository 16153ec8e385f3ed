"""The manual and the schema of a country's configuration are what its fields say; every configuration that is shipped is one."""

import json
import tomllib

import jsonschema
import pytest

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
        ({"budget_usd": 1_900}, "'budget_usd': 1,900.00 USD is no multiple of 1,000 USD"),
        ({"money": {"next_usd": 500.5}}, "'money.next_usd': 500.50 USD is no multiple of 1,000 USD"),
        ({"money": {"sums_usd": [1_000, 1_001]}}, "1,001.00 USD is no multiple"),
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
