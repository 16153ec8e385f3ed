"""Faults of a configuration are told in the language of the reader, whole sentences and not their parts."""

import pytest

from planner.config.scenario import load_scenario
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
