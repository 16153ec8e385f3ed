"""Dask's own log, silenced while its processes work for us: what matters of it is told in our words."""

import importlib
import logging
from collections.abc import Iterator
from contextlib import contextmanager

SILENT = logging.CRITICAL + 1
LOGGERS = ("distributed", "distributed.client", "distributed.gc", "tornado", "tornado.application", "asyncio")


@contextmanager
def quiet() -> Iterator[None]:
    """Within this block Dask says nothing.

    It is loaded first, which takes a second where it was not: as it loads, it sets the levels of its log itself.
    """
    importlib.import_module("distributed")
    levels = {name: logging.getLogger(name).level for name in LOGGERS}
    for name in LOGGERS:
        logging.getLogger(name).setLevel(SILENT)
    try:
        yield
    finally:
        for name, level in levels.items():
            logging.getLogger(name).setLevel(level)
