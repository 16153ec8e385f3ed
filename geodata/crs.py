"""The one metric projection of a city."""

from geodata.errors import InputError

LONLAT = "EPSG:4326"


def metric_crs(lon: float, lat: float) -> str:
    """UTM zone of a place, as ``"EPSG:32643"``: metres true to 0.1 % within some hundred kilometres.

    Parameters
    ----------
    lon, lat : float
        Degrees, the middle of the city.

    Raises
    ------
    InputError
        The place is not on Earth, or nearer to a pole than UTM reaches.
    """
    if not (-180 <= lon <= 180 and -80 <= lat <= 84):
        raise InputError(
            "city", f"middle at longitude {lon:g}, latitude {lat:g}", "expected degrees within 80 S and 84 N"
        )
    zone = min(int((lon + 180) // 6) + 1, 60)
    return f"EPSG:{'326' if lat >= 0 else '327'}{zone:02d}"
