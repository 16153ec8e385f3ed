"""What must be bought later where a bet loses little and yet breaks a promise of the world that came."""

from typing import Any

import pytest

from planner.compare import flexibility
from planner.compare.flexibility import Flexible
from planner.compare.regrets import Regrets
from planner.model.program.effort import Effort


def asked(unfit: frozenset[tuple[str, str]]) -> Flexible:
    values = {"east": {"east": 100.0, "west": 49.5}, "west": {"east": 99.0, "west": 50.0}}
    regrets = Regrets(("east", "west"), values, {"east": 100.0, "west": 50.0}, dict.fromkeys(values, 0.0), unfit)
    instances: dict[str, Any] = dict.fromkeys(values, None)
    return Flexible({}, instances, regrets, {}, 0.05, 0.0, 0.0, Effort())


def test_a_promise_that_is_broken_must_be_bought_back_however_little_is_lost(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(flexibility, "_later", lambda _, plan, worst: {"later_usd": 7.0, "bought": (plan, worst)})
    kept = flexibility._recourse(asked(frozenset()), lambda _: None)
    assert {row["later_usd"] for row in kept.values()} == {0.0}
    broken = flexibility._recourse(asked(frozenset({("east", "west")})), lambda _: None)
    assert broken["east"]["bought"] == ("east", "west")
    assert broken["west"]["later_usd"] == 0.0
