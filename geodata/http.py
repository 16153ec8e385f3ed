"""HTTP settings: short timeouts without a network, retries for a busy server, settings of osmnx restored afterwards."""

import logging
import os
import socket
import time
import zlib
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import requests
from urllib3.exceptions import HTTPError, ProtocolError, SSLError

from geodata.answers import wrong_nominatim, wrong_overpass
from geodata.bounded import bounded_exchanges
from geodata.errors import NetworkError
from geodata.json_text import TooManyValuesError, parsed_json
from geodata.loose import short
from geodata.speech import _
from geodata.unpacking import ENCODINGS, TooMuchError, UnknownEncodingError, Unpacker

logger = logging.getLogger(__name__)

BUSY = {429, 504}
BUSY_PAUSE_S = 55.0
"""As long as osmnx waits."""

MOST_BYTES = 1_000_000_000
"""Largest answer about a place, unpacked: all roads and buildings of the largest cities are below."""

MOST_S = 1800.0
CHUNK = 65_536
PACKED_AS = ", ".join(one for one in ENCODINGS if not one.startswith("x-"))

USER_AGENT = "evplan (EV charging network planner)"


@dataclass(frozen=True)
class OverpassSettings:
    """Services, timeouts and retries.

    Parameters
    ----------
    overpass_url, nominatim_url : str
        Bases of the services, without ``/interpreter`` and ``/search``.
    connect_s, answer_s : float
        Longest wait for a connection and for the next part of an answer.
    whole_s : float
        Longest time of a question with all of its answer: a server may not drip for ever.
    busy_retries : int
        Times to ask again, a minute later, when a server says that it is busy.
    margin_m : float
        Streets and stations this far outside of the boundary are fetched too.
    """

    overpass_url: str = "https://overpass-api.de/api"
    nominatim_url: str = "https://nominatim.openstreetmap.org"
    connect_s: float = 5.0
    answer_s: float = 180.0
    whole_s: float = MOST_S
    busy_retries: int = 2
    margin_m: float = 2000.0

    @classmethod
    def from_environment(cls) -> "OverpassSettings":
        """Use the public services, or those that EVPLAN_OVERPASS_URL and EVPLAN_NOMINATIM_URL name."""
        return cls(
            overpass_url=os.environ.get("EVPLAN_OVERPASS_URL") or cls.overpass_url,
            nominatim_url=os.environ.get("EVPLAN_NOMINATIM_URL") or cls.nominatim_url,
        )


@contextmanager
def osmnx_session(
    osmnx_settings: Any, settings: OverpassSettings, answers: Path, way_tags: list[str]
) -> Iterator[None]:
    """Set osmnx up for our questions; on leaving, its settings and the name resolution it replaces are as before.

    Parameters
    ----------
    osmnx_settings : module
        ``osmnx.settings``.
    settings : OverpassSettings
    answers : Path
        Folder where osmnx keeps what the services answered.
    way_tags : list of str
        Tags to keep on streets. `all_oneway` keeps each way once, with its own oneway tag, for our rules to read.
    """
    wanted: dict[str, Any] = {
        "overpass_url": settings.overpass_url,
        "nominatim_url": settings.nominatim_url,
        "overpass_rate_limit": False,  # asking for free slots first hangs a minute without a network
        "doh_url_template": None,
        "requests_timeout": (settings.connect_s, settings.answer_s),
        "overpass_settings": f"[out:json][timeout:{settings.answer_s:.0f}]{{maxsize}}",
        "requests_kwargs": {"hooks": {"response": _Doorkeeper(settings.busy_retries, settings.whole_s)}},
        "http_user_agent": f"{USER_AGENT} {osmnx_settings.http_user_agent}",
        "use_cache": True,
        "cache_folder": str(answers),
        "cache_only_mode": False,
        "useful_tags_way": way_tags,
        "all_oneway": True,
        "log_console": False,
        "log_file": False,
    }
    before = {name: getattr(osmnx_settings, name) for name in wanted}
    resolve = socket.getaddrinfo
    try:
        for name, value in wanted.items():
            setattr(osmnx_settings, name, value)
        with bounded_exchanges(settings.whole_s):
            yield
    finally:
        for name, value in before.items():
            setattr(osmnx_settings, name, value)
        socket.getaddrinfo = resolve


def ask_overpass(settings: OverpassSettings, query: str) -> Any:
    """Answer to a question that osmnx cannot put, as parsed JSON.

    Raises
    ------
    NetworkError
        The service cannot be reached, is busy still after the retries, or does not answer as it should.
    """
    url = f"{settings.overpass_url.rstrip('/')}/interpreter"
    hooks = {"response": _Doorkeeper(settings.busy_retries, settings.whole_s)}
    headers = {"User-Agent": USER_AGENT, "Accept-Encoding": PACKED_AS}
    while True:
        try:
            with bounded_exchanges(settings.whole_s):
                waits = (settings.connect_s, settings.answer_s)
                response = requests.post(url, data={"data": query}, timeout=waits, hooks=hooks, headers=headers)
        except requests.RequestException as error:
            raise unreachable(error) from None
        if response.status_code not in BUSY:
            return parsed_json(response.content)
        time.sleep(BUSY_PAUSE_S)


def unreachable(error: Exception) -> NetworkError:
    """One line for a service that did not answer."""
    request = getattr(error, "request", None)
    host = f"{request.url.split('?')[0]}: " if request is not None and request.url else ""
    said = _("OpenStreetMap's services cannot be reached ({host}{name})", host=host, name=type(error).__name__)
    return NetworkError(_("{said}; check the network and try again, or give a road file", said=said))


class _Doorkeeper:
    """Looks at each answer before osmnx does, which asks a busy server for ever and takes half an answer for a whole one."""

    def __init__(self, busy_retries: int, whole_s: float) -> None:
        self._busy_left, self._whole_s = busy_retries, whole_s

    def __call__(self, response: Any, *_args: object, **_named: object) -> None:
        """Raise NetworkError unless the answer is worth handing on."""
        where = response.url.split("?")[0]
        if response.is_redirect or response.status_code in BUSY:
            response._content = b""  # noqa: SLF001  (of no use, and requests would unpack it whole)
            response.close()
        if response.is_redirect and _leads_somewhere(response.headers["Location"]):
            return
        if response.status_code in BUSY:
            if self._busy_left <= 0:
                raise NetworkError(
                    _(
                        "{where}: busy (HTTP {status_code}); try again later or set EVPLAN_OVERPASS_URL to another server",
                        where=where,
                        status_code=response.status_code,
                    )
                )
            self._busy_left -= 1
            logger.warning("%s is busy (HTTP %d); asking again in a minute", where, response.status_code)
            return
        if response.is_redirect or response.status_code >= 400:
            raise NetworkError(
                _(
                    "{where}: refused the question (HTTP {status_code}); try again later or use another server",
                    where=where,
                    status_code=response.status_code,
                )
            )
        self._check_body(response, where)

    def _check_body(self, response: Any, where: str) -> None:
        try:
            # Read here, within bounds; osmnx finds it read.
            response._content = body_of(response, MOST_BYTES, self._whole_s)  # noqa: SLF001
            body = parsed_json(response._content)  # noqa: SLF001
        except AnswerError as error:
            raise NetworkError(
                _("{where}: {error}; ask for a smaller place or use another server", where=where, error=error)
            ) from None
        except TooManyValuesError as error:
            raise NetworkError(
                _("{where}: an answer of {error}; ask for a smaller place", where=where, error=error)
            ) from None
        except (ValueError, RecursionError):
            raise NetworkError(
                _(
                    "{where}: answered something that is not JSON; is the address right, or a login page in between?",
                    where=where,
                )
            ) from None
        remark = str(body.get("remark", "")) if isinstance(body, dict) else ""
        if "error" in remark:
            said = short(remark, 120)
            raise NetworkError(
                _("{where}: gave up half-way ({said}); try again later or use another server", where=where, said=said)
            )
        wrong = wrong_overpass(body) if where.endswith("/interpreter") else wrong_nominatim(body)
        if wrong is not None:
            raise NetworkError(
                _(
                    "{where}: answered {wrong}; is the address right? try again later or use another server",
                    where=where,
                    wrong=wrong,
                )
            )


def _leads_somewhere(location: str) -> bool:
    """Whether a redirect names an address at all, of a host that may be asked for."""
    try:
        (urlsplit(location).hostname or "").encode("idna")
    except ValueError:
        return False
    return True


class AnswerError(ValueError):
    """An answer that cannot be read, in words."""


def body_of(response: requests.Response, most_bytes: int, most_s: float) -> bytes:
    """Body of an answer, unpacked as it comes in; the answer must have been asked for as a stream or be unread yet.

    Parameters
    ----------
    response : Response
    most_bytes : int
        Bound of the body, unpacked.
    most_s : float
        Longest time until its end: a server may not drip for ever.

    Raises
    ------
    AnswerError
        It is larger, takes longer, or is packed in a way that was not asked for.
    RequestException
        The connection breaks, or the body is not packed as it says.
    """
    until = time.monotonic() + most_s
    pieces: list[bytes] = []
    try:
        unpacker = Unpacker(response.headers.get("Content-Encoding", ""), most_bytes)
        for piece in response.raw.stream(CHUNK, decode_content=False):
            pieces += unpacker.take(piece)
            if time.monotonic() > until:
                raise AnswerError(_("an answer that takes more than {most_s:.0f} s", most_s=most_s))
    except UnknownEncodingError as error:
        raise AnswerError(
            _("an answer packed as {short!r}, which was not asked for", short=short(str(error)))
        ) from None
    except TooMuchError:
        raise AnswerError(f"an answer of more than {most_bytes:,} bytes".replace(",", " ")) from None
    except zlib.error:
        raise AnswerError(_("an answer that is not packed as it says")) from None
    except SSLError as error:
        raise requests.exceptions.SSLError(error) from None
    except ProtocolError as error:
        if time.monotonic() > until:  # its connection was shut for that
            raise AnswerError(_("an answer that takes more than {most_s:.0f} s", most_s=most_s)) from None
        raise requests.exceptions.ChunkedEncodingError(error) from None
    except HTTPError as error:
        raise requests.exceptions.ConnectionError(error) from None
    return b"".join(pieces)
