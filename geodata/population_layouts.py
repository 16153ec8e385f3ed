"""Layouts of published population data, known by their columns, their grid and the names of their files: read without a mapping."""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

from geodata.errors import InputError
from geodata.speech import _

_COUNTRY = "[a-z]{3}"
_EVERYBODY = re.compile(rf"^(?:{_COUNTRY}_general|population)_(\d{{4}})$")
_GROUPS = "men|women|children_under_five|youth_15_24|elderly_60_plus|women_of_reproductive_age_15_49"
_GROUP = re.compile(rf"^{_COUNTRY}_(?:{_GROUPS})(?:_\d{{4}})?\b")
_HRSL_RASTER = re.compile(rf"^(?:{_COUNTRY}_general_\d{{4}}|population_{_COUNTRY}_\d{{4}}|hrsl_{_COUNTRY})")
_WORLDPOP = re.compile(rf"^{_COUNTRY}_(?:ppp|pop)_")
_WORLDPOP_DENSITY = re.compile(rf"^{_COUNTRY}_(?:pd|pph)_")
_GHSL = re.compile(r"^ghs_pop_")
ARC_SECOND = 1 / 3600


@dataclass(frozen=True)
class Layout:
    """Published data that were recognised.

    Parameters
    ----------
    name : str
        As reports call it.
    credit : str
        Line that its licence asks for.
    columns : mapping
        Our column names to those of the data.
    """

    name: str
    credit: str
    columns: Mapping[str, str] = field(default_factory=dict)


KONTUR = Layout("Kontur Population (H3 hexagons)", "Population: Kontur Population, Kontur, CC BY 4.0")
WORLDPOP = Layout("WorldPop (people per pixel)", "Population: WorldPop, University of Southampton, CC BY 4.0")
GHSL = Layout(
    "GHSL GHS-POP (people per cell)", "Population: GHS-POP, European Commission, Joint Research Centre, CC BY 4.0"
)
HRSL = Layout(
    "HRSL (Meta and CIESIN)",
    "Population: High Resolution Settlement Layer, Meta and CIESIN, Columbia University, CC BY 4.0",
)


def table_layout(names: Iterable[str]) -> Layout | None:
    """Recognise a table or layer by its columns; of several years of HRSL the last counts."""
    plain = {name.strip().casefold(): name for name in names}
    if {"h3", "population"} <= plain.keys():
        return KONTUR
    everybody = sorted((found[1], name) for name in plain if (found := _EVERYBODY.match(name)))
    if everybody and {"latitude", "longitude", "lat", "lon"} & plain.keys():  # headings that every table may have
        return Layout(HRSL.name, HRSL.credit, {"population": plain[everybody[-1][1]]})
    return None


def raster_layout(file_name: str, *, projection: str, nodata: float | None, step: float) -> Layout | None:
    """Recognise a raster.

    Parameters
    ----------
    file_name : str
    projection : str
        Its coordinate system in words (WKT).
    nodata : float or None
    step : float
        Width of a pixel in units of its coordinate system.

    Raises
    ------
    InputError
        It holds a density, or one group of people alone.
    """
    name = file_name.casefold()
    if _WORLDPOP_DENSITY.match(name):
        found = _("people per square kilometre or hectare, not per pixel (WorldPop)")
        raise InputError(file_name, found, _("take the counts, whose name has 'ppp' or 'pop' there"))
    if _GROUP.match(name):
        raise InputError(
            file_name, _("one group of people alone (HRSL)"), _("take everybody: the file with 'general' in its name")
        )
    is_mollweide = "mollweide" in projection.casefold()
    if _GHSL.match(name) or (is_mollweide and nodata == -200):
        return GHSL
    if _WORLDPOP.match(name) or (nodata == -99999 and not is_mollweide and _is_near(step, (3, 30))):
        return WORLDPOP
    if _HRSL_RASTER.match(name):
        return HRSL
    return None


def _is_near(step: float, arc_seconds: Iterable[int]) -> bool:
    return any(abs(step / ARC_SECOND - one) < 0.01 * one for one in arc_seconds)
