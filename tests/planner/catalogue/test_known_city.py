"""What the facts know of a city: the latest report counts, with its own source, and of an unknown city nothing is known."""

from planner.catalogue.facts import fact_rows
from planner.catalogue.known_city import known_climate, known_people, known_stations


def test_the_latest_report_of_stations_counts_with_its_own_source():
    known = known_stations("almaty")
    assert known is not None
    assert (known.value, known.date, known.confidence) == (400.0, "2025-11-20", "high")
    assert "vlast.kz" in known.credit
    bishkek = known_stations("Bishkek")
    assert bishkek is not None
    assert (bishkek.value, bishkek.date) == (60.0, "2026-03"), "of two in conflict the later one"


def test_every_city_of_the_facts_has_people_and_a_winter_that_is_no_colder_in_its_mean_january():
    for row in fact_rows("city_facts"):
        people, winter = known_people(row["city"]), known_climate(row["city"])
        assert people is not None
        assert winter is not None
        assert people.value > 100_000
        assert winter.coldest_days_c < winter.january_c


def test_of_an_unknown_city_nothing_is_known():
    assert known_stations("Sarytau") is known_people("Sarytau") is known_climate("Sarytau") is None
