"""Libraries that are loaded beside other work, so that nobody waits for them when their turn comes.

Two threads must not load parts of one package at a time. Where one holds a package and waits for a module of it, and the other holds the
module and waits for the package, Python ends the wait by handing one of them what is unfinished: "cannot import name ... from partially
initialized module". So `load_beside` is told packages that nothing else loads in that time, and those who load parts of scipy while another
thread may do so hold `one_at_a_time`. A server, whose requests are threads, loads all of scipy before it has any (`load_first`). A test watches over each.
"""

import contextlib
import importlib
import threading

one_at_a_time = threading.RLock()
"""Held by a thread that loads parts of scipy."""


SCIPY = ("linalg", "ndimage", "optimize", "sparse.csgraph", "sparse.linalg", "spatial.distance", "special", "stats")
"""Its parts that plans and maps ask for when their turn comes."""


def load_first() -> None:
    """Import what threads would load at any time, before there are several."""
    for part in SCIPY:
        importlib.import_module(f"scipy.{part}")


def load_beside(*modules: str) -> None:
    """Import modules in a thread of their own; one that cannot be loaded is told of where it is used."""

    def load() -> None:
        for name in modules:
            with contextlib.suppress(Exception):
                importlib.import_module(name)

    threading.Thread(target=load, daemon=True, name="libraries").start()
