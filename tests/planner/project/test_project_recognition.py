"""Files are known by what they hold, in any of the region's languages; what cannot be read is refused in one line."""

import json
import zipfile
from pathlib import Path
from random import Random

import geopandas as gpd
import numpy as np
import openpyxl
import pytest
import shapely
from gtfs_fixtures import line_feed, zipped
from layer_files import FORMATS, write

from benchmarks.hostile.kinds import KINDS
from benchmarks.hostile.sound_access_points import IRVE_ROW, IRVE_STATUS_ROW, table
from geodata.errors import GeodataError
from planner.authoring.templates import fleet_csv, stations_csv, stations_workbook
from planner.dossier.messages import messages_from, messages_in, plain_messages
from planner.errors import PlannerError
from planner.project.project import Project
from planner.project.recognising.kinds import FileKind
from planner.project.recognition import recognised
from planner.project.taking import plain_seen, seen_from
from planner.support.speech import _, listed, message_of, speaking, told
from tests.conftest import ROOT

SAMPLE = ROOT / "configs" / "sample_city"


@pytest.mark.parametrize(
    ("name", "kind", "format_"),
    [
        ("sarytau.osm.pbf", FileKind.ROADS, "osm"),
        ("boundary.geojson", FileKind.BOUNDARY, ""),
        ("population.csv", FileKind.POPULATION, "csv"),
        ("districts.geojson", FileKind.DISTRICTS, ""),
        ("district_table.csv", FileKind.DISTRICT_TABLE, "csv"),
        ("stations.json", FileKind.STATIONS, "ocpi"),
        ("fleet.csv", FileKind.FLEET, "csv"),
        ("own_sites.csv", FileKind.SITES, "csv"),
        ("feeders.csv", FileKind.FEEDERS, "csv"),
        ("demo.toml", FileKind.CONFIGURATION, ""),
    ],
)
def test_every_file_of_the_sample_city_is_known_for_sure(name: str, kind: FileKind, format_: str):
    found = recognised(SAMPLE / name)
    assert (found.kind, found.format, found.sure) == (kind, format_, True)


TABLES = {
    "тест.csv": ("долгота;широта;тип разъёма;мощность, кВт\n76,9;43,2;GB/T DC;60\n", FileKind.STATIONS),
    "avtomobil.csv": ("avtomobil turi,soni\ntaksi,10\n", FileKind.FLEET),
    "sessions.csv": (
        "начало зарядки;окончание зарядки;энергия, кВт·ч;станция\n01.02.2026 10:00;01.02.2026 11:00;20;A\n",
        FileKind.SESSIONS,
    ),
    "substations.csv": ("substation,spare_kw\nПС-1,500\n", FileKind.SUBSTATIONS),
    "traffic.csv": ("интенсивность,lon,lat\n12000,76.9,43.2\n", FileKind.TRAFFIC),
    "speeds.csv": ("road_class,kmh\nprimary,23\n", FileKind.SPEEDS),
    "overrides.csv": ("action,station,other\nsame,a,b\n", FileKind.OVERRIDES),
    "mix.csv": ("vehicle_class,year,gbt,ccs2\ntaxi,2028,0.7,0.3\n", FileKind.MIX),
    "депо.csv": ("name,lon,lat,bays\nАвтопарк 1,76.9,43.2,20\n", FileKind.DEPOTS),
    "lots.csv": ("name,lon,lat,bays\nРынок,76.9,43.2,20\n", FileKind.SITES),
    "hrsl.csv": ("latitude,longitude,kaz_general_2020\n43.2,76.9,3.5\n", FileKind.POPULATION),
    "districts.csv": ("район,население\nАлмалы,200000\n", FileKind.DISTRICT_TABLE),
}


@pytest.mark.parametrize("name", TABLES)
def test_a_table_is_known_by_its_headings_in_any_language(tmp_path: Path, name: str):
    text, kind = TABLES[name]
    (tmp_path / name).write_text(text, encoding="utf-8")
    found = recognised(tmp_path / name)
    assert found.kind == kind
    assert found.sure or name == "lots.csv"


def test_our_own_templates_are_known(tmp_path: Path):
    for name, data, kind in (
        ("a.xlsx", stations_workbook(), FileKind.STATIONS),
        ("b.csv", stations_csv() + b"76.9,43.2,CCS2\r\n", FileKind.STATIONS),
        ("c.csv", fleet_csv(), FileKind.FLEET),
    ):
        (tmp_path / name).write_bytes(data)
        if name == "a.xlsx":
            with pytest.raises(GeodataError, match="a header and no rows"):
                recognised(tmp_path / name)
        else:
            assert recognised(tmp_path / name).kind == kind


@pytest.mark.parametrize("ending", FORMATS)
def test_a_layer_is_known_in_every_format(tmp_path: Path, ending: str):
    areas = [shapely.box(76.9 + k / 100, 43.2, 76.905 + k / 100, 43.21) for k in range(3)]
    layer = gpd.GeoDataFrame({"name": ["Алмалы", "Бостандык", "Медеу"]}, geometry=areas, crs=4326)
    assert recognised(write(layer, tmp_path, ending)).kind == FileKind.DISTRICTS


@pytest.mark.parametrize(
    ("columns", "shape", "kind"),
    [
        ({"connector": ["CCS2"]}, "point", FileKind.STATIONS),
        ({"population": ["12"]}, "point", FileKind.POPULATION),
        ({"site_id": ["a"], "action": ["forbid"]}, "point", FileKind.EDITS),
        ({"bays": ["12"]}, "area", FileKind.SITES),
        ({"h3": ["8828f4a9d5fffff"], "population": ["12"]}, "area", FileKind.POPULATION),
        ({"vehicles_per_day": ["1200"]}, "line", FileKind.TRAFFIC),
    ],
)
def test_a_layer_is_known_by_shapes_and_columns(tmp_path: Path, columns, shape: str, kind: FileKind):
    shapes = {
        "point": shapely.Point(76.9, 43.2),
        "area": shapely.box(76.9, 43.2, 76.91, 43.21),
        "line": shapely.LineString([(76.9, 43.2), (76.91, 43.2)]),
    }
    gpd.GeoDataFrame(columns, geometry=[shapes[shape]], crs=4326).to_file(tmp_path / "layer.gpkg", layer="sites")
    assert recognised(tmp_path / "layer.gpkg").kind == kind


def test_published_formats_are_known(tmp_path: Path):
    files = {
        "irve.csv": (table([IRVE_ROW], list(IRVE_ROW)), FileKind.STATIONS, "irve"),
        "etat.csv": (table([IRVE_STATUS_ROW], list(IRVE_STATUS_ROW)), FileKind.STATION_STATUS, "csv"),
        "ocm.json": (json.dumps([{"AddressInfo": {}, "Connections": []}]).encode(), FileKind.STATIONS, "ocm"),
        "cdr.json": (
            json.dumps({"data": [{"start_date_time": "", "total_energy": 1}]}).encode(),
            FileKind.SESSIONS,
            "ocpi_cdr",
        ),
        "session.json": (json.dumps([{"start_datetime": "", "kwh": 1}]).encode(), FileKind.SESSIONS, "ocpi_session"),
    }
    for name, (data, kind, format_) in files.items():
        (tmp_path / name).write_bytes(data)
        found = recognised(tmp_path / name)
        assert (found.kind, found.format) == (kind, format_), name
    assert recognised(zipped(tmp_path / "gtfs.zip", line_feed())).kind == FileKind.GTFS


@pytest.mark.parametrize(
    ("name", "hilly"), [("a.tif", True), ("b.tif", False), ("srtm.tif", True), ("worldpop.tif", False)]
)
def test_heights_and_people_are_told_apart(tmp_path: Path, name: str, hilly: bool):
    import rasterio

    random = np.random.default_rng(1)
    y, x = np.mgrid[0:80, 0:80]
    values = 900 + 200 * np.sin(x / 30) + 100 * np.cos(y / 25) if hilly else random.gamma(0.3, 20, (80, 80))
    with rasterio.open(
        tmp_path / name,
        "w",
        driver="GTiff",
        width=80,
        height=80,
        count=1,
        dtype="float32",
        crs="EPSG:4326",
        transform=rasterio.transform.from_origin(76.9, 43.3, 0.001, 0.001),
    ) as raster:
        raster.write(values.astype("float32"), 1)
    found = recognised(tmp_path / name)
    assert found.kind == (FileKind.ELEVATION if hilly else FileKind.POPULATION)
    assert found.sure == (len(name) > 5)


def test_a_table_of_unknown_headings_is_kept_to_be_mapped(tmp_path: Path):
    (tmp_path / "a.csv").write_text("x,y,z\n1,2,3\n")
    found = recognised(tmp_path / "a.csv")
    assert (found.kind, found.sure) == (FileKind.UNKNOWN, False)
    assert FileKind.STATIONS in found.alternatives


@pytest.mark.parametrize(
    ("name", "member", "said"),
    [
        ("up.zip", "../../evil.shp", "leads out of the archive"),
        ("root.zip", "/etc/evil.shp", "leads out of the archive"),
        ("drive.zip", "C:\\evil.shp", "leads out of the archive"),
        ("other.zip", "report.docx", "neither a shapefile nor a timetable"),
    ],
)
def test_an_archive_that_is_not_to_be_trusted_is_refused(tmp_path: Path, name: str, member: str, said: str):
    with zipfile.ZipFile(tmp_path / name, "w") as parts:
        parts.writestr(member, b"x")
    with pytest.raises(GeodataError, match=said):
        recognised(tmp_path / name)


def test_an_archive_that_unpacks_to_too_much_is_refused(tmp_path: Path):
    with zipfile.ZipFile(tmp_path / "bomb.zip", "w", zipfile.ZIP_DEFLATED) as parts:
        parts.writestr("a.shp", bytes(60_000_000))
    with pytest.raises(GeodataError, match="unpack to 60 MB"):
        recognised(tmp_path / "bomb.zip")


def test_an_extract_that_is_cut_off_is_refused(tmp_path: Path):
    whole = (SAMPLE / "sarytau.osm.pbf").read_bytes()
    for keep in (10, len(whole) // 2, len(whole) - 1):
        (tmp_path / "cut.osm.pbf").write_bytes(whole[:keep])
        with pytest.raises(GeodataError, match=r"cut off before its end|no map data"):
            recognised(tmp_path / "cut.osm.pbf")


@pytest.mark.parametrize("kind", sorted(KINDS))
@pytest.mark.parametrize("seed", [1, 2])
def test_a_hostile_file_is_taken_or_refused_in_one_line_and_nothing_is_left_of_it(tmp_path: Path, kind: str, seed: int):
    (tmp_path / "made").mkdir()
    made = KINDS[kind].make(Random(seed), tmp_path / "made")
    if not made.is_file():
        pytest.skip("a folder, which nobody drops on a page")
    project = Project.open(tmp_path / "project")
    with made.open("rb") as stream:
        fault = _fault(project, made.name, stream)
    assert len(project.files.all()) == len(list((project.root / "files").iterdir())) == (not fault)
    assert "\n" not in fault
    assert str(tmp_path) not in fault


def _fault(project: Project, name: str, stream) -> str:
    try:
        project.files.add(name, stream)
    except (GeodataError, PlannerError) as error:
        return str(error)
    return ""


@pytest.mark.parametrize("taken_in", ["en", "ru"])
def test_why_a_file_was_recognised_is_told_in_the_language_of_whoever_looks(tmp_path: Path, taken_in: str):
    (tmp_path / "a.csv").write_text("site_id,bays,grid_kw,lon,lat\n1,2,3,76.9,43.2\n", encoding="utf-8")
    with speaking(taken_in):
        filed = json.loads(json.dumps(plain_seen(recognised(tmp_path / "a.csv"))))
    for code, words in (("ru", "столбцы"), ("en", "columns"), ("kk", "баған")):
        with speaking(code):
            assert words in told(seen_from(filed).why)


def test_messages_of_a_plan_are_known_to_whoever_reads_it_in_another_language():
    said = messages_in(_("columns {columns}", columns=listed(["a", "b"])))
    with speaking("ru"):
        assert [one.told() for one in messages_from(plain_messages(said)).values()] == ["столбцы a и b"]


def test_the_place_of_an_error_is_told_in_the_readers_language_and_without_a_folder(tmp_path: Path):
    book = openpyxl.Workbook()
    for row in (["class", "count"], ["taxi", 1, "x"]):
        book.active.append(row)
    book.save(tmp_path / "fleet.xlsx")
    with pytest.raises(GeodataError) as error:
        recognised(tmp_path / "fleet.xlsx")
    with speaking("ru"):
        assert told(message_of(error.value)).startswith("fleet.xlsx, строка 2: ")
