"""Figures that others published of charging in real cities, each with its source."""

from dataclasses import dataclass


@dataclass(frozen=True)
class Figure:
    """A published figure.

    Parameters
    ----------
    of : str
        Place and what was counted.
    value : float
    source : str
    """

    of: str
    value: float
    source: str


@dataclass(frozen=True)
class PlacesInUse:
    """Hours a day that guns are in use at places of one city with about as many guns.

    Parameters
    ----------
    city, kind : str
        Kind is ``fast`` or ``slow``.
    guns : int
        1, 2, 4 or 8: one, two, three to four, five to eight guns at the place.
    places : int
    upper_h : float
        Hours a day a gun at the busier quarter of the places begins with.
    source : str
    """

    city: str
    kind: str
    guns: int
    places: int
    upper_h: float
    source: str


COUNCILS = "open data of the councils of Dundee and of Perth & Kinross, several quarters"
CHARGED = "CHARGED, Scientific Data 12:1254"

FAST_GUNS = (
    (Figure("Dundee, several quarters", 56.0, COUNCILS), 2.4),
    (Figure("Perth & Kinross", 27.0, COUNCILS), 1.7),
)
"""KWh a day of a fast unit, and hours a day that it is in use."""

LEAST_PLACES = 4
"""Fewer places than these have no upper quarter."""
GUNS_AT_A_PLACE = (1, 2, 4, 8, 16, 32)
"""A place counts as the least of these that is not below its number of guns; more than 16 are told as 32."""
_URBAN = f"{CHARGED}, guns by UrbanEV"
HOURS_IN_USE = (
    PlacesInUse("Johannesburg", "fast", 1, 7, 6.9, CHARGED),
    PlacesInUse("Shenzhen", "fast", 8, 8, 11.3, _URBAN),
    PlacesInUse("Shenzhen", "fast", 16, 13, 6.0, _URBAN),
    PlacesInUse("Shenzhen", "fast", 32, 39, 9.0, _URBAN),
    PlacesInUse("Johannesburg", "slow", 1, 22, 7.0, CHARGED),
    PlacesInUse("Los Angeles", "slow", 1, 115, 12.5, CHARGED),
    PlacesInUse("Sao Paulo", "slow", 1, 38, 6.2, CHARGED),
    PlacesInUse("Shenzhen", "slow", 1, 12, 16.9, _URBAN),
    PlacesInUse("Los Angeles", "slow", 2, 94, 12.6, CHARGED),
    PlacesInUse("Shenzhen", "slow", 2, 34, 15.9, _URBAN),
    PlacesInUse("Los Angeles", "slow", 4, 128, 10.7, CHARGED),
    PlacesInUse("Shenzhen", "slow", 4, 120, 11.6, _URBAN),
    PlacesInUse("Los Angeles, 5 and more", "slow", 8, 143, 12.8, CHARGED),
    PlacesInUse("Shenzhen", "slow", 8, 323, 8.9, _URBAN),
    PlacesInUse("Shenzhen", "slow", 16, 372, 7.8, _URBAN),
    PlacesInUse("Shenzhen", "slow", 32, 291, 8.7, _URBAN),
)
"""April 2023 to March 2024; fast is 30 kW and more (Johannesburg 40), slow up to 11 kW in Shenzhen and 22 kW elsewhere. Places that pass 24 h a
gun are left out, Amsterdam and Melbourne whole."""
DUNDEE_IN_USE = (
    PlacesInUse("Dundee", "fast", 1, 5, 4.8, COUNCILS),
    PlacesInUse("Dundee", "slow", 2, 14, 10.0, COUNCILS),
    PlacesInUse("Dundee", "slow", 4, 4, 7.9, COUNCILS),
    PlacesInUse("Dundee", "slow", 8, 4, 7.9, COUNCILS),
)
"""Counted by `benchmarks.truth.hour_rows` from the sessions of July to September 2018; counted anew where the file is there."""
HOURS_BEFORE = {"fast": {1: 0.85, 2: 3.2, 4: 5.8, 8: 8.1}, "slow": {1: 0.9, 2: 3.9, 4: 7.3, 8: 10.3}}
"""Hours a gun that the model counted on while groups were sized by waits: at most one driver in ten late, or at a place that is full."""

SLOW_GUN = Figure("Dundee, several quarters", 6.3, COUNCILS)
SLOW_SESSION_KWH, SLOW_SESSION_H = 7.6, 8.4
"""Of a 7 kW gun in Dundee: kWh a day; energy of a session and hours plugged in, from which its hours a day follow."""

FAST_POWER_KW = (
    Figure("China 2022", 31.0, "EVCIPA and NaaS 2022: 25.6 kWh in 49.3 min"),
    Figure("Norway, 50 kW guns", 30.5, "TOI report 35355"),
    Figure("Dundee, several quarters", 23.0, COUNCILS),
    Figure("Perth & Kinross", 16.0, COUNCILS),
)
FAST_HOURS = (
    Figure("Shenzhen, 30 kW and more", 5.3, CHARGED),
    Figure("United States", 4.1, "Stable Auto, June 2024"),
)
PEAK_SHARES = (Figure("Perth & Kinross, fast", 0.089, COUNCILS),)
SPREADS = (
    Figure("Dundee, several quarters", 6.4, COUNCILS),
    Figure("Perth & Kinross", 6.8, COUNCILS),
    Figure("Shenzhen", 7.0, CHARGED),
)
"""p90/p10 of kWh over places."""

PER_VEHICLE = Figure(
    "Shenzhen with buses, first quarter of 2024", 7.6, "official figure quoted by campuslately.com (670 GWh)"
)
_BEFORE = "this planner by the same protocol, before slow cars stayed plugged in (November 2026)"
_PUBLISHED = (
    "this planner in November 2026 with 9 real places, by a protocol of which no record is left; by ours 226 and 410 m"
)
LIECHTENSTEIN = {
    "the map's stations": {"median": Figure("7 places", 366.0, _BEFORE), "mean": Figure("7 places", 636.0, _BEFORE)},
    "Open Charge Map's places": {
        "median": Figure("7 places", 362.0, _BEFORE),
        "mean": Figure("7 places", 701.0, _BEFORE),
    },
    "both lists": {"median": Figure("9 places", 361.0, _PUBLISHED), "mean": Figure("9 places", 555.0, _PUBLISHED)},
}
"""Metres from a real place to the nearest proposed one, which later plans are to keep, by list of real places."""
