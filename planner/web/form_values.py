"""What a field of the form of a scenario holds, as the page shows it and as a scenario takes it."""

import json
import tomllib
from collections.abc import Callable, Mapping
from datetime import date
from typing import Any

from planner.errors import ConfigError
from planner.project.files import ProjectFile
from planner.project.form import Field
from planner.support.speech import _
from planner.support.toml_faults import toml_expected

GROUPED = 10_000
"""Whole numbers from here on are shown with a thin space between thousands."""
AS_TOML = ("toml", "tables", "table", "columns")


def shown_in(field: Field, value: Any) -> str:
    """A value as the text of its field; empty where it is not given."""
    if value is None:
        return ""
    if field.kind in AS_TOML or isinstance(value, Mapping):
        return inline(value)
    if isinstance(value, (list, tuple)):
        return ", ".join(str(one) if not isinstance(one, (Mapping, list)) else inline(one) for one in value)
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, int) and abs(value) >= GROUPED:
        return f"{value:,}".replace(",", "\u202f")
    return f"{value:.10g}" if isinstance(value, float) else str(value)


def taken_from(field: Field, texts: list[str]) -> Any:
    """A value of what was filled in; None where nothing was, so that the default holds.

    Raises
    ------
    ConfigError
        It is no value of that kind.
    """
    said = [one.strip() for one in texts if one.strip()]
    if not said:
        return None
    if field.kind in ("list", "numbers"):
        parts = said if field.choices else [one.strip() for one in said[0].split(",") if one.strip()]
        return [number(one) for one in parts] if field.kind == "numbers" else parts
    take: dict[str, Callable[[str], Any]] = {
        "number": number,
        "integer": lambda text: number(text, whole=True),
        "switch": lambda text: text == "true",
        "date": _date,
        **dict.fromkeys(AS_TOML, _toml),
    }
    value = take.get(field.kind, str)(said[0])
    return None if field.step and value == field.default else value


def number(text: str, *, whole: bool = False) -> int | float:
    """A number as people write it: spaces or apostrophes between thousands, a decimal comma.

    Raises
    ------
    ConfigError
        It is none.
    """
    plain = text.replace(" ", "").replace("\u00a0", "").replace("\u202f", "").replace("'", "").replace("_", "")
    plain = plain.replace(",", ".") if plain.count(",") == 1 and "." not in plain else plain.replace(",", "")
    try:
        value = float(plain)
    except ValueError:
        raise ConfigError(_("{text!r} is no number", text=text[:40])) from None
    if value != value or value in (float("inf"), float("-inf")):  # noqa: PLR0124  not a number is unlike itself
        raise ConfigError(_("{text!r} is no number", text=text[:40]))
    if whole and value % 1:
        raise ConfigError(_("{text!r} is no whole number", text=text[:40]))
    return int(value) if not value % 1 and abs(value) < 2**53 and "e" not in plain.lower() else value


def files_for(field: Field, files: tuple[ProjectFile, ...], value: Any) -> list[tuple[str, str]]:
    """Files that may stand in a field, as place and name; what stands there now among them."""
    found = [(one.place, one.name) for one in files if one.kind == field.file_kind]
    if value and str(value) not in {place for place, _name in found}:
        found.insert(0, (str(value), str(value)))
    return found


def _date(text: str) -> date:
    try:
        return date.fromisoformat(text)
    except ValueError:
        raise ConfigError(_("{text!r} is no date; write it like 2028-01-31", text=text[:40])) from None


def _toml(text: str) -> Any:
    try:
        return tomllib.loads(f"value = {text}")["value"]
    except (tomllib.TOMLDecodeError, RecursionError, ValueError) as error:
        raise ConfigError(_("not valid TOML ({error}); mend that line", error=toml_expected(error))) from None


def inline(value: Any) -> str:
    """A value on one line, as TOML has it."""
    if isinstance(value, Mapping):
        return "{ " + ", ".join(f"{_key(key)} = {inline(one)}" for key, one in value.items()) + " }" if value else "{}"
    if isinstance(value, (list, tuple)):
        return "[" + ", ".join(inline(one) for one in value) + "]"
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, date):
        return value.isoformat()
    return json.dumps(value, ensure_ascii=False) if isinstance(value, str) else str(value)


def _key(name: str) -> str:
    return (
        name
        if name.replace("_", "").replace("-", "").isalnum() and name.isascii()
        else json.dumps(name, ensure_ascii=False)
    )
