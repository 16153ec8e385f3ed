"""Shrinkage of places and its inputs, against integrals, and against made places whose truth is known."""

import numpy as np
import pandas as pd
import pytest
from scipy import stats
from scipy.integrate import quad

from planner.demand.calibration.catchments import shares_of
from planner.demand.calibration.metered_places import metered_places
from planner.demand.calibration.place_factors import misplaced, shrunk_factors, spread_of


@pytest.mark.parametrize(("count", "expected"), [(0, 3.0), (7, 3.0), (400, 100.0)])
def test_the_factor_is_the_posterior_mean_of_a_gamma_with_the_spread_of_a_lognormal(count, expected):
    spread, quantum = 0.75, 12.0
    a = 1 / np.expm1(spread**2)
    assert stats.gamma(a, scale=1 / a).var() == pytest.approx(
        stats.lognorm(spread, scale=np.exp(-(spread**2) / 2)).var()
    )
    prior = stats.gamma(a, scale=1 / a).pdf

    def weighed(power):
        return quad(
            lambda f: f**power * prior(f) * stats.poisson.pmf(count, f * expected),
            0,
            60,
            points=[count / expected or 0.1],
            limit=400,
        )[0]

    found = shrunk_factors(np.array([count * quantum]), np.array([expected * quantum]), np.array([quantum]), spread)
    assert found == pytest.approx([weighed(1) / weighed(0)], rel=1e-4)


def made(rng, places, days, spread):
    """Places with a known factor: expected energy, and metered energy of some days of compound Poisson sessions."""
    factor = rng.lognormal(-(spread**2) / 2, spread, places)
    expected = rng.uniform(5, 60, places) * days
    sessions = rng.poisson(factor * expected / 15.0)
    kwh = np.array([rng.gamma(2.0, 7.5, n).sum() for n in sessions])
    return factor, expected, kwh, np.full(places, 22.5)


def test_shrunk_factors_err_less_than_the_model_and_than_raw_ratios():
    rng = np.random.default_rng(1)
    factor, expected, kwh, quantum = made(rng, 400, 3, 0.75)
    found = shrunk_factors(kwh, expected, quantum)
    error = {
        name: np.mean((one - factor) ** 2) for name, one in (("none", 1.0), ("raw", kwh / expected), ("shrunk", found))
    }
    assert error["shrunk"] < 0.9 * error["raw"] < error["none"]


@pytest.mark.parametrize("spread", [0.4, 0.75, 1.1])
def test_the_spread_of_many_places_is_found_and_few_keep_the_assumed_one(spread):
    _, expected, kwh, quantum = made(np.random.default_rng(2), 1_000, 10, spread)
    assert spread_of(kwh, expected, quantum) == pytest.approx(spread, abs=0.12)
    assert spread_of(kwh[:19], expected[:19], quantum[:19]) == 0.75


def test_a_zone_goes_to_the_stations_around_it_by_guns_and_distance():
    zones, stations = np.array([[0.0, 0], [20_000, 0]]), np.array([[0.0, 0], [1_500, 0], [0, 6_000]])
    share = shares_of(zones, stations, np.array([2.0, 4.0, 9.0]))
    assert share[0] == pytest.approx([1 / (1 + 2 / np.e), 2 / np.e / (1 + 2 / np.e), 0])
    assert share[1].tolist() == [0, 0, 0]


def test_days_before_a_place_opened_are_not_held_against_it_but_a_quiet_week_is():
    days = [f"2026-03-{d:02d}T10:00:00" for d in range(1, 32)]
    rows = (
        [("old", one) for one in days] + [("new", one) for one in days[20:]] + [("quiet", days[6]), ("quiet", days[20])]
    )
    frame = pd.DataFrame(rows, columns=["station_id", "start"]).assign(
        source="s.csv", current="DC", evse=None, x_m=1.0, y_m=2.0, kwh=10.0
    )
    found = metered_places(frame)
    assert dict(zip(found.key, found.days, strict=True)) == {"new": 11, "old": 31, "quiet": 31}
    assert dict(zip(found.key, found.kwh, strict=True)) == {"new": 110, "old": 310, "quiet": 20}


def test_files_of_one_operator_cover_their_days_together_and_the_gap_between_them_counts_for_nothing():
    rows = [(f"2026-0{m}-{d:02d}T10:00:00", f"{m}.csv", "busy") for m in (1, 5) for d in range(1, 29)]
    rows += [("2026-05-07T10:00:00", "5.csv", "rare"), ("2026-03-01T10:00:00", "other.csv", "alone")]
    frame = pd.DataFrame(rows, columns=["start", "source", "station_id"]).assign(
        current="DC", evse=None, x_m=1.0, y_m=2.0, kwh=10.0
    )
    found = metered_places(frame)
    assert dict(zip(found.key, found.days, strict=True)) == {"alone": 1, "busy": 56, "rare": 56}


def test_what_is_misplaced_is_the_share_that_would_have_to_move():
    assert misplaced(np.array([1.0, 1, 2]), np.array([2.0, 2, 0])) == pytest.approx(0.5)
