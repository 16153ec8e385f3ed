"""Pages of an operator's OCPI service: all are fetched, by link or by offset, and pages that lie or never end are cut."""

import itertools
import json

import pytest
from station_server import Reply, open_shop

from geodata.input_file import InputFile
from geodata.services import Manners
from geodata.sources.ocpi import read_ocpi
from tests.fixtures.ocpi_operator import (
    ENCODED,
    SEVEN_LOCATIONS,
    envelope,
    fetched,
    location,
    pages,
)


def test_all_pages_are_fetched_by_link_raw_and_the_reader_understands_them(shop, tmp_path):
    told = []
    found = fetched(shop, tmp_path, told.append)
    assert found["data"] == SEVEN_LOCATIONS
    assert found["complete"] is True
    assert found["said"] == ""
    assert found["service"] == f"{shop.base}/ocpi/2.2.1/locations"
    assert len(shop.asked) == 3
    assert {asked.headers["authorization"] for asked in shop.asked} == {f"Token {ENCODED}"}
    assert told[-1].endswith("7 of 7 records")
    read = read_ocpi(InputFile(tmp_path / "stations" / "op.json"))
    assert (read.report.records, read.report.kept) == (7, 7)
    assert read.report.connectors == {"GBT_DC": 7}


@pytest.mark.parametrize("size", [1, 3, 6, 7, 8])
def test_without_a_link_the_count_says_how_far_to_go(shop, tmp_path, size):
    shop.answer = pages(size, link=False)
    found = fetched(shop, tmp_path)
    assert found["data"] == SEVEN_LOCATIONS
    assert found["complete"] is True
    assert len(shop.asked) == -(-7 // size)


def test_a_full_page_by_x_limit_alone_is_not_taken_for_the_last(shop, tmp_path):
    shop.answer = pages(3, link=False, total=False, limit=True)
    found = fetched(shop, tmp_path)
    assert (found["data"], found["complete"]) == (SEVEN_LOCATIONS, True)
    assert shop.asked[1].query == {"offset": "3", "limit": "3"}


def test_a_query_of_the_address_is_asked_on_every_page_but_written_nowhere(shop, tmp_path):
    shop.answer = pages(3, link=False)
    found = fetched(shop, tmp_path, path="/locations?apikey=qwertz")
    assert [asked.query["apikey"] for asked in shop.asked] == ["qwertz"] * 3
    assert "qwertz" not in json.dumps(found)


def test_a_service_that_ignores_offset_is_incomplete_in_words(shop, tmp_path):
    shop.answer = pages(3, link=False, heed=False)
    found = fetched(shop, tmp_path)
    assert found["data"] == SEVEN_LOCATIONS[:3]
    assert found["complete"] is False
    assert "says that it has 7 Locations and gave 3" in found["said"]
    assert len(shop.asked) == 2


def test_a_total_that_is_never_reached_is_incomplete(shop, tmp_path):
    shop.answer = lambda asked: Reply(
        envelope(SEVEN_LOCATIONS[: 2 if "offset" not in asked.query else 0]), headers={"X-Total-Count": "9"}
    )
    found = fetched(shop, tmp_path)
    assert found["complete"] is False
    assert "says that it has 9 Locations and gave 2" in found["said"]


@pytest.mark.parametrize("moving", [False, True])
def test_links_that_lead_round_in_a_circle_end(shop, tmp_path, moving):
    turns = itertools.count()

    def answer(asked):
        turn = next(turns) if moving else 0
        status = [{**one, "last_updated": f"2026-01-01T00:00:{turn:02d}Z"} for one in SEVEN_LOCATIONS[:2]]
        return Reply(envelope(status), headers={"Link": f'<{asked.path}?page={turn}>; rel="next"'})

    shop.answer = answer
    found = fetched(shop, tmp_path)
    assert found["complete"] is False
    assert "repeat themselves" in found["said"]
    assert len(shop.asked) <= 3
    assert {one["id"] for one in found["data"]} == {"L0", "L1"}


def test_pages_without_end_are_cut(shop, tmp_path):
    turns = itertools.count()
    shop.answer = lambda _: Reply(
        envelope([location(next(turns))]), headers={"Link": f"<?page={len(shop.asked)}>; rel=next"}
    )
    found = fetched(shop, tmp_path, manners=Manners(most_pages=5))
    assert len(shop.asked) <= 6
    assert found["complete"] is False
    assert "stopped after 5 pages" in found["said"]


def test_a_next_page_elsewhere_is_not_asked_for(shop, tmp_path):
    with open_shop(pages()) as thief:
        shop.answer = lambda _: Reply(
            envelope(SEVEN_LOCATIONS[:3]), headers={"Link": f'<{thief.base}/steal>; rel="next"'}
        )
        found = fetched(shop, tmp_path)
        assert thief.asked == []
    assert found["data"] == SEVEN_LOCATIONS[:3]
    assert found["complete"] is False
    assert thief.base in found["said"]


def test_a_foreign_next_page_does_no_harm_where_offsets_reach_the_rest(shop, tmp_path):
    plain = pages(3, link=False)

    def answer(asked):
        reply = plain(asked)
        return Reply(reply.body, headers={**reply.headers, "Link": '<https://internal.example/l?offset=3>; rel="next"'})

    shop.answer = answer
    found = fetched(shop, tmp_path)
    assert (found["data"], found["complete"]) == (SEVEN_LOCATIONS, True)


@pytest.mark.parametrize(
    "link", ["http://[::1", "//evil.example/l", "javascript:alert(1)", "http://127.0.0.1:99999/", "", "?"]
)
def test_a_hostile_link_ends_the_pages(shop, tmp_path, link):
    shop.answer = lambda _: Reply(envelope(SEVEN_LOCATIONS[:3]), headers={"Link": f'<{link}>; rel="next"'})
    found = fetched(shop, tmp_path)
    assert found["data"] == SEVEN_LOCATIONS[:3]
    assert found["complete"] is False
    assert len(shop.asked) <= 2


def test_the_same_record_on_two_pages_is_kept_once_and_all_others_as_they_came(shop, tmp_path):
    odd = [
        *SEVEN_LOCATIONS[:3],
        SEVEN_LOCATIONS[2],
        "not an object",
        None,
        {"name": "no id"},
        {"id": "L1", "name": "twice"},
    ]
    shop.answer = pages(3, records=odd)
    found = fetched(shop, tmp_path)
    assert found["data"] == [
        *SEVEN_LOCATIONS[:3],
        "not an object",
        None,
        {"name": "no id"},
        {"id": "L1", "name": "twice"},
    ]
