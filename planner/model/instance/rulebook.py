"""The rules that a question asks for, as an instance carries them; what a rule is, is said in `planner.model.rules.kinds`."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import ClassVar, TypeVar


@dataclass(frozen=True)
class Rule:
    """Something that every plan must keep; its data are its fields.

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
    """The rules that are asked, one of a kind, in order of their places."""

    asked: tuple[Rule, ...] = ()

    def __post_init__(self) -> None:
        object.__setattr__(self, "asked", tuple(sorted(self.asked, key=lambda rule: rule.place)))
        if len({type(rule) for rule in self.asked}) < len(self.asked):
            raise AssertionError("a rule is asked twice")

    def __iter__(self) -> Iterator[Rule]:
        return iter(self.asked)

    def get(self, kind: type[R]) -> R | None:
        """The rule of a kind; None where it is not asked."""
        return next((rule for rule in self.asked if isinstance(rule, kind)), None)

    def of(self, kind: type[R]) -> R:
        """The rule of a kind, which must be asked."""
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
        """The rules for which this holds."""
        return Rules(tuple(rule for rule in self.asked if keep(rule)))
