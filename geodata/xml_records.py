"""Records of an XML file, one at a time however large the file is; nothing outside it is read and no entity unfolded."""

from collections.abc import Collection, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from xml.parsers import expat

from geodata.errors import InputError
from geodata.input_file import checked_file
from geodata.loose import MOST_TEXT, short
from geodata.speech import _

BLOCK = 1 << 16
MOST_DEPTH = 100
MOST_PARTS = 100_000
"""Elements of one record; the largest charging park has some thousands."""
MOST_SILENT = 8_000_000
"""Bytes in which nothing begins or ends: one tag or text of that size is no record of anything."""


@dataclass(slots=True)
class Element:
    """An element with its parts; names and attributes without their prefix, text stripped and cut."""

    name: str
    attributes: dict[str, str]
    parts: "list[Element]" = field(default_factory=list)
    text: str = ""

    def all(self, name: str) -> "list[Element]":
        """Parts of this name."""
        return [one for one in self.parts if one.name == name]

    def first(self, *names: str) -> "Element | None":
        """Follow the first part of each name in turn."""
        here: Element | None = self
        for name in names:
            here = next((one for one in here.parts if one.name == name), None) if here is not None else None
        return here

    def said(self, *names: str) -> str | None:
        """Text at the end of such a path."""
        found = self.first(*names)
        return found.text or None if found is not None else None

    def within(self, name: str, beside: Collection[str] = ()) -> "Iterator[Element]":
        """Elements of this name at any depth, but not inside parts that are named `beside`."""
        waiting = [one for one in reversed(self.parts) if one.name not in beside]
        while waiting:
            one = waiting.pop()
            if one.name == name:
                yield one
            else:
                waiting += [part for part in reversed(one.parts) if part.name not in beside]


class _RefusedError(Exception):
    """What is found in a file that is not read on."""


def xml_records(path: Path, names: Collection[str], *, role: str, expected: str) -> Iterator[Element]:
    """Yield the outermost elements of these names, each when it ends.

    Parameters
    ----------
    path : Path
    names : collection of str
        Without prefixes, which differ from file to file.
    role, expected : str
        What the file is needed as, and what to do about another, for errors.

    Raises
    ------
    MissingFileError, InputError
        The file is missing or no XML, declares a document type (which entities need to grow), or holds an element that is
        too deep or too large.
    """
    checked_file(path, role, expected)
    builder = _Builder(names)
    silent = 0
    with path.open("rb") as file:
        while True:
            block = file.read(BLOCK)
            seen = builder.events
            try:
                builder.parser.Parse(block, not block)
            except expat.ExpatError as error:
                raise InputError(
                    _("{path}, line {lineno}", path=path, lineno=error.lineno),
                    _("no XML ({errorstring})", errorstring=expat.ErrorString(error.code)),
                    expected,
                ) from None
            except _RefusedError as refused:
                raise InputError(
                    _(
                        "{path}, line {currentlinenumber}",
                        path=path,
                        currentlinenumber=builder.parser.CurrentLineNumber,
                    ),
                    str(refused),
                    expected,
                ) from None
            except (ValueError, LookupError) as error:  # an encoding that is not known or does not fit
                raise InputError(path, _("no XML ({short})", short=short(error, 80)), expected) from None
            silent = 0 if builder.events > seen else silent + len(block)
            if silent > MOST_SILENT:
                raise InputError(path, f"a tag or text of more than {MOST_SILENT:,} bytes".replace(",", " "), expected)
            yield from builder.taken()
            if not block:
                return


class _Builder:
    """Builds the wanted elements from what the parser tells."""

    def __init__(self, names: Collection[str]) -> None:
        self.events = 0
        self._names = frozenset(names)
        self._open: list[Element] = []
        self._depth = self._parts = 0
        self._done: list[Element] = []
        self.parser = expat.ParserCreate()
        self.parser.buffer_text = True
        self.parser.StartElementHandler = self._start
        self.parser.EndElementHandler = self._end
        self.parser.CharacterDataHandler = self._text
        self.parser.StartDoctypeDeclHandler = self._refuse
        self.parser.EntityDeclHandler = self._refuse

    def taken(self) -> list[Element]:
        """Elements that have ended since this was asked last."""
        done, self._done = self._done, []
        return done

    @staticmethod
    def _refuse(*_args: object) -> None:
        raise _RefusedError(_("a document type declaration, which is not read for the entities that it may hold"))

    def _start(self, name: str, attributes: dict[str, str]) -> None:
        self.events += 1
        self._depth += 1
        if self._depth > MOST_DEPTH:
            raise _RefusedError(_("elements nested more than {most_depth} deep", most_depth=MOST_DEPTH))
        plain = _plain(name)
        if not self._open and plain not in self._names:
            return
        if not self._open:
            self._parts = 0
        self._parts += 1
        if self._parts > MOST_PARTS:
            raise _RefusedError(f"a {short(self._open[0].name)} of more than {MOST_PARTS:,} elements".replace(",", " "))
        made = Element(plain, {_plain(key): value[:MOST_TEXT] for key, value in attributes.items()})
        if self._open:
            self._open[-1].parts.append(made)
        self._open.append(made)

    def _end(self, _: str) -> None:
        self.events += 1
        self._depth -= 1
        if not self._open:
            return
        done = self._open.pop()
        done.text = done.text.strip()
        if not self._open:
            self._done.append(done)

    def _text(self, text: str) -> None:
        if self._open:
            here = self._open[-1]
            here.text = (here.text + text)[: 2 * MOST_TEXT]


def _plain(name: str) -> str:
    return name.rpartition(":")[2]
