"""Solve a classical location problem of a file: p-median, maximal covering, set covering or capacitated warehouses, with a proven bound."""

import argparse
import json
import sys
import time
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, NoReturn

from geodata.errors import GeodataError
from planner.errors import ConfigError, InfeasibleError, PlannerError
from planner.support.speech import _

if TYPE_CHECKING:
    from planner.model.medians.options import Asked

PROGRAM = "python -m planner.model.medians"
DONE, WRONG_INPUT, IMPOSSIBLE, INTERRUPTED = 0, 2, 3, 130
EXAMPLES = f"""formats:
  pairs    a table point,site,distance[,weight], a row for each pair (.csv, .tsv, .xlsx, .xls, .xlsb, .ods)
  points   'x y weight' a line; every point is also a site, distances are straight
  pmed     OR-Library p-median: 'vertices edges p', then 'from to cost' for each edge
  cap      OR-Library capacitated warehouses

examples:
  {PROGRAM} pmed1.txt --problem p-median
  {PROGRAM} drive_times.csv --problem mclp --radius 600 --p 5 --text
  {PROGRAM} points.txt --problem lscp --radius 800
  {PROGRAM} cap71.txt --problem warehouses

docs/location-problems.md tells more. Exit codes: 0 done, 2 the input is wrong, 3 no plan can serve all, 1 is a bug."""


class _Parser(argparse.ArgumentParser):
    """Says what is wrong in one line, as everything else here does."""

    def error(self, message: str) -> NoReturn:
        raise ConfigError(_("{message}; --help lists the options", message=message))


def main(arguments: Sequence[str] | None = None) -> int:
    """Answer one question on stdout; what goes wrong is one line on stderr."""
    try:
        return _answer(_parser().parse_args(arguments))
    except (GeodataError, PlannerError) as error:
        print(f"error: {_printable(str(error))}", file=sys.stderr)
        for way in getattr(error, "ways", ()):
            print(f"  {_printable(way)}", file=sys.stderr)
        return IMPOSSIBLE if isinstance(error, InfeasibleError) else WRONG_INPUT
    except MemoryError:
        print(_("error: too little memory; give fewer pairs, or close other programs"), file=sys.stderr)
        return WRONG_INPUT
    except KeyboardInterrupt:
        print("interrupted", file=sys.stderr)
        return INTERRUPTED


def _parser() -> _Parser:
    from planner.model.medians.options import FORMATS, PROBLEMS

    problems = "\n".join(f"  {name:<12}{text}" for name, text in PROBLEMS.items())
    parser = _Parser(
        prog=PROGRAM,
        description=f"{__doc__}\n\nproblems:\n{problems}",
        epilog=EXAMPLES,
        formatter_class=argparse.RawDescriptionHelpFormatter,
        allow_abbrev=False,
    )
    parser.add_argument("file", type=Path, metavar="FILE")
    parser.add_argument("--problem", choices=list(PROBLEMS), required=True)
    parser.add_argument(
        "--format",
        choices=FORMATS,
        help="of FILE; default: pairs for a table, else cap for warehouses, pmed for p-median, points",
    )
    parser.add_argument(
        "--p", type=int, help="most sites to open (p-median, mclp); for a pmed file in place of its own"
    )
    parser.add_argument("--radius", type=float, help="in the unit of the distances, inclusive (mclp, lscp)")
    parser.add_argument(
        "--columns", default="", metavar="point=NAME,...", help="names of a table's columns, where they differ"
    )
    parser.add_argument("--gap", type=float, default=0.0, help="relative gap that is enough; default: 0, the best plan")
    parser.add_argument("--time-limit", type=float, default=600.0, metavar="S", help="seconds; default: 600")
    parser.add_argument("--text", action="store_true", help="an answer for people in place of a line of JSON")
    parser.add_argument("--quiet", action="store_true", help="do not tell of the search's progress")
    return parser


def _answer(given: argparse.Namespace) -> int:
    asked = _asked(given)
    if not 0 <= given.gap < 1 or not given.time_limit > 0:
        raise ConfigError("--gap and --time-limit: expected a share from 0 to below 1, and seconds above 0")
    from planner.model.medians.answer import answer
    from planner.model.program.effort import Effort

    say = _silent if given.quiet else _at_times()
    found = answer(given.file, asked, Effort(given.gap, given.time_limit), say)
    if given.text:
        print("\n".join(_printable(line) for line in found.lines()))
    else:
        print(json.dumps(found.as_dict(), ensure_ascii=False, allow_nan=False))
    return DONE


def _asked(given: argparse.Namespace) -> "Asked":
    from planner.model.medians.options import Asked

    columns = {}
    for part in filter(None, given.columns.split(",")):
        name, equals, theirs = (piece.strip() for piece in part.partition("="))
        if not (name and equals and theirs):
            raise ConfigError(f"--columns: expected point=NAME,site=NAME,..., not {part!r}")
        columns[name] = theirs
    return Asked(given.problem, given.format, given.p, given.radius, columns)


def _at_times() -> Callable[[str], None]:
    """Tell people of the way, at most once a second."""
    told = time.monotonic()

    def say(text: str) -> None:
        nonlocal told
        if time.monotonic() - told >= 1.0:
            told = time.monotonic()
            print(text, file=sys.stderr)

    return say


def _silent(_: str) -> None:
    """Say nothing."""


def _printable(text: str) -> str:
    """Take the control characters out of a line: a name from a file must not steer the terminal."""
    return "".join(c if c.isprintable() else "?" for c in text)


if __name__ == "__main__":
    sys.exit(main())
