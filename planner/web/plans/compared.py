"""What a comparison among the results of a run says, told anew to whoever reads it: the run itself filed it in English."""

import json
from collections.abc import Mapping
from functools import lru_cache
from pathlib import Path
from typing import Any

from planner.compare.summary import sayings
from planner.output.comparison.naming import named
from planner.project.runs.request import Job
from planner.project.runs.run import WHOLE


def first_saying(results: Path) -> str:
    """The most important sentences of a comparison; empty where there is none that can be read."""
    data = _comparison(results)
    return next((one.text for one in sayings(data)), "") if data else ""


def plan_words(results: Path, plan: str) -> str:
    """Name of a plan of a comparison as people read it; that of its folder where nothing says more."""
    data = _comparison(results)
    return named(data, plan).label if data else plan


@lru_cache(maxsize=100)
def _comparison(results: Path) -> Mapping[str, Any]:
    """Its keys, which never change once they are written; none where it cannot be read."""
    try:
        data = json.loads((results / WHOLE[Job.COMPARE]).read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return {}
    return data if isinstance(data, dict) and data.get("mixes") else {}
