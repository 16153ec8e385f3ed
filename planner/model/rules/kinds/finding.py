"""The rules that there are, found by their files; see docs/decisions/0015-rules-are-found-by-their-folder.md."""

import pkgutil
from functools import cache
from importlib import import_module

from planner.model import rules
from planner.model.instance.rulebook import Rules
from planner.model.rules.kinds.ruling import Ruling
from planner.question import Question


@cache
def known_rules() -> tuple[type[Ruling], ...]:
    """Every rule, in the order of their places.

    Raises
    ------
    AssertionError
        A file of the folder holds no rule or several, or two rules have the same place.
    """
    found = [_rule_of(one.name) for one in pkgutil.iter_modules(rules.__path__) if not one.ispkg]
    if len({rule.place for rule in found}) < len(found):
        raise AssertionError("two rules have the same place")
    return tuple(sorted(found, key=lambda rule: rule.place))


def titles_by_file() -> dict[str, str]:
    """Title of every rule by the name of its file, which is that of its audit too."""
    return {rule.__module__.rpartition(".")[2]: rule.title for rule in known_rules()}


def _rule_of(name: str) -> type[Ruling]:
    module = import_module(f"{rules.__name__}.{name}")
    mine = [
        one
        for one in vars(module).values()
        if isinstance(one, type) and issubclass(one, Ruling) and one.__module__ == module.__name__
    ]
    if len(mine) != 1:
        raise AssertionError(f"planner/model/rules/{name}.py holds {len(mine)} rules; expected one class")
    return mine[0]


def rules_of(question: Question) -> Rules:
    """The rules that a question asks for.

    Raises
    ------
    ConfigError
        As the rules' own reading.
    """
    asked = (kind.of(question) for kind in known_rules())
    return Rules(tuple(rule for rule in asked if rule is not None))
