"""Columns of a table that a planner brought: which is which of ours, what may be meant by the others, and how she mapped them."""

import difflib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import partial
from pathlib import Path

from geodata.errors import InputError
from geodata.headings import placed, plain_heading
from geodata.numerals import parse_degrees, parse_number
from geodata.words.vocabulary import words_in, words_of
from planner.authoring.station_columns import MEANINGS
from planner.project.preview import Cells, Preview, preview
from planner.project.recognising.kinds import FileKind
from planner.project.recognising.known_columns import Columns, columns_of
from planner.support.apart import LOOKING, apart
from planner.support.speech import language

NEAR = 0.8
"""Two words that are spelled so much alike are taken for one."""
SAMPLE = 50
DEGREES = {"lon": 180.0, "lat": 90.0}
NUMBERS = (
    "count",
    "power_kw",
    "bays",
    "grid_kw",
    "spare_kw",
    "population",
    "kwh",
    "vehicles_per_day",
    "site_cost_usd",
    "kmh",
)
ALSO_NAMED_BY = {"name": ("city",), "district": ("region", "city")}
"""Columns whose headings may be meant where a table has no heading of its own for what it names; suggested and never taken."""
_LANGUAGES = {"uz": "uz_latin"}


@dataclass(frozen=True)
class Field:
    """A column of ours.

    Parameters
    ----------
    name : str
        As configurations call it.
    title : str
        In the reader's language.
    meaning : str
        What is written there; empty where the title says it all.
    needed : bool
        Whether the table is of no use without it, or without one beside it.
    heading : str or None
        Heading of the file that is read as it; None where there is none.
    how : str
        ``mapped`` (she said so), ``name`` or ``word`` (by itself), ``shape`` (from the points of a layer), empty where it is not read.
    suggested : tuple of str
        Headings that may be meant, the likeliest first, where it is not read.
    """

    name: str
    title: str
    meaning: str
    needed: bool
    heading: str | None
    how: str
    suggested: tuple[str, ...] = ()


@dataclass(frozen=True)
class TableColumns:
    """Columns of a file for one kind.

    Parameters
    ----------
    fields : tuple of Field
    lacking : tuple of tuple of str
        Names of which one must be there and none is; empty where the table can be read.
    unread : tuple of str
        Headings that are read as nothing.
    seen : Preview
        First rows, and the layers or sheets of the file.
    fault : str
        What is wrong with the mapping, in one line; empty where nothing is.
    """

    fields: tuple[Field, ...]
    lacking: tuple[tuple[str, ...], ...]
    unread: tuple[str, ...]
    seen: Preview
    fault: str = ""


def table_columns(
    path: Path,
    kind: FileKind,
    *,
    format_: str = "",
    columns: Mapping[str, str] | None = None,
    layer: str | None = None,
    most_rows: int = 20,
) -> TableColumns | None:
    """Columns of a file for a kind, with what may be meant and the first rows; None where the kind is no table.

    Raises
    ------
    InputError
        The file cannot be read.
    """
    known = columns_of(kind, format_)
    if known is None:
        return None
    seen = apart(partial(preview, path, layer, most=max(most_rows, SAMPLE)), what=path.name, limits=LOOKING)
    fields, fault = _fields(path, known, dict(columns or {}), seen)
    read = {one.name for one in fields if one.how}
    taken = {one.heading for one in fields if one.how}
    return TableColumns(
        fields,
        tuple(one for one in known.needed if not read & set(one)),
        tuple(one for one in seen.headings if one and one not in taken),
        Preview(seen.headings, seen.rows[:most_rows], seen.look),
        fault,
    )


def title_of(name: str) -> str:
    """What a column is called in the reader's language."""
    code = language()
    if code != "en":
        try:
            said = words_in("heading", name, _LANGUAGES.get(code, code))
        except KeyError:
            said = ()
        if said:
            return said[0]
    return name.replace("_", " ")


def _fields(path: Path, known: Columns, columns: dict[str, str], seen: Preview) -> tuple[tuple[Field, ...], str]:
    fault, headings = "", seen.headings
    mapped = {name: heading for name, heading in columns.items() if name in known.known}
    try:
        place = placed(path, headings, mapped, known.known)[0]
    except InputError as error:
        fault = f"{error.found}; {error.expected}"
        place = {}
    needed = {name for one in known.needed for name in one}
    by_shape = {"lon", "lat"} if seen.look.shapes else set()
    free = [k for k, heading in enumerate(headings) if heading and k not in place.values()]
    fields = []
    for name in known.known:
        heading = headings[place[name]] if name in place else None
        how = _how(name, heading, mapped)
        if not how and name in by_shape:
            how = "shape"
        guess = () if how else _meant(name, seen, free)
        fields.append(Field(name, title_of(name), _meaning(name, known), name in needed, heading, how, guess))
    return tuple(fields), fault


def _how(name: str, heading: str | None, mapped: Mapping[str, str]) -> str:
    if heading is None:
        return ""
    if name in mapped:
        return "mapped"
    return "name" if plain_heading(heading) == plain_heading(name) else "word"


def _meaning(name: str, known: Columns) -> str:
    if "connector" not in known.known or name not in MEANINGS:
        return ""
    return MEANINGS[name].meaning_ru if language() == "ru" else MEANINGS[name].meaning


def _meant(name: str, seen: Preview, free: Sequence[int]) -> tuple[str, ...]:
    """Headings among the free ones that may be a column, the likeliest first."""
    scores = {seen.headings[k]: _likeness(name, seen.headings[k]) for k in free if _fits(name, k, seen.rows)}
    likely = [heading for heading, score in scores.items() if score >= NEAR]
    return tuple(sorted(likely, key=lambda heading: -scores[heading]))


def _likeness(name: str, heading: str) -> float:
    """How far a heading says what a column is called, in any language; 1 where all of its words stand in it."""
    said = _parts(heading)
    best = 0.0
    for word in (word for one in (name, *ALSO_NAMED_BY.get(name, ())) for word in _words(one)):
        parts = _parts(word)
        if parts and set(parts) <= set(said):
            best = max(best, 1.0 - 0.01 * (len(said) - len(parts)))
        best = max(best, 0.99 * difflib.SequenceMatcher(None, " ".join(parts), " ".join(said)).ratio())
    return best


def _words(name: str) -> tuple[str, ...]:
    """A column's name, and what it is called in all languages where that is known."""
    try:
        return (name, *words_of("heading", name))
    except KeyError:
        return (name,)


def _parts(text: str) -> list[str]:
    return "".join(sign if sign.isalnum() else " " for sign in text.casefold()).split()


def _fits(name: str, column: int, rows: Sequence[tuple[int, Cells]]) -> bool:
    """Whether the cells of a column can be what is meant: degrees, numbers; anything fits a text."""
    cells = [found for _number, one in rows[:SAMPLE] if column < len(one) and (found := one[column]) is not None]
    if not cells:
        return True
    if name in DEGREES:
        numbers = [parse_degrees(one) for one in cells]
        return sum(one is not None and abs(one) <= DEGREES[name] for one in numbers) * 2 >= len(cells)
    if name in NUMBERS:
        return sum(parse_number(one) is not None for one in cells) * 2 >= len(cells)
    return True
