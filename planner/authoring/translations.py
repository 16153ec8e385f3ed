"""Catalogues of translations: gathered from the code, merged with what is translated, and looked through.

``python -m planner.authoring.translations`` writes every ``locale/<language>.po`` anew: new messages are added without a translation, those
that the code no longer says are taken out, translations stay. ``--missing ru`` prints what is not yet translated, a message a line as JSON
(``id``, ``context``); ``--fill ru FILE`` takes such lines with their translation (``string``, a list of forms for a plural) into the catalogues.
A translation is a line of the .po file; how to mend one stands in docs/languages.md. The texts of the manual and the comments of
starter configurations are a catalogue of their own (`planner.authoring.spoken`), of which any part may be translated: ``--missing ru --manual`` prints what is not.
"""

import argparse
import json
import string
import sys
from collections.abc import Iterable, Iterator
from io import BytesIO
from pathlib import Path
from typing import Any, cast

from babel.messages import extract
from babel.messages.catalog import Catalog, Message
from babel.messages.pofile import read_po, write_po

from geodata.speech import LANGUAGES, SOURCE
from planner.authoring.spoken import PACKAGE as MANUAL
from planner.authoring.spoken import described
from planner.authoring.starter_comments import starter_comments

ROOT = Path(__file__).resolve().parents[2]
PACKAGES = ("planner", "geodata")
KEYWORDS = {"_": None, "plural": (1, 2), "term": None, "within": ((1, "c"), 2)}
"""Functions whose first arguments are messages, as babel has it."""
_NOT_KEPT = tuple(
    f'"{name}'.encode()
    for name in ("Project-Id", "Report-Msgid", "POT-", "PO-", "Last-Translator", "Language-Team", "Generated-By")
)
"""Lines of the header that would tell a date, a version or nobody."""
TEMPLATES = {"extensions": "", "trimmed": "false", "silent": "false"}


def catalogue_of(package: str) -> Catalog:
    """Gather all messages of a package, from code and templates, without where they stand: lines move."""
    found = Catalog(project="evplan", fuzzy=False)
    if package == MANUAL:
        for text in (*described(), *starter_comments()):
            found.add(text)
        return found
    for file, method in _sources(ROOT / package):
        with file.open("rb") as stream:
            options = TEMPLATES if "jinja" in method else {}
            for _line, message, _notes, context in extract.extract(
                method, stream, KEYWORDS, (), options, strip_comment_tags=True
            ):
                found.add(message, context=context)
    return found


def _sources(folder: Path) -> Iterator[tuple[Path, str]]:
    for file in sorted(folder.rglob("*.py")):
        yield file, "python"
    for file in sorted(folder.rglob("*.j2")):
        yield file, "jinja2.ext:babel_extract"


def file_of(package: str, code: str) -> Path:
    """The catalogue of a package in a language."""
    return ROOT / package.replace(".", "/") / "locale" / f"{code}.po"


def read(package: str, code: str) -> Catalog:
    """Read a catalogue; an empty one where there is no file."""
    file = file_of(package, code)
    if not file.is_file():
        return Catalog(locale=code, project="evplan", fuzzy=False)
    with file.open("rb") as stream:
        return read_po(stream, locale=code, abort_invalid=True)


def updated(package: str, code: str) -> Catalog:
    """The catalogue with every message that the code says and no other; what is translated stays."""
    known, out = read(package, code), Catalog(locale=code, project="evplan", charset="utf-8", fuzzy=False)
    out.header_comment = (
        f"# {LANGUAGES[code]}: what {package} says to people. Not checked by native speakers; see docs/languages.md."
    )
    for message in sorted(catalogue_of(package), key=_order):
        if message.id:
            before = known.get(message.id, message.context)
            out.add(message.id, before.string if before else "", context=message.context)
    return out


def write(package: str, code: str, catalogue: Catalog) -> None:
    """Write a catalogue, in the order of its messages and without a date, so that the same messages give the same bytes."""
    text = BytesIO()
    write_po(text, catalogue, width=0, no_location=True, omit_header=False, sort_output=False)
    kept = [line for line in text.getvalue().split(b"\n") if not line.startswith(_NOT_KEPT)]
    file = file_of(package, code)
    file.parent.mkdir(parents=True, exist_ok=True)
    file.write_bytes(b"\n".join(kept))


def missing(catalogue: Catalog) -> list[Message]:
    """Messages without a translation, or without one of its plural forms."""
    return [one for one in catalogue if one.id and not all(_strings(one))]


def unlike(message: Message) -> str | None:
    """What a translation does with the values of its message that it must not, in words; None where it is sound or absent."""
    ids = message.id if isinstance(message.id, (tuple, list)) else (message.id,)
    allowed = set().union(*(fields(one) for one in ids))
    for text in _strings(message):
        if not text:
            continue
        try:
            named = fields(text)
        except ValueError as error:
            return f"{text!r}: {error}"
        # The English form for one may leave its number out; the first form of a language with three is that of 21 and 31 too.
        needed = allowed if len(ids) == 1 or len(_strings(message)) > len(ids) else set()
        if named - allowed or needed - named:
            return f"{text!r} names {sorted(named)}, the message {sorted(allowed)}"
    return None


def fields(text: str) -> set[str]:
    """Values that a sentence names, each with its format: ``{"usd:money"}``.

    Raises
    ------
    ValueError
        Brackets do not close.
    """
    parsed = string.Formatter().parse(text)
    return {
        f"{name}{'!' + how if how else ''}{':' + spec if spec else ''}"
        for _text, name, spec, how in parsed
        if name is not None
    }


def _strings(message: Message) -> list[str]:
    strings = message.string
    return list(strings) if isinstance(strings, (tuple, list)) else [strings or ""]


def _order(message: Message) -> tuple[str, str]:
    first = message.id if isinstance(message.id, str) else message.id[0]
    return first, message.context or ""


def fill(code: str, lines: Iterable[str]) -> list[str]:
    """Take translations into the catalogues; returns what was refused, a line each."""
    lines_told = [json.loads(line) for line in lines if line.strip()]
    by_id = {(_key(one["id"]), one.get("context")): one["string"] for one in lines_told}
    refused, taken = [], set()
    for package in (*PACKAGES, MANUAL):
        out = updated(package, code)
        for message in out:
            key = (_key(message.id), message.context)
            if not message.id or key not in by_id:
                continue
            string = by_id[key]
            told: Any = tuple(string) if isinstance(string, list) else string
            new = Message(cast("Any", message.id), told, context=message.context)
            if isinstance(message.id, str) == isinstance(string, list) or (
                isinstance(string, list) and len(string) != out.num_plurals
            ):
                refused.append(f"{message.id!r}: {out.num_plurals} forms for a plural, else one string")
            elif package != MANUAL and (fault := unlike(new)):
                refused.append(f"{message.id!r}: {fault}")
            else:
                message.string = new.string
                taken.add(key)
        write(package, code, out)
    unknown = [key[0] for key in by_id if key not in taken]
    return [*refused, *(f"no such message, or refused above: {one!r}" for one in unknown)]


def _key(id_: str | tuple[str, ...] | list[str]) -> str:
    return id_ if isinstance(id_, str) else "\0".join(id_)


def main(words: list[str] | None = None) -> int:
    """Write the catalogues anew, or print what one lacks."""
    parser = argparse.ArgumentParser(prog="python -m planner.authoring.translations", description=__doc__)
    parser.add_argument("--missing", metavar="CODE", choices=[code for code in LANGUAGES if code != SOURCE])
    parser.add_argument("--manual", action="store_true", help="with --missing: texts of the manual")
    parser.add_argument("--fill", nargs=2, metavar=("CODE", "FILE"))
    asked = parser.parse_args(words)
    if asked.fill:
        code, file = asked.fill
        refused = fill(code, Path(file).read_text(encoding="utf-8").splitlines())
        sys.stdout.writelines(f"{line}\n" for line in refused)
        return 1 if refused else 0
    for package in (MANUAL,) if asked.manual else (*PACKAGES, MANUAL):
        if asked.missing:
            if package == MANUAL and not asked.manual:
                continue
            for one in missing(updated(package, asked.missing)):
                sys.stdout.write(json.dumps({"id": one.id, "context": one.context}, ensure_ascii=False) + "\n")
            continue
        for code in LANGUAGES:
            if code != SOURCE:
                write(package, code, updated(package, code))
    return 0


if __name__ == "__main__":
    sys.exit(main())
