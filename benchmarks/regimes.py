"""The questions a city asks, each at a short and a long time limit: what is proven of its plan."""

import json
import math
import sys
import tempfile
import time
from argparse import ArgumentParser, Namespace
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
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
WARMING = (1.0, 0.01)
"""Limit, s, and gap of a question of each kind that is asked first, so that no row holds the compiling of loops."""
MIXES = ("ccs2_heavy", "balanced", "gbt_heavy")
GROWING = {"fleet.growth": "peers", "fleet.ceiling": 150_000}
"""The demo's fleet is counted in 2028 alone; so it is known in other years too."""
BEGIN, END = "<!-- table of `python -m benchmarks regimes` -->", "<!-- end of the table of regimes -->"
CROWDED = 10.0
"""A second of the processor takes no more than so many by the clock where other work shares it."""
TIMES = ((10.0, 0.01), (60.0, 0.005))
"""Time limits, s, and the gap asked for at each."""
ANY = math.inf
USUAL, LONG = (0.005, 0.01), (0.01, ANY)
"""Gaps that are enough after the longer time and after the shorter one; least cost and distance, phases and three worlds need some plan after the shorter one."""


@dataclass(frozen=True)
class Regime:
    """A question: keys of a configuration, and where its goal is weaker than the usual one, the gap that is enough after the longer time, and after the shorter one.

    With `mixes` the fleet may come with any of these, and what is proven is that of the plan hedged over them.
    """

    city: str
    what: str
    keys: Mapping[str, Any] = field(default_factory=dict)
    enough: float = USUAL[0]
    early: float = USUAL[1]
    mixes: tuple[str, ...] = ()

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
            *LONG,
        )
        for city in ("Almaty", "demo")
        for share in (0.2, 0.5)
    ]


def _phased(city: str, steps: Mapping[int, float], keys: Mapping[str, Any]) -> Regime:
    """Building in phases: the money of each year, in millions."""
    begin = f"balance of plugs {keys['plan.plug_balance']:g}, " if "plan.plug_balance" in keys else ""
    phases = [{"year": year, "budget_usd": millions * 1e6} for year, millions in steps.items()]
    said = ", ".join(f"{millions:g} M USD in {year}" for year, millions in steps.items())
    return Regime(city, f"{begin}phases: {said}", {**keys, "plan.phases": phases}, *LONG)


def _hedged(city: str) -> list[Regime]:
    return [
        Regime(city, f"one plan for {len(mixes)} mixes", {}, *(LONG if len(mixes) > 2 else USUAL), mixes)
        for mixes in (MIXES[::2], MIXES)
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
    *(
        Regime(
            city,
            f"balance of plugs {share:g}, {millions:g} M USD",
            {"plan.budget_usd": millions * 1e6, "plan.plug_balance": share},
        )
        for city, millions in (("demo", 0.5), ("demo", 2.2), ("Almaty", 0.6), ("Almaty", 2.0), ("Almaty", 5.0))
        for share in (0.75, 1.0)
    ),
    Regime("demo", "a floor of 25% for CCS2", {"plan.plug_floors": {"ccs2": 0.25}}),
    _phased("Almaty", {2026: 2.0, 2028: 3.0}, {}),
    _phased("demo", {2026: 1.0, 2028: 1.2}, {**GROWING, "plan.plug_balance": 0.75}),
    _phased("demo", {2026: 1.0, 2028: 1.2}, GROWING),
    _phased("demo", {2024: 0.6, 2026: 0.7, 2028: 0.9}, GROWING),
    *_hedged("Almaty"),
    *_hedged("demo"),
    Regime("demo", "balance of plugs 0.75, one plan for 3 mixes", {"plan.plug_balance": 0.75}, *LONG, MIXES),
    Regime("Almaty", "balance of plugs 0.75, one plan for 3 mixes", {"plan.plug_balance": 0.75}, *LONG, MIXES),
)


def arguments(parser: ArgumentParser) -> None:
    """Add the options of the family."""
    parser.add_argument("--data", type=Path, default=REAL, help="folder of the real inputs")
    parser.add_argument("--only", default="", metavar="WORDS", help="questions with these words in their label")
    parser.add_argument(
        "--times", default=",".join(f"{one:g}" for one, _ in TIMES), metavar="A,B", help="time limits, s"
    )
    parser.add_argument(
        "--cpu",
        action="store_true",
        help="limit CPU seconds of this process and not the clock, for a machine with other work",
    )
    parser.add_argument("--markdown", type=Path, help="put the table between its marks in this page")


def run(asked: Namespace) -> Result:
    """Plan every question at every time limit; `value` counts the lines, `bound` those that meet their goal."""
    start, cpu = time.perf_counter(), time.process_time()
    if asked.cpu:
        limit_processor_seconds()
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
        for name in dict.fromkeys(regime.city for regime in chosen):
            cities[name] = gathered(name, Path(folder), asked.data)
        for regime in {_kind(one): one for one in chosen}.values():
            _planned(regime, *cities[regime.city], *WARMING)
        for regime in chosen:
            row: dict[str, Any] = {
                "question": regime.label,
                "plans": [_planned(regime, *cities[regime.city], *one) for one in limits],
            }
            row["met"] = all(_met(one["gap"], one["goal"]) for one in row["plans"])
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


def limit_processor_seconds() -> None:
    """Let every search and the exact model go by seconds of the processor: HiGHS knows the clock alone, so it is stopped."""
    from planner.model.program.effort import Effort  # noqa: PLC0415
    from planner.model.program.lp import Outcome, Problem  # noqa: PLC0415

    time.perf_counter, solve = time.process_time, Problem.solve

    def timed(problem: Problem, effort: Effort, **how: Any) -> Outcome:
        until = time.process_time() + effort.time_limit_s
        longer = CROWDED * effort.time_limit_s
        return solve(
            problem,
            replace(effort, time_limit_s=longer, stop=lambda: effort.stop() or time.process_time() >= until),
            **how,
        )

    Problem.solve = timed  # type: ignore[assignment, method-assign]


def _kind(regime: Regime) -> tuple[str, ...]:
    """What tells the loops that its plan needs, which are compiled once in a new checkout: its keys, pooled cabinets and several mixes."""
    pooled = POOLED in regime.keys.get("plan.chargers", ())
    return (*sorted(regime.keys), str(regime.keys.get("plan.objective")), str(pooled), str(len(regime.mixes)))


def _met(gap: float | None, goal: float | None) -> bool:
    """Whether a plan was found, and proven to the goal if there is one."""
    return gap is not None and (goal is None or gap <= goal + 1e-9)


def gathered(name: str, folder: Path, data: Path) -> "tuple[City, Scenario]":
    """A city that questions are asked of, and its configuration: ``demo``, or Almaty from its real inputs."""
    from planner.config.scenario import load_scenario  # noqa: PLC0415
    from planner.pipeline import gather_city  # noqa: PLC0415
    from planner.support.resources import configs_dir  # noqa: PLC0415

    file = configs_dir() / "sample_city" / "demo.toml" if name == "demo" else almaty_in(folder, data)
    scenario = load_scenario(file)
    return gather_city(scenario, say=lambda _: None), scenario


def _planned(regime: Regime, city: "City", scenario: "Scenario", limit_s: float, gap: float) -> dict[str, Any]:
    """One plan: value, bound, gap and times; all of them null where there is no plan in that time."""
    from planner.errors import SolverError  # noqa: PLC0415

    usual = {"plan.chargers": list(STANDARD), "plan.plug_balance": 0.0}
    keys = {**usual, **regime.keys, "plan.time_limit_s": limit_s, "plan.gap": gap}
    goal = max(gap, regime.enough if limit_s > TIMES[0][0] else regime.early)
    try:
        proven = _hedge(regime.mixes, city, scenario, keys) if regime.mixes else proven_plan(city, scenario, keys)
    except SolverError:
        proven = dict.fromkeys(("value", "bound", "gap", "wall_s", "cpu_s"))
    return {"limit_s": limit_s, "goal": None if goal == ANY else goal, **proven}


def proven_plan(city: "City", scenario: "Scenario", keys: Mapping[str, Any]) -> dict[str, Any]:
    """What is proven of the best plan, of all its phases where it has some."""
    from planner.model.solve.planning import best_plan  # noqa: PLC0415
    from planner.question import question_of  # noqa: PLC0415
    from planner.scripting.calls import change_scenario  # noqa: PLC0415

    question = question_of(city, change_scenario(scenario, keys), say=lambda _: None)
    wall, cpu = time.perf_counter(), time.process_time()
    plan = best_plan(question, say=lambda _: None)
    proof = plan.proof if plan.phases is None else plan.phases.proof
    return {"value": proof.value, "bound": proof.bound, "gap": proof.gap, **_times(wall, cpu)}


def _hedge(mixes: Sequence[str], city: "City", scenario: "Scenario", keys: Mapping[str, Any]) -> dict[str, Any]:
    """What is proven of the hedged plan of `evplan compare`: the share of the best plan known that it keeps in the worst world; its time alone."""
    from planner.compare.crossplay import chargers_by_id  # noqa: PLC0415
    from planner.compare.hedges import HedgeInputs, hedges_of  # noqa: PLC0415
    from planner.errors import SolverError  # noqa: PLC0415
    from planner.model.solve.planning import best_plan, chargers_of  # noqa: PLC0415
    from planner.question import question_of  # noqa: PLC0415
    from planner.scripting.calls import change_scenario  # noqa: PLC0415
    from planner.support.stopping import never  # noqa: PLC0415

    questions = {
        mix: question_of(city, change_scenario(scenario, {**keys, "fleet.mix": mix}), say=lambda _: None)
        for mix in mixes
    }
    plans = {mix: best_plan(question, say=lambda _: None) for mix, question in questions.items()}
    wall, cpu = time.perf_counter(), time.process_time()
    hedge = hedges_of(
        HedgeInputs(
            questions,
            {mix: plan.proof.value for mix, plan in plans.items()},
            dict.fromkeys(plans),
            {mix: chargers_by_id(chargers_of(plan, questions[mix]), questions[mix]) for mix, plan in plans.items()},
            {mix: plan.proof.bound for mix, plan in plans.items()},
        ),
        lambda _: None,
        never,
    ).hedge
    if hedge.hedged is None:
        raise SolverError(hedge.why_not)
    return {"value": hedge.hedged.value, "bound": hedge.hedged.bound, "gap": hedge.hedged.gap, **_times(wall, cpu)}


def _times(wall: float, cpu: float) -> dict[str, float]:
    return {"wall_s": round(time.perf_counter() - wall, 1), "cpu_s": round(time.process_time() - cpu, 2)}


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
            figures = (f"{one[key]:.4f}" if one["bound"] < 2 else f"{one[key]:,.0f}" for key in ("value", "bound"))
            cells += [f"{one['gap']:.2%}", f"{one['cpu_s']:.1f}", *figures]
    return f"| {' | '.join(cells)} | {'met' if row['met'] else 'missed'} |"
