"""Mixes as tables of port shares by vehicle class and year: which row counts, what the bands are, and what is refused."""

import hashlib
from pathlib import Path
from typing import Any

import pandas as pd
import pytest

from geodata.connectors import PortFamily
from geodata.fleet import FLEET, VEHICLE_CLASSES
from geodata.input_file import Fingerprint
from geodata.report import SourceReport
from planner.catalogue.mix_rows import BAND, CLASSES, GBT
from planner.catalogue.mixes import mix_names, mix_of, read_mix
from planner.config.scenario import Scenario, load_scenario, scenario_from
from planner.demand.demand import demand_of
from planner.demand.spans import CENTRAL
from planner.demand.vehicles import FAMILIES, Fleet, fleet_of_year
from planner.errors import ConfigError
from planner.filing import inputs_of
from planner.support.speech import speaking, told
from tests.fixtures.tiny_city import tiny_city, tiny_scenario

CITY = '[city]\nname = "A"\nroads = "a.osm"\n'
SPECIFIC = [
    {"gbt": 0.1, "ccs2": 0.9},
    {"year": 2030, "gbt": 0.2, "ccs2": 0.8},
    {"vehicle_class": "taxi", "gbt": 0.3, "ccs2": 0.7},
    {"vehicle_class": "bus", "year": 2030, "gbt": 0.4, "ccs2": 0.6},
]


def gbt(mix: Any, vehicle_class: str = "", year: int = 2028) -> float:
    return read_mix(mix).shares(vehicle_class, year)[PortFamily.GBT]


def from_file(folder: Path, text: str, name: str) -> Scenario:
    (folder / name).write_text(text, encoding="utf-8")
    (folder / "a.toml").write_text(f'{CITY}[fleet]\nmix = "{name}"\n', encoding="utf-8")
    return load_scenario(folder / "a.toml")


def test_the_most_specific_row_counts() -> None:
    assert gbt(SPECIFIC, "bus", 2030) == 0.4
    assert gbt(SPECIFIC, "taxi", 2030) == 0.3
    assert gbt(SPECIFIC, "private_home", 2030) == 0.2
    assert gbt(SPECIFIC[::2], "private_home", 2030) == 0.1


def test_shares_lie_on_a_straight_line_between_two_years_and_stay_beyond_them() -> None:
    mix = [{"year": 2026, "gbt": 0.8, "ccs2": 0.2}, {"year": 2030, "gbt": 0.4, "ccs2": 0.5, "nacs": 0.1}]
    assert [gbt(mix, "taxi", year) for year in (2020, 2026, 2027, 2029, 2030, 2040)] == pytest.approx(
        [0.8, 0.8, 0.7, 0.5, 0.4, 0.4]
    )
    assert sum(read_mix(mix).shares("taxi", 2027).values()) == pytest.approx(1.0)


def test_a_row_of_private_cars_counts_for_those_with_a_driveway_and_those_without() -> None:
    mix = [{"gbt": 0.5, "ccs2": 0.5}, {"vehicle_class": "private", "gbt": 0.2, "ccs2": 0.8}]
    own = [*mix, {"vehicle_class": "private_home", "gbt": 0.9, "ccs2": 0.1}]
    assert [gbt(mix, name) for name in ("private_home", "private_apartment", "phev")] == [0.2, 0.2, 0.5]
    assert [gbt(own, name) for name in ("private_home", "private_apartment")] == [0.9, 0.2]


def test_a_class_that_no_row_speaks_of_is_named() -> None:
    with pytest.raises(
        ConfigError, match="no row speaks of vehicles of class 'bus'; add one, or one without a vehicle"
    ):
        gbt([{"vehicle_class": "taxi", "gbt": 1.0}], "bus")


def test_a_row_without_a_year_beside_rows_with_one_is_said_to_count_for_nothing() -> None:
    mix = read_mix([{"gbt": 1.0}, {"year": 2030, "gbt": 0.5, "ccs2": 0.5}])
    assert "the row for all classes without a year is not used" in mix.note(2028)


@pytest.mark.parametrize(
    ("mix", "said"),
    [
        ([{"gbt": 0.5, "ccs": 0.5}], "fleet.mix, row 1: unknown port 'ccs'; known are ccs2, gbt, chademo, nacs"),
        ([{"gbt": 1.0}, {"vehicle_class": "bus", "gbt": 0.9}], "fleet.mix, row 2: the shares sum to 0.9"),
        ([{"vehicle_class": "taxy", "gbt": 1.0}], "row 1: unknown vehicle class 'taxy'; did you mean 'taxi'?"),
        ([{"year": 20.5, "gbt": 1.0}], "row 1: year is 20.5; expected a whole year, 2015 to 2100"),
        ([{"gbt": 1.0}, {"gbt": 1.0}], "row 2: a second row for all classes in all years; keep one"),
        ([{"gbt": 1.5, "ccs2": -0.5}], "row 1, gbt: 1.5 is no share; expected a number from 0 to 1"),
        ([{"gbt": "much"}], "row 1, gbt: 'much' is no share"),
        ([{"gbt": 0.5, "ccs2": 0.5, "gbt_low": 0.6}], "gbt is 0.5, outside of 0.6 to 0.65; gbt_low and gbt_high"),
    ],
)
def test_a_row_that_cannot_be_is_one_line_that_names_it(mix: list[dict[str, Any]], said: str) -> None:
    with pytest.raises(ConfigError) as caught:
        read_mix(mix)
    assert said in str(caught.value)
    assert "\n" not in str(caught.value)


@pytest.mark.parametrize("code", ["kz", "uz", "kg", "tj", "tm"])
@pytest.mark.parametrize("name", ["taxi", "bus"])
def test_low_and_high_of_a_country_are_the_ends_of_its_band_with_the_others_in_proportion(code: str, name: str) -> None:
    low, middle, high = read_mix(code).span(name, 2028)
    for end, shares in (("low", low), ("high", high)):
        found = tuple(read_mix(f"{code}_{end}").shares(name, 2028).values())
        assert found == pytest.approx(shares)
        assert sum(found) == pytest.approx(1.0)
        others = [share / (1 - shares[GBT]) for at, share in enumerate(shares) if at != GBT and shares[GBT] < 1]
        assert others == pytest.approx(
            [share / (1 - middle[GBT]) for at, share in enumerate(middle) if at != GBT and shares[GBT] < 1]
        )
    assert low[GBT] < middle[GBT] < high[GBT]


def test_the_mix_at_the_end_of_a_band_has_a_band_of_its_own_that_is_assumed() -> None:
    low, middle, high = (shares[GBT] for shares in read_mix("kz_low").span("taxi", 2028))
    assert (low, middle, high) == pytest.approx((0.4 - BAND, 0.4, 0.4 + BAND))


def test_bands_of_rows_lie_on_the_line_between_years_too() -> None:
    mix = [
        {"year": 2026, "gbt": 0.8, "ccs2": 0.2, "gbt_low": 0.6, "gbt_high": 0.9},
        {"year": 2030, "gbt": 0.4, "ccs2": 0.6, "gbt_low": 0.2, "gbt_high": 0.5},
    ]
    assert [shares[GBT] for shares in read_mix(mix).span("", 2028)] == pytest.approx([0.4, 0.6, 0.7])


TABLE = "vehicle_class,year,gbt,ccs2,chademo,nacs,source\n,,0.5,0.5,,,guess\ntaxi,2026,0.9,0.1,,,survey\ntaxi,2030,0.5,0.5,,,survey\n"


@pytest.mark.parametrize("kind", ["csv", "xlsx", "toml"])
def test_a_table_of_the_user_is_read_from_each_kind_of_file(tmp_path: Path, kind: str) -> None:
    toml = '[shares]\ngbt = 0.5\nccs2 = 0.5\n[[rows]]\nvehicle_class = "taxi"\nyear = 2026\ngbt = 0.9\nccs2 = 0.1\n[[rows]]\nvehicle_class = "taxi"\nyear = 2030\ngbt = 0.5\nccs2 = 0.5\n'
    asked = from_file(tmp_path, toml if kind == "toml" else TABLE, "mine.toml" if kind == "toml" else "mine.csv")
    if kind == "xlsx":
        pd.read_csv(tmp_path / "mine.csv").to_excel(tmp_path / "mine.xlsx", index=False)
        asked = from_file(tmp_path, "", "mine.csv").with_mix("mine.xlsx")
    mix = mix_of(asked)
    assert mix.shares("taxi", 2028)[PortFamily.GBT] == pytest.approx(0.7)
    assert mix.shares("bus", 2028)[PortFamily.CCS2] == pytest.approx(0.5)
    if kind != "toml":
        assert mix.source == "guess; survey"


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("gbt,ccs2\n0.5,0.4\n", "mine.csv, row 2: the shares sum to 0.9; they must sum to 1"),
        ("gbt,ccs\n0.5,0.5\n", "mine.csv: unknown column 'ccs'; did you mean 'ccs2'?"),
        ("gbt,ccs2\n", "mine.csv"),
        ("vehicle_class,gbt\ntram,1\n", "mine.csv, row 2: unknown vehicle class 'tram'"),
    ],
)
def test_a_bad_table_names_file_and_row(tmp_path: Path, text: str, said: str) -> None:
    with pytest.raises(ConfigError) as caught:
        mix_of(from_file(tmp_path, text, "mine.csv"))
    assert said in str(caught.value)
    assert "\n" not in str(caught.value)


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("[shares]\ngbt = 0.5\n", "mine.toml, shares: the shares sum to 0.5"),
        ("shares = 3\n", "mine.toml: expected [shares] and [[rows]]"),
        ("[[row]]\ngbt = 1\n", "mine.toml: unknown key 'row'; did you mean 'rows'?"),
        ("[shares]\nyear = 2030\ngbt = 1\n", "mine.toml, shares: 'year' belongs to a row"),
        ("[shares\n", "mine.toml: not valid TOML"),
        ("", "mine.toml: no row"),
    ],
)
def test_a_bad_mix_file_names_file_and_key(tmp_path: Path, text: str, said: str) -> None:
    with pytest.raises(ConfigError) as caught:
        mix_of(from_file(tmp_path, text, "mine.toml"))
    assert said in str(caught.value)


def test_a_missing_table_is_named_with_what_it_was_for(tmp_path: Path) -> None:
    asked = from_file(tmp_path, "gbt\n1\n", "mine.csv").with_mix("other.csv")
    with pytest.raises(ConfigError, match=r"other\.csv: no such file \(needed as a mix of ports\)"):
        mix_of(asked)
    with pytest.raises(ConfigError, match=r"other\.toml: cannot be read"):
        mix_of(asked.with_mix("other.toml"))


def test_a_mix_of_another_kind_is_told_what_a_mix_may_be(tmp_path: Path) -> None:
    for value in (5, [], True):
        with pytest.raises(ConfigError, match=r"key 'fleet\.mix': expected the name of a mix, a table of shares"):
            scenario_from({"city": {"name": "A", "roads": "a"}, "fleet": {"mix": value}})
    with pytest.raises(ConfigError, match=r"key 'fleet\.mix': a row for a class or a year stands in a list"):
        scenario_from({"city": {"name": "A", "roads": "a"}, "fleet": {"mix": {"vehicle_class": "taxi", "gbt": 1.0}}})
    (tmp_path / "a.toml").write_text(
        f'{CITY}[[fleet.mix]]\ngbt = 1.0\n[[fleet.mix]]\nvehicle_class = "taxi"\nyear = 2030\nccs2 = 1.0\n',
        encoding="utf-8",
    )
    assert mix_of(load_scenario(tmp_path / "a.toml")).shares("taxi", 2028)[PortFamily.CCS2] == 1.0


def test_the_file_of_a_mix_is_among_the_inputs_of_a_result(tmp_path: Path) -> None:
    asked, read = from_file(tmp_path, "gbt\n1\n", "mine.csv"), Fingerprint("a.osm", "ab" * 32)
    city = tiny_city(sources=(SourceReport("a.osm", "roads", 1, 1, file=read),))
    mine = hashlib.sha256((tmp_path / "mine.csv").read_bytes()).hexdigest()
    assert inputs_of(city, asked) == {"a.osm": "ab" * 32, "mine.csv": mine}
    assert inputs_of(city, asked.with_mix("kz")) == {"a.osm": "ab" * 32}


def test_the_classes_of_a_mix_are_those_of_the_fleet_table() -> None:
    assert set(CLASSES) == set(VEHICLE_CLASSES)


def test_every_named_mix_knows_every_class() -> None:
    for name in mix_names():
        for vehicle_class in VEHICLE_CLASSES:
            assert sum(read_mix(name).shares(vehicle_class, 2028).values()) == pytest.approx(1.0)


def fleet(rows: list[dict[str, Any]], mix: Any, year: int = 2028) -> Fleet:
    table = FLEET.checked(pd.DataFrame(rows, columns=list(FLEET.columns)), source="test")
    return fleet_of_year(table, tiny_scenario(fleet={"mix": mix}), year)


def test_vehicles_have_the_ports_of_their_class_and_year() -> None:
    mix = [
        {"gbt": 0.5, "ccs2": 0.5},
        {"vehicle_class": "taxi", "year": 2026, "gbt": 1.0},
        {"vehicle_class": "taxi", "year": 2030, "ccs2": 1.0},
    ]
    rows = [{"vehicle_class": "taxi", "count": 100, "year": 2028}, {"vehicle_class": "bus", "count": 10, "year": 2028}]
    found = fleet(rows, mix).vehicles(CENTRAL)
    taxi, bus = (fleet(rows, mix).classes.index(name) for name in ("taxi", "bus"))
    assert found[taxi, 0, GBT] == pytest.approx(50)
    assert found[bus, 0, GBT] == pytest.approx(5)
    rows += [{"vehicle_class": "taxi", "count": 100, "year": 2030}, {"vehicle_class": "bus", "count": 10, "year": 2030}]
    later = fleet(rows, mix, 2030).vehicles(CENTRAL)
    assert later[taxi, 0, GBT] == 0
    assert later[taxi].sum() == pytest.approx(100)


def test_a_draw_of_the_ports_moves_each_class_within_its_own_band() -> None:
    rows = [{"vehicle_class": "taxi", "count": 100}, {"vehicle_class": "bus", "count": 100}]
    drawn = [fleet(rows, "kz").vehicles({"port_gbt": z})[:, 0, GBT] for z in (-1.0, -0.5, 0.0, 1.0)]
    assert [one.tolist() for one in drawn] == [
        pytest.approx([40, 50]),
        pytest.approx([50, 62.5]),
        pytest.approx([60, 75]),
        pytest.approx([78, 100]),
    ]
    (note,) = [one for one in fleet(rows, "kz").assumed if one.name == "port_gbt"]
    assert (note.low, note.central, note.high) == ("45%", "68%", "89%")


def test_a_class_whose_ports_were_all_counted_asks_nothing_of_the_mix() -> None:
    rows = [{"vehicle_class": "taxi", "count": 100}, {"vehicle_class": "bus", "count": 10, "port": "ccs2"}]
    found = fleet(rows, [{"vehicle_class": "taxi", "gbt": 1.0}])
    assert found.vehicles(CENTRAL).sum(axis=(0, 1))[FAMILIES.index(PortFamily.CCS2)] == 10


def test_the_demand_tells_the_shares_class_by_class_with_their_confidence() -> None:
    city = tiny_city([{"vehicle_class": "taxi", "count": 40}, {"vehicle_class": "bus", "count": 5}])
    asked = tiny_scenario(fleet={"mix": "kz"})
    (said,) = [one for one in demand_of(city, asked).assumptions if one.what.startswith("ports of the vehicles")]
    assert "taxi: CCS2 / Type 2 30%, GB/T 60%" in said.value
    with speaking("ru"):
        assert "автобусы: CCS2" in told(said.value)
    assert "bus: CCS2 / Type 2 25%, GB/T 75%" in said.value
    assert said.confidence == "low"


def test_a_table_saved_from_a_spreadsheet_may_have_percentages(tmp_path):
    file = tmp_path / "доли.csv"
    text = "vehicle_class;year;ccs2;gbt;gbt_low;gbt_high\r\n;;30%;70 %;50,5%;0,9\r\n"
    file.write_bytes(text.encode("utf-8-sig"))
    (row,) = read_mix(str(file)).rows
    assert row.shares[GBT] == pytest.approx(0.7)
    assert (row.low, row.high) == (pytest.approx(0.505), 0.9)
    file.write_text("ccs2,gbt\n130%,-30%\n", encoding="utf-8")
    with pytest.raises(ConfigError, match="'130%' is no share; expected a number from 0 to 1, or a percentage"):
        read_mix(str(file))
