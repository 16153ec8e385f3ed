"""Why money is left: what holds back the chargers that could serve more, built or not, in the words of the rules."""

from typing import Any

import numpy as np
import pytest

from benchmarks.plain.flat import changed, flat
from planner.model.explain.binding import Load
from planner.model.explain.leftover import held_back
from planner.model.rules.kinds.ruling import Ruling, with_budget
from planner.output.report.writer import report_html
from planner.output.shared.plain_words import keyless
from planner.output.shared.shortfall import unspent
from planner.pipeline import make_plan
from tests.fixtures.crowded_street import CROWD
from tests.fixtures.one_site import FULL, one_site
from tests.fixtures.small_cities import city
from tests.fixtures.tiny_city import silent, tiny_city, tiny_scenario


def held_by(served: float = FULL, **changes: Any) -> set[str]:
    instance, chargers = one_site(**changes)
    load = np.zeros((1, 5))
    load[0, 3] = served
    left = flat(instance).demand - np.array([[0.0, 0.0, served, 0.0]])
    return {
        one.by.code if isinstance(one.by, Ruling) else one.by for one in held_back(instance, Load(chargers, load, left))
    }


def test_what_holds_back_further_chargers_is_named() -> None:
    assert held_by() == {"use"}
    assert held_by(bays=np.array([3])) == {"bays"}
    assert held_by(grid_kw=np.array([110.0])) == {"site_power"}
    assert held_by(budget=30_000.0) == {"budget"}
    assert held_by(served=100.0, demand=np.array([[0.0, 0.0, 100.0, 0.0]])) == {"demand"}


def test_fast_drivers_are_not_held_back_by_little_use_because_a_slow_post_is_affordable() -> None:
    """Two queues stay short: the money left buys a post of 7 kW, which is of no use to those who charge fast."""
    base = city(np.random.default_rng(5), 1, 1, ["ac_gbt", "dc_gbt"], budget=500_000.0, rules=False)
    one = flat(one_site(demand=np.array([[0.0, 0.0, 5_000.0, 300.0]]))[0])
    keys = ("zone", "site", "worth", "demand", "existing", "standing", "bays", "grid_kw", "site_cost")
    instance, chargers = changed(base, **{key: getattr(one, key) for key in keys}), np.array([[0, 1]])
    spent_usd, post_usd = float(instance.cost_usd(chargers).sum()), float(instance.products.usd[0])
    instance = with_budget(instance, spent_usd + post_usd + 1.0)
    load = np.array([[0.0, 0.0, 0.0, FULL, 0.0]])
    unserved = flat(instance).demand - np.array([[0.0, 0.0, FULL, 0.0]])
    found = {str(one.by): one.kwh for one in held_back(instance, Load(chargers, load, unserved))}
    assert found == {"budget": pytest.approx(5_000.0 - FULL), "use": pytest.approx(300.0)}


def test_demand_that_no_site_or_no_charger_reaches_is_told_apart() -> None:
    """CCS2 drivers where only GB/T is sold; and a zone without a site."""
    assert held_by(demand=np.array([[900.0, 0.0, 5_000.0, 0.0]])) == {"use", "chargers"}
    instance, chargers = one_site(demand=np.array([[0.0, 0.0, 5_000.0, 0.0], [0.0, 0.0, 700.0, 0.0]]), district=None)
    left = flat(instance).demand - np.array([[0.0, 0.0, FULL, 0.0], [0.0] * 4])
    load = np.array([[0.0, 0.0, 0.0, FULL, 0.0]])
    found = {str(one.by): one.kwh for one in held_back(instance, Load(chargers, load, left))}
    assert found == {"use": pytest.approx(5_000.0 - FULL), "reach": pytest.approx(700.0)}


@pytest.mark.parametrize(
    ("plan", "said"),
    [
        ({"max_sites": 1}, "number of new sites (1 new site)"),
        ({"chargers": ["dc_gbt_60"]}, "the chargers on offer (none has the plug)"),
        ({"objective": "cost", "coverage": 0.1}, "what is promised is reached without it"),
        ({"objective": "distance", "coverage": 0.1}, "what is promised is served with the least drive that was found"),
    ],
)
def test_report_and_headline_say_in_one_sentence_what_is_left_and_why(plan: dict[str, Any], said: str) -> None:
    scenario = tiny_scenario(plan={"budget_usd": 9_000_000, "max_drive_min": 5, **plan}, demand={"samples": 0})
    dossier = make_plan(tiny_city(CROWD), scenario, say=silent, quick=True)
    told = unspent(dossier)
    assert told is not None
    assert " of the budget is not spent: " in told
    assert said in told
    assert told.count(". ") == 0
    first = report_html(dossier).split('<section id="question">')[1].split("</section>")[0]
    assert keyless(told) in first
