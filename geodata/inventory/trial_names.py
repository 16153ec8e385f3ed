"""Detection of operators' test records by their names."""

import re

_TEST = re.compile(
    r"(?<![^\W\d_])(?:[Tt]est(?:er|ing|s)?(?![a-zа-яё])|TEST(?:ER|ING|S)?(?![A-ZА-ЯЁ])|[Тт]ест(?:овая|овый|ы)?(?![а-яё])|ТЕСТ(?:ОВАЯ|ОВЫЙ|Ы)?(?![А-ЯЁ]))"
)
_JOINED = re.compile(r"(?:^|[\s_-])test[\s_-]*(?:site|station|location|charger|evse|cpo|loc|box)", re.IGNORECASE)


def is_test_name(name: str | None) -> bool:
    """Whether a name says test as a word of its own; ``Fastest``, ``Contest`` and ``Testaccio`` do not.

    Examples
    --------
    >>> [is_test_name(name) for name in ("My TEST 1", "test_location", "Teststation", "Тест", "Fastest Lane", "Testaccio")]
    [True, True, True, True, False, False]
    """
    return name is not None and bool(_TEST.search(name) or _JOINED.search(name))
