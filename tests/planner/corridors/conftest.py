"""The tables of the made road, in a folder."""

import pytest

from tests.planner.corridors.corridor_towns import written


@pytest.fixture
def folder(tmp_path):
    return written(tmp_path)
