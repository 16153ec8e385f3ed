"""Credit lines that the licences of the data ask for."""

from collections.abc import Iterable

LICENCE_CHANGE = "2012-09-12"
"""On this day OpenStreetMap went from CC BY-SA 2.0 to ODbL 1.0."""


def credit_lines(osm_date: str | None, formats: Iterable[str]) -> tuple[str, ...]:
    """Write the lines that every map and table of a city must carry.

    Parameters
    ----------
    osm_date : str or None
        Day of the OpenStreetMap data, ISO 8601; ODbL is named where it is unknown.
    formats : iterable of str
        Formats of the station sources in use.
    """
    licence = "CC BY-SA 2.0" if osm_date is not None and osm_date < LICENCE_CHANGE else "ODbL 1.0"
    day = f", data of {osm_date}" if osm_date else ""
    lines = [f"© OpenStreetMap contributors, {licence}{day}"]
    if "ocm" in formats:
        lines.append("Charging stations: Open Charge Map, CC BY 4.0")
    return tuple(lines)
