"""The form of a scenario, made from the schema of its keys: groups of fields, each with what is needed to show and check it."""

import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cache
from typing import Any

from geodata.connectors import PLUG_FAMILIES
from geodata.osm.site_preference import PREFERENCE
from planner.authoring.config_schema import config_schema
from planner.authoring.spoken import MANUAL
from planner.catalogue.chargers import charger_types
from planner.catalogue.mixes import mix_names
from planner.config.sites import OWN_SITES
from planner.errors import ConfigError
from planner.project.form_helps import help_of
from planner.project.form_titles import group_title, title_of
from planner.project.form_units import unit_of
from planner.project.recognising.kinds import PLACES, FileKind
from planner.support.resources import configs_dir

FILE_KEYS = {f"{place.table}.{place.key}": kind for kind, place in PLACES.items()}
_KEY = re.compile(r"^(?:# ?)?([a-z_0-9]+) = ")
_TABLE = re.compile(r"^(?:# ?)?\[\[?([a-z_.]+)\]\]?$")


@cache
def chargers_on_offer() -> tuple[str, ...]:
    """Chargers of the catalogue that can be planned without a switch, as ``plan.chargers`` takes them."""
    names = (configs_dir() / "chargers.csv").read_text(encoding="utf-8-sig").splitlines()[1:]
    found = []
    for line in names:
        name = line.partition(",")[0]
        try:
            charger_types((name,))
        except ConfigError:
            continue
        found.append(name)
    return tuple(found)


CATALOGUE: Mapping[str, Callable[[], tuple[str, ...]]] = {
    "fleet.mix": mix_names,
    "plan.chargers": chargers_on_offer,
    "sites.from_osm": lambda: tuple(PREFERENCE),
    "sites.preference": lambda: tuple(PREFERENCE),
    "sites.slow_kinds": lambda: (*PREFERENCE, OWN_SITES),
    "plan.mandated_plugs": lambda: tuple(one.value for one in PLUG_FAMILIES),
    "compare.mixes": mix_names,
}
"""Names that may stand in a key, where no enumeration of the schema has them."""


SLIDERS: Mapping[str, float] = {"plan.plug_balance": 0.05}
"""Numbers that are filled in by a slider, with its step; at their default they are simply not given."""


@dataclass(frozen=True)
class Field:
    """A field of the form.

    Parameters
    ----------
    key : str
        Dotted, as `Scenarios.changed` takes it; ``{n}`` stands for the number of its table where there are several.
    title : str
        In the reader's language, where it is known in it.
    help : str
        The text of the manual, in English.
    step : float
        Of the slider that it is filled in by; 0 where it is none.
    short : str
        What it means in a sentence, in the reader's language; empty where the help alone says it.
    kind : str
        ``number``, ``integer``, ``text``, ``switch``, ``choice``, ``list`` (of `choices` or of texts), ``numbers``, ``date``, ``file``, ``columns``
        (a mapping of column names), ``table`` (names to numbers), ``tables`` (rows with `fields` of their own) or ``toml`` (anything else).
    unit : str
        In the reader's language; empty where it has none; ``%`` is none: shares are numbers from 0 to 1.
    default : object
        None where the key is simply not given then.
    required : bool
    choices : tuple of str
    least, most : float or None
        Limits, and whether they may be reached themselves, `open_least` and `open_most`.
    advanced : bool
        Whether it is folded away: not in the configuration that a beginner is given.
    file_kind : FileKind or None
        Which files of the project may stand there.
    fields : tuple of Field
        Of ``tables``; their keys are relative to one row.
    """

    key: str
    title: str
    help: str
    kind: str
    unit: str = ""
    default: Any = None
    required: bool = False
    choices: tuple[str, ...] = ()
    least: float | None = None
    most: float | None = None
    open_least: bool = False
    open_most: bool = False
    advanced: bool = True
    file_kind: FileKind | None = None
    fields: "tuple[Field, ...]" = ()
    short: str = ""
    step: float = 0.0


@dataclass(frozen=True)
class Group:
    """Fields of one table of the configuration; `several` where there may be any number of such tables."""

    name: str
    title: str
    help: str
    several: bool
    fields: tuple[Field, ...]

    @property
    def advanced(self) -> bool:
        """Whether all of its fields are."""
        return all(field.advanced for field in self.fields)


def form() -> tuple[Group, ...]:
    """The whole form, in the order of the manual; titles in the language of the moment."""
    schema = _schema()
    known = schema["$defs"]
    plain = []
    groups = []
    for name, told in schema["properties"].items():
        table, several = _table_of(told, known)
        if table is None:
            plain.append(_field(name, told, known, required=name in schema.get("required", ())))
        else:
            about = str(table.get("description", "")).partition(": ")[2]
            at = f"{name}.{{n}}" if several else name
            groups.append(Group(name, group_title(name), about, several, tuple(_fields(at, table, known))))
    return (Group("", group_title(""), "", several=False, fields=tuple(plain)), *groups)


@cache
def _schema() -> Mapping[str, Any]:
    return config_schema()


def field_of(key: str) -> Field | None:
    """The field of a key as error lines and `differences` write it; None where no form has it."""
    general = re.sub(r"\.\d+\b", ".{n}", key)
    for group in form():
        for one in group.fields:
            if general in (one.key, one.key.replace(".{n}", "")):
                return one
    return None


def _fields(at: str, table: Mapping[str, Any], known: Mapping[str, Any]) -> Iterator[Field]:
    for name, told in table["properties"].items():
        yield _field(f"{at}.{name}", told, known, required=name in table.get("required", ()))


def _field(key: str, told: Mapping[str, Any], known: Mapping[str, Any], *, required: bool) -> Field:
    general = key.replace(".{n}", "")
    one = _plain(told)
    kind, choices = _kind(general, one, known)
    table, _several = _table_of(told, known)
    rows = tuple(_fields(general, table, known)) if kind == "tables" and table is not None else ()
    return Field(
        key,
        title_of(general),
        MANUAL(str(told.get("description", ""))),
        kind,
        unit_of(general),
        told.get("default"),
        required,
        CATALOGUE[general]() if general in CATALOGUE else choices,
        one.get("minimum", one.get("exclusiveMinimum")),
        one.get("maximum", one.get("exclusiveMaximum")),
        "exclusiveMinimum" in one,
        "exclusiveMaximum" in one,
        not required and general not in basic_keys(),
        FILE_KEYS.get(general) if kind == "file" else None,
        tuple(replace(row, key=row.key.rpartition(".")[2]) for row in rows),
        help_of(general),
        SLIDERS.get(general, 0.0),
    )


def _plain(told: Mapping[str, Any]) -> Mapping[str, Any]:
    """What a key takes beside nothing; of several forms the first."""
    forms = [one for one in told.get("anyOf", ()) if one.get("type") != "null"]
    return {**told, **forms[0]} if forms else told


def _table_of(told: Mapping[str, Any], known: Mapping[str, Any]) -> tuple[Mapping[str, Any] | None, bool]:
    """Table that a key holds, once or several times."""
    inner, several = told, False
    if told.get("type") == "array":
        inner, several = told.get("items", {}), True
    name = str(inner.get("$ref", "")).rpartition("/")[2]
    return (known[name], several) if name in known else (None, False)


def _kind(key: str, one: Mapping[str, Any], known: Mapping[str, Any]) -> tuple[str, tuple[str, ...]]:
    """How a key is filled in, and what may be chosen."""
    choices = tuple(map(str, one.get("enum", one.get("items", {}).get("enum", ()))))
    kind = str(one.get("type", ""))
    if key in FILE_KEYS and key != "fleet.mix":
        return "file", ()
    if _table_of(one, known)[0] is not None:
        return "tables", ()
    if kind == "string":
        is_choice = choices or key in CATALOGUE
        return ("choice" if is_choice else "date" if one.get("format") == "date" else "text"), choices
    if kind == "array":
        inner = [one.get("items", {}), *one.get("prefixItems", ())]
        return ("numbers" if any(each.get("type") in ("number", "integer") for each in inner) else "list"), choices
    if kind == "object":
        values = one.get("additionalProperties", {})
        is_table = isinstance(values, Mapping) and values.get("type") == "number"
        return ("columns" if key.endswith("columns") else "table" if is_table else "toml"), ()
    return {"boolean": "switch", "integer": "integer", "number": "number"}.get(kind, "toml"), ()


@cache
def basic_keys() -> frozenset[str]:
    """Keys that the configurations for beginners have, also those in their remarks; and the files that she can bring."""
    found: set[str] = set()
    for file in (configs_dir() / "cities").glob("*.toml"):
        table = ""
        for line in file.read_text(encoding="utf-8").splitlines():
            if named := _TABLE.match(line.partition("  ")[0].strip()):
                table = named[1]
            elif key := _KEY.match(line):
                found.add(f"{table}.{key[1]}".lstrip("."))
    return frozenset(
        found
        | set(SLIDERS)
        | set(FILE_KEYS) - {"city.overture", "inventory.overrides", "stations.status_path", "traffic.speeds"}
    )


def values_of(data: Mapping[str, Any], groups: Sequence[Group] | None = None) -> dict[str, Any]:
    """Values that a scenario gives (`data` as TOML has it), by the key of their field, tables counted from 1; what it leaves open is not there."""
    out: dict[str, Any] = {}
    for group in form() if groups is None else groups:
        tables = data.get(group.name) if group.name else data
        for number, table in enumerate(tables if group.several and isinstance(tables, list) else [tables], 1):
            for field in group.fields:
                name = field.key.rpartition(".")[2]
                if isinstance(table, Mapping) and name in table:
                    out[field.key.replace("{n}", str(number))] = table[name]
    return out
