"""What can be asked of a file: the problem, the file's format, and the numbers that each problem needs."""

import math
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path

from geodata.workbooks.facts import WORKBOOK_ENDINGS
from planner.errors import ConfigError
from planner.support.speech import _

PROBLEMS = {
    "p-median": "serve every point from at most p sites at the least sum of weight times distance",
    "mclp": "cover the most weight within the radius from at most p sites (maximal covering)",
    "lscp": "cover every point within the radius from the fewest sites (set covering)",
    "warehouses": "open warehouses with capacities and serve all demand at the least cost",
}
FORMATS = ("pairs", "points", "pmed", "cap")
TABLE_ENDINGS = (".csv", ".tsv", *WORKBOOK_ENDINGS)
USUAL = {"p-median": "pmed", "mclp": "points", "lscp": "points", "warehouses": "cap"}
"""Format of a file whose ending is none of a table's; two of them look alike, so it is never guessed from what is in it."""


@dataclass(frozen=True)
class Asked:
    """What a user asks.

    Parameters
    ----------
    problem : str
        One of `PROBLEMS`.
    format : str or None
        One of `FORMATS`; None for the usual one of the file's ending and the problem.
    p : int or None
    radius : float or None
        In the unit of the distances, inclusive.
    columns : mapping
        Of a table of pairs; see `read_pairs`.
    """

    problem: str
    format: str | None = None
    p: int | None = None
    radius: float | None = None
    columns: Mapping[str, str] = field(default_factory=dict)


def format_of(path: Path, asked: Asked) -> str:
    """Tell the format of a file, one of `FORMATS`.

    Raises
    ------
    ConfigError
        Files of that format do not hold such a problem.
    """
    if asked.format is not None:
        form = asked.format
    else:
        form = "pairs" if path.suffix.lower() in TABLE_ENDINGS else USUAL[asked.problem]
    if (form == "cap") != (asked.problem == "warehouses"):
        fitting = "cap" if asked.problem == "warehouses" else ", ".join(one for one in FORMATS if one != "cap")
        raise ConfigError(
            _(
                "{path}: --problem {problem} needs a file of format {fitting}, not {form}",
                path=path,
                problem=asked.problem,
                fitting=fitting,
                form=form,
            )
        )
    return form


def check_options(asked: Asked, form: str) -> None:
    """Take each option where it belongs, and only there: one that changed nothing would be a silent wrong answer.

    Raises
    ------
    ConfigError
        One is missing, is none of this problem's, or is no sensible number.
    """
    takes_p, takes_radius = asked.problem in {"p-median", "mclp"}, asked.problem in {"mclp", "lscp"}
    if takes_p and asked.p is None and form != "pmed":
        raise ConfigError(f"--p is missing: --problem {asked.problem} needs the most sites to open")
    if takes_radius and asked.radius is None:
        raise ConfigError(f"--radius is missing: --problem {asked.problem} needs it, in the unit of the distances")
    if asked.p is not None and not takes_p:
        raise ConfigError(f"--p: --problem {asked.problem} has no number of sites; leave it out")
    if asked.radius is not None and not takes_radius:
        raise ConfigError(f"--radius: --problem {asked.problem} has no radius; leave it out")
    if asked.p is not None and asked.p < 1:
        raise ConfigError(f"--p: expected a whole number of at least 1, not {asked.p}")
    if asked.radius is not None and not (math.isfinite(asked.radius) and asked.radius >= 0):
        raise ConfigError(f"--radius: expected a number of at least 0, not {asked.radius:g}")
    if asked.columns and form != "pairs":
        raise ConfigError(f"--columns: a file of format {form} has no columns; leave it out")
