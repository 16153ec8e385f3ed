"""`evplan check --out`: what a planner sees of the data and of today's network, and that it says what the JSON says."""

import dataclasses
import json
import re

import pytest
from shapely import box

from geodata.inventory.supply import REASONS, SUPPLY
from geodata.osm.turn_restrictions import AT_HOURS, OVER_A_WAY
from geodata.stations import Stations
from planner.network.locations import supply_rule
from planner.output.check import writer as check_writer
from planner.output.check.page import check_html, lead
from planner.output.check.turns import turn_sentences
from planner.output.check.writer import FILES, write_check
from planner.output.shared import today
from planner.output.shared.city_places import station_titles, zone_title
from planner.output.shared.inventory import inventory_rows
from planner.output.shared.naming import inert
from planner.output.shared.places import zone_titles
from planner.output.shared.words import energy, number, percent, share_of
from tests.fixtures.check_fixture import inspection, looked_at, read_csv, rows_of
from tests.fixtures.dossier_fixture import HOSTILE
from tests.fixtures.pseudo_language import outside_of_page, pseudo_language
from tests.fixtures.read_page import TabledPage, one_spaced
from tests.fixtures.tiny_city import CRS, tiny_city


@pytest.fixture(scope="module")
def seen():
    return inspection()


@pytest.fixture(scope="module")
def page(seen):
    return TabledPage(check_html(seen, rows_of(seen)))


@pytest.fixture(scope="module")
def folder(seen, tmp_path_factory):
    folder = tmp_path_factory.mktemp("check") / "out"
    write_check(seen, folder)
    return folder


def test_every_file_is_written_and_the_json_is_that_of_the_terminal(seen, folder):
    assert {file.name for file in folder.iterdir()} == set(FILES)
    assert json.loads((folder / "check.json").read_text(encoding="utf-8")) == json.loads(json.dumps(seen.as_dict()))


def test_a_check_that_fails_half_way_leaves_the_folder_as_it_was(seen, folder, monkeypatch):
    before = {file.name: file.read_bytes() for file in folder.iterdir()}

    def fails(*_):
        raise RuntimeError("disk on fire")

    monkeypatch.setattr(check_writer, "overrides_table", fails)
    changed = dataclasses.replace(seen, assumptions=())
    with pytest.raises(RuntimeError):
        write_check(changed, folder)
    with pytest.raises(RuntimeError):
        write_check(changed, folder.parent / "new")
    assert {file.name: file.read_bytes() for file in folder.iterdir()} == before
    assert [one.name for one in folder.parent.iterdir()] == ["out"]


def test_hostile_text_is_shown_and_makes_no_element(page):
    for name in HOSTILE:
        assert one_spaced(name) in page.words
    assert not {"script", "img", "iframe", "link", "form"} & {tag for tag, _ in page.tags}
    assert not [attrs for _, attrs in page.tags if any(key.startswith("on") for key in attrs)]
    assert [attrs["href"] for tag, attrs in page.tags if tag == "a"] == ["baseline.html"]


def test_its_policy_forbids_scripts_and_requests(page):
    policies = [attrs["content"] for tag, attrs in page.tags if attrs.get("http-equiv") == "Content-Security-Policy"]
    assert policies == [
        "default-src 'none'; style-src 'unsafe-inline'; img-src data:; base-uri 'none'; form-action 'none'"
    ]


def test_figures_by_plug_are_those_of_the_json(seen, page):
    families = seen.as_dict()["baseline"]["families"]
    shown = {row[0]: row[1:] for row in page.rows["Vehicles and what stands for them, plug by plug"][1:]}
    assert len(shown) == len(families) == 3
    for row, label in zip(families, ("CCS2 / Type 2", "GB/T", "All together"), strict=True):
        wanted = [
            *(number(row[name]) for name in ("vehicles", "stations", "guns", "power_kw")),
            number(row["kw_per_bev"], 2),
            number(row["vehicles_per_point"]),
            number(row["vehicles_per_station"]),
            energy(row["demand_kwh"]),
            energy(row["served_kwh"]),
            percent(share_of(row["served_kwh"], row["demand_kwh"]), 1),
            percent(share_of(row["any_wait_kwh"], row["demand_kwh"]), 1),
            energy(row["capacity_kwh"]),
        ]
        assert shown[label] == [one_spaced(cell) for cell in wanted]


def test_figures_by_district_queue_plug_and_source_are_those_of_the_json(seen, page):
    told = seen.as_dict()
    districts = [row for row in page.rows["District by district"][1:] if row[0] in ("CCS2 / Type 2", "GB/T")]
    wanted = told["baseline"]["districts"]
    assert [row[1:3] for row in districts] == [
        [one_spaced(energy(row["demand_kwh"])), one_spaced(energy(row["served_kwh"]))] for row in wanted
    ]
    assert sum(row["demand_kwh"] for row in wanted) == pytest.approx(told["baseline"]["families"][-1]["demand_kwh"])
    queues = page.rows["The queues"][1:]
    assert len(queues) == len(told["baseline"]["queues"])
    assert sum(int(row[2]) for row in queues) == sum(one["guns"] for one in told["baseline"]["queues"])
    assert f"{told['baseline']['full_queues']} of {len(queues)} queues are full" in page.words
    head, *plugs = page.rows["Plugs that are supply, and why others are none"]
    assert head[:5] == ["Plug", "supply today", "outside the city", "planned", "private"]
    assert head[5:] == ["of a standard that no vehicle of a plan takes", "in all"]
    for why, column in zip((SUPPLY, "outside_city", "planned", "private", "no_vehicle"), range(1, 6), strict=True):
        counted = sum(one["count"] for one in told["baseline"]["plugs"] if one["why"] == why)
        assert sum(int(row[column]) for row in plugs if row[column] != "–") == counted > 0
    assert page.rows["What was read"][0][-1] == "kept outside the city", "what is dropped there stands under dropped"
    for source, row in zip(told["sources"], page.rows["What was read"][1:], strict=True):
        counts = ("records", "kept", "repaired", "merged", "dropped", "outside_city")
        assert row[1:] == [str(source[name]) for name in counts]


def test_a_plug_that_no_vehicle_takes_is_said_to_be_one(page):
    plugs = {row[0] for row in page.rows["Plugs that are supply, and why others are none"]}
    assert f"{HOSTILE[4]} no vehicle of the plan takes it" in plugs
    assert "GB/T DC GBT_DC" in plugs


def test_norms_are_judged_in_words_with_their_source(page):
    head, *norms = page.rows["Beside the norms"]
    assert head == ["Norm", "CCS2 / Type 2", "GB/T", "All together", "Source and confidence"]
    assert norms[0][1].startswith("not met")
    assert "Regulation (EU) 2023/1804 (confidence: high)" in norms[0][-1]
    assert len(norms) == 2


def test_the_eu_minimum_counts_plug_in_hybrids_too():
    norm = {"key": "afir", "measure": "kw_per_bev", "what": "EU", "low": 1.3, "high": 1.3, "unit": "kW"}
    norm |= {"at_least": True, "source": "s", "confidence": "high"}
    row = {"family": "all", "power_kw": 135.0, "kw_per_bev": 1.35}
    baseline = {
        "norms": [norm],
        "families": [row | {"afir_kw": 130.0}, row | {"afir_kw": 138.0}, row | {"afir_kw": 0.0}],
    }
    assert [met for _, met in today.judgements(baseline, unknown=False)[0].cells] == [True, False, None]
    assert today.judgements(baseline, unknown=False)[0].cells[2][0] == "n/a"
    unlisted = today.judgements(baseline, unknown=True)[0].cells  # what is missing makes a norm that is met no worse
    assert [met for _, met in unlisted] == [True, None, None]
    assert [said for said, _ in unlisted][1:] == ["not judged", "n/a"]


def test_nothing_to_divide_by_is_said_and_no_nan_is_on_the_page():
    bare = looked_at(tiny_city([{"vehicle_class": "taxi", "count": 40}], stations=Stations.none(CRS)))
    page = TabledPage(check_html(bare, rows_of(bare)))
    assert not re.search(r"\bnan\b|\bNone\b|\binf\b", page.words.replace("None: no two records", ""))
    assert page.rows["Vehicles and what stands for them, plug by plug"][1][6] == "n/a"
    assert page.rows["Beside the norms"][-1][1] == "not met0.00"


def test_a_zone_smaller_than_the_others_is_called_as_the_map_calls_it():
    zones = tiny_city().zones.copy()
    x, y = zones["x_m"].iloc[-1], zones["y_m"].iloc[-1] + 200
    zones.loc[zones.index[-1], "geometry"] = box(x - 20, y - 20, x + 20, y + 20)
    city = tiny_city(zones=zones)
    last = str(zones["zone_id"].iloc[-1])
    called = zone_title(city, last)
    assert "Абай" in called
    assert zone_titles(looked_at(city).today)[last].startswith(called)


def test_no_stations_at_all_tells_what_that_means_and_what_to_give():
    city = tiny_city(stations=Stations.none(CRS))
    said = {listed: lead(one, rows_of(one))[0] for listed in (True, False) for one in [looked_at(city, listed=listed)]}
    assert said[True].startswith("The sources of stations hold none.")
    assert said[False].startswith("Warning: The configuration names no source of stations")
    for text in said.values():
        assert "too low" in text
        assert "[[stations]]" in text


def test_where_service_cannot_be_told_the_page_says_why_and_shows_the_rest(seen, tmp_path):
    blind = dataclasses.replace(seen, today=None, no_service=f"no zone reaches any site {HOSTILE[0]}")
    write_check(blind, tmp_path / "out")
    assert {file.name for file in (tmp_path / "out").iterdir()} == set(FILES)
    page = TabledPage((tmp_path / "out" / "check.html").read_text(encoding="utf-8"))
    assert "cannot be told: no zone reaches any site" in page.words
    assert "Plugs that are supply, and why others are none" in page.rows
    assert "What was read" in page.rows
    no_map = (tmp_path / "out" / "baseline.html").read_text(encoding="utf-8")
    assert "no zone reaches any site" in no_map
    assert "<script" not in no_map
    assert read_csv(tmp_path / "out" / "baseline.csv") == []


def test_merged_stations_show_who_says_what(page):
    name, said = next((name, rows) for name, rows in page.rows.items() if name.endswith(" ops-1"))
    assert name.startswith(inert(HOSTILE[0]))
    fields = {(row[0], row[1]): row[2:] for row in said[1:]}
    assert fields["access", "customers"] == ["osm, n1", "public (ops, 1)"]
    assert fields["operator", HOSTILE[5]] == ["ops, 1", f"{one_spaced(HOSTILE[3])} (osm, n1)"]
    assert fields["plugs", "2 x GBT_DC, 60 kW"] == ["osm, n1", "1 x GBT_DC, 60 kW (ops, 1)"]
    assert fields["plugs", "1 x IEC_62196_T2_COMBO, 60 kW"] == ["ops, 1", "–"]
    assert "write separate instead of same" in page.words


def test_the_inventory_has_a_row_for_each_station_and_kind_of_plug(seen, folder):
    rows = read_csv(folder / "stations.csv")
    plugs = seen.as_dict()["baseline"]["plugs"]
    for why in (SUPPLY, *REASONS):
        wanted = sum(one["count"] for one in plugs if one["why"] == why)
        word = "" if why == SUPPLY else REASONS[why]
        assert sum(int(row["count"]) for row in rows if row["why_not"] == word) == wanted, why
    assert {row["supply"] for row in rows if row["why_not"]} == {"no"}
    first = next(row for row in rows if row["station_id"] == "ops-1" and row["connector"] == "GBT_DC")
    assert (first["merged_ids"], first["district"], first["serves"]) == ("osm-n1", HOSTILE[2], "gbt")
    assert first["operator"] == f"'{HOSTILE[5]}", "no spreadsheet runs it"
    guessed = next(row for row in rows if row["station_id"] == "ops-5")
    assert (guessed["power_guessed"], guessed["serves"]) == ("True", "")


def test_the_table_of_the_baseline_ends_with_a_block_for_all(seen, folder):
    rows = read_csv(folder / "baseline.csv")
    told = seen.as_dict()["baseline"]
    assert len(rows) == len(told["districts"]) + len(told["families"])
    block = [row for row in rows if row["district"] == "all"]
    assert [row["family"] for row in block] == ["ccs2", "gbt", "all"]
    for row, wanted in zip(block, told["families"], strict=True):
        for name in ("demand_kwh", "served_kwh", "capacity_kwh", "vehicles", "kw_per_bev"):
            assert float(row[name]) == pytest.approx(wanted[name])
        assert float(row["unserved_kwh"]) == pytest.approx(wanted["demand_kwh"] - wanted["served_kwh"])
    assert {row["vehicles"] for row in rows if row["district"] != "all"} == {""}


def test_a_sentence_says_how_many_turn_restrictions_are_obeyed_and_why_others_are_not():
    roads = tiny_city().roads
    assert turn_sentences(roads) == []
    kept = dataclasses.replace(roads, obeyed_turn_restrictions=88)
    assert turn_sentences(kept) == ["Drives obey 88 of the 88 turn restrictions of the map."]
    some = dataclasses.replace(kept, ignored_turns={OVER_A_WAY: 2, AT_HOURS: 1})
    (said,) = turn_sentences(some)
    assert said.startswith(
        "Drives obey 88 of the 91 turn restrictions of the map, and not 2 because they run over a way,"
    )
    assert said.endswith("; 1 because they hold at certain hours or on a condition.")


def test_every_word_of_the_page_is_a_message_but_names(seen):
    rows = inventory_rows(seen.city.stations, seen.city.boundary, supply_rule(seen.scenario))
    with pseudo_language():
        page = check_html(seen, rows)
        called = [*station_titles(seen.city).values()]
    labels = (
        "CCS2",
        "GB/T",
        "Type 2",
        "CHAdeMO",
        "NACS",
        "CCS1",
        "Type 1",
        "AC",
        "DC",
        "kW",
        "check.html",
        "baseline.html",
    )
    of_data = [str(one) for name in ("station_id", "label", "connector") for one in rows[name].dropna()]
    sources = [text for one in seen.sources for text in (one.path, one.format)]
    claimed = ("customers", "public", "connected", "ops", "n1", "East", "stations", "car park", "parking", "raw")
    names = [*called, *labels, *of_data, *sources, *claimed, seen.city.name, seen.scenario.name]
    found = [one for one in outside_of_page(page, names) if not any(evil in one for evil in ("hacked", "evil.example"))]
    assert found == []


@pytest.mark.parametrize(
    ("mix", "said"),
    [
        ("gbt_heavy", "Plugs of the vehicles, mix GB/T heavy: assumed port shares of 2028: "),
        (
            {"gbt": 0.25, "ccs2": 0.75},
            "mix given in the configuration: assumed port shares of 2028: CCS2 / Type 2 75%, GB/T 25%",
        ),
    ],
)
def test_the_mix_of_plugs_is_named_with_its_shares(mix, said):
    one = looked_at(tiny_city(), fleet={"mix": mix, "year": 2028, "temperature_c": 20.0})
    (line,) = [line for line in lead(one, rows_of(one)) if "Plugs of the vehicles" in line]
    assert said in line
    assert "confidence" in line
    assert one.as_dict()["mix"]["note"] in line
