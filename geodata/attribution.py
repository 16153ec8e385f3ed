"""Credit lines required by the licences of the data."""

from collections.abc import Iterable

from geodata.speech import _

LICENCE_CHANGE = "2012-09-12"
"""On this day OpenStreetMap went from CC BY-SA 2.0 to ODbL 1.0."""


OVERTURE = "Overture Maps Foundation, overturemaps.org (ODbL 1.0 and CDLA Permissive 2.0, by theme)"

MADE_UP = "evplan synthetic"
"""Generator in the header of road files that this project draws; they hold nothing of OpenStreetMap's."""


def credit_lines(osm_date: str | None, formats: Iterable[str], generator: str | None = None) -> tuple[str, ...]:
    """Write the lines that every map and table of a city must carry.

    Parameters
    ----------
    osm_date : str or None
        Day of the OpenStreetMap data, ISO 8601; ODbL is named where it is unknown.
    formats : iterable of str
        Formats of the station sources in use; ``osm online`` for stations that were asked of OpenStreetMap themselves,
        ``overture`` where roads or places are of Overture Maps.
    generator : str or None
        Program that wrote the road file, as its header says.
    """
    formats = set(formats)
    if generator is not None and generator.startswith(MADE_UP):
        roads = _("A fictional city drawn by evplan, CC0; no map data of any real place")
    else:
        roads = _openstreetmap(osm_date)
    ocm = (_("Charging stations: Open Charge Map, CC BY 4.0"),) if "ocm" in formats else ()
    is_credited = "ODbL" in roads or "osm online" not in formats
    osm = () if is_credited else (_("Charging stations: © OpenStreetMap contributors, ODbL 1.0"),)
    return (roads, *((OVERTURE,) if "overture" in formats else ()), *osm, *ocm)


def _openstreetmap(osm_date: str | None) -> str:
    licence = "CC BY-SA 2.0" if osm_date is not None and osm_date < LICENCE_CHANGE else "ODbL 1.0"
    if osm_date:
        return _("© OpenStreetMap contributors, {licence}, data of {day}", licence=licence, day=osm_date)
    return _("© OpenStreetMap contributors, {licence}", licence=licence)
