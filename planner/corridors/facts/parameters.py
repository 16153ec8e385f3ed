"""Figures of drives between towns: from the facts in one of three cases, or as the configuration gives them."""

from collections.abc import Mapping, Sequence

from geodata.report import Assumption
from geodata.trunk.doubts import KnownWay
from geodata.trunk.tables import where
from geodata.trunk.towns import Town, plain_name
from planner.catalogue.facts import fact_rows
from planner.support.speech import _, term

FACTS = "corridor_parameters"
UNITS = {
    unit: unit
    for unit in (
        term("C per km"),
        term("car trips one way"),
        term("exponent"),
        term("km"),
        term("km/h"),
        term("ratio"),
        term("ratio of minutes"),
        term("share"),
        term("share of the battery"),
        term("share of vehicles"),
    )
}
"""Units of the figures, as messages."""

SIGNS = ("C per km", "km", "km/h")
"""Units that stand behind a figure; the others are words."""
NOTES = {note: note for note in (term("road atlases and distance tables, recalled and rounded"),)}
"""Sources that are no titles, as messages."""
BASES = {
    "verified": term("read in the source"),
    "derived": term("derived from it"),
    "recalled": term("recalled, not read"),
}
"""How a figure was come by."""


def figure(name: str, case: str = "central") -> float:
    """One figure of configs/facts/corridor_parameters.csv."""
    return float(_row(name)[case])


def has_figure(name: str) -> bool:
    """Whether the facts know a figure."""
    return any(row["parameter"] == name for row in fact_rows(FACTS))


def figure_date(name: str) -> str:
    """Day, month or year of which a figure is, ``2026-01-01``; empty where it is of none."""
    return _row(name)["date"]


def told_figure(name: str, case: str, what: str) -> Assumption:
    """A figure of the facts as an assumption that is told."""
    row = _row(name)
    least, most = sorted(float(row[key]) for key in ("low", "high"))  # the low case is not always the lower figure
    here = float(row[case])
    values = {"value": here, "unit": UNITS[row["unit"]], "low": least, "high": most}
    if row["unit"] in SIGNS:
        value = _("{value:g} {unit} ({low:g} to {high:g})", **values)
    else:  # words have cases and numbers in other languages
        value = _("{value:g} ({unit}; {low:g} to {high:g})", **values)
    if row["date"]:
        value = _("{value}, of {date}", value=value, date=row["date"])
    return Assumption(what, value, f"configs/facts/{FACTS}.csv: {row['source']}", row["confidence"])


def _row(name: str) -> dict[str, str]:
    return next(row for row in fact_rows(FACTS) if row["parameter"] == name)


def known_towns(countries: tuple[str, ...], least_population: float) -> tuple[Town, ...]:
    """Towns of configs/facts/towns.csv, the largest first; of all its countries where none is asked for."""
    rows = [
        (number, row)
        for number, row in enumerate(fact_rows("towns"), start=2)
        if not countries or row["country"] in countries
    ]
    towns = [
        Town(
            row["name"],
            float(row["lon"]),
            float(row["lat"]),
            float(row["population"]),
            row["country"],
            row["region"],
            tuple(name for name in (row["name_ru"], *row["other_names"].split("|")) if name),
            row["source"],
            row["confidence"],
            where("configs/facts/towns.csv", {"row": number}),
        )
        for number, row in rows
        if float(row["population"]) >= least_population
    ]
    return tuple(sorted(towns, key=lambda one: (-one.population, one.name)))


def other_names(towns: Sequence[Town]) -> dict[str, str]:
    """Names by which the facts call towns too, in Cyrillic letters say, plain, each with the name that the town has here."""
    facts = {
        (plain_name(name), one.country): one for one in known_towns((), 0.0) for name in (one.name, *one.other_names)
    }
    out: dict[str, str] = {}
    for town in towns:
        keys = [(plain_name(name), town.country) for name in (town.name, *town.other_names)]
        fact = next((facts[key] for key in keys if key in facts), None)
        for name in () if fact is None else (fact.name, *fact.other_names):
            out.setdefault(plain_name(name), town.name)
    return out


def known_ways() -> tuple[KnownWay, ...]:
    """Distances of configs/facts/road_distances.csv."""
    return tuple(
        KnownWay(row["one"], row["other"], float(row["km"]), _source(row)) for row in fact_rows("road_distances")
    )


def _source(row: Mapping[str, str]) -> str:
    """Source of a distance and how it was come by; titles stay as they are."""
    named = row["source"].split(";")[0]
    if named in NOTES:
        return NOTES[named]
    return _("{source} ({basis})", source=named, basis=BASES.get(row["basis"], row["basis"]))
