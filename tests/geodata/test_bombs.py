"""Small answers and files that unpack to large ones: refused in words before the memory is taken."""

import gzip
import zlib

import pytest
from station_server import BOUNDS, HASTY, Reply, open_shop

from geodata.city_request import StationSource
from geodata.errors import NetworkError
from geodata.json_text import TooManyValuesError, parsed_json
from geodata.sources.ocpi_service import fetch_ocpi
from geodata.unpacking import Unpacker
from tests.fixtures.work import work_of

PACKED = {
    "gzip": lambda data: gzip.compress(data, mtime=0),
    "deflate": zlib.compress,
    "raw deflate": lambda data: zlib.compress(data, wbits=-15),
    "gzip, gzip": lambda data: gzip.compress(gzip.compress(data, mtime=0), mtime=0),
}
HASTY_AND_SMALL = HASTY.__class__(**{**vars(HASTY), "most_bytes": 1_000_000, "retries": 0})


def fetched(folder, body: bytes, encoding: str, manners=HASTY_AND_SMALL) -> int:
    reply = Reply(body, headers={"Content-Encoding": encoding})
    with open_shop(lambda _: reply) as shop:
        source = StationSource("ocpi", url=f"{shop.base}/locations", online=True)
        return fetch_ocpi(source, BOUNDS, folder / "x.json", lambda _: None, manners=manners)


@pytest.mark.parametrize("how", PACKED)
def test_an_answer_that_unpacks_to_more_than_the_bound_is_refused_before_it_is_unpacked(tmp_path, how):
    bomb = PACKED[how](b" " * 40_000_000)

    def fetch():
        with pytest.raises(NetworkError, match=r"more than 1 000 000 bytes|packed as 'gzip, gzip'"):
            fetched(tmp_path, bomb, how.removeprefix("raw "))

    assert work_of(fetch).bytes < 10e6
    assert not (tmp_path / "x.json").exists()


@pytest.mark.parametrize("how", ["gzip", "deflate", "raw deflate"])
def test_an_answer_within_the_bound_is_unpacked_whole(tmp_path, how):
    body = b'[{"id": "1"}' + b" " * 900_000 + b"]"
    assert fetched(tmp_path, PACKED[how](body), how.removeprefix("raw ")) == 1


def test_two_packed_parts_behind_each_other_are_one_text():
    both = gzip.compress(b"one ") + gzip.compress(b"two")
    assert b"".join(Unpacker("gzip", 100).take(both)) == b"one two"


@pytest.mark.parametrize("encoding", ["br", "zstd", "gzip, deflate", "x" * 5000])
def test_what_is_packed_in_a_way_that_was_not_asked_for_is_refused_in_one_line(tmp_path, encoding):
    with pytest.raises(NetworkError, match="which was not asked for") as caught:
        fetched(tmp_path, b"[]", encoding)
    assert len(str(caught.value)) < 200


def test_what_is_not_packed_as_it_says_is_refused(tmp_path):
    with pytest.raises(NetworkError, match="not packed as it says"):
        fetched(tmp_path, b"[]", "gzip")


def test_an_answer_of_empty_lists_is_refused_before_they_take_thirty_times_its_size(tmp_path):
    body = b"[" + b"[]," * 60_000 + b"[]]"
    manners = HASTY.__class__(**{**vars(HASTY), "most_values": 100_000, "retries": 0})

    def fetch():
        with pytest.raises(NetworkError, match="more than 100000 values; ask for less"):
            fetched(tmp_path, body, "", manners)

    assert work_of(fetch).bytes < 2e6
    with pytest.raises(TooManyValuesError):
        parsed_json(body, 100_000)


def test_all_pages_together_have_a_bound_too(tmp_path):
    def answer(asked):
        number = int(asked.query.get("offset", 0))
        return Reply(
            [{"id": str(number), "name": "x" * 1000}], headers={"Link": f"</locations?offset={number + 1}>; rel=next"}
        )

    manners = HASTY.__class__(**{**vars(HASTY), "most_all": 20_000, "retries": 0})
    with open_shop(answer) as shop:
        source = StationSource("ocpi", url=f"{shop.base}/locations", online=True)
        with pytest.raises(NetworkError, match="that came before it"):
            fetch_ocpi(source, BOUNDS, tmp_path / "x.json", lambda _: None, manners=manners)
        assert len(shop.asked) < 25
