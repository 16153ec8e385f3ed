"""What a reader is told of a record or an error is a message wherever it is made: no literal of English, and none glued into a value."""

import ast
import re
from collections.abc import Iterator
from pathlib import Path

from tests.conftest import ROOT

TOLD = {
    "drop": (2,),
    "merge": (2,),
    "note": (2, 3),
    "_note": (1, 2),
    "Problem": (1, 2),
    "Line": (1, 2),
    "InputError": (1, 2),
}
"""Callables, and which of their arguments are sentences for a reader."""
SPOKEN_ALONE = {"geodata/tables.py": "'nothing' of a schema"}
_WORD = re.compile("[A-Za-z]{3,}")


def test_no_reason_and_no_error_is_a_literal_of_english():
    found = [
        f"{file.relative_to(ROOT)}:{call.lineno}: {ast.unparse(part)[:80]}"
        for file in sources()
        for call in calls(file)
        for at in TOLD.get(name_of(call), ())
        for part in call.args[at : at + 1]
        if is_bare(part)
    ]
    assert found == []


def test_messages_that_are_joined_stay_messages():
    """``", ".join(_(...) for ...)`` in a value is told in English for good; `joined` and `listed` are not."""
    found = [
        f"{file.relative_to(ROOT)}:{call.lineno}: {value.arg}"
        for file in sources()
        for call in calls(file)
        if name_of(call) in ("_", "plural", "within")
        for value in call.keywords
        if glues(value.value)
    ]
    assert found == []


def sources() -> Iterator[Path]:
    for room in ("planner", "geodata"):
        for file in sorted((ROOT / room).rglob("*.py")):
            plain = file.relative_to(ROOT).as_posix()
            if "authoring" not in file.parts and plain not in SPOKEN_ALONE:
                yield file


def calls(file: Path) -> Iterator[ast.Call]:
    for node in ast.walk(ast.parse(file.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Call):
            yield node


def name_of(call: ast.Call) -> str:
    return getattr(call.func, "id", None) or getattr(call.func, "attr", "")


def is_bare(part: ast.expr) -> bool:
    if isinstance(part, ast.Constant):
        return isinstance(part.value, str) and bool(_WORD.search(part.value))
    if isinstance(part, ast.JoinedStr):
        return any(is_bare(one) for one in part.values)
    if isinstance(part, ast.IfExp):
        return is_bare(part.body) or is_bare(part.orelse)
    return isinstance(part, ast.BinOp) and (is_bare(part.left) or is_bare(part.right))


def glues(value: ast.expr) -> bool:
    """Whether a value sets messages beside each other as text, or between words of English."""
    inner = [one for one in ast.walk(value) if isinstance(one, ast.Call)]
    for call in inner:
        if (
            isinstance(call.func, ast.Attribute)
            and call.func.attr == "join"
            and isinstance(call.func.value, ast.Constant)
        ):
            if _WORD.search(str(call.func.value.value)):
                return True
            if any(
                name_of(one) in ("_", "plural", "within")
                for arg in call.args
                for one in ast.walk(arg)
                if isinstance(one, ast.Call)
            ):
                return True
    return any(
        isinstance(one, ast.JoinedStr)
        and any(name_of(c) in ("_", "plural", "within") for c in ast.walk(one) if isinstance(c, ast.Call))
        for one in ast.walk(value)
    )
