"""Dask says nothing while it works for us, also where it was loaded by us."""

import subprocess
import sys

SAID = """
import logging
from planner.cluster.quiet import quiet
say = logging.getLogger("distributed.batched").info
with quiet():
    import distributed
    say("a comm that closed while it was written to")
say("the log of others is as it was")
"""


def test_dask_is_silent_though_it_sets_its_log_as_it_loads():
    said = subprocess.run([sys.executable, "-c", SAID], capture_output=True, text=True, timeout=120, check=True)
    assert "a comm that closed" not in said.stderr
    assert "the log of others is as it was" in said.stderr
