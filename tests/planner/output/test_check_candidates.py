"""Candidate sites in `evplan check`: counted by kind and access, what is none by reason, each of them in a table."""

import csv
from dataclasses import replace

import pytest

from geodata.report import Problem, SourceReport
from planner.network.locations import supply_rule
from planner.output.check.candidates import candidate_lines
from planner.output.check.page import check_html
from planner.output.check.writer import write_check
from planner.output.shared.inventory import inventory_rows
from tests.fixtures.check_fixture import looked_at
from tests.fixtures.tiny_city import sites, tiny_city

HOSTILE = "=2+3 <script>alert(1)</script>"


@pytest.fixture(scope="module")
def seen():
    """Four lots: two car parks, one of them private, a street, and a shop of the user's with a hostile name on disputed land."""
    lots = sites({"a": 1, "b": 4, "c": 6, "d": 9})
    lots["kind"] = ["parking", "parking", "street", "user"]
    lots["access"] = ["public", "private", "unknown", "customers"]
    lots["land_status"] = ["municipal", "municipal", "unknown", "disputed"]
    lots["name"] = ["A", "B", None, HOSTILE]
    city = tiny_city(sites=lots)
    problems = (
        Problem("n1", "retail without parking in or beside it", "dropped"),
        Problem("n2", "retail without parking in or beside it", "dropped"),
        Problem("n3", "outside the city", "dropped"),
        Problem("n4", "retail at one place with a better parking", "merged into osm-a"),
        Problem("n5", "capacity 'x' is not a number of cars", "taken to have 4 bays for chargers"),
    )
    said = SourceReport("x.osm.pbf", "osm sites", 8, 4, merged=1, dropped=3, problems=problems)
    return looked_at(replace(city, sources=(*city.sources, said)))


def test_the_json_counts_every_site_once_and_every_reason(seen):
    assert seen.as_dict()["candidate_sites"] == {
        "sites": 4,
        "by_kind": {"parking": 2, "street": 1, "user": 1},
        "by_access": {"customers": 1, "private": 1, "public": 1, "unknown": 1},
        "left_out_by_gates": {"access private": 1, "land disputed": 1},
        "dropped": {"retail without parking in or beside it": 2, "outside the city": 1},
        "merged": {"retail at one place with a better parking": 1},
    }


def test_the_terminal_says_the_same_in_five_lines(seen):
    assert candidate_lines(seen.candidates) == [
        "candidates: 4 (car park 2, street parking or car park of dwellings 1, of your own table 1)",
        "  who may park there: customers 1, private 1, public 1, unknown 1",
        "  left out by [gates]: access private 1, land disputed 1",
        "  no sites: retail without parking in or beside it 2, outside the city 1",
        "  one place with a better one: retail at one place with a better parking 1",
    ]


def test_the_table_has_each_site_with_why_it_is_left_out_and_no_formula(seen, tmp_path):
    write_check(seen, tmp_path / "out")
    with (tmp_path / "out" / "candidates.csv").open(encoding="utf-8-sig", newline="") as file:
        rows = {row["site_id"]: row for row in csv.DictReader(file)}
    assert {site: row["left_out"] for site, row in rows.items()} == {
        "a": "",
        "b": "access private",
        "c": "",
        "d": "land disputed",
    }
    assert rows["d"]["name"] == f"'{HOSTILE}"
    assert (rows["b"]["access"], rows["c"]["kind"], rows["c"]["name"]) == ("private", "street", "")


def test_the_page_shows_kinds_by_access_and_reasons(seen):
    page = check_html(seen, inventory_rows(seen.city.stations, seen.city.boundary, supply_rule(seen.scenario)))
    part = page[page.index("candidate sites</h2>") : page.index("Plugs that are supply")]
    assert "street parking or car park of dwellings" in part
    assert "<li>retail without parking in or beside it: 2</li>" in part
    assert "<li>access private: 1</li>" in part
    assert part.count("<tr>") == 1 + 3
