"""Share of each zone's people in flats and in houses, by the buildings there."""

import geopandas as gpd
import numpy as np
import shapely
from numpy.typing import NDArray

from geodata.osm.buildings import residents_of
from geodata.report import Assumption, Problem
from geodata.speech import _

Floats = NDArray[np.float64]

UNKNOWN_SHARE = 0.5
"""Share of people in flats where no residential building or land is mapped in the whole city (assumed)."""
MAPPED_SHARE = 0.05
"""Homes for this share of a zone's people tell how all of them live; fewer are a chance find (assumed)."""
ALIKE = 20
"""A zone without mapped homes is taken to be like so many mapped ones of the nearest density: in Almaty hardly anybody
lives in flats below 1,000 people to a square kilometre, and nearly all above 6,000."""


def dwelling_split(
    features: gpd.GeoDataFrame, zones: gpd.GeoDataFrame
) -> tuple[Floats, Floats, tuple[Problem, ...], tuple[Assumption, ...]]:
    """Split the people of each zone by dwelling, in proportion to those guessed from its buildings.

    Zones of which hardly any home is mapped take the split of mapped zones that are as densely lived in.

    Parameters
    ----------
    features : GeoDataFrame
        As `OsmExtract.features`.
    zones : GeoDataFrame
        Schema ZONES, in a metric CRS.

    Returns
    -------
    flat_people, house_people : (zones,)
        They sum to the population of the zone.
    problems, assumptions : tuple
        Zones that are split as others are, and what the split rests on.
    """
    people = zones["population"].to_numpy(dtype=np.float64)
    in_flats, in_houses = _guessed(features, zones)
    homes = in_flats + in_houses
    if not homes.any():
        reason = _("no residential building and no residential land is mapped")
        nothing = Problem(_("the whole city"), reason, _("half of its people are taken to live in flats"))
        said = Assumption(
            _("people in flats"), _("{unknown_share:.0%} in every zone", unknown_share=UNKNOWN_SHARE), reason
        )
        return *_split(people, np.full(len(zones), UNKNOWN_SHARE)), (nothing,), (said,)
    known = (homes > 0) & (homes >= MAPPED_SHARE * people)
    if not known.any():
        known = homes > 0
    share = np.zeros(len(zones))
    share[known] = in_flats[known] / homes[known]
    density = people / zones.area.to_numpy()
    share[~known] = _like_others(density[~known], density[known], share[known])
    flats, houses = _split(people, share)
    bare = (people > 0) & ~known
    doubt = Problem(
        _("{sum} zones with {sum_2:.0f} people", sum=bare.sum(), sum_2=people[bare].sum()),
        _("hardly any home is mapped there"),
        _(
            "split as mapped zones of like density: {sum:.0%} in flats",
            sum=flats[bare].sum() / max(people[bare].sum(), 1e-09),
        ),
    )
    said = Assumption(
        _("people in flats"),
        _(
            "{sum:.0%}, by type, storeys and size of the buildings in each zone",
            sum=flats.sum() / max(people.sum(), 1.0),
        ),
        _("geodata/osm/buildings.py; nobody counted them"),
    )
    return flats, houses, (doubt,) if bare.any() else (), (said,)


def _like_others(density: Floats, known_density: Floats, share: Floats) -> Floats:
    """Mean share of the known zones next in density."""
    order = np.argsort(known_density, kind="stable")
    many = min(ALIKE, len(order))
    first = np.clip(np.searchsorted(known_density[order], density) - many // 2, 0, len(order) - many)
    total = np.concatenate([[0.0], np.cumsum(share[order])])
    mean: Floats = np.clip((total[first + many] - total[first]) / many, 0.0, 1.0)
    return mean


def _guessed(features: gpd.GeoDataFrame, zones: gpd.GeoDataFrame) -> tuple[Floats, Floats]:
    """People in flats and in houses as guessed, by zone."""
    residents = residents_of(features, str(zones.crs))
    group, zone = shapely.STRtree(zones.geometry.to_numpy()).query(residents.points, predicate="intersects")
    _, first = np.unique(group, return_index=True)  # a point on the edge of two zones is of one
    group, zone = group[first], zone[first]
    weight = np.where(residents.flats[group], residents.people[group], 0.0)
    both = np.bincount(zone, residents.people[group], minlength=len(zones))
    flats = np.bincount(zone, weight, minlength=len(zones)).astype(np.float64)
    return flats, np.maximum(both - flats, 0.0)


def _split(people: Floats, share: Floats) -> tuple[Floats, Floats]:
    """Parts that sum to the people to the last bit: the smaller one is what the larger leaves."""
    larger = people * np.maximum(share, 1.0 - share)
    smaller = people - larger
    return np.where(share >= 0.5, larger, smaller), np.where(share >= 0.5, smaller, larger)
