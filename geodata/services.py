"""A JSON service over HTTP: fails fast without a network, retries a busy server, and never logs secrets."""

import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import requests
from urllib3.exceptions import NewConnectionError

from geodata.addresses import NOWHERE, host_of, joined, origin_of, public_url
from geodata.bounded import bound
from geodata.downloads import Download
from geodata.errors import InputError, NetworkError
from geodata.http import PACKED_AS, USER_AGENT, AnswerError, body_of
from geodata.json_text import TooManyValuesError, parsed_json
from geodata.loose import short
from geodata.secrets import Secrets, secrets_of_address
from geodata.service_answers import asked_pause, word_of
from geodata.speech import _

Say = Callable[[str], None]

_HEADERS = {"User-Agent": USER_AGENT, "Accept": "application/json", "Accept-Encoding": PACKED_AS}
BUSY = {429, 502, 503, 504}
MOVED = {301, 302, 303, 307, 308}
MOST_MOVES = 5
TELL_EVERY_S = 3.0


@dataclass(frozen=True)
class Manners:
    """How a service is asked.

    Parameters
    ----------
    connect_s, answer_s : float
        Longest wait for a connection and for the next piece of an answer.
    whole_s : float
        Longest time for one whole answer: a server may not drip for ever.
    retries : int
        Times to ask again a server that is busy or dropped the connection.
    pause_s : float
        First pause before that, doubled each time; Retry-After goes first, up to `MOST_PAUSE_S`.
    most_bytes, most_pages : int
        Largest answer, unpacked, and most answers for one download.
    most_values : int
        Most values in one answer: an empty list takes two bytes of it and sixty of memory.
    most_all : int
        Most bytes of all answers of a download together.
    """

    connect_s: float = 5.0
    answer_s: float = 60.0
    whole_s: float = 600.0
    retries: int = 3
    pause_s: float = 2.0
    most_bytes: int = 200_000_000
    most_pages: int = 5_000
    most_values: int = 10_000_000
    most_all: int = 500_000_000


@dataclass(frozen=True)
class Answer:
    """Parsed JSON and the headers (their names in lower case) that came with it."""

    body: Any
    headers: Mapping[str, str] = field(default_factory=dict)


class RefusedError(NetworkError):
    """The service wants a token or key, or another one (HTTP 401 or 403)."""

    def __init__(self, said: str, status: int) -> None:
        self.status = status
        super().__init__(said)


class Service:
    """One service, at one address.

    Parameters
    ----------
    url : str
        As configured.
    say : callable
        Told of pauses.
    manners : Manners
    secrets : tuple of str
        Texts that no message may show and no file may hold, in any form, whatever the server answers.

    Raises
    ------
    InputError
        The address is none, or holds a user name or password.
    """

    def __init__(self, url: str, *, say: Say, manners: Manners, secrets: tuple[str, ...] = ()) -> None:
        if joined(url, "") == NOWHERE:
            raise InputError("stations.url", short(url), _("expected an address as https://host/path"))
        self.url, self.manners = url, manners
        self._say = say
        self._secrets = Secrets(secrets)
        self._hidden = Secrets((*secrets, *secrets_of_address(url)))
        self._told = float("-inf")
        self._left = manners.most_all
        if "@" in urlsplit(url).netloc:
            advice = _("name the environment variable of the token with stations.token_env instead")
            raise InputError(
                _("stations.url, {public_url}", public_url=public_url(url)),
                _("a user name or password in the address"),
                advice,
            )

    @property
    def host(self) -> str:
        """Host and port."""
        return host_of(self.url)

    def get(self, url: str, headers: Mapping[str, str], params: Mapping[str, str] | None = None) -> Answer:
        """Answer to a GET.

        Raises
        ------
        RefusedError, NetworkError
            In one line that names the host and no secret.
        """
        return self._asked("GET", url, headers, params=params)

    def post(self, url: str, form: Mapping[str, str]) -> Answer:
        """Answer to a form; errors as `get`."""
        return self._asked("POST", url, {}, data=form)

    def own(self, url: str) -> bool:
        """Whether an address is of the same scheme, host and port: what may see the token."""
        return origin_of(url) == origin_of(self.url)

    def progress(self, text: str) -> None:
        """Tell how far it is, now and then: a line for each of five hundred pages helps nobody."""
        now = time.monotonic()
        if now - self._told >= TELL_EVERY_S:
            self._told = now
            self.say(text)

    def error(self, said: str) -> NetworkError:
        """One line for what went wrong, with the host and without the secrets."""
        return NetworkError(self.safe(f"{self.host}: {said}"))

    def safe(self, text: str) -> str:
        """Text of a server as a message may show it: on one line, and without the secrets in any form."""
        line = " ".join("".join(c if c.isprintable() else " " for c in text).split())
        return self._hidden.hidden(line)

    def say(self, text: str) -> None:
        """Tell who waits, without the secrets."""
        self._say(self.safe(text))

    def store(self, download: Download, file: Path) -> int:
        """Write a download, whole or not at all, and give the number of records.

        Raises
        ------
        NetworkError
            A record holds a secret, or is nested too deep.
        """
        shown = replace(download, service=self.safe(download.service), said=self.safe(download.said))
        if self._secrets.are_in(shown.text()):
            advice = _("nothing of it was kept; tell the operator, and ask for a new token")
            raise self.error(_("sends the token that it was given back within its records; {advice}", advice=advice))
        return shown.write(file)

    def _asked(self, method: str, url: str, headers: Mapping[str, str], **how: Any) -> Answer:
        for tried in range(self.manners.retries + 1):
            last = tried == self.manners.retries
            pause = self.manners.pause_s * 2**tried
            try:
                status, found, body = self._once(method, url, headers, how)
            except requests.exceptions.SSLError:
                raise self.error(
                    _("its certificate cannot be verified; check the address and this computer's clock")
                ) from None
            except (requests.ConnectionError, requests.Timeout, requests.exceptions.ChunkedEncodingError) as error:
                if _is_unreachable(error):
                    advice = _("check the network and stations.url, and try again")
                    raise self.error(
                        _("cannot be reached ({name}); {advice}", name=type(error).__name__, advice=advice)
                    ) from None
                if last:
                    said = _(
                        "dropped the connection {tried} times ({name})", tried=tried + 1, name=type(error).__name__
                    )
                    raise self.error(_("{said}; check the network and try again later", said=said)) from None
                why = _("dropped the connection")
            except (requests.RequestException, ValueError) as error:  # ValueError: a redirect to no address
                raise self.error(_("cannot be asked ({name}); check stations.url", name=type(error).__name__)) from None
            else:
                if status not in BUSY:
                    return Answer(self._parsed(status, body), found)
                if last:
                    raise self.error(
                        _("busy (HTTP {status}) after {tried} tries; try again later", status=status, tried=tried + 1)
                    )
                why, pause = f"busy (HTTP {status})", asked_pause(found, pause)
            self.say(_("{host}: {why}; asking again in {pause:.0f} s", host=self.host, why=why, pause=pause))
            time.sleep(pause)
        raise AssertionError("the last try returns or raises")

    def _once(
        self, method: str, url: str, headers: Mapping[str, str], how: Mapping[str, Any]
    ) -> tuple[int, Mapping[str, str], bytes]:
        """Status, headers and body, after redirects to the same host; with a secret none leads elsewhere."""
        for _lap in range(MOST_MOVES):
            with (
                bound(_Still(), self.manners.whole_s) as session,
                session.request(
                    method,
                    url,
                    headers={**_HEADERS, **headers},
                    auth=_as_it_is,
                    timeout=(self.manners.connect_s, self.manners.answer_s),
                    allow_redirects=False,
                    stream=True,
                    **how,
                ) as response,
            ):
                if response.status_code not in MOVED or "Location" not in response.headers:
                    found = {name.lower(): value for name, value in response.headers.items()}
                    return response.status_code, found, self._body(response)
                url = joined(response.url, response.headers["Location"])
            how = {**how, "params": None}
            if not self.own(url) and (headers or self._secrets):
                advice = _("if that is the right address, give it as stations.url")
                raise self.error(
                    _(
                        "sends us on to {public_url}, which gets no token of ours; {advice}",
                        public_url=public_url(url),
                        advice=advice,
                    )
                )
        raise self.error(_("sends us round in circles; check stations.url"))

    def _body(self, response: requests.Response) -> bytes:
        try:
            body = body_of(response, min(self.manners.most_bytes, self._left), self.manners.whole_s)
        except AnswerError as error:
            so_far = self.manners.most_all - self._left
            beside = f" beside the {so_far:,} that came before it".replace(",", " ") if so_far else ""
            raise self.error(
                _("{error}{beside}; ask for less or try again later", error=error, beside=beside)
            ) from None
        self._left -= len(body)
        return body

    def _parsed(self, status: int, body: bytes) -> Any:
        try:
            parsed: Any = parsed_json(body, self.manners.most_values)
        except TooManyValuesError as error:
            raise self.error(_("an answer of {error}; ask for less", error=error)) from None
        except (ValueError, RecursionError):
            parsed = None
        said = word_of(parsed)
        if status in (401, 403):
            raise RefusedError(self.safe(f"{self.host}: refused (HTTP {status}){said}"), status)
        if status >= 300:
            raise self.error(
                _(
                    "refused the question (HTTP {status}){said}; check stations.url or try again later",
                    status=status,
                    said=said,
                )
            )
        if parsed is None:
            raise self.error(
                _("answered something that is not JSON; is stations.url right, or a login page in between?")
            )
        return parsed


class _Still(requests.Session):
    """Follows no redirect and reads no body of one: requests would unpack it whole, however large it is."""

    def get_redirect_target(self, resp: requests.Response) -> None:
        """Say that there is none."""


def _as_it_is(request: requests.PreparedRequest) -> requests.PreparedRequest:
    """Leave the request alone: without this a line of ~/.netrc would take the place of our Authorization."""
    return request


def _is_unreachable(error: Exception) -> bool:
    """Whether nobody was there at all: to ask again at once is of no use."""
    reason = getattr(error.args[0], "reason", None) if error.args else None
    return isinstance(error, requests.ConnectTimeout) or isinstance(reason, NewConnectionError)
