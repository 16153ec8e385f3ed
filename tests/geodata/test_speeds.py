"""Speeds of the peak hour: the user's table, and the drives that follow from them."""

from dataclasses import replace

import numpy as np
import pytest
from city_fixtures import assert_city_equal, town
from osm_fixtures import OsmFile, place

from geodata.assemble import assemble_city
from geodata.city import City
from geodata.city_request import SpeedsRequest
from geodata.errors import InputError, MissingFileError
from geodata.input_file import InputFile
from geodata.osm.roads import roads_of
from geodata.osm.tags import CLASS_SPEED_KMH
from geodata.report import Kind
from geodata.sources.osm_file import read_osm_file
from geodata.sources.speed_table import read_speeds
from geodata.speed_intake import speeds_of
from geodata.speeds import PeakSpeeds

CRS = "EPSG:32643"


def table(folder, text):
    (folder / "speeds.csv").write_text(text, encoding="utf-8")
    return InputFile(folder / "speeds.csv")


def test_a_table_of_speeds_and_factors_is_read(tmp_path):
    text = "road_class;kmh;factor\nPrimary;18,5;\nLiving street;;0,9\nprimary_link;;0.5\n"
    speeds, report = read_speeds(table(tmp_path, text))
    assert speeds == PeakSpeeds({"living_street": 0.9, "primary_link": 0.5}, {"primary": 18.5})
    assert (report.format, report.records, report.kept, report.problems) == ("speeds", 3, 3, ())
    assert report.file is not None


def test_columns_may_have_other_names(tmp_path):
    file = table(tmp_path, "Класс,Скорость\ntrunk,30\n")
    speeds, _ = read_speeds(InputFile(file.path, {"road_class": "Класс", "kmh": "Скорость"}))
    assert speeds.measured_kmh == {"trunk": 30.0}


@pytest.mark.parametrize(
    ("row", "message"),
    [
        (",20,", r"row 3, column road_class.*nothing.*known are motorway"),
        ("primery,20,", r"row 3, column road_class.*did you mean 'primary'"),
        ("track,20,", r"row 3, column road_class.*'track'.*known are"),
        ("primary,0,", r"row 3, column kmh.*'0'.*more than 0"),
        ("primary,-20,", r"row 3, column kmh.*'-20'.*more than 0"),
        ("primary,200,", r"row 3, column kmh.*'200'.*at most 130"),
        ("primary,slow,", r"row 3, column kmh.*'slow'"),
        ("primary,,0", r"row 3, column factor.*'0'.*more than 0 and at most 1"),
        ("primary,,-0.5", r"row 3, column factor.*'-0.5'"),
        ("primary,,65", r"row 3, column factor.*'65'.*belongs under kmh"),
        ("primary,nan,", r"row 3, column kmh.*'nan'"),
        ("primary,,", r"row 3, column kmh.*nothing.*either kmh or factor"),
        ("primary,20,0.5", r"row 3, column kmh.*20 beside a factor of 0.5"),
        ("trunk,20,", r"row 3, column road_class.*'trunk'.*stands in row 2 already"),
    ],
)
def test_a_row_that_says_no_speed_of_a_road_class_is_refused_by_its_number(tmp_path, row, message):
    with pytest.raises(InputError, match=message):
        read_speeds(table(tmp_path, f"road_class,kmh,factor\ntrunk,30,\n{row}\n"))


def test_a_speed_that_no_driver_would_believe_is_doubted_by_its_row(tmp_path):
    text = "road_class,kmh,factor\nprimary,120,\nsecondary,2,\ntertiary,35,\nresidential,,0.1\nservice,,1\n"
    speeds, report = read_speeds(table(tmp_path, text))
    assert speeds.measured_kmh["primary"] == 120.0
    assert (report.kept, report.repaired) == (5, 3)
    assert [(one.record, one.reason, one.kind) for one in report.problems] == [
        ("row 2", "120 km/h on primary is above the 45 km/h that is taken without congestion", Kind.SPEED),
        ("row 3", "2 km/h on secondary is below walking pace", Kind.SPEED),
        ("row 5", "2.5 km/h on residential is below walking pace", Kind.SPEED),
    ]


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("class,kmh\nprimary,20\n", "no column 'road_class'"),
        ("road_class,pace\nprimary,20\n", "neither a column 'kmh' nor 'factor'"),
        ("road_class,kmh\n", "a header and no rows"),
        ("", "an empty file"),
    ],
)
def test_a_table_without_classes_or_speeds_is_refused(tmp_path, text, message):
    with pytest.raises(InputError, match=message):
        read_speeds(table(tmp_path, text))


def test_a_missing_table_is_named(tmp_path):
    with pytest.raises(MissingFileError, match=r"speeds\.csv"):
        read_speeds(InputFile(tmp_path / "speeds.csv"))


def test_a_ramp_drives_as_its_road_says_and_a_class_without_a_word_as_without_congestion():
    peak = PeakSpeeds({"trunk": 0.5, "primary_link": 0.25}, {"primary": 20.0})
    free = np.array([40.0, 60.0])
    assert peak.kmh("trunk_link", free).tolist() == [20.0, 30.0]
    assert peak.kmh("primary", free).tolist() == [20.0, 20.0]
    assert peak.kmh("primary_link", free).tolist() == [10.0, 15.0]
    assert peak.kmh("service", free).tolist() == [40.0, 60.0]


def streets():
    file = OsmFile()
    for number in range(1, 5):
        file.node(number, place(number, 0))
    file.way(10, [1, 2], highway="primary").way(11, [2, 3], highway="residential", maxspeed="20")
    return file.way(12, [3, 4], highway="service")


def test_drives_of_the_peak_hour_take_longer_by_road_class(tmp_path):
    extract = read_osm_file(InputFile(streets().write(tmp_path / "a.osm.pbf")))
    free, slow = roads_of(extract, CRS), roads_of(extract, CRS, PeakSpeeds({"primary": 0.5}, {"residential": 5.0}))
    ends = [0, 1, 2], [1, 2, 3]
    before, after = (np.diag(one.drive_times(*ends, limit_s=999)[2].reshape(3, 3)) for one in (free, slow))
    assert after == pytest.approx(before * [2.0, 15.0 / 5.0, 1.0])
    assert (free.drive_s != slow.drive_s).nnz == 0, "how fast one drives outside of the peak hour stays known"
    assert before[0] == pytest.approx(81.2 / CLASS_SPEED_KMH["primary"] * 3.6, rel=1e-3)


def test_of_parallel_streets_the_faster_one_counts_at_each_hour(tmp_path):
    file = streets().way(13, [1, 2], highway="residential")
    extract = read_osm_file(InputFile(file.write(tmp_path / "a.osm.pbf")))
    roads = roads_of(extract, CRS, PeakSpeeds({"primary": 0.1}))
    assert roads.drive_times([0], [1], limit_s=999)[2] == pytest.approx(
        81.2 / CLASS_SPEED_KMH["residential"] * 3.6, rel=1e-3
    )


def test_forbidden_turns_hold_in_the_peak_hour_too(tmp_path):
    file = OsmFile()
    for number, spot in {1: (0, 0), 2: (5, 0), 3: (10, 0), 4: (5, 5)}.items():
        file.node(number, place(*spot))
    file.way(10, [1, 2], highway="primary").way(11, [2, 3], highway="primary").way(12, [2, 4], highway="primary")
    turn = [("w", 10, "from"), ("n", 2, "via"), ("w", 12, "to")]
    file.relation(1, turn, type="restriction", restriction="no_left_turn")
    extract = read_osm_file(InputFile(file.write(tmp_path / "a.osm.pbf")))
    free, slow = roads_of(extract, CRS), roads_of(extract, CRS, PeakSpeeds({"primary": 0.5}))
    everyone = np.arange(4)
    before, after = (one.drive_times(everyone, everyone, limit_s=9_999)[2] for one in (free, slow))
    assert after == pytest.approx(before * 2)


def test_what_the_table_leaves_out_is_assumed_and_said(tmp_path):
    factors = (("primary", 0.65), ("residential", 0.95))
    request = SpeedsRequest(factors, "facts", table(tmp_path, "road_class,kmh\nprimary,20\n"))
    speeds, (report,), (given, assumed) = speeds_of(request)
    assert speeds == PeakSpeeds({"residential": 0.95}, {"primary": 20.0})
    assert (report.kept, report.repaired) == (1, 0)
    assert [(one.record, one.kind) for one in report.problems] == [("residential", Kind.NOT_GIVEN)]
    assert (given.value, given.source) == ("primary road 20 km/h", str(request.table.path))
    assert (assumed.value, assumed.source, assumed.confidence) == ("residential street 95%", "facts", "low")
    assert speeds_of(SpeedsRequest()) == (None, (), ())
    whole = replace(request, factors=factors[:1])
    (_, (report,), (only,)) = speeds_of(whole)
    assert (only, report.problems) == (given, ()), "nothing is assumed where all is said"


def test_a_city_keeps_its_speeds_and_names_their_table(tmp_path):
    request = replace(
        town(tmp_path), speeds=SpeedsRequest((), "facts", table(tmp_path, "road_class,factor\nresidential,0.5\n"))
    )
    city = assemble_city(request, progress=lambda _: None)
    assert city.roads.peak_s is not None
    assert [source.format for source in city.sources].count("speeds") == 1
    assert "speeds.csv" in city.inputs
    city.save(tmp_path / "saved")
    assert_city_equal(City.load(tmp_path / "saved"), city)
