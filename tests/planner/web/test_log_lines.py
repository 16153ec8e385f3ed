"""A fault that comes a thousand times does not fill the disk with its log."""

import io
import logging

from planner.web.security.log_lines import Throttle
from planner.web.security.rates import Bucket


def log_bug(log, number):
    try:
        open("/no/such/file")  # noqa: PTH123, SIM115
    except OSError:
        log.exception("bug %s", number)


def test_a_fault_that_comes_a_thousand_times_is_a_few_lines_and_others_are_told():
    now = [0.0]
    out = io.StringIO()
    handler = logging.StreamHandler(out)
    handler.addFilter(Throttle(Bucket(5, 1, lambda: now[0]), Bucket(100, 1, lambda: now[0])))
    log = logging.getLogger("of this test")
    log.propagate = False
    log.addHandler(handler)
    for number in range(1000):
        log_bug(log, number)
    log.error("something else %s", 7)
    told = out.getvalue()
    assert told.count("Traceback") == 5
    assert "something else 7" in told
    assert len(told) < 5000
    now[0] += 1
    log.error("bug %s", 1)
    assert "left out" not in out.getvalue(), "of another line of the program"
    log_bug(log, 1000)
    assert "bug 1000" in out.getvalue()
    for number in range(1000):
        log.error(f"all different {number:070}")  # noqa: G004  as asyncio does
    assert out.getvalue().count("all different") <= 100
