"""The rules of an instance as a collection; kinds of rules are defined in `planner.model.rules.kinds`."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import ClassVar, TypeVar


@dataclass(frozen=True)
class Rule:
    """A constraint of the question; its data are its fields.

    Parameters
    ----------
    key : str
        Of the configuration, where one asks for it.
    place : int
        Order of the rules: of their rows, and of what is said about them.
    """

    key: ClassVar[str]
    place: ClassVar[int]


R = TypeVar("R", bound=Rule)


@dataclass(frozen=True)
class Rules:
    """The rules of a question, at most one of each type, ordered by `place`."""

    asked: tuple[Rule, ...] = ()

    def __post_init__(self) -> None:
        object.__setattr__(self, "asked", tuple(sorted(self.asked, key=lambda rule: rule.place)))
        if len({type(rule) for rule in self.asked}) < len(self.asked):
            raise AssertionError("a rule is asked twice")

    def __iter__(self) -> Iterator[Rule]:
        return iter(self.asked)

    def get(self, kind: type[R]) -> R | None:
        """The rule of a type; None where the question has none."""
        return next((rule for rule in self.asked if isinstance(rule, kind)), None)

    def of(self, kind: type[R]) -> R:
        """The rule of a type, which the question must have."""
        rule = self.get(kind)
        if rule is None:
            raise AssertionError(f"the rule {kind.__name__} is not asked")
        return rule

    def every(self, kind: type[R]) -> list[R]:
        """All rules of a base kind."""
        return [rule for rule in self.asked if isinstance(rule, kind)]

    def having(self, *rules: Rule) -> "Rules":
        """These rules, with some in place of those of the same kind or beside the others."""
        kinds = {type(rule) for rule in rules}
        return Rules((*(rule for rule in self.asked if type(rule) not in kinds), *rules))

    def without(self, *kinds: type[Rule]) -> "Rules":
        """These rules but for some, switched off."""
        return Rules(tuple(rule for rule in self.asked if not isinstance(rule, kinds)))

    def only(self, keep: Callable[[Rule], bool]) -> "Rules":
        """The rules that satisfy a predicate."""
        return Rules(tuple(rule for rule in self.asked if keep(rule)))
