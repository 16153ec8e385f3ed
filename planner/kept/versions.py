"""By which program something was made: a hash of its sources and facts, of every installed library, and of what else decides an answer."""

import functools
import hashlib
import os
import sys

from planner.support.sources import hash_sources

SWITCHES = ("CPL_", "GDAL_", "OGR_", "OSM_", "PROJ_", "SHAPE_")
"""How variables of the environment begin that libraries of maps read."""
NO_SWITCH = "_CA_BUNDLE"
"""How those end that rasterio sets for itself, and that only downloads mind."""


@functools.cache
def version_of_program() -> str:
    """Hash that changes with any byte of the program and its facts, with Python, and with any installed library.

    Asked once in a process, which goes on with the program it has loaded, whatever is installed under it meanwhile.

    Raises
    ------
    OSError
        The sources cannot be read.
    """
    digest = hashlib.sha256()
    hash_sources(digest)
    for line in (sys.version, sys.platform, *_libraries()):
        digest.update(f"{line}\0".encode())
    return digest.hexdigest()


def switches() -> tuple[tuple[str, str], ...]:
    """Variables of the environment that decide what libraries of maps read."""
    names = (name for name in os.environ if name.startswith(SWITCHES) and not name.endswith(NO_SWITCH))
    return tuple((name, os.environ[name]) for name in sorted(names))


def _libraries() -> list[str]:
    """Name and version of all that is installed where Python looks, as their folders tell them."""
    found = set()
    for place in filter(os.path.isdir, sys.path):
        found |= {name for name in os.listdir(place) if name.endswith((".dist-info", ".egg-info"))}  # noqa: PTH208
    return sorted(found)
