"""What every rule can be asked, whatever its kind, and the small records by which the services ask."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, fields
from typing import ClassVar, Protocol, Self

import numpy as np
from numpy.typing import NDArray

from planner.model.instance.instance import Instance
from planner.model.instance.rulebook import Rule
from planner.model.rules.kinds.figures import Figures
from planner.question import Question
from planner.support.speech import _

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]
Mask = NDArray[np.bool_]

DUST = 1e-6
"""Less than this is rounding."""


class Writer(Protocol):
    """A program whose rows can be made to give way; `planner.model.program.draft` is one."""

    def add(self, count: int, *, upper: float = ..., whole: bool = ...) -> Ints:
        """Add columns."""
        ...

    def at_most(self, columns: "Sequence[int] | Ints", coefficients: "Sequence[float] | Floats", right: float) -> None:
        """Add a row."""
        ...

    def ease(self, rows: Sequence[int], by: Sequence[float]) -> int:
        """Add a column, shut at 0, that each unit of lets these rows take `by` more."""
        ...


@dataclass(frozen=True)
class RuleRows:
    """Rows of one rule in a program.

    Parameters
    ----------
    row : (rows,) int
        Number in the program; -1 where it can never bind and so was left out.
    whose : (rows,) int
        Site of a local rule's row; of other kinds the number of the row itself.
    by : (rows,) or None
        How much more each row takes for each unit by which the rule gives way; 1 where nothing is said.
    part : (rows,) int or None
        Of a local rule: rows of one part give way together.
    """

    row: Ints
    whose: Ints
    by: Floats | None = None
    part: Ints | None = None

    def beside(self, other: "RuleRows", by: Floats) -> "RuleRows":
        """These rows and those of another rule that moves with it."""
        mine = np.ones(len(self.row)) if self.by is None else self.by
        rows, whose = np.append(self.row, other.row), np.append(self.whose, other.whose)
        return RuleRows(rows, whose, np.append(mine, by))


@dataclass(frozen=True)
class Given:
    """Columns by which a rule gives way, and what a unit of each counts."""

    columns: Ints
    counts: Floats


@dataclass(frozen=True)
class Use:
    """A plan as rules are told of it.

    Parameters
    ----------
    chargers : (sites, products) int
    served : (zones, classes)
        KWh a day.
    """

    chargers: Ints
    served: Floats


@dataclass(frozen=True)
class Line:
    """What a plan was held to, for a reader.

    Parameters
    ----------
    key : str
        Of the configuration.
    asked, reached : str
        In words.
    binds : bool
        Nothing of it is left.
    kept : bool
        False of a plan that was not made to keep it, and does not.
    """

    key: str
    asked: str
    reached: str
    binds: bool
    kept: bool = True


@dataclass(frozen=True)
class Ruling(Rule):
    """A rule of a plan, of any kind.

    Parameters
    ----------
    demands : bool
        It asks that something be built or served, so that doing nothing may break it; all others only limit.
    physical : bool
        It is a limit of ground or grid, which no wish moves.
    gives_way : bool
        The conflict finder may ask how far it would have to give way.
    title : str
        What it is called in the report.
    called : str
        In "worlds that differ in ... share no plan".
    """

    demands: ClassVar[bool] = False
    physical: ClassVar[bool] = False
    gives_way: ClassVar[bool] = True
    title: ClassVar[str]
    called: ClassVar[str]

    @classmethod
    def of(cls, question: Question) -> Self | None:
        """Read the rule off a question; None where it is not asked."""
        raise NotImplementedError

    @classmethod
    def stacked(cls, rules: "Sequence[Self]") -> Self:
        """The rule of several worlds that share a plan."""
        return rules[0]

    def same(self, other: Rule | None) -> bool:
        """Tell whether another world asks the same."""
        if type(other) is not type(self):
            return False
        pairs = ((getattr(self, one.name), getattr(other, one.name)) for one in fields(self))
        return all(_equal(one, another) for one, another in pairs)

    def loosened(self, share: float) -> Self:
        """The rule with a share of what it asks forgiven, for what solvers round."""
        return self

    def with_budget(self, usd: float) -> Self:
        """The rule where the budget is another."""
        return self

    def figures(self, instance: Instance) -> Iterator[Figures]:
        """Figures to be refused where they make no sense."""
        yield from ()

    def contradictions(self, instance: Instance) -> Iterator[str]:
        """What contradicts itself as it was put, in lines for the user."""
        yield from ()

    def outright(self, instance: Instance) -> Iterator[str]:
        """Conflicts with other rules that can be told by names alone."""
        yield from ()

    def lacks(self, instance: Instance, site: int) -> Iterator[str]:
        """What a site at which something must be built lacks for the smallest cabinet, as far as this rule goes."""
        yield from ()

    def offers(self, instance: Instance, site: int) -> str:
        """What the rule leaves a site, in words; empty where nothing is to be said."""
        return ""

    def hint(self, instance: Instance) -> str:
        """Why it cannot be kept, as far as is seen at once; empty elsewhere."""
        return ""

    def most(self, instance: Instance) -> Ints | None:
        """Most of each product at each site, whatever else is built; None where the rule alone sets none; (sites, products)."""
        return None

    def promise(self, instance: Instance) -> str:
        """Half a sentence for the proof; empty where the rule is told elsewhere."""
        return ""

    def line(self, instance: Instance, use: Use) -> Line:
        """What was asked and what the plan makes of it."""
        raise NotImplementedError

    def size(self, instance: Instance) -> float:
        """What it asks, in its own unit, so that rules that give way together can be weighed against each other."""
        raise NotImplementedError

    def yielding(self) -> Self:
        """The rule as it is stated where it gives way: what it forbids is the same, its rows may be others."""
        return self

    def give_way(self, instance: Instance, writer: Writer, rows: RuleRows) -> Given:
        """Add the columns by which its rows, those of `yielding`, give way."""
        raise NotImplementedError

    def given_way(self, instance: Instance, amount: float) -> Instance | None:
        """The question where the one number of the rule gives way by so much; None where it has none, or several."""
        return None

    def moves(self, instance: Instance) -> "dict[type[Ruling], Floats]":
        """Other rules that give way with it, and by how much more each of their rows takes for each unit of it."""
        return {}

    def eased(self, instance: Instance, values: Floats, least: float, *, proven: bool) -> str:
        """How far it gives way, in words.

        Parameters
        ----------
        values : (columns,)
            Of the columns of `give_way`.
        least : float
            Their least weighed sum.
        proven : bool
            Whether that suffices, or is only a bound.
        """
        raise NotImplementedError


def with_budget(instance: Instance, usd: float) -> Instance:
    """The same question with other money."""
    return instance.ruled(*(rule.with_budget(usd) for rule in instance.rules.every(Ruling)))


def _equal(one: object, other: object) -> bool:
    if isinstance(one, np.ndarray) or isinstance(other, np.ndarray):
        return isinstance(one, np.ndarray) and isinstance(other, np.ndarray) and np.array_equal(one, other)
    return one == other


def at_least(*, proven: bool) -> str:
    """Say of a figure that is only a bound that it is one."""
    return "" if proven else _("at least ")


def one_column(writer: Writer, rows: RuleRows, by: "Sequence[float] | None" = None) -> Given:
    """One column that lets all rows of a rule take more, each `by` so much."""
    kept = rows.row >= 0
    usual = np.ones(len(rows.row)) if rows.by is None else rows.by
    weights = usual if by is None else np.asarray(by, dtype=float)
    column = writer.ease(rows.row[kept].tolist(), weights[kept].tolist())
    return Given(np.array([column]), np.ones(1))


def column_each(writer: Writer, rows: RuleRows) -> Given:
    """One column for each row."""
    columns = [writer.ease([row] if row >= 0 else [], [1.0] * (row >= 0)) for row in rows.row.tolist()]
    return Given(np.array(columns, dtype=np.int64), np.ones(len(columns)))


def column_each_part(writer: Writer, rows: RuleRows) -> Given:
    """One column for all rows of each part."""
    assert rows.part is not None
    parts = [rows.row[(rows.part == part) & (rows.row >= 0)].tolist() for part in np.unique(rows.part).tolist()]
    columns = [writer.ease(part, [1.0] * len(part)) for part in parts]
    return Given(np.array(columns, dtype=np.int64), np.ones(len(columns)))
