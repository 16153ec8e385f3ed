"""Places of France told by their coordinates, for tables that swap them."""

from geodata.coordinates import Place
from geodata.speech import _

FRANCE = (
    *((-5.5, 41.0, 10.0, 51.5), (-62.0, 14.0, -60.5, 18.5), (-55.0, 2.0, -51.0, 6.0), (54.5, -22.0, 56.5, -20.0)),
    *((44.5, -13.5, 45.5, -12.0), (-57.0, 46.5, -56.0, 47.5)),
)
"""West, south, east, north of France and of its territories overseas, roughly: beyond them only a swap is looked for."""


def in_france(place: Place) -> Place:
    """Swap the coordinates of a place that lies in France only the other way round."""

    def inside(lon: float, lat: float) -> bool:
        return any(west <= lon <= east and south <= lat <= north for west, south, east, north in FRANCE)

    if not inside(place.lon, place.lat) and inside(place.lat, place.lon):
        return Place(place.lat, place.lon, _("outside France, but inside with longitude and latitude swapped"))
    return place
