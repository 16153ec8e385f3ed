"""How many faults and doubts the data of a country's roads have: the same number for `evplan check` and `evplan country`."""

from collections.abc import Sequence

from geodata.report import SourceReport
from geodata.trunk.faults import Fault


def fault_count(faults: Sequence[Fault], reports: Sequence[SourceReport]) -> int:
    """Faults of roads, towns and trips, and doubts about stations and heights; remarks, and headings that were understood, are none."""
    return sum(one.count for one in faults if not one.is_remark) + sum(
        problem.is_doubt for one in reports for problem in one.problems
    )
