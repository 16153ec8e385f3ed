"""Why roads and towns do not meet: metres where degrees are expected, longitude and latitude exchanged, or truly nothing near."""

from collections.abc import Sequence
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from geodata.address import DatabaseTable
from geodata.errors import InputError
from geodata.placing import Bounds, are_swapped, bad_place, in_words
from geodata.speech import _
from geodata.trunk.raw import RawNode, RawTrunk
from geodata.trunk.towns import Town

Source = Path | DatabaseTable | str

LEAST_KNOWN = 0.5
"""Share of the known towns of the country that lie where the nodes say that its roads are, from which the nodes are right."""
MARGIN_DEG = 0.5


def insist_on_degrees(nodes: Sequence[RawNode], source: Source) -> None:
    """Refuse nodes none of which has a place on Earth.

    Raises
    ------
    InputError
        With the first of them.
    """
    if not nodes or any(bad_place(one.lon, one.lat) is None for one in nodes):
        return
    raise not_in_degrees(source, nodes[0].record, bad_place(nodes[0].lon, nodes[0].lat) or "")


def not_in_degrees(source: Source, record: str, why: str) -> InputError:
    """No row has a place, the first for this reason."""
    return InputError(
        source,
        _("not one row has a place; {record}: {why}", record=record, why=why),
        _("expected lon and lat in degrees (WGS 84); from metres or another system convert them first, in QGIS say"),
    )


def no_town(
    raw: RawTrunk,
    told: Sequence[Town],
    known: Sequence[Town],
    tables: tuple[Source, Source | None],
    snap_km: float,
) -> InputError:
    """No town lies near a road: because a table has longitude and latitude exchanged, where that explains it.

    Parameters
    ----------
    raw : RawTrunk
    told : sequence of Town
        That were looked for.
    known : sequence of Town
        Of the country, from the facts: they tell which of two tables is wrong; may be empty.
    tables : (nodes, towns)
        None where the towns are those of the facts.
    snap_km : float
    """
    nodes = [one for one in raw.nodes if bad_place(one.lon, one.lat) is None]
    if nodes and told:
        lon, lat = _columns([(one.lon, one.lat) for one in nodes])
        at_lon, at_lat = _columns([(one.lon, one.lat) for one in told])
        bounds = _around(lon, lat)
        if are_swapped(at_lon, at_lat, bounds):
            others = _columns([(one.lon, one.lat) for one in known])
            here = _share_within(others, bounds)
            turned = _share_within(others[::-1], bounds)
            if tables[1] is None or turned > max(here, LEAST_KNOWN):
                return _exchanged(tables[0], nodes[0].record, float(lon[0]), float(lat[0]), _around(at_lon, at_lat))
            first = told[0]
            return _exchanged(tables[1], first.record or first.name, first.lon, first.lat, bounds)
    return InputError(
        raw.source, _("no town within {km:g} km of a road", km=snap_km), _("give towns, or raise snap_km")
    )


def _exchanged(file: Source, record: str, lon: float, lat: float, others: Bounds) -> InputError:
    return InputError(
        file,
        _(
            "longitude and latitude look exchanged; {record}: lon {lon:g}, lat {lat:g}, while the other table lies at {others}",
            record=record,
            lon=lon,
            lat=lat,
            others=in_words(others),
        ),
        _("exchange the headings lon and lat"),
    )


def _columns(places: Sequence[tuple[float | None, float | None]]) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    table = np.array(places, dtype=float).reshape(-1, 2)
    return table[:, 0], table[:, 1]


def _around(lon: NDArray[np.float64], lat: NDArray[np.float64]) -> Bounds:
    return (
        float(lon.min()) - MARGIN_DEG,
        float(lat.min()) - MARGIN_DEG,
        float(lon.max()) + MARGIN_DEG,
        float(lat.max()) + MARGIN_DEG,
    )


def _share_within(places: tuple[NDArray[np.float64], NDArray[np.float64]], bounds: Bounds) -> float:
    lon, lat = places
    west, south, east, north = bounds
    inside = (lon >= west) & (lon <= east) & (lat >= south) & (lat <= north)
    return float(inside.mean()) if len(lon) else 0.0
