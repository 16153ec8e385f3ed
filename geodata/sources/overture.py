"""Files of Overture Maps: GeoParquet, or whatever format `ogr2ogr` made of it, one for each type of theirs."""

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

import geopandas as gpd

from geodata.errors import InputError
from geodata.input_file import InputFile
from geodata.layers import read_layer
from geodata.overture.reading import MERGED, SEGMENTS, OvertureRead, Things, told
from geodata.overture.segments import Segments
from geodata.overture.things import DOUBTED, HEIGHT, LEAST_CONFIDENCE, STOREY_M, kind_of, listed
from geodata.placing import Bounds
from geodata.report import Assumption, Problem, SourceReport
from geodata.speech import _

EXPECTED = _.term("expected segment, building, place, land_use or infrastructure of Overture Maps, one type a file")
ROLE = _.term("a file of Overture Maps")

ELSEWHERE: Mapping[str, str] = {
    "division_area": _.term("give it as city.districts or city.boundary"),
    "building_part": _.term("give the buildings; their parts are not needed"),
}
"""Types that are of use in another place, or in none."""

MOST_ROWS = 3_000_000
"""Rows that are read at once: all buildings of a large city and its surroundings, and some gigabytes."""

_USED = frozenset(
    (
        *(
            "id",
            "sources",
            "update_time",
            "names",
            "subtype",
            "class",
            "subclass",
            "subclass_rules",
            "connectors",
            "connector_ids",
        ),
        *("access_restrictions", "speed_limits", "road_flags", "prohibited_transitions", "num_floors", "height"),
        *("source_tags", "categories", "taxonomy", "basic_category", "confidence", "operating_status"),
        *("division_id", "building_id", "has_parts", "surface", "level", "geometry"),
    )
)


def read_overture(files: Sequence[InputFile], bounds: Bounds | None = None) -> OvertureRead:
    """Read roads and things.

    Parameters
    ----------
    files : sequence of InputFile
        In any order; each is known by its columns.
    bounds : tuple, optional
        West, south, east, north: only what meets them is read.

    Raises
    ------
    MissingFileError, InputError
        A file is missing, none of Overture's, of a type that is of no use here, or has too many rows for a city.
    """
    segments, things, has_roads = Segments(), Things(), False
    reports, days = [], [""]
    for number, file in enumerate(files):
        frame = read_layer(file.path, role=ROLE, bbox=bounds, needed=_USED.__contains__)
        kind = _kind(file, frame)
        has_roads = has_roads or kind == "segment"
        days.append(_newest(frame))
        reports.append(
            _roads(file, frame, segments) if kind == "segment" else _things(file, frame, kind, things, number)
        )
    network = segments.builder.build() if has_roads else None
    return OvertureRead(network, things.frame(), tuple(reports), max(days) or None, _assumed(things, reports))


def _kind(file: InputFile, frame: gpd.GeoDataFrame) -> str:
    kind = kind_of(frame.columns)
    if kind is None:
        raise InputError(file.path, _("columns {map}", map=", ".join(map(str, list(frame.columns)[:8]))), EXPECTED)
    if kind in ELSEWHERE:
        raise InputError(file.path, _("{kind} of Overture Maps", kind=kind), ELSEWHERE[kind])
    if len(frame) > MOST_ROWS:
        found = f"{len(frame):,} rows within the bounds".replace(",", " ")
        raise InputError(file.path, found, f"at most {MOST_ROWS:,} are read; cut it to the city".replace(",", " "))
    return kind


def _rows(frame: gpd.GeoDataFrame) -> Iterator[dict[str, Any]]:
    names = list(frame.columns)
    for cells in zip(*(frame[name].to_numpy(dtype=object) for name in names), strict=True):
        yield dict(zip(names, cells, strict=True))


def _roads(file: InputFile, frame: gpd.GeoDataFrame, segments: Segments) -> SourceReport:
    before = segments.taken, segments.by_shape
    for row in _rows(frame):
        segments.take(row)
    kept, by_shape = segments.taken - before[0], segments.by_shape - before[1]
    left_out = Counter({"rails and waterways, or no line": len(frame) - kept})
    problems = told(+left_out)
    if by_shape:
        reason = _("do not say where along them they meet others (an old release)")
        problems += (Problem(_("{by_shape} roads", by_shape=by_shape), reason, _("joined at their ends alone")),)
    return _report(file, frame, "segment", kept, problems)


def _things(file: InputFile, frame: gpd.GeoDataFrame, kind: str, things: Things, number: int) -> SourceReport:
    reasons = [things.take(kind, row, number) for row in _rows(frame)]
    left_out = Counter(reason for reason in reasons if reason is not None)
    called = {"base": "land use or infrastructure"}.get(kind, kind)
    return _report(file, frame, called, len(frame) - left_out.total(), told(left_out), left_out[MERGED])


def _report(
    file: InputFile, frame: gpd.GeoDataFrame, called: str, kept: int, problems: tuple[Problem, ...], merged: int = 0
) -> SourceReport:
    """Account of the rows within the bounds, and how many the file has."""
    if frame.attrs["of"] > len(frame):
        beyond = f"of {frame.attrs['of']:,} rows lie beyond the bounds of the city".replace(",", " ")
        problems = (
            *problems,
            Problem(f"{frame.attrs['of'] - len(frame):,} rows".replace(",", " "), beyond, _("not read")),
        )
    return SourceReport(
        str(file.path),
        SEGMENTS if called == "segment" else f"overture {called}",
        records=len(frame),
        kept=kept,
        merged=merged,
        dropped=len(frame) - kept - merged,
        problems=problems,
        file=file.fingerprint(frame),
    )


def _assumed(things: Things, reports: Sequence[SourceReport]) -> tuple[Assumption, ...]:
    """What stands between the rows and what is made of them that nobody measured."""
    guessed = sum(
        tags.get("building:levels") is not None and tags.get("levels_from") == HEIGHT for tags in things.tags.values()
    )
    doubted = sum(
        int(problem.record.split()[0]) for one in reports for problem in one.problems if problem.reason == DOUBTED
    )
    said = (
        (
            guessed,
            _("height of a storey"),
            _("{storey_m:g} m, by which {guessed} buildings have their storeys", storey_m=STOREY_M, guessed=guessed),
        ),
        (
            doubted,
            _("least confidence of a place"),
            _(
                "{least_confidence:g}; {doubted} places of less are left out",
                least_confidence=LEAST_CONFIDENCE,
                doubted=doubted,
            ),
        ),
    )
    return tuple(Assumption(what, value, "geodata/overture/things.py") for count, what, value in said if count)


def _newest(frame: gpd.GeoDataFrame) -> str:
    """Newest day that a source of a row was updated, as text; empty where none says."""
    records = [one for sources in frame["sources"] for one in listed(sources) if isinstance(one, Mapping)]
    updates = [*(one.get("update_time") for one in records), *frame.get("update_time", [])]
    days = (str(update or "")[:10] for update in updates)
    return max((day for day in days if len(day) == len("2024-07-22") and day[4] == day[7] == "-"), default="")
