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
        "longitude and latitude are swapped; save it as longitude, latitude"
        if turned.intersects(box)
        else f"the roads of {roads} cover {in_words(bounds)}; give files of one city"
    )
    raise InputError(where, f"a boundary at {in_words(boundary.bounds)}, away from the roads", advice)


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
            f"all people live at {at}, outside of the roads",
            f"the roads of {roads} cover {in_words(bounds)}; give files of one city",
        )
    if people[~near].sum() < 0.5:
        return ()
    share = people[~near].sum() / people.sum()
    return (
        Problem(
            f"{int((~near).sum())} records",
            f"{people[~near].sum():.0f} people ({share:.1%}) live beyond the road file's bounds",
            "kept; the road file may be too small for the city",
        ),
    )


def check_roads(roads: Roads, boundary: Polygon | MultiPolygon, source: str) -> None:
    """Raise InputError unless some road of the main network is inside the boundary (both in the city's CRS)."""
    inside = shapely.contains_xy(boundary, roads.xy_m[roads.main])
    if not inside.any():
        raise InputError(source, "no road inside the city's boundary", "check that roads and boundary are of one city")


def far_from_roads(zones: gpd.GeoDataFrame, roads: Roads) -> tuple[Problem, ...]:
    """Report the people of zones that no road of the main network comes near."""
    lived_in = zones[zones["population"] >= 0.5]
    far = roads.snap(lived_in[["x_m", "y_m"]].to_numpy()).distance_m > FAR_M
    if not far.any():
        return ()
    people = lived_in.loc[far, "population"].sum()
    reason = f"{people:.0f} people live more than {FAR_M / 1000:.0f} km from the road network"
    return (Problem(f"{int(far.sum())} zones", reason, "kept; their drives start at the nearest road"),)


def beyond(count: int, records: int, bounds: Bounds | None) -> tuple[Problem, ...]:
    """Say how many of how many rows were left out because they lie beyond some bounds."""
    if bounds is None or not count:
        return ()
    said = f"{count} of {records} rows"
    return (
        Problem(
            said, f"beyond the city and {AROUND_DEG:g} degrees around it ({in_words(bounds)}), or nowhere", "dropped"
        ),
    )
