"""What people write about access, status and the grid: understood, or said to be not understood."""

import pytest

from geodata.inventory.words import access_word, connection_word, status_word
from geodata.stations import ACCESSES, CONNECTIONS, STATUSES


@pytest.mark.parametrize(
    ("text", "word"),
    [
        ("public", "public"),
        ("Для всех", "public"),
        ("общедоступная, круглосуточно", "public"),
        ("только для клиентов", "customers"),
        ("гости отеля", "customers"),
        ("закрытая территория", "private"),
        ("не общедоступная", "private"),
        ("для сотрудников", "private"),
        ("таксопарк", "private"),
        ("нет данных", "unknown"),
        ("club", None),
    ],
)
def test_access_is_read_the_stricter_way(text, word):
    assert access_word(text)[0] == word


@pytest.mark.parametrize(
    ("text", "word"),
    [
        ("Работает", "operational"),
        ("работает круглосуточно", "operational"),
        ("не работает", "out_of_order"),
        ("временно не работает", "out_of_order"),
        ("на ремонте", "out_of_order"),
        ("Out-of-order", "out_of_order"),
        ("not operational", "out_of_order"),
        ("будет работать", "planned"),
        ("строится", "planned"),
        ("under construction", "planned"),
        ("ввод в эксплуатацию 2027", "planned"),
        ("демонтирована", "removed"),
        ("—", "unknown"),
        ("asleep", None),
        ("works on sundays", None),
    ],
)
def test_status_is_read_the_stricter_way(text, word):
    assert status_word(text)[0] == word


@pytest.mark.parametrize(
    ("text", "word"),
    [
        ("подключена", "connected"),
        ("Подключён к сети", "connected"),
        ("не подключена", "disconnected"),
        ("ожидает подключения", "disconnected"),
        ("off-grid", "disconnected"),
        ("обесточена", "disconnected"),
        ("нет сведений", "unknown"),
        ("maybe", None),
    ],
)
def test_connection_is_read_the_stricter_way(text, word):
    assert connection_word(text)[0] == word


@pytest.mark.parametrize(
    ("meaning", "words"), [(access_word, ACCESSES), (status_word, STATUSES), (connection_word, CONNECTIONS)]
)
def test_our_own_words_mean_themselves_and_need_no_note(meaning, words):
    for word in words:
        assert meaning(word) == (word, True)


def test_what_is_understood_by_its_stem_alone_is_told_from_what_is_listed():
    assert status_word("не работает с мая") == ("out_of_order", False)
    assert status_word("inoperative") == ("out_of_order", True)


@pytest.mark.parametrize("meaning", [access_word, status_word, connection_word])
def test_endless_and_empty_texts_end(meaning):
    assert meaning("не " * 100_000)[0] is None
    assert meaning("")[0] is None
