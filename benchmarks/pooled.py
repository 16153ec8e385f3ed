"""Cabinets for any plug on offer beside the standard types: seconds to a proven plan with them and without, budget by budget."""

import json
import sys
import tempfile
import time
from argparse import ArgumentParser, Namespace
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from benchmarks.city import REAL
from benchmarks.marked import put_between
from benchmarks.measure import Result, peak_mb
from benchmarks.regimes import POOLED, STANDARD, gathered, limit_processor_seconds, proven_plan

BUDGETS = {"demo": (0.2, 0.5, 1.0, 2.2), "Almaty": (0.3, 0.6, 1.0, 2.0, 3.0, 5.0)}
GAPS = (0.01, 0.005)
MOST = 1.5
"""With them on offer a plan may take so many times as long."""
NOISE_S = 0.05
"""Seconds that two runs of the same may differ by."""
BEGIN, END = "<!-- table of `python -m benchmarks pooled` -->", "<!-- end of the table of pooled -->"


def arguments(parser: ArgumentParser) -> None:
    """Add the options of the family."""
    parser.add_argument("--data", type=Path, default=REAL, help="folder of the real inputs")
    parser.add_argument("--only", choices=tuple(BUDGETS), help="one city; both without it")
    parser.add_argument("--limit", type=float, default=60.0, metavar="S", help="seconds of the processor for each plan")
    parser.add_argument("--markdown", type=Path, help="put the table between its marks in this page")


def run(asked: Namespace) -> Result:
    """Plan every question with and without them, twice in turn, of which the quicker counts; `value` counts the questions, `bound` those within the goal."""
    start, cpu = time.perf_counter(), time.process_time()
    limit_processor_seconds()
    rows: list[dict[str, Any]] = []
    with tempfile.TemporaryDirectory(prefix="evplan-benchmark-") as folder:
        for name in (asked.only,) if asked.only else tuple(BUDGETS):
            city, scenario = gathered(name, Path(folder), asked.data)
            proven_plan(
                city, scenario, {"plan.chargers": [*STANDARD, POOLED], "plan.gap": 0.02}
            )  # compiled code is loaded
            for millions in BUDGETS[name]:
                for gap in GAPS:
                    keys = {"plan.budget_usd": millions * 1e6, "plan.gap": gap, "plan.time_limit_s": asked.limit}
                    offers = {"without": STANDARD, "with": (*STANDARD, POOLED)}
                    plans: dict[str, dict[str, Any]] = {}
                    for how in ("without", "with", "with", "without"):
                        one = proven_plan(city, scenario, {**keys, "plan.chargers": list(offers[how])})
                        plans[how] = min(plans.get(how, one), one, key=lambda of: float(of["cpu_s"]))
                    row = {"question": f"{name}, {millions:g} M USD", "asked": gap, **plans}
                    row["times"] = round(plans["with"]["cpu_s"] / max(plans["without"]["cpu_s"], NOISE_S), 2)
                    row["met"] = bool(
                        plans["with"]["cpu_s"] <= MOST * plans["without"]["cpu_s"] + NOISE_S
                        and plans["with"]["gap"] <= max(gap, plans["without"]["gap"]) + 1e-9
                    )
                    rows.append(row)
                    print(_line(row), file=sys.stderr, flush=True)
    if asked.markdown:
        head = ["question", "gap asked"]
        for how in ("without", "with"):
            head += [f"{how}: gap", "cpu s", "plan", "bound"]
        cells = [*head, "times as long", f"goal {MOST:g}"]
        put_between(
            asked.markdown,
            (BEGIN, END),
            [f"| {' | '.join(cells)} |", "|" + "---|" * len(cells), *map(_line, rows)],
        )
    met = sum(bool(row["met"]) for row in rows)
    return Result(
        value=float(len(rows)),
        bound=float(met),
        status=f"{met} of {len(rows)} met",
        cpu_s=time.process_time() - cpu,
        wall_s=time.perf_counter() - start,
        peak_mb=peak_mb(),
        rows=tuple(json.dumps(row, allow_nan=False) for row in rows),
    )


def _line(row: Mapping[str, Any]) -> str:
    cells = [str(row["question"]), f"{row['asked']:.1%}"]
    for how in ("without", "with"):
        one = row[how]
        cells += [f"{one['gap']:.2%}", f"{one['cpu_s']:.1f}", f"{one['value']:,.0f}", f"{one['bound']:,.0f}"]
    return f"| {' | '.join([*cells, str(row['times']), 'met' if row['met'] else 'missed'])} |"
