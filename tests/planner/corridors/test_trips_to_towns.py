"""Towns at the ends of a table of trips: found in the letters of the facts, and guessed where they are slips."""

from planner.corridors.facts.gathering import gather
from tests.planner.corridors.corridor_towns import settings_of, written


def test_towns_are_found_in_the_letters_of_the_facts_and_a_slip_is_told_with_the_town_that_is_meant(tmp_path):
    towns = "name,lon,lat,population,country\nBishkek,70,42,600000,KG\nOsh,73,42,300000,KG\nDelta,73,44,20000,KZ\n"
    rows = ["БИШКЕК,Ош,100", "Osh,Bishkekk,5", "Ош,Бишкекк,5", "Osh,Zzz,5", ",Osh,5"]
    trips = "\n".join(["from,to,trips_per_day", *rows])
    facts = gather(settings_of(trips={"path": "trips.csv"}), written(tmp_path, towns=towns, trips=trips))
    assert [(one.origin, one.destination, one.trips_per_day) for one in facts.trips] == [(0, 1, 100.0)]
    strange, empty = sorted(facts.faults, key=lambda one: one.kind.value, reverse=True)
    assert str(strange.line).endswith("did you mean 'Bishkek'?")
    assert [str(one).partition(": ")[2] for one in strange.rows] == [
        "'Bishkekk'; did you mean 'Bishkek'?",
        "'Бишкекк'; did you mean 'Bishkek'?",
        "'Zzz'",
    ]
    assert "from is empty" in str(empty.line)
