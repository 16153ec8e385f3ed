"""`evplan cache`: what earlier runs have kept for later ones."""

from typing import Annotated

import typer

from planner.cli.options import Lang
from planner.cli.reader import to_reader


def cache(
    clear: Annotated[bool, typer.Option("--clear", help="Remove all of it; downloads stay.")] = False,
    lang: Lang = None,
) -> None:
    """Show the gathered cities and worked-out questions that are kept, or clear them."""
    del lang  # its callback has done its work
    from planner.cli.kept import show_cleared, show_kept
    from planner.kept.prepared import store_of_user

    store = store_of_user()
    with to_reader():
        if clear:
            show_cleared(store, store.clear())
        else:
            show_kept(store)
