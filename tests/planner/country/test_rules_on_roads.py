"""Rules of the roads that ask for stations are rules of the country's plan: kept and told, or refused by name with the money that is known to be too little."""

from pathlib import Path

import pytest

from planner.cluster.cluster import Cluster
from planner.corridors.question.rules import Floor
from planner.country.config.country import CountryConfig
from planner.country.output.summary import summary
from planner.country.plan.planning import plan_country
from planner.country.road_plans.rule_words import floor_share
from planner.country.road_plans.searches import answer_roads
from planner.country.telling.country import country_of
from planner.errors import InfeasibleError
from planner.support.stopping import Stopping
from tests.fixtures.sample_roads import sample_roads
from tests.fixtures.tiny_city import silent

FLOOR = '[[corridors.rules.floors]]\nshare = {share}\nregion = "East"\n'
FREE = "[[corridors.rules.floors]]\nshare = 0.4\n"
NORM = '[[corridors.rules.norms]]\nname = "own 60"\nkm = 60\nfamily = "gbt"\nbinding = true\n'
EASTERN = "at least 95 % of the trips between towns (East)"


def planned(config: CountryConfig):
    with Cluster(1) as cluster:
        return plan_country(config, cluster, say=silent, stopping=Stopping())


def with_rules(folder: Path, rules: str, usd: int = 900_000) -> CountryConfig:
    config = sample_roads(folder, rules)
    money = config.money.model_copy(update={"sums_usd": (usd / 2,)})
    return config.model_copy(update={"budget_usd": float(usd), "money": money})


def test_a_floor_of_trips_is_kept_and_told(tmp_path: Path) -> None:
    free = planned(with_rules(tmp_path, ""))
    assert free.road_plan is not None
    instance, share = free.road_plan.prepared.instance, free.road_plan.played.share
    assert floor_share(instance, Floor(0.95, "East"), share) < 0.95, "nobody keeps it without being asked"
    found = country_of(planned(with_rules(tmp_path, FLOOR.format(share=0.95))))
    (floor,) = found.floors
    assert floor["given"] >= floor["least"] == 0.95
    assert str(floor["said"]).replace("\u202f", " ").startswith(f"{EASTERN}: ")
    assert found.spent_usd <= found.budget_usd
    (promise,) = summary(found)["floors"]
    assert promise["given"] == floor["given"]


@pytest.mark.parametrize(
    ("rules", "usd", "named"),
    [(FLOOR.format(share=0.95), 200_000, EASTERN), (NORM, 200_000, "the norm own 60 on all roads")],
)
def test_rules_that_the_money_cannot_keep_are_refused_by_name_with_the_money(tmp_path, rules, usd, named) -> None:
    with pytest.raises(InfeasibleError) as refused:
        planned(with_rules(tmp_path, rules, usd))
    said = str(refused.value).replace("\u202f", " ")
    assert f"the rules of the roads ({named}; " in said
    assert "raise budget_usd" in said


def test_what_nothing_keeps_needs_no_money(tmp_path: Path) -> None:
    """A floor that is kept without stations asks for none."""
    run = planned(with_rules(tmp_path, FREE, 1_000))
    assert run.road_answers is not None
    assert not run.road_answers.are_rules_asked
    assert country_of(run).built == ()


def test_sums_that_are_known_to_be_too_little_are_not_searched_again(tmp_path: Path) -> None:
    run = planned(with_rules(tmp_path, FLOOR.format(share=0.95)))
    assert run.roads is not None
    assert run.road_answers is not None
    few = answer_roads(silent, Stopping(), run.roads.task, [100_000.0])
    assert few.refused == (100_000.0,)
    told: list[object] = []
    assert answer_roads(told.append, Stopping(), run.roads.task, [100_000.0], few).refused == few.refused
    assert told == []
