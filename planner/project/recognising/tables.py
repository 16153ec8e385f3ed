"""Tables and layers: told by their headings in six languages, by their shapes, and by layouts that are published."""

from collections.abc import Iterable
from pathlib import Path

from geodata.errors import InputError
from geodata.headings import placed, plain_heading
from geodata.overture.things import kind_of
from geodata.population_layouts import table_layout
from planner.project.recognising.glance import Glance, glance
from planner.project.recognising.kinds import FileKind
from planner.project.recognising.known_columns import COLUMNS, Columns
from planner.project.recognising.seen import Recognised
from planner.support.speech import _, listed

OF_SHAPES = (FileKind.EDITS, FileKind.DISTRICTS)
"""Kinds that are told by their shapes as well, and never stand in a plain table."""
MANY = 200
"""Districts of a city are fewer."""
MOST_OTHERS = 5
DEPOT_WORDS = ("depot", "депо", "автопарк", "парк автобус")
LIMIT_WORDS = ("boundary", "limits", "границ", "border", "шекара", "chegara", "чек ара", "марз")
_SITES = COLUMNS[FileKind.SITES]


def table_kind(path: Path, layer: str | None = None) -> Recognised:
    """Tell what a table or layer is; of a file with several that which is named, else the first.

    Raises
    ------
    InputError
        It cannot be read, or has a single column and no shapes.
    """
    look = glance(path, layer)
    if not look.shapes and len(look.headings) < 2:
        raise InputError(
            path,
            _("a single column, {heading!r}", heading="".join(look.headings)[:40]),
            _("expected a table with a row of headings"),
        )
    for way in (_published, _areas, _by_headings):
        found = way(path, look)
        if found is not None:
            return found
    return _unknown(path, look)


def _published(_path: Path, look: Glance) -> Recognised | None:
    """Layouts that somebody publishes under names of their own."""
    names = {plain_heading(name) for name in look.headings}
    if {"id_pdc_itinerance", "puissance_nominale"} <= names:
        return Recognised(FileKind.STATIONS, _("the French national table of charging points (IRVE)"), format="irve")
    if look.shapes and {"site_id", "action"} <= names:
        why = _("columns {columns}", columns=listed(["'site_id'", "'action'"]))
        return Recognised(FileKind.EDITS, why, alternatives=(FileKind.SITES,), format="geojson")
    theirs = kind_of([*look.headings, *(("geometry",) if look.shapes else ())])
    if theirs is not None:
        kind = FileKind.DISTRICTS if theirs == "division_area" else FileKind.OVERTURE
        return Recognised(kind, _("data of Overture Maps ({theirs})", theirs=theirs), format="overture")
    layout = table_layout(look.headings)
    if layout is not None and (look.shapes or layout.columns):
        return Recognised(FileKind.POPULATION, layout.name, format="csv")
    return None


def _areas(path: Path, look: Glance) -> Recognised | None:
    """Layers of polygons."""
    if look.shapes != "Polygon":
        return None
    there = _there(path, look, COLUMNS[FileKind.DISTRICTS].known)
    is_named, few = bool({"district", "name"} & there), look.rows is None or look.rows <= MANY
    if set(_SITES.telling) & _there(path, look, _SITES.known):
        return Recognised(
            FileKind.SITES, _("areas with {columns}", columns=_said(path, look, _SITES)), format="geojson"
        )
    if "population" in there and not (is_named and few):
        return Recognised(FileKind.POPULATION, _("areas with a count of people"), format="geojson")
    if look.rows == 1 or any(word in path.name.casefold() for word in LIMIT_WORDS):
        return Recognised(FileKind.BOUNDARY, _("a single area"), alternatives=(FileKind.DISTRICTS, FileKind.SITES))
    if is_named and few:
        others = (FileKind.POPULATION,) if "population" in there else (FileKind.SITES, FileKind.BOUNDARY)
        return Recognised(FileKind.DISTRICTS, _("areas with names"), alternatives=others)
    return Recognised(
        FileKind.BOUNDARY,
        _("areas without names"),
        sure=False,
        alternatives=(FileKind.SITES, FileKind.POPULATION, FileKind.DISTRICTS),
    )


def _by_headings(path: Path, look: Glance) -> Recognised | None:
    """The kind whose columns explain most of the headings, among those of which nothing needed is missing."""
    scores = {kind: _score(path, look, columns) for kind, columns in COLUMNS.items() if _may_be(kind, look)}
    whole = [kind for kind in scores if _lacks(path, look, COLUMNS[kind]) == 0]
    if not whole:
        return None
    best = max(whole, key=lambda kind: scores[kind])
    is_telling = bool(set(COLUMNS[best].telling) & _there(path, look, COLUMNS[best].known))
    if {FileKind.SITES, FileKind.DEPOTS} <= set(whole) and best in (FileKind.SITES, FileKind.DEPOTS):
        depots = any(word in path.name.casefold() for word in DEPOT_WORDS)
        best, is_telling = (FileKind.DEPOTS, True) if depots else (FileKind.SITES, is_telling)
    is_site = bool((set(_SITES.telling) - {"site_id"}) & _there(path, look, _SITES.known))
    others = tuple(
        kind
        for kind in sorted(whole, key=lambda kind: -scores[kind])
        if kind != best and (best != FileKind.POPULATION or is_site or kind not in (FileKind.SITES, FileKind.DEPOTS))
    )
    alike = (FileKind.SITES, FileKind.DEPOTS) if best in (FileKind.SITES, FileKind.DEPOTS) else ()
    close = any(scores[kind] >= scores[best] for kind in others if kind not in alike)
    return Recognised(
        best,
        _("columns {columns}", columns=_said(path, look, COLUMNS[best])),
        sure=is_telling and not close,
        alternatives=others[:MOST_OTHERS],
        format="geojson" if look.shapes else "csv",
    )


def _unknown(path: Path, look: Glance) -> Recognised:
    """A table that can be read, of which no kind is whole: she says what it is and which column is which."""
    scores = {kind: _score(path, look, columns) for kind, columns in COLUMNS.items() if _may_be(kind, look)}
    likely = sorted(
        (kind for kind in scores if scores[kind]), key=lambda kind: (_lacks(path, look, COLUMNS[kind]), -scores[kind])
    )
    told = [kind for kind in likely if set(COLUMNS[kind].telling) & _there(path, look, COLUMNS[kind].known)]
    why = _("headings that are not known yet: say what it is, and which column is which")
    format_ = "geojson" if look.shapes else "csv"
    others = tuple(likely) or tuple(kind for kind in COLUMNS if _may_be(kind, look))
    if told:
        others = tuple(kind for kind in others if kind != told[0])
        return Recognised(told[0], why, sure=False, alternatives=others[:MOST_OTHERS], format=format_)
    return Recognised(FileKind.UNKNOWN, why, sure=False, alternatives=others, format=format_)


def _may_be(kind: FileKind, look: Glance) -> bool:
    if kind in OF_SHAPES:
        return bool(look.shapes) and kind == FileKind.EDITS
    return True


def _there(path: Path, look: Glance, known: Iterable[str]) -> set[str]:
    """Columns of ours that the headings give, and the place where shapes do."""
    try:
        found = set(placed(path, look.headings, {}, tuple(known))[0])
    except InputError:  # a heading that stands there twice, which is told when it is mapped
        return set()
    return found | ({"lon", "lat"} & set(known) if look.shapes else set())


def _lacks(path: Path, look: Glance, columns: Columns) -> int:
    there = _there(path, look, columns.known)
    return sum(not there & set(one) for one in columns.needed)


def _score(path: Path, look: Glance, columns: Columns) -> int:
    there = _there(path, look, columns.known)
    return len(there) + len(there & set(columns.telling))


def _said(path: Path, look: Glance, columns: Columns) -> str:
    """Headings by which a kind is known, as the file has them."""
    try:
        place = placed(path, look.headings, {}, columns.known)[0]
    except InputError:
        place = {}
    first = [name for name in place if name in columns.telling]
    names = [*first, *(name for name in place if name not in first)]
    shown = [f"'{look.headings[place[name]][:40]}'" for name in names[:4]]
    return listed(shown) if shown else "-"
