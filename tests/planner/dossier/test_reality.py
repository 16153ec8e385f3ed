"""Data beside what is known: each check finds what is wrong, claims nothing of a city it does not know, and reads no clock."""

import dataclasses

import pytest
from hypothesis import given
from hypothesis import strategies as st

from planner.catalogue.facts import car_parc, dated_stock
from planner.dossier.reality import CHECKS, reality_of
from planner.dossier.reality_check import GivenSessions, GivenSpeeds, Held, Severity
from planner.network.site_assumptions import place_assumptions
from planner.output.shared.plain_words import keyless
from planner.support.amounts import number
from planner.support.speech import speaking, told
from tests.fixtures.tiny_city import tiny_scenario

SOUND = Held(
    "Almaty", 2028, 390, 2_345_012.0, 30_000.0, -15.0, "2026-10-01", GivenSessions(2_000, 1_900, 1_800), sites=1_100
)
"""Nothing to say against it."""
ORDER = (Severity.OK, Severity.DOUBT, Severity.WARNING)


def found(**changes):
    """The records by key of a sound Almaty with these changes."""
    return {one.key: one for one in reality_of(dataclasses.replace(SOUND, **changes))}


def test_a_sound_city_passes_every_check():
    assert len(found()) == len(CHECKS) - 4 == 9
    assert {one.severity for one in found().values()} == {Severity.OK}


def test_a_city_by_any_of_its_names_is_compared_as_by_its_english_one_and_a_slip_of_one_is_told():
    assert found(city="Алматы") == found(city="Алма-Ата") == found()
    one = found(city="Алматты")["city"]
    assert one.severity is Severity.DOUBT
    assert "did you mean Almaty?" in one.sentence


def test_odd_speeds_and_road_classes_without_a_row_are_named():
    assert found(speeds=GivenSpeeds(10))["speeds"].severity is Severity.OK
    one = found(speeds=GivenSpeeds(2, ("row 3: 2 km/h on secondary is below walking pace",), "trunk, service"))[
        "speeds"
    ]
    assert one.severity is Severity.DOUBT
    assert one.sentence == (
        "Speeds of the peak hour: given for 2 road classes; row 3: 2 km/h on secondary is below walking pace; "
        "no row for trunk, service, whose speed is assumed."
    )


def test_one_station_on_file_of_four_hundred_is_a_warning_with_the_source():
    one = found(stations=1)["stations"]
    assert one.severity is Severity.WARNING
    assert "1 station of the city is on file as supply, while 400 are known to stand" in one.sentence
    assert "vlast.kz" in one.sentence
    assert "is not known" in one.sentence


def test_the_assumption_beside_the_check_tells_of_the_same_stations():
    """Two reports of Bishkek differ, 100 and, later, 60: one report must not quote both."""
    (check,) = [
        one for one in reality_of(dataclasses.replace(SOUND, city="Bishkek", stations=1)) if one.key == "stations"
    ]
    scenario = tiny_scenario(city={"name": "Bishkek", "country": "KG", "place": "Bishkek"})
    (assumed,) = [one for one in place_assumptions(scenario, 0, 0, 1, 0) if one.what.startswith("stations that stand")]
    assert "while 60 are known to stand (2026-03" in check.sentence
    assert assumed.value == "1 that are supply, of 60 reported in 2026-03"
    assert assumed.source in check.sentence


# Known of Almaty: 400 stations, 2,345,012 people, 13,000 electric vehicles in November 2025 of 615,000 vehicles, -21 on the coldest five days
# and -4.7 in January.
CASES = [
    ("stations", {"stations": 0}, "warning"),
    ("stations", {"stations": 199}, "warning"),
    ("stations", {"stations": 200}, "doubt"),
    ("stations", {"stations": 319}, "doubt"),
    ("stations", {"stations": 320}, "ok"),
    ("stations", {"stations": 800}, "ok"),
    ("stations", {"stations": 801}, "doubt"),
    ("sites", {"sites": 0}, "warning"),
    ("sites", {"sites": 93}, "warning"),
    ("sites", {"sites": 94}, "doubt"),
    ("sites", {"sites": 156}, "doubt"),
    ("sites", {"sites": 157}, "ok"),
    ("people", {"people": 2_345_012 * 1.09}, "ok"),
    ("people", {"people": 2_345_012 * 0.88}, "doubt"),
    ("people", {"people": 2_345_012 * 1.3}, "warning"),
    ("stock", {"vehicles": 11_600.0}, "doubt"),
    ("stock", {"vehicles": 13_000.0}, "doubt"),
    ("stock", {"vehicles": 13_000.0, "year": 2026}, "ok"),
    ("stock", {"vehicles": 13_000.0 * 4.4}, "ok"),
    ("stock", {"vehicles": 13_000.0 * 4.5}, "doubt"),
    ("stock", {"vehicles": 13_000.0 * 11}, "warning"),
    ("ev_share", {"vehicles": 615_000 * 0.27}, "ok"),
    ("ev_share", {"vehicles": 615_000 * 0.28}, "doubt"),
    ("ev_share", {"vehicles": 615_000 * 0.41}, "warning"),
    ("ev_per_person", {"people": 30_000 / 0.11}, "doubt"),
    ("ev_per_person", {"people": 30_000 / 0.19}, "warning"),
    ("design_day", {"temperature_c": -24.0}, "ok"),
    ("design_day", {"temperature_c": -25.0}, "doubt"),
    ("design_day", {"temperature_c": -35.0}, "warning"),
    ("design_day", {"temperature_c": 0.0}, "doubt"),
    ("design_day", {"temperature_c": 20.0}, "warning"),
    ("map_age", {"map_date": "2023-01-01"}, "ok"),
    ("map_age", {"map_date": "2022-12-31"}, "doubt"),
    ("map_age", {"map_date": "2012-03-13"}, "warning"),
    ("limits", {"built_km2": 204.3}, "warning"),
    ("map_age", {"map_date": "2031-01-01"}, "ok"),
    ("taxis", {"private_alone": True}, "warning"),
    ("sessions", {"sessions": GivenSessions(3_000, 0, 0, "negative energy")}, "warning"),
    ("sessions", {"sessions": GivenSessions(3_000, 200, 200, "negative energy")}, "warning"),
    ("sessions", {"sessions": GivenSessions(3_000, 1_400, 1_400, "negative energy")}, "doubt"),
    ("sessions", {"sessions": GivenSessions(3_000, 2_900, 0)}, "warning"),
    ("sessions", {"sessions": GivenSessions(3_000, 2_900, 1_400)}, "warning"),
    ("sessions", {"sessions": GivenSessions(3_000, 2_900, 1_500)}, "ok"),
]


def test_taxis_that_are_known_and_left_out_are_named_and_of_no_other_city():
    said = found(private_alone=True)["taxis"].sentence
    assert (
        "80\u202f000 taxi drivers (2024-05-01, Almaty SEC (2024-06); confidence medium) are known of the city" in said
    )
    assert "taxis" not in found()
    assert "taxis" not in found(city="Sarytau", private_alone=True)


def test_sessions_of_another_place_or_of_no_use_are_named_at_the_head():
    said = found(sessions=GivenSessions(20_000, 18_048, 0))["sessions"].sentence
    assert said.startswith("None of the 18\u202f048 metered sessions that can be used are of a station on file")
    assert "taken from stations not on file in this city" in said
    said = found(sessions=GivenSessions(3_000, 0, 0, "negative energy"))["sessions"].sentence
    assert said.startswith(
        "None of the 3\u202f000 records of metered sessions can be used, mostly for this reason: negative"
    )


@pytest.mark.parametrize(("key", "changes", "severity"), CASES)
def test_each_check_ends_where_the_figures_say(key, changes, severity):
    assert found(**changes)[key].severity == severity


def test_every_check_has_a_case_in_which_it_warns():
    warned = {key for key, _, severity in CASES if severity == "warning"}
    assert {check.__name__ for check in CHECKS} == warned | {"speeds", "city"}, (
        "odd speeds are the user's own and a name may be right, and both are doubted at most"
    )


@given(
    stations=st.integers(1, 2_000),
    people=st.floats(1e3, 3e7),
    vehicles=st.floats(0, 1e5),
    temperature_c=st.floats(-40, 50),
    year=st.integers(2015, 2060),
)
def test_of_a_city_that_nobody_knows_only_what_holds_anywhere_is_asked(stations, people, vehicles, temperature_c, year):
    held = Held("Sarytau", year, stations, people, vehicles, temperature_c, None)
    assert [one.key for one in reality_of(held)] == ["ev_per_person"]


def test_a_configuration_that_names_no_stations_is_a_warning_in_any_city():
    """Porto Alegre's: nobody asked what stands there, so that a share served today would be a headline of nothing."""
    (one, *_) = reality_of(Held("Sarytau", 2028, 0, 5e5, 5e3, -20.0, station_sources=0))
    assert (one.key, one.severity) == ("stations", Severity.WARNING)
    assert "names no source of stations" in one.sentence
    assert "[[stations]]" in one.sentence


def test_five_candidates_for_a_large_city_are_a_warning_that_says_where_more_come_from():
    told = {one.key: one for one in reality_of(Held("Sarytau", 2028, 3, 811_739.0, 5e3, -20.0, sites=5))}["sites"]
    assert told.severity is Severity.WARNING
    assert told.sentence.startswith("5 candidate sites for 811\u202f739 people, 1 for every 162\u202f348")
    assert "sites.path" in told.sentence
    assert "sites.from_osm" in told.sentence


def test_no_station_on_file_of_an_unknown_city_is_a_doubt_and_no_figure():
    (one, *_) = reality_of(Held("Sarytau", 2028, 0, 5e5, 5e3, -20.0))
    assert (one.key, one.severity) == ("stations", Severity.DOUBT)
    assert "not known" in one.expected


@given(st.integers(0, 300), st.integers(0, 300))
def test_more_of_the_stations_that_stand_on_file_are_never_worse(one, other):
    fewer, more = sorted((one, other))
    ends = [ORDER.index(found(stations=count)["stations"].severity) for count in (fewer, more)]
    assert ends[1] <= ends[0]


@given(st.floats(-40, 50), st.floats(0, 40))
def test_a_design_day_farther_from_the_winter_is_never_better(start, step):
    ends = [ORDER.index(found(temperature_c=one)["design_day"].severity) for one in (start, start + step)]
    if start >= -21:
        assert ends[1] >= ends[0]
    if start + step <= -21:
        assert ends[0] >= ends[1]


@given(
    st.sampled_from(["Almaty", "Tashkent", "Osh", "Nowhere"]),
    st.integers(0, 1000),
    st.floats(0, 1e7, allow_subnormal=False),
    st.floats(0, 1e7, allow_subnormal=False),
    st.floats(-40, 50),
    st.one_of(st.none(), st.dates().map(str)),
)
def test_whatever_is_held_every_record_is_one_whole_line(city, stations, people, vehicles, temperature_c, map_date):
    held = Held(city, 2028, stations, people, vehicles, temperature_c, map_date)
    for one in reality_of(held):
        cells = one.as_dict()
        assert all(isinstance(cell, str) and cell and "\n" not in cell for cell in cells.values())
        assert one.sentence.endswith(".")
        assert not {"nan", "inf"} & set(one.sentence.split())
    assert reality_of(held) == reality_of(held)


def test_the_figures_of_the_sentences_are_those_of_the_facts():
    when, counted = dated_stock("Almaty")[-1]
    assert f"{number(counted)} were counted in {int(when)}" in found()["stock"].sentence
    assert number(car_parc("Almaty")) in found()["ev_share"].sentence


def test_people_guessed_from_buildings_are_a_warning_where_nothing_is_known_of_the_city():
    held = Held("Liechtenstein", 2028, 3, 131_521.0, 3e3, -5.0, people_guessed=True)
    (warning,) = [one for one in reality_of(held) if one.key == "people"]
    assert warning.severity is Severity.WARNING
    assert "guess from the buildings" in warning.sentence
    assert keyless(warning.sentence).endswith("may be several times too many.")  # the advice is for who plans
    assert "give city.population_total" in warning.sentence
    assert not [one for one in reality_of(dataclasses.replace(held, people_guessed=False)) if one.key == "people"]


def test_degrees_have_the_decimal_sign_of_the_reader():
    day = found()["design_day"]
    with speaking("ru"):
        assert "−4,7 °C" in told(day.expected)
    assert "−4.7 °C" in told(day.expected)


def test_limits_that_nobody_drew_are_a_warning_with_what_to_give():
    held = Held("Almaty", 2028, 300, 2_300_000.0, 13_000.0, -21.0, built_km2=204.3)
    (found,) = [one for one in reality_of(held) if one.key == "limits"]
    assert found.severity == "warning"
    assert "204 km²" in found.sentence
    assert "city.boundary" in found.sentence
    assert "city.population" in found.sentence
    assert not [one for one in reality_of(dataclasses.replace(held, built_km2=None)) if one.key == "limits"]
