"""Plans that are open for edits are few: the one left longest makes room, one that somebody looks at never does, and one left alone is closed."""

from types import SimpleNamespace

import pytest

from planner.web.loops import desk as desks
from planner.web.loops.desk import Desk
from planner.web.refused import RefusedError


class Held:
    """A plan without a process."""

    def __init__(self, plan, *_more):
        self.plan, self.followers, self.touched, self.is_open, self.fault = plan, 0, 0.0, True, ""
        self.process = None

    def close(self):
        self.is_open = False


@pytest.fixture
def desk(project, monkeypatch):
    monkeypatch.setattr(desks, "OpenLoop", Held)
    found = Desk(project, most=2, idle_s=300)
    yield found
    found.close_all()


def test_the_plan_left_longest_makes_room_and_one_that_is_looked_at_stays(desk):
    one, two = desk.opened("1", {}), desk.opened("2", {})
    assert desk.opened("1", {}) is one
    one.touched, two.touched = 1.0, 2.0
    one.followers = 1
    desk.opened("3", {}).followers = 1
    assert (one.is_open, two.is_open) == (True, False)
    with pytest.raises(RefusedError) as refused:
        desk.opened("4", {})
    assert refused.value.status_code == 409
    assert "1, 3" in str(refused.value.detail)
    with pytest.raises(RefusedError):
        desk.found("2")


def test_nobody_waits_for_the_process_of_a_plan_that_makes_room(desk, monkeypatch):
    one, two = desk.opened("1", {}), desk.opened("2", {})
    one.touched, two.touched = 1.0, 2.0
    seen = []

    def close():  # as long as it lasts, others find their plans
        seen.append(desk._lock.locked())
        one.is_open = False

    monkeypatch.setattr(one, "close", close)
    desk.opened("3", {})
    assert seen == [False]


def test_a_plan_whose_process_has_ended_unnoticed_is_opened_anew_at_once(desk):
    one = desk.opened("1", {})
    one.process = SimpleNamespace(alive=True)
    assert desk.opened("1", {}) is one
    one.process.alive = False
    again = desk.opened("1", {})
    assert again is not one
    assert (one.is_open, again.is_open) == (False, True)
    assert desk.found("1") is again


def test_a_plan_that_nobody_looks_at_is_closed_after_a_while_and_opened_anew(desk, monkeypatch):
    now = 1_000.0
    monkeypatch.setattr(desks.time, "monotonic", lambda: now)
    one, two = desk.opened("1", {}), desk.opened("2", {})
    one.touched = two.touched = now - 299
    desk.tidy()
    assert one.is_open
    two.followers, now = 1, 1_002.0
    desk.tidy()
    assert (one.is_open, two.is_open) == (False, True)
    again = desk.opened("1", {})
    assert again is not one
    assert again.is_open
