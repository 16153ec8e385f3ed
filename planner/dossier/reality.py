"""Reality checks: what files and configuration say of a city beside what is known of it and what is plausible anywhere.

No check looks at the clock: a map's age is reckoned to the planning year, so that the same question gives the same bytes. Of a city
that the facts do not know nothing is claimed; only limits that hold anywhere are asked.
"""

from collections.abc import Callable
from typing import Any

from planner.catalogue.city_names import perhaps_meant
from planner.catalogue.known_city import FEW_STATIONS, known_climate, known_people, known_stations
from planner.dossier.plausible_fleet import ev_per_person, ev_share, stock, taxis
from planner.dossier.plausible_sessions import sessions
from planner.dossier.plausible_speeds import speeds
from planner.dossier.reality_check import Held, RealityCheck, Severity, severity_of
from planner.support.amounts import number
from planner.support.speech import _, dated, joined, plural

FEW_WARNING = 0.5
"""Stations on file, as a share of those known to stand, below which what today's network serves is not known (chosen)."""
MANY_DOUBT = 2.0
"""Stations on file, as a multiple of those known to stand, above which they are doubted: counted twice, or of another place (chosen)."""
PEOPLE_DOUBT, PEOPLE_WARNING = 0.1, 0.25
"""How far the people of the zones may be from the known number, as a share of it (chosen)."""
COLDER_C, FAR_C = 3.0, 10.0
"""A design day may be so much colder than the coldest five days, whose figure is recalled for most cities to within 3 degrees; and how far
beyond either end of the winter is far (chosen)."""
OLD_MAP_YEARS, VERY_OLD_MAP_YEARS = 5, 10
"""Years from the map to the planning year above which it is doubted, and above which it is a warning (chosen)."""


PEOPLE_PER_SITE_DOUBT, PEOPLE_PER_SITE_WARNING = 15_000.0, 25_000.0
"""People of the city for each candidate site above which these are few (chosen)."""


def no_sources() -> str:
    """Say that nobody named a source of stations, and what follows."""
    return _(
        "The configuration names no source of stations, so nothing is known of what stands. If there are stations, every figure of today's service is too low and a plan would build beside them. Give at least one [[stations]]: an operator's OCPI Locations, Open Charge Map, OpenStreetMap (format = \"osm\"), or a table of your own; 'evplan new FILE --city NAME --tables' writes one to fill in."
    )


def city(held: Held) -> RealityCheck | None:
    """A name that no facts know, though it nearly spells a city that they do."""
    near = perhaps_meant(held.city)
    if near is None:
        return None
    sentence = _(
        "No facts are known of {name!r}; did you mean {near}? Under a name that is known its vehicles, people, winter and stations fill gaps and are compared with what is given; see city.name.",
        name=held.city,
        near=near,
    )
    return RealityCheck("city", _("name of the city"), near, held.city, Severity.DOUBT, sentence)


def stations(held: Held) -> RealityCheck | None:
    """Stations on file beside those known to stand; where nothing is known, that there are none on file."""
    what, known = _("stations that stand today"), known_stations(held.city)
    found = _("{counted} on file as supply", counted=plural("{n:number} station", "{n:number} stations", held.stations))
    if known is None:
        if held.stations:
            return None
        if held.station_sources == 0:
            return RealityCheck("stations", what, _("not known of this city"), found, Severity.WARNING, no_sources())
        sentence = _(
            "No station is on file as supply, and how many stand in this city is not known: if any do, what is served today is understated and the plan may build beside them."
        )
        return RealityCheck("stations", what, _("not known of this city"), found, Severity.DOUBT, sentence)
    expected = _("{value:number} ({credit})", value=known.value, credit=known.credit)
    share = held.stations / known.value if known.value > 0 else 1.0
    severity, end = Severity.OK, ""
    if share < FEW_WARNING:
        severity = Severity.WARNING
        end = _(
            ": what today's network serves is not known, and the plan may build beside stations that it does not know of; give their list as [[stations]]"
        )
    elif share < FEW_STATIONS:
        severity, end = Severity.DOUBT, _(": what today's network serves is understated")
    elif share > MANY_DOUBT:
        severity, end = (
            Severity.DOUBT,
            _(": unless so many were built since, some are counted twice or of another place"),
        )
    told = plural(
        "{n:number} station of the city is on file as supply, while {value:number} are known to stand ({credit})",
        "{n:number} stations of the city are on file as supply, while {value:number} are known to stand ({credit})",
        held.stations,
        value=known.value,
        credit=known.credit,
    )
    return RealityCheck("stations", what, expected, found, severity, joined("", [told, end, "."]))


def sites(held: Held) -> RealityCheck | None:
    """Candidate sites beside the people they are for."""
    if held.sites is None or held.people <= 0:
        return None
    each = held.people / max(held.sites, 0.5)
    severity = severity_of(each, PEOPLE_PER_SITE_DOUBT, PEOPLE_PER_SITE_WARNING)
    told = plural(
        "{n} candidate site for {people:number} people",
        "{n} candidate sites for {people:number} people, 1 for every {each:number}",
        held.sites,
        people=held.people,
        each=each,
    )
    if held.sites == 0:
        told = _("No candidate site for {people:number} people", people=held.people)
    sentence = _("{told}.", told=told)
    if severity is not Severity.OK:
        sentence = _(
            "{told}: a plan can build at these alone, and what lies out of their reach is not served whatever the budget. The map shows few places of the kinds of sites.from_osm: give your own as sites.path, further kinds, or a fuller map as city.roads.",
            told=told,
        )
    return RealityCheck(
        "sites",
        _("candidate sites"),
        _("one for at most {people:number} people", people=PEOPLE_PER_SITE_DOUBT),
        plural("{n} site", "{n} sites", held.sites),
        severity,
        sentence,
    )


def people(held: Held) -> RealityCheck | None:
    """People of the zones beside the known number; where nothing is known, that they were guessed."""
    known = known_people(held.city)
    if known is None or known.value <= 0:
        return _guessed_people(held)
    off = held.people / known.value - 1.0
    severity = severity_of(abs(off), PEOPLE_DOUBT, PEOPLE_WARNING)
    told = _(
        "{people:number} people live in the zones, {value:number} in the city as it is known ({credit})",
        people=held.people,
        value=known.value,
        credit=known.credit,
    )
    end = (
        _(": {off:percent} more; see city.boundary and city.population_total", off=off)
        if off > 0
        else _(": {off:percent} fewer; see city.boundary and city.population_total", off=-off)
    )
    return RealityCheck(
        "people",
        _("people"),
        _("{value:number} ({credit})", value=known.value, credit=known.credit),
        number(held.people),
        severity,
        joined("", [told, end if severity is not Severity.OK else "", "."]),
    )


def limits(held: Held) -> RealityCheck | None:
    """Limits that were made around streets and buildings, for want of any that somebody drew."""
    if held.built_km2 is None:
        return None
    found = _("{km2:number} km², drawn around streets and buildings", km2=held.built_km2)
    sentence = _(
        "The limits of the city are assumed around its streets and buildings, so give its boundary, drawn in QGIS for instance, or a table of where people live (city.boundary, city.population). The outline has {km2:number} km²; what lies outside gets nothing, be it an airport or a new quarter, and a town that has grown to the city may lie inside: compare it with the map.",
        km2=held.built_km2,
    )
    return RealityCheck(
        "limits", _("limits of the city"), _("a boundary that is given"), found, Severity.WARNING, sentence
    )


def _guessed_people(held: Held) -> RealityCheck | None:
    """A number of people that nobody counted."""
    if not held.people_guessed:
        return None
    found = _("{people:number}, guessed from buildings", people=held.people)
    sentence = _(
        "{people:number} people live in the zones by a guess from the buildings of the map, which may be several times too many; give city.population_total, or a file of city.population.",
        people=held.people,
    )
    return RealityCheck("people", _("people"), _("not known of this city"), found, Severity.WARNING, sentence)


def design_day(held: Held) -> RealityCheck | None:
    """The design day beside the winter of the place: between its coldest five days and its mean January; no claim where it is not known."""
    known = known_climate(held.city)
    if known is None:
        return None
    coldest, january, day = known.coldest_days_c, known.january_c, held.temperature_c
    severity = severity_of(max(day - january, coldest - COLDER_C - day), 0.0, FAR_C)
    told = _(
        "The design day has {degrees}; the coldest five days of this city have {degrees_2}, its mean January {degrees_3} ({credit})",
        degrees=_degrees(day),
        degrees_2=_degrees(coldest),
        degrees_3=_degrees(january),
        credit=known.credit,
    )
    end = _(": hardly any winter is so cold, and the plan is made for it")
    if day > january:
        end = _(": on cold days vehicles ask for more than is planned for, and charge more slowly")
    return RealityCheck(
        "design_day",
        _("design day (fleet.temperature_c)"),
        _("{low} to {high} ({credit})", low=_degrees(coldest), high=_degrees(january), credit=known.credit),
        _degrees(day),
        severity,
        joined("", [told, end if severity is not Severity.OK else "", "."]),
    )


def map_age(held: Held) -> RealityCheck | None:
    """Years from the map to the planning year, by calendar years; not to today, lest the result change with the clock."""
    if held.map_date is None:
        return None
    years = held.year - int(held.map_date[:4])
    severity = severity_of(years, OLD_MAP_YEARS, VERY_OLD_MAP_YEARS)
    told = _("The map is of {map_date}, and {year} is planned", map_date=dated(held.map_date), year=held.year)
    end = _(
        ", {counted} later: streets, car parks and shops built since are missing, and some that it shows are gone; fetch a newer one",
        counted=plural("{n:number} year", "{n:number} years", years),
    )
    return RealityCheck(
        "map_age",
        _("age of the map"),
        _("at most {old_map_years} years before {year}", old_map_years=OLD_MAP_YEARS, year=held.year),
        held.map_date,
        severity,
        joined("", [told, end if severity is not Severity.OK else "", "."]),
    )


Check = Callable[[Held], RealityCheck | None]

CHECKS: tuple[Check, ...] = (
    city,
    stations,
    sites,
    limits,
    people,
    stock,
    ev_share,
    ev_per_person,
    design_day,
    map_age,
    sessions,
    taxis,
    speeds,
)


def reality_of(held: Held) -> tuple[RealityCheck, ...]:
    """Ask every check, in their order; one that has nothing to go by is left out."""
    return tuple(found for check in CHECKS if (found := check(held)) is not None)


def plain_reality(held: Held) -> tuple[dict[str, Any], ...]:
    """The same as plain JSON, as a dossier keeps it."""
    return tuple(one.as_dict() for one in reality_of(held))


def _degrees(celsius: float) -> str:
    return _("−{c:g} °C", c=-celsius) if celsius < 0 else _("{c:g} °C", c=celsius)
