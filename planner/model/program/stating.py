"""Conversion of a program from arrays to PuLP, versions 3 and 4."""

import gc
import math
import warnings
from typing import Any

import numpy as np

from planner.model.program.program import Program


def stated(program: Program) -> tuple[Any, list[Any]]:
    """State a minimisation in PuLP, 3 or 4: the problem, and its variables in the order of the columns.

    The names are numbers, so that none collide: PuLP writes "a b" and "a_b" alike. Rows are added in bulk with the garbage
    collector off: it would scan millions of live objects again and again.
    """
    import pulp  # noqa: PLC0415  a tenth of a second that most searches by prices do without

    tops, whole = program.upper.tolist(), program.whole.tolist()
    lp, collects = pulp.LpProblem(program.name, pulp.LpMinimize), gc.isenabled()
    gc.disable()
    try:
        variables = [
            lp.add_variable(f"x{at}", 0, None if top == math.inf else top, "Integer" if one else "Continuous")
            for at, (top, one) in enumerate(zip(tops, whole, strict=True))
        ]
        _rows(lp, program, variables)
    finally:
        if collects:
            gc.enable()
    return lp, variables


def _rows(lp: Any, program: Program, variables: list[Any]) -> None:
    """Objective and rows; all are added, and in version 3 the variables registered, at once."""
    import pulp  # noqa: PLC0415

    bulk = not hasattr(pulp.LpAffineExpression, "from_list")  # version 3
    express = pulp.LpAffineExpression if bulk else pulp.LpAffineExpression.from_list
    costs = program.costs
    lp.setObjective(express([(variables[at], float(costs[at])) for at in np.flatnonzero(costs).tolist()]))
    matrix, least, most = program.matrix(), program.least, program.most
    starts, weights = matrix.indptr.tolist(), matrix.data.tolist()
    named = [variables[at] for at in matrix.indices.tolist()]
    equal = (least == most).tolist()
    rows: dict[str, Any] = {}
    for row, right in enumerate(most.tolist()):
        part = slice(starts[row], starts[row + 1])
        terms = express(list(zip(named[part], weights[part], strict=True)))
        if bulk:
            rows[f"r{row}"] = pulp.LpConstraint(terms, 0 if equal[row] else -1, f"r{row}", right)
        else:
            lp.addConstraint(terms == right if equal[row] else terms <= right, f"r{row}")
    if bulk:
        with warnings.catch_warnings():  # that version 4 does it otherwise
            warnings.simplefilter("ignore", DeprecationWarning)
            lp.addVariables(variables)
        lp.extend(rows)
