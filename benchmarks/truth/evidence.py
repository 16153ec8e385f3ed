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


COUNCILS = "open data of the councils of Dundee and of Perth & Kinross, several quarters"
CHARGED = "CHARGED, Scientific Data 12:1254"

FAST_GUNS = (
    (Figure("Dundee, several quarters", 56.0, COUNCILS), 2.4),
    (Figure("Perth & Kinross", 27.0, COUNCILS), 1.7),
)
"""KWh a day of a fast unit, and hours a day that it is in use."""

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
