"""Sums of money that are planned for."""

from types import SimpleNamespace

from planner.country.config.country import CountryConfig
from planner.country.money.curves import Point, curve_of
from planner.country.money.sharing import share
from planner.country.plan.ahead import ahead
from planner.country.plan.planned import Planned
from planner.country.plan.sums import finer_sums, first_sums


def test_sums_reach_from_nothing_to_the_budget_with_the_next_million() -> None:
    asked = CountryConfig.model_validate({"country": "KG", "budget_usd": 8e6, "cities": [{"config": "a.toml"}]})
    sums = first_sums(asked)
    assert (sums[0], sums[-2], sums[-1]) == (0, 8_000, 9_000)
    own = asked.model_copy(update={"money": asked.money.model_copy(update={"sums_usd": (1e6, 99e6)})})
    assert first_sums(own) == [0, 1_000, 8_000, 9_000]


def test_finer_sums_lie_beside_what_was_given_and_never_too_close() -> None:
    curve = curve_of(
        "a", [Point(u, float(v), float(v)) for u, v in ((0, 0), (100, 50), (400, 60), (500, 200))], 200.0, {}
    )
    sharing = share([curve], 400)
    assert set(finer_sums([curve], sharing, {"a": [0, 100, 400, 500]})["a"]) >= {250, 450}
    assert finer_sums([curve], sharing, {"a": range(501)}) == {}


def test_how_many_searches_are_ahead_at_most_is_told_with_their_time() -> None:
    asked = CountryConfig.model_validate(
        {
            "country": "KG",
            "budget_usd": 3e6,
            "cities": [{"config": "a.toml"}],
            "money": {"sums_usd": [1e6, 2e6, 3e6], "refine": 1, "road_time_limit_s": 40, "city_time_limit_s": 20},
            "compare": {"mixes": ["ccs2_heavy", "gbt_heavy"]},
        }
    )
    run = Planned(asked)
    run.roads, run.cities = SimpleNamespace(), [SimpleNamespace()]
    sums = len(first_sums(asked)) - 1 + 3
    said = (
        f"ahead: 1 city, at most {sums} searches of 20 s; roads, at most {sums} searches of 40 s; then 2 mixes of plugs"
    )
    assert ahead(run) == said
