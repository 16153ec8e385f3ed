"""Fixtures shared by every room of the tests."""

import os
from collections.abc import Iterator
from pathlib import Path

import pytest

from planner.support import apart
from tests.fixtures.drawing import load_profiles
from tests.fixtures.postgis_database import Database, made

os.environ["EVPLAN_CACHE_MB"] = "0"  # no test hands a city on to another, or to the next run, unless it says so
load_profiles()
ROOT = Path(__file__).resolve().parent.parent


@pytest.fixture(scope="session")
def shared_data() -> Path:
    """Folder of real inputs beside the clone; tests that need it are skipped where it is absent."""
    folder = ROOT.parent / "shared" / "data"
    if not folder.is_dir():
        pytest.skip("the real inputs are not beside this clone (../shared/data)")
    return folder


@pytest.fixture(autouse=True, scope="module")
def _door() -> Iterator[None]:
    """What opens the door for readers (a server, a worker in this process) leaves it as it was for the next file."""
    before, apart._DOOR = apart._DOOR, apart._Door()
    yield
    host, apart._DOOR = apart._DOOR.host, before
    if host is not None:
        host.close()


@pytest.fixture(scope="module")
def postgis() -> Iterator[Database]:
    """A database with PostGIS; tests that need it are skipped where no server is told."""
    with made() as database:
        yield database
