"""A server that sends a byte now and then, whether of the head or of the body, holds a download no longer than it may."""

import socket
import threading
import time
from contextlib import contextmanager, suppress

import pytest
from station_server import Shop

from geodata.errors import NetworkError
from geodata.http import OverpassSettings, ask_overpass
from geodata.services import Manners
from geodata.sources.overpass import fetch_place
from tests.fixtures.ocpi_operator import fetched

pytestmark = pytest.mark.slow

HEADS = (
    b"HTTP/1.1 200 OK\r\nX-Slow: ",
    b"HTTP/1.1 200 OK\r\nContent-Length: 100000\r\n\r\n",
    b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n",
    b"HTTP/1.1 200 OK\r\n\r\n",
)
WHOLE_S = 0.3


@contextmanager
def dripping(head):
    """Address of a server that answers every question so."""
    over = threading.Event()

    def drip(one):
        with one, suppress(OSError):
            one.recv(65536)
            one.sendall(head)
            while not over.wait(0.02):
                one.sendall(b"1")

    def accept():
        with suppress(OSError):
            while True:
                threading.Thread(target=drip, args=(listening.accept()[0],), daemon=True).start()

    with socket.create_server(("127.0.0.1", 0)) as listening:
        threading.Thread(target=accept, daemon=True).start()
        yield f"http://127.0.0.1:{listening.getsockname()[1]}"
        over.set()
        listening.shutdown(socket.SHUT_RDWR)


@pytest.mark.parametrize("head", HEADS)
def test_a_server_that_drips_has_an_end_for_maps_and_for_stations(tmp_path, head):
    manners = Manners(connect_s=2, answer_s=5, whole_s=WHOLE_S, retries=0, pause_s=0.01)
    with dripping(head) as base:
        settings = OverpassSettings(overpass_url=base, nominatim_url=base, whole_s=WHOLE_S, busy_retries=0)
        for ask in (
            lambda: ask_overpass(settings, "building"),
            lambda: fetch_place("Кішіқала", tmp_path, settings=settings),
            lambda: fetched(Shop(lambda _asked: None, base), tmp_path, token_env=None, manners=manners),
        ):
            began = time.monotonic()
            with pytest.raises(NetworkError) as refused:
                ask()
            assert time.monotonic() - began < 10 * WHOLE_S + 2
            assert "\n" not in str(refused.value)
    assert not list(tmp_path.glob("places/*"))
