"""Valued lists of small towns: nothing false is told of them, and lies about them are caught."""

from collections import Counter
from dataclasses import replace

import numpy as np
import pytest

from benchmarks.certificates import _of_list
from benchmarks.claims import lists
from benchmarks.claims.lists import drawn_list, false_list
from benchmarks.small_questions import small_town

KEEPS, BREAKS = 5, 9
"""Seeds of a town and a list that keeps all rules, and of one that breaks some and could have sites more and less."""


@pytest.fixture(scope="module")
def heard():
    """What was asked and told of the list of each seed, once nothing false was found in it."""
    found, told, honest = {}, Counter[str](), lists.false_valued
    with pytest.MonkeyPatch.context() as patched:
        for seed in (KEEPS, BREAKS):

            def keep(*asked, _seed=seed):
                found[_seed] = asked[:3]
                return honest(*asked)

            patched.setattr(lists, "false_valued", keep)
            city, scenario = small_town(seed)
            assert false_list(city, scenario, drawn_list(city, scenario, np.random.default_rng([seed, 14])), told) == []
    return found, told


@pytest.mark.parametrize(
    "kind",
    [
        "keeps all rules",
        "breaks rules",
        "what it is worth",
        "the best plan for its money",
        "how much better a plan may be, in words",
        "energy with a site less",
        "energy with a site more",
    ],
)
def test_what_is_said_of_a_list_is_held_to_what_is_so(kind, heard) -> None:
    assert heard[1][f"a list: {kind}"]


def more(figures, name, by=2.0):
    return {**figures, name: by * figures[name]}


@pytest.mark.parametrize(
    ("seed", "lie", "said"),
    [
        (KEEPS, lambda one: {**one, "given": more(one["given"], "value")}, "it is told"),
        (KEEPS, lambda one: {**one, "given": more(one["given"], "cost_usd")}, "the list costs"),
        (KEEPS, lambda one: {**one, "best": more(one["best"], "bound", 0.5)}, "has a bound of"),
        (KEEPS, lambda one: {**one, "best": more(one["best"], "value")}, "is worth"),
        (KEEPS, lambda one: {**one, "breaches": [{"rule": "bays", "title": "", "said": ""}]}, "it keeps all"),
        (BREAKS, lambda one: {**one, "breaches": []}, "it breaks some"),
        (BREAKS, lambda one: {**one, "drop": [{**row, "lost_kwh": row["lost_kwh"] + 9.0} for row in one["drop"]]}, "kWh, it is told"),
        (BREAKS, lambda one: {**one, "add": [{**row, "gained_kwh": row["gained_kwh"] + 9.0} for row in one["add"]]}, "kWh, it is told"),
    ],
)  # fmt: skip
def test_a_list_that_is_told_otherwise_is_caught(seed, lie, said, heard) -> None:
    question, listed, dossier = heard[0][seed]
    told = replace(dossier, studies={**dossier.studies, "list": lie(dossier.studies["list"])})
    assert any(said in text for text in lists.false_valued(question, listed, told, Counter())), said


def test_a_list_that_breaks_only_what_is_settled_is_rightly_told_so() -> None:
    assert _of_list(470_000_131, Counter()) == []


@pytest.mark.parametrize("seed", [474_000_169, 476_000_069])
def test_guns_that_the_best_plan_takes_down_for_others_are_not_to_be_added_first(seed: int) -> None:
    assert _of_list(seed, Counter()) == []
