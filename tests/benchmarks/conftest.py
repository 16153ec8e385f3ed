"""What is timed is run in `make test-slow`, apart from the rest."""

from pathlib import Path

import pytest

HERE = Path(__file__).parent


@pytest.hookimpl(tryfirst=True)
def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    for one in items:
        if one.path.is_relative_to(HERE):
            one.add_marker("slow")
