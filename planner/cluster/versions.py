"""Which program a machine runs: another one could answer otherwise, or not read what it is sent."""

import functools
import hashlib
import platform
from collections.abc import Mapping
from importlib.metadata import PackageNotFoundError, version

from planner.support.sources import hash_sources

LIBRARIES = (
    "dask",
    "distributed",
    "evplan",
    "geopandas",
    "highspy",
    "numba",
    "numpy",
    "pandas",
    "pulp",
    "scipy",
    "shapely",
)


@functools.cache
def versions_here() -> dict[str, str]:
    """Versions of this process that decide what a job answers, by what people call them."""
    found = {"Python": ".".join(platform.python_version_tuple()[:2])}
    for name in LIBRARIES:
        try:
            found[name] = version(name)
        except PackageNotFoundError:
            found[name] = "unknown"
    digest = hashlib.sha256()
    hash_sources(digest)
    found["sources of evplan"] = digest.hexdigest()[:12]
    return found


def first_other(its: Mapping[str, str], ours: Mapping[str, str]) -> str | None:
    """The first of our versions that another machine has not; None where all agree."""
    return next((name for name, here in ours.items() if its.get(name) != here), None)
