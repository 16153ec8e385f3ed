"""Every test that docs/security.md names is there."""

import re
from pathlib import Path

ROOT = Path(__file__).parents[2]


def test_every_promise_is_kept_by_a_test_that_exists() -> None:
    rows = [line for line in (ROOT / "docs" / "security.md").read_text("utf-8").splitlines() if line.startswith("| ")]
    named = {name for row in rows for name in re.findall(r"`(test_\w+)`", row)}
    assert len(named) > 15
    files = (ROOT / "tests").rglob("test_*.py")
    there = {name for file in files for name in re.findall(r"^def (test_\w+)", file.read_text("utf-8"), re.MULTILINE)}
    assert not named - there
