"""A list of places with chargers as a city or a bidder hands it over: rows of a table or of a map layer, read and told one by one."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import geopandas as gpd
import pandas as pd

from geodata.address import Address, split_layer
from geodata.errors import InputError
from geodata.headings import columns_listed
from geodata.input_file import Fingerprint, InputFile
from geodata.numerals import number_text, parse_number
from geodata.report import Problem
from geodata.sources.site_table import OF_A_PLAN
from geodata.speech import LANGUAGES, speaking
from geodata.spreadsheet import read_table, said_of
from planner.catalogue.charger_names import name_of
from planner.catalogue.chargers import ChargerType
from planner.edits.places_checked import DRAWN
from planner.edits.wishes import chargers_in
from planner.support.speech import _, joined
from planner.support.spelling import nearest_known

COLUMNS = ("lon", "lat", "name", "site_id", "chargers", "bays", "grid_kw", "note", "status", OF_A_PLAN)
ROLE = _.term("the list of places with chargers")
MOST_CHARGERS = 100
"""More of one type at one place is a slip of the pen."""
STANDS = "existing"
"""`status` of a station that stands and gets nothing, in the table of a finished plan."""
_COUNTED = re.compile(r"(?P<count>\d{1,9})\s*[x×х*]\s*(?P<name>.+)", re.IGNORECASE)


@dataclass
class ListRow:
    """A row of the list with what became of it.

    Parameters
    ----------
    row : int
        As Excel counts it, or the number of the feature.
    name : str
        Its own name or id; empty where it has none.
    site_id : str or None
        The id that the row gives.
    lon, lat : float or None
        Degrees.
    written : mapping
        Cells of `chargers`, `bays`, `grid_kw` and `note` as they stand there.
    counts : mapping
        How many chargers of each id, also of ids that nobody knows.
    site : str or None
        The place of the plan that it is tied to.
    outcome : str
        One of `OUTCOMES`.
    said : list of str
        What is to be told of it, each a message.
    """

    row: int
    name: str
    site_id: str | None
    lon: float | None
    lat: float | None
    written: Mapping[str, str]
    counts: dict[str, int] = field(default_factory=dict)
    site: str | None = None
    outcome: str = "counted"
    said: list[str] = field(default_factory=list)

    def leave_out(self, why: str) -> None:
        """Do not count the row, and say why."""
        self.outcome = "left out"
        self.said.append(why)

    @property
    def counted(self) -> bool:
        """Whether its chargers are valued."""
        return self.outcome in ("counted", "put together")

    def as_dict(self) -> dict[str, Any]:
        """Plain JSON form."""
        return {
            "row": self.row,
            "written_name": self.name,
            "lon": None if self.lon is None else round(self.lon, 6),
            "lat": None if self.lat is None else round(self.lat, 6),
            **{key: self.written.get(key) for key in ("chargers", "bays", "grid_kw", "note")},
            "counts": dict(self.counts),
            "site_id": self.site,
            "outcome": self.outcome,
            "said": list(self.said),
        }


OUTCOMES = ("left out", "same as another row", "put together", "counted")
"""What became of a row, what needs most care first."""


@dataclass(frozen=True)
class SiteList:
    """A list as it was read.

    Parameters
    ----------
    path : str
    rows : tuple of ListRow
        Those of a finished plan whose stations stand and get nothing are no rows of it.
    of_a_plan : bool
        Whether it is the table of sites of a finished plan.
    problems : tuple of Problem
        What is to be told of its columns.
    file : Fingerprint
    """

    path: str
    rows: tuple[ListRow, ...]
    of_a_plan: bool
    problems: Sequence[Problem]
    file: Fingerprint


def read_site_list(file: InputFile, kinds: Sequence[ChargerType]) -> SiteList:
    """Read the rows of a list of places with chargers.

    Parameters
    ----------
    file : InputFile
        A table of text, a workbook or a map layer with places (`lon` and `lat`, or a geometry, or the `site_id` of a known place) and
        `chargers`; perhaps `name`, `bays`, `grid_kw` and `note`.
    kinds : sequence of ChargerType
        Those that may be called by the name that the tables of a plan give them, in any language, beside their id.

    Raises
    ------
    MissingFileError, InputError
        The file cannot be read, has no rows, or lacks columns, which are told all at once.
    """
    table = read_table(file.path, {}, COLUMNS, role=ROLE, with_geometry=True, called=("sites", "field"))
    _check_columns(file.path, table)
    points = _points(table)
    known = _names(kinds)
    of_a_plan = OF_A_PLAN in table
    plain = pd.DataFrame(table).reindex(columns=["row", *COLUMNS]).astype(object)
    records = plain.where(plain.notna(), None).to_dict("records")
    rows = tuple(
        _row(cells, point, known, of_a_plan=of_a_plan)
        for cells, point in zip(records, points, strict=True)
        if not (of_a_plan and not cells["chargers"])
    )
    if not rows:
        raise InputError(file.path, _("no row with chargers"), _("expected at least one, '2 x dc_ccs2_60'"))
    return SiteList(str(file.path), rows, of_a_plan, said_of(table, published=of_a_plan), file.fingerprint(table))


def _check_columns(address: Address, table: pd.DataFrame) -> None:
    """Refuse a table that does not say where and what, all that it lacks in one line."""
    shaped = isinstance(table, gpd.GeoDataFrame)
    lacks = [] if shaped or "site_id" in table else [name for name in ("lat", "lon") if name not in table]
    lacks += [name for name in ("chargers",) if name not in table]
    if lacks:
        place = split_layer(address)[0] if isinstance(address, Path) else address
        listed = columns_listed(table.attrs["header"], lacks)
        raise InputError(
            place,
            _("no columns {lacks}; its columns are {listed}", lacks=joined(", ", lacks), listed=listed),
            _("expected places (lat and lon, or a map layer) and chargers; rename the columns that mean these"),
        )


def _points(table: pd.DataFrame) -> list[tuple[str | None, str | None]]:
    """Longitude and latitude as text, of outlines their middle."""
    size = len(table)
    own = zip(*(table[name] if name in table else [None] * size for name in ("lon", "lat")), strict=True)
    points = [(None if pd.isna(lon) else str(lon), None if pd.isna(lat) else str(lat)) for lon, lat in own]
    shapes = table.geometry if isinstance(table, gpd.GeoDataFrame) else [None] * size
    return [_middle(shape) if pair == (None, None) else pair for pair, shape in zip(points, shapes, strict=True)]


def _middle(shape: Any) -> tuple[str | None, str | None]:
    if shape is None or shape.is_empty:
        return None, None
    return number_text(shape.centroid.x), number_text(shape.centroid.y)


def _row(
    cells: Mapping[Any, Any], point: tuple[str | None, str | None], known: Mapping[str, str], *, of_a_plan: bool
) -> ListRow:
    lon, lat = (parse_number(one) for one in point)
    site = cells["site_id"]
    drawn = str(site or "").startswith(DRAWN)  # whose ground only the plan's table knows
    ground = () if of_a_plan and not drawn else ("bays", "grid_kw")
    written = {name: str(cells[name]) for name in ("chargers", *ground, "note") if cells[name] is not None}
    row = ListRow(int(cells["row"]), str(cells["name"] or site or ""), site, lon, lat, written)
    for text, value, name in zip(point, (lon, lat), ("lon", "lat"), strict=True):
        if text is not None and value is None:
            row.leave_out(_("{name} {text!r} is not a number", name=name, text=text[:40]))
            return row
    if (lon is None) != (lat is None) or (lon is None and site is None):
        row.leave_out(_("it says no place; give latitude and longitude in degrees"))
        return row
    _count(row, known)
    return row


def _count(row: ListRow, known: Mapping[str, str]) -> None:
    """Read the chargers of a row: ids in the words of edits, or names as tables of plans have them."""
    text = row.written.get("chargers", "")
    if not text:
        row.leave_out(_("no chargers are written; write them as '2 x dc_ccs2_60; 1 x ac_t2_22'"))
        return
    found = _named(text, known)
    found = chargers_in(text) if found is None else found
    if not found:
        row.leave_out(
            _("the chargers {text!r} are not understood; write them as '2 x dc_ccs2_60; 1 x ac_t2_22'", text=text[:60])
        )
        return
    row.counts.update(found)
    for name, count in found.items():
        if count > MOST_CHARGERS:
            row.leave_out(
                _(
                    "{count} x {name} at one place are more than {most}; mend the number",
                    count=count,
                    name=name,
                    most=MOST_CHARGERS,
                )
            )
            return


def _named(text: str, known: Mapping[str, str]) -> dict[str, int] | None:
    """Read ``2 × DC 60 kW, two GB/T guns``, a line or a semicolon between; None where one of them is no known name."""
    out: dict[str, int] = {}
    for part in re.split(r"[;\n]", text):
        match = _COUNTED.fullmatch(part.strip())
        charger = known.get(_bare(match["name"])) if match else None
        if match is None or charger is None:
            return None
        out[charger] = out.get(charger, 0) + int(match["count"])
    return out or None


def _names(kinds: Sequence[ChargerType]) -> dict[str, str]:
    """Ids by their name in every language; of two that are called alike the first."""
    names: dict[str, str] = {}
    for code in LANGUAGES:
        with speaking(code):
            for kind in kinds:
                names.setdefault(_bare(name_of(kind)), kind.id)
    return names


def _bare(name: str) -> str:
    return " ".join(name.split()).casefold()


def drop_unknown(row: ListRow, known: Sequence[str]) -> None:
    """Take chargers that are not on offer out of a row, each told with the nearest that is; a row that has no others is left out."""
    unknown = [name for name in row.counts if name not in known]
    for name in unknown:
        said = _(
            "{count} x {name} are not counted: no such charger; {nearest}",
            count=row.counts.pop(name),
            name=name[:40],
            nearest=nearest_known(name, known),
        )
        row.said.append(said)
    if unknown and not row.counts:
        row.outcome = "left out"
