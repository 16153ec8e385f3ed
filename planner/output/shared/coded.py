"""Words of a table for people that a reader of tables must know again: headings, and codes such as ``municipal``.

A heading or a word is what the catalogue of the language says. Where our own readers would not know that again it is a word that they know
(`geodata.words`), so that a workbook in any language comes back whole.
"""

from collections.abc import Callable, Mapping

from geodata.words.vocabulary import meant, words_in
from planner.support.speech import SOURCE, language, within

_VOCABULARY = {"ru": "ru", "kk": "kk", "uz": "uz_latin", "ky": "ky", "tg": "tg"}
"""Languages of `geodata.words` by the code of ours."""

Words = Mapping[str, Callable[[], str]]

STATUS: Words = {
    "proposed": lambda: within("site", "proposed"),
    "upgrade": lambda: within("site", "upgrade"),
    "existing": lambda: within("site", "existing"),
    "left out": lambda: within("site", "left out"),
}
LAND: Words = {
    "municipal": lambda: within("land", "municipal"),
    "leased": lambda: within("land", "leased"),
    "agreed": lambda: within("land", "agreed"),
    "disputed": lambda: within("land", "disputed"),
    "private": lambda: within("land", "private"),
    "unknown": lambda: within("land", "unknown"),
}
CONNECTION: Words = {
    "connected": lambda: within("to the grid", "connected"),
    "agreed": lambda: within("to the grid", "agreed"),
    "applied": lambda: within("to the grid", "applied"),
    "refused": lambda: within("to the grid", "refused"),
    "unknown": lambda: within("to the grid", "unknown"),
}
ACCESS: Words = {
    "public": lambda: within("who may park", "public"),
    "permissive": lambda: within("who may park", "permissive"),
    "customers": lambda: within("who may park", "customers"),
    "permit": lambda: within("who may park", "permit"),
    "private": lambda: within("who may park", "private"),
    "unknown": lambda: within("who may park", "unknown"),
}
YES_NO: Words = {"yes": lambda: within("answer", "yes"), "no": lambda: within("answer", "no")}

COLUMNS: Mapping[str, tuple[str, Words]] = {
    "status": ("site_status", STATUS),
    "land_status": ("land_status", LAND),
    "connection_status": ("connection_status", CONNECTION),
    "access": ("access", ACCESS),
    "bays_assumed": ("yes_no", YES_NO),
}
"""By column of a table of sites: the list of `geodata.words` that its reader asks, and the words of its codes."""


def coded(column: str, code: object) -> object:
    """Word of a code in a column of `COLUMNS`; any other column, and what a user wrote instead of a code, stay as they are."""
    listed, words = COLUMNS.get(column, ("", {}))
    if not isinstance(code, str) or code not in words:
        return code
    said = words[code]()
    known = (code == "unknown" and meant("unknown", said)) or meant(listed, said)
    return said if known == code else _known(listed if code != "unknown" else "unknown", code) or said


def known_heading(column: str, heading: str) -> str:
    """The heading, or where no reader would take it for the column a word that he does."""
    if meant("heading", heading) == column:
        return heading
    word = _known("heading", column)
    return f"{word[:1].upper()}{word[1:]}" if word else heading


def _known(column: str, value: str) -> str:
    """First word of `geodata.words` for a value in the language of the moment; empty where there is none."""
    named = _VOCABULARY.get(language())
    if language() == SOURCE or named is None:
        return ""
    try:
        return next(iter(words_in(column, value, named)), "")
    except KeyError:
        return ""
