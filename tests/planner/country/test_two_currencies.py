"""A currency beside dollars: in sums and headlines, not where a chart or a dense table has no room for it."""

import itertools
import re
from dataclasses import replace
from pathlib import Path

from openpyxl import load_workbook

from planner.country.output.country_map import map_html
from planner.country.output.money_chart import money_chart
from planner.country.output.report import report_html
from planner.country.output.workbook import write_workbook
from planner.country.phases.phase import Phase
from planner.output.report.svg import wide
from planner.support.currency import Rate, beside_dollars
from planner.support.speech import LANGUAGES, speaking
from tests.fixtures.country_fixture import made_country

PHASES = (
    Phase(
        2027,
        500_000.0,
        2_000.0,
        {"Alpha": 300_000.0, "roads": 172_000.0},
        {"Alpha": 2, "roads": 1},
        upgraded={"Alpha": 1},
    ),
    Phase(2028, 1e6, 7_000.0, {"Alpha": 598_000.0, "roads": 400_000.0}, {"Alpha": 7, "roads": 2}),
)


def test_words_below_the_chart_of_money_never_print_over_each_other_and_rows_of_stations_have_dollars_alone() -> None:
    country = made_country(phases=PHASES)
    with beside_dollars(Rate("UZS", 12_000.0)):
        chart, page = str(money_chart(country)), report_html(country)
    words = re.findall(r'<text x="([0-9.]+)" y="238(?:\.0)?"[^>]*>([^<]+)</text>', chart)
    assert 3 <= len(words) <= 6
    spans = [(float(x) - wide(said, 10) / 2, float(x) + wide(said, 10) / 2) for x, said in words]
    assert all(before[1] < after[0] for before, after in itertools.pairwise(spans))
    assert "UZS" in page.split('id="money"')[0], "the headline has both"
    rows = page.split('id="stations"')[1].split("</section>")[0]
    assert "ground works" in rows
    assert "UZS" not in rows
    assert "UZS" not in page.split('id="phases"')[1].split("</section>")[0]


def test_the_rate_and_its_day_are_told_on_report_and_map() -> None:
    with beside_dollars(Rate("KGS", 87.4, "2026-03-01")):
        pages = report_html(made_country()), map_html(made_country())
    assert all("87.40\u00a0KGS, the rate of 2026-03-01." in page for page in pages)
    assert "is reckoned as" not in report_html(made_country())


def test_the_sheet_of_phases_tells_money_that_came_from_money_spent_in_every_language(tmp_path: Path) -> None:
    for code in LANGUAGES:
        with speaking(code):
            write_workbook(replace(made_country(), phases=PHASES), tmp_path / "country.xlsx")
            sheet = load_workbook(tmp_path / "country.xlsx").worksheets[2]
        heads, whole, city, roads, *_later = sheet.iter_rows(values_only=True)
        assert len(set(heads)) == 6
        assert whole[0] == 2027
        assert whole[2:] == (500_000, 472_000, 2, 1)
        assert city[2:] == (None, 300_000, 1, 1)
        assert roads[2:] == (None, 172_000, 1, 0)
