"""`country.xlsx` in the language of its reader, with the sums of what can be added up."""

from dataclasses import replace
from pathlib import Path

from openpyxl import load_workbook

from planner.country.output.workbook import write_workbook
from planner.support.speech import _, speaking, told
from tests.fixtures.country_fixture import made_country


def test_the_workbook_adds_up_money_guns_by_plug_and_cost(tmp_path: Path) -> None:
    write_workbook(made_country(), tmp_path / "country.xlsx")
    book = load_workbook(tmp_path / "country.xlsx")
    for sheet, sums in (
        (
            "Money",
            {
                "Money spent, USD": 998_000,
                "New stations": 7,
                "Upgraded stations": 2,
                "Plugs added": 21,
                "Asked, kWh a day": None,
                "Served today": None,
                "Served with the plan": None,
            },
        ),
        ("Stations on roads", {"GB/T": 4, "CCS2": 2, "Grid, kW": 480, "Cost, USD": 400_000, "Sells, kWh a day": 1_010}),
    ):
        heads, *_rows, last = book[sheet].iter_rows(values_only=True)
        total = dict(zip(heads, last, strict=True))
        assert last[0] == "All"
        assert {head: total[head] for head in sums} == sums
        assert not {"Cost so far, USD", "Longitude", "Region"} & {head for head, cell in total.items() if cell}


def test_energy_of_cities_alone_is_added_up(tmp_path: Path) -> None:
    city = made_country().askers[0]
    write_workbook(made_country(askers=(city, replace(city, name="Beta"))), tmp_path / "country.xlsx")
    heads, *_rows, last = load_workbook(tmp_path / "country.xlsx")["Money"].iter_rows(values_only=True)
    assert dict(zip(heads, last, strict=True))["Served with the plan"] == 10_400


def test_the_workbook_tells_broken_promises_in_the_language_of_its_reader(tmp_path: Path) -> None:
    promise = _("{name}: at least {share:percent} of the money", name=_("Roads between towns"), share=0.25)
    plays = tuple(replace(one, breaks=promise) for one in made_country().worlds.plays)
    with speaking("ru"):
        write_workbook(made_country(worlds=replace(made_country().worlds, plays=plays)), tmp_path / "country.xlsx")
        said = told(promise)
    cells = [
        cell
        for sheet in load_workbook(tmp_path / "country.xlsx")
        for row in sheet.iter_rows(values_only=True)
        for cell in row
    ]
    assert said != promise
    assert said in cells
    assert promise not in cells
