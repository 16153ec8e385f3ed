"""Names of places: each its own, never empty, the same whatever the order, inert whatever the data says."""

import dataclasses
import json
import re
import unicodedata

from hypothesis import given
from hypothesis import strategies as st

from geodata.osm.site_kinds import SITE_KINDS
from geodata.whereabouts import SIDES as EIGHT
from planner.dossier.dossier import Dossier
from planner.output.geojson import feature_collection
from planner.output.gpkg.writer import layers_of
from planner.output.shared.naming import Speech, Subject, name
from planner.output.shared.place_words import KINDS, LONGER, MARKS, SIDES, WORDS
from planner.output.shared.places import distinct, kind_words, titles, zone_titles
from planner.output.shared.sites_table import flat_sites
from planner.pipeline import make_plan
from planner.support.speech import speaking
from tests.fixtures.dossier_fixture import HOSTILE
from tests.fixtures.longer_language import speaking_pseudo
from tests.fixtures.tiny_city import silent, tiny_city, tiny_scenario

NASTY = (
    *HOSTILE,
    "Я" * 5_000,
    "\u202eабв\u202c",
    "a\x00\x1b[31mb",
    "e" + "\u0301" * 400,
    " ",
    "\u200b",
    ";",
    "",
    "(2)",
)
STREETS = ("Абая прс.", "ул. Абая", "Розыбакиева", "Landstrasse", *NASTY)
texts = st.sampled_from(STREETS) | st.text(max_size=30)
metres, sides = st.integers(0, 2_000), st.sampled_from(EIGHT)
parts = st.fixed_dictionaries(
    {},
    optional={
        "street": st.tuples(texts, metres),
        "house": st.tuples(texts, texts, metres),
        "corner": st.tuples(texts, texts, metres),
        "along": texts,
        "landmarks": st.lists(st.tuples(texts, metres, sides), max_size=3),
        "quarter": texts,
        "beside": st.tuples(texts, metres, sides),
        "middle": st.tuples(metres, sides),
    },
)
points = st.tuples(st.floats(76, 77), st.floats(43, 44))
subjects = st.builds(
    Subject,
    st.sampled_from([*KINDS, "zone"]) | texts,
    parts,
    st.none() | texts,
    st.none() | texts,
    st.none() | texts,
    points,
)
plans = st.dictionaries(st.text(min_size=1, max_size=6), subjects, max_size=12)
speeches = st.builds(Speech, st.sampled_from([None, "en", "ru", "uz"]), texts)


@given(plans, speeches, st.randoms(use_true_random=False))
def test_names_are_each_their_own_inert_and_do_not_depend_on_the_order(plan, speech, chance):
    found = distinct(plan, speech)
    assert len({one.casefold() for one in found.values()}) == len(plan)
    for told in found.values():
        assert 0 < len(told) <= 400, told
        assert told == told.strip()
        assert not set(told) & set("<>{}`$\\\n\r\t"), told
        assert told[0] not in "=+-@", told
        assert not any(unicodedata.category(one)[0] == "C" for one in told), told
    mixed = list(plan.items())
    chance.shuffle(mixed)
    assert distinct(dict(mixed), speech) == found


def test_alike_places_are_told_apart_by_what_more_is_known_then_by_side_then_by_number():
    park = {"street": ["Абая", 10], "middle": [900, "n"]}
    plan = {
        "a": Subject("parking", park | {"quarter": "Акжар"}, lonlat=(76.9, 43.2)),
        "b": Subject("parking", park | {"quarter": "Орбита", "along": "Саина"}, lonlat=(76.9, 43.2)),
        "c": Subject("fuel", park, lonlat=(76.9, 43.3)),
        "d": Subject("fuel", park, lonlat=(76.9, 43.1)),
        "e": Subject("hotel", park, lonlat=(76.9, 43.1)),
        "f": Subject("hotel", park, lonlat=(76.9, 43.1)),
        "g": Subject("user", park, "Лот 7"),
    }
    assert distinct(plan, Speech()) == {
        "a": "car park on Абая, Акжар",
        "b": "car park on Абая, near Саина",
        "c": "fuel station on Абая (north)",
        "d": "fuel station on Абая (south)",
        "e": "hotel on Абая",
        "f": "hotel on Абая (2)",
        "g": "Лот 7",
    }


def test_a_street_that_is_written_twice_is_said_once_and_an_old_name_stays():
    told = {one: Speech("en").said(one) for one in ("Толе Би (Tole Bi)", "пр. Достык (Ленина)")}
    assert told == {"Толе Би (Tole Bi)": "Tole Bi", "пр. Достык (Ленина)": "pr. Dostyk (Lenina)"}
    assert Speech().said("Толе Би (Tole Bi)") == "Толе Би"


def test_parking_along_a_street_has_no_name_of_its_own():
    kerb = {"house": ["Herrengasse", "26", 15], "street": ["Herrengasse", 4]}
    assert name(Subject("street", kerb, "Herrengasse"), Speech()) == "street parking at Herrengasse 26"


def test_a_name_is_told_in_the_language_of_the_reader_where_the_data_has_it_else_in_its_letters():
    bazaar = Subject("bazaar", {"street": ["Жібек Жолы", 10]}, "Көк базар")
    names = {"Көк базар": {"ru": "Зелёный базар", "en": "Green Bazaar"}}
    told = {one: name(bazaar, Speech(one, "Алматы", names)) for one in (None, "ru", "en", "uz", "kk")}
    assert told == {
        None: "Көк базар, Жібек Жолы",
        "ru": "Зелёный базар, Жібек Жолы",
        "en": "Green Bazaar, Zhibek Zholy",
        "uz": "Kok bazar, Jibek Joli",
        "kk": "Көк базар, Жібек Жолы",
    }


def test_inside_a_language_a_name_is_wholly_in_it_and_outside_as_before():
    park, far = {"street": ["Абая", 10]}, {"middle": [2_345, "ne"]}
    plan = {
        "a": Subject("parking", park, lonlat=(76.9, 43.2)),
        "b": Subject("parking", park, lonlat=(76.9, 43.3)),
        "c": Subject("fuel", {"house": ["Саина", "3", 5], "landmarks": [["Көк базар", 60, "n"]]}, "Қазмұнайгаз"),
        "d": Subject("retail", {"corner": ["Абая", "Саина", 5]}),
        "e": Subject("zone", {"corner": ["Абая", "Саина", 5]}, district="Медеу"),
        "f": Subject("bazaar", {"landmarks": [["Көк базар", 450, "n"]]}),
        "g": Subject("station", far),
        "h": Subject("hotel"),
    }
    plain = distinct(plan, Speech(city="Алматы"))
    with speaking_pseudo():
        told = distinct(plan, Speech(city="Алматы"))
        assert distinct(plan, Speech("en"))["a"] == "car park on Abaya (south)", "a language that was asked for is kept"
    assert not any(re.search("[A-Za-z]", one) for one in told.values()), told
    assert "2,3 қмм" in told["g"]
    assert len(set(told.values())) == len(plan)
    assert distinct(plan, Speech(city="Алматы")) == plain
    with speaking("uz"):
        assert "Abaya" in distinct(plan, Speech(city="Алматы"))["a"], "readers of Latin letters get them without asking"


def test_names_of_a_filed_plan_are_the_same_in_every_output_and_an_older_plan_has_names_too():
    dossier = make_plan(tiny_city(), tiny_scenario(plan={"reasons": False}), say=silent)
    again = Dossier.from_json(dossier.to_json())
    called = titles(dossier)
    assert again.whereabouts == dossier.whereabouts != {}
    assert titles(again) == called
    assert zone_titles(again) == zone_titles(dossier)
    assert len(set(zone_titles(dossier).values())) == len(dossier.zones)
    in_geojson = {one["id"]: one["properties"]["label"] for one in feature_collection(dossier)["features"]}
    layers = layers_of(dossier)
    in_layer = dict(zip(layers["sites"]["site_id"], layers["sites"]["label"], strict=True))
    table = flat_sites(dossier)
    assert in_geojson == in_layer == dict(zip(table["site_id"], table["label"], strict=True)) == called
    assert dict(zip(layers["zones"]["zone_id"], layers["zones"]["label"], strict=True)) == zone_titles(dossier)
    older = dataclasses.replace(dossier, whereabouts={})
    assert "whereabouts" not in json.loads(older.to_json())
    assert len(set(titles(older).values())) == len(called)
    assert all(titles(Dossier.from_json(older.to_json())).values())


def test_every_kind_of_place_side_and_phrase_has_its_words():
    assert set(SITE_KINDS) <= set(KINDS)
    assert set(KINDS) == set(LONGER)
    assert {one: kind_words(one) for one in SITE_KINDS} == {one: kind.label for one, kind in SITE_KINDS.items()}
    assert set(SIDES) == set(MARKS) == set(EIGHT)
    bases = {one.removeprefix("own_") for one in WORDS if one.startswith("own_")}
    assert {f"zone_{one}" for one in bases - {"stated", "house", "near_house"}} <= set(WORDS)
    assert bases <= set(WORDS)
