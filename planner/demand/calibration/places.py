"""Zones reweighted by what was metered at the places that serve them."""

from dataclasses import dataclass

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from geodata.connectors import Current
from planner.demand.calibration.calibration import NEED_OF, Fit
from planner.demand.calibration.catchments import shares_of
from planner.demand.calibration.metered_places import DAY, MeteredPlaces, metered_places, window_of
from planner.demand.calibration.place_factors import misplaced, shrunk_factors, spread_of
from planner.demand.calibration.session_figures import Lacking
from planner.demand.occasions import NEEDS
from planner.demand.spans import Floats
from planner.support.speech import _

LEAST_PLACES = 3
"""With fewer there is nothing that could lie at one place rather than another."""
LEAST_SESSIONS = 100
"""Sessions tied to places; as for a mean."""
LEAST_DAYS = 14
"""Two weeks, so that no place is judged by its Sundays."""
HELD_OUT_DAYS = 42
"""From so many days on, the last third is foretold from the first two."""


@dataclass(frozen=True)
class Guns:
    """Guns of a current at a station that serve zones, metered or not.

    Parameters
    ----------
    key, current : (stations,) str
    xy_m : (stations, 2)
    guns : (stations,)
    """

    key: NDArray[np.str_]
    current: NDArray[np.str_]
    xy_m: Floats
    guns: Floats


def guns_with(places: MeteredPlaces, standing: pd.DataFrame) -> Guns:
    """Guns of the supply (``station_id, current, guns, x_m, y_m``) and of the metered places that are not in it."""
    known = set(zip(standing["station_id"], standing["current"], strict=True))
    new = [k for k in range(len(places)) if (places.key[k], places.current[k]) not in known]
    return Guns(
        np.concatenate([standing["station_id"].to_numpy(dtype=str), places.key[new]]),
        np.concatenate([standing["current"].to_numpy(dtype=str), places.current[new]]),
        np.vstack([standing[["x_m", "y_m"]].to_numpy(dtype=float), places.xy_m[new]]),
        np.concatenate([standing["guns"].to_numpy(dtype=float), places.evses[new].astype(float)]),
    )


@dataclass(frozen=True)
class Served:
    """Which of a zone's demand is metered at which place.

    Parameters
    ----------
    share : (zones, places)
        Of the zone's demand for the current of the place.
    need : (places,) int
        Number in `NEEDS`.
    """

    share: Floats
    need: NDArray[np.int64]

    def expected(self, zone_kwh: Floats) -> Floats:
        """Energy a day that the model lays at each place, of (zones, needs); (places,)."""
        return np.asarray((self.share * zone_kwh[:, self.need]).sum(axis=0))

    def zone_factors(self, zone_kwh: Floats, factor: Floats) -> Floats:
        """Geometric mean of the factors of the places that serve a zone, 1 for what is metered nowhere; (zones,)."""
        by_need = np.stack(
            [self.share[:, self.need == n] @ np.log(factor[self.need == n]) for n in range(len(NEEDS))], axis=1
        )
        total = zone_kwh.sum(axis=1, keepdims=True)
        weight = np.divide(zone_kwh, total, out=np.zeros_like(zone_kwh), where=total > 0)
        return np.asarray(np.exp((by_need * weight).sum(axis=1)))


def served_by(places: MeteredPlaces, guns: Guns, zones_xy_m: Floats) -> Served:
    """Find the share of every zone at every metered place."""
    share = np.zeros((len(zones_xy_m), len(places)))
    for current in Current:
        rows, mine = np.flatnonzero(guns.current == current.value), np.flatnonzero(places.current == current.value)
        found = shares_of(zones_xy_m, guns.xy_m[rows], guns.guns[rows])
        at = {key: k for k, key in enumerate(guns.key[rows])}
        share[:, mine] = found[:, [at[key] for key in places.key[mine]]]
    need = [NEEDS.index(NEED_OF[Current(one)]) for one in places.current]
    return Served(share, np.array(need, dtype=np.int64))


def lacking_places(places: MeteredPlaces) -> tuple[Lacking, ...]:
    """What is missing for the zones: places, sessions, days."""
    days = int(places.days.max()) if len(places) else 0
    asked = (
        (_("places with metered sessions, for where demand lies"), len(set(places.key.tolist())), LEAST_PLACES),
        (_("sessions at known places, for where demand lies"), int(places.sessions.sum()), LEAST_SESSIONS),
        (_("days of sessions at known places, for where demand lies"), days, LEAST_DAYS),
    )
    return tuple(Lacking(*one) for one in (asked if len(places) else asked[:2]) if one[1] < one[2])


def place_factors(places: MeteredPlaces, expected_per_day: Floats) -> Floats:
    """Factor of each place against the model at the level of its own current; (places,), 1 where the model expects nothing."""
    factor = np.ones(len(places))
    for current in Current:
        mine = np.flatnonzero((places.current == current.value) & (expected_per_day > 0))
        if not len(mine):
            continue
        expected = expected_per_day[mine] * places.days[mine]
        expected *= places.kwh[mine].sum() / expected.sum()
        quantum = places.quantum_kwh[mine]
        factor[mine] = shrunk_factors(
            places.kwh[mine], expected, quantum, spread_of(places.kwh[mine], expected, quantum)
        )
    return factor


def place_error(places: MeteredPlaces, expected_per_day: Floats) -> float:
    """Share of the metered energy at another place than foretold, each current for itself."""
    wrong = 0.0
    for current in Current:
        mine = places.current == current.value
        expected = expected_per_day[mine] * places.days[mine]
        if expected.sum() > 0:
            wrong += misplaced(expected, places.kwh[mine]) * places.kwh[mine].sum()
        else:
            wrong += places.kwh[mine].sum()
    return float(wrong / places.kwh.sum())


def held_out(sessions: pd.DataFrame, expected_of: dict[tuple[str, str], float]) -> Fit | None:
    """Foretell the last third of the days by place from the first two; None where there are too few days.

    Parameters
    ----------
    sessions : DataFrame
        Schema SESSIONS.
    expected_of : dict
        Energy a day that the model lays at each place and current.
    """
    placed = sessions[sessions["x_m"].notna() & sessions["current"].notna()]
    if placed.empty:
        return None
    first, last = window_of(placed)
    if (last - first) / DAY < HELD_OUT_DAYS:
        return None
    cut = str(first + (2 * (last - first)) // 3)
    before, after = (metered_places(placed[placed["start"].str[:10].lt(cut) == early]) for early in (True, False))
    seen = {(key, current): k for k, (key, current) in enumerate(zip(before.key, before.current, strict=True))}
    mine = [k for k in range(len(after)) if (after.key[k], after.current[k]) in seen]
    if len(mine) < LEAST_PLACES:
        return None
    later = MeteredPlaces(*(getattr(after, name)[mine] for name in after.__dataclass_fields__))
    rows = [seen[key, current] for key, current in zip(later.key, later.current, strict=True)]
    model = np.array([expected_of[key, current] for key, current in zip(later.key, later.current, strict=True)])
    by_place = np.array([expected_of[key, current] for key, current in zip(before.key, before.current, strict=True)])
    return Fit(
        _("share of the energy after {cut} at another place than foretold from before", cut=cut),
        place_error(later, model),
        place_error(later, model * place_factors(before, by_place)[rows]),
        len(mine),
        raw=place_error(later, (before.kwh / before.days)[rows]),
    )
