"""Transliteration of Cyrillic names into Latin letters."""

_CYRILLIC = "а б в г д е ж з и й к л м н о п р с т у ф х ц ч ш щ ъ ы ь э ю я ё қ ғ ҳ ў ә і ң ө ұ ү һ ҷ ӣ ӯ".split()
_LATIN = (
    "a b v g d e zh z i i k l m n o p r s t u f kh ts ch sh shch _ y _ e yu ya e q gh h o a i n o u u h j i u".split()
)
_LETTERS = {one: other.replace("_", "") for one, other in zip(_CYRILLIC, _LATIN, strict=True)}
"""Letters of Russian and of the five countries' languages; the hard and the soft sign are dropped."""


def in_latin(text: str) -> str:
    """Transliterate Cyrillic letters, keeping capitals; all else stays.

    Examples
    --------
    >>> in_latin("Мои доли 2028"), in_latin("Қала")
    ('Moi doli 2028', 'Qala')
    """
    return "".join(_letter(one) for one in text)


def _letter(one: str) -> str:
    latin = _LETTERS.get(one.casefold(), one)
    return latin.capitalize() if one.isupper() and latin != one else latin
