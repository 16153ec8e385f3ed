"""Libraries that are loaded beside other work, so that nobody waits for them when their turn comes."""

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
