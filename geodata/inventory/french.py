"""Cells of the French national tables: their flags, accents that a wrong encoding has spoilt."""

import re
import unicodedata
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

import pandas as pd

from geodata.loose import text_of

_YES = ("true", "vrai", "oui", "yes", "1", "1.0", "t", "v", "o", "y", "x")
_NO = ("false", "faux", "non", "no", "0", "0.0", "f", "n")
ABSENT = ("", "inconnu", "inconnue", "aucune", "aucun", "non", "n/a", "na", "nc", "non concerne", "neant", "-", "0")
"""What stands in a cell of which nothing is known."""
_CYRILLIC = re.compile(r"[Ѐ-ӿ]")


def mended_cells(frame: pd.DataFrame, columns: Sequence[str]) -> Iterator[dict[str, Any]]:
    """Rows with all `columns`, None where the table has none or says nothing, accents mended."""
    lacks = dict.fromkeys(name for name in columns if name not in frame)
    names = [name for name in frame.columns if name in ("row", *columns)]
    for cells in frame[names].itertuples(index=False, name=None):
        yield lacks | {name: cell if name == "row" else mended(cell) for name, cell in zip(names, cells, strict=True)}


def mended(cell: object) -> str | None:
    """Text of a cell; French letters that were read as Cyrillic ones, or bytes of UTF-8 as letters, made French again.

    A table without a sign of its encoding that is not UTF-8 is read as Russian tables are written; there is no Cyrillic
    in a French one.

    Examples
    --------
    >>> mended("Accиs libre"), mended("RÃ©servÃ© PMR"), mended("Gare de Évry")
    ('Accès libre', 'Réservé PMR', 'Gare de Évry')
    """
    text = text_of(cell)
    for wrong, right in (("cp1251", "cp1252"), ("cp1252", "utf-8")):
        is_spoilt = text is not None and (_CYRILLIC.search(text) if wrong == "cp1251" else "Ã" in text)
        if text is None or not is_spoilt:
            continue
        try:
            text = text.encode(wrong).decode(right)
        except UnicodeError:
            continue
    return text


def folded(text: str | None) -> str:
    """Small letters without accents, blanks as one."""
    plain = unicodedata.normalize("NFKD", (text or "")[:200]).encode("ascii", "ignore").decode("ascii")
    return " ".join(plain.casefold().replace("_", " ").split())


def first_text(cells: Mapping[str, str | None], *names: str) -> str | None:
    """The first of these cells that says something; "Non concerné" does not."""
    return next((text for name in names if (text := cells.get(name)) and folded(text) not in ABSENT), None)


def flag(text: str | None) -> bool | None:
    """Truth in any of the forms in which tables have it; None where it is none of them or nothing.

    Examples
    --------
    >>> [flag(text) for text in ("TRUE", "vrai", "1", "0.0", "Non", "peut-être", None)]
    [True, True, True, False, False, None, None]
    """
    word = folded(text)
    return True if word in _YES else False if word in _NO else None
