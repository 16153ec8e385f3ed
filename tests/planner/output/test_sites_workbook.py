"""`sites.xlsx`: what a planner opens first says what the other files say, in words, and nothing of it runs."""

import dataclasses
import re
from functools import partial

import openpyxl
import pandas as pd
import pytest

from planner.dossier.dossier import Dossier
from planner.output.shared import sheets
from planner.output.shared.columns import flat_column
from planner.output.shared.sites_table import flat_sites
from planner.output.workbook.writer import write_sites_xlsx
from planner.pipeline import make_plan
from planner.support.speech import speaking
from tests.fixtures.dossier_fixture import HOSTILE, make_dossier
from tests.fixtures.tiny_city import full_scenario, silent, tiny_city

as_rounded = partial(pytest.approx, rel=1e-3, abs=0.1)
"""Figures are rounded as they are written."""
TABS = [
    "Sites", "Chargers", "Reasons", "More money", "By district", "By plug", "Plugs", "Costs by phase", "Costs by part", "Demand",
    "Assumptions", "About",
]  # fmt: skip


def book_of(dossier, folder):
    write_sites_xlsx(dossier, folder / "sites.xlsx")
    return openpyxl.load_workbook(folder / "sites.xlsx")


def table(book, tab):
    """Rows of a sheet without its total, and the total."""
    head, *rows = [[cell.value for cell in row] for row in book[tab].iter_rows()]
    last = int(book[tab].auto_filter.ref.rpartition(":")[2].strip("ABCDEFGHIJKLMNOPQRSTUVWXYZ"))
    frame = pd.DataFrame(rows[: last - 1], columns=head)
    return frame, dict(zip(head, rows[last - 1], strict=True)) if len(rows) >= last else None


@pytest.fixture(scope="module")
def planned():
    return make_plan(
        tiny_city(),
        full_scenario(
            plan={
                "budget_usd": 170_000,
                "phases": [{"year": 2027, "budget_usd": 80_000}, {"year": 2028, "budget_usd": 90_000}],
            }
        ),
        say=silent,
    )


@pytest.mark.parametrize("made", ["by hand", "planned"])
def test_every_sheet_can_be_filtered_keeps_its_heading_in_view_and_adds_up(made, planned, tmp_path):
    dossier = planned if made == "planned" else make_dossier()
    book, card = book_of(dossier, tmp_path), dossier.scorecard
    assert book.sheetnames == [tab for tab in TABS if made == "planned" or tab != "More money"]
    for page in book:
        assert page.freeze_panes is not None
        assert page.freeze_panes[-1] == "2"
        assert page.auto_filter.ref
        assert page.print_title_rows == "$1:$1"
        assert all(page.column_dimensions[cell.column_letter].width >= 8 for cell in page[1])
        assert all("_" not in str(cell.value) for cell in page[1] if cell.value), "a heading is no name of a column"
    districts, total = table(book, "By district")
    assert total["Demand, kWh/day"] == as_rounded(card.total_demand_kwh)
    assert districts["Demand, kWh/day"].sum() == as_rounded(card.total_demand_kwh)
    assert table(book, "By plug")[0]["Served with the plan, kWh/day"].sum() == as_rounded(card.total_served_kwh)
    assert table(book, "Plugs")[0]["Added"].sum() == sum(card.plugs_added.values())
    assert table(book, "Costs by part")[0]["Cost, USD"].sum() == as_rounded(card.cost_usd)
    assert table(book, "Costs by phase")[0]["Spent in the phase, USD"].sum() == as_rounded(card.cost_usd)
    demand = table(book, "Demand")[0]
    assert demand.loc[demand["Year"] == dossier.year, "Demand, kWh/day"].sum() == as_rounded(card.total_demand_kwh)
    chargers = table(book, "Chargers")[0]
    if made == "planned":
        assert len(table(book, "Costs by phase")[0]) == 2
        assert chargers["Number"].sum() == card.chargers
        assert chargers["Power of all, kW"].sum() == as_rounded(card.power_kw_added)


def test_the_workbook_has_every_figure_and_sentence_of_the_table_for_scripts(planned, tmp_path):
    flat, book = flat_sites(planned), book_of(planned, tmp_path)
    sites, reasons = (table(book, tab)[0] for tab in ("Sites", "Reasons"))
    assert sites["Site id"].tolist() == reasons["Site id"].tolist() == flat["site_id"].tolist()
    for name in flat:
        titled = sheets.Heading.of(flat_column(name)).title
        shown = (sites if titled in sites else reasons)[titled]
        if name in ("kind", "chargers"):  # in words
            assert shown.notna().sum() == flat[name].replace("", None).notna().sum()
        elif pd.api.types.is_numeric_dtype(flat[name]):
            given = flat[name].astype("float64").tolist()
            assert pd.to_numeric(shown).tolist() == as_rounded(given, nan_ok=True), name
        else:
            assert [None if pd.isna(one) else one for one in shown] == [
                None if pd.isna(one) else one for one in flat[name]
            ]


def test_what_is_lost_without_a_site_is_the_figure_of_the_report_and_the_weighted_one_says_so(planned, tmp_path):
    sites = table(book_of(planned, tmp_path), "Sites")[0].dropna(subset="Lost without it, kWh/day")
    reasons = {one["site_id"]: one for one in planned.studies["reasons"]["sites"]}
    assert sites["Site id"].tolist() == list(reasons)
    for heading, name in (("", "marginal_kwh"), (" (weighted)", "marginal_value")):
        asked = [one[name] for one in reasons.values()]
        assert sites[f"Lost without it{heading}, kWh/day"].tolist() == as_rounded(asked)


def test_a_city_without_districts_has_its_people_in_the_sheet_by_district(tmp_path):
    dossier = make_dossier()
    alone = dataclasses.replace(
        dossier, districts=dossier.districts.iloc[:0], zones=dossier.zones.assign(district=None)
    )
    everybody = float(dossier.zones["population"].sum())
    for one in (dossier, alone):
        rows, total = table(book_of(one, tmp_path), "By district")
        assert total["People"] == pytest.approx(everybody)
        assert rows["People"].sum() == pytest.approx(everybody)
    assert "the whole city (no districts are given)" in rows["District"].tolist()


@pytest.mark.parametrize(("code", "kw"), [("ru", "кВт"), ("kk", "кВт"), ("uz", "kVt"), ("ky", "кВт"), ("tg", "кВт")])
def test_headings_write_units_as_units_and_the_number_to_order_is_no_rank(code, kw, tmp_path):
    with speaking(code):
        book = book_of(make_dossier(), tmp_path)
    for page in book:
        for cell in page[1]:
            assert not re.search(r"квт|kvt|usd", str(cell.value)), cell.value
    sites, orders = list(book)[:2]
    assert any(str(cell.value).endswith(f", {kw}") for cell in sites[1])
    assert len({cell.value for cell in orders[1]}) == len(orders[1])


def test_proposed_sites_come_before_standing_ones_by_rank(tmp_path):
    sites = table(book_of(make_dossier(), tmp_path), "Sites")[0]
    assert sites["Rank"].tolist()[:12] == list(range(1, 13))
    assert sites["Status"].tolist()[12:] == ["existing", "existing"]


def test_no_text_of_any_sheet_is_a_formula(tmp_path):
    dossier = make_dossier()
    told = [dataclasses.replace(one, what=HOSTILE[5], value="+1", source="@x") for one in dossier.assumptions]
    book = book_of(dataclasses.replace(dossier, name="=1+1", assumptions=tuple(told)), tmp_path)
    cells = [cell for page in book for row in page.iter_rows() for cell in row]
    assert {cell.data_type for cell in cells} <= {"s", "n", "b"}
    shown = {cell.value for cell in cells}
    assert {HOSTILE[5], "=1+1", "+1", "@x"} <= shown


def test_the_same_plan_gives_the_same_bytes_also_when_it_was_read_from_its_file(planned, tmp_path):
    write_sites_xlsx(planned, tmp_path / "one.xlsx")
    write_sites_xlsx(Dossier.from_json(planned.to_json()), tmp_path / "two.xlsx")
    assert (tmp_path / "one.xlsx").read_bytes() == (tmp_path / "two.xlsx").read_bytes()


def test_a_control_character_or_an_endless_text_does_not_break_the_workbook(tmp_path):
    dossier = make_dossier()
    dossier.sites["name"] = pd.Series(["bell\x07 and half a letter \ud800", "x" * 40_000] * 7, dtype="object")
    names = set(table(book_of(dossier, tmp_path), "Sites")[0]["Name"])
    assert names == {"bell\ufffd and half a letter \ufffd", "x" * 32_767}


def test_a_plan_that_builds_nothing_and_a_city_without_sites_have_their_workbook(tmp_path):
    dossier = make_dossier()
    for sites in (dossier.sites[dossier.sites["status"] == "existing"], dossier.sites.iloc[:0]):
        book = book_of(dataclasses.replace(dossier, sites=sites), tmp_path)
        assert book["Sites"].max_row == len(sites) + 2


def test_rows_beyond_what_a_person_reads_are_counted_and_still_in_the_total(tmp_path, monkeypatch):
    monkeypatch.setattr(sheets, "MOST_ROWS", 3)
    book = book_of(make_dossier(), tmp_path)
    rows, total = table(book, "Sites")
    assert len(rows) == 4
    assert rows["Rank"].iloc[3] == "11 further rows are left to the .csv table"
    assert total["Cost, USD"] == pytest.approx(make_dossier().sites["cost_usd"].sum())


def test_no_figure_of_any_sheet_has_digits_that_say_nothing(planned, tmp_path):
    for page in book_of(planned, tmp_path).worksheets:
        for row in page.iter_rows():
            for cell in row:
                if isinstance(cell.value, float):
                    assert len(f"{cell.value!r}".strip("-").replace(".", "").lstrip("0")) <= 9, (
                        page.title,
                        cell.coordinate,
                        cell.value,
                    )
