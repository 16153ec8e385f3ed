"""The manual of the configuration file, written from the docstrings under its fields.

`python -m planner.authoring.manual docs/configuration.md` writes it; a test holds the page to what this module says.
"""

import contextlib
import csv
import datetime as dt
import sys
import types
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Annotated, Any, Literal, Union, get_args, get_origin

from pydantic.fields import FieldInfo
from pydantic_core import PydanticUndefined

from geodata.connectors import PLUG_FAMILIES
from geodata.fleet import VEHICLE_CLASSES
from geodata.osm.site_kinds import SITE_KINDS
from geodata.osm.site_preference import PREFERENCE
from planner.catalogue.chargers import charger_types
from planner.catalogue.mixes import mix_names
from planner.config.scenario import Scenario
from planner.config.section import Section
from planner.errors import ConfigError
from planner.support.resources import configs_dir

HEAD = """\
# The configuration file

Written by `python -m planner.authoring.manual` from the text under each field in `planner/config/`, which has a file for each table; change it there.

One TOML file asks one planning question. Paths are relative to the file. Unknown keys are refused, and the nearest
known one is named. `[city]`'s `name` and one source of roads (`roads` or `place`) must be given; all else has a default.
`evplan new FILE --city NAME` writes a commented file to start from. `evplan schema --to evplan.schema.json` writes the JSON Schema of these keys; with `#:schema ./evplan.schema.json` as the first line of the
file, editors that know TOML (VS Code with Even Better TOML, Zed, Helix with taplo) complete keys, show their meaning and mark mistakes.
"""
_WORDS: dict[Any, str] = {
    str: "text",
    int: "whole number",
    float: "number",
    bool: "true or false",
    dt.date: "date",
    Any: "any value",
}


def manual_text() -> str:
    """Whole page as Markdown."""
    return "\n".join((HEAD, *tables(Scenario), *_names())).rstrip() + "\n"


def tables(model: type[Section]) -> Iterator[str]:
    """Keys at the top of a file of this kind, then each of its tables with those within it."""
    top = {name: field for name, field in model.model_fields.items() if _section_of(field.annotation) is None}
    yield "## At the top of the file\n"
    yield from _rows(top)
    for name, field in model.model_fields.items():
        section = _section_of(field.annotation)
        if section is None:
            continue
        yield from _table(name, section, many=get_origin(field.annotation) is tuple)


def _table(name: str, section: type[Section], *, many: bool) -> Iterator[str]:
    """One table, and the tables within it."""
    yield f"## `{f'[[{name}]]' if many else f'[{name}]'}`\n"
    about = _one_line(section.__doc__ or "").partition(": ")[2]
    if about:
        yield f"{about[0].upper()}{about[1:]}\n"
    yield from _rows(section.model_fields)
    for key, field in section.model_fields.items():
        inner = _section_of(field.annotation)
        if inner is not None:
            yield from _table(f"{name}.{key}", inner, many=get_origin(field.annotation) is tuple)


def _rows(fields: dict[str, FieldInfo]) -> Iterator[str]:
    yield "| key | value | default | meaning |"
    yield "|---|---|---|---|"
    for name, field in fields.items():
        cells = (f"`{name}`", _kind(field), _default(field), _one_line(field.description or ""))
        yield f"| {' | '.join(cell.replace('|', chr(92) + '|') for cell in cells)} |"
    yield ""


def _names() -> Iterator[str]:
    """Lists of the names that some keys take."""
    yield "## Names that stand in these keys\n"
    kinds = {name: SITE_KINDS[name].label for name in PREFERENCE}
    yield f"`sites.from_osm`, best first (`sites.preference`; assumed): {_listed(kinds)}.\n"
    yield f"`fleet.mix` and `evplan compare --mixes`: {_listed(dict.fromkeys(mix_names(), ''))}.\n"
    yield f"Port families, in a mix and in the column `port`: {_listed({one.value: one.label for one in PLUG_FAMILIES})}.\n"
    yield f"Vehicle classes: {_listed(dict.fromkeys(VEHICLE_CLASSES, ''))}.\n"
    yield f"`plan.chargers`: {_listed(dict(_chargers()))}; prices and sources stand in `configs/chargers.csv`. `wpt_11` and `chaoji`, which has no price there, need their switch in `[coming]`.\n"


def _chargers() -> Iterator[tuple[str, str]]:
    """Entries of the catalogue that can be planned, with their plugs."""
    with (configs_dir() / "chargers.csv").open(encoding="utf-8-sig", newline="") as lines:
        ids = [row["id"] for row in csv.DictReader(lines)]
    for one in ids:
        with contextlib.suppress(ConfigError):
            charger = charger_types((one,))[0]
            plugs = " + ".join(f"{count} x {name}" for name, count in charger.plugs().items())
            at_once = f", {charger.guns} vehicles at a time" if charger.guns < len(charger.connectors) else ""
            yield one, f"{plugs}{at_once}, {charger.power_kw:g} kW"


def _listed(names: Mapping[str, str]) -> str:
    return ", ".join(f"`{name}`" + (f" ({meaning})" if meaning else "") for name, meaning in names.items())


def _section_of(annotation: Any) -> type[Section] | None:
    """Table that a field holds, once or many times; None for a plain value."""
    for kind in (annotation, *get_args(annotation)):
        if isinstance(kind, type) and issubclass(kind, Section):
            return kind
    return None


def _kind(field: FieldInfo) -> str:
    limits = _limits(field.metadata)
    return _words(field.annotation) + (f", {limits}" if limits else "")


def _words(annotation: Any) -> str:
    """Name a type as people who fill in a form would."""
    origin, parts = get_origin(annotation), get_args(annotation)
    if origin is Annotated:
        limits = _limits(list(getattr(parts[1], "metadata", parts[1:])))
        return _words(parts[0]) + (f", {limits}" if limits else "")
    if origin in (Union, types.UnionType):
        return " or ".join(_words(part) for part in parts if part is not type(None))
    if origin is Literal:
        return " or ".join(f'`"{value}"`' for value in parts)
    if origin is tuple:
        return f"list of {_words(parts[0])}"
    if origin is dict:
        inner = _words(parts[1])
        return "table of tables" if get_origin(parts[1]) is dict else f"table of {inner}"
    return "tables" if _section_of(annotation) is not None else _WORDS[annotation]


def _limits(metadata: list[Any]) -> str:
    signs = (("gt", ">"), ("ge", ">="), ("lt", "<"), ("le", "<="))
    said = [
        f"{sign} {getattr(one, name):g}"
        for one in metadata
        for name, sign in signs
        if getattr(one, name, None) is not None
    ]
    return " and ".join(said)


def _default(field: FieldInfo) -> str:
    if field.is_required():
        return "must be given"
    value = field.get_default(call_default_factory=True, validated_data={})
    tables_of_it = value if isinstance(value, tuple) and value else (value,)
    if value is None or value is PydanticUndefined or any(isinstance(one, Section) for one in tables_of_it):
        return "-"
    return f"`{_toml(value)}`"


def _toml(value: Any) -> str:
    if isinstance(value, bool):
        return str(value).lower()
    if isinstance(value, str):
        return f'"{value}"'
    if isinstance(value, (tuple, list)):
        return f"[{', '.join(_toml(one) for one in value)}]"
    if isinstance(value, dict):
        return f"{{ {', '.join(f'{key} = {_toml(one)}' for key, one in value.items())} }}" if value else "{}"
    return f"{value:_}" if abs(value) >= 10_000 else f"{value:g}"


def _one_line(text: str) -> str:
    return " ".join(text.split())


if __name__ == "__main__":
    Path(sys.argv[1]).write_text(manual_text(), encoding="utf-8", newline="\n")
