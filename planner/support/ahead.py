"""Libraries that are loaded beside other work, so that nobody waits for them when their turn comes.

Two threads must not load parts of one package at a time. Where one holds a package and waits for a module of it, and the other holds the
module and waits for the package, Python ends the wait by handing one of them what is unfinished: "cannot import name ... from partially
initialized module". So only packages that no other thread loads in that time are named here; a test watches over that.
"""

import contextlib
import importlib
import threading


def load_beside(*modules: str) -> None:
    """Import modules in a thread of their own; one that cannot be loaded is told of where it is used."""

    def load() -> None:
        for name in modules:
            with contextlib.suppress(Exception):
                importlib.import_module(name)

    threading.Thread(target=load, daemon=True, name="libraries").start()
