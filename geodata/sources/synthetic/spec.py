"""Parameters of the synthetic city, and its plane coordinates."""

import math
from dataclasses import dataclass

from shapely import LineString

from geodata.errors import InputError
from geodata.speech import _

Point = tuple[float, float]

SMALLEST = 100_000
PEOPLE_PER_KM2 = 3300.0  # gross, chosen


@dataclass(frozen=True)
class CitySpec:
    """The wish behind a synthetic city.

    Parameters
    ----------
    seed : int
    population : int
        Sets the extent through a fixed gross density; at least 100,000, below that there is no room for what a city has.
    lon, lat : float
        Centre, degrees. The default lies in the Betpak-Dala steppe, far from any town.
    name, name_ru : str
        Name and its Russian form; both say that the city is fictional.
    """

    seed: int = 7
    population: int = 500_000
    lon: float = 69.3
    lat: float = 46.2
    name: str = "Sarytau (fictional sample city)"
    name_ru: str = "Сарытау (вымышленный город-образец)"

    def __post_init__(self) -> None:
        if self.population < SMALLEST:
            raise InputError(
                "synthetic city",
                _("population {population}", population=self.population),
                _("expected at least {smallest}, to have room for what a city has", smallest=SMALLEST),
            )

    @property
    def radius_m(self) -> float:
        """Mean radius of the built-up area, m."""
        return 1000.0 * math.sqrt(self.population / PEOPLE_PER_KM2 / math.pi)

    def lonlat(self, point: Point) -> Point:
        """Degrees, to about 0.1 m, of a point in metres east and north of the centre."""
        east, north = point
        lon = self.lon + east / (111_320.0 * math.cos(math.radians(self.lat)))
        return round(lon, 6), round(self.lat + north / 111_130.0, 6)


def tidy(point: Point) -> Point:
    """Round to 0.1 m, so that no machine's last digit can grow into another city."""
    return round(point[0], 1), round(point[1], 1)


def corners(line: LineString) -> tuple[Point, ...]:
    """Give the points of a line."""
    return tuple((place[0], place[1]) for place in line.coords)


def apart(a: Point, b: Point) -> float:
    """Distance, m."""
    return math.hypot(a[0] - b[0], a[1] - b[1])


def polar(radius: float, angle: float) -> Point:
    """Point at a radius (m) and an angle (radians from east)."""
    return radius * math.cos(angle), radius * math.sin(angle)
