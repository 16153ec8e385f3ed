"""Locations of an operator's OCPI service, versions 2.1.1 to 3.0: all pages, with the token sent to nobody else."""

import base64
import json
import re
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any
from urllib.parse import parse_qsl, urlencode, urlsplit, urlunsplit

from geodata.addresses import joined, public_url
from geodata.city_request import StationSource
from geodata.downloads import Download
from geodata.errors import NetworkError
from geodata.json_records import OCPI_ERRORS
from geodata.loose import list_of, mapping_of, number_of, short, text_of
from geodata.placing import Bounds
from geodata.secrets import secret_in
from geodata.services import Answer, Manners, RefusedError, Service
from geodata.speech import _

OLDEST, NEWEST = (2, 1, 1), (3, 0, 99)
"""Versions whose Locations the reader understands."""

_LINK = re.compile(r"<([^>]*)>([^<]*)")
_NEXT = re.compile(r"""\brel\s*=\s*["']?next\b""", re.IGNORECASE)


def fetch_ocpi(
    source: StationSource,
    bounds: Bounds,
    file: Path,
    say: Callable[[str], None],
    *,
    manners: Manners | None = None,
) -> int:
    """Download all Locations; the address is that of the Locations, of a version or of the list of versions.

    The token of `source.token_env` is sent encoded in base64, as OCPI 2.2 asks, and where that is refused once more as it is,
    as 2.1.1 had it. Operators are asked for all they have: OCPI knows no question by place.

    Raises
    ------
    NetworkError
        It cannot be reached, refuses, wants a token, or does not speak OCPI.
    InputError
        The address or the token cannot be used.
    """
    del bounds
    assert source.url is not None
    token = secret_in(source.token_env)
    secrets = (token, _encoded(token)) if token else ()
    service = Service(source.url, say=say, manners=manners or Manners(), secrets=secrets)
    door = _Door(service, token, source.token_env)
    url, answer = _locations(source.url, door)
    return service.store(_Pages(door).all_from(url, answer), file)


def _encoded(token: str) -> str:
    return base64.b64encode(token.encode()).decode()


class _Door:
    """Asks with the token in the form that the service takes."""

    def __init__(self, service: Service, token: str | None, variable: str | None) -> None:
        self.service, self._variable = service, variable
        self._forms = [_encoded(token), token] if token else [None]

    def ask(self, url: str) -> Answer:
        """Envelope at an address of the service itself; NetworkError where it says that something is wrong."""
        if not self.service.own(url):
            advice = _("if the operator's Locations are there, give that address as stations.url")
            raise self.service.error(
                _(
                    "leads to {public_url}, which gets no token of ours; {advice}",
                    public_url=public_url(url),
                    advice=advice,
                )
            )
        answer = self._admitted(url)
        body = mapping_of(answer.body)
        status = number_of(body.get("status_code"))
        if status is not None and status >= OCPI_ERRORS:
            said = short(text_of(body.get("status_message")) or _("no reason given"), 120)
            raise self.service.error(
                _("refused the question (OCPI status {status:.0f}): {said}", status=status, said=said)
            )
        return answer

    def _admitted(self, url: str) -> Answer:
        while True:
            form = self._forms[0]
            try:
                return self.service.get(url, {"Authorization": f"Token {form}"} if form else {})
            except RefusedError as error:
                if len(self._forms) == 1:
                    raise self._unwelcome(error) from None
                self._forms.pop(0)

    def _unwelcome(self, error: RefusedError) -> NetworkError:
        if self._forms != [None]:
            return NetworkError(
                _(
                    "{error}; the token in the environment variable {variable} is not the right one",
                    error=error,
                    variable=self._variable,
                )
            )
        if self._variable:
            return NetworkError(
                _(
                    "{error}; it wants a token: set the environment variable {variable} to yours",
                    error=error,
                    variable=self._variable,
                )
            )
        advice = _("name the environment variable that holds yours with stations.token_env")
        return NetworkError(_("{error}; it wants a token: {advice}", error=error, advice=advice))


def _locations(url: str, door: _Door) -> tuple[str, Answer]:
    """Address and first page of the Locations, found by way of versions and endpoints where need be."""
    answer = door.ask(url)
    versions = list_of(_data(answer.body))
    if versions and all(isinstance(one, Mapping) and "version" in one and "url" in one for one in versions):
        url = joined(url, _best_version(versions, door.service))
        answer = door.ask(url)
    details = mapping_of(_data(answer.body))
    if "endpoints" in details:
        url = joined(url, _endpoint(list_of(details["endpoints"]), door.service))
        answer = door.ask(url)
    return url, answer


def _best_version(versions: Iterable[Mapping[str, Any]], service: Service) -> str:
    ranked = sorted((_number(one["version"]), text_of(one["url"]) or "") for one in versions)
    usable = [url for number, url in ranked if OLDEST <= number <= NEWEST and url]
    if not usable:
        names = ", ".join(short(one["version"], 10) for one in versions)
        raise service.error(_("speaks OCPI {short} only; 2.1.1 to 3.0 are understood", short=short(names, 80)))
    return usable[-1]


def _number(version: object) -> tuple[int, ...]:
    return tuple(int(part[:6]) for part in re.findall(r"[0-9]+", text_of(version) or ""))


def _endpoint(endpoints: Iterable[object], service: Service) -> str:
    """Address of the Locations that the operator sends; an endpoint without a role (2.1.1) is that."""
    for one in map(mapping_of, endpoints):
        is_sender = (text_of(one.get("role")) or "SENDER").upper() != "RECEIVER"
        if (text_of(one.get("identifier")) or "").lower() == "locations" and is_sender and text_of(one.get("url")):
            return str(one["url"])
    raise service.error(_("offers no Locations; ask the operator to open the Locations module to you"))


def _data(body: object) -> Any:
    return body.get("data") if isinstance(body, Mapping) else body


@dataclass
class _Pages:
    """Collects pages until there is none left, or no page brings anything new."""

    door: _Door
    records: list[Any] = field(default_factory=list)
    total: int | None = None
    _seen: set[str] = field(default_factory=set)
    _names: set[str] = field(default_factory=set)
    _given: int = 0
    _foreign: str = ""

    def all_from(self, url: str, answer: Answer) -> Download:
        """Download that begins with this page."""
        service = self.door.service
        first, asked, said = url, {url}, ""
        for _lap in range(service.manners.most_pages):
            page = self._page(answer)
            is_new = self._take(page)
            self.total = _count(answer.headers.get("x-total-count"), self.total)
            service.progress(self._count_said())
            following = self._next(first, url, answer, len(page))
            if following is None:
                break
            if not is_new or following in asked:
                said = _("its pages repeat themselves") if page else _("an empty page says that there is more")
                break
            url = following
            asked.add(url)
            answer = self.door.ask(url)
        else:
            said = _("stopped after {most_pages} pages", most_pages=service.manners.most_pages)
        service.say(self._count_said())
        return self._closed(first, said)

    def _count_said(self) -> str:
        of_all = f" of {self.total}" if self.total is not None else ""
        return f"OCPI, {self.door.service.host}: {len(self.records)}{of_all} records"

    def _page(self, answer: Answer) -> list[Any]:
        data = _data(answer.body)
        if isinstance(data, Mapping) and ("id" in data or "coordinates" in data):
            return [data]
        if not isinstance(data, list):
            raise self.door.service.error(
                _("answered no OCPI list of Locations; is stations.url its Locations or versions?")
            )
        return data

    def _take(self, page: list[Any]) -> bool:
        """Add what no earlier page held; tell whether a Location came that was not there before."""
        marks = [json.dumps(record, sort_keys=True) for record in page]
        self.records += [record for record, mark in zip(page, marks, strict=True) if mark not in self._seen]
        names = {_name(record, mark) for record, mark in zip(page, marks, strict=True)}
        is_new = not names <= self._names
        self._seen.update(marks)
        self._names |= names
        self._given += len(page)
        return is_new

    def _next(self, first: str, url: str, answer: Answer, size: int) -> str | None:
        """Address of the next page: by the Link header, else by count where the service says that there is more.

        A link to another host or scheme is not followed, for the token would go with it.
        """
        link = next(_next_links(answer.headers.get("link", "")), None)
        if link is not None:
            following = joined(url, link)
            if self.door.service.own(following):
                return following
            where = public_url(following)
            self._foreign = _("a next page at {where} was not asked for, as the token is not for there", where=where)
        limit = _count(answer.headers.get("x-limit"), None)
        more = size >= limit if self.total is None and limit else self.total is not None and self._given < self.total
        if not size or not more:
            return None
        return _with_query(first, offset=str(self._given), limit=str(limit or size))

    def _closed(self, url: str, said: str) -> Download:
        got = len(self._names) if said else len(self.records)
        why = "; ".join(part for part in (said, self._foreign) if part)
        if self.total is not None:
            counts = _(
                "the service says that it has {total} Locations and gave {got} different ones",
                total=self.total,
                got=got,
            )
            why = "; ".join(part for part in (counts, why) if part) if got < self.total else ""
        elif why:
            why = _("{got} Locations came, then no more: {why}", got=got, why=why)
        return Download(public_url(url), self.records, complete=not why, said=self.door.service.safe(why))


def _name(record: object, mark: str) -> str:
    """What makes a Location itself, whatever else changes between two pages."""
    parts = [text_of(mapping_of(record).get(key)) for key in ("country_code", "party_id", "id")]
    return json.dumps(parts) if parts[-1] else mark


def _next_links(header: str) -> Iterator[str]:
    return (target for target, about in _LINK.findall(header) if _NEXT.search(about))


def _count(text: str | None, otherwise: int | None) -> int | None:
    clean = (text or "").strip()
    return int(clean[:12]) if clean.isascii() and clean.isdigit() else otherwise


def _with_query(url: str, **changes: str) -> str:
    parts = urlsplit(url)
    kept = [(name, value) for name, value in parse_qsl(parts.query, keep_blank_values=True) if name not in changes]
    return urlunsplit(parts._replace(query=urlencode([*kept, *changes.items()])))
