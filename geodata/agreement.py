"""Checks that the sources of a city describe the same place."""

import geopandas as gpd
import numpy as np
import shapely
from shapely import MultiPolygon, Polygon

from geodata.errors import InputError
from geodata.placing import Bounds, grown, in_words, within
from geodata.population import PopulationSurface
from geodata.report import Problem
from geodata.roads import Roads
from geodata.speech import _

MARGIN_DEG = 0.02
AROUND_DEG = 0.05
"""Files of a country are read so far around the limits of a city, or around its roads where it has none: wider than what
any point of population stands for (assumed)."""

FAR_M = 2000.0
"""A zone whose people live farther from any road of the main network than this is named."""


def check_boundary(boundary: Polygon | MultiPolygon, bounds: Bounds, where: str, roads: str) -> None:
    """Raise InputError unless the boundary (EPSG:4326) and the roads' bounds have ground in common."""
    box = shapely.box(*bounds)
    if boundary.intersects(box):
        return
    turned = shapely.transform(boundary, lambda lonlat: lonlat[:, ::-1])
    advice = (
        _("longitude and latitude are swapped; save it as longitude, latitude")
        if turned.intersects(box)
        else _("the roads of {roads} cover {in_words}; give files of one city", roads=roads, in_words=in_words(bounds))
    )
    raise InputError(
        where, _("a boundary at {in_words}, away from the roads", in_words=in_words(boundary.bounds)), advice
    )


def check_population(surface: PopulationSurface, bounds: Bounds, roads: str) -> tuple[Problem, ...]:
    """Raise InputError where nobody lives within the roads' bounds; report who lives outside of them.

    Raises
    ------
    InputError
        The surface is of another city.
    """
    middle = surface.people.geometry.representative_point()
    people = surface.people["population"].to_numpy(dtype=np.float64)
    near = within(middle.x.to_numpy(), middle.y.to_numpy(), grown(bounds, MARGIN_DEG))
    if not people[near].sum() > 0:
        at = in_words(tuple(surface.people.total_bounds))
        raise InputError(
            surface.report.path,
            _("all people live at {at}, outside of the roads", at=at),
            _("the roads of {roads} cover {in_words}; give files of one city", roads=roads, in_words=in_words(bounds)),
        )
    if people[~near].sum() < 0.5:
        return ()
    share = people[~near].sum() / people.sum()
    return (
        Problem(
            _("{sum} records", sum=int((~near).sum())),
            _(
                "{sum:.0f} people ({share:.1%}) live beyond the road file's bounds",
                sum=people[~near].sum(),
                share=share,
            ),
            _("kept; the road file may be too small for the city"),
        ),
    )


def check_roads(roads: Roads, boundary: Polygon | MultiPolygon, source: str) -> None:
    """Raise InputError unless some road of the main network is inside the boundary (both in the city's CRS)."""
    inside = shapely.contains_xy(boundary, roads.xy_m[roads.main])
    if not inside.any():
        raise InputError(
            source, _("no road inside the city's boundary"), _("check that roads and boundary are of one city")
        )


def far_from_roads(zones: gpd.GeoDataFrame, roads: Roads) -> tuple[Problem, ...]:
    """Report the people of zones that no road of the main network comes near."""
    lived_in = zones[zones["population"] >= 0.5]
    far = roads.snap(lived_in[["x_m", "y_m"]].to_numpy()).distance_m > FAR_M
    if not far.any():
        return ()
    people = lived_in.loc[far, "population"].sum()
    reason = _(
        "{people:,.0f} people live more than {far_m:.0f} km from the road network", people=people, far_m=FAR_M / 1000
    )
    return (Problem(_("{sum} zones", sum=int(far.sum())), reason, _("kept; their drives start at the nearest road")),)


def beyond(count: int, records: int, bounds: Bounds | None) -> tuple[Problem, ...]:
    """Say how many of how many rows were left out because they lie beyond some bounds."""
    if bounds is None or not count:
        return ()
    said = _("{count} of {records} rows", count=count, records=records)
    return (
        Problem(
            said,
            _(
                "beyond the city and {around_deg:g} degrees around it ({in_words}), or nowhere",
                around_deg=AROUND_DEG,
                in_words=in_words(bounds),
            ),
            _("dropped"),
        ),
    )
