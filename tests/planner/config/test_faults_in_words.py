"""Faults of a configuration are told in the language of the reader, whole sentences and not their parts."""

import pytest

from planner.config.scenario import load_scenario
from planner.country.config.country import load_country
from planner.errors import ConfigError
from planner.support.speech import speaking

FAULTS = {
    '[corridors.roads]\nosm = "a"\n[corridors.stations]\nevery_kms = 25': "неизвестный ключ",
    "budget_usd = 1_000": "нет ключа",
    "budget_usd = true": "ожидается",
    "budget_usd = -1_000": "ожидается",
}


@pytest.mark.parametrize("text", FAULTS)
@pytest.mark.parametrize("load", [load_country, load_scenario])
def test_a_fault_of_a_configuration_is_told_to_a_russian_in_russian(load, text, tmp_path) -> None:
    file = tmp_path / "file.toml"
    head = 'country = "KG"\n' if "is missing" not in text and text != "budget_usd = 1_000" else ""
    file.write_text(f"{head}{text}\n", encoding="utf-8")
    with speaking("ru"), pytest.raises(ConfigError) as refused:
        load(file)
    assert (FAULTS[text] if load is load_country else "ключ") in str(refused.value)
    assert not any(word in str(refused.value) for word in ("unknown", "missing", "did you mean", "expected"))
