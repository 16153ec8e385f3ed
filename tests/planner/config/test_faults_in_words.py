"""Faults of a configuration are told in the language of the reader, whole sentences and not their parts."""

import ast
from collections.abc import Iterator
from pathlib import Path

import pytest

import planner
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
    f"{CITY}[plan]\n[gates]\nland = {{ disputd = 1 }}": "неизвестный статус 'disputd'; возможно, имелось в виду 'disputed'?",
    f"{CITY}[plan]\n[grid]\nsteps_kva = [63, 160]\nstep_usd = [1]": "цен в 'step_usd': 1, а ступеней в 'steps_kva': 2",
    f"{CITY}[plan]\n[tariff]\nprice_usd_kwh = 0.2": "нет energy_usd_kwh: цена ни о чём не говорит",
    f'{CITY}[plan]\n[buses]\ngtfs = "a"\ndate = "2026-02-30"': "'date' 2026-02-30: такого дня в календаре нет",
    f"{CITY}[plan]\n[[fleet.steps]]\ndate = 2027-01-01\nsince = 2028-01-01\nfactor = 2": "'since' (2028-01-01) должно быть раньше 'date' (2027-01-01)",
    f'{COUNTRY}budget_usd = 1_000_000\n[corridors.roads]\nosm = "a"\n[corridors.driving]\nsoc_least = 0.5\nsoc_stop = 0.4': "'soc_stop' (0.4) должно быть больше 'soc_least' (0.5)",
    f'{COUNTRY}budget_usd = 1_000_000\n[corridors.roads]\nosm = "a"\n[[corridors.rules.floors]]\nshare = 0.5\nfamily = "ccs3"': "'rules' называет разъём 'ccs3'; в 'trips.families' есть ",
    f'{COUNTRY}budget_usd = 1_000_000\n[corridors.roads]\nosm = "a"\n[[corridors.rules.floors]]\nshare = 0.5\nseason = "spring"': "'rules' называет сезон 'spring'; известны: summer, winter",
    f"{COUNTRY}budget_usd = 1_234.5": "ожидаются целые тысячи USD, которыми делятся деньги, например 1000 или 2000, а не 1234.5",
    f'{COUNTRY}budget_usd = 1_000_000\n[corridors.roads]\nosm = "a"\n[output]\nlanguages = ["kg"]': "ожидается одно из: 'en', 'ru', 'kk', 'uz', 'ky', 'tg', а не 'kg'",
    f'{COUNTRY}budget_usd = 1_000_000\n[corridors.roads]\nosm = "a"\n[output]\nrate_date = "01.03.2026"': "ожидается день, как 2026-01-31, а не '01.03.2026'",
    f'{COUNTRY}budget_usd = 1_000_000\n[corridors.roads]\nosm = "a"\n[[corridors.rules.norms]]\nname = "a"\nkm = 100\nfamily = "gbt"\nroad = "Бишкек-Ош"': "между ними тире с пробелами: «Бишкек - Ош», а не 'Бишкек-Ош'",
    f"{CITY}[plan]\n[fleet]\nyear = 2028-01-01": "ключ 'fleet.year': ожидается целое число, а не datetime.date(2028, 1, 1)",
    f"{CITY}[plan]\n[fleet]\npath = 5": "ключ 'fleet.path': ожидается текст в кавычках, а не 5",
    f"{CITY}[plan]\n[gates]\nland = 5": "ключ 'gates.land': ожидается таблица",
    f"plan = 5\n{CITY}": "ключ 'plan': ожидается таблица",
    f"{COUNTRY}budget_usd = 1_000_000": "ничего не запрошено: задайте [[cities]]",
}


@pytest.mark.parametrize("text", FAULTS)
def test_a_fault_of_a_configuration_is_told_to_a_russian_in_russian(text, tmp_path) -> None:
    file = tmp_path / "file.toml"
    file.write_text(f"{text}\n", encoding="utf-8")
    load = load_scenario if "[city]" in text or "[plan]" in text else load_country
    with speaking("ru"), pytest.raises(ConfigError) as refused:
        load(file)
    assert FAULTS[text] in str(refused.value)
    assert not any(word in str(refused.value) for word in ("unknown", "missing", "did you mean", "expected"))


PACKAGE = Path(planner.__file__).parent
FOLDERS = ("config", "corridors/sections", "corridors/settings.py", "country/config", "edits", "jobs", "question.py")
TOLD = {"_", "plural", "within", "joined"}
"""What makes a message; `joined` sets such ones beside each other, and names."""
NOT_SHOWN = {
    ("config/reading.py", "words[0][:20]"): "caught where it is raised, and told as a file too deep to be read",
}


def said_by(node: ast.expr) -> Iterator[ast.expr]:
    """What an error may say: both branches where it depends."""
    if isinstance(node, ast.IfExp):
        yield from said_by(node.body)
        yield from said_by(node.orelse)
    else:
        yield node


def refusals() -> Iterator[tuple[str, ast.expr]]:
    """Files and what is said by every error that they raise with a text."""
    for folder in FOLDERS:
        place = PACKAGE / folder
        for file in sorted(place.rglob("*.py")) if place.is_dir() else [place]:
            name = file.relative_to(PACKAGE).as_posix()
            for node in ast.walk(ast.parse(file.read_text(encoding="utf-8"))):
                made = node.exc if isinstance(node, ast.Raise) else None
                if isinstance(made, ast.Call) and made.args:
                    # a place in the data, and then what is wrong with it and what to do
                    is_of_data = ast.unparse(made.func).endswith("InputError")
                    texts = made.args[1:] if is_of_data else made.args[:1]
                    yield from ((name, said) for text in texts for said in said_by(text))


def is_told(said: ast.expr) -> bool:
    """Whether a text is a message, or taken as it is from an error that has told it."""
    if isinstance(said, ast.Attribute):
        return said.attr in ("found", "expected")
    return isinstance(said, ast.Call) and isinstance(said.func, ast.Name) and said.func.id in TOLD


def test_no_fault_of_a_configuration_is_a_plain_string():
    found = list(refusals())
    plain = {(name, ast.unparse(said)) for name, said in found if not is_told(said)}
    assert plain == set(NOT_SHOWN)
    assert len(found) > 80, "every folder is there"


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


def test_a_plug_may_be_called_as_in_tables_and_a_name_that_nobody_knows_ends_its_sentence(tmp_path):
    def of(line):
        (tmp_path / "osh.toml").write_text(f"{CITY}[plan]\n{line}\n", encoding="utf-8")
        return load_scenario(tmp_path / "osh.toml")

    assert of('mandated_plugs = ["GB/T"]').plan.mandated_plugs == ("gbt",)
    with pytest.raises(ConfigError) as unknown:
        of('mandated_plugs = ["ccz"]')
    assert str(unknown.value).endswith("?")
    for line in ("max_drive_min = 100000", "budget_usd = 9e15"):
        with pytest.raises(ConfigError, match="or less"):
            of(line)
