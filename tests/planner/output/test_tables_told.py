"""Tables for people in another language: every word is a message, tabs are what Excel takes, and a workbook is read back whole."""

import sqlite3
from contextlib import closing
from unittest import mock

import openpyxl
import pytest
from hypothesis import given
from hypothesis import strategies as st
from shapely import box

from geodata import speech
from geodata.connectors import Connector
from geodata.input_file import InputFile
from geodata.osm.site_kinds import SITE_KINDS
from geodata.sources.site_table import read_site_table
from planner.output import format_for
from planner.output.shared.coded import COLUMNS, coded
from planner.output.shared.places import kind_words, titles
from planner.output.shared.sheets import LONGEST_TAB, tabs
from planner.support.speech import speaking
from tests.fixtures.dossier_fixture import make_dossier
from tests.fixtures.pseudo_language import _Bracketed, outside_of_page, outside_of_workbook, pseudo_language

CRS = "EPSG:32643"


def written(dossier, file):
    """Write in the language of the moment, not in that of the plan."""
    format_for(file).write(dossier, file)
    return file


def names_in(dossier):
    """What comes from data as it is: names, ids, plugs."""
    sites = dossier.sites
    ids = {one["type"] for cell in sites["chargers"] if isinstance(cell, list) for one in cell}
    labels = ("CCS2", "GB/T", "Type 2", "CHAdeMO", "NACS", "CCS1", "Type 1", "AC", "DC", "evplan", "WGS", "улица")
    texts = (
        str(cell)
        for name in ("site_id", "name", "district", "operator", "ocpi_station_id")
        for cell in sites[name].dropna()
    )
    kinds = [kind_words(kind) for kind in (*SITE_KINDS, "station", "user")]
    return [*labels, *ids, *texts, *kinds, *(one.label for one in Connector), dossier.city, dossier.mix]


@pytest.mark.parametrize("name", ["sites.xlsx", "lots.xlsx", "field.html"])
def test_every_word_of_a_table_for_people_is_a_message_but_names(name, tmp_path):
    dossier = make_dossier()
    with pseudo_language():
        file = written(dossier, tmp_path / name)
        called = [*titles(dossier).values()]
    names = [*called, *names_in(dossier)]
    if name.endswith(".html"):
        small = (
            "land",
            "owner",
            "new_bays",
            "new_kw",
            "cable_way",
            "light",
            "photo",
            "action",
            "note",
            "visited_on",
            "visitor",
        )
        found = outside_of_page(file.read_text(encoding="utf-8"), [*names, *small])
    else:
        found = outside_of_workbook(file, names)
    assert found == []


def test_titles_of_layers_and_columns_are_told_and_their_names_and_values_stay(tmp_path):
    dossier = make_dossier(side=3, roads=4)
    with pseudo_language():
        file = written(dossier, tmp_path / "plan.gpkg")
    plain = written(dossier, tmp_path / "english.gpkg")
    with closing(sqlite3.connect(file)) as told, closing(sqlite3.connect(plain)) as english:
        ask = "SELECT table_name, column_name FROM gpkg_data_columns ORDER BY 1, 2"
        assert told.execute(ask).fetchall() == english.execute(ask).fetchall()
        titles_told = told.execute("SELECT title, description FROM gpkg_data_columns").fetchall()
        assert all("⟦" in cell for row in titles_told for cell in row if cell and not cell.startswith("p"))
        values = "SELECT value FROM gpkg_data_column_constraints"
        assert told.execute(values).fetchall() == english.execute(values).fetchall()
        described = told.execute("SELECT description FROM gpkg_contents WHERE table_name = 'sites'").fetchone()[0]
        assert described.startswith(
            english.execute("SELECT description FROM gpkg_contents WHERE table_name = 'sites'").fetchone()[0][:12]
        )


@given(st.lists(st.text(max_size=60), min_size=1, max_size=12))
def test_tabs_of_any_titles_are_short_different_and_what_excel_takes(titles_of):
    found = tabs(titles_of)
    book = openpyxl.Workbook()
    assert len({one.casefold() for one in found}) == len(found) == len(titles_of)
    for one in found:
        assert 0 < len(one) <= LONGEST_TAB
        assert book.create_sheet(one).title == one


class _Foreign(_Bracketed):
    """A catalogue whose words no reader of ours knows."""

    def gettext(self, message):
        return f"чужое слово {message}"


@pytest.mark.parametrize("language", ["en", "ru", "kk", "uz", "ky", "tg"])
def test_a_workbook_in_any_language_is_read_back_as_the_same_sites(language, tmp_path):
    dossier = make_dossier()
    codes = {name: words for name, (_listed, words) in COLUMNS.items()}
    with mock.patch.object(speech, "catalogue", return_value=_Foreign()), speaking(language):
        file = written(dossier, tmp_path / "sites.xlsx")
        said = {name: {coded(name, code) for code in words} for name, words in codes.items()}
    assert all(len(said[name]) == len(words) for name, words in codes.items()), "no two codes share a word"
    west, south, east, north = dossier.sites.total_bounds
    around = box(west - 0.01, south - 0.01, east + 0.01, north + 0.01)
    area = dossier.sites.iloc[:0].to_crs(CRS)  # only for its projection
    city = type(dossier.sites)(geometry=[around], crs=dossier.sites.crs).to_crs(area.crs).geometry.iloc[0]
    found, report = read_site_table(InputFile(file), crs=CRS, boundary=city, default_bays=4, max_bays=99, bay_share=0.2)
    new = dossier.sites[dossier.sites["status"] == "proposed"].set_index("site_id")
    assert set(found["site_id"]) == set(new.index)
    for name in ("land_status", "connection_status", "access"):
        assert found.set_index("site_id")[name].to_dict() == new[name].to_dict(), name
    assert not [one for one in report.problems if "is none of" in one.reason]
