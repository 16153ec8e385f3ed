"""Buses of a town: blocks, ways, depots and vehicles, with shapes and without, from tables and from the map."""

from dataclasses import replace
from datetime import date

import pytest
from city_fixtures import assert_city_equal, town, town_file
from gtfs_fixtures import WEEK, line_feed, zipped
from osm_fixtures import place
from pyproj import Geod, Transformer

from geodata.assemble import assemble_city
from geodata.buses import assumed, blocks, depots, empty_drives
from geodata.buses.depots import STANDING_IN
from geodata.city import City
from geodata.city_request import BusRequest
from geodata.crs import LONLAT
from geodata.errors import InputError
from geodata.input_file import InputFile
from tests.fixtures.sloped_raster import sloped_raster

pytestmark = pytest.mark.filterwarnings("ignore:.*matrix multiplication.*:PendingDeprecationWarning")


def with_buses(folder, tables=None, **keys):
    feed = zipped(folder / "gtfs.zip", line_feed() if tables is None else tables)
    return replace(town(folder), buses=BusRequest(gtfs=InputFile(feed), **keys))


def said(city):
    return next(one for one in city.sources if one.format == "gtfs")


def test_one_bus_goes_there_and_back_all_day_and_stays_where_its_line_begins(tmp_path):
    city = assemble_city(with_buses(tmp_path))
    (block,) = city.blocks.to_dict("records")
    assert (block["trips"], block["made"], block["vehicle"]) == (4, True, 1)
    assert (block["start_s"], block["end_s"]) == (6 * 3600, 7 * 3600 + 15 * 60)
    (lon1, lat1), (lon2, lat2) = place(0, 0), place(20, 0)
    line_m = Geod(ellps="WGS84").inv(lon1, lat1, lon2, lat2)[2]
    assert block["km"] == pytest.approx(4 * line_m / 1_000, rel=1e-6)
    assert block["empty_km"] == pytest.approx(0, abs=0.01)
    assert city.depots["source"].tolist() == [STANDING_IN]
    assert any("stand in for them" in one.value for one in city.assumptions)
    assert "Bus timetable: Line" in city.attribution
    assert "gtfs.zip" in city.inputs


def test_every_figure_that_is_assumed_of_buses_is_told(tmp_path):
    told = " ".join(one.value for one in assemble_city(with_buses(tmp_path)).assumptions)
    for figure in (
        f"within {blocks.TERMINAL_M:.0f} m are one terminal",
        f"within {depots.GATHERED_M / 1_000:g} km",
        f"{depots.LEAST_SHARE:.0%} of all starts and ends",
        f"{empty_drives.BY_AIR_KMH:g} km/h",
        f"more than {empty_drives.OFF_ROAD_M:.0f} m",
        "0.7 to 3 times (and 5 km)",
        f"limits or within {assumed.NEAR_M / 1_000:g} km of them, 0 of 1 blocks outside",
    ):
        assert figure in told


def test_the_feeds_own_blocks_stand_and_overlapping_ones_are_taken_apart(tmp_path):
    city = assemble_city(with_buses(tmp_path, line_feed(blocks=True)))
    assert city.blocks["block_id"].tolist() == ["block bus"]
    assert not city.blocks["made"].any()
    crossed = line_feed(blocks=True)
    crossed["stop_times"] = crossed["stop_times"].replace("t0,06:15:00,06:15:00", "t0,06:25:00,06:25:00")
    city = assemble_city(with_buses(tmp_path, crossed))
    assert city.blocks["made"].all()
    assert any(one.reason == "trips of one vehicle at one time" for one in said(city).problems)


def test_a_feed_without_shapes_loses_nothing_and_says_so_in_one_line(tmp_path):
    shaped = assemble_city(with_buses(tmp_path))
    plain = assemble_city(with_buses(tmp_path, line_feed(shapes=False)))
    (line,) = (one for one in said(plain).problems if "shape" in one.reason)
    assert (line.record, line.reason) == ("all trips", "no shape")
    assert line.action == "taken through their stops, 1.3 times the straight line"
    assert said(plain).dropped == 0
    assert plain.blocks["trips"].sum() == shaped.blocks["trips"].sum()
    assert plain.blocks["km"].sum() == pytest.approx(1.3 * shaped.blocks["km"].sum(), rel=1e-6)
    assert not any("shape" in one.reason for one in said(shaped).problems)


def test_depots_of_the_users_table_have_the_nearest_work_and_swapped_ones_are_turned_round(tmp_path):
    (x1, y1), (x2, y2) = place(2, 0), place(10, 20)
    text = f"name;lon;lat;bays;grid_kw\nNear;{x1};{y1};10;400\nFar;{y2};{x2};;-5\nNear;{x1};{y1};;\n;{x1};{y1};;\n"
    (tmp_path / "depots.csv").write_text(text, encoding="utf-8")
    city = assemble_city(with_buses(tmp_path, depots=InputFile(tmp_path / "depots.csv")))
    assert city.depots[["depot", "bays", "grid_kw"]].to_numpy().tolist() == [["Near", 10, 400]]
    (block,) = city.blocks.to_dict("records")
    there_km = abs(city.depots["x_m"].iloc[0] - block["first_x_m"]) / 1_000  # by the street, out and back
    assert there_km > 0.1
    assert block["empty_km"] == pytest.approx(2 * there_km, rel=0.01)
    assert block["out_s"] < block["start_s"]
    assert block["in_s"] > block["end_s"]
    report = next(one for one in city.sources if one.format == "depots")
    assert (report.records, report.kept, report.dropped) == (4, 2, 2)
    idle = report.problems[-1]
    assert (idle.record, idle.action) == ("1 of 2 depots", "left out of the results")
    assert idle.reason.endswith(": Far")
    assert {one.action for one in report.problems[:-1]} == {"turned round", "dropped", "taken as unknown"}


def test_depots_of_the_map_come_before_terminals_and_small_bus_stations_are_none(tmp_path):
    file = town_file()
    file.area(81, [place(*at) for at in ((1, -1), (2, -1), (2, -2), (1, -2))], landuse="depot", name="Автопарк")
    file.area(82, [place(*at) for at in ((3, -1), (4, -1), (4, -2), (3, -2))], landuse="depot", railway="depot")
    request = with_buses(tmp_path)
    roads = file.write(tmp_path / "depot.osm.pbf")
    city = assemble_city(replace(request, place=replace(request.place, roads=InputFile(roads))))
    assert city.depots["depot"].tolist() == ["Автопарк"]
    assert f"within {depots.REACH_M / 1_000:g} km" in next(
        one.value for one in city.assumptions if one.what == "bus depots"
    )
    file = town_file()
    file.node(83, place(1, -1), amenity="bus_station", name="Stop")
    roads = file.write(tmp_path / "station.osm.pbf")
    city = assemble_city(replace(request, place=replace(request.place, roads=InputFile(roads))))
    assert city.depots["source"].tolist() == [STANDING_IN]


def test_buses_know_the_slopes_of_their_ways_and_a_city_keeps_all_of_it_on_disk(tmp_path):
    request = with_buses(tmp_path)
    hilly = replace(request, place=replace(request.place, elevation=InputFile(sloped_raster(tmp_path / "d.tif"))))
    city = assemble_city(hilly)
    slopes = city.block_slopes[city.block_slopes["empty"].isna()]
    assert slopes["km"].sum() == pytest.approx(city.blocks["km"].sum())
    assert (slopes["slope"] * slopes["km"]).sum() == pytest.approx(0, abs=0.02)  # up as much as down
    assert slopes.loc[slopes["slope"].abs() > 0.03, "km"].sum() > 0.9 * slopes["km"].sum()
    city.save(tmp_path / "city")
    assert_city_equal(City.load(tmp_path / "city"), city)
    assert len(assemble_city(request).block_slopes) == 0


def test_a_feed_of_another_place_is_refused(tmp_path):
    far = line_feed()
    far["stops"] = "stop_id,stop_name,stop_lat,stop_lon\na,A,10,10\nb,B,10.1,10\n"
    far["shapes"] = ""
    with pytest.raises(InputError, match="no bus starts or ends in the city"):
        assemble_city(with_buses(tmp_path, {k: v for k, v in far.items() if v}))


def with_weekend(feed, *, alone):
    """The feed with a Saturday service of one trip of its own, or as a feed that runs at weekends alone."""
    if alone:
        return feed | {"calendar": WEEK + "week,0,0,0,0,0,1,1,20260101,20261231\n"}
    return feed | {
        "calendar": feed["calendar"] + "sat,0,0,0,0,0,1,0,20260101,20261231\n",
        "trips": feed["trips"] + "r,sat,s,,ab\n",
        "stop_times": feed["stop_times"] + "s,09:00:00,09:00:00,a,0\ns,09:15:00,09:15:00,b,1\n",
    }


@pytest.mark.parametrize(
    ("alone", "asked", "trips", "why"),
    [
        (False, date(2026, 1, 3), "1 trip", "the day asked for (buses.date)"),
        (False, None, "4 trips", "the most of any working day"),
        (True, None, "4 trips", "the most of any day; none runs on working days"),
    ],
)
def test_the_report_and_the_assumptions_say_alike_why_this_day(tmp_path, alone, asked, trips, why):
    city = assemble_city(with_buses(tmp_path, with_weekend(line_feed(), alone=alone), date=asked))
    (line,) = (one for one in said(city).problems if one.action == "planned for")
    assert line.reason == f"{trips} of buses, {why}"
    (taken,) = (one for one in city.assumptions if one.what == "day of the bus timetable")
    assert taken.source.endswith(why)
    assert line.record == f"day {taken.value.split(',')[0]}"


def test_a_line_of_frequencies_far_from_the_city_is_one_trip_outside_of_it(tmp_path):
    feed = line_feed()
    feed["stops"] += "x,X,10,10\ny,Y,10.1,10\n"
    feed["trips"] += "r,week,far,,\n"
    feed["stop_times"] += "far,06:00:00,06:00:00,x,0\nfar,06:15:00,06:15:00,y,1\n"
    feed["frequencies"] = "trip_id,start_time,end_time,headway_secs\nfar,06:00:00,22:00:00,600\n"
    city = assemble_city(with_buses(tmp_path, feed))
    report = said(city)
    assert (report.records, report.kept, report.outside_city) == (5, 5, 1)
    assert city.blocks["trips"].sum() == report.kept - report.outside_city


@pytest.mark.parametrize(("beyond_m", "count", "outside"), [(4_000, 2, 1), (6_000, 1, 0)])
def test_work_of_a_line_beside_the_limits_is_the_citys_and_the_check_says_how_much(tmp_path, beyond_m, count, outside):
    (tmp_path / "one").mkdir()
    limits = assemble_city(with_buses(tmp_path / "one"))
    east, north = limits.boundary.bounds[2], limits.boundary.centroid.y
    to_lonlat = Transformer.from_crs(limits.crs, LONLAT, always_xy=True)
    places = [to_lonlat.transform(east + beyond_m + more, north) for more in (0.0, 1_000.0)]
    feed = line_feed()
    feed["stops"] += "".join(f"{name},{name},{lat},{lon}\n" for name, (lon, lat) in zip("xy", places, strict=True))
    feed["trips"] += "r,week,beside,,\n"
    feed["stop_times"] += "beside,06:00:00,06:00:00,x,0\nbeside,06:15:00,06:15:00,y,1\n"
    city = assemble_city(with_buses(tmp_path, feed))
    assert len(city.blocks) == count
    (told,) = (one.value for one in city.assumptions if one.what == "work of buses that is the city's")
    assert told.endswith(f"within 5 km of them, {outside} of {count} blocks outside of the limits at both ends")


def test_empty_drives_climb_as_much_as_their_ends_lie_apart(tmp_path):
    """The bus leaves for one end of its line and comes home from the other, so that up and down are not the same way."""
    (tmp_path / "depots.csv").write_text("name,lon,lat\nNorth,{},{}\n".format(*place(4, 6)), encoding="utf-8")
    request = with_buses(tmp_path, line_feed(trips=3), depots=InputFile(tmp_path / "depots.csv"))
    hilly = replace(request, place=replace(request.place, elevation=InputFile(sloped_raster(tmp_path / "d.tif"))))
    city, level = assemble_city(hilly), assemble_city(request)
    (block,) = city.blocks.to_dict("records")
    slopes = city.block_slopes[city.block_slopes["empty"] == "yes"]
    assert slopes["km"].sum() == pytest.approx(block["empty_km"], rel=1e-6)
    depot, first, last = (
        city.roads.height_m[city.roads.snap([at]).node[0]]
        for at in (
            (city.depots["x_m"][0], city.depots["y_m"][0]),
            (block["first_x_m"], block["first_y_m"]),
            (block["last_x_m"], block["last_y_m"]),
        )
    )
    rise_m = (first - depot) + (depot - last)
    assert abs(rise_m) > 20
    assert 1_000 * (slopes["slope"] * slopes["km"]).sum() == pytest.approx(rise_m, rel=0.1)
    assert level.blocks["empty_km"].tolist() == [block["empty_km"]]
    assert level.block_slopes.empty
