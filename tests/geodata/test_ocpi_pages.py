"""An operator's OCPI service: its pages, its ways to refuse, and a token that nobody else may see."""

import base64
import itertools
import json

import pytest
from station_server import BOUNDS, HASTY, Reply, open_shop, written

from geodata.city_request import StationSource
from geodata.errors import InputError, NetworkError
from geodata.input_file import InputFile
from geodata.services import Manners
from geodata.sources.ocpi import read_ocpi
from geodata.sources.ocpi_service import fetch_ocpi

TOKEN = "s3cret-0ken-42"
ENCODED = base64.b64encode(TOKEN.encode()).decode()


def location(number):
    return {
        "country_code": "KZ",
        "party_id": "ABC",
        "id": f"L{number}",
        "name": f"Станция {number}",
        "coordinates": {"longitude": "76.90", "latitude": f"43.2{number:03d}"},
        "evses": [
            {"uid": f"E{number}", "status": "AVAILABLE", "connectors": [{"standard": "GBT_DC", "max_voltage": 500}]}
        ],
    }


ALL = [location(number) for number in range(7)]


def envelope(data, **extra):
    return {
        "status_code": 1000,
        "status_message": "Success",
        "timestamp": "2026-01-01T00:00:00Z",
        "data": data,
        **extra,
    }


def pages(size=3, *, link=True, total=True, heed=True, records=ALL, limit=False):
    """Answer by offset and limit as the standard says, less what a test takes away."""

    def answer(asked):
        offset = int(asked.query.get("offset", 0)) if heed else 0
        page = records[offset : offset + size]
        headers = {"X-Total-Count": str(len(records))} if total else {}
        headers |= {"X-Limit": str(size)} if limit else {}
        if link and offset + size < len(records):
            headers["Link"] = f'<http://{asked.headers["host"]}{asked.path}?offset={offset + size}>; rel="next"'
        return Reply(envelope(page), headers=headers)

    return answer


@pytest.fixture
def shop(monkeypatch):
    monkeypatch.setenv("OP_TOKEN", TOKEN)
    with open_shop(pages()) as open_one:
        yield open_one


def source_of(shop, path="/ocpi/2.2.1/locations", token_env="OP_TOKEN"):
    return StationSource("ocpi", online=True, url=f"{shop.base}{path}", token_env=token_env)


def fetched(shop, folder, say=lambda _: None, manners=HASTY, **how):
    file = folder / "stations" / "op.json"
    count = fetch_ocpi(source_of(shop, **how), BOUNDS, file, say, manners=manners)
    found = written(file)
    assert count == len(found["data"])
    return found


def refused(shop, folder, said, **how):
    with pytest.raises((NetworkError, InputError), match=said) as error:
        fetched(shop, folder, **how)
    text = str(error.value)
    assert "\n" not in text
    assert "127.0.0.1" in text
    assert TOKEN not in text
    assert ENCODED not in text
    assert not [file for file in folder.rglob("*") if file.is_file()], "nothing half-written"
    return text


def test_all_pages_are_fetched_by_link_raw_and_the_reader_understands_them(shop, tmp_path):
    told = []
    found = fetched(shop, tmp_path, told.append)
    assert found["data"] == ALL
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
    assert found["data"] == ALL
    assert found["complete"] is True
    assert len(shop.asked) == -(-7 // size)


def test_a_full_page_by_x_limit_alone_is_not_taken_for_the_last(shop, tmp_path):
    shop.answer = pages(3, link=False, total=False, limit=True)
    found = fetched(shop, tmp_path)
    assert (found["data"], found["complete"]) == (ALL, True)
    assert shop.asked[1].query == {"offset": "3", "limit": "3"}


def test_a_query_of_the_address_is_asked_on_every_page_but_written_nowhere(shop, tmp_path):
    shop.answer = pages(3, link=False)
    found = fetched(shop, tmp_path, path="/locations?apikey=qwertz")
    assert [asked.query["apikey"] for asked in shop.asked] == ["qwertz"] * 3
    assert "qwertz" not in json.dumps(found)


def test_a_service_that_ignores_offset_is_incomplete_in_words(shop, tmp_path):
    shop.answer = pages(3, link=False, heed=False)
    found = fetched(shop, tmp_path)
    assert found["data"] == ALL[:3]
    assert found["complete"] is False
    assert "says that it has 7 Locations and gave 3" in found["said"]
    assert len(shop.asked) == 2


def test_a_total_that_is_never_reached_is_incomplete(shop, tmp_path):
    shop.answer = lambda asked: Reply(
        envelope(ALL[: 2 if "offset" not in asked.query else 0]), headers={"X-Total-Count": "9"}
    )
    found = fetched(shop, tmp_path)
    assert found["complete"] is False
    assert "says that it has 9 Locations and gave 2" in found["said"]


@pytest.mark.parametrize("moving", [False, True])
def test_links_that_lead_round_in_a_circle_end(shop, tmp_path, moving):
    turns = itertools.count()

    def answer(asked):
        turn = next(turns) if moving else 0
        status = [{**one, "last_updated": f"2026-01-01T00:00:{turn:02d}Z"} for one in ALL[:2]]
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
        shop.answer = lambda _: Reply(envelope(ALL[:3]), headers={"Link": f'<{thief.base}/steal>; rel="next"'})
        found = fetched(shop, tmp_path)
        assert thief.asked == []
    assert found["data"] == ALL[:3]
    assert found["complete"] is False
    assert thief.base in found["said"]


def test_a_foreign_next_page_does_no_harm_where_offsets_reach_the_rest(shop, tmp_path):
    plain = pages(3, link=False)

    def answer(asked):
        reply = plain(asked)
        return Reply(reply.body, headers={**reply.headers, "Link": '<https://internal.example/l?offset=3>; rel="next"'})

    shop.answer = answer
    found = fetched(shop, tmp_path)
    assert (found["data"], found["complete"]) == (ALL, True)


@pytest.mark.parametrize(
    "link", ["http://[::1", "//evil.example/l", "javascript:alert(1)", "http://127.0.0.1:99999/", "", "?"]
)
def test_a_hostile_link_ends_the_pages(shop, tmp_path, link):
    shop.answer = lambda _: Reply(envelope(ALL[:3]), headers={"Link": f'<{link}>; rel="next"'})
    found = fetched(shop, tmp_path)
    assert found["data"] == ALL[:3]
    assert found["complete"] is False
    assert len(shop.asked) <= 2


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
    assert written(tmp_path / "stations" / "op.json")["data"] == ALL


def test_a_redirect_elsewhere_gets_no_token(shop, tmp_path):
    with open_shop(pages()) as thief:
        shop.answer = lambda _: Reply(None, 302, {"Location": f"{thief.base}/steal"})
        assert thief.base in refused(shop, tmp_path, "gets no token of ours")
        assert thief.asked == []


def test_a_redirect_within_the_service_is_followed(shop, tmp_path):
    plain = pages()
    shop.answer = lambda asked: plain(asked) if asked.path == "/new" else Reply(None, 308, {"Location": "/new"})
    assert fetched(shop, tmp_path, path="/old")["data"] == ALL
    shop.answer = lambda _: Reply(None, 302, {"Location": "/old"})
    with pytest.raises(NetworkError, match="circles"):
        fetched(shop, tmp_path, path="/old")


def test_the_raw_token_is_tried_where_the_encoded_one_is_refused(shop, tmp_path):
    plain = pages()
    shop.answer = lambda asked: (
        plain(asked) if asked.headers.get("authorization") == f"Token {TOKEN}" else Reply(envelope(None), 401)
    )
    assert fetched(shop, tmp_path)["data"] == ALL
    assert [asked.headers["authorization"] == f"Token {TOKEN}" for asked in shop.asked] == [False, True, True, True]


@pytest.mark.parametrize("status", [401, 403])
def test_a_wrong_token_names_its_variable_and_not_itself(shop, tmp_path, status):
    shop.answer = lambda asked: Reply({"status_message": f"Bad {asked.headers['authorization']}"}, status)
    assert "OP_TOKEN" in refused(shop, tmp_path, f"HTTP {status}")
    assert len(shop.asked) == 2


def test_without_a_token_it_is_asked_without_and_says_which_variable_to_set(shop, tmp_path, monkeypatch):
    monkeypatch.delenv("OP_TOKEN")
    assert fetched(shop, tmp_path / "open")["data"] == ALL
    assert "authorization" not in shop.asked[0].headers
    shop.answer = lambda _: Reply(envelope(None), 401)
    refused(shop, tmp_path / "closed", "set the environment variable OP_TOKEN")
    refused(shop, tmp_path / "closed", "stations.token_env", token_env=None)


def test_a_netrc_does_not_take_the_place_of_the_token(shop, tmp_path, monkeypatch):
    (tmp_path / "netrc").write_text("machine 127.0.0.1 login me password mine\n", encoding="utf-8")
    (tmp_path / "netrc").chmod(0o600)
    monkeypatch.setenv("NETRC", str(tmp_path / "netrc"))
    fetched(shop, tmp_path)
    assert shop.asked[0].headers["authorization"] == f"Token {ENCODED}"


@pytest.mark.parametrize("bad", ["zwei\nZeilen", "тайна"])
def test_a_token_that_cannot_be_sent_is_not_shown(shop, tmp_path, monkeypatch, bad):
    monkeypatch.setenv("OP_TOKEN", bad)
    with pytest.raises(InputError, match="OP_TOKEN") as error:
        fetched(shop, tmp_path)
    assert bad not in str(error.value)
    assert shop.asked == []


def test_a_password_in_the_address_is_refused_unseen(shop, tmp_path):
    source = StationSource("ocpi", online=True, url=shop.base.replace("//", "//me:hunter2@"))
    with pytest.raises(InputError, match="token_env") as error:
        fetch_ocpi(source, BOUNDS, tmp_path / "a.json", lambda _: None)
    assert "hunter2" not in str(error.value)


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
        (Reply(envelope(ALL), cut=9), "dropped the connection 4 times"),
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
    assert written(tmp_path / "stations" / "op.json")["data"] == ALL


def test_a_busy_service_is_asked_again_when_it_says(shop, tmp_path, monkeypatch):
    pauses, told, plain = [], [], pages()
    monkeypatch.setattr("geodata.services.time.sleep", pauses.append)
    waits = iter(["7", "900", "Wed, 21 Oct 2015 07:28:00 GMT"])

    def answer(asked):
        wait = next(waits, None)
        return plain(asked) if wait is None else Reply(None, 429, {"Retry-After": wait})

    shop.answer = answer
    assert fetched(shop, tmp_path, told.append)["data"] == ALL
    assert pauses == [7.0, 60.0, 0.0]
    assert "asking again in 7 s" in told[0]


def test_a_dropped_connection_is_asked_again(shop, tmp_path):
    plain = pages()
    shop.answer = lambda asked: Reply(envelope(ALL), cut=20) if len(shop.asked) == 1 else plain(asked)
    assert fetched(shop, tmp_path)["data"] == ALL


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


def test_the_same_record_on_two_pages_is_kept_once_and_all_others_as_they_came(shop, tmp_path):
    odd = [*ALL[:3], ALL[2], "not an object", None, {"name": "no id"}, {"id": "L1", "name": "twice"}]
    shop.answer = pages(3, records=odd)
    found = fetched(shop, tmp_path)
    assert found["data"] == [*ALL[:3], "not an object", None, {"name": "no id"}, {"id": "L1", "name": "twice"}]


VERSIONS = ["2.0", "2.1.1", "2.2.1", "3.0", "3.1", "nonsense"]


def directory(versions, endpoints):
    plain = pages()

    def answer(asked):
        base = f"http://{asked.headers['host']}"
        if asked.path == "/versions":
            return Reply(envelope([{"version": one, "url": f"{base}/v/{one}"} for one in versions]))
        if asked.path.startswith("/v/"):
            version = asked.path.removeprefix("/v/")
            filled = [{**one, "url": one["url"].format(base=base, version=version)} for one in endpoints]
            return Reply(envelope({"version": version, "endpoints": filled}))
        return plain(asked)

    return answer


BOTH = [
    {"identifier": "credentials", "role": "RECEIVER", "url": "{base}/c"},
    {"identifier": "locations", "role": "RECEIVER", "url": "{base}/wrong"},
    {"identifier": "locations", "role": "SENDER", "url": "{base}/right/{version}"},
]


@pytest.mark.parametrize(
    ("versions", "best"), [(VERSIONS, "3.0"), (["2.2", "2.2.1", "2.1.1"], "2.2.1"), (["2.1.1", "2.0"], "2.1.1")]
)
def test_versions_lead_to_the_locations_of_the_highest_understood(shop, tmp_path, versions, best):
    shop.answer = directory(versions, BOTH)
    found = fetched(shop, tmp_path, path="/versions")
    assert found["data"] == ALL
    assert found["service"] == f"{shop.base}/right/{best}"


def test_an_endpoint_without_a_role_is_taken(shop, tmp_path):
    shop.answer = directory(["2.1.1"], [{"identifier": "locations", "url": "{base}/l"}])
    assert fetched(shop, tmp_path, path="/versions")["data"] == ALL


@pytest.mark.parametrize(
    ("versions", "endpoints", "said"),
    [
        (["2.0", "4.0"], BOTH, "speaks OCPI 2.0, 4.0 only"),
        (["2.2"], BOTH[:2], "offers no Locations"),
        (["2.2"], [{"identifier": "locations", "url": "http://elsewhere.example/l"}], "elsewhere.example"),
    ],
)
def test_a_service_without_locations_for_us_says_so(shop, tmp_path, versions, endpoints, said):
    shop.answer = directory(versions, endpoints)
    refused(shop, tmp_path, said, path="/versions")
