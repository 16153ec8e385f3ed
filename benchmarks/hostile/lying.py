"""Servers on this machine that lie: what a service of stations or of OpenStreetMap might answer, and who asks it."""

import gzip
import json
import threading
import zlib
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from functools import partial
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from random import Random
from typing import Any
from unittest.mock import patch
from urllib.parse import parse_qs, urlsplit

from benchmarks.hostile import mangling, sound, sound_streets
from benchmarks.hostile.mutator import Mutator

BOUNDS = (76.8, 43.1, 77.1, 43.4)


@dataclass(frozen=True)
class Lie:
    """One answer, with its headers as they are sent."""

    body: bytes
    status: int = 200
    headers: Mapping[str, str] = field(default_factory=dict)


@contextmanager
def serving(answer: Callable[[str, str], Lie]) -> Iterator[str]:
    """Address of a server that answers a path and a question so."""

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            self._say(urlsplit(self.path).query)

        def do_POST(self) -> None:
            said = self.rfile.read(int(self.headers.get("Content-Length") or 0)).decode("utf-8", "replace")
            self._say(parse_qs(said).get("data", [""])[0])

        def _say(self, query: str) -> None:
            lie = answer(self.path, query)
            try:
                self.send_response(lie.status)
                for name, value in {"Content-Length": str(len(lie.body)), **lie.headers}.items():
                    self.send_header(name, value)
                self.end_headers()
                self.wfile.write(lie.body)
            except OSError:
                pass  # whoever asked has heard enough
            self.close_connection = True

        def log_message(self, *_: object) -> None:
            """Say nothing."""

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    server.daemon_threads = True
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02}, daemon=True)
    thread.start()
    try:
        yield f"http://127.0.0.1:{server.server_port}"
    finally:
        server.shutdown()
        thread.join()
        server.server_close()


def make_place(random: Random, folder: Path) -> Path:
    """Answers of Nominatim and Overpass, one of them hostile."""
    found = sound_streets.elements()
    roads = [one for one in found if one["id"] < 200]
    areas = [one for one in found if one["type"] != "relation" and one["id"] not in (100, 101, 102)]
    answers: dict[str, Any] = {
        "nominatim": sound_streets.nominatim(),
        "streets": sound_streets.overpass(roads),
        "features": sound_streets.overpass([one for one in areas if one["id"] != 201]),
        "buildings": sound_streets.overpass([one for one in areas if one["id"] != 200]),
        "restrictions": sound_streets.overpass([one for one in found if one["id"] == 300]),
    }
    wrong = random.choice(sorted(answers))
    for name, answer in answers.items():
        _write(folder / f"{name}.json", answer, random if name == wrong else None)
    return folder


def make_stations(random: Random, folder: Path) -> Path:
    """An answer of Overpass about charging stations."""
    _write(folder / "stations.json", sound_streets.overpass(sound_streets.elements()), random)
    return folder


def _write(file: Path, answer: Any, random: Random | None) -> None:
    if random is None:
        file.write_text(json.dumps(answer), encoding="utf-8")
        return
    mutator = Mutator(random.getrandbits(63))
    records = answer if isinstance(answer, list) else answer["elements"]
    if random.random() < 0.75 and records:
        for _ in range(random.choice((1, 1, 2, 5))):
            at = random.randrange(len(records))
            records[at] = mutator.record(records[at])
    else:
        answer = mutator.record(answer)
    data = json.dumps(answer).encode("utf-8", "replace")
    file.write_bytes(mangling.mangled(random, data) if random.random() < 0.25 else data)


def read_place(folder: Path) -> None:
    """Fetch a place from the answers of a folder, and read it."""
    from geodata.http import OverpassSettings  # noqa: PLC0415
    from geodata.osm.stations import stations_of  # noqa: PLC0415
    from geodata.sources.overpass import fetch_place, load_place  # noqa: PLC0415

    def answer(path: str, query: str) -> Lie:
        if "/search" in path or "/lookup" in path:
            return _of(folder, "nominatim")
        if "^restriction" in query:
            return _of(folder, "restrictions")
        return _of(folder, "streets" if "highway" in query else "buildings" if "building" in query else "features")

    # The second that osmnx leaves between questions to Nominatim is owed to the public server, not to this one.
    with serving(answer) as base, patch("osmnx._nominatim.time"):
        asked = OverpassSettings(f"{base}/api", base, connect_s=2.0, answer_s=5.0, busy_retries=0)
        fetch_place("Town", folder / "cache", settings=asked)
        extract, _ = load_place("Town", folder / "cache")
    stations_of(extract)


def _of(folder: Path, name: str) -> Lie:
    return Lie((folder / f"{name}.json").read_bytes(), headers={"Content-Type": "application/json"})


def read_stations(folder: Path) -> None:
    """Fetch stations from Overpass, and read them."""
    from geodata.city_request import StationSource  # noqa: PLC0415
    from geodata.input_file import InputFile  # noqa: PLC0415
    from geodata.services import Manners  # noqa: PLC0415
    from geodata.sources.overpass_stations import fetch_overpass_stations, read_overpass_stations  # noqa: PLC0415

    file = folder / "download.json"
    with serving(lambda _path, _query: _of(folder, "stations")) as base:
        source = StationSource("osm", url=base, online=True)
        fetch_overpass_stations(source, BOUNDS, file, _quiet, manners=Manners(2.0, 5.0, 20.0, retries=0))
    read_overpass_stations(InputFile(file))


def make_service(records: list[Any], random: Random, folder: Path) -> Path:
    """Pages of a service of stations, with headers and statuses that lie too."""
    mutator = Mutator(random.getrandbits(63))
    pages = []
    for number in range(3):
        body: Any = {"data": mutator.records(records, random.choice((1, 3))), "status_code": 1000}
        body = body["data"] if random.random() < 0.3 or "ID" in records[0] else body  # Open Charge Map has no envelope
        body = mutator.record(body) if random.random() < 0.2 else body
        data = json.dumps(body).encode("utf-8", "replace")
        data = mangling.mangled(random, data) if random.random() < 0.2 else data
        data, headers = _packed(random, data)
        if random.random() < 0.5:
            links = (
                "</a?offset=1>; rel=next",
                f"</a?offset={number + 1}>; rel=next",
                "<http://[>; rel=next",
                "<>;rel=next",
            )
            headers["Link"] = random.choice(links)
        lies = {"X-Total-Count": ("0", "-1", "9" * 5000, "x", "3"), "X-Limit": ("0", "1", "9" * 300)}
        lies |= {
            "Retry-After": ("-5", "x", "9" * 400, "Fri, 31 Dec 9999 23:59:59 GMT"),
            "Content-Length": ("0", "x", "9" * 30),
        }
        headers |= {name: random.choice(told) for name, told in lies.items() if random.random() < 0.15}
        status = random.choice((200, 200, 200, 200, 200, 204, 301, 401, 404, 429, 500, 999))
        if status == 301:
            headers["Location"] = random.choice(("/a", "//elsewhere.invalid/", "http://[", "", "file:///etc/passwd"))
        pages.append({"body": data.hex(), "headers": headers, "status": status})
    (folder / "pages.json").write_text(json.dumps(pages), encoding="utf-8")
    return folder


def _packed(random: Random, data: bytes) -> tuple[bytes, dict[str, str]]:
    kind = random.choice(("", "", "", "gzip", "deflate", "gzip, gzip", "br", "wrong"))
    if not kind:
        return data, {}
    if kind == "wrong":
        return data, {"Content-Encoding": "gzip"}
    data = mangling.spoilt(random, data) if random.random() < 0.3 else data
    packed = zlib.compress(data) if kind == "deflate" else gzip.compress(data, mtime=0)
    return (gzip.compress(packed, mtime=0) if "," in kind else packed), {"Content-Encoding": kind}


def read_service(name: str, folder: Path) -> None:
    """Fetch stations page by page, and read them."""
    from geodata.city_request import StationSource  # noqa: PLC0415
    from geodata.input_file import InputFile  # noqa: PLC0415
    from geodata.services import Manners  # noqa: PLC0415
    from geodata.sources.ocpi import read_ocpi  # noqa: PLC0415
    from geodata.sources.ocpi_service import fetch_ocpi  # noqa: PLC0415
    from geodata.sources.open_charge_map import read_open_charge_map  # noqa: PLC0415
    from geodata.sources.open_charge_map_service import fetch_open_charge_map  # noqa: PLC0415

    pages = json.loads((folder / "pages.json").read_text(encoding="utf-8"))
    asked = 0

    def answer(_path: str, _query: str) -> Lie:
        nonlocal asked
        page = pages[min(asked, len(pages) - 1)]
        asked += 1
        return Lie(bytes.fromhex(page["body"]), page["status"], page["headers"])

    fetch, read = (fetch_ocpi, read_ocpi) if name == "ocpi" else (fetch_open_charge_map, read_open_charge_map)
    file = folder / "download.json"
    # A server may ask for a minute, which is waited for and said; nothing is learnt by waiting here.
    with serving(answer) as base, patch("geodata.service_answers.MOST_PAUSE_S", 0.01):
        source = StationSource("ocpi" if name == "ocpi" else "ocm", url=f"{base}/a", online=True)
        manners = Manners(2.0, 5.0, 20.0, retries=1, pause_s=0.01, most_pages=50)
        fetch(source, BOUNDS, file, _quiet, manners=manners)
    read(InputFile(file))


def _quiet(_text: str) -> None:
    """Nobody listens."""


make_ocpi = partial(make_service, [sound.LOCATION, sound.OWN])
make_ocm = partial(make_service, [sound.POI])
