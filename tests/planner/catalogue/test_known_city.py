"""What the facts know of a city: the latest report counts, with its own source, and of an unknown city nothing is known."""

from planner.catalogue.facts import fact_rows
from planner.catalogue.known_city import known_climate, known_people, known_stations, known_taxis
from planner.support.speech import speaking, told


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


def test_a_count_is_credited_in_the_language_of_its_reader_with_its_date():
    for row in fact_rows("city_facts"):
        taxis = known_taxis(row["city"])
        for known in (known_stations(row["city"]), taxis and taxis[0]):
            if known is None or " " not in known.source:
                continue  # the name of a site or of a file
            with speaking("ru"):
                said = told(known.credit)
            assert known.source not in said, "in the words of the table"
            assert len(known.date) < 5 or known.date not in said, "a year alone is the same everywhere"
    with speaking("ru"):
        assert told(known_stations("almaty").credit).startswith("20 ноября 2025")
        assert told(known_stations("Bishkek").credit).startswith("март 2026")
