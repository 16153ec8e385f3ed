"""The user's own sites: every way a table of lots goes wrong, and how it meets the sites of the map."""

import geopandas as gpd
import pandas as pd
import pytest
import shapely
from feature_fixtures import CITY, CRS, EAST, NORTH, lonlat, rect, spot
from hypothesis import HealthCheck, given
from hypothesis import strategies as st

from geodata.errors import InputError, MissingFileError
from geodata.input_file import InputFile
from geodata.sites import SITES, merge_sites, with_merged
from geodata.sources.site_table import read_site_table
from tests.fixtures.drawing import drawn

LON, LAT = lonlat(0, 0)


def write(tmp_path, text, name="lots.csv"):
    path = tmp_path / name
    path.write_text(text, encoding="utf-8")
    return path


def read(path, **columns):
    return read_site_table(InputFile(path, columns), crs=CRS, boundary=CITY, default_bays=4, max_bays=12, bay_share=0.2)


def row_of(x, y, *cells):
    lon, lat = lonlat(x, y)
    return ",".join([f"{lon:.7f}", f"{lat:.7f}", *map(str, cells)])


def only(tmp_path, header, *cells):
    """The one site of a table with one row, and its problems."""
    sites, report = read(write(tmp_path, f"lon,lat,{header}\n{row_of(0, 0, *cells)}\n"))
    assert len(sites) == 1
    return sites.iloc[0], report.problems


def test_room_and_power_are_read_by_their_usual_headings_and_a_cost_in_no_currency_is_named(tmp_path):
    site, problems = only(tmp_path, "Парковочных мест,Мощность свободная кВт,Стоимость участка", 6, 250, 9_000_000)
    assert (site["bays"], site["grid_kw"], pd.isna(site["site_cost_usd"])) == (6, 250.0, True)
    assert [one.reason for one in problems if one.action == "left unread"] == ["columns not read: Стоимость участка"]


def test_a_full_row_is_read_as_it_stands(tmp_path):
    header = "name,bays,grid_kw,site_cost_usd,land_status,feeder,site_id"
    site, problems = only(tmp_path, header, '"=SUM(A1) {{x}}"', 6, "250", "12 000", "Municipal", "F-7", "LOT 1")
    assert site.drop("geometry").to_dict() == {
        "site_id": "LOT 1",
        "name": "=SUM(A1) {{x}}",
        "kind": "user",
        "bays": 6,
        "bays_assumed": False,
        "grid_kw": 250.0,
        "site_cost_usd": 12_000.0,
        "land_status": "municipal",
        "connection_status": "unknown",
        "access": "unknown",
        "parking": None,
        "photo": None,
        "feeder": "F-7",
        "district": None,
    }
    assert site.geometry.distance(spot(0, 0)) < 0.1
    assert problems == ()


def test_coordinates_alone_make_a_site_named_by_its_row(tmp_path):
    sites, report = read(write(tmp_path, f"lon,lat\n{row_of(0, 0)}\n\n{row_of(100, 0)}\n"))
    assert sites["site_id"].tolist() == ["own-2", "own-4"]
    assert sites["bays"].tolist() == [4, 4]
    assert sites["bays_assumed"].all()
    assert sites["grid_kw"].isna().all()
    assert (report.format, report.records, report.kept) == ("own sites", 2, 2)


def test_columns_of_the_user_and_excel_habits_are_understood(tmp_path):
    text = f"Долгота;Широта;Мест\n{LON:.6f};{LAT:.6f};6\n".replace(".", ",")
    path = tmp_path / "lots.csv"
    path.write_bytes(text.encode("cp1251"))
    sites, _ = read(path, lon="Долгота", lat="Широта", bays="Мест")
    assert sites["bays"].tolist() == [6]


def test_an_excel_table_is_read(tmp_path):
    path = tmp_path / "lots.xlsx"
    pd.DataFrame({"lon": [LON], "lat": [LAT], "bays": [5], "name": ["Стоянка"]}).to_excel(path, index=False)
    sites, _ = read(path)
    assert (sites["bays"].tolist(), sites["name"].tolist()) == ([5], ["Стоянка"])


@pytest.mark.parametrize("ending", ["geojson", "gpkg"])
def test_a_layer_of_lots_gives_their_middles_and_their_bays(tmp_path, ending):
    lots = gpd.GeoDataFrame({"name": ["large", "small"]}, geometry=[rect(0, 0, 28, 30), rect(200, 0, 10, 10)], crs=CRS)
    path = tmp_path / f"lots.{ending}"
    lots.to_crs("EPSG:4326").to_file(path)
    sites, _ = read(path)
    assert sites["bays"].tolist() == [6, 2]
    assert sites["bays_assumed"].all()
    assert shapely.contains(lots.geometry.to_numpy(), sites.geometry.to_numpy()).all()


def test_points_and_lots_may_stand_in_one_layer(tmp_path):
    shapes = [spot(0, 0), rect(200, 0, 28, 30), None, shapely.LineString([spot(0, 0), spot(9, 9)])]
    path = tmp_path / "lots.geojson"
    gpd.GeoDataFrame({"name": list("abcd")}, geometry=shapes, crs=CRS).to_crs("EPSG:4326").to_file(path)
    sites, report = read(path)
    assert sites["name"].tolist() == ["a", "b"]
    assert [(problem.record, problem.reason) for problem in report.problems] == [
        ("row 3", "no coordinates"),
        ("row 4", "no coordinates"),
    ]


@pytest.mark.parametrize(
    ("lon", "lat", "reason"),
    [
        (LON, "", "no coordinates"),
        ("0", "0", "coordinates at (0, 0)"),
        ("0.0001", "-0.0001", "coordinates at (0, 0)"),
        ("west", LAT, "lon 'west' is not a number"),
        ("nan", LAT, "lon 'nan' is not a number"),
        ("inf", LAT, "lon 'inf' is not a number"),
        ("190", "43", "coordinates out of range (190, 43)"),
        ("76", "99", "coordinates out of range (76, 99)"),
        ("70", "40", "outside the city (70, 40)"),
    ],
)
def test_rows_without_a_place_in_the_city_are_dropped_by_name(tmp_path, lon, lat, reason):
    sites, report = read(write(tmp_path, f"lon,lat\n{lon},{lat}\n{row_of(0, 0)}\n"))
    assert sites["site_id"].tolist() == ["own-3"]
    assert (report.records, report.kept, report.dropped) == (2, 1, 1)
    assert [(p.record, p.reason, p.action) for p in report.problems] == [("row 2", reason, "dropped")]


def test_swapped_coordinates_are_turned_round_and_named(tmp_path):
    sites, report = read(write(tmp_path, f"lon,lat\n{LAT:.7f},{LON:.7f}\n"))
    assert sites.geometry.iloc[0].distance(spot(0, 0)) < 0.1
    assert report.problems[0].action == "turned round"


@pytest.mark.parametrize("value", ["-5", "много", "1e999"])
@pytest.mark.parametrize("column", ["grid_kw", "site_cost_usd", "bays"])
def test_numbers_that_cannot_be_are_unknown_and_the_row_is_named(tmp_path, column, value):
    site, problems = only(tmp_path, column, value)
    assert [problem.record for problem in problems] == ["row 2"]
    assert problems[0].reason.startswith(f"{column} '{value}' is ")
    assert pd.isna(site[column]) if column != "bays" else (site["bays"], site["bays_assumed"]) == (4, True)


@pytest.mark.parametrize(("told", "taken"), [("120", 12), ("3.5", 3), ("12", 12), ("1", 1)])
def test_bays_are_whole_and_within_the_most(tmp_path, told, taken):
    site, problems = only(tmp_path, "bays", told)
    assert (site["bays"], site["bays_assumed"]) == (taken, False)
    assert bool(problems) == (float(told) != taken)


def test_a_lot_with_no_bays_is_no_site(tmp_path):
    sites, report = read(write(tmp_path, f"lon,lat,bays\n{row_of(0, 0, 0)}\n{row_of(100, 0, 2)}\n"))
    assert sites["bays"].tolist() == [2]
    assert (report.problems[0].record, report.dropped) == ("row 2", 1)


def test_an_unknown_land_status_is_unknown_and_named(tmp_path):
    site, problems = only(tmp_path, "land_status", "sold")
    assert site["land_status"] == "unknown"
    assert "municipal, leased, agreed, disputed, unknown" in problems[0].reason


def test_an_id_used_twice_far_apart_is_renamed_and_near_is_merged(tmp_path):
    rows = [row_of(0, 0, "A"), row_of(20, 0, "A"), row_of(900, 0, "A"), row_of(500, 0, "own-4")]
    sites, report = read(write(tmp_path, "lon,lat,site_id\n" + "\n".join(rows)))
    assert sites["site_id"].tolist() == ["A", "own-4", "own-5"]
    assert (report.kept, report.merged) == (3, 1)
    assert [p.record for p in report.problems] == ["row 3", "row 4", "row 5"]


def test_a_lot_written_twice_counts_once(tmp_path):
    sites, report = read(write(tmp_path, f"lon,lat,bays\n{row_of(0, 0, 3)}\n{row_of(0, 0, 5)}\n"))
    assert sites["bays"].tolist() == [3]
    assert report.problems[0].action == "merged into own-2"


def test_a_table_without_coordinates_is_refused(tmp_path):
    with pytest.raises(InputError, match=r"lots\.csv: no columns lon and lat; its columns are .*map them"):
        read(write(tmp_path, "x_coord,name\n1,a\n"))


def test_a_table_of_another_city_is_refused_with_its_first_row(tmp_path):
    with pytest.raises(InputError, match=r"none of its 2 rows can be used \(row 2: outside the city"):
        read(write(tmp_path, "lon,lat\n69.2,41.3\n69.3,41.2\n"))


def test_a_missing_file_is_named_with_its_role(tmp_path):
    with pytest.raises(MissingFileError, match="your own sites"):
        read(tmp_path / "none.csv")


def sites_of(rows):
    ids, points, kinds = zip(*rows, strict=True)
    plain = {name: [None] * len(rows) for name in SITES.columns}
    plain |= {
        "site_id": ids,
        "kind": kinds,
        "bays": 4,
        "bays_assumed": True,
        "land_status": "unknown",
        "connection_status": "unknown",
        "access": "unknown",
        "parking": None,
    }
    return SITES.checked(gpd.GeoDataFrame(plain, geometry=list(points), crs=CRS), source="test")


def test_own_sites_win_over_places_of_the_map_within_30_m():
    own = sites_of([("A", spot(0, 0), "user")])
    osm = sites_of([("osm-n1", spot(29, 0), "fuel"), ("osm-n2", spot(31, 0), "fuel")])
    sites, problems = merge_sites(own, osm)
    assert sites["site_id"].tolist() == ["A", "osm-n2"]
    assert [(p.record, p.action) for p in problems] == [("osm-n1", "merged into A")]
    assert sites.crs.to_string() == CRS


def test_an_own_site_with_the_id_of_a_place_replaces_it_wherever_it_is():
    own = sites_of([("osm-n1", spot(0, 0), "user")])
    sites, problems = merge_sites(own, sites_of([("osm-n1", spot(400, 0), "fuel")]))
    assert sites["kind"].tolist() == ["user"]
    assert len(problems) == 1


def test_merging_with_nothing_changes_nothing():
    some, none = sites_of([("A", spot(0, 0), "user")]), SITES.empty(CRS)
    assert merge_sites(some, none)[0]["site_id"].tolist() == ["A"]
    assert merge_sites(none, some)[0]["site_id"].tolist() == ["A"]
    assert len(merge_sites(none, none)[0]) == 0


def test_what_is_merged_later_stays_in_the_books(tmp_path):
    _, report = read(write(tmp_path, f"lon,lat\n{row_of(0, 0)}\n{row_of(50, 0)}\n"))
    osm = sites_of([("own-2", spot(0, 0), "x"), ("own-3", spot(50, 0), "x")])
    _, problems = merge_sites(sites_of([("A", spot(0, 0), "user")]), osm)
    after = with_merged(report, problems)
    assert (after.records, after.kept, after.merged) == (2, 1, 1)
    assert after.problems == problems


CELL = st.sampled_from(["", "5", "-1", "x", "1,5", "nan", "=1+1", "999999999999", "0", "<script>"])
COORDINATE = st.sampled_from([*(f"{value:.5f}" for value in (LON, LAT, LON + 0.001, LAT - 0.001)), "0", "", "x", "200"])


@drawn(40, [HealthCheck.function_scoped_fixture])
@given(st.lists(st.tuples(COORDINATE, COORDINATE, CELL, CELL, CELL, CELL), min_size=1, max_size=8))
def test_every_row_is_accounted_for_whatever_it_holds(tmp_path, rows):
    good = (*(f"{degrees:.7f}" for degrees in lonlat(2_000, 0)), "", "", "", "")
    frame = pd.DataFrame([*rows, good], columns=["lon", "lat", "bays", "grid_kw", "land_status", "site_id"])
    path = tmp_path / "lots.csv"
    frame.to_csv(path, index=False)
    sites, report = read(path)
    assert report.kept == len(sites)
    assert report.records == sum(any(row) for row in [*rows, good])
    assert sites["bays"].between(1, 12).all()
    assert shapely.contains_xy(CITY, sites.geometry.x, sites.geometry.y).all()
    named = {problem.record for problem in report.problems if problem.action == "dropped" or "merged" in problem.action}
    assert len(named) == report.dropped + report.merged


def test_the_plane_is_that_of_the_city(tmp_path):
    sites, _ = read(write(tmp_path, f"lon,lat\n{row_of(0, 0)}\n"))
    point = sites.geometry.iloc[0]
    assert (sites.crs.to_string(), point.x, point.y) == (
        CRS,
        pytest.approx(EAST, abs=0.1),
        pytest.approx(NORTH, abs=0.1),
    )


def test_the_status_of_a_connection_is_read_and_an_unknown_word_is_named(tmp_path):
    site, problems = only(tmp_path, "connection_status", "Refused")
    assert (site["connection_status"], problems) == ("refused", ())
    site, problems = only(tmp_path, "connection_status", "promised")
    assert site["connection_status"] == "unknown"
    assert "connected, agreed, applied, refused, unknown" in problems[0].reason


def test_who_may_park_is_read_and_an_unknown_word_is_named(tmp_path):
    site, problems = only(tmp_path, "access", "Customers")
    assert (site["access"], problems) == ("customers", ())
    site, problems = only(tmp_path, "access", "some")
    assert site["access"] == "unknown"
    assert "public, permissive, customers, permit, private, unknown" in problems[0].reason
