"""What a job is sent with: large arrays and tables apart, once, and a copy for each job."""

import numpy as np
import pandas as pd

from planner.cluster.parcels import LARGE_BYTES, Packing, opened


def test_what_two_jobs_share_is_packed_once_and_each_opens_a_copy_of_its_own():
    found: dict[str, bytes] = {}
    large, table = np.arange(LARGE_BYTES // 8, dtype=float), pd.DataFrame({"a": [1, 2]})
    packing = Packing(found.__setitem__)
    one, other = packing.packed((large, table, "one")), packing.packed({"again": large, "small": large[:3].copy()})
    assert len(found) == 2
    assert set(one.pieces) == set(found)
    assert len(one.body) + len(other.body) < 1000
    assert all(packing.again(key) == body for key, body in found.items())
    first, second = opened(one.body, found), opened(other.body, found)
    first[0][:] = -1.0
    assert first[1].equals(table)
    assert np.array_equal(second["again"], large)
    assert second["again"].flags.writeable


def test_equal_bytes_have_one_name_whoever_made_them():
    found: dict[str, bytes] = {}
    packing = Packing(found.__setitem__)
    keys = {packing.packed([np.ones(LARGE_BYTES)]).pieces for _ in range(2)}
    assert len(keys) == len(found) == 1
