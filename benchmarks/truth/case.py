"""The case `truth`: every row in turn, printed as soon as it is found; one line of JSON each."""

import json
import sys
import time
from argparse import ArgumentParser, Namespace
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path
from typing import TYPE_CHECKING

from benchmarks.city import REAL
from benchmarks.measure import Result, peak_mb

if TYPE_CHECKING:
    from benchmarks.truth.row import Row

Part = Callable[[Path], "Iterator[Row]"]


def arguments(parser: ArgumentParser) -> None:
    """Add the options of the family."""
    parser.add_argument(
        "--data", type=Path, default=REAL, help="folder of the real inputs; rows whose files are absent are skipped"
    )
    parser.add_argument(
        "--markdown", type=Path, metavar="FILE", help="put the table between its marks in this page too"
    )
    parser.add_argument(
        "--only",
        default="",
        metavar="A,B",
        help="parts of the table: dundee, elaad, published, hours, level, plan, liechtenstein",
    )


def run(asked: Namespace) -> Result:
    """Print every row; `value` is the number of goals met and `bound` that of the goals asked."""
    start, cpu = time.perf_counter(), time.process_time()
    from benchmarks.truth.page import put_table  # noqa: PLC0415
    from benchmarks.truth.row import HEAD  # noqa: PLC0415  # the list of options needs none of it
    from planner.errors import ConfigError  # noqa: PLC0415

    parts = _parts()
    only = tuple(name for name in asked.only.split(",") if name) or tuple(parts)
    if unknown := [name for name in only if name not in parts]:
        raise ConfigError(f"--only: there is no part {unknown[0]!r}; known are {', '.join(parts)}")
    print(HEAD, file=sys.stderr)
    rows = []
    for name in only:
        for row in parts[name](asked.data):
            print(row.line(), file=sys.stderr, flush=True)
            rows.append(row)
    if asked.markdown is not None:
        put_table(asked.markdown, rows)
    verdicts = [row.met for row in rows if row.met is not None]
    print(f"{sum(verdicts)} of {len(verdicts)} goals met", file=sys.stderr)
    return Result(
        value=sum(verdicts),
        bound=len(verdicts),
        status="met" if all(verdicts) else "missed",
        cpu_s=time.process_time() - cpu,
        wall_s=time.perf_counter() - start,
        peak_mb=peak_mb(),
        rows=tuple(json.dumps(row.as_dict(), ensure_ascii=False, allow_nan=False) for row in rows),
    )


def _parts() -> Mapping[str, Part]:
    """Parts by name, in the order of the table."""
    from benchmarks.truth import parts  # noqa: PLC0415  # which loads the planner

    return parts.PARTS
