"""Growth by peer countries: by hand on made-up paths, its band in the draws, its words, and that the real table is sound."""

import numpy as np
import pytest

from benchmarks.growth_cases import cases, inside, judged
from planner.catalogue.facts import fact_rows
from planner.demand import peers
from planner.demand.energy import energy_of
from planner.demand.forecast import fleet_in
from planner.demand.peers import outlook, peer_paths
from planner.errors import ConfigError
from tests.fixtures.fleet_table import fleet_read, fleet_table
from tests.fixtures.tiny_city import tiny_scenario

GROWTH = {"a": 2.0, "b": 3.0, "c": 5.0}
PEERS = {"growth": "peers", "ceiling": 100_000}


@pytest.fixture
def paths(monkeypatch):
    """Three countries that grow by a factor of their own each year, all from a share of 0.1 %, in calendars of their own."""
    made = {
        name: (2010.0 + k + np.arange(4), np.log(0.001) + np.arange(4) * np.log(factor))
        for k, (name, factor) in enumerate(GROWTH.items())
    }
    monkeypatch.setattr(peers, "peer_paths", lambda: made)


@pytest.mark.usefixtures("paths")
def test_an_outlook_by_hand():
    found = outlook(0.001, 1.0)
    assert (found.low, found.central, found.high) == pytest.approx((2, 3, 5))
    assert found.countries == ("a", "b", "c")
    assert outlook(0.002, 0.5).central == pytest.approx(
        np.sqrt(3)
    )  # from the middle of a year, wherever each stood then


@pytest.mark.usefixtures("paths")
@pytest.mark.parametrize(("share", "years"), [(0.0005, 1.0), (0.001, 3.5), (0.1, 1.0), (0.001, -1.0), (1.5, 1.0)])
def test_a_share_or_a_time_that_too_few_countries_know_is_refused(share, years):
    with pytest.raises(ValueError, match=r"countries are known|no share of a growing fleet"):
        outlook(share, years)


@pytest.mark.usefixtures("paths")
def test_every_class_grows_as_the_whole_fleet_does_and_it_is_called_an_outlook():
    rows = fleet_table(("taxi", 60, 2025), ("phev", 40, 2025))
    found, said = fleet_read(rows, 2027, **PEERS)
    assert found == {"taxi": pytest.approx(60 * 9), "phev": pytest.approx(40 * 9)}
    assert "an OUTLOOK and no forecast: x 9.00 (4.00 to 25.00) in 2.0 years" in said[0]
    assert "the share of the 100 vehicles counted here: a, b, c" in said[0]


@pytest.mark.usefixtures("paths")
def test_a_counted_year_stands_and_has_no_band():
    rows = fleet_table(("taxi", 60, 2025), ("phev", 40, 2025), ("phev", 50, 2026))
    scenario = tiny_scenario(fleet={"year": 2026, **PEERS})
    found, _ = fleet_in(rows, scenario, 2026)
    ends = found.set_index("vehicle_class")[["low_", "high_"]]
    assert tuple(ends.loc["phev"]) == (1.0, 1.0)
    assert ends.loc["taxi", "low_"] < 1.0 < ends.loc["taxi", "high_"]


@pytest.mark.usefixtures("paths")
def test_the_band_is_drawn_from_the_slowest_to_the_fastest_country():
    rows = fleet_table(("taxi", 100, 2025), port="gbt")
    energy = energy_of(rows, tiny_scenario(fleet={"year": 2026, **PEERS}))
    (growth,) = [one for one in energy.assumed if one.name == "growth"]
    assert (growth.low, growth.central, growth.high) == ("200 vehicles", "300 vehicles", "500 vehicles")
    totals = [energy.kwh({"growth": z}).sum() for z in (-1.0, 0.0, 1.0)]
    assert np.array(totals) / totals[1] == pytest.approx([2 / 3, 1, 5 / 3])
    plain = energy_of(rows, tiny_scenario(fleet={"year": 2025}))
    assert "growth" not in {one.name for one in plain.assumed}


@pytest.mark.usefixtures("paths")
def test_what_cannot_be_is_one_line_with_a_way_out():
    rows = fleet_table(("taxi", 100, 2025))
    with pytest.raises(
        ConfigError, match=r"fleet.growth = 'peers': 0 countries .* give a nearer fleet.year, dated rows"
    ):
        fleet_read(rows, 2040, **PEERS)
    with pytest.raises(ConfigError, match=r"fleet\.ceiling: nothing is known"):
        fleet_read(rows, 2027, growth="peers")


def test_the_table_is_sound_and_says_that_it_was_recalled():
    rows = fact_rows("peer_stock")
    assert {(row["source"], row["confidence"]) for row in rows} == {("recalled from the IEA outlook, not read", "low")}
    for name, (times, logs) in peer_paths().items():
        assert (np.diff(times) == 1).all(), name
        assert np.exp(logs[-1]) < 0.5, name
    assert len(peer_paths()) > 2 * peers.LEAST_PEERS


def test_a_year_ahead_peers_err_less_than_any_fitted_curve_and_no_less_than_the_last_slope_everywhere():
    asked = cases()
    assert {case.country for case in asked} == {"KZ", "UZ", "KG", "TJ"}
    assert all(case.known[-1].when < case.after.when for case in asked)
    found = judged(asked)
    for name in ("linear", "exponential", "logistic", "bass"):
        assert found["peers"]["median_error"] < found[name]["median_error"]
        assert found["peers"]["common_median_error"] < found[name]["common_median_error"]
    hits, of = inside(asked)
    assert 0 < hits < of == len(asked)  # the band is no promise
