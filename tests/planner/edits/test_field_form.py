"""The field form: one page a site on paper, the same as a layer for QField, and what comes back filled in is an edit."""

import re
from dataclasses import replace

import geopandas as gpd
import pytest

from geodata.input_file import InputFile
from planner.edits.edit_layer import SEEN, read_edits
from planner.output import write_one
from planner.output.shared.naming import inert
from tests.fixtures.dossier_fixture import HOSTILE, make_dossier
from tests.fixtures.edited_layer import planned

KEYS = {"reasons": False}


def test_a_page_for_each_site_that_is_to_be_built_with_its_streets_and_nothing_of_the_data_runs(tmp_path):
    dossier = make_dossier()
    page = write_one(dossier, tmp_path / "field.html").read_text(encoding="utf-8")
    built = dossier.sites[dossier.sites["status"] != "existing"]
    assert list(re.findall(r'<p class="sub">(osm-w\d+) ·', page)) == built.sort_values("rank")["site_id"].tolist()
    assert page.count("<polyline") > 0
    assert "<script" not in page
    assert inert(HOSTILE[0]) in page
    empty = replace(dossier, sites=dossier.sites.iloc[:2], roads=dossier.roads.iloc[:0])
    assert "no site to visit" in write_one(empty, tmp_path / "field.html").read_text(encoding="utf-8")


def test_what_was_seen_comes_back_as_edits_and_stands_in_the_next_form(city, unedited, tmp_path):
    form = write_one(unedited, tmp_path / "field.gpkg")
    layer = gpd.read_file(form, layer="field")
    assert set(SEEN) < set(layer.columns)
    assert (layer["status"] != "existing").all()
    for name in (*SEEN, "action", "note"):
        layer[name] = layer[name].astype(object)
    here = layer.index[layer["site_id"] == "a"]
    answers = {"owner": "ТОО «Парк»", "land": "private", "light": "partly", "photo": "DCIM/1.jpg", "visitor": "А. Б."}
    layer.loc[here, [*answers, "new_bays", "note"]] = [*answers.values(), 3, "шлагбаум"]
    layer.to_file(form, layer="field", driver="GPKG")
    edits = read_edits(InputFile(form))
    dossier = planned(city, edits)
    (told,) = dossier.edits
    assert told["seen"] == answers
    assert [(one["action"], one["outcome"], one["said"]) for one in told["changes"]] == [
        ("change bays", "applied", "3 bays")
    ]
    assert dossier.sites.set_index("site_id").loc["a", "bays"] == 3
    again = gpd.read_file(write_one(dossier, tmp_path / "field.gpkg"), layer="field")
    back = again.set_index("site_id").loc["a"]
    assert {name: back[name] for name in answers} == answers
    assert (back["new_bays"], back["note"]) == (3, "шлагбаум")


@pytest.mark.parametrize("name", ["field.gpkg", "FIELD.HTML"])
def test_the_forms_are_written_by_their_names(tmp_path, name):
    assert write_one(make_dossier(), tmp_path / name).stat().st_size > 1_000
