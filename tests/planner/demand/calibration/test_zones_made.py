"""Zones of made cities whose true demand is known: what meters at some stations say of the others."""

import numpy as np
import pandas as pd
import pytest

from planner.demand.calibration.metered_places import MeteredPlaces
from planner.demand.calibration.place_factors import misplaced
from planner.demand.calibration.places import guns_with, place_factors, served_by
from tests.fixtures.drawing import asked

SIDE, STEP_M, STATIONS, METERED, DAYS = 24, 500.0, 80, 50, 60.0


def cities(seed, *, zones, own):
    """Error at stations without meters before and after: `zones` is the spread of the true demand over quarters, `own` that of stations."""
    rng = np.random.default_rng(seed)
    at = np.stack(np.meshgrid(np.arange(SIDE), np.arange(SIDE)), axis=-1).reshape(-1, 2) * STEP_M
    quarter = rng.uniform(0, SIDE * STEP_M, (12, 2))
    nearest = np.linalg.norm(at[:, None] - quarter[None], axis=2).argmin(axis=1)
    model = np.column_stack([rng.gamma(2.0, 50.0, len(at)), np.zeros(len(at))])  # fast, slow
    truth = model * rng.lognormal(0, zones, 12)[nearest, None]
    stations = rng.uniform(0, SIDE * STEP_M, (STATIONS, 2))
    guns = rng.integers(1, 7, STATIONS)
    standing = pd.DataFrame(
        {
            "station_id": [f"s{k}" for k in range(STATIONS)],
            "current": "DC",
            "guns": guns,
            "x_m": stations[:, 0],
            "y_m": stations[:, 1],
        }
    )

    def places(kwh):
        many = np.full(len(kwh), 12.0)
        return MeteredPlaces(
            standing["station_id"].to_numpy(dtype=str)[: len(kwh)],
            np.full(len(kwh), "DC"),
            stations[: len(kwh)],
            guns[: len(kwh)],
            many.astype(int),
            kwh,
            np.full(len(kwh), DAYS),
            many,
        )

    everywhere = places(np.ones(STATIONS))
    whole = served_by(everywhere, guns_with(everywhere, standing), at)
    given = whole.expected(truth) * rng.lognormal(-(own**2) / 2, own, STATIONS)
    metered = places(rng.poisson(given[:METERED] * DAYS / 12.0) * 12.0)
    served = served_by(metered, guns_with(metered, standing), at)
    factor = served.zone_factors(model, place_factors(metered, served.expected(model)))
    unseen = given[METERED:]
    return [misplaced(whole.expected(zone)[METERED:], unseen) for zone in (model, model * factor[:, None])]


def test_quarters_that_ask_for_more_than_the_model_says_are_found_at_stations_without_meters():
    found = np.array([cities(seed, zones=0.75, own=0.0) for seed in range(8)])
    assert found[:, 1].mean() < 0.8 * found[:, 0].mean()


def test_luck_of_stations_that_says_nothing_of_their_quarter_does_little_harm():
    found = np.array([cities(seed, zones=0.0, own=0.75) for seed in range(8)])
    assert found[:, 1].mean() < 1.1 * found[:, 0].mean()


@pytest.mark.parametrize("seed", range(asked(3, few=1)))
def test_meters_that_agree_with_the_model_leave_the_zones_as_they_are(seed):
    before, after = cities(seed, zones=0.0, own=0.0)
    assert before < 1e-9
    assert after < 0.02
