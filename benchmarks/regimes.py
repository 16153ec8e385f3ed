"""The questions a city asks, each at a short and a long time limit: what is proven of its plan."""

import json
import sys
import tempfile
import time
from argparse import ArgumentParser, Namespace
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any

from benchmarks.city import REAL, almaty_in
from benchmarks.marked import put_between
from benchmarks.measure import Result, peak_mb

if TYPE_CHECKING:
    from geodata.city import City
    from planner.config.scenario import Scenario

STANDARD = ("dc_gbt_60", "dc_ccs2_60", "dc_dual_120", "ac_t2_22", "ac_gbt_7")
POOLED = "dc_dual_120_4cable"
AMPLE_USD = 20_000_000
BEGIN, END = "<!-- table of `python -m benchmarks regimes` -->", "<!-- end of the table of regimes -->"
TIMES = ((10.0, 0.01), (60.0, 0.005))
"""Time limits, s, and the gap asked for at each."""


@dataclass(frozen=True)
class Regime:
    """A question: keys of a configuration, and where its goal is weaker than the usual one, the gap that is enough after the long time."""

    city: str
    what: str
    keys: Mapping[str, Any] = field(default_factory=dict)
    enough: float = 0.005

    @property
    def label(self) -> str:
        """City and question."""
        return f"{self.city}, {self.what}"


def _budgets(city: str, millions: Sequence[float]) -> list[Regime]:
    return [Regime(city, f"{one:g} M USD", {"plan.budget_usd": one * 1e6}) for one in millions]


def _minimised(objective: str) -> list[Regime]:
    return [
        Regime(
            city,
            f"least {objective} for {share:.0%} of demand",
            {"plan.objective": objective, "plan.coverage": share, "plan.budget_usd": AMPLE_USD},
            0.01,
        )
        for city in ("Almaty", "demo")
        for share in (0.2, 0.5)
    ]


REGIMES: tuple[Regime, ...] = (
    Regime("demo", "pooled cabinets alone", {"plan.chargers": [POOLED]}),
    Regime("demo", "pooled cabinets added", {"plan.chargers": [*STANDARD, POOLED]}),
    Regime("demo", "triple, pooled and dual 60 kW", {"plan.chargers": ["dc_triple_60", POOLED, "dc_dual_60"]}),
    Regime("Almaty", "pooled cabinets alone", {"plan.chargers": [POOLED]}),
    Regime("Almaty", "pooled cabinets added", {"plan.chargers": [*STANDARD, POOLED]}),
    *_budgets("demo", (0.05, 0.1, 0.2, 0.5, 1.0, 2.2)),
    *_budgets("Almaty", (0.1, 0.3, 0.6, 1.0, 2.0, 3.0, 5.0)),
    *_minimised("cost"),
    *_minimised("distance"),
    *(
        Regime("demo", f"floor of {share:.0%} by district", {"plan.district_floor": share})
        for share in (0.05, 0.15, 0.3)
    ),
    *(Regime("demo", f"sites {metres:,} m apart", {"plan.min_spacing_m": metres}) for metres in (500, 1_000)),
    Regime("demo", "every new site with both plugs", {"plan.mandated_plugs": ["gbt", "ccs2"]}),
    Regime("demo", "at most 10 sites", {"plan.max_sites": 10}),
    *(Regime("Almaty", f"at most {count} sites", {"plan.max_sites": count}) for count in (10, 30)),
)


def arguments(parser: ArgumentParser) -> None:
    """Add the options of the family."""
    parser.add_argument("--data", type=Path, default=REAL, help="folder of the real inputs")
    parser.add_argument("--only", default="", metavar="WORDS", help="questions with these words in their label")
    parser.add_argument(
        "--times", default=",".join(f"{one:g}" for one, _ in TIMES), metavar="A,B", help="time limits, s"
    )
    parser.add_argument("--markdown", type=Path, help="put the table between its marks in this page")


def run(asked: Namespace) -> Result:
    """Plan every question at every time limit; `value` counts the lines, `bound` those that meet their goal."""
    start, cpu = time.perf_counter(), time.process_time()
    from planner.errors import ConfigError  # noqa: PLC0415  # the list of options needs none of it

    chosen = [one for one in REGIMES if asked.only.casefold() in one.label.casefold()]
    if not chosen:
        raise ConfigError(
            f"--only: no question has {asked.only!r} in its label; there are {', '.join(r.label for r in REGIMES)}"
        )
    limits = [(float(one), dict(TIMES).get(float(one), TIMES[-1][1])) for one in asked.times.split(",")]
    rows: list[dict[str, Any]] = []
    cities: dict[str, tuple[City, Scenario]] = {}
    with tempfile.TemporaryDirectory(prefix="evplan-benchmark-") as folder:
        for regime in chosen:
            if regime.city not in cities:
                cities[regime.city] = _gathered(regime.city, Path(folder), asked.data)
            row = {"question": regime.label, "plans": [_planned(regime, *cities[regime.city], *one) for one in limits]}
            row["met"] = all(one["gap"] is not None and one["gap"] <= one["goal"] + 1e-9 for one in row["plans"])
            rows.append(row)
            print(_line(row), file=sys.stderr, flush=True)
    if asked.markdown:
        put_between(asked.markdown, (BEGIN, END), [*_head(limits), *map(_line, rows)])
    met = sum(bool(row["met"]) for row in rows)
    return Result(
        value=float(len(rows)),
        bound=float(met),
        status=f"{met} of {len(rows)} met",
        cpu_s=time.process_time() - cpu,
        wall_s=time.perf_counter() - start,
        peak_mb=peak_mb(),
        rows=tuple(json.dumps(row, ensure_ascii=False, allow_nan=False) for row in rows),
    )


def _gathered(name: str, folder: Path, data: Path) -> "tuple[City, Scenario]":
    from planner.config.scenario import load_scenario  # noqa: PLC0415
    from planner.pipeline import gather_city  # noqa: PLC0415
    from planner.support.resources import configs_dir  # noqa: PLC0415

    file = configs_dir() / "sample_city" / "demo.toml" if name == "demo" else almaty_in(folder, data)
    scenario = load_scenario(file)
    return gather_city(scenario, say=lambda _: None), scenario


def _planned(regime: Regime, city: "City", scenario: "Scenario", limit_s: float, gap: float) -> dict[str, Any]:
    """One plan: value, bound, gap and times; all of them null where there is no plan in that time."""
    from planner.errors import SolverError  # noqa: PLC0415
    from planner.model.solve.planning import best_plan  # noqa: PLC0415
    from planner.question import question_of  # noqa: PLC0415
    from planner.scripting.calls import change_scenario  # noqa: PLC0415

    keys = {"plan.chargers": list(STANDARD), **regime.keys, "plan.time_limit_s": limit_s, "plan.gap": gap}
    question = question_of(city, change_scenario(scenario, keys), say=lambda _: None)
    goal = max(gap, regime.enough)
    wall, cpu = time.perf_counter(), time.process_time()
    try:
        proof = best_plan(question, say=lambda _: None).proof
    except SolverError:
        return {
            "limit_s": limit_s,
            "goal": goal,
            "value": None,
            "bound": None,
            "gap": None,
            "wall_s": None,
            "cpu_s": None,
        }
    return {
        "limit_s": limit_s,
        "goal": goal,
        "value": proof.value,
        "bound": proof.bound,
        "gap": proof.gap,
        "wall_s": round(time.perf_counter() - wall, 1),
        "cpu_s": round(time.process_time() - cpu, 1),
    }


def _head(limits: Sequence[tuple[float, float]]) -> list[str]:
    cells = ["question"]
    for limit_s, gap in limits:
        cells += [f"gap in {limit_s:g} s ({gap:.1%} asked)", "cpu s", "plan", "bound"]
    return [f"| {' | '.join(cells)} | goal |", f"|{'---|' * (len(cells) + 1)}"]


def _line(row: Mapping[str, Any]) -> str:
    cells = [str(row["question"])]
    for one in row["plans"]:
        if one["gap"] is None:
            cells += ["no plan", "", "", ""]
        else:
            cells += [f"{one['gap']:.2%}", f"{one['cpu_s']:.1f}", f"{one['value']:,.0f}", f"{one['bound']:,.0f}"]
    return f"| {' | '.join(cells)} | {'met' if row['met'] else 'missed'} |"
