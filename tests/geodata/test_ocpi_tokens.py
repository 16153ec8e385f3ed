"""The token of an OCPI service: sent to nobody else, shown to nobody, and missed in words."""

import pytest
from station_server import BOUNDS, Reply, open_shop

from geodata.city_request import StationSource
from geodata.errors import InputError, NetworkError
from geodata.sources.ocpi_service import fetch_ocpi
from tests.fixtures.ocpi_operator import (
    ENCODED,
    SEVEN_LOCATIONS,
    TOKEN,
    envelope,
    fetched,
    pages,
    refused,
)


def test_a_redirect_elsewhere_gets_no_token(shop, tmp_path):
    with open_shop(pages()) as thief:
        shop.answer = lambda _: Reply(None, 302, {"Location": f"{thief.base}/steal"})
        assert thief.base in refused(shop, tmp_path, "gets no token of ours")
        assert thief.asked == []


def test_a_redirect_within_the_service_is_followed(shop, tmp_path):
    plain = pages()
    shop.answer = lambda asked: plain(asked) if asked.path == "/new" else Reply(None, 308, {"Location": "/new"})
    assert fetched(shop, tmp_path, path="/old")["data"] == SEVEN_LOCATIONS
    shop.answer = lambda _: Reply(None, 302, {"Location": "/old"})
    with pytest.raises(NetworkError, match="circles"):
        fetched(shop, tmp_path, path="/old")


def test_the_raw_token_is_tried_where_the_encoded_one_is_refused(shop, tmp_path):
    plain = pages()
    shop.answer = lambda asked: (
        plain(asked) if asked.headers.get("authorization") == f"Token {TOKEN}" else Reply(envelope(None), 401)
    )
    assert fetched(shop, tmp_path)["data"] == SEVEN_LOCATIONS
    assert [asked.headers["authorization"] == f"Token {TOKEN}" for asked in shop.asked] == [False, True, True, True]


@pytest.mark.parametrize("status", [401, 403])
def test_a_wrong_token_names_its_variable_and_not_itself(shop, tmp_path, status):
    shop.answer = lambda asked: Reply({"status_message": f"Bad {asked.headers['authorization']}"}, status)
    assert "OP_TOKEN" in refused(shop, tmp_path, f"HTTP {status}")
    assert len(shop.asked) == 2


def test_without_a_token_it_is_asked_without_and_says_which_variable_to_set(shop, tmp_path, monkeypatch):
    monkeypatch.delenv("OP_TOKEN")
    assert fetched(shop, tmp_path / "open")["data"] == SEVEN_LOCATIONS
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
