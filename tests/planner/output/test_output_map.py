"""`map.html` as text: nothing to fetch, nothing that runs, the same every time. What it does is tested in a browser."""

import json
import re
from dataclasses import replace

import numpy as np
import pytest
import shapely
from hypothesis import given
from hypothesis import strategies as st

from planner.dossier.dossier import Dossier
from planner.errors import PlanFileError
from planner.output.webmap.backdrop import backdrop, road_group, roads
from planner.output.webmap.elements import compact
from planner.output.webmap.escape import display
from planner.output.webmap.layers import LEAST_KWH, breaks
from planner.output.webmap.offline import bundled
from planner.output.webmap.themes import themes
from planner.output.webmap.writer import map_html
from tests.fixtures.dossier_fixture import CLASSES, HOSTILE, make_dossier


@pytest.fixture(scope="module")
def page():
    return map_html(make_dossier())


def test_a_district_may_be_named_anywhere_within_its_borders():
    dossier = make_dossier()
    drawn = {one["name"]: one["others"] for one in backdrop(dossier)["places"] if one["kind"] == "district"}
    assert len(drawn) == len(dossier.districts)
    for name, shape in zip(dossier.districts["district"], dossier.districts.geometry, strict=True):
        others = drawn[display(name)]
        assert len(others) > 9
        assert shapely.contains_xy(shape.buffer(1e-4), others).all()


def test_nothing_is_linked_from_elsewhere(page):
    assert not re.findall(r"<(?:script|img|iframe)[^>]*\ssrc=", page)
    assert "<link" not in page
    addresses = {
        one
        for style in re.findall(r"<style>.*?</style>", page, re.DOTALL)
        for one in re.findall(r"url\(([^)]*)\)", style)
    }
    assert addresses
    assert all(address.startswith("data:") for address in addresses), addresses


def test_the_policy_comes_first_and_allows_only_the_scripts_of_the_page(page):
    head = page.index("<head>")
    policy = page.index("Content-Security-Policy")
    assert head < policy < page.index("<script>")
    said = page[policy : page.index(">", policy)]
    assert "default-src 'none'" in said
    assert "script-src 'sha256-" in said
    assert "connect-src" not in said


def test_a_page_that_links_to_something_nobody_carries_is_no_map():
    with pytest.raises(LookupError, match="jquery"):
        bundled('<head></head><script src="https://code.jquery.com/jquery.min.js"></script>')


def test_hostile_names_are_mere_letters(page):
    assert "<script>window.hacked" not in page
    assert "<img src=x" not in page
    assert "{{" not in page.replace("{{}}", "")
    assert "cycler.__init__" in page, "the name is shown all the same"


def around(**changed):
    """A plan with other surroundings, as a plan.json from elsewhere may have them."""
    dossier = make_dossier()
    return replace(dossier, surroundings={**dossier.surroundings, **changed})


def stages(**changed):
    """Both stages with something of the later one changed."""
    today, plan = make_dossier().surroundings["stages"]
    return {"stages": [today, {**plan, **changed}]}


def drives(made):
    """Drives with whatever `made` makes of minutes, before and after."""
    return {"drives": {when: made(told) for when, told in make_dossier().surroundings["drives"].items()}}


NO_NUMBER = {
    "year": stages(year=HOSTILE[4]),
    "served": stages(served_kwh=HOSTILE[4]),
    "asked": stages(demand_kwh=[HOSTILE[4]] * 64),
    "minutes": drives(lambda told: {family: [HOSTILE[4]] * 64 for family in told}),
}


@pytest.mark.parametrize("what", NO_NUMBER)
def test_what_is_no_number_where_a_plan_has_numbers_is_drawn_by_no_map_and_told_by_the_file(what):
    dossier = around(**NO_NUMBER[what])
    with pytest.raises((ValueError, TypeError)):
        map_html(dossier)
    with pytest.raises(PlanFileError, match="damaged"):
        Dossier.from_json(dossier.to_json())


def test_a_hostile_plug_of_a_drive_is_mere_letters(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    page = map_html(around(**drives(lambda told: {HOSTILE[7]: told["gbt"], HOSTILE[1]: told["gbt"]})))
    assert list(tmp_path.iterdir()) == [], "no template in a name ran"
    assert "<script>window.hacked" not in page
    assert "{{" not in page.replace("{{}}", "")


@given(st.text(alphabet='{%#}"\\\\a<') | st.sampled_from(HOSTILE))
def test_json_in_a_script_opens_no_template_and_no_element_and_says_the_same(text):
    data = {text: [{}, {"a": {"b": text}}]}
    made = compact(data)
    assert not re.search(r"\{[{%#]|<", made)
    assert json.loads(made) == data


@given(st.text() | st.sampled_from(HOSTILE))
def test_no_live_character_survives_the_escape_table(text):
    shown = str(display(text))
    assert not set("<>\"'`${}\\") & set(shown)
    assert "&" not in re.sub(r"&(?:amp|lt|gt|quot|#\d+);", "", shown)


def test_keys_and_nested_text_are_escaped_and_numbers_are_left_alone():
    made = display({"<b>": [np.int64(3), {"x": "${y}"}, None, 2.5]})
    assert json.loads(json.dumps(made)) == {"&lt;b&gt;": [3, {"x": "&#36;&#123;y&#125;"}, None, 2.5]}


def test_the_same_plan_gives_the_same_page(page):
    assert map_html(make_dossier()) == page


def test_a_large_city_stays_under_five_megabytes():
    page = map_html(make_dossier(side=39, roads=3000))
    assert len(page.encode("utf-8")) < 5_000_000


def test_every_street_is_drawn_once_in_the_class_of_its_road():
    dossier = make_dossier(roads=24)
    drawn = roads(dossier)
    assert [one["kind"] for one in drawn] == ["minor", "tertiary", "secondary", "primary", "trunk"]
    assert sum(count for one in drawn for count, _ in one["names"]) == len(dossier.roads)
    assert {name for one in drawn for _, name in one["names"]} == {str(display(name)) for name in dossier.roads["name"]}
    assert road_group("primary_link") == "primary"
    assert road_group("живая улица") == "minor"


def test_all_that_a_plan_keeps_of_its_ground_is_drawn():
    dossier = make_dossier()
    drawn = backdrop(dossier)
    assert set(dossier.backdrop) == {"shapes", "places", "names"}
    for part in ("shapes", "places"):
        kept = dossier.backdrop[part]
        assert {key for one in kept for key in one} <= {key for one in drawn[part] for key in one}, part


@given(st.lists(st.floats(0, 1e7), max_size=60))
def test_classes_cover_every_value_and_rise(values):
    ends = breaks(np.array(values))
    assert ends == sorted(set(ends))
    assert ends[-1] >= max((one for one in values if one >= LEAST_KWH), default=0.0) * (1 - 1e-12)
    assert ends[0] > 0


def test_there_is_a_theme_for_every_class_somebody_asks_for():
    shown = themes(make_dossier(), list(CLASSES))
    assert [one.id for one in shown] == ["demand", "unserved", "coverage", *(f"demand_{name}" for name in CLASSES)]
    assert all(len(one.breaks) == len(one.ramp) for one in shown)


def test_a_plan_that_builds_nothing_in_a_city_without_roads_still_maps():
    dossier = make_dossier()
    bare = {name: getattr(dossier, name).iloc[:0] for name in ("sites", "roads", "ground", "districts")}
    page = map_html(replace(dossier, **bare, scorecard=dossier.do_nothing))
    assert "Content-Security-Policy" in page
