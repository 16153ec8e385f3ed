"""An OCPI service that answers oddly, late or not at all: one line is said and the last download stays."""

import pytest
from station_server import BOUNDS, HASTY, Reply, open_shop, written

from geodata.city_request import StationSource
from geodata.errors import InputError, NetworkError
from geodata.services import Manners
from geodata.sources.ocpi_service import fetch_ocpi
from tests.fixtures.ocpi_operator import (
    SEVEN_LOCATIONS,
    envelope,
    fetched,
    pages,
    refused,
    source_of,
)


@pytest.mark.parametrize("location", ["http://[::1", "ftp://127.0.0.1/x", "//127.0.0.1:99999/"])
def test_a_hostile_redirect_is_one_line(shop, tmp_path, location):
    shop.answer = lambda _: Reply(None, 302, {"Location": location})
    refused(shop, tmp_path, "gets no token of ours|cannot be asked")


def test_an_address_that_is_none_is_refused(tmp_path):
    source = StationSource("ocpi", online=True, url="https://[operator/ocpi")
    with pytest.raises(InputError, match="https://host/path"):
        fetch_ocpi(source, BOUNDS, tmp_path / "a.json", lambda _: None)


ODD = [
    None,
    True,
    1e999,
    "x" * 5000,
    [],
    {},
    [[]],
    [None],
    [{"version": "2.2", "url": None}],
    [{"version": [], "url": "x"}],
]


@pytest.mark.parametrize(
    "odd", [*ODD, {"id": None}, {"endpoints": 3}, {"endpoints": [None, {"identifier": "locations"}]}]
)
@pytest.mark.parametrize("wrapped", [True, False])
def test_an_odd_answer_is_written_raw_or_refused_in_one_line(shop, tmp_path, odd, wrapped):
    shop.answer = lambda _: Reply({"data": odd, "status_code": odd} if wrapped else odd)
    file = tmp_path / "a" / "op.json"
    said = []
    try:
        fetch_ocpi(source_of(shop), BOUNDS, file, lambda _: None, manners=HASTY)
    except NetworkError as error:
        said.append(str(error))
    assert file.exists() != bool(said)
    assert all("127.0.0.1" in line and len(line) < 400 for line in said)
    assert not file.exists() or written(file)["data"] in (odd, [odd])


@pytest.mark.parametrize("when", [1, 3])
def test_an_interrupted_download_leaves_nothing(shop, tmp_path, when, monkeypatch):
    monkeypatch.setattr("geodata.services.TELL_EVERY_S", 0.0)
    told = []

    def say(text):
        told.append(text)
        if len(told) == when:
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        fetched(shop, tmp_path, say)
    assert not list(tmp_path.rglob("*.json"))


def test_a_full_disk_leaves_the_last_download_and_no_draft(shop, tmp_path, monkeypatch):
    fetched(shop, tmp_path)

    def full(*_):
        raise OSError(28, "No space left on device")

    monkeypatch.setattr("pathlib.Path.replace", full)
    with pytest.raises(OSError, match="No space"):
        fetched(shop, tmp_path)
    assert written(tmp_path / "stations" / "op.json")["data"] == SEVEN_LOCATIONS


def test_an_error_of_ocpi_is_told_in_its_own_words(shop, tmp_path):
    shop.answer = lambda _: Reply({"status_code": 2001, "status_message": "Unknown\nparty {{7*7}}", "data": None})
    refused(shop, tmp_path, r"OCPI status 2001\): Unknown party")


@pytest.mark.parametrize(
    ("reply", "said"),
    [
        (Reply(b"<html>log in</html>"), "not JSON"),
        (Reply(b"[" * 100_000), "not JSON"),
        (Reply(b'{"data": "\xff"}'), "not JSON"),
        (Reply({"data": "none"}), "no OCPI list"),
        (Reply(3), "no OCPI list"),
        (Reply({"message": "no such module"}, 404), r"HTTP 404\): no such module"),
        (Reply(None, 500), "HTTP 500"),
        (Reply(envelope(SEVEN_LOCATIONS), cut=9), "dropped the connection 4 times"),
        (Reply(None, 503), r"busy \(HTTP 503\) after 4 tries"),
    ],
)
def test_a_useless_answer_ends_in_one_line_and_leaves_nothing(shop, tmp_path, reply, said):
    shop.answer = lambda _: reply
    refused(shop, tmp_path, said)


def test_a_download_that_breaks_off_leaves_the_last_good_one(shop, tmp_path):
    fetched(shop, tmp_path)
    plain = pages()
    shop.answer = lambda asked: plain(asked) if not asked.query else Reply(None, 500)
    with pytest.raises(NetworkError):
        fetched(shop, tmp_path)
    assert written(tmp_path / "stations" / "op.json")["data"] == SEVEN_LOCATIONS


def test_a_busy_service_is_asked_again_when_it_says(shop, tmp_path, monkeypatch):
    pauses, told, plain = [], [], pages()
    monkeypatch.setattr("geodata.services.time.sleep", pauses.append)
    waits = iter(["7", "900", "Wed, 21 Oct 2015 07:28:00 GMT"])

    def answer(asked):
        wait = next(waits, None)
        return plain(asked) if wait is None else Reply(None, 429, {"Retry-After": wait})

    shop.answer = answer
    assert fetched(shop, tmp_path, told.append)["data"] == SEVEN_LOCATIONS
    assert pauses == [7.0, 60.0, 0.0]
    assert "asking again in 7 s" in told[0]


def test_a_dropped_connection_is_asked_again(shop, tmp_path):
    plain = pages()
    shop.answer = lambda asked: Reply(envelope(SEVEN_LOCATIONS), cut=20) if len(shop.asked) == 1 else plain(asked)
    assert fetched(shop, tmp_path)["data"] == SEVEN_LOCATIONS


def test_nobody_at_the_address_is_said_at_once(tmp_path, monkeypatch):
    pauses = []
    monkeypatch.setattr("geodata.services.time.sleep", pauses.append)
    with open_shop(pages()) as shop:
        pass
    with pytest.raises(NetworkError, match="cannot be reached"):
        fetched(shop, tmp_path, token_env=None)
    assert pauses == []


def test_a_body_without_end_is_refused(shop, tmp_path):
    shop.answer = lambda _: Reply(envelope(["x" * 5000]))
    with pytest.raises(NetworkError, match="more than 1 000 bytes"):
        fetched(shop, tmp_path, manners=Manners(most_bytes=1000))


def test_an_answer_that_drips_for_ever_is_given_up(shop, tmp_path):
    with pytest.raises(NetworkError, match="takes more than"):
        fetched(shop, tmp_path, manners=Manners(whole_s=-1.0))
