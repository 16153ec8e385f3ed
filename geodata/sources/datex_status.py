"""DATEX II energy infrastructure, versions 3.2 to 3.6: the live status of charging points."""

from collections import Counter
from collections.abc import Iterator

from geodata.errors import InputError
from geodata.input_file import InputFile, checked_file
from geodata.inventory.live_status import LiveStatus, StatusRead, live_word, point_key
from geodata.loose import text_of, time_of
from geodata.report import DROPPED, Kind, Problem, SourceReport
from geodata.speech import _
from geodata.xml_records import Element, xml_records

SITE, TABLE, PUBLISHED = "energyInfrastructureSiteStatus", "energyInfrastructureSite", "publicationTime"
EXPECTED = _.term("expected a DATEX II EnergyInfrastructureStatusPublication as XML")


def read_datex_status(file: InputFile) -> StatusRead:
    """Read the status of every point; of two of one point the later counts. One without a time is of the publication's.

    Raises
    ------
    MissingFileError, InputError
        The file is missing or no XML, or holds no statuses.
    """
    path = checked_file(file.path, _("live status of stations"), EXPECTED)
    problems: Counter[Problem] = Counter()
    by_point: dict[str, LiveStatus] = {}
    names: dict[str, str] = {}
    records = merged = dropped = tables = 0
    published: str | None = None
    for record in xml_records(path, (SITE, TABLE, PUBLISHED), role=_("live status of stations"), expected=EXPECTED):
        if record.name == PUBLISHED:
            published = published or time_of(record.text)
        tables += record.name == TABLE
        for one in _points(record) if record.name == SITE else ():
            records += 1
            identity = _identity(one)
            if identity is None:
                dropped += 1
                problems[Problem(f"status {records}", _("no reference to a point"), DROPPED, Kind.IDENTITY)] += 1
                continue
            live = _status(one, identity, published, problems)
            key = point_key(identity)
            if key in by_point:
                merged += 1
                problems[
                    Problem(identity[:80], _("the same point twice"), _("merged into the later"), Kind.DUPLICATE)
                ] += 1
                if (live.at or "") < (by_point[key].at or ""):
                    continue
            by_point[key], names[key] = live, identity
    if not records:
        found = _("a table of sites, and no statuses") if tables else "no refillPointStatus"
        raise InputError(
            path, found, _("{expected}; the table belongs in path", expected=EXPECTED) if tables else EXPECTED
        )
    kept = records - merged - dropped
    report = SourceReport(
        str(path),
        "datex status",
        records,
        kept,
        merged=merged,
        dropped=dropped,
        problems=tuple(problems),
        file=file.fingerprint(),
    )
    return StatusRead(by_point, names, report)


def _points(site: Element) -> Iterator[Element]:
    return site.within("refillPointStatus")


def _identity(point: Element) -> str | None:
    """Id of the point that a status refers to."""
    reference = point.first("reference")
    return None if reference is None else text_of(reference.attributes.get("id")) or text_of(reference.text)


def _status(point: Element, identity: str, published: str | None, problems: Counter[Problem]) -> LiveStatus:
    def note(kind: Kind, reason: str, action: str) -> None:
        problems[Problem(identity[:80], reason, action, kind)] += 1

    return LiveStatus(live_word(point.said("status"), note), time_of(point.said("lastUpdated")) or published)
