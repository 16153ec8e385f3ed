"""`python -m benchmarks`: one case with its options, or, without any, every case of the registry as a table."""

import argparse
import json
import subprocess
import sys
from typing import Any

from benchmarks.registry import REGISTRY
from geodata.errors import GeodataError
from planner.errors import PlannerError


def main(arguments: list[str]) -> int:
    """Run what was asked; 0 done, 2 the input is wrong, 3 no plan can keep the promises, as the planner itself."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks", description=__doc__)
    families = parser.add_subparsers(dest="family", metavar="FAMILY")
    for name, family in REGISTRY.items():
        family.arguments(families.add_parser(name, help=family.about, description=family.about))
    asked = parser.parse_args(arguments)
    if asked.family is None:
        return _table()
    try:
        print(REGISTRY[asked.family].run(asked).line())
    except (GeodataError, PlannerError) as error:
        print(f"error: {error}", file=sys.stderr)
        return 3 if type(error).__name__ == "InfeasibleError" else 2
    return 0


def _table() -> int:
    """Run every case in its own process, so that peak memory is its own, and print a Markdown table."""
    print("| case | value | bound | gap | status | cpu s | wall s | peak MB |")
    print("|---|---|---|---|---|---|---|---|", flush=True)
    failed = 0
    for name, family in REGISTRY.items():
        for options in family.cases:
            done = subprocess.run(
                [sys.executable, "-m", "benchmarks", name, *options], stdout=subprocess.PIPE, text=True, check=False
            )
            title = " ".join([name, *options])
            failed += done.returncode != 0
            lines = done.stdout.splitlines()
            print(_row(title, json.loads(lines[-1])) if not done.returncode else f"| {title} | failed |", flush=True)
    return 1 if failed else 0


def _row(title: str, found: dict[str, Any]) -> str:
    peak = "?" if found["peak_mb"] is None else f"{found['peak_mb']:.0f}"
    cells = [f"{found['value']:,.0f}", f"{found['bound']:,.0f}", f"{found['gap']:.2%}", found["status"]]
    return f"| {' | '.join([title, *cells, format(found['cpu_s'], '.1f'), format(found['wall_s'], '.1f'), peak])} |"


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
