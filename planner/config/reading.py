"""Reading of a configuration: a TOML file as plain tables, these as a section, and faults told in one line with the nearest known key."""

import difflib
import math
import re
import tomllib
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any, TypeVar

from pydantic import ValidationError

from geodata.address import checked_url, database_table, is_database
from geodata.errors import InputError, MissingFileError, one_line
from geodata.input_file import checked_file
from geodata.system_reasons import reason_of
from planner.config.section import Section
from planner.errors import ConfigError
from planner.support.speech import Text, _, joined, message_of, term
from planner.support.toml_faults import toml_fault

T = TypeVar("T", bound=Section)
COMMAS, SPACES = r"\d{1,3}(?:,\d{3})+", r"\d{1,3}(?:[ \u00a0\u202f]\d{3})+"
"""Numbers such as 2,000,000 and 2 000 000."""
UNITS = ("usd", "kw", "kwh", "m", "s", "min", "c")
"""What keys end in and people leave out."""
PLAIN_WORDS = {
    "float_parsing": term("expected a number"),
    "int_parsing": term("expected a whole number"),
    "int_from_float": term("expected a whole number"),
    "bool_parsing": term("expected true or false"),
    "too_short": term("expected at least one item; name one or take the line out for the default"),
    "tuple_type": term("expected a list; put it in [brackets]"),
}
PLAIN_WORDS |= {"int_type": PLAIN_WORDS["int_parsing"], "float_type": PLAIN_WORDS["float_parsing"]}
PLAIN_WORDS |= dict.fromkeys(("string_type", "path_type"), term("expected a text in quotes"))
PLAIN_WORDS |= dict.fromkeys(
    ("dict_type", "model_type", "model_attributes_type"), term("expected a table, name = value in braces")
)
PLAIN_WORDS |= dict.fromkeys(
    ("date_from_datetime_parsing", "date_from_datetime_inexact", "date_parsing", "date_type"),
    term("expected a day, as 2026-01-31"),
)
"""What is said in place of the words that pydantic has for programmers, by its type of fault."""

NO_COMMAS = term("a number has no commas in it, write 2_000_000 or 2000000")
NO_SPACES = term("a number has no spaces in it, write 2_000_000 or 2000000")
NUMBERS = {COMMAS: NO_COMMAS, SPACES: NO_SPACES}
"""What is said of numbers that are written so."""

TOO_MUCH = term(
    "tables, lists or keys nested too deep, or a number of thousands of digits; expected a configuration as 'evplan new' writes one"
)

PATTERN_WORDS = {
    "^[A-Z]{2}$": term("expected two letters, as KZ"),
    "^([A-Z]{2})?$": term("expected two letters, as KZ"),
    "^[A-Z]{3}$": term("expected three letters, as KZT"),
    r"^https?://\S+$": term("expected an address that begins with https:// or http://"),
    r"^\d{4}-\d{2}-\d{2}$": term("expected a day, as 2026-01-31"),
    "^[A-Za-z_][A-Za-z0-9_]*$": term("expected the name of a variable: letters, digits and _"),
    r"^[A-Za-z0-9_-]+$": term("expected a name of letters, digits, - and _"),
    r"^\s*[^-\s]+\s*-\s*[^-\s]+\s*$": term("expected two countries, as KG-UZ, or two nodes, as 5974-5975"),
    r"^$|^.*\S\s+[-–—]\s+\S.*$": term('expected two towns with a dash between spaces, as "Bishkek - Osh"'),
}
"""The same for texts that are not of their pattern."""

RANGE_WORDS: Mapping[str, Callable[[Mapping[str, Any]], str]] = {
    "greater_than_equal": lambda limits: _("expected {least:g} or more", least=limits["ge"]),
    "less_than_equal": lambda limits: _("expected {most:g} or less", most=limits["le"]),
    "greater_than": lambda limits: _("expected more than {least:g}", least=limits["gt"]),
    "less_than": lambda limits: _("expected less than {most:g}", most=limits["lt"]),
    "literal_error": lambda limits: _("expected one of {known}", known=limits["expected"].replace(" or ", ", ")),
}
"""The same for numbers out of their range, with the limit in its place, and for words that are not among those that are known."""

ADVICE = {
    "plan.time_limit_s": term(
        "1 gives the quickest plan with what is proven of it, 86_400 a day of searching that can be stopped at any time"
    ),
    "plan.gap": term("0.01 asks for a plan within 1 % of the best possible one, 0 for proof that none is better"),
}
"""What to write instead, for keys where the limits alone do not say it."""

MOST_PARTS = 100
"""Most parts of a dotted key."""
MOST_TABLES = 3_000
"""Headings of tables in one file; each costs whoever edits it a millisecond, and a megabyte has room for 160,000."""
LEAST_PERCENT, WHOLE_PERCENT = 2, 100
"""What who writes a share in per cent may have written; a number just above 1 is meant as it stands, as 150 % or by mistake."""
BRANCHES = frozenset({"constrained-float", "constrained-int", "constrained-str", "float", "int", "str", "bool"})
"""Kinds that pydantic names behind a key that takes one of several."""
NO_SHARES = frozenset({"power_factor", "worth", "worth_at_limit"})
"""Keys that take no more than 1 and are no part of a whole, which nobody writes in per cent."""


def tables_of(path: str | Path) -> dict[str, Any]:
    """Read a configuration file as plain tables.

    Raises
    ------
    ConfigError
        The file is missing or not TOML.
    """
    file = Path(path)
    name = one_line(str(file))
    try:
        text = checked_file(file, "the configuration").read_text(encoding="utf-8-sig")
    except MissingFileError:
        raise ConfigError(
            _(
                "{name}: cannot be read ({found}); expected a configuration file, 'evplan new' writes one",
                name=name,
                found=_("no such file"),
            )
        ) from None
    except InputError as error:
        raise ConfigError(
            _(
                "{name}: cannot be read ({found}); expected a configuration file, 'evplan new' writes one",
                name=name,
                found=error.found,
            )
        ) from None
    except OSError as error:
        raise ConfigError(
            _(
                "{name}: cannot be read ({strerror}); expected a configuration file, 'evplan new' writes one",
                name=name,
                strerror=reason_of(error),
            )
        ) from None
    except UnicodeDecodeError:
        raise ConfigError(_("{name}: not UTF-8 text; save the configuration as UTF-8", name=name)) from None
    try:
        refuse_endless_keys(text)
        return tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        is_path = any(word in str(error) for word in ("hex value", "Unescaped '\\'"))
        advice = [joined("", ("; ", said)) for form, said in NUMBERS.items() if _has_number(text, error, form)]
        advice += [_("; in Windows paths write / or put the path in 'single quotes'")] if is_path else []
        raise ConfigError(
            _(
                "{name}: not valid TOML, {error}; mend that line{advice}",
                name=name,
                error=toml_fault(error),
                advice=joined("", advice),
            )
        ) from None
    except (RecursionError, ValueError) as error:
        said = message_of(error)
        raise ConfigError(joined(": ", (name, said if isinstance(said, Text) else TOO_MUCH))) from None


def is_country(data: Mapping[str, Any]) -> bool:
    """Whether plain tables are the configuration of a country, not of a city."""
    return "city" not in data and ("corridors" in data or "cities" in data or isinstance(data.get("country"), str))


def refuse_endless_keys(text: str) -> None:
    """Refuse dotted keys of a great many parts, for which the reader's work grows with their square, and tables without end; raises ValueError."""
    if (
        sum(1 for _heading in re.finditer(r"^[ \t]*\[\[?[^\[\],\n]*\]\]?[ \t]*(?:#|$)", text, re.MULTILINE))
        > MOST_TABLES
    ):
        raise ValueError(_("more than {most:number} tables", most=MOST_TABLES))
    for words in re.finditer(r"[A-Za-z0-9_. \t-]+", text):
        if words[0].count(".") > MOST_PARTS and sum(bool(part.strip()) for part in words[0].split(".")) > MOST_PARTS:
            raise ValueError(words[0][:20])


def _has_number(text: str, error: tomllib.TOMLDecodeError, form: str) -> bool:
    """Whether the line that cannot be read has a number that is written so."""
    at = re.search(r"at line (\d+)", str(error))
    lines = text.splitlines()
    return at is not None and re.search(rf"=\s*{form}\b", lines[int(at[1]) - 1]) is not None


def section_from(model: type[T], data: Mapping[str, Any], *, where: str) -> T:
    """Check plain tables and build what a model of them says.

    Raises
    ------
    ConfigError
        There is an unknown key (the nearest known one is named) or a value out of range.
    """
    try:
        _check_addresses(data)
        return model.model_validate(data)
    except ValidationError as error:
        raise ConfigError(joined(": ", (where, _first_line(error, model)))) from None
    except InputError as error:
        raise ConfigError(joined("; ", (joined(": ", (where, error.where, error.found)), error.expected))) from None


def _check_addresses(value: Any, key: str = "") -> None:
    """Refuse a password in any address of a database before a message or a result can show it."""
    if isinstance(value, Mapping):
        for name, inner in value.items():
            _check_addresses(inner, f"{key}.{name}" if key else str(name))
    elif isinstance(value, list | tuple):
        for number, inner in enumerate(value, 1):
            _check_addresses(inner, f"{key}.{number}")
    elif isinstance(value, str) and is_database(value):
        try:
            (database_table if "|" in value else checked_url)(value)
        except InputError as error:
            raise InputError(
                _("key {key!r}", key=key), joined(": ", (error.where, error.found)), error.expected
            ) from None


def _first_line(error: ValidationError, model: type[Section]) -> str:
    faults = error.errors()
    wrong_branch = ("string_type", "dict_type")  # of a key that takes either text or a table
    first = next((one for one in faults if one["type"] not in wrong_branch), faults[0])
    # A branch of a key that takes either text or a table is named by its type, which no user has written.
    written = [part for part in first["loc"] if not (isinstance(part, str) and ("[" in part or part in BRANCHES))]
    place = ".".join(str(part + 1 if isinstance(part, int) else part) for part in written)
    if first["type"] == "extra_forbidden":
        return _("unknown key {place!r}; {nearest}", place=place, nearest=_nearest(first["loc"], model))
    if first["type"] == "missing":
        return _("key {place!r} is missing; add it", place=place)
    advice = ADVICE.get(place, "")
    if first["type"] in ("float_parsing", "int_parsing"):
        written_as = (said for form, said in NUMBERS.items() if re.fullmatch(form, str(first["input"]).strip()))
        advice = next(written_as, advice)
    said = PLAIN_WORDS.get(first["type"]) or _own_words(first)
    if first["type"] == "string_pattern_mismatch":
        said = PATTERN_WORDS.get(first["ctx"]["pattern"], said)
    if first["type"] in RANGE_WORDS:
        said = RANGE_WORDS[first["type"]](first["ctx"])
        advice = advice or _share_in_percent(first)
    if not place:  # two sections that do not agree: the message names the keys
        return said
    if isinstance(first["input"], float) and math.isnan(first["input"]):  # refused by whichever limit is asked first
        said = PLAIN_WORDS["float_parsing"]
    of_several = first["type"] == "value_error" and isinstance(first["input"], list | tuple)  # it names the one meant
    quiet = of_several or isinstance(first["input"], dict) or first["loc"][-1] == "url"  # which may hold a secret
    fault = (
        _("key {place!r}: {said}", place=place, said=said)
        if quiet
        else _("key {place!r}: {said}, not {found:.80}", place=place, said=said, found=_as_written(first["input"]))
    )
    return joined("; ", (fault, advice)) if advice else fault


def _share_in_percent(fault: Mapping[str, Any]) -> str:
    """Say how a share is written to who wrote it in per cent; nothing of other numbers that are too large."""
    found = fault["input"]
    if fault["type"] != "less_than_equal" or fault["ctx"]["le"] != 1 or not isinstance(found, int | float):
        return ""
    if fault["loc"][-1] in NO_SHARES or not LEAST_PERCENT <= found <= WHOLE_PERCENT:
        return ""
    # as TOML has it, with a decimal point in every language
    share, written = f"{found / 100:g}", f"{found:g}"
    return _("a share is written as a part of one: {share} for {found} %", share=share, found=written)


def _own_words(fault: Mapping[str, Any]) -> str:
    """What a section says itself, in the language of its reader where it can be told in it, else what pydantic says."""
    own = fault.get("ctx", {}).get("error")
    return message_of(own) if isinstance(own, Exception) else str(fault["msg"]).removeprefix("Value error, ")


def _as_written(value: object) -> str:
    return str(value).lower() if isinstance(value, bool) else one_line(repr(value))


def _nearest(loc: tuple[int | str, ...], top: type[Section]) -> str:
    model: Any = top
    for part in loc[:-1]:
        if isinstance(part, str) and part in model.model_fields:
            kind = model.model_fields[part].annotation
            inner = [
                one
                for one in (kind, *getattr(kind, "__args__", ()))
                if isinstance(one, type) and issubclass(one, Section)
            ]
            model = inner[0] if inner else model
    known = list(model.model_fields)
    without_unit = [name for name in known if name.removeprefix(f"{loc[-1]}_") in UNITS]
    close = without_unit or difflib.get_close_matches(str(loc[-1]), known, n=1, cutoff=0.5)
    return (
        _("did you mean {close!r}?", close=close[0]) if close else _("known keys here: {known}", known=", ".join(known))
    )
