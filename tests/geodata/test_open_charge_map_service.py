"""Open Charge Map's API as it is: a default of 100, caps that it does not tell, and paging that may be ignored."""

import pytest
from station_server import BOUNDS, HASTY, Reply, open_shop, written

from geodata.city_request import StationSource
from geodata.errors import NetworkError
from geodata.input_file import InputFile
from geodata.services import Manners
from geodata.sources.open_charge_map import read_open_charge_map
from geodata.sources.open_charge_map_service import MOST_QUARTERINGS, fetch_open_charge_map

KEY = "ocm-k3y-0815"


def poi(number, lon, lat):
    address = {"Title": f"{number}", "Longitude": lon, "Latitude": lat, "CountryID": 117}
    connections = [{"ID": number, "ConnectionTypeID": 1040, "PowerKW": 60, "Quantity": 1}]
    return {"ID": number, "UsageTypeID": 1, "StatusTypeID": 50, "AddressInfo": address, "Connections": connections}


def spread(count):
    """POIs over the bounds, many of them in one corner, with ids in no order of place."""
    return [
        poi(
            3 + 7 * number,
            76.8 + 0.2 * ((number * 37) % 101) / 101 ** (1 + number % 2),
            43.1 + 0.19 * (number % 13) / 13,
        )
        for number in range(count)
    ]


def corners(text):
    numbers = [float(part.strip("()")) for part in text.split(",")]
    return numbers[1], numbers[2], numbers[3], numbers[0]


def ocm(pois, *, cap, heed=True, order=True):
    """Answer as the API does; `cap` cuts without a word, `heed` minds greaterthanid, `order` minds sortby."""

    def answer(asked):
        query = asked.query
        assert (query["output"], query["compact"], query["verbose"]) == ("json", "true", "false")
        found = [one for one in pois if one["ID"] > (int(query.get("greaterthanid", 0)) if heed else 0)]
        if "boundingbox" in query:
            west, south, east, north = corners(query["boundingbox"])
            assert west < east
            assert south < north
            at = [(one, one["AddressInfo"]["Longitude"], one["AddressInfo"]["Latitude"]) for one in found]
            found = [one for one, lon, lat in at if west <= lon <= east and south <= lat <= north]
        else:
            assert query["countrycode"] == "KZ"
        found = sorted(found, key=lambda one: one["ID"], reverse=not order)
        return Reply(found[: min(cap, int(query.get("maxresults", 100)))])

    return answer


@pytest.fixture
def shop(monkeypatch):
    monkeypatch.setenv("EVPLAN_OCM_KEY", KEY)
    with open_shop(ocm(spread(30), cap=100)) as open_one:
        yield open_one


def fetched(shop, folder, say=lambda _: None, manners=HASTY, **how):
    source = StationSource("ocm", online=True, url=f"{shop.base}/v3/poi/", **how)
    file = folder / "stations" / "ocm.json"
    count = fetch_open_charge_map(source, BOUNDS, file, say, manners=manners)
    found = written(file)
    assert count == len(found["data"])
    return found


def numbers(found):
    return sorted(one["ID"] for one in found["data"])


@pytest.mark.parametrize("cap", [7, 100, 250, 5000])
@pytest.mark.parametrize("where", [{}, {"country": "KZ"}])
def test_no_cap_hides_a_station(shop, tmp_path, cap, where):
    pois = spread(340)
    shop.answer = ocm(pois, cap=cap)
    told = []
    found = fetched(shop, tmp_path, told.append, **where)
    assert numbers(found) == sorted(one["ID"] for one in pois)
    assert found["complete"] is True
    assert found["service"] == f"{shop.base}/v3/poi/"
    assert "340 records" in told[-1]
    assert {asked.headers["x-api-key"] for asked in shop.asked} == {KEY}
    assert KEY not in str([asked.query for asked in shop.asked])


def test_the_reader_understands_the_download(shop, tmp_path):
    assert fetched(shop, tmp_path)["data"] == sorted(spread(30), key=lambda one: one["ID"])
    read = read_open_charge_map(InputFile(tmp_path / "stations" / "ocm.json"))
    assert (read.report.records, read.report.connectors) == (30, {"GBT_DC": 30})


def test_a_short_page_is_not_taken_for_the_last(shop, tmp_path):
    lengths = iter([9, 4, 11, 1])
    pois = spread(40)

    def answer(asked):
        return ocm(pois, cap=next(lengths, 100))(asked)

    shop.answer = answer
    assert len(fetched(shop, tmp_path)["data"]) == 40


@pytest.mark.parametrize(("heed", "order"), [(False, True), (True, False), (False, False)])
@pytest.mark.parametrize("cap", [25, 100])
def test_a_box_that_cannot_be_paged_is_quartered_until_all_is_found(shop, tmp_path, heed, order, cap):
    pois = spread(340)
    shop.answer = ocm(pois, cap=cap, heed=heed, order=order)
    found = fetched(shop, tmp_path)
    assert numbers(found) == sorted(one["ID"] for one in pois)
    assert found["complete"] is True


def test_a_box_of_few_that_cannot_be_paged_is_not_quartered(shop, tmp_path):
    shop.answer = ocm(spread(5), cap=100, heed=False)
    found = fetched(shop, tmp_path)
    assert (len(found["data"]), found["complete"], len(shop.asked)) == (5, True, 2)


def test_more_stations_at_one_place_than_the_cap_are_incomplete_in_words(shop, tmp_path):
    shop.answer = ocm([poi(number, 76.91, 43.21) for number in range(1, 60)], cap=20, heed=False)
    found = fetched(shop, tmp_path)
    assert len(found["data"]) == 20
    assert found["complete"] is False
    assert "20 POIs at most" in found["said"]
    assert len(shop.asked) <= 2 + 4 * MOST_QUARTERINGS


def test_a_country_that_cannot_be_paged_is_incomplete_in_words(shop, tmp_path):
    shop.answer = ocm(spread(340), cap=100, heed=False)
    found = fetched(shop, tmp_path, country="KZ")
    assert len(found["data"]) == 100
    assert found["complete"] is False
    assert "there may be more" in found["said"]


def test_questions_without_end_are_refused(shop, tmp_path):
    shop.answer = ocm(spread(340), cap=1)
    with pytest.raises(NetworkError, match="no end after 20 answers"):
        fetched(shop, tmp_path, manners=Manners(most_pages=20))
    assert not list(tmp_path.rglob("*.json"))


@pytest.mark.parametrize("status", [401, 403])
def test_without_a_key_it_says_where_to_get_one(shop, tmp_path, monkeypatch, status):
    shop.answer = lambda asked: Reply(f"You said {asked.headers.get('x-api-key')}".encode(), status)
    with pytest.raises(NetworkError, match="environment variable EVPLAN_OCM_KEY is not the right one") as wrong:
        fetched(shop, tmp_path)
    monkeypatch.delenv("EVPLAN_OCM_KEY")
    with pytest.raises(NetworkError, match=r"free one at openchargemap\.org and set EVPLAN_OCM_KEY") as none:
        fetched(shop, tmp_path)
    assert "x-api-key" not in shop.asked[-1].headers
    with pytest.raises(NetworkError, match="set MY_KEY"):
        fetched(shop, tmp_path, token_env="MY_KEY")
    for error in (wrong, none):
        assert "127.0.0.1" in str(error.value)
        assert KEY not in str(error.value)
        assert "\n" not in str(error.value)
    assert not list(tmp_path.rglob("*.json"))


def test_a_key_that_the_server_repeats_is_not_shown(shop, tmp_path):
    shop.answer = lambda asked: Reply({"message": f"quota of {asked.headers['x-api-key']} used up"}, 400)
    with pytest.raises(NetworkError, match=r"quota of \*\*\* used up"):
        fetched(shop, tmp_path)


def test_a_redirect_elsewhere_gets_no_key(shop, tmp_path):
    with open_shop(ocm([], cap=1)) as thief:
        shop.answer = lambda _: Reply(None, 301, {"Location": f"{thief.base}/v3/poi/"})
        with pytest.raises(NetworkError, match="gets no token"):
            fetched(shop, tmp_path)
        assert thief.asked == []


@pytest.mark.parametrize("body", [{"error": "x"}, None, 3, b"<html>"])
def test_an_answer_that_is_no_list_is_refused(shop, tmp_path, body):
    shop.answer = lambda _: Reply(body)
    with pytest.raises(NetworkError, match=r"stations\.url"):
        fetched(shop, tmp_path)
    assert not list(tmp_path.rglob("*.json"))


def test_odd_pois_are_kept_for_the_reader_to_name(shop, tmp_path):
    odd = [None, "x", {"ID": None, "UUID": "a-b"}, {"ID": "7"}]
    shop.answer = lambda _: Reply(odd)
    assert fetched(shop, tmp_path)["data"] == odd


def test_no_station_at_all_is_an_answer(shop, tmp_path):
    shop.answer = ocm([], cap=100)
    assert fetched(shop, tmp_path) | {"fetched": ""} == {
        "service": f"{shop.base}/v3/poi/",
        "fetched": "",
        "complete": True,
        "said": "",
        "data": [],
    }
