"""What is known of a city whatever the user's files say: stations that stand, people, climate, each with date, source and confidence."""

from dataclasses import dataclass

from planner.catalogue.confidence import confidence_words
from planner.catalogue.facts import city_fact, scope_rows
from planner.support.speech import _, dated, term

CITY_FACTS = "configs/facts/city_facts.csv"
FEW_STATIONS = 0.8
"""Stations on file, as a share of those known to stand, below which today's service is understated (chosen)."""
SOURCES = {
    str(one): one
    for one in (
        term("city department of traffic, quoted by vlast.kz"),
        term("Ministry of Industry via kazakhstan3.com"),
        term("Ministry of Economy and Finance via Spot/UzDaily/Kun.uz"),
        term("Climate Finance Center via 24.kg (2026-03-02)"),
        term("Dushanbe administration via Asia-Plus"),
        term("Dushanbe administration via Asia-Plus (2024-06-07)"),
        term("Almaty SEC (2024-06)"),
        term("derived from toping.uz"),
        term("Osh city hall via 24.kg (2025-08-11)"),
    )
}
"""Sources of counts that are told in sentences, as the tables of facts write them; names of sites and files alone need no translation."""


@dataclass(frozen=True)
class Known:
    """One figure of a city as a source reports it.

    Parameters
    ----------
    value : float
    date : str
        As the source gives it: a year, a month or a day; empty where it gives none.
    source, confidence : str
    """

    value: float
    date: str
    source: str
    confidence: str

    @property
    def credit(self) -> str:
        """Date, source and confidence in one phrase."""
        values = {"source": SOURCES.get(self.source, self.source), "sure": confidence_words(self.confidence)}
        if self.date:
            return _("{date}, {source}; confidence {sure}", date=dated(self.date), **values)
        return _("{source}; confidence {sure}", **values)


@dataclass(frozen=True)
class Climate:
    """Winter of a city, Celsius: mean of its coldest five days, which few winters undercut, and of January, each with its confidence."""

    coldest_days_c: float
    january_c: float
    source: str
    confidence: str
    january_confidence: str

    @property
    def credit(self) -> str:
        """Source and confidence in one phrase."""
        sure = confidence_words(self.confidence)
        if self.january_confidence == self.confidence:
            return _("{source}; confidence {sure}", source=self.source, sure=sure)
        return _(
            "{source}; confidence {sure}, of January {january}",
            source=self.source,
            sure=sure,
            january=confidence_words(self.january_confidence),
        )


def known_stations(city: str) -> Known | None:
    """Charging stations that are reported to stand in a city, by the latest report; None where none is known.

    Source: configs/facts/charging_stations.csv, which has a source for each count, and city_facts.csv where that is newer.
    """
    found = [
        Known(float(row["value"]), row["date"], row["source"], row["confidence"])
        for row in scope_rows("charging_stations", city)
        if row["metric"] == "stations" and row["value"]
    ]
    fact = city_fact(city)
    if fact is not None and fact["charging_stations"]:
        found.append(
            Known(float(fact["charging_stations"]), fact["stations_date"], CITY_FACTS, fact["stations_confidence"])
        )
    return max(found, key=lambda one: one.date) if found else None  # of equal dates the first, which has its own source


def known_taxis(city: str) -> tuple[Known, str] | None:
    """Taxis of a city and what was counted, ``vehicles`` or ``drivers``, the largest count; None where none is known.

    Source: configs/facts/fleet_by_country.csv, which has a source for each count.
    """
    rows = [row for row in scope_rows("fleet_by_country", city) if row["vehicle_class"] == "taxi" and row["value"]]
    if not rows:
        return None
    most = max(rows, key=lambda row: float(row["value"]))
    return Known(float(most["value"]), most["date"], most["source"], most["confidence"]), most["unit"]


def known_people(city: str) -> Known | None:
    """People of a city; None where the facts do not know it. The row of city_facts.csv names a source for each of its fields."""
    fact = city_fact(city)
    if fact is None or not fact["population"]:
        return None
    return Known(float(fact["population"]), fact["population_date"], CITY_FACTS, fact["population_confidence"])


def known_climate(city: str) -> Climate | None:
    """Winter of a city; None where the facts do not know it. The row of city_facts.csv names a source for each of its fields."""
    fact = city_fact(city)
    if fact is None or not (fact["design_temp_5day_092_c"] and fact["jan_mean_c"]):
        return None
    coldest, january = float(fact["design_temp_5day_092_c"]), float(fact["jan_mean_c"])
    return Climate(coldest, january, CITY_FACTS, fact["design_temp_confidence"], fact["confidence"])
