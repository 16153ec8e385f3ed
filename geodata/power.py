"""Spare power at feeders and substations."""

from collections.abc import Sequence

import geopandas as gpd
import numpy as np
import pandas as pd
from numpy.typing import NDArray

from geodata.report import Problem
from geodata.speech import _
from geodata.tables import Column, Schema

FEEDERS = Schema(
    "feeders",
    {
        "feeder": Column("text", "name or number"),
        "spare_kw": Column("number", "power still free, beyond what stands", "kW"),
        "x_m": Column("number", "east, where the place is known", "m", optional=True, signed=True),
        "y_m": Column("number", "north, where the place is known", "m", optional=True, signed=True),
        "substation": Column("text", "substation that feeds it, where known", optional=True),
    },
    key="feeder",
)

SUBSTATIONS = Schema(
    "substations",
    {
        "substation": Column("text", "name, number or id"),
        "spare_kw": Column("number", "power still free, beyond what stands; empty where unknown", "kW", optional=True),
        "x_m": Column("number", "east, where the place is known", "m", optional=True, signed=True),
        "y_m": Column("number", "north, where the place is known", "m", optional=True, signed=True),
        "source": Column("text", "the user's table, or OpenStreetMap"),
    },
    key="substation",
)

FEEDER_REACH_M = 3_000.0
"""Farther from every known feeder than this, a site is not assumed to hang on one (assumed)."""


def assign_feeders(sites: gpd.GeoDataFrame, feeders: pd.DataFrame) -> tuple[gpd.GeoDataFrame, tuple[Problem, ...]]:
    """Hang each site on a feeder of the table.

    A site that names one keeps it (case and spaces do not matter). A name that the table lacks is taken away, for nothing
    is known of its power, and not replaced: the user meant another one. A site that names none is assumed to hang on the
    nearest feeder whose place is known.

    Parameters
    ----------
    sites : GeoDataFrame
        Schema SITES, in the metric CRS of `feeders`.
    feeders : DataFrame
        Schema FEEDERS; where it is empty the sites come back as they are.

    Returns
    -------
    sites : GeoDataFrame
        The same rows, `feeder` filled where it can be.
    problems : tuple of Problem
        Every site whose feeder is unknown or assumed.
    """
    if feeders.empty or sites.empty:
        return sites.copy(), ()
    known = {_key(name): str(name) for name in feeders["feeder"]}
    nearest = _nearest_feeders(sites, feeders)
    names, problems = [], []
    for site, told, guess in zip(sites["site_id"], sites["feeder"], nearest, strict=True):
        name, problem = _feeder_of(str(site), None if pd.isna(told) else str(told), guess, known)
        names.append(name)
        problems += [problem] if problem else []
    out = sites.copy()
    out["feeder"] = pd.Series(names, index=out.index, dtype=object)
    return out, tuple(problems)


def _feeder_of(
    site: str, told: str | None, guess: tuple[str, float] | None, known: dict[str, str]
) -> tuple[str | None, Problem | None]:
    if told is not None:
        name = known.get(_key(told))
        return name, None if name else Problem(
            site, _("feeder {told!r} is not in the table of feeders", told=told), _("power unknown")
        )
    if guess is None:
        return None, None
    return guess[0], Problem(
        site,
        _("no feeder given"),
        _("assumed on the nearest, {guess}, {guess_2:.0f} m away", guess=guess[0], guess_2=guess[1]),
    )


def _nearest_feeders(sites: gpd.GeoDataFrame, feeders: pd.DataFrame) -> Sequence[tuple[str, float] | None]:
    """Name and distance of the nearest feeder of each site, None where none is near; of equals the first by name."""
    placed = feeders[feeders["x_m"].notna() & feeders["y_m"].notna()].sort_values("feeder")
    if placed.empty:
        return [None] * len(sites)
    from scipy.spatial import cKDTree  # noqa: PLC0415  (a tenth of a second that a kept city does without)

    xy = np.column_stack([sites.geometry.x, sites.geometry.y])
    apart_m, index = cKDTree(placed[["x_m", "y_m"]].to_numpy(dtype=np.float64)).query(xy)
    names = placed["feeder"].to_numpy()[index]
    return [(str(name), float(m)) if m <= FEEDER_REACH_M else None for name, m in zip(names, apart_m, strict=True)]


def _key(name: object) -> str:
    return " ".join(str(name).split()).casefold()


def assign_substations(
    sites: gpd.GeoDataFrame,
    feeders: pd.DataFrame,
    substations: pd.DataFrame,
) -> tuple[list[str | None], tuple[Problem, ...]]:
    """Find the substation of known spare power behind each site.

    It is that of the site's feeder; where that is not known, the nearest one whose place is known is assumed.

    Parameters
    ----------
    sites : GeoDataFrame
        `site_id`, `feeder` as `assign_feeders` leaves it, and Points in the metric CRS of `substations`.
    feeders, substations : DataFrame
        Schemas FEEDERS, SUBSTATIONS; substations of unknown power limit nothing.

    Returns
    -------
    names : list of str or None
        In the order of the sites.
    problems : tuple of Problem
        Every site whose substation is assumed.
    """
    limits = substations[substations["spare_kw"].notna()]
    if limits.empty or sites.empty:
        return [None] * len(sites), ()
    known = {_key(name): str(name) for name in limits["substation"]}
    behind = {
        str(feeder): known.get(_key(name))
        for feeder, name in zip(feeders["feeder"], feeders["substation"], strict=True)
        if isinstance(name, str)
    }
    guesses = _nearest_feeders(sites, limits.rename(columns={"substation": "feeder"}))
    names, problems = [], []
    for site, feeder, guess in zip(sites["site_id"], sites["feeder"], guesses, strict=True):
        name = behind.get(str(feeder))
        if name is None and guess is not None:
            name = guess[0]
            action = _("assumed behind the nearest, {name}, {guess:.0f} m away", name=name, guess=guess[1])
            problems.append(Problem(str(site), _("no substation known"), action))
        names.append(name)
    return names, tuple(problems)


def cable_lengths(sites: gpd.GeoDataFrame, substations: pd.DataFrame) -> NDArray[np.float64]:
    """Metres, as the crow flies, from each site to the nearest substation of known place, NaN where none is within reach."""
    placed = substations[substations["x_m"].notna() & substations["y_m"].notna()]
    if placed.empty or sites.empty:
        return np.full(len(sites), np.nan)
    from scipy.spatial import cKDTree  # noqa: PLC0415  (a tenth of a second that a kept city does without)

    xy = np.column_stack([sites.geometry.x, sites.geometry.y])
    apart_m, _ = cKDTree(placed[["x_m", "y_m"]].to_numpy(dtype=np.float64)).query(xy)
    return np.where(apart_m <= FEEDER_REACH_M, apart_m, np.nan)


def unknown_substation(feeders: pd.DataFrame, substations: pd.DataFrame) -> tuple[str, str] | None:
    """First feeder whose substation the table of substations lacks, with that name."""
    known = {_key(name) for name in substations["substation"]}
    for feeder, name in zip(feeders["feeder"], feeders["substation"], strict=True):
        if isinstance(name, str) and _key(name) not in known:
            return str(feeder), name
    return None


def void_feeder(feeders: pd.DataFrame, sites: pd.DataFrame) -> str | None:
    """First feeder without a place that no site names, so that its limit would bind nothing."""
    named = {_key(name) for name in sites["feeder"] if isinstance(name, str)}
    nowhere = feeders[feeders["x_m"].isna() | feeders["y_m"].isna()]
    return next((str(name) for name in nowhere["feeder"] if _key(name) not in named), None)
