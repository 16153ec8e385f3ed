"""What the electric fleets of real cities ask for in public, without zones, beside the stations that are known to stand there."""

import sys
import time
from argparse import ArgumentParser, Namespace
from dataclasses import asdict
from typing import Any

from benchmarks.fleets import FLEETS
from benchmarks.measure import Result, peak_mb


def arguments(parser: ArgumentParser) -> None:
    """Add the options of the family."""
    parser.add_argument("--city", choices=list(FLEETS), required=True)
    parser.add_argument("--samples", type=int, default=1000, help="Latin hypercube samples")
    parser.add_argument("--seed", type=int, default=0)


def run(asked: Namespace) -> Result:
    """Reckon; `value` is the kWh of the first fleet on the design day, `bound` what the known stations carry when used at most.

    Status says whether the share of hours that their guns charge lies within that of the facts (`dc_utilisation`), over the
    two days and all fleets: ``within``, ``above`` or ``below`` where every row agrees, else ``mixed``.
    """
    start, cpu = time.perf_counter(), time.process_time()
    from benchmarks.public_energy import carried_kwh, rows_of_city, stations_of  # noqa: PLC0415  # other families need none of it
    from planner.catalogue.facts import parameter_figure  # noqa: PLC0415

    rows = rows_of_city(asked.city, asked.samples, asked.seed)
    usual = parameter_figure("dc_utilisation")
    print(_table(rows), file=sys.stderr)
    words = {"below" if one.busy < usual.low else "above" if one.busy > usual.high else "within" for one in rows}
    return Result(
        value=rows[0].kwh,
        bound=carried_kwh(asked.city, rows[0].temperature_c) * usual.high,
        status=words.pop() if len(words) == 1 else "mixed",
        cpu_s=time.process_time() - cpu,
        wall_s=time.perf_counter() - start,
        peak_mb=peak_mb(),
        more={
            "stations": stations_of(asked.city),
            "usual_use": [usual.low, usual.central, usual.high],
            "rows": [asdict(one) for one in rows],
        },
    )


def _table(rows: list[Any]) -> str:
    lines = [
        "fleet | C | kWh a day (p10 to p90) | kWh/vehicle | average kW | fast | guns busy (p10 to p90) | vehicles/station"
    ]
    lines += [
        f"{one.fleet} | {one.temperature_c:g} | {one.kwh:,.0f} ({one.p10:,.0f} to {one.p90:,.0f}) | {one.kwh_per_vehicle:.1f} | "
        f"{one.average_kw:,.0f} | {one.fast_share:.0%} | {one.busy:.0%} ({one.busy_p10:.0%} to {one.busy_p90:.0%}) | {one.vehicles_per_station:.0f}"
        for one in rows
    ]
    return "\n".join(lines)
