"""Which solvers are installed."""

from planner.errors import SolverError


def check_solver(name: str) -> None:
    """Raise an error for a solver that is not installed, before any input is read.

    Raises
    ------
    SolverError
        Says how to get it.
    """
    if name == "cbc":
        cbc_name()
    elif name != "highs":
        raise SolverError(f"there is no solver '{name}' here; plan.solver is 'highs' or 'cbc'")


def cbc_name() -> str:
    """Name of CBC in PuLP.

    Raises
    ------
    SolverError
        It is not installed.
    """
    import pulp  # noqa: PLC0415

    for name in ("COIN_CMD", "PULP_CBC_CMD"):
        if name in pulp.listSolvers(onlyAvailable=True):
            return name
    raise SolverError("the solver CBC is not there; leave plan.solver at 'highs', or install it (Debian: coinor-cbc)")
