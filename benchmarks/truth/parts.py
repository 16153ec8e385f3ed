"""Parts of the table by name, each with the files it needs: a new part is one module with its rows and a line here."""

from collections.abc import Callable, Iterator
from pathlib import Path

from benchmarks.truth import dundee, elaad, gun_rows, hour_rows, level_rows, liechtenstein, plan_rows, session_rows
from benchmarks.truth.row import Row, rows_or_skipped

ALMATY = (
    Path("osm") / "almaty.osm.pbf",
    Path("population") / "almaty_uncertainty_cells.csv",
    Path("population") / "almaty_district_population_reference_v2.csv",
    Path("stations") / "ocm_central_asia_all.json",
)


def _dundee(data: Path) -> Iterator[Row]:
    def rows() -> Iterator[Row]:
        sessions = dundee.read_dundee(data / dundee.FILE)
        yield level_rows.accounted_row(sessions)
        yield from gun_rows.dundee_gun_rows(sessions)
        yield from session_rows.dundee_session_rows(sessions)
        yield from plan_rows.dundee_spread_rows(sessions)

    return rows_or_skipped("sessions of Dundee", (data / dundee.FILE,), rows)


def _elaad(data: Path) -> Iterator[Row]:
    files = tuple(data / file for file in elaad.FILES)
    return rows_or_skipped("Dutch distributions", files, lambda: session_rows.elaad_rows(data))


def _published(_: Path) -> Iterator[Row]:
    yield from gun_rows.published_gun_rows()
    yield from session_rows.published_session_rows()


def _hours(data: Path) -> Iterator[Row]:
    file = data / dundee.FILE
    yield from hour_rows.hour_rows(dundee.read_dundee(file) if file.is_file() else None)


def _level(data: Path) -> Iterator[Row]:
    yield from level_rows.level_rows()
    roads = data / liechtenstein.ROADS
    yield from rows_or_skipped("people by dwellings", (roads,), lambda: iter([level_rows.dwelling_row(roads)]))


def _plan(data: Path) -> Iterator[Row]:
    files = tuple(data / file for file in ALMATY)
    return rows_or_skipped("Almaty's plan", files, lambda: plan_rows.almaty_rows(data))


def _liechtenstein(data: Path) -> Iterator[Row]:
    files = (data / liechtenstein.ROADS, data / liechtenstein.PLACES)
    return rows_or_skipped("Liechtenstein's places", files, lambda: liechtenstein.liechtenstein_rows(data))


PARTS: dict[str, Callable[[Path], Iterator[Row]]] = {
    "dundee": _dundee,
    "elaad": _elaad,
    "published": _published,
    "hours": _hours,
    "level": _level,
    "plan": _plan,
    "liechtenstein": _liechtenstein,
}
