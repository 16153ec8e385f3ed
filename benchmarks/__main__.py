"""`python -m benchmarks`: one case with its options, or, without any, every case of the registry as a table."""

import argparse
import os
import sys

from benchmarks import table
from benchmarks.registry import REGISTRY
from geodata.errors import GeodataError
from planner.errors import PlannerError
from planner.kept.store import LIMIT


def main(arguments: list[str]) -> int:
    """Run what was asked; 0 done, 1 a check failed, 2 the input is wrong, 3 no plan can keep the promises, as the planner itself."""
    os.environ.setdefault(LIMIT, "0")  # no case is to find what another one has kept
    parser = argparse.ArgumentParser(prog="python -m benchmarks", description=__doc__)
    table.arguments(parser)
    families = parser.add_subparsers(dest="family", metavar="FAMILY")
    for name, family in REGISTRY.items():
        subparser = families.add_parser(name, help=family.about, description=family.about)
        if name in arguments:  # only then is its module loaded
            family.arguments(subparser)
    asked = parser.parse_args(arguments)
    try:
        if asked.family is None:
            return table.print_table(REGISTRY, table.wish_of(asked, REGISTRY), asked.markdown)
        result = REGISTRY[asked.family].run(asked)
    except (GeodataError, PlannerError) as error:
        print(f"error: {error}", file=sys.stderr)
        return 3 if type(error).__name__ == "InfeasibleError" else 2
    print(result.line())
    return 0 if result.passed else 1


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
