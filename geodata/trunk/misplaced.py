"""Why roads and towns do not meet: metres where degrees are expected, longitude and latitude exchanged, or truly nothing near."""

from collections.abc import Sequence
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from geodata.address import DatabaseTable
from geodata.errors import InputError
from geodata.placing import Bounds, bad_place, grown, in_words, within
from geodata.speech import _
from geodata.trunk.raw import RawNode, RawTrunk
from geodata.trunk.towns import Town

Source = Path | DatabaseTable | str

NEARLY_ALL, MOST = 0.9, 0.5
"""Shares of towns: the west of Kazakhstan lies within the same degrees with longitude and latitude exchanged."""
MARGIN_DEG = 0.5
"""Around the places of a table."""


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


def exchanged(
    raw: RawTrunk, told: Sequence[Town], known: Sequence[Town], tables: tuple[Source, Source | None]
) -> InputError | None:
    """Which table has longitude and latitude exchanged, where that explains why towns lie on no road; None where it does not.

    Parameters
    ----------
    raw : RawTrunk
    told : sequence of Town
        That were looked for.
    known : sequence of Town
        Of the country, from the facts: they tell which of two tables is wrong; may be empty.
    tables : (nodes, towns)
        None where the towns are those of the facts.
    """
    nodes = [one for one in raw.nodes if bad_place(one.lon, one.lat) is None]
    if not nodes or not told:
        return None
    lon, lat = _columns([(one.lon, one.lat) for one in nodes])
    bounds = _around(lon, lat)
    if not _turned(told, bounds):
        return None
    if tables[1] is None or (known and _turned(known, bounds)):
        at_lon, at_lat = _columns([(one.lon, one.lat) for one in told])
        return _exchanged(tables[0], nodes[0].record, float(lon[0]), float(lat[0]), _around(at_lon, at_lat))
    towns = (tables[1], told[0].record or told[0].name, told[0].lon, told[0].lat, bounds)
    return _exchanged(*towns, None if known and _lie_in(known, bounds) >= MOST else tables[0])


def _lie_in(towns: Sequence[Town], bounds: Bounds) -> float:
    """Share of towns within bounds."""
    return float(within(*_columns([(one.lon, one.lat) for one in towns]), bounds).mean())


def _turned(towns: Sequence[Town], bounds: Bounds) -> bool:
    """Whether towns lie within bounds nearly all with longitude and latitude exchanged, and most of them not as they are."""
    lon, lat = _columns([(one.lon, one.lat) for one in towns])
    return bool(within(lat, lon, bounds).mean() >= NEARLY_ALL and _lie_in(towns, bounds) < MOST)


def _exchanged(
    file: Source, record: str, lon: float, lat: float, others: Bounds, perhaps: Source | None = None
) -> InputError:
    """One of the two is wrong: this file, or `perhaps` that one."""
    return InputError(
        file,
        _(
            "longitude and latitude look exchanged; {record}: lon {lon:g}, lat {lat:g}, while the other table lies at {others}",
            record=record,
            lon=lon,
            lat=lat,
            others=in_words(others),
        ),
        _("exchange the headings lon and lat")
        if perhaps is None
        else _(
            "exchange the headings lon and lat, here or in {other}, whichever is wrong",
            other=perhaps.name if isinstance(perhaps, Path) else perhaps,
        ),
    )


def _columns(places: Sequence[tuple[float | None, float | None]]) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    table = np.array(places, dtype=float).reshape(-1, 2)
    return table[:, 0], table[:, 1]


def _around(lon: NDArray[np.float64], lat: NDArray[np.float64]) -> Bounds:
    return grown((float(lon.min()), float(lat.min()), float(lon.max()), float(lat.max())), MARGIN_DEG)
