"""Terminal output of `evplan cache`: what is kept, how large it is and since when."""

from typing import TYPE_CHECKING

import typer

from planner.cli.layout import results, table_of, typed
from planner.cli.text import one_line
from planner.support.speech import _, plural

if TYPE_CHECKING:
    from planner.kept.store import Store


def show_kept(store: "Store") -> None:
    """Print a row for each thing that is kept, and their total."""
    entries = store.entries()
    if not entries:
        typer.echo(one_line(_("nothing is kept in {folder}", folder=store.folder)))
        return
    kinds = {
        "city": _("the city and its roads"),
        "question": _("demand and drive times"),
        "story": _("how sure the demand is"),
        "answers": _("plans for sums of money"),
        "page": _("a page in a further language"),
    }
    table = table_of(_("what is kept"), _("city"), _("MB"), _("since"), _("last used"))
    for one in entries:
        when, used = (day.astimezone().strftime("%Y-%m-%d %H:%M") for day in (one.when, one.used))
        cells = (kinds.get(one.kind, one.kind), one.name, _mb(one.bytes), when, used)
        table.add_row(*(typed(one_line(cell)) for cell in cells))
    results().print(table)
    most = f"{store.most_bytes / 1e6:.0f}"
    typer.echo(
        one_line(
            _(
                "{mb} of at most {limit} MB (EVPLAN_CACHE_MB) in {folder}; 'evplan cache --clear' removes it",
                mb=_mb(sum(one.bytes for one in entries)),
                limit=most,
                folder=store.folder,
            )
        )
    )


def show_cleared(store: "Store", removed: int) -> None:
    """Say how much was removed."""
    entries = plural("{n:number} entry removed", "{n:number} entries removed", removed)
    typer.echo(one_line(_("{entries} from {folder}", entries=entries, folder=store.folder)))


def _mb(size: int) -> str:
    return f"{size / 1e6:.1f}"
