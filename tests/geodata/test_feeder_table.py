"""Feeders and their spare power: the table, and which site hangs on which."""

import geopandas as gpd
import pandas as pd
import pytest
from feature_fixtures import CITY, CRS, EAST, NORTH, lonlat, spot
from hypothesis import given
from hypothesis import strategies as st

from geodata.errors import InputError
from geodata.input_file import InputFile
from geodata.power import (
    FEEDERS,
    SUBSTATIONS,
    assign_feeders,
    assign_substations,
    cable_lengths,
    unknown_substation,
    void_feeder,
)
from geodata.sites import SITES
from geodata.sources.feeder_table import read_feeder_table, read_substation_table
from tests.fixtures.drawing import drawn


def read(tmp_path, text, boundary=CITY, **columns):
    path = tmp_path / "feeders.csv"
    path.write_text(text, encoding="utf-8")
    return read_feeder_table(InputFile(path, columns), crs=CRS, boundary=boundary)


def test_feeders_are_read_with_and_without_a_place(tmp_path):
    lon, lat = lonlat(100, -200)
    feeders, report = read(tmp_path, f"feeder,spare_kw,lon,lat\nФ-1,1 500,{lon:.7f},{lat:.7f}\nФ-2,300,,\n")
    assert feeders["feeder"].tolist() == ["Ф-1", "Ф-2"]
    assert feeders["spare_kw"].tolist() == [1_500, 300]
    assert feeders.loc[0, ["x_m", "y_m"]].tolist() == pytest.approx([EAST + 100, NORTH - 200], abs=0.1)
    assert feeders.loc[1, ["x_m", "y_m"]].isna().all()
    assert (report.format, report.records, report.kept, report.problems) == ("feeders", 2, 2, ())


def test_columns_of_the_user_are_understood(tmp_path):
    feeders, _ = read(tmp_path, "ТП;резерв\nA;2,5\n", feeder="ТП", spare_kw="резерв")
    assert feeders["spare_kw"].tolist() == [2.5]


def test_a_negative_spare_is_none_and_named(tmp_path):
    feeders, report = read(tmp_path, "feeder,spare_kw\nA,-40\n")
    assert feeders["spare_kw"].tolist() == [0.0]
    assert [(p.record, p.reason, p.action) for p in report.problems] == [
        ("row 2", "spare_kw '-40' is negative", "taken as 0 kW")
    ]


@pytest.mark.parametrize(
    ("row", "reason"),
    [
        (",5", "no feeder named"),
        ("B,", "no spare_kw"),
        ("B,big", "spare_kw 'big' is not a number"),
        ("B,nan", "spare_kw 'nan' is not a number"),
    ],
)
def test_rows_without_a_name_or_a_number_are_dropped_by_name(tmp_path, row, reason):
    feeders, report = read(tmp_path, f"feeder,spare_kw\nA,10\n{row}\n")
    assert feeders["feeder"].tolist() == ["A"]
    assert [(p.record, p.reason, p.action) for p in report.problems] == [("row 3", reason, "dropped")]
    assert (report.records, report.kept, report.dropped) == (2, 1, 1)


def test_a_feeder_written_twice_has_the_least_spare(tmp_path):
    lon, lat = lonlat(0, 0)
    feeders, report = read(tmp_path, f"feeder,spare_kw,lon,lat\nA 1,500,,\na  1,300,{lon},{lat}\n")
    assert feeders["feeder"].tolist() == ["A 1"]
    assert feeders["spare_kw"].tolist() == [300]
    assert feeders["x_m"].notna().all()
    assert report.merged == 1
    assert "twice" in report.problems[0].reason


def test_a_place_that_cannot_be_is_left_empty_and_the_feeder_stays(tmp_path):
    feeders, report = read(tmp_path, "feeder,spare_kw,lon,lat\nA,5,0,0\nB,5,10.5,50.1\nC,5,x,43\n")
    assert feeders["x_m"].isna().all()
    assert [p.action for p in report.problems] == ["place left empty"] * 3


def test_a_swapped_place_is_turned_round(tmp_path):
    lon, lat = lonlat(6_000, 0)
    feeders, report = read(tmp_path, f"feeder,spare_kw,lon,lat\nA,5,{lat},{lon}\n")
    assert feeders["x_m"].tolist() == pytest.approx([EAST + 6_000], abs=0.1)
    assert report.problems[0].action == "turned round"


def test_without_a_boundary_places_stand_where_they_say(tmp_path):
    feeders, report = read(tmp_path, "feeder,spare_kw,lon,lat\nB,5,74.5,42.9\n", boundary=None)
    assert feeders["x_m"].notna().all()
    assert report.problems == ()


def test_a_table_without_the_columns_or_a_usable_row_is_refused(tmp_path):
    with pytest.raises(InputError, match="spare_kw"):
        read(tmp_path, "feeder,power\nA,5\n")
    with pytest.raises(InputError, match=r"none of its 1 rows can be used \(row 2: no spare_kw\)"):
        read(tmp_path, "feeder,spare_kw\nA,\n")


def feeders_of(*rows):
    columns = ["feeder", "spare_kw", "x_m", "y_m"]
    return FEEDERS.checked(pd.DataFrame(rows, columns=columns).assign(substation=None), source="test")


def sites_of(*rows):
    plain = {name: [None] * len(rows) for name in SITES.columns}
    plain |= {"site_id": [row[0] for row in rows], "feeder": [row[1] for row in rows]}
    plain |= {"kind": "user", "bays": 4, "bays_assumed": True, "land_status": "unknown", "connection_status": "unknown"}
    plain |= {"access": "unknown", "parking": None}
    return SITES.checked(gpd.GeoDataFrame(plain, geometry=[row[2] for row in rows], crs=CRS), source="test")


NEAR = feeders_of(("F1", 100, EAST, NORTH), ("F2", 100, EAST + 1_000, NORTH), ("F3", 100, None, None))


def test_a_named_feeder_is_kept_and_written_as_in_the_table():
    sites, problems = assign_feeders(sites_of(("A", " f3", spot(0, 0)), ("B", "F2", spot(0, 0))), NEAR)
    assert sites["feeder"].tolist() == ["F3", "F2"]
    assert problems == ()


def test_a_site_without_one_gets_the_nearest_and_that_is_said():
    sites, problems = assign_feeders(sites_of(("A", None, spot(600, 0))), NEAR)
    assert sites["feeder"].tolist() == ["F2"]
    assert (problems[0].record, problems[0].action) == ("A", "assumed on the nearest, F2, 400 m away")


def test_an_unknown_name_is_reported_and_not_replaced():
    sites, problems = assign_feeders(sites_of(("A", "F9", spot(0, 0))), NEAR)
    assert sites["feeder"].tolist() == [None]
    assert "'F9' is not in the table" in problems[0].reason


def test_no_feeder_is_assumed_beyond_reach_or_without_places():
    site = sites_of(("A", None, spot(4_500, 0)))
    assert assign_feeders(site, NEAR)[0]["feeder"].tolist() == [None]
    assert assign_feeders(sites_of(("A", None, spot(3_900, 0))), NEAR)[0]["feeder"].tolist() == ["F2"]
    assert assign_feeders(site, feeders_of(("F3", 5, None, None)))[0]["feeder"].tolist() == [None]


def test_without_a_table_the_sites_stay_as_they_are():
    site = sites_of(("A", "F1", spot(0, 0)))
    sites, problems = assign_feeders(site, FEEDERS.empty())
    assert (sites["feeder"].tolist(), problems) == (["F1"], ())


@drawn(30)
@given(
    st.lists(st.tuples(st.integers(-20, 20), st.integers(-20, 20)), min_size=1, max_size=6, unique=True),
    st.lists(st.tuples(st.integers(-30, 30), st.integers(-30, 30)), min_size=1, max_size=6),
    st.randoms(use_true_random=False),
)
def test_the_order_of_the_feeders_does_not_matter(places, sites, rng):
    rows = [(f"F{i}", 10.0, EAST + 100 * x, NORTH + 100 * y) for i, (x, y) in enumerate(places)]
    table = sites_of(*((f"S{i}", None, spot(100 * x, 100 * y)) for i, (x, y) in enumerate(sites)))
    mixed = list(rows)
    rng.shuffle(mixed)
    one, other = assign_feeders(table, feeders_of(*rows))[0], assign_feeders(table, feeders_of(*mixed))[0]
    where = {name: spot((x - EAST), (y - NORTH)) for name, _, x, y in rows}
    reached = [(a, b) for a, b in zip(one["feeder"], other["feeder"], strict=True) if a is not None]
    assert one["feeder"].isna().tolist() == other["feeder"].isna().tolist()
    for point, (a, b) in zip(table.geometry[one["feeder"].notna()], reached, strict=True):
        assert point.distance(where[a]) == pytest.approx(point.distance(where[b]))
        assert point.distance(where[a]) == pytest.approx(min(point.distance(spot_) for spot_ in where.values()))


def test_substations_are_read_and_named_by_feeders(tmp_path):
    path = tmp_path / "substations.csv"
    path.write_text("substation,spare_kw\nПС-1,900\n пс-1 ,700\nПС-2,-5\n", encoding="utf-8")
    table, report = read_substation_table(InputFile(path), crs=CRS, boundary=CITY)
    assert dict(zip(table["substation"], table["spare_kw"], strict=True)) == {"ПС-1": 700.0, "ПС-2": 0.0}
    assert (report.format, report.records, report.kept, report.merged) == ("substations", 3, 2, 1)
    feeders, _ = read(tmp_path, "feeder,spare_kw,substation\nA,5,пс-1\nB,5,\nC,5,ПС-9\n")
    assert unknown_substation(feeders, table) == ("C", "ПС-9")
    assert unknown_substation(feeders[:2], table) is None
    names, problems = assign_substations(sites_of(("s", "A", spot(0, 0)), ("t", "B", spot(0, 0))), feeders, table)
    assert (names, problems) == (["ПС-1", None], ())


def test_a_feeder_that_has_no_place_and_that_no_site_names_is_void():
    sites = sites_of(("A", " f3", spot(0, 0)))
    assert void_feeder(NEAR, sites) is None
    assert void_feeder(NEAR, sites_of(("A", "F1", spot(0, 0)))) == "F3"


def test_a_cable_goes_to_the_nearest_substation_within_reach():
    table = SUBSTATIONS.checked(
        pd.DataFrame(
            {"substation": ["A", "B"], "spare_kw": None, "x_m": [EAST, None], "y_m": [NORTH, None], "source": "test"}
        ),
        source="test",
    )
    sites = sites_of(("near", None, spot(300, 400)), ("far", None, spot(4_000, 0)))
    assert cable_lengths(sites, table).tolist() == pytest.approx([500.0, float("nan")], nan_ok=True)
