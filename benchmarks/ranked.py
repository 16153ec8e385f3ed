"""What a plan buys and which sites come first, at several budgets: to be read by a planner before and after a change of the model."""

import json
import sys
import tempfile
import time
from argparse import ArgumentParser, Namespace
from collections import Counter
from pathlib import Path
from typing import TYPE_CHECKING, Any

from benchmarks.city import REAL, almaty_in
from benchmarks.measure import Result, peak_mb

if TYPE_CHECKING:
    from planner.scripting.finished_plan import FinishedPlan

BUDGETS_USD = "2000000,5000000"


def arguments(parser: ArgumentParser) -> None:
    """Add the options of the family."""
    parser.add_argument("--config", type=Path, help="any configuration; default: Almaty from its real inputs")
    parser.add_argument("--data", type=Path, default=REAL, help="folder of the real inputs")
    parser.add_argument("--budgets", default=BUDGETS_USD, metavar="A,B", help="USD, a plan each")
    parser.add_argument("--top", type=int, default=20, help="sites to list, first ranks first")


def run(asked: Namespace) -> Result:
    """Plan at every budget; `value` is the energy served at the last one and `bound` the demand, kWh a day."""
    start, cpu = time.perf_counter(), time.process_time()
    from planner.errors import ConfigError  # noqa: PLC0415  # the list of options needs none of it
    from planner.scripting.calls import change_scenario, gather_city, load_scenario, make_plan  # noqa: PLC0415

    try:
        budgets = [float(one) for one in asked.budgets.split(",")]
    except ValueError:
        raise ConfigError(f"--budgets: expected numbers with commas between them, not {asked.budgets!r}") from None
    with tempfile.TemporaryDirectory(prefix="evplan-benchmark-") as folder:
        scenario = load_scenario(asked.config or almaty_in(Path(folder), asked.data))
        city = gather_city(scenario)
        told = []
        for budget in budgets:
            plan = make_plan(city, change_scenario(scenario, {"plan.budget_usd": budget, "demand.samples": 0}))
            told.append({"city": city.name, "budget_usd": budget, **plan_in_figures(plan, asked.top)})
            print(_for_people(told[-1]), file=sys.stderr, flush=True)
    return Result(
        value=told[-1]["served_kwh_per_day"],
        bound=told[-1]["demand_kwh_per_day"],
        status=told[-1]["status"],
        cpu_s=time.process_time() - cpu,
        wall_s=time.perf_counter() - start,
        peak_mb=peak_mb(),
        rows=tuple(json.dumps(one, ensure_ascii=False, allow_nan=False) for one in told),
    )


def plan_in_figures(plan: "FinishedPlan", top: int) -> dict[str, Any]:
    """Chargers by type, totals, and the first sites by rank, plain JSON."""
    built = plan.sites[plan.sites["chargers"].map(bool).astype(bool)].sort_values("rank", kind="stable")
    bought: Counter[str] = Counter()
    for chargers in built["chargers"]:
        bought.update({one["type"]: int(one["count"]) for one in chargers})
    totals, found = plan.totals, plan.summary["studies"].get("beginning", {})
    return {
        "status": plan.proof.status.value,
        "gap": plan.proof.gap,
        "demand_kwh_per_day": totals["demand_kwh_per_day"],
        "served_kwh_per_day": totals["served_kwh_per_day"],
        "cost_usd": float(built["cost_usd"].sum()),
        "sites": len(built),
        "chargers": dict(sorted(bought.items())),
        "beginning": {name: found.get(name) for name in ("larger", "half")},
        "first": [_site(row) for row in built.head(top).to_dict("records")],
    }


def _site(row: dict[str, Any]) -> dict[str, Any]:
    plugs = (*row["connectors"].values(), *(row["existing_connectors"] or {}).values())
    kwh = float(row["served_kwh_per_day"]["total"])
    name = row.get("label", row["name"])
    return {
        "rank": int(row["rank"]),
        "site_id": row["site_id"],
        "name": name if isinstance(name, str) else "",
        "kind": row["kind"],
        "chargers": {one["type"]: int(one["count"]) for one in row["chargers"]},
        "cost_usd": float(row["cost_usd"]),
        "kwh_per_day": round(kwh, 1),
        "kwh_per_day_a_plug": round(kwh / max(sum(plugs), 1), 1),
    }


def _for_people(told: dict[str, Any]) -> str:
    """Lines for people: totals, chargers, and a line for each site."""
    chargers = ", ".join(f"{count} {kind}" for kind, count in told["chargers"].items())
    served = f"{told['served_kwh_per_day']:,.0f} of {told['demand_kwh_per_day']:,.0f} kWh a day"
    bought = f"{told['sites']} sites for {told['cost_usd']:,.0f} USD, gap {told['gap']:.2%}"
    lines = [
        f"{told['city']}, {told['budget_usd']:,.0f} USD: {served}, {bought}",
        f"  {chargers or 'nothing is built'}",
        *(_standing(row) for row in told["beginning"]["larger"] or ()),
        "  rank | kWh a day (a plug) | USD | kind | name | chargers",
    ]
    for one in told["first"]:
        kinds = ", ".join(f"{count} {kind}" for kind, count in one["chargers"].items())
        lines.append(
            f"  {one['rank']:>4} | {one['kwh_per_day']:,.0f} ({one['kwh_per_day_a_plug']:,.0f}) | {one['cost_usd']:,.0f} | {one['kind']} | "
            f"{one['name'] or one['site_id']} | {kinds}"
        )
    return "\n".join(lines)


def _standing(row: dict[str, Any]) -> str:
    """What of the plan stays in a plan for more money: where it is minded, and where it is not."""
    counts = "{stay}, with all plugs {stay_standards}, with all chargers {stay_chargers}, of its money {stay_share:.0%}"
    kept, freely = counts.format(**row), counts.format(**row["freely"])
    return f"  at {row['times']} times the money {kept}, worth {row['less_share']:.1%} less; searched freely {freely}"
