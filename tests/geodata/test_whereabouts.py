"""Where places are, in parts: houses, crossings, streets, landmarks, quarters; the same whatever the order of the map."""

import geopandas as gpd
import numpy as np
import pytest
import shapely
from shapely import LineString, Point, box

from geodata.input_file import InputFile
from geodata.osm.named import named_things
from geodata.osm.roads import roads_of
from geodata.osm.site_kinds import SITE_KINDS
from geodata.osm.sites import candidate_sites
from geodata.sources.osm_file import read_osm_file
from geodata.street_names import core_of
from geodata.whereabouts import NAMED, Gazetteer
from tests.geodata.osm_fixtures import OsmFile, place

CRS = "EPSG:32643"
MIDDLE = Point(500, 500)


def streets(*rows):
    names, classes, lines = zip(*rows, strict=True) if rows else ((), (), ())
    return gpd.GeoDataFrame({"road_class": classes, "name": names}, geometry=list(lines), crs=CRS)


def named(*rows):
    columns = dict(zip(("kind", "name", "number", "weight", "names", "geometry"), zip(*rows, strict=True), strict=True))
    return NAMED.checked(gpd.GeoDataFrame(columns, geometry="geometry", crs=CRS), source="test")


LINES = streets(
    ("Абая прс.", "primary", LineString([(0, 0), (500, 0), (1000, 0)])),
    ("ул. Абая", "primary", LineString([(1000, 0), (2000, 0)])),
    ("Розыбакиева", "secondary", LineString([(500, -500), (500, 0), (500, 900)])),
    (None, "service", LineString([(100, 50), (100, 0)])),
)
THINGS = named(
    ("address", "Розыбакиева", "239", 0, None, box(520, 100, 540, 120)),
    ("landmark", "Максима ТЦ", None, 3, '{"en": "Maxima Mall"}', box(600, 100, 700, 200)),
    ("landmark", "Школа 5", None, 2, None, Point(0, 700)),
    ("quarter", "Орбита", None, 2, None, Point(0, 900)),
)


def test_the_parts_of_a_place_are_its_house_street_crossing_landmarks_and_quarter():
    book = Gazetteer.of(LINES, THINGS, MIDDLE)
    house, crossing, along, away = book.sites(np.array([(512, 110), (490, 20), (900, 60), (-20, 680)], dtype=float))
    assert house["house"] == ["Розыбакиева", "239", 8]
    assert (house["street"], house["along"]) == (["Розыбакиева", 12], "Абая прс.")
    assert house["landmarks"] == [["Максима ТЦ", 88, "w"]]
    assert crossing["corner"] == ["Абая прс.", "Розыбакиева", 22]
    assert (along["street"], along["along"]) == (["Абая прс.", 60], "Розыбакиева")
    assert "corner" not in along, "two spellings of one street do not cross where one ends"
    assert away == {"landmarks": [["Школа 5", 28, "sw"]], "quarter": "Орбита", "middle": [550, "w"]}
    assert book.translations([house]) == {"Максима ТЦ": {"en": "Maxima Mall"}}


def test_the_order_of_streets_and_things_is_of_no_account():
    chance = np.random.default_rng(0)
    grid = [
        (f"улица {kind} {at}", "residential", LineString([(x, y) for x, y in ends]))
        for kind, at, ends in [
            *(("вдоль", at, [(at * 100, y * 100) for y in range(9)]) for at in range(9)),
            *(("поперёк", at, [(x * 100, at * 100) for x in range(9)]) for at in range(9)),
        ]
    ]
    marks = [("landmark", f"Дом {at}", None, 1 + at % 3, None, Point(100 * at, 100 * at)) for at in range(9)]
    xy = np.vstack([chance.integers(0, 17, (200, 2)) * 50.0, [[400.0, 400.0]]])  # on streets, crossings, and between
    wanted = Gazetteer.of(streets(*grid), named(*marks), MIDDLE)
    for _ in range(3):
        chance.shuffle(grid)
        chance.shuffle(marks)
        book = Gazetteer.of(streets(*grid), named(*marks), MIDDLE)
        assert book.sites(xy) == wanted.sites(xy)
        assert book.zones(xy, 120.0) == wanted.zones(xy, 120.0)


def test_of_a_place_far_from_all_the_nearest_street_or_village_is_told_and_a_bare_city_leaves_the_middle():
    outside = np.array([(500.0, 1300.0), (0.0, 5_000.0)])
    street, village = Gazetteer.of(LINES, THINGS.iloc[:2], MIDDLE).sites(outside)[0], None
    assert street["beside"] == ["Розыбакиева", 400, "n"]
    village = Gazetteer.of(LINES, THINGS, MIDDLE).sites(outside)[1]
    assert village["beside"] == ["Орбита", 4100, "n"]
    bare = Gazetteer.of(streets(), NAMED.empty(CRS), MIDDLE)
    assert bare.sites(outside) == [{"middle": [800, "n"]}, {"middle": [4528, "n"]}]
    assert bare.zones(np.empty((0, 2)), 100.0) == []


def test_houses_landmarks_quarters_and_streets_in_other_languages_are_read_from_the_map(tmp_path):
    osm = OsmFile()
    for at in range(3):
        osm.node(at + 1, place(at, 0))
    osm.way(1, [1, 2, 3], highway="primary", name="Абая", name__kk="Абай", name__en="Abay")
    osm.area(2, [place(0, 1), place(0.2, 1), place(0.2, 1.1), place(0, 1.1)], building="yes", addr__street="Абая", addr__housenumber="7")  # fmt: skip
    osm.node(10, place(1, 1), shop="mall", name="Максима", name__ru=" ")
    osm.node(11, place(1, 2), amenity="school", name="№ 118")
    osm.node(12, place(2, 2), place="suburb", name="Орбита")
    osm.node(13, place(2, 2), shop="mall")
    extract = read_osm_file(InputFile(osm.write(tmp_path / "town.osm.pbf")))
    table = named_things(extract, CRS).drop(columns="geometry")
    assert sorted(table.astype(object).where(table.notna(), None).itertuples(index=False, name=None)) == [
        ("address", "Абая", "7", 0, None),
        ("landmark", "Максима", None, 3, None),
        ("quarter", "Орбита", None, 2, None),
        ("street", "Абая", None, 0, '{"en": "Abay", "kk": "Абай"}'),
    ]
    assert list(roads_of(extract, CRS).lines.columns) == ["road_class", "name", "geometry"]


def test_spellings_of_one_street_have_one_core():
    for one in ("ул. Абая", "Абая прс.", "проспект Абая", "Абая (Abay)", "АБАЯ"):
        assert core_of(one) == "абая"
    assert core_of("Проспект") == "проспект", "a name of kind words alone is kept"
    assert core_of(" ()") == core_of("...") == ""


@pytest.mark.real
@pytest.mark.parametrize(("town", "crs"), [("almaty", CRS), ("liechtenstein", "EPSG:32632")])
def test_of_every_site_of_a_real_town_more_is_known_than_how_far_it_is_from_the_middle(shared_data, town, crs):
    extract = read_osm_file(InputFile(shared_data / "osm" / f"{town}.osm.pbf"))
    sites, _ = candidate_sites(
        extract,
        list(SITE_KINDS),
        crs=crs,
        boundary=shapely.box(*extract.features.to_crs(crs).total_bounds),
        existing_xy=np.empty((0, 2)),
        default_bays=4,
        max_bays=12,
        bay_share=0.2,
    )
    book = Gazetteer.of(roads_of(extract, crs).lines, named_things(extract, crs), sites.union_all().centroid)
    parts = book.sites(shapely.get_coordinates(sites.geometry))
    lost = [one for one in parts if set(one) == {"middle"}]
    assert len(parts) > 300
    assert len(lost) <= 0.02 * len(parts)
