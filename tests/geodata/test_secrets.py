"""A server that sends the token back, whole or in part and in any form: no line shows it and no file holds it."""

import base64
import json
from urllib.parse import quote

import pytest
from station_server import BOUNDS, HASTY, Reply, open_shop

from geodata.city_request import StationSource
from geodata.errors import GeodataError
from geodata.secrets import Secrets, secrets_of_address
from geodata.sources.ocpi_service import fetch_ocpi
from geodata.sources.open_charge_map_service import fetch_open_charge_map

TOKEN = 'Op3n/Sesame"7f9c2b+e4d8=a1'
PACKED = base64.b64encode(TOKEN.encode()).decode()
FORMS = {
    "as it is": TOKEN,
    "in base64": PACKED,
    "in base64 without its end": PACKED.rstrip("="),
    "in base64 of addresses": base64.urlsafe_b64encode(TOKEN.encode()).decode(),
    "in an address": quote(TOKEN, safe=""),
    "in JSON within a text": json.dumps(TOKEN)[1:-1],
    "in hexadecimal": TOKEN.encode().hex(),
    "in capitals": TOKEN.upper(),
    "its beginning": TOKEN[:19],
    "its middle": TOKEN[8:20],
    "the middle of its base64": PACKED[5:19],
}
LEAKS = {
    "a refusal": lambda said: Reply({"message": f"bad token {said}"}, status=401),
    "an error": lambda said: Reply({"error": f"{'x' * 90} Token {said}"}, status=500),
    "an OCPI error": lambda said: Reply({"status_code": 2001, "status_message": said}),
    "a version": lambda said: Reply({"data": [{"version": f"9.{said}", "url": "/v"}]}),
    "a way on": lambda said: Reply(
        status=302, headers={"Location": f"http://elsewhere.invalid/{quote(said, safe='')}"}
    ),
    "an address of the endpoint": lambda said: Reply(
        {
            "data": {
                "endpoints": [{"identifier": "locations", "url": f"http://elsewhere.invalid/{quote(said, safe='')}"}]
            }
        }
    ),
    "a next page elsewhere": lambda said: Reply(
        [{"id": "1"}], headers={"Link": f"<http://elsewhere.invalid/{quote(said, safe='')}>; rel=next"}
    ),
    "a name of a station": lambda said: Reply([{"id": "1", "name": f"at {said}."}]),
    "a key of a record": lambda said: Reply([{"id": "1", said: 1}]),
    "the page of another": lambda said: Reply(f"<html>{said}</html>".encode()),
}


def told(fetch, shop, folder, variable) -> str:
    """Everything that came of a download: lines said, the error, and all files."""
    lines: list[str] = []
    source = StationSource("ocpi", url=f"{shop.base}/locations", online=True, token_env=variable)
    try:
        fetch(source, BOUNDS, folder / "x.json", lines.append, manners=HASTY)
    except GeodataError as error:
        lines.append(str(error))
    return "\n".join([*lines, *(file.read_text(encoding="utf-8") for file in folder.iterdir())])


def parts(text: str) -> set[str]:
    return {text[at : at + 8].lower() for at in range(len(text) - 7)}


@pytest.mark.parametrize("leak", LEAKS)
@pytest.mark.parametrize("form", FORMS)
@pytest.mark.parametrize("fetch", [fetch_ocpi, fetch_open_charge_map])
def test_a_token_that_is_sent_back_is_shown_and_stored_nowhere(tmp_path, monkeypatch, fetch, form, leak):
    monkeypatch.setenv("TOKEN_HERE", TOKEN)
    manners = HASTY.__class__(**{**vars(HASTY), "retries": 0})
    monkeypatch.setattr("test_secrets.HASTY", manners)
    with open_shop(lambda _: LEAKS[leak](FORMS[form])) as shop:
        said = told(fetch, shop, tmp_path, "TOKEN_HERE")
    assert said
    for one in FORMS.values():
        assert not parts(one) & parts(said), said


def test_records_that_hold_the_token_are_refused_in_words_and_the_last_download_stays(tmp_path, monkeypatch):
    monkeypatch.setenv("TOKEN_HERE", TOKEN)
    (tmp_path / "x.json").write_text("earlier", encoding="utf-8")
    with open_shop(lambda _: Reply([{"id": "1", "name": TOKEN}])) as shop:
        said = told(fetch_ocpi, shop, tmp_path, "TOKEN_HERE")
    assert "sends the token that it was given back within its records" in said
    assert (tmp_path / "x.json").read_text(encoding="utf-8") == "earlier"


def test_a_word_of_a_token_does_not_keep_honest_records_out_of_the_cache(tmp_path, monkeypatch):
    monkeypatch.setenv("TOKEN_HERE", "opencharge-4f8e21d07c")
    with open_shop(lambda _: Reply([{"id": "1", "name": "Opencharge station"}])) as shop:
        assert "Opencharge station" in told(fetch_ocpi, shop, tmp_path, "TOKEN_HERE")


def test_a_key_in_the_address_is_hidden_too_and_a_short_secret_is_hidden_whole():
    secrets = Secrets(["abc", "long-enough-to-be-cut"])
    assert secrets.hidden("xABCx LONG-ENOUGH and enough") == "x***x *** and enough"
    assert secrets_of_address("https://h/x?api_key=abc&page=2&Token=d") == ["abc", "d"]
    assert not Secrets([])
    assert Secrets([]).hidden("as it was") == "as it was"


@pytest.mark.parametrize(
    ("query", "hidden"),
    [
        ("maxkeys=5", []),
        ("api_key=abcde", ["abcde"]),
        ("accessToken=q1w2", ["q1w2"]),
        ("signature=zz", ["zz"]),
        ("design=a", []),
    ],
)
def test_only_names_of_secrets_make_a_value_one(query: str, hidden: list[str]) -> None:
    assert secrets_of_address(f"https://a.example/x?{query}") == hidden
