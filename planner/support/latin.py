"""Transliteration of Cyrillic names into Latin letters: one table for Russian, Kazakh, Uzbek, Kyrgyz and Tajik."""

_TABLE = """
а a    б b    в v    г g    д d    е e    ж zh:j з z    и i    й i:y  к k    л l    м m    н n    о o    п p    р r    с s
т t    у u    ф f    х kh:x ц ts   ч ch   ш sh   щ shch ъ _:ʼ  ы y:i  ь _    э e    ю yu   я ya   ё e:yo
қ q    ғ gh:gʻ ҳ h   ў o:oʻ ә a    і i    ң n    ө o    ұ u    ү u    һ h    ҷ j    ӣ i    ӯ u
"""
"""A letter and what stands for it; after a colon what Uzbek writes, where that differs. A lone line stands for nothing."""

_PAIRS = tuple(zip(*[iter(_TABLE.split())] * 2, strict=True))
_LETTERS = {letter: told.split(":")[0].replace("_", "") for letter, told in _PAIRS}
_UZBEK = {letter: told.split(":")[-1].replace("_", "") for letter, told in _PAIRS}

LATIN_READERS = ("en", "uz", "tk")
"""Languages whose readers may not read Cyrillic."""


def in_latin(text: str, language: str = "") -> str:
    """Transliterate Cyrillic letters, keeping capitals; all else stays.

    Parameters
    ----------
    text : str
    language : str
        Of the reader; ``uz`` has spellings of its own.

    Examples
    --------
    >>> in_latin("Мои доли 2028"), in_latin("Қала"), in_latin("Хўжа Аҳрор", "uz")
    ('Moi doli 2028', 'Qala', 'Xoʻja Ahror')
    """
    letters = _UZBEK if language == "uz" else _LETTERS
    return "".join(_letter(one, letters) for one in text)


def _letter(one: str, letters: dict[str, str]) -> str:
    latin = letters.get(one.casefold(), one)
    return latin.capitalize() if one.isupper() and latin != one else latin
