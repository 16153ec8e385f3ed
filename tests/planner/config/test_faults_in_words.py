"""Faults of a configuration are told in the language of the reader, whole sentences and not their parts."""

import pytest

from planner.config.reading import NO_SHARES
from planner.config.scenario import load_scenario
from planner.config.section import Section
from planner.country.config.country import load_country
from planner.errors import ConfigError
from planner.support.speech import speaking

COUNTRY, CITY = 'country = "KG"\n', '[city]\nname = "Osh"\ncountry = "KG"\nroads = "osh.osm.pbf"\n'
FAULTS = {
    f'{COUNTRY}[corridors.roads]\nosm = "a"\n[corridors.stations]\nevery_kms = 25': "неизвестный ключ 'corridors.stations.every_kms'; возможно",
    f"{COUNTRY}budget_usd = true": "ключ 'budget_usd': ожидается число, а не true",
    f"{COUNTRY}budget_usd = -1_000": "ожидается 0 или больше",
    "budget_usd = 1_000\n[corridors]": "нет ключа 'country'",
    f"{CITY}[plan]\nbudget_usd = true": "ключ 'plan.budget_usd': ожидается число, а не true",
    f"{CITY}[plan]\nbudgets_usd = 1": "неизвестный ключ 'plan.budgets_usd'; возможно",
    f"{CITY}[plan]\ncoverage = 30": "ожидается 1 или меньше, а не 30; доля записывается частью единицы: 0.3 для 30 %",
    f'{CITY}[plan]\nobjective = "cost"': "цель 'cost' требует coverage",
    f"{CITY}[plan]\nphases = [{{ year = 2030, budget_usd = 1 }}, {{ year = 2030, budget_usd = 1 }}]": "два этапа 2030 года",
    f'{CITY}[[stations]]\nformat = "csv"\n[plan]': "формату 'csv' нужен 'path'",
    "[plan]\nbudget_usd = 1": "нет ключа 'city'",
}


@pytest.mark.parametrize("text", FAULTS)
def test_a_fault_of_a_configuration_is_told_to_a_russian_in_russian(text, tmp_path) -> None:
    file = tmp_path / "file.toml"
    file.write_text(f"{text}\n", encoding="utf-8")
    load = load_scenario if "[plan]" in text else load_country
    with speaking("ru"), pytest.raises(ConfigError) as refused:
        load(file)
    assert FAULTS[text] in str(refused.value)
    assert not any(word in str(refused.value) for word in ("unknown", "missing", "did you mean", "expected"))


@pytest.mark.parametrize(
    ("key", "hint"),
    {
        "[grid]\npower_factor = 1.2": "",
        "[grid]\npower_factor = 90": "",
        "[plan]\ncoverage = 1.5": "",
        "[plan]\navailability = 95": "0.95 for 95 %",
        "[plan]\ndistrict_floors = { Osh = 2 }": "0.02 for 2 %",
    }.items(),
)
def test_only_who_writes_a_share_in_per_cent_is_told_how_shares_are_written(key, hint, tmp_path) -> None:
    file = tmp_path / "file.toml"
    file.write_text(f"{CITY}{key}\n", encoding="utf-8")
    with pytest.raises(ConfigError, match="expected 1 or less, not") as refused:
        load_scenario(file)
    assert str(refused.value).partition("; a share is written as a part of one: ")[2] == hint


def test_every_key_of_at_most_one_that_may_not_be_nothing_is_called_a_share_or_known_as_none() -> None:
    """A new one must be told apart: who writes 90 for a share needs another hint than who writes it for a factor."""

    def sections(kind):
        return {kind}.union(*map(sections, kind.__subclasses__()))

    most_one = {
        name
        for kind in sections(Section)
        for name, field in kind.model_fields.items()
        if {"gt", "le"} <= {limit for one in field.metadata for limit in ("gt", "le") if hasattr(one, limit)}
        and any(getattr(one, "le", None) == 1 for one in field.metadata)
    }
    assert {"power_factor"} <= NO_SHARES
    assert {name for name in most_one if not name.endswith("share")} - {"availability"} <= NO_SHARES
