"""The table of all cases: ours by the median seed, with what getting ready took apart, and beside it the peers in the same run."""

import json
import subprocess
import sys
from argparse import ArgumentParser, Namespace
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from benchmarks.machine import machine, versions
from benchmarks.peer_runs import ask, peers_of
from benchmarks.registry import Family
from planner.errors import ConfigError

COLUMNS = ("case", "value", "bound", "gap", "status", "cpu s", "wall s", "peak MB", "start-up s", "ours / peer")
HEAD = (f"| {' | '.join(COLUMNS)} |", f"|{'---|' * len(COLUMNS)}")
BEGIN, END = "<!-- table of `python -m benchmarks` -->", "<!-- end of the table -->"
"""Between these lines of a Markdown file the table is put; a file without them becomes the table alone."""

Found = Mapping[str, Any]
AskPeer = Callable[[str, str, Sequence[str], float], Found]


@dataclass(frozen=True)
class Wish:
    """What the table is to hold.

    Parameters
    ----------
    seeds : int
        For every case that is drawn from a seed: 0, 1, ...
    peers : bool
    cap_s : float
        Of a peer, seconds.
    only : tuple of str
        Families; all where it is empty.
    """

    seeds: int
    peers: bool
    cap_s: float
    only: tuple[str, ...] = ()


def arguments(parser: ArgumentParser) -> None:
    """Add the options of the table."""
    parser.add_argument("--seeds", type=int, default=5, help="seeds of every case that has one; the median is shown")
    parser.add_argument("--peers", action="store_true", help="measure the peers too, some of which are slow")
    parser.add_argument("--cap", type=float, default=600.0, help="seconds after which a peer is stopped")
    parser.add_argument("--only", default="", metavar="A,B", help="families of the table; default: all")
    parser.add_argument("--markdown", type=Path, metavar="FILE", help="put the table into this file as well")


def wish_of(asked: Namespace, registry: Mapping[str, Family]) -> Wish:
    """Take the options over.

    Raises
    ------
    ConfigError
        There is no such family, or a number is not above 0.
    """
    only = tuple(name for name in asked.only.split(",") if name)
    unknown = [name for name in only if name not in registry]
    if unknown:
        raise ConfigError(f"--only: there is no family {unknown[0]}; known are {', '.join(registry)}")
    if asked.seeds < 1 or not asked.cap > 0:
        raise ConfigError("--seeds and --cap: expected numbers above 0")
    return Wish(asked.seeds, asked.peers, asked.cap, only)


def print_table(registry: Mapping[str, Family], wish: Wish, markdown: Path | None, *, peer: AskPeer = ask) -> int:
    """Print the table row by row as it grows, and write it; 1 if a case failed."""
    lines = [f"{machine()}; {versions()}.", "", *HEAD]
    print("\n".join(lines), flush=True)
    failed = 0
    for row, wrong in rows(registry, wish, peer):
        print(row, flush=True)
        lines.append(row)
        failed += wrong
    if markdown is not None:
        write_markdown(markdown, lines)
    return 1 if failed else 0


def rows(registry: Mapping[str, Family], wish: Wish, peer: AskPeer) -> Iterator[tuple[str, bool]]:
    """Rows of the table, ours and under each its peers, and whether our case failed."""
    for name, family in registry.items():
        if wish.only and name not in wish.only:
            continue
        sums: dict[str, float] = {}
        for options in family.cases:
            title, runs = _runs(name, options, wish.seeds)
            if not runs:
                yield f"| {title} | failed |", True
                continue
            ours = sorted(runs, key=lambda one: float(one["cpu_s"]))[len(runs) // 2]
            yield _row(title, ours, runs), False
            sums["ours"] = sums.get("ours", 0.0) + ours["cpu_s"]
            for who in peers_of(name, options) if wish.peers else ():
                found = peer(who, name, options, wish.cap_s)
                yield _peer_row(who, found, ours), False
                sums[who] = sums.get(who, 0.0) + found.get("cpu_s", float("nan"))
        if len(family.cases) > 1 and len(sums) > 1:
            told = ", ".join(f"{who} {cpu_s:.1f} s" for who, cpu_s in sums.items())
            yield f"| {name}, all of them together: {told} |{' |' * (len(COLUMNS) - 1)}", False


def write_markdown(file: Path, lines: Sequence[str]) -> None:
    """Put the table between its two marks, or make a file of it."""
    table = "\n".join([BEGIN, "", *lines, "", END])
    text = file.read_text(encoding="utf-8") if file.is_file() else f"{BEGIN}\n{END}\n"
    if BEGIN not in text or END not in text:
        text += f"\n{BEGIN}\n{END}\n"
    before, rest = text.split(BEGIN, 1)
    file.write_text(before + table + rest.split(END, 1)[1], encoding="utf-8")


def _runs(name: str, options: Sequence[str], seeds: int) -> tuple[str, list[dict[str, Any]]]:
    """Title of a case and what each seed found, none where one failed; every run in its own process, so that its memory is its own."""
    drawn = "--seed" in options
    kept = list(options)
    if drawn:
        at = kept.index("--seed")
        del kept[at : at + 2]
    shown = [Path(word).name if Path(word).is_file() else word for word in kept]
    title, found = " ".join([name, *shown]), []
    for seed in range(seeds) if drawn else (None,):
        mine = kept if seed is None else [*kept, "--seed", str(seed)]
        command = [sys.executable, "-m", "benchmarks", name, *mine]
        done = subprocess.run(command, stdout=subprocess.PIPE, text=True, check=False)
        if done.returncode:
            return title, []
        found.append(json.loads(done.stdout.splitlines()[-1]))
    return (f"{title}, median of {seeds} seeds" if drawn and seeds > 1 else title), found


def _row(title: str, found: Found, runs: Sequence[Found]) -> str:
    times = [float(one["cpu_s"]) for one in runs]
    cpu = f"{found['cpu_s']:.2f}" + (f" ({min(times):.2f} to {max(times):.2f})" if len(runs) > 1 else "")
    cells = [title, *_quality(found), str(found["status"]), cpu, f"{found['wall_s']:.2f}", _whole(found.get("peak_mb"))]
    startup = found.get("startup_s")
    return f"| {' | '.join([*cells, '' if startup is None else f'{startup:.1f}', ''])} |"


def _peer_row(peer: str, found: Found, ours: Found) -> str:
    """A peer that was stopped took at least so long, so that our share of it is at most so much."""
    if "failed" in found:
        return f"| … {peer} | could not be measured: {found['failed'].replace('|', '/')} |{' |' * (len(COLUMNS) - 2)}"
    capped = bool(found["capped"])
    ratio = ours["cpu_s"] / found["cpu_s"] if found["cpu_s"] > 0 else float("inf")
    cpu, share = ("at least ", "at most ") if capped else ("", "")
    wall = found.get("wall_s")
    cells = [
        f"… {peer}",
        *_quality(found),
        "stopped" if capped else "done",
        f"{cpu}{found['cpu_s']:.2f}",
        "" if wall is None else f"{wall:.2f}",
        _whole(found.get("peak_mb")),
        "",
        f"{share}{ratio:.3f}",
    ]
    return f"| {' | '.join(cells)} |"


def _quality(found: Found) -> tuple[str, str, str]:
    """Value, bound and gap, as far as they are known."""
    value, bound = found.get("value"), found.get("bound")
    known = value is not None and bound is not None
    gap = abs(bound - value) / max(abs(bound), 1e-9) if known and value != bound else 0.0
    return _whole(value), _whole(bound), f"{gap:.2%}" if known else ""


def _whole(number: float | None) -> str:
    return "" if number is None else f"{number:,.0f}"
