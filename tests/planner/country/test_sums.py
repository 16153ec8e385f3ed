"""Sums of money that are planned for."""

from types import SimpleNamespace

from planner.country.config.country import CountryConfig
from planner.country.money import sharing as sharing_of
from planner.country.money.curves import Curve, Line, Point, curve_of
from planner.country.money.knapsack import Choices, best_steps
from planner.country.money.sharing import share
from planner.country.plan.planned import Planned
from planner.country.plan.sums import finer_sums, first_sums
from planner.country.plan.workload import workload


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
    assert workload(run) == said


def two_askers() -> list[Curve]:
    """One of whom a line says at every hundredth unit what no plan passes, so that its steps are more than its points."""
    made = ((0, 0.0, 0.0), (400, 4.0, 10.0), (800, 5.0, 20.0)), ((0, 0.0, 0.0), (400, 3.0, 3.0), (800, 4.0, 4.0))
    lines = [Line(800, 20.0, 0.025)], []
    return [
        curve_of(name, [Point(*one) for one in points], points[-1][-1], {}, lines=of, fine=8)
        for name, points, of in zip("ab", made, lines, strict=True)
    ]


def test_a_sum_is_asked_for_that_would_be_best_if_every_bound_were_a_plan() -> None:
    sharing = share(two_askers(), 800)
    assert {name: one.units for name, one in sharing.chosen.items()} == {"a": 400, "b": 400}
    assert sharing.hoped == {"a": 700, "b": 0}
    assert finer_sums(two_askers(), sharing, dict.fromkeys("ab", (0, 400, 800))) == {
        "a": [200, 600, 700],
        "b": [200, 600],
    }


def test_where_the_bound_has_no_split_what_the_plans_are_given_stands_for_it(monkeypatch) -> None:
    def without_steps(steps, *asked):
        found = best_steps(steps, *asked)
        return Choices(None, found.bound) if len(steps[0]) > len(two_askers()[0].points) else found

    monkeypatch.setattr(sharing_of, "best_steps", without_steps)
    sharing = share(two_askers(), 800)
    assert sharing.hoped == {"a": 400, "b": 400}
    assert sharing.bound == 23.0
