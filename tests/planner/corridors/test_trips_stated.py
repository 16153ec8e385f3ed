"""The trips of a corridor question: how many by which model or table, who cannot make them, and what is left out."""

import pytest

from planner.country.telling.hints import hints_of
from planner.errors import CorridorError
from tests.planner.corridors.corridor_towns import by_name, question, written


def test_the_gravity_model_is_scaled_so_that_the_cars_over_counted_roads_are_those_counted(folder):
    (folder / "counts.csv").write_text(
        "u,v,lon,lat,vehicles_per_day\na,b,,,4000\n,,73.0,43.0,1000\nb,zz,,,7\na,b,,,-1\n"
    )
    asked = question(folder, trips={"counts": "counts.csv", "through_share": 0.5})
    counted = asked.account.by_count
    assert sum(row[1] for row in counted) == pytest.approx(2500)
    assert sum(row[2] for row in counted) == pytest.approx(2500)
    assert [one.kind for one in asked.account.faults if one.kind.startswith("count")] == ["count_row"]
    assert next(one for one in asked.account.faults if one.kind == "count_row").count == 2


def test_without_counts_the_trips_of_a_year_are_so_many_for_each_person(folder):
    asked = question(folder, trips={"trips_per_person_year": 3.65, "kept_share": 1.0})
    assert asked.account.cars_per_day == pytest.approx(1_100_000 * 0.01)
    electric = question(folder, trips={"trips_per_person_year": 3.65, "kept_share": 1.0, "ev_share": 0.1})
    assert electric.account.electric_per_day == pytest.approx(1100)
    year = sum(trip.trips_per_day * trip.weight for trip in electric.instance.trips)
    assert year == pytest.approx(1100 * sum([0.88, 0.82, 0.82]) / 3, rel=0.1)  # cars of other ports are left out
    assert "other plug families" in " ".join(electric.account.left_out)


def test_a_table_of_trips_counts_before_the_model_and_its_bad_rows_are_told(folder):
    rows = ["alpha,GAMMA,100,,", "Gamma,Alpha,50,taxi,ccs2", "Alpha,Nowhere,5,,", "Alpha,Gamma,-3,,", "Alpha,Alpha,3,,"]
    (folder / "trips.csv").write_text("\n".join(["from,to,trips_per_day,vehicle_class,port", *rows]))
    asked = question(folder, trips={"path": "trips.csv", "electric": True, "mix": {"gbt": 1.0}})
    day = {name: trip.trips_per_day * trip.weight for name, trip in by_name(asked).items()}
    assert sum(amount for name, amount in day.items() if "private_home, gbt" in name) == pytest.approx(100)
    assert sum(amount for name, amount in day.items() if "taxi, ccs2" in name) == pytest.approx(50)
    kinds = {one.kind.value: one.count for one in asked.account.faults}
    assert (kinds["trip_town"], kinds["trip_row"]) == (1, 2)


def test_a_class_with_no_range_in_the_cold_is_named_and_the_rest_goes_on(folder):
    seasons = [
        {"name": "winter", "months": [11, 12, 1, 2, 3], "temperature_c": -40},
        {"name": "summer", "months": [4, 5, 6, 7, 8, 9, 10]},
    ]
    asked = question(
        folder,
        trips={"seasons": seasons, "classes": {"private_home": 0.5, "taxi": 0.5}},
        driving={"battery_kwh": {"taxi": 18}, "least_range_km": 50},
    )
    (line,) = (one for one in asked.account.undriven if one.startswith("class"))
    assert line.startswith("class taxi has no range in winter")
    assert line in asked.account.left_out
    assert "battery_kwh" not in line, "it stands in reports"
    (advice,) = (one for one in hints_of(None, asked) if "battery_kwh" in one)
    assert advice == "Where no station helps: give a class without range a larger battery_kwh, or lower least_range_km."
    lost = {(trip.vehicle, trip.season) for trip in asked.instance.trips if trip.is_hopeless()}
    assert lost == {("taxi", "winter")}, "they are asked for and cannot be driven"
    per_day = {
        (season, car): sum(
            one.trips_per_day for one in asked.instance.trips if (one.vehicle, one.season) == (car, season)
        )
        for season in ("winter", "summer")
        for car in ("taxi", "private_home")
    }
    winter, summer = (per_day[season, "taxi"] / per_day[season, "private_home"] for season in ("winter", "summer"))
    assert winter == pytest.approx(summer)
    with pytest.raises(
        CorridorError, match=r"no trip can be driven, whatever is built: .*class .* has no range in win"
    ):
        question(folder, driving={"least_range_km": 5000})


def test_trips_that_no_chain_makes_possible_are_told_in_trips_a_day_and_without_keys(tmp_path):
    asked = question(written(tmp_path, edges="u,v,km\na,b,130\nb,c,130\nc,d,1240\n"), stations={"every_km": 220})
    _plugs, line = asked.account.undriven
    lost = [one for one in asked.instance.trips if one.is_hopeless()]
    a_day = sum(one.trips_per_day * one.weight for one in lost)
    assert f"possible: {a_day:.2f} a day on the mean of the year, of {len(lost)} kinds" in line
    assert "every_km" not in line
    assert any("lower every_km" in one for one in hints_of(None, asked))


def test_a_trip_longer_than_any_chain_of_places_is_named_with_the_stretch(tmp_path):
    written(tmp_path, edges="u,v,km\na,b,130\nb,c,130\nc,d,1240\n")
    asked = {"stations": {"every_km": 800}, "driving": {"least_range_km": 0}}
    with pytest.raises(CorridorError, match=r"no chain of the places here .* from Alpha to Gamma, 260 km, there is no"):
        question(tmp_path, **asked)


def test_closed_borders_cut_towns_apart_and_the_pairs_are_told(folder):
    asked = question(folder, roads={"closed_borders": ["KG-KZ"]})
    assert {(trip.origin, trip.destination) for trip in asked.instance.trips} == {("Alpha", "Gamma")}
    cut = next(one for one in asked.account.faults if one.kind == "pair_cut")
    assert cut.records == ("Alpha - Delta", "Gamma - Delta")
    open_ = question(folder)
    for season in ("winter", "summer"):  # a closed border takes no trip out of the count, and adds none elsewhere
        trips, of_all = (
            sum(one.trips_per_day for one in asked_.instance.trips if one.season == season) for asked_ in (asked, open_)
        )
        assert asked.account.no_way[season] == pytest.approx(of_all - trips, rel=0.02)
    assert open_.account.no_way == {}
    told = "from,to,trips_per_day\nAlpha,Gamma,100\nGamma,Delta,300\n"
    (folder / "trips.csv").write_text(told, encoding="utf-8")
    trips = {"path": "trips.csv", "ev_share": 0.05, "mix": {"gbt": 1.0}}
    asked = question(folder, roads={"closed_borders": ["KG-KZ"]}, trips=trips)
    winter = sum(one.trips_per_day for one in asked.instance.trips if one.season == "winter")
    assert asked.account.no_way["winter"] == pytest.approx(3 * winter)
    with pytest.raises(CorridorError, match="no trip between 3 towns"):
        question(folder, trips={"least_km": 5000})


def test_both_directions_are_mirrors_on_level_roads(folder):
    asked = question(folder, trips={"both_ways": True})
    named = by_name(asked)
    there, back = (named[f"{ends}, private_home, gbt, winter"] for ends in ("Alpha - Delta", "Delta - Alpha"))
    for one, other in zip(there.routes, back.routes, strict=True):
        assert one.stops.tolist() == other.stops.tolist()[::-1]
        assert one.kwh_at == pytest.approx(one.kwh_total - other.kwh_at[::-1])
    alone = by_name(question(folder, trips={"both_ways": False}))["Alpha - Delta, private_home, gbt, winter"]
    assert alone.trips_per_day == pytest.approx(there.trips_per_day + back.trips_per_day)
    assert alone.start_kwh == alone.usable_kwh < there.start_kwh
