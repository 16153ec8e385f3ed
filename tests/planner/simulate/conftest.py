"""Fixtures shared by tests of plays."""

import pytest

from planner.simulate import play as playing
from tests.fixtures.played_street import even_habits


@pytest.fixture
def even(monkeypatch):
    """Sessions of 25 kWh on the mean, at 50 kW, at the same rate all day."""

    def use(session_kwh: float = 25.0, power_kw: float = 50.0, stay_h: float = 0.0) -> None:
        habits = lambda question, _: even_habits(question, session_kwh=session_kwh, power_kw=power_kw, stay_h=stay_h)  # noqa: E731
        monkeypatch.setattr(playing, "habits_of", habits)

    use()
    return use
