"""Work that is counted: what a search spends is the same to the last digit whatever its thread has worked on before."""

from concurrent.futures import ThreadPoolExecutor

from hypothesis import given
from hypothesis import strategies as st

from planner.support.work import count, worked_by, worked_s
from tests.fixtures.drawing import drawn

SECONDS = st.floats(0, 1e3)


@given(st.lists(SECONDS, max_size=20), st.floats(0, 1e5), SECONDS)
@drawn(100)
def test_spent_and_left_hang_on_nothing_before(counts, before, limit):
    def spent(before):
        count(before)
        began, until, out = worked_s(), worked_by(limit), []
        for one in counts:
            count(one)
            out.append((worked_s() - began, until - worked_s()))
        return out

    found, after = (ThreadPoolExecutor(1).submit(spent, one).result() for one in (0.0, before))
    assert found == after
    assert all(abs(own - sum(counts[: at + 1])) < 1e-6 for at, (own, _left) in enumerate(found))
