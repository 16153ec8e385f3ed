"""What plug families get under several mixes: shares of demand served, chargers by kind, sites with both standards, and the plan played out."""

import json
import math
import sys
import tempfile
import time
from argparse import ArgumentParser, Namespace
from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Any

from benchmarks.city import REAL
from benchmarks.measure import Result, peak_mb
from benchmarks.regimes import gathered

if TYPE_CHECKING:
    from planner.plan import Plan
    from planner.question import Question

MIXES = "kz,balanced,ccs2_heavy,gbt_heavy"
CASES = (("demo", None), ("Almaty", 2_000_000), ("Almaty", 5_000_000))
"""Cities with a budget in USD; None for the configuration's own."""
ENERGY_OFF, TAKEN_OFF = 0.05, 0.02
"""By how much the play may differ from the plan: in energy, and in the share of drivers who find all guns of a place taken, beyond twice its standard error."""


def arguments(parser: ArgumentParser) -> None:
    """Add the options of the family."""
    parser.add_argument("--sample", action="store_true", help="the bundled sample city alone")
    parser.add_argument("--data", type=Path, default=REAL, help="folder of the real inputs")
    parser.add_argument("--mixes", default=MIXES, metavar="A,B", help="names of mixes")
    parser.add_argument("--balance", type=float, help="plan.plug_balance; default: the configuration's")
    parser.add_argument("--days", type=int, default=30, help="design days that are played; 0 plays none")


def run(asked: Namespace) -> Result:
    """Plan and play every mix; `value` counts the plans, `bound` those whose play agrees and that break no rule."""
    start, cpu = time.perf_counter(), time.process_time()
    rows = list(_rows(asked))
    good = sum(row["agrees"] and not row["broken"] for row in rows)
    return Result(
        value=float(len(rows)),
        bound=float(good),
        status="played as planned" if good == len(rows) else "play differs",
        cpu_s=time.process_time() - cpu,
        wall_s=time.perf_counter() - start,
        peak_mb=peak_mb(),
        passed=good == len(rows),
        rows=tuple(json.dumps(row, ensure_ascii=False, allow_nan=False) for row in rows),
    )


def _rows(asked: Namespace) -> Iterator[dict[str, Any]]:
    from planner.audit.recheck import broken_promises  # noqa: PLC0415  # the list of options needs none of it
    from planner.config.levers import with_keys  # noqa: PLC0415
    from planner.model.solve.planning import best_plan  # noqa: PLC0415
    from planner.question import question_of  # noqa: PLC0415

    with tempfile.TemporaryDirectory(prefix="evplan-benchmark-") as folder:
        for name, budget in CASES[:1] if asked.sample else CASES:
            city, scenario = gathered(name, Path(folder), asked.data)
            for mix in asked.mixes.split(","):
                keys: dict[str, Any] = {"fleet.mix": mix, "demand.samples": 0}
                keys |= {"plan.budget_usd": budget} if budget else {}
                keys |= {} if asked.balance is None else {"plan.plug_balance": asked.balance}
                keys |= {"simulation.days": asked.days} if asked.days else {}
                question = question_of(city, with_keys(scenario, keys, where="plugs"), say=lambda _: None)
                plan = best_plan(question, say=lambda _: None)
                row = {"city": name, "budget_usd": budget, "mix": mix, **_told(question, plan)}
                row |= {"broken": len(broken_promises(plan, question)), **_played(question, plan, asked.days)}
                print(json.dumps(row), file=sys.stderr, flush=True)
                yield row


def _told(question: "Question", plan: "Plan") -> dict[str, Any]:
    """Shares by family and need, energy, chargers by kind, and the sites with fast guns of one and of both standards."""
    asked = question.demand.kwh_per_day.sum(axis=0)
    served = plan.flows.groupby(["family", "need"])["kwh_per_day"].sum().to_dict()
    kinds = {one.id: one for one in question.chargers}
    fast: dict[str, set[str]] = defaultdict(set)
    counts = Counter[str]()
    for site, charger, count in plan.chargers[["site_id", "charger", "count"]].itertuples(index=False):
        counts[charger] += int(count)
        fast[site] |= {str(plug.family) for plug in kinds[charger].connectors if plug.current.value == "DC"}
    return {
        "served_share": {
            f"{one.family.value} {one.need.value}": round(served.get((one.family.value, one.need.value), 0.0) / kwh, 3)
            for one, kwh in zip(question.demand.classes, asked, strict=True)
            if kwh > 0
        },
        "served_kwh": round(float(plan.flows["kwh_per_day"].sum()), 1),
        "gap": plan.proof.gap,
        "sites": len(fast),
        "fast_sites": sum(bool(families) for families in fast.values()),
        "both_standards": sum({"ccs2", "gbt"} <= families for families in fast.values()),
        "chargers": dict(sorted(counts.items())),
    }


def _played(question: "Question", plan: "Plan", days: int) -> dict[str, Any]:
    """Energy and drivers who find all guns taken, played and told; both agree where nothing is played."""
    from planner.simulate.account import account_of  # noqa: PLC0415
    from planner.simulate.play import play  # noqa: PLC0415
    from planner.simulate.rule import Rule  # noqa: PLC0415

    if not days:
        return {"agrees": True}
    account = account_of(play(question, plan, Rule.ASSIGNED, lambda _: None), question, plan)
    share = account["served_kwh_per_day"] / account["promised_kwh_per_day"]
    agrees = share >= 1 - ENERGY_OFF and _near(account, "taken") and _near(account, "full")
    told = {name: account[name] for name in ("taken_peak", "taken_told", "full_peak", "full_told")}
    return {"played_share": round(share, 4), **told, "agrees": agrees}


def _near(account: Mapping[str, Any], what: str) -> bool:
    """Tell whether played and told shares of drivers agree: `taken` at fast guns, `full` at slow posts; true where nobody came."""
    played, told, error, drivers = (account[f"{what}_{end}"] for end in ("peak", "told", "peak_error", "peak_drivers"))
    if played is None or told is None:
        return True
    chance = math.sqrt(told * (1.0 - told) / drivers)
    return abs(played - told) <= TAKEN_OFF + 2 * max(error or 0.0, chance)
