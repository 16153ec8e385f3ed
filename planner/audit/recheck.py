"""Every rule of a plan, checked again from the facts by code that shares nothing with the model."""

from collections.abc import Callable
from importlib import import_module
from inspect import isfunction, signature
from pkgutil import iter_modules
from types import ModuleType

from planner.audit import rules
from planner.plan import Plan
from planner.question import Question

Audit = Callable[[Plan, Question], list[str]]
"""What one rule finds broken, in words; nothing where a plan keeps it."""


def broken_promises(plan: Plan, question: Question) -> list[str]:
    """Name every rule that the plan breaks, in words, rule by rule in alphabetical order; an empty list is a plan that keeps them all."""
    return [said for audit in audits().values() for said in audit(plan, question)]


def audits(package: ModuleType = rules) -> dict[str, Audit]:
    """Find the audit of each rule: the function `broken` of each file in the folder of a package.

    The signature is compared here because files that are found by their folder are called where mypy cannot see them; that each
    body keeps the signature it states is what mypy checks.

    Parameters
    ----------
    package : module
        `planner.audit.rules`, unless another is given.

    Returns
    -------
    dict
        Audit by the name of its file, in alphabetical order.

    Raises
    ------
    TypeError
        A file without such a function.
    """
    found: dict[str, Audit] = {}
    for name in sorted(one.name for one in iter_modules(package.__path__)):
        module = import_module(f"{package.__name__}.{name}")
        audit = getattr(module, "broken", None)
        if not isfunction(audit) or signature(audit, eval_str=True) != signature(broken_promises, eval_str=True):
            raise TypeError(
                f"{module.__file__}: expected a function broken(plan: Plan, question: Question) -> list[str]; every file of this folder is the audit of one rule, move helpers to planner/audit/"
            )
        found[name] = audit
    return found
