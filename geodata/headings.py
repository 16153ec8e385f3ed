"""Which heading of a table is which of our columns: by its name, by the user's map, or by a word of the region's languages."""

import difflib
from collections.abc import Mapping, Sequence
from types import MappingProxyType

from geodata.address import Address
from geodata.coordinate_pair import is_pair_heading, pair_order
from geodata.errors import InputError
from geodata.listing import listed as several
from geodata.report import Kind, Problem
from geodata.speech import _
from geodata.words.vocabulary import same_word, words_of

_NOTHING: Mapping[str, str] = MappingProxyType({})
MOST_LISTED = 10
"""So many columns are named in a message of one line."""


def placed(
    path: Address,
    header: Sequence[str],
    columns: Mapping[str, str],
    wanted: Sequence[str],
    also: Mapping[str, str] = _NOTHING,
) -> tuple[dict[str, int], tuple[Problem, ...]]:
    """Position of each wanted column that is there, and which headings were taken for what by their words.

    Nothing is guessed: a word counts only where it stands in the list of headings as it is written, belongs to one wanted column that is
    neither there nor mapped, and no second heading means the same column. A single heading that means coordinates is that of `lon` and of `lat`
    where both lack. `also` names for a column another one whose name and words count here too, where
    no word of its own is there: a table of towns may call their names ``Город``.

    Raises
    ------
    InputError
        A mapped column is not there, or a wanted one is there twice.
    """
    keys = [plain_heading(name) for name in header]
    place: dict[str, int] = {}
    _check_mapped(path, header, {name: columns[name] for name in wanted if name in columns})
    for name in wanted:
        key = plain_heading(columns.get(name, name))
        if key and keys.count(key) > 1:
            raise InputError(
                path, _("column {header!r} twice", header=header[keys.index(key)]), _("rename one of them")
            )
        if key in keys:
            place[name] = keys.index(key)
    missing = [name for name in wanted if name not in place and name not in columns]
    told = _by_words(header, set(place.values()), {name: words_of("heading", name) for name in missing})
    taken = {*place.values(), *(number for numbers in told.values() for number in numbers)}
    others = {name: _words_with(also[name]) for name in missing if name in also and name not in told}
    told |= _by_words(header, taken, others)
    said = []
    if {"lon", "lat"} <= set(missing) - set(told):
        pairs = [number for number, name in enumerate(header) if number not in taken and is_pair_heading(name)]
        if len(pairs) == 1:
            place |= {"lon": pairs[0], "lat": pairs[0]}
            said.append(_recognised(header[pairs[0]], ", ".join(pair_order(header[pairs[0]]))))
    for name, numbers in told.items():
        if len(numbers) == 1:
            place[name] = numbers[0]
            said.append(_recognised(header[numbers[0]], name))
        else:
            listed = several([repr(header[number]) for number in numbers[:3]])
            said.append(
                Problem(
                    "headings",
                    _("columns {listed} may both be {name}", listed=listed, name=name),
                    _("left unread; map one of them"),
                    Kind.READING,
                )
            )
    return place, tuple(said)


def _check_mapped(path: Address, header: Sequence[str], columns: Mapping[str, str]) -> None:
    """Refuse a table without the columns that the user's map names, all that are missing in one error."""
    keys = {plain_heading(name) for name in header}
    missing = {name: heading for name, heading in columns.items() if plain_heading(heading) not in keys}
    if len(missing) == 1:
        ((name, heading),) = missing.items()
        raise InputError(
            _("{path}, column {name}", path=path, name=name),
            _("no column {columns!r}", columns=heading),
            nearest(heading, header),
        )
    if missing:
        raise InputError(
            _("{path}, columns {names}", path=path, names=", ".join(missing)),
            _("no columns {headings}", headings=several([repr(heading) for heading in missing.values()])),
            _("there are {known}", known=columns_listed(header, tuple(missing.values()))),
        )


def _recognised(heading: str, name: str) -> Problem:
    return Problem("headings", _("column {header!r}", header=heading), _("read as {name}", name=name), Kind.RECOGNISED)


def _words_with(name: str) -> tuple[str, ...]:
    """A column's name and its words."""
    return (name, *words_of("heading", name))


def _by_words(header: Sequence[str], taken: set[int], known: Mapping[str, Sequence[str]]) -> dict[str, list[int]]:
    """Positions of the headings that by their words mean each lacking column and no other of them."""
    found: dict[str, list[int]] = {}
    for number, heading in enumerate(header):
        if number in taken or not heading:
            continue
        names = [name for name, words in known.items() if any(same_word(heading, word) for word in words)]
        if len(names) == 1:
            found.setdefault(names[0], []).append(number)
    return found


def may_mean(
    heading: str, columns: Mapping[str, str], wanted: Sequence[str], also: Mapping[str, str] = _NOTHING
) -> bool:
    """Whether a heading may be one of the wanted columns; files of which single columns can be read are read for these."""
    key = plain_heading(heading)
    unmapped = [name for name in wanted if name not in columns]
    if {"lon", "lat"} <= set(unmapped) and is_pair_heading(heading):
        return True
    words = [
        *(word for name in unmapped for word in words_of("heading", name)),
        *(word for name in unmapped if name in also for word in _words_with(also[name])),
    ]
    return any(key == plain_heading(columns.get(name, name)) for name in wanted) or any(
        same_word(heading, word) for word in words
    )


def lacking(
    address: Address, header: Sequence[str], missing: Sequence[str], required: Sequence[str], key: str
) -> InputError:
    """All columns that a table lacks, those that it has, and how to map them, in one error."""
    columns = columns_listed(header, missing)
    mapped = _.joined(", ", [_('{missing} = "your name"', missing=name) for name in missing])
    if len(missing) == 1:
        return InputError(
            address,
            _("no column {missing!r}; its columns are {listed}", missing=missing[0], listed=columns),
            _(
                "expected columns {required}; rename it or map it in the configuration, {key} = {{ {mapped} }}",
                required=", ".join(required),
                key=key,
                mapped=mapped,
            ),
        )
    return InputError(
        address,
        _("no columns {missing}; its columns are {listed}", missing=", ".join(missing), listed=columns),
        _(
            "expected columns {required}; rename them or map them in the configuration, {key} = {{ {mapped} }}",
            required=", ".join(required),
            key=key,
            mapped=mapped,
        ),
    )


def columns_listed(header: Sequence[str], wanted: Sequence[str]) -> str:
    """Columns of a table, those of which a word begins like a wanted name first; of very many the others are counted."""
    words = [f"_{plain_heading(name)}" for name in wanted]
    names = sorted(filter(None, header), key=lambda name: not any(one in f"_{plain_heading(name)}" for one in words))
    rest = [_("and {n} more", n=len(names) - MOST_LISTED)] if len(names) > MOST_LISTED else []
    return _.joined(", ", [*names[:MOST_LISTED], *rest]) if names else _("none")


def plain_heading(name: str) -> str:
    """Heading without case, spaces, hyphens and underscores."""
    return "_".join(name.casefold().replace("-", " ").replace("_", " ").split())


def nearest(name: str, known: Sequence[str]) -> str:
    """The nearest known name, for a message; else all of them."""
    close = difflib.get_close_matches(name, known, n=1, cutoff=0.5)
    return (
        _("did you mean {close!r}?", close=close[0])
        if close
        else _("there are {known}", known=_.joined(", ", known) if known else _("none"))
    )
