"""`evplan check` on the terminal: what was read, what was dropped and why."""

from collections.abc import Iterator, Mapping, Sequence
from pathlib import PurePath
from typing import Any

from rich.console import Console

from planner.cli.tables import counted, results, table_of, typed
from planner.cli.text import one_line

MOST_PROBLEMS = 5
COUNTS = ("records", "kept", "merged", "dropped", "outside_city")


def show_check(report: Mapping[str, Any], *, verbose: bool = False) -> None:
    """Print the account of every source, then the rest of the report as lines of key and value.

    Parameters
    ----------
    report : mapping
        As `evplan check --json` prints it.
    verbose : bool
        Name every problem instead of the first few of each source.
    """
    console = results()
    sources: Sequence[Mapping[str, Any]] = report.get("sources", ())
    table = table_of("source", "read as", *(name.replace("_", " ") for name in COUNTS))
    table.columns[1].justify = "left"
    for source in sources:
        counts = (str(source.get(name, 0)) for name in COUNTS)
        file = PurePath(str(source["path"])).name
        table.add_row(*(typed(one_line(cell)) for cell in (file, source["format"], *counts)))
    console.print(table)
    for source in sources:
        _show_problems(console, source, most=None if verbose else MOST_PROBLEMS)
    for name, value in report.items():
        if name not in ("sources", "assumptions"):
            _show_part(console, name, value)
    _show_assumptions(console, report.get("assumptions", ()))


def _show_problems(console: Console, source: Mapping[str, Any], *, most: int | None) -> None:
    problems = source.get("problems", ())
    plugs = ", ".join(f"{count} {name}" for name, count in source.get("connectors", {}).items())
    if plugs or problems:
        said = plugs or counted(len(problems), "note")
        console.print(typed(one_line(f"{source['path']}, {source['format']}: {said}")))
    for problem in problems[:most]:
        console.print("  " + typed(one_line(f"{problem['record']}: {problem['reason']}; {problem['action']}")))
    if most is not None and len(problems) > most:
        console.print(f"  and {len(problems) - most} more: see --verbose or --json")


def _show_part(console: Console, name: str, value: Any) -> None:
    if isinstance(value, Mapping):
        console.print(typed(one_line(f"{name}: " + ", ".join(_flat(value)))))
    else:
        console.print(typed(one_line(f"{name}: {_figure(value)}")))


def _show_assumptions(console: Console, assumptions: Sequence[Mapping[str, str]]) -> None:
    if assumptions:
        console.print("\nAssumed, not known of this city:")
    for one in assumptions:
        said = f"{one['what']}: {one['value']} ({one['source']}; confidence {one['confidence']})"
        console.print("  " + typed(one_line(said)))


def _flat(value: Mapping[str, Any], prefix: str = "") -> Iterator[str]:
    for name, inner in value.items():
        if isinstance(inner, Mapping):
            yield from _flat(inner, f"{prefix}{name} ")
        else:
            yield f"{prefix}{name.replace('_', ' ')} {_figure(inner)}"


def _figure(value: Any) -> str:
    if isinstance(value, float):
        return (
            f"{value:,.3f}".rstrip("0").rstrip(".").replace(",", " ")
            if abs(value) < 100
            else f"{value:,.0f}".replace(",", " ")
        )
    if isinstance(value, (list, tuple)):
        return f"{len(value)}"
    return f"{value}"
